//! Schemas and resource types from the documents that servers send: one object, an array, or a
//! ListResponse of them.

use super::characteristic::Type;
use super::model::{Attribute, ResourceType, Schema, SchemaExtension};
use crate::attribute::{is_absolute_uri, is_attribute_name};
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Document, Kind, Limits, Tape, Value};
use crate::text::{Pointer, Span, quoted};

/// Deepest nesting of sub-attributes that is read; only the schema of schemas needs two.
const MAX_LEVEL: usize = 3;

/// Reads schemas.
///
/// # Errors
/// All that is wrong with the documents. Nothing is read from a document that has an error.
pub fn load_schemas(text: &str) -> Result<Vec<Schema>, Vec<Diagnostic>> {
    load(text, Loader::schema)
}

/// Reads resource types.
///
/// # Errors
/// All that is wrong with the documents. Nothing is read from a document that has an error.
pub fn load_resource_types(text: &str) -> Result<Vec<ResourceType>, Vec<Diagnostic>> {
    load(text, Loader::resource_type)
}

fn load<T>(text: &str, read: fn(&mut Loader, Value<'_>) -> T) -> Result<Vec<T>, Vec<Diagnostic>> {
    let document = Document::read(text, Limits::default(), Tape::default());
    let mut loader = Loader::default();
    loader.found.extend(
        document
            .defects()
            .iter()
            .map(|defect| defect.diagnose(text)),
    );
    let mut items = Vec::new();
    if let Some(root) = document.root() {
        let list = root
            .get("Resources")
            .filter(|list| list.kind() == Kind::Array);
        let name = list.map(|_| loader.pointer.push_name("Resources"));
        if let Some(list) = list.or((root.kind() == Kind::Array).then_some(root)) {
            loader.each(list, |loader, item| items.push(read(loader, item)));
        } else {
            items.push(read(&mut loader, root));
        }
        if let Some(length) = name {
            loader.pointer.truncate(length);
        }
    }
    if loader.found.is_empty() {
        Ok(items)
    } else {
        Err(loader.found)
    }
}

#[derive(Default)]
struct Loader {
    pointer: Pointer,
    found: Vec<Diagnostic>,
}

impl Loader {
    fn schema(&mut self, value: Value<'_>) -> Schema {
        let id = self.text(value, "id", true).unwrap_or_default();
        if !id.is_empty() && !is_absolute_uri(&id) {
            let message = format!("The id {} of a schema is no URI.", quoted(&id));
            self.note("id", value.get("id").map(Value::span), message);
        }
        Schema {
            name: self
                .text(value, "name", false)
                .unwrap_or_else(|| id.clone()),
            id,
            description: self.text(value, "description", false),
            attributes: self.attributes(value, "attributes", 0),
        }
    }

    fn attributes(&mut self, value: Value<'_>, member: &str, level: usize) -> Vec<Attribute> {
        let Some(list) = value.get(member).filter(|list| !list.is_null()) else {
            return Vec::new();
        };
        if list.kind() != Kind::Array {
            self.note(
                member,
                Some(list.span()),
                format!("`{member}` is an array of attributes."),
            );
            return Vec::new();
        }
        if level >= MAX_LEVEL {
            self.note(
                member,
                Some(list.span()),
                "Sub-attributes are nested too deep.".into(),
            );
            return Vec::new();
        }
        let length = self.pointer.push_name(member);
        let mut attributes: Vec<Attribute> = Vec::new();
        self.each(list, |loader, item| {
            let attribute = loader.attribute(item, level);
            let same = |other: &Attribute| other.name.eq_ignore_ascii_case(&attribute.name);
            if !attribute.name.is_empty() && attributes.iter().any(same) {
                let message = format!("The attribute `{}` is defined twice.", attribute.name);
                loader.note("name", item.get("name").map(Value::span), message);
            }
            attributes.push(attribute);
        });
        self.pointer.truncate(length);
        attributes
    }

    fn attribute(&mut self, value: Value<'_>, level: usize) -> Attribute {
        let name = self.text(value, "name", true).unwrap_or_default();
        if !name.is_empty() && !is_attribute_name(&name) {
            let message = format!("{} is no name of an attribute.", quoted(&name));
            self.note("name", value.get("name").map(Value::span), message);
        }
        let kind = self.keyword(value, "type", Type::from_keyword, Type::KEYWORDS);
        let sub_attributes = self.attributes(value, "subAttributes", level + 1);
        if kind != Type::Complex && !sub_attributes.is_empty() {
            let message = format!(
                "`{name}` is {} and has sub-attributes.",
                kind.with_article()
            );
            self.note(
                "subAttributes",
                value.get("subAttributes").map(Value::span),
                message,
            );
        }
        Attribute {
            name,
            kind,
            multi_valued: self.flag(value, "multiValued"),
            description: self.text(value, "description", false),
            required: self.flag(value, "required"),
            // References and binary values are case-exact whatever the document says
            // (RFC 7643 §2.3.6, §2.3.7).
            case_exact: self.flag(value, "caseExact")
                || matches!(kind, Type::Reference | Type::Binary),
            mutability: self.keyword(
                value,
                "mutability",
                super::Mutability::from_keyword,
                super::Mutability::KEYWORDS,
            ),
            returned: self.keyword(
                value,
                "returned",
                super::Returned::from_keyword,
                super::Returned::KEYWORDS,
            ),
            uniqueness: self.keyword(
                value,
                "uniqueness",
                super::Uniqueness::from_keyword,
                super::Uniqueness::KEYWORDS,
            ),
            canonical_values: self.texts(value, "canonicalValues"),
            reference_types: self.texts(value, "referenceTypes"),
            sub_attributes,
        }
    }

    fn resource_type(&mut self, value: Value<'_>) -> ResourceType {
        let name = self.text(value, "name", true).unwrap_or_default();
        if name.contains(char::is_control) {
            let message = format!("{} is no name of a resource type.", quoted(&name));
            self.note("name", value.get("name").map(Value::span), message);
        }
        let endpoint = self.text(value, "endpoint", true).unwrap_or_default();
        let schema = self.text(value, "schema", true).unwrap_or_default();
        let mut extensions = Vec::new();
        if let Some(list) = value.get("schemaExtensions").filter(|list| !list.is_null()) {
            if list.kind() == Kind::Array {
                let length = self.pointer.push_name("schemaExtensions");
                self.each(list, |loader, item| {
                    extensions.push(SchemaExtension {
                        schema: loader.text(item, "schema", true).unwrap_or_default(),
                        required: loader.flag(item, "required"),
                    });
                });
                self.pointer.truncate(length);
            } else {
                let message = "`schemaExtensions` is an array of objects.".into();
                self.note("schemaExtensions", Some(list.span()), message);
            }
        }
        ResourceType {
            description: self.text(value, "description", false),
            name,
            endpoint,
            schema,
            extensions,
        }
    }

    /// Hands each object of an array over, the pointer set to it.
    fn each(&mut self, list: Value<'_>, mut read: impl FnMut(&mut Self, Value<'_>)) {
        for (index, item) in list.elements().enumerate() {
            let length = self.pointer.push_index(index);
            if item.kind() == Kind::Object {
                read(self, item);
            } else if item.kind() != Kind::Invalid {
                let message = format!("An object belongs here, not {}.", item.source());
                self.found.push(self.finding(message, Some(item.span())));
            }
            self.pointer.truncate(length);
        }
    }

    fn text(&mut self, value: Value<'_>, member: &str, required: bool) -> Option<String> {
        match value.get(member).filter(|text| !text.is_null()) {
            None => {
                if required {
                    self.note(
                        member,
                        Some(value.span()),
                        format!("`{member}` is missing."),
                    );
                }
                None
            }
            Some(found) => {
                let text = found.as_str();
                if text.is_none() && found.kind() != Kind::Invalid {
                    self.note(
                        member,
                        Some(found.span()),
                        format!("`{member}` is a string."),
                    );
                }
                text.map(Into::into)
            }
        }
    }

    fn texts(&mut self, value: Value<'_>, member: &str) -> Vec<String> {
        let Some(list) = value.get(member).filter(|list| !list.is_null()) else {
            return Vec::new();
        };
        let texts: Option<Vec<String>> = list
            .elements()
            .map(|item| item.as_str().map(Into::into))
            .collect();
        match texts {
            Some(texts) if list.kind() == Kind::Array => texts,
            _ => {
                let message = format!("`{member}` is an array of strings.");
                self.note(member, Some(list.span()), message);
                Vec::new()
            }
        }
    }

    fn flag(&mut self, value: Value<'_>, member: &str) -> bool {
        let Some(found) = value.get(member).filter(|flag| !flag.is_null()) else {
            return false;
        };
        let flag = found.as_bool();
        if flag.is_none() {
            self.note(
                member,
                Some(found.span()),
                format!("`{member}` is true or false."),
            );
        }
        flag.unwrap_or_default()
    }

    fn keyword<K: Default>(
        &mut self,
        value: Value<'_>,
        member: &str,
        read: fn(&str) -> Option<K>,
        keywords: &[&str],
    ) -> K {
        let Some(text) = self.text(value, member, false) else {
            return K::default();
        };
        read(&text).unwrap_or_else(|| {
            let span = value.get(member).map(Value::span);
            let (text, keywords) = (quoted(&text), keywords.join(", "));
            self.note(
                member,
                span,
                format!("`{member}` is {text}, which is none of {keywords}."),
            );
            K::default()
        })
    }

    fn note(&mut self, member: &str, span: Option<Span>, message: String) {
        let length = self.pointer.push_name(member);
        self.found.push(self.finding(message, span));
        self.pointer.truncate(length);
    }

    fn finding(&self, message: String, span: Option<Span>) -> Diagnostic {
        let mut finding = Diagnostic::new(Code::Definition, message);
        finding.span = span;
        self.pointer.as_str().clone_into(&mut finding.pointer);
        finding
    }
}
