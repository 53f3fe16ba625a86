//! The schemas that every SCIM party knows (RFC 7643 §4, §5, §6, §7), with verified errata and the
//! repairs that docs/schemas.md lists. They are loaded like any other, defaults left out.

use super::load::load_schemas;
use super::model::Attribute;

pub(super) const SCHEMAS: &[&str] = &[
    include_str!("builtin/User.json"),
    include_str!("builtin/Group.json"),
    include_str!("builtin/EnterpriseUser.json"),
    include_str!("builtin/ServiceProviderConfig.json"),
    include_str!("builtin/ResourceType.json"),
    include_str!("builtin/Schema.json"),
];

pub(super) const RESOURCE_TYPES: &str = include_str!("builtin/resource_types.json");

const COMMON: &str = include_str!("builtin/Common.json");

/// The attributes that every resource has (RFC 7643 §3, §3.1).
pub(super) fn common() -> Vec<Attribute> {
    let schemas = load_schemas(COMMON).unwrap_or_default();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Registry, load_resource_types, write_schema};

    #[test]
    fn the_built_in_documents_have_no_defect() {
        for text in SCHEMAS.iter().chain([&COMMON]) {
            assert_eq!(load_schemas(text).map(|schemas| schemas.len()), Ok(1));
        }
        assert_eq!(
            load_resource_types(RESOURCE_TYPES).map(|types| types.len()),
            Ok(2)
        );
        assert!(Registry::builder().build().is_ok());
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        for text in SCHEMAS {
            let schemas = load_schemas(text).unwrap();
            let mut written = String::new();
            write_schema(&schemas[0], &mut written);
            assert_eq!(load_schemas(&written).unwrap(), schemas);
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
        for text in SCHEMAS.iter().chain([&COMMON]) {
            load_schemas(text).unwrap()[0]
                .attributes
                .iter()
                .for_each(check);
        }
    }
}
