//! Schemas and resource types as the documents of RFC 7643 §6 and §7, every characteristic spelled
//! out.

use super::characteristic::Type;
use super::model::{Attribute, ResourceType, Schema};
use crate::text::write_quoted;

const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";
const RESOURCE_TYPE: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";

/// Writes a schema as a Schema resource.
pub fn write_schema(schema: &Schema, out: &mut String) {
    let mut object = Object::begin(out);
    object.texts("schemas", &[SCHEMA.to_owned()]);
    object.text("id", &schema.id);
    object.text("name", &schema.name);
    object.optional("description", schema.description.as_deref());
    object.attributes("attributes", &schema.attributes);
    object.end();
}

/// Writes a resource type as a ResourceType resource.
pub fn write_resource_type(resource_type: &ResourceType, out: &mut String) {
    let mut object = Object::begin(out);
    object.texts("schemas", &[RESOURCE_TYPE.to_owned()]);
    object.text("id", &resource_type.name);
    object.text("name", &resource_type.name);
    object.optional("description", resource_type.description.as_deref());
    object.text("endpoint", &resource_type.endpoint);
    object.text("schema", &resource_type.schema);
    object.list(
        "schemaExtensions",
        &resource_type.extensions,
        |extension, out| {
            let mut object = Object::begin(out);
            object.text("schema", &extension.schema);
            object.flag("required", extension.required);
            object.end();
        },
    );
    object.end();
}

/// Writes an attribute as it stands in `attributes` of a Schema resource. Characteristics that mean
/// nothing for its type are left out.
pub fn write_attribute(attribute: &Attribute, out: &mut String) {
    let complex = attribute.kind == Type::Complex;
    let mut object = Object::begin(out);
    object.text("name", &attribute.name);
    object.text("type", attribute.kind.as_str());
    if complex {
        object.attributes("subAttributes", &attribute.sub_attributes);
    }
    object.flag("multiValued", attribute.multi_valued);
    object.optional("description", attribute.description.as_deref());
    object.flag("required", attribute.required);
    if !attribute.canonical_values.is_empty() {
        object.texts("canonicalValues", &attribute.canonical_values);
    }
    object.flag("caseExact", attribute.case_exact);
    object.text("mutability", attribute.mutability.as_str());
    object.text("returned", attribute.returned.as_str());
    object.text("uniqueness", attribute.uniqueness.as_str());
    if !attribute.reference_types.is_empty() {
        object.texts("referenceTypes", &attribute.reference_types);
    }
    object.end();
}

/// An object under construction.
pub(super) struct Object<'o> {
    out: &'o mut String,
    begun: bool,
}

impl<'o> Object<'o> {
    pub(super) fn begin(out: &'o mut String) -> Self {
        out.push('{');
        Self { out, begun: false }
    }

    fn name(&mut self, name: &str) {
        if core::mem::replace(&mut self.begun, true) {
            self.out.push(',');
        }
        write_quoted(name, self.out);
        self.out.push(':');
    }

    /// An object as a member; its `end` has to be called before the next member.
    pub(super) fn nested(&mut self, name: &str) -> Object<'_> {
        self.name(name);
        Object::begin(self.out)
    }

    /// A member whose value is JSON already, `%` in it standing for `text` as a string.
    pub(super) fn filled(&mut self, name: &str, json: &str, text: &str) {
        self.name(name);
        fill(json, text, self.out);
    }

    /// A member whose value is JSON already.
    pub(super) fn raw(&mut self, name: &str, json: &str) {
        self.name(name);
        self.out.push_str(json);
    }

    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        write_quoted(value, self.out);
    }

    pub(super) fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    pub(super) fn flag(&mut self, name: &str, value: bool) {
        self.raw(name, if value { "true" } else { "false" });
    }

    pub(super) fn texts(&mut self, name: &str, values: &[String]) {
        self.list(name, values, |value, out| write_quoted(value, out));
    }

    fn attributes(&mut self, name: &str, attributes: &[Attribute]) {
        self.list(name, attributes, write_attribute);
    }

    pub(super) fn list<T>(&mut self, name: &str, items: &[T], write: impl Fn(&T, &mut String)) {
        self.name(name);
        self.out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            write(item, self.out);
        }
        self.out.push(']');
    }

    pub(super) fn end(self) {
        self.out.push('}');
    }
}

/// Writes JSON, `%` in it standing for `text` as a string.
pub(super) fn fill(json: &str, text: &str, out: &mut String) {
    let mut rest = json;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        write_quoted(text, out);
        rest = after;
    }
    out.push_str(rest);
}
