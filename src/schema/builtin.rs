//! The schemas that every SCIM party knows (RFC 7643 §4, §5, §6, §7), with verified errata and the
//! repairs that docs/schemas.md lists; and the messages of RFC 7644 and RFC 9865, described the same
//! way. Defaults are left out.

use super::characteristic::Mutability;
use super::load::{read_all, read_resource_type, read_schema};
use super::model::{Attribute, ResourceType, Schema};

const SCHEMAS: &[&str] = &[
    include_str!("builtin/User.json"),
    include_str!("builtin/Group.json"),
    include_str!("builtin/EnterpriseUser.json"),
    SERVICE_PROVIDER_CONFIG,
    RESOURCE_TYPE,
    SCHEMA,
];

const SERVICE_PROVIDER_CONFIG: &str = include_str!("builtin/ServiceProviderConfig.json");
const RESOURCE_TYPE: &str = include_str!("builtin/ResourceType.json");
const SCHEMA: &str = include_str!("builtin/Schema.json");

/// Messages have no schema that anybody lists (RFC 7644 §3.1).
const MESSAGES: &[&str] = &[
    include_str!("builtin/PatchOp.json"),
    include_str!("builtin/BulkRequest.json"),
    include_str!("builtin/BulkResponse.json"),
    include_str!("builtin/ListResponse.json"),
    include_str!("builtin/SearchRequest.json"),
    include_str!("builtin/Error.json"),
];

const RESOURCE_TYPES: &str = include_str!("builtin/resource_types.json");

const COMMON: &str = include_str!("builtin/Common.json");

/// The schemas that /Schemas lists.
pub(super) fn schemas() -> Vec<Schema> {
    let all = SCHEMAS.iter();
    all.flat_map(|text| read_all(text, read_schema)).collect()
}

/// User and Group.
pub(super) fn resource_types() -> Vec<ResourceType> {
    read_all(RESOURCE_TYPES, read_resource_type)
}

/// The attributes that every resource has (RFC 7643 §3, §3.1).
pub(super) fn common() -> Vec<Attribute> {
    let schemas = read_all(COMMON, read_schema);
    let mut attributes: Vec<_> = schemas
        .into_iter()
        .flat_map(|schema| schema.attributes)
        .collect();
    for attribute in &mut attributes {
        // URIs of schemas are compared without regard to case (RFC 7644 §3.10), unlike other
        // references.
        attribute.case_exact &= attribute.name != "schemas";
    }
    attributes
}

/// The documents that are no resources of a resource type, each with the common attributes that it
/// has: messages only `schemas`, those that describe resources `id` and `meta` as well.
pub(super) fn documents(common: &[Attribute]) -> Vec<(Schema, Vec<Attribute>)> {
    let with = |names: &'static [&str]| {
        let named = common.iter().filter(|c| names.contains(&c.name.as_str()));
        let mut attributes: Vec<_> = named.cloned().collect();
        attributes.iter_mut().for_each(as_written);
        attributes
    };
    let mut documents = Vec::new();
    for text in MESSAGES {
        let message = read_all(text, read_schema);
        documents.extend(
            message
                .into_iter()
                .map(|schema| (schema, with(&["schemas"]))),
        );
    }
    for text in [SERVICE_PROVIDER_CONFIG, RESOURCE_TYPE, SCHEMA] {
        for mut schema in read_all(text, read_schema) {
            schema.attributes.iter_mut().for_each(as_written);
            if text == SCHEMA {
                loosen(&mut schema.attributes);
            }
            documents.push((schema, with(&["schemas", "id", "meta"])));
        }
    }
    documents
}

/// Whoever writes a document writes all of it: nothing in it is readOnly.
fn as_written(attribute: &mut Attribute) {
    attribute.mutability = Mutability::ReadWrite;
    attribute.sub_attributes.iter_mut().for_each(as_written);
}

/// What the schema of schemas says of an attribute's definition is said better elsewhere: what is
/// missing has a default, keywords are a closed list, and nesting has a limit of its own.
fn loosen(attributes: &mut [Attribute]) {
    for attribute in attributes {
        let name = attribute.name.as_str();
        attribute.required &= matches!(name, "id" | "attributes");
        for sub in &mut attribute.sub_attributes {
            sub.required = sub.name == "name";
            sub.canonical_values.clear();
            let nested = sub.sub_attributes.iter_mut();
            for sub in nested {
                sub.required = sub.name == "name";
                sub.canonical_values.clear();
            }
            if sub.name == "subAttributes" {
                sub.sub_attributes.push(Attribute {
                    name: "subAttributes".to_owned(),
                    kind: super::Type::Complex,
                    ..Attribute::default()
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Registry, write_schema};

    #[test]
    fn the_built_in_documents_have_no_defect() {
        let mut builder = Registry::builder();
        for text in SCHEMAS {
            builder = builder.schemas(text);
        }
        let builder = builder.resource_types(RESOURCE_TYPES);
        assert_eq!(builder.build().map(|_| ()), Ok(()));
        assert_eq!(schemas().len(), SCHEMAS.len());
        assert_eq!(resource_types().len(), 2);
        assert_eq!(documents(&common()).len(), MESSAGES.len() + 3);
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        for text in SCHEMAS {
            let schemas = read_all(text, read_schema);
            let mut written = String::new();
            write_schema(&schemas[0], &mut written);
            assert_eq!(read_all(&written, read_schema), schemas);
        }
    }

    #[test]
    fn every_attribute_is_described_in_one_line() {
        fn check(attribute: &Attribute) {
            let description = attribute.description.as_deref().unwrap_or_default();
            assert!(
                (4..90).contains(&description.len()),
                "{}: {description}",
                attribute.name
            );
            attribute.sub_attributes.iter().for_each(check);
        }
        for text in SCHEMAS.iter().chain(MESSAGES).chain([&COMMON]) {
            read_all(text, read_schema)[0]
                .attributes
                .iter()
                .for_each(check);
        }
    }
}
