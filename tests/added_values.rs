//! Adding values to a list: whether they come together, in one operation each, or were there before,
//! the list becomes the same (RFC 7644 §3.5.2.1; AMBIGUITIES A-45).
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use proptest::prelude::*;
use scimlens::json::Document;
use scimlens::patch::{Limits, apply};
use scimlens::schema::Registry;

const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

fn patched(registry: &Registry, of: &str, resource: &str, operations: &[String]) -> String {
    let view = registry.view(registry.type_named(of).unwrap()).unwrap();
    let operations = operations.join(",");
    let request = format!(r#"{{"schemas":["{PATCH_OP}"],"Operations":[{operations}]}}"#);
    let documents = [resource, &request].map(|text| Document::parse(text).unwrap());
    let patched = apply(&documents[0], &documents[1], view, Limits::default());
    patched
        .unwrap_or_else(|error| panic!("{error}: {request}"))
        .json
}

/// A value out of few, so that many are the same: in another case, with another type, without one,
/// or without a value.
fn value() -> impl Strategy<Value = String> {
    let values = ["a", "A", "b", "é", "É", "e\u{301}", ""];
    let types = [
        r#","type":"User""#,
        r#","type":"user""#,
        r#","type":"Group""#,
        "",
        r#","display":"x""#,
    ];
    (
        prop::sample::select(values.to_vec()),
        prop::sample::select(types.to_vec()),
        0..10_u8,
    )
        .prop_map(|(value, kind, odd)| match odd {
            0 => r#"{"display":"y"}"#.to_owned(),
            1 => format!(r#"{{"TYPE":"{value}"}}"#),
            2 => format!(r#"{{"type":"{value}","display":"z"}}"#),
            _ => format!(r#"{{"value":"{value}"{kind}}}"#),
        })
}

fn add(attribute: &str, values: &[String]) -> String {
    let values = values.join(",");
    format!(r#"{{"op":"add","path":"{attribute}","value":[{values}]}}"#)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn together_or_one_by_one(
        before in prop::collection::vec(value(), 0..6),
        new in prop::collection::vec(value(), 1..12),
        of_user in any::<bool>(),
    ) {
        let registry = Registry::builtin();
        let (of, schema, attribute, own) = if of_user {
            ("User", USER, "emails", r#""userName":"mira""#)
        } else {
            ("Group", GROUP, "members", r#""displayName":"Crew""#)
        };
        let empty = format!(r#"{{"schemas":["{schema}"],{own}}}"#);
        // What is there before has been added itself, so that it holds nothing twice.
        let start = if before.is_empty() {
            empty
        } else {
            patched(&registry, of, &empty, &[add(attribute, &before)])
        };
        let together = patched(&registry, of, &start, &[add(attribute, &new)]);
        let each: Vec<String> = new.iter().map(|value| add(attribute, std::slice::from_ref(value))).collect();
        prop_assert_eq!(&together, &patched(&registry, of, &start, &each));
        // And again changes nothing.
        prop_assert_eq!(&together, &patched(&registry, of, &together, &[add(attribute, &new)]));
        prop_assert_eq!(&together, &patched(&registry, of, &together, &each));
    }
}
