use crate::attribute::{
    BASE64_PATTERN, COUNTRY_PATTERN, DATE_TIME_PATTERN, Format, URI_REFERENCE_PATTERN, is_uri_byte,
};
use crate::diagnostic::Severity;
use crate::schema::characteristic::{Mutability, Type};
use crate::schema::operation::Operation;
use crate::schema::registry::{Definition, Extension, ResourceTypeView, Role};
use crate::schema::scope::Scope;
use crate::schema::write::{Object, fill};
use crate::text::Pointer;

/// Which JSON Schema.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum JsonSchemaDialect {
    /// Draft 07.
    Draft07,
    /// Draft 2020-12.
    #[default]
    Draft202012,
}

impl JsonSchemaDialect {
    const fn uri(self) -> &'static str {
        match self {
            Self::Draft07 => "http://json-schema.org/draft-07/schema#",
            Self::Draft202012 => "https://json-schema.org/draft/2020-12/schema",
        }
    }

    /// The keyword that holds the schemas of extensions.
    const fn definitions(self) -> &'static str {
        match self {
            Self::Draft07 => "definitions",
            Self::Draft202012 => "$defs",
        }
    }
}

/// Writes the JSON Schema of the resources that an operation sends. It accepts what the validator
/// finds no error in, as far as JSON Schema can express that.
///
/// ```
/// use scimlens::schema::{JsonSchemaDialect, Operation, Registry, write_json_schema};
///
/// let registry = Registry::builtin();
/// let group = registry.type_named("Group").and_then(|id| registry.view(id)).unwrap();
/// let mut schema = String::new();
/// write_json_schema(group, Operation::Create, JsonSchemaDialect::Draft202012, &mut schema);
/// assert!(schema.ends_with(r#","required":["schemas","displayName"]}"#));
/// ```
pub fn write_json_schema(
    view: ResourceTypeView<'_>,
    operation: Operation,
    dialect: JsonSchemaDialect,
    out: &mut String,
) {
    let export = Export {
        view,
        operation,
        dialect,
    };
    export.root(Object::begin(out));
}

/// The one item that an array must have.
const CONTAINS: &str = r#"{"const":%}"#;

/// Extension data asks for the URI of the extension in `schemas`; null and `{}` are no data.
const DECLARATION: &str = concat!(
    r#"{"if":{"properties":{%:{"type":"object","minProperties":1}},"required":[%]},"#,
    r#""then":{"properties":{"schemas":{"type":"array","contains":{"const":%}}}}}"#,
);

/// What at most one value of an attribute is.
const PRIMARY: &str = r#"{"type":"object","properties":{"primary":{"const":true}},"required":["primary"]},"minContains":0,"maxContains":1"#;

struct Export<'r> {
    view: ResourceTypeView<'r>,
    operation: Operation,
    dialect: JsonSchemaDialect,
}

impl<'r> Export<'r> {
    fn root(&self, mut root: Object<'_>) {
        root.text("$schema", self.dialect.uri());
        root.text("$id", &self.id());
        self.object(
            &self.view.resource_type().name,
            self.view.description(),
            self.view.scope(),
            &mut root,
        );
        let extensions = self.view.extensions();
        if !extensions.is_empty() {
            root.list("allOf", extensions, |extension, out| {
                fill(DECLARATION, self.uri(extension), out);
            });
            let mut definitions = root.nested(self.dialect.definitions());
            for extension in extensions {
                self.extension(extension, &mut definitions);
            }
            definitions.end();
        }
        root.end();
    }

    /// The URI of the base schema, with what makes this schema another one as a query: of a URN that
    /// is a q-component (RFC 8141 §2.3.2), which leaves the name as it is.
    fn id(&self) -> String {
        let resource_type = self.view.resource_type();
        let mut id = String::new();
        encode(&resource_type.schema, &mut id);
        id.push_str("?=");
        encode(&resource_type.name, &mut id);
        id.push('.');
        id.push_str(self.operation.as_str());
        id
    }

    fn extension(&self, extension: &Extension, definitions: &mut Object<'_>) {
        let registry = self.view.registry();
        let Some(definition) = registry.definition(extension.object) else {
            return;
        };
        if let Some(scope) = registry.scope_of(definition) {
            let uri = self.uri(extension);
            let title = registry.schema(uri).map_or(uri, |schema| &schema.name);
            let description = definition.attribute.description.as_deref();
            let mut object = definitions.nested(uri);
            self.object(title, description, scope, &mut object);
            object.end();
        }
    }

    fn object(
        &self,
        title: &str,
        description: Option<&str>,
        scope: &Scope,
        object: &mut Object<'_>,
    ) {
        object.text("title", title);
        object.optional("description", description);
        object.text("type", "object");
        self.members(scope, object);
    }

    /// `properties` and `required` of what can stand in an object. Others may stand there as well:
    /// a service provider ignores what it doesn't know.
    fn members(&self, scope: &Scope, object: &mut Object<'_>) {
        let mut required = Vec::new();
        let mut properties = object.nested("properties");
        for &id in scope.members() {
            let Some(definition) = self.view.registry().definition(id) else {
                continue;
            };
            let name = &definition.attribute.name;
            let needed = definition.requirement(self.operation) == Some(Severity::Error)
                || self.view.is_required_extension(id);
            if needed {
                required.push(name.clone());
            }
            let mut property = properties.nested(name);
            if definition.role == Role::ExtensionObject {
                self.reference(name, needed, &mut property);
            } else {
                self.attribute(definition, needed, &mut property);
            }
            property.end();
        }
        properties.end();
        if !required.is_empty() {
            object.texts("required", &required);
        }
    }

