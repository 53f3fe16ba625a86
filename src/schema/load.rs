//! Schemas and resource types from documents that have been checked before: a characteristic that
//! is missing, or isn't what it should be, has its default (RFC 7643 §2.2).

use super::characteristic::{Mutability, Returned, Type, Uniqueness};
use super::model::{Attribute, ResourceType, Schema, SchemaExtension};
use crate::json::{Document, Limits, Tape, Value};

/// Deepest nesting of sub-attributes that is read; only the schema of schemas needs two.
const MAX_LEVEL: usize = 3;

/// Reads a built-in document: one object, or an array of them.
pub(super) fn read_all<T>(text: &str, read: fn(Value<'_>) -> T) -> Vec<T> {
    let document = Document::read(text, Limits::default(), Tape::default());
    let Some(root) = document.root() else {
        return Vec::new();
    };
    let mut items: Vec<T> = root.elements().map(read).collect();
    if items.is_empty() {
        items.push(read(root));
    }
    items
}

/// Reads a Schema resource.
pub(crate) fn read_schema(value: Value<'_>) -> Schema {
    let id = text(value, "id").unwrap_or_default();
    Schema {
        name: text(value, "name").unwrap_or_else(|| id.clone()),
        id,
        description: text(value, "description"),
        attributes: read_attributes(value, "attributes", 0),
    }
}

fn read_attributes(value: Value<'_>, member: &str, level: usize) -> Vec<Attribute> {
    let list = value.get(member).filter(|_| level < MAX_LEVEL);
    list.into_iter()
        .flat_map(Value::elements)
        .map(|item| read_attribute(item, level))
        .collect()
}

fn read_attribute(value: Value<'_>, level: usize) -> Attribute {
    let kind = keyword(value, "type", Type::from_keyword);
    Attribute {
        name: text(value, "name").unwrap_or_default(),
        kind,
        multi_valued: flag(value, "multiValued"),
        description: text(value, "description"),
        required: flag(value, "required"),
        // References and binary values are case-exact whatever the document says
        // (RFC 7643 §2.3.6, §2.3.7).
        case_exact: flag(value, "caseExact") || matches!(kind, Type::Reference | Type::Binary),
        mutability: keyword(value, "mutability", Mutability::from_keyword),
        returned: keyword(value, "returned", Returned::from_keyword),
        uniqueness: keyword(value, "uniqueness", Uniqueness::from_keyword),
        canonical_values: texts(value, "canonicalValues"),
        reference_types: texts(value, "referenceTypes"),
        sub_attributes: read_attributes(value, "subAttributes", level + 1),
    }
}

/// Reads a ResourceType resource.
pub(crate) fn read_resource_type(value: Value<'_>) -> ResourceType {
    let list = value.get("schemaExtensions");
    let extensions = list.into_iter().flat_map(Value::elements);
    ResourceType {
        name: text(value, "name").unwrap_or_default(),
        description: text(value, "description"),
        endpoint: text(value, "endpoint").unwrap_or_default(),
        schema: text(value, "schema").unwrap_or_default(),
        extensions: extensions
            .map(|item| SchemaExtension {
                schema: text(item, "schema").unwrap_or_default(),
                required: flag(item, "required"),
            })
            .collect(),
    }
}

fn text(value: Value<'_>, member: &str) -> Option<String> {
    Some(value.get(member)?.as_str()?.into_owned())
}

fn texts(value: Value<'_>, member: &str) -> Vec<String> {
    let list = value.get(member);
    let texts = list.into_iter().flat_map(Value::elements);
    texts
        .filter_map(|item| Some(item.as_str()?.into_owned()))
        .collect()
}

fn flag(value: Value<'_>, member: &str) -> bool {
    value.get(member).and_then(Value::as_bool) == Some(true)
}

fn keyword<K: Default>(value: Value<'_>, member: &str, read: fn(&str) -> Option<K>) -> K {
    let text = value.get(member).and_then(Value::as_str);
    text.and_then(|text| read(&text)).unwrap_or_default()
}
