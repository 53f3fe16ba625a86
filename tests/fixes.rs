//! Resources with defects that can be mended without asking become valid, and keep their layout.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use proptest::prelude::*;
use scimlens::diagnostic::{Severity, Verdict, fix_until_done};
use scimlens::json::{Document, Limits, Tape};
use scimlens::message::{Options, check, validate};
use scimlens::resource::{self, Operation};
use scimlens::schema::Registry;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Members of a user: as they should be, and with a defect.
const MEMBERS: &[(&str, &str)] = &[
    (r#""userName": "mira""#, r#""username": "mira""#),
    (r#""active": true"#, r#""active": "True""#),
    (r#""displayName": "7""#, r#""displayName": 7"#),
    (r#""title":"Buyer""#, r#""Title":["Buyer"]"#),
    (
        r#""name": {"givenName": "Mira"}"#,
        r#""name": [{"GivenName": "Mira"}]"#,
    ),
    (
        r#""emails": [{"value": "a@b.example", "primary": false}]"#,
        r#""emails": {"value": "mailto:a@b.example", "primary": "FALSE"}"#,
    ),
    (
        r#""roles": [{"value": "x"}]"#,
        r#""roles": [null, {"value": "x"}, null]"#,
    ),
    (r#""ims": []"#, r#""ims": [ null ]"#),
    (r#""locale": "de-CH""#, r#""locale": "de_CH""#),
    (
        r#""preferredLanguage":"en-US""#,
        r#""preferredLanguage":"en_US""#,
    ),
    (
        r#""addresses": [{"country": "CH", "postalCode": "8000"}]"#,
        r#""addresses": [{"country": "ch", "postalCode": 8000}]"#,
    ),
    (
        r#""x509Certificates": [{"value": "MAowAwIBBTAAAwEA"}]"#,
        r#""x509Certificates": [{"value": "MAow\nAwIBBTAA\nAwEA"}]"#,
    ),
    (
        r#""phoneNumbers": [{"value": "tel:+1-2", "type": "work"}]"#,
        r#""phoneNumbers": [{"value": "tel:+1-2", "type": "work"}, {"type": "Work", "value": "TEL:+1-2"}]"#,
    ),
    (
        r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "9b2e"}}"#,
        r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:user": {"manager": "9b2e"}"#,
    ),
];

/// `schemas` as it should be, and ways to get it wrong.
fn schemas(way: usize) -> (String, String) {
    let good = format!(r#""schemas": ["{USER}", "{ENTERPRISE}"]"#);
    let bad = match way {
        1 => format!(r#""schemas": "{USER}""#),
        2 => format!(r#""schemas": ["{USER}"]"#),
        3 => format!(r#""schemas": ["{ENTERPRISE}"]"#),
        4 => format!(r#""schemas": ["{USER}", "{ENTERPRISE}", "{USER}", null]"#),
        5 => format!(r#""Schemas": ["{}", "{ENTERPRISE}"]"#, USER.to_uppercase()),
        _ => good.clone(),
    };
    (good, bad)
}

fn user() -> impl Strategy<Value = (String, String)> {
    let layout = prop::sample::select(vec![
        ("{", ",", "}"),
        ("{ ", ", ", " }"),
        ("{\n  ", ",\n  ", "\n}\n"),
        ("{\r\n\t", ",\r\n\t", "\r\n}"),
    ]);
    let order = Just((0..=MEMBERS.len()).collect::<Vec<_>>()).prop_shuffle();
    let broken = prop::collection::vec(any::<bool>(), MEMBERS.len());
    (layout, order, broken, 0..6_usize).prop_map(|((open, comma, close), order, broken, way)| {
        let schemas = schemas(way);
        let member = |&index: &usize, mended: bool| match MEMBERS.get(index) {
            None if mended => schemas.0.clone(),
            None => schemas.1.clone(),
            Some((good, _)) if mended || !broken[index] => (*good).to_owned(),
            Some((_, bad)) => (*bad).to_owned(),
        };
        let write = |mended| {
            let members: Vec<_> = order.iter().map(|index| member(index, mended)).collect();
            format!("{open}{}{close}", members.join(comma))
        };
        (write(false), write(true))
    })
}

/// JSON that looks like a user from afar.
fn nearly_a_user() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "null",
        "true",
        "1",
        "1.5",
        "[]",
        "{}",
        "\"\"",
        "\"mira\"",
        "\"work\"",
        "\"bulkId:1\"",
        "\"2026-03-01T08:00:00Z\"",
        "\"2026-03-01\"",
        "\"USA\"",
        "\"ch\"",
        "\"Users/1\"",
        "\"a b\"",
        "\"User\"",
        "\"W/\\\"1\\\"\"",
        "\"é\"",
    ]);
    let name = prop::sample::select(vec![
        "schemas",
        "id",
        "ID",
        "externalId",
        "meta",
        "resourceType",
        "created",
        "lastModified",
        "version",
        "location",
        "userName",
        "username",
        "usrName",
        "name",
        "formatted",
        "familyName",
        "password",
        "emails",
        "value",
        "type",
        "primary",
        "$ref",
        "members",
        "groups",
        "addresses",
        "country",
        "x509Certificates",
        "department",
        "manager",
        "nickName",
        "userName.x",
        ENTERPRISE,
    ]);
    let value = leaf
        .prop_map(str::to_owned)
        .prop_recursive(3, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5)
                    .prop_map(|list| format!("[{}]", list.join(", "))),
                prop::collection::vec((name.clone(), inner), 0..8).prop_map(|members| {
                    let members: Vec<_> = members
                        .iter()
                        .map(|(name, value)| format!("\"{name}\": {value}"))
                        .collect();
                    format!("{{{}}}", members.join(",\n "))
                }),
            ]
        });
    value.prop_map(|value| match value.strip_prefix('{') {
        Some(rest) if rest.len() > 1 => format!("{{\"schemas\": [\"{USER}\"], {rest}"),
        _ => value,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn what_can_be_mended_is_mended_to_the_letter((text, expected) in user()) {
        let registry = Registry::builtin();
        let options = Options::of_resource(resource::Options::default());
        let find = |text: &str| check(text, &registry, &options).diagnostics;
        let found = find(&text);
        prop_assert_eq!(found.is_empty(), text == expected, "{:?}", found);
        let fixed = fix_until_done(&text, &mut |text| find(text));
        prop_assert_eq!(&fixed, &expected);
        prop_assert_eq!(find(&fixed), vec![]);
    }

    #[test]
    fn a_yes_or_no_is_what_the_findings_say(text in nearly_a_user(), other in nearly_a_user()) {
        let registry = Registry::builtin();
        let current = Document::read(&other, Limits::default(), Tape::default());
        for operation in [Operation::Create, Operation::Replace, Operation::Read] {
            let resource = resource::Options { operation, current: current.root(), ..Default::default() };
            let options = Options::of_resource(resource);
            let document = Document::read(&text, Limits::default(), Tape::default());
            let mut verdict = Verdict::default();
            validate(&document, &registry, &options, &mut verdict);
            let found = check(&text, &registry, &options).diagnostics;
            let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
            prop_assert_eq!(verdict.is_valid(), errors.count() == 0, "{:?}", found);
            let mut last = 0;
            for finding in &found {
                let span = finding.span.unwrap();
                prop_assert!(span.start >= last && text.get(span.start as usize..span.end as usize).is_some());
                last = span.start;
            }
            // One mistake, one finding: no two of the same kind in one place.
            let mut places: Vec<_> = found.iter().map(|f| (f.code, f.span, f.message.clone())).collect();
            places.sort();
            let count = places.len();
            places.dedup();
            prop_assert_eq!(places.len(), count, "{:?}", found);
            let fixed = fix_until_done(&text, &mut |text| check(text, &registry, &options).diagnostics);
            prop_assert!(Document::parse(&fixed).is_ok(), "{}", fixed);
        }
    }
}

#[test]
fn time_is_linear_whatever_is_repeated() {
    // Quadratic time would be minutes here; no clock is needed to notice.
    let registry = Registry::builtin();
    let many = 20_000;
    let list =
        |element: &dyn Fn(usize) -> String| (0..many).map(element).collect::<Vec<_>>().join(",");
    let variant = |index: usize| -> String {
        ENTERPRISE
            .char_indices()
            .map(|(at, c)| {
                if at < 16 && index >> at & 1 == 1 {
                    c.to_ascii_uppercase()
                } else {
                    c
                }
            })
            .collect()
    };
    for body in [
        format!(
            r#""schemas":["{USER}",{}]"#,
            list(&|i| format!("\"urn:x:{i:08}:2.0:User\""))
        ),
        format!(
            r#""schemas":["{USER}"],{}"#,
            list(&|i| format!("\"urn:x:{i}\":1"))
        ),
        format!(
            r#""schemas":["{USER}"],{}"#,
            list(&|i| format!("\"{}\":{{\"x\":1}}", variant(i)))
        ),
        format!(
            r#""schemas":["{USER}"],{}"#,
            list(&|_| "\"department\":1".to_owned())
        ),
        format!(
            r#""schemas":["{USER}"],{}"#,
            list(&|i| format!("\"userNam{i}\":1"))
        ),
        format!(
            r#""schemas":["{USER}"],"roles":[{}]"#,
            list(&|_| "null".to_owned())
        ),
        format!(
            r#""schemas":["{USER}"],"roles":[{}]"#,
            list(&|_| r#"{"value":"x"}"#.to_owned())
        ),
        format!(
            r#""schemas":["{USER}"],"roles":[{}]"#,
            list(&|i| format!(r#"{{"value":"abcdefgh{i:06}ijklmnop","primary":true}}"#))
        ),
    ] {
        let text = format!("{{\"userName\":\"mira\",{body}}}");
        let found = check(
            &text,
            &registry,
            &Options::of_resource(resource::Options::default()),
        )
        .diagnostics;
        assert!(!found.is_empty());
    }
}