    /// The object of an extension, by reference; what stands beside `$ref` means nothing in draft 07.
    fn reference(&self, uri: &str, needed: bool, object: &mut Object<'_>) {
        let mut pointer = Pointer::root();
        pointer.push_name(self.dialect.definitions());
        pointer.push_name(uri);
        let mut target = String::from("#");
        encode(&pointer.into_string(), &mut target);
        if needed {
            object.text("$ref", &target);
        } else {
            object.filled("anyOf", r#"[{"$ref":%},{"type":"null"}]"#, &target);
        }
    }

    fn attribute(&self, definition: &Definition, needed: bool, object: &mut Object<'_>) {
        let attribute = &definition.attribute;
        object.optional("description", attribute.description.as_deref());
        match attribute.mutability {
            Mutability::ReadOnly => object.flag("readOnly", true),
            Mutability::WriteOnly => object.flag("writeOnly", true),
            Mutability::ReadWrite | Mutability::Immutable => {}
        }
        if definition.is_schemas() {
            self.schemas(object);
        } else if definition.is_withheld(self.operation) {
            // Nothing but what means no value.
            type_of("array", false, object);
            object.raw("maxItems", "0");
        } else if !definition.is_ignored(self.operation) {
            self.value(definition, needed, object);
        }
    }

    fn schemas(&self, object: &mut Object<'_>) {
        let base = &self.view.resource_type().schema;
        let extensions = self.view.extensions().iter();
        let mut known = vec![base.clone()];
        known.extend(extensions.map(|extension| self.uri(extension).to_owned()));
        object.text("type", "array");
        let mut items = object.nested("items");
        items.text("type", "string");
        items.texts("enum", &known);
        items.end();
        object.filled("contains", CONTAINS, base);
        object.flag("uniqueItems", true);
    }

    fn value(&self, definition: &Definition, needed: bool, object: &mut Object<'_>) {
        if !definition.attribute.multi_valued {
            self.single(definition, needed, object);
            return;
        }
        type_of("array", needed, object);
        let mut items = object.nested("items");
        self.single(definition, true, &mut items);
        items.end();
        if needed {
            object.raw("minItems", "1");
        }
        // Draft 07 can't count what an array contains.
        let mut subs = definition.attribute.sub_attributes.iter();
        if self.dialect == JsonSchemaDialect::Draft202012 && subs.any(|sub| sub.name == "primary") {
            object.raw("contains", PRIMARY);
        }
    }

    fn single(&self, definition: &Definition, needed: bool, object: &mut Object<'_>) {
        let attribute = &definition.attribute;
        let (name, keyword, form, pattern) = match attribute.kind {
            Type::Boolean => ("boolean", "", "", ""),
            Type::Decimal => ("number", "", "", ""),
            Type::Integer => ("integer", "", "", ""),
            Type::Complex => ("object", "", "", ""),
            Type::String => ("string", "", "", ""),
            Type::DateTime => ("string", "format", "date-time", DATE_TIME_PATTERN),
            Type::Reference => ("string", "format", "uri-reference", URI_REFERENCE_PATTERN),
            Type::Binary => ("string", "contentEncoding", "base64", BASE64_PATTERN),
        };
        type_of(name, needed, object);
        if !keyword.is_empty() {
            object.text(keyword, form);
            object.text("pattern", pattern);
        }
        if definition.must_not_be_empty() {
            object.raw("minLength", "1");
        }
        if definition.format == Some(Format::Country) {
            object.text("pattern", COUNTRY_PATTERN);
        }
        if self.operation == Operation::Read {
            self.of_service_provider(definition, object);
        }
        // Canonical values are suggestions (RFC 7643 §7): no `enum`.
        if attribute.kind.is_textual() && !attribute.canonical_values.is_empty() {
            object.texts("examples", &attribute.canonical_values);
        }
        if let Some(scope) = self.view.registry().scope_of(definition) {
            self.members(scope, object);
        }
    }

    /// What a service provider says of the resource itself (RFC 7643 §3.1).
    fn of_service_provider(&self, definition: &Definition, object: &mut Object<'_>) {
        match definition.path.as_str() {
            "id" => object.raw("not", r#"{"pattern":"bulkId"}"#),
            "meta.resourceType" => {
                object.filled("enum", "[%,null]", &self.view.resource_type().name);
            }
            _ => {}
        }
    }

    fn uri(&self, extension: &Extension) -> &'r str {
        let definition = self.view.registry().definition(extension.object);
        definition.map_or("", |definition| &definition.attribute.name)
    }
}

/// null means that an attribute is unassigned (RFC 7643 §2.5).
fn type_of(name: &str, needed: bool, object: &mut Object<'_>) {
    if needed {
        object.text("type", name);
    } else {
        object.filled("type", r#"[%,"null"]"#, name);
    }
}

/// Percent-encodes what can stand neither in a query nor in a fragment (RFC 3986 §3.4, §3.5).
fn encode(text: &str, out: &mut String) {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    for byte in text.bytes() {
        if is_uri_byte(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
}
