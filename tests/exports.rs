//! JSON Schema and TypeScript of the built-in resource types: sound text, in which every attribute
//! is found. pkg/test holds them to Ajv and to the TypeScript compiler.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use scimlens::schema::{
    Attribute, JsonSchemaDialect, Operation, Registry, Schema, TypeId, write_json_schema,
    write_typescript,
};
use serde_json::Value;

const OPERATIONS: [Operation; 3] = [Operation::Create, Operation::Replace, Operation::Read];

fn json_schema(registry: &Registry, id: TypeId, of: Operation, to: JsonSchemaDialect) -> Value {
    let mut out = String::new();
    write_json_schema(registry.view(id).unwrap(), of, to, &mut out);
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error} in {out}"))
}

fn typescript(registry: &Registry, of: Option<TypeId>) -> String {
    let mut out = String::new();
    write_typescript(registry, of, &mut out);
    out
}

/// The base schema of a resource type, and its extensions.
fn schemas_of(registry: &Registry, id: TypeId) -> Vec<&Schema> {
    let resource_type = registry.view(id).unwrap().resource_type();
    let extensions = resource_type.extensions.iter().map(|e| &e.schema);
    core::iter::once(&resource_type.schema)
        .chain(extensions)
        .map(|uri| registry.schema(uri).unwrap())
        .collect()
}

/// Holds the properties of an object to the attributes that it can have, down to sub-attributes.
fn check_properties(object: &Value, attributes: &[Attribute], read: bool) {
    for attribute in attributes {
        let property = &object["properties"][&attribute.name];
        assert!(property.is_object(), "{} in {object}", attribute.name);
        assert_eq!(
            property["description"].as_str(),
            attribute.description.as_deref()
        );
        let of_client = attribute.mutability.as_str() != "readOnly";
        assert_eq!(property["readOnly"].as_bool(), (!of_client).then_some(true));
        assert_eq!(
            property["type"].is_null(),
            !read && !of_client,
            "{}",
            attribute.name
        );
        let one = if attribute.multi_valued {
            &property["items"]
        } else {
            property
        };
        if read || of_client {
            check_properties(one, &attribute.sub_attributes, read);
        }
    }
}

#[test]
fn json_schema_has_every_attribute() {
    let registry = Registry::builtin();
    for (id, resource_type) in registry.resource_types() {
        for operation in OPERATIONS {
            for (dialect, definitions) in [
                (JsonSchemaDialect::Draft07, "definitions"),
                (JsonSchemaDialect::Draft202012, "$defs"),
            ] {
                let schema = json_schema(&registry, id, operation, dialect);
                assert_eq!(schema["title"], resource_type.name.as_str());
                let read = operation == Operation::Read;
                let schemas = schemas_of(&registry, id);
                check_properties(&schema, &schemas[0].attributes, read);
                for extension in &schemas[1..] {
                    let object = &schema[definitions][&extension.id];
                    assert_eq!(object["title"], extension.name.as_str());
                    check_properties(object, &extension.attributes, read);
                    assert!(schema["properties"][&extension.id].is_object());
                }
            }
        }
    }
}

#[test]
fn json_schema_begins_the_same_way_in_every_draft() {
    let registry = Registry::builtin();
    let user = registry.type_named("User").unwrap();
    for (dialect, draft) in [
        (
            JsonSchemaDialect::Draft07,
            "http://json-schema.org/draft-07/schema#",
        ),
        (
            JsonSchemaDialect::Draft202012,
            "https://json-schema.org/draft/2020-12/schema",
        ),
    ] {
        let schema = json_schema(&registry, user, Operation::Create, dialect);
        assert_eq!(schema["$schema"], draft);
        assert_eq!(
            schema["$id"],
            "urn:ietf:params:scim:schemas:core:2.0:User?=User.create"
        );
        assert_eq!(
            schema["required"],
            serde_json::json!(["schemas", "userName"])
        );
        let newest = dialect == JsonSchemaDialect::Draft202012;
        let emails = &schema["properties"]["emails"];
        assert_eq!(emails["maxContains"].is_null(), !newest);
    }
}

#[test]
fn typescript_has_every_attribute() {
    let registry = Registry::builtin();
    let all = typescript(&registry, None);
    for (id, resource_type) in registry.resource_types() {
        let one = typescript(&registry, Some(id));
        assert!(one.contains(&format!("export interface {} {{\n", resource_type.name)));
        for schema in schemas_of(&registry, id) {
            let subs = schema.attributes.iter().flat_map(|a| &a.sub_attributes);
            for attribute in schema.attributes.iter().chain(subs) {
                let member = format!(" {}", attribute.name);
                let lines = one.lines().filter(|line| {
                    let rest = line.split_once(&member).map_or("", |(_, rest)| rest);
                    rest.starts_with("?: ") || rest.starts_with(": ")
                });
                assert!(lines.count() > 0, "{} in {one}", attribute.name);
            }
        }
        for line in one.lines() {
            assert!(all.lines().any(|other| other == line), "{line}");
        }
    }
    assert_eq!(all.matches("export interface Meta {").count(), 1);
}

#[test]
fn whatever_a_schema_says_stays_in_its_place() {
    let hostile = r#"{"id": "urn:x:a", "name": "A\"*/", "description": "*/ \u2028 \u0000 \" % </script>", "attributes": [
        {"name": "a", "description": "/**/ */\n*/", "canonicalValues": ["\"", "\\", "*/"]},
        {"name": "b-c", "type": "complex", "description": "%", "subAttributes": [{"name": "d"}]},
        {"name": "b_c", "type": "complex", "subAttributes": [{"name": "d"}]},
        {"name": "B-c2", "type": "complex", "subAttributes": [{"name": "d"}]}
    ]}"#;
    let resource_type = r#"{"name": "B %\"~/", "endpoint": "/b", "schema": "urn:x:a"}"#;
    let built = Registry::builder()
        .schemas(hostile)
        .resource_types(resource_type)
        .build();
    let registry = built.unwrap();
    let id = registry.type_of_schema("urn:x:a");
    let schema = json_schema(
        &registry,
        id.unwrap(),
        Operation::Read,
        JsonSchemaDialect::Draft07,
    );
    assert_eq!(schema["$id"], "urn:x:a?=B%20%25%22~/.read");
    assert_eq!(schema["description"], "*/ \u{2028} \0 \" % </script>");
    let text = typescript(&registry, id);
    assert!(text.contains("  /** /**\\/ *\\/\n   * *\\/ */\n"), "{text}");
    // `b-c` and `b_c` are alike; the name that the second would get next is the third's own.
    for name in [
        "interface B {",
        "interface BBC {",
        "interface BBC2 {",
        "interface BBC22 {",
    ] {
        assert_eq!(text.matches(name).count(), 1, "{name} in {text}");
    }
}
