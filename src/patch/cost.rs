//! What operations cost, counted: twice as much of everything takes twice the steps.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use super::apply::Patch;
use super::request::{Limits, Request};
use crate::json::{Document, Edit};
use crate::schema::Registry;

const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

struct Case {
    name: &'static str,
    of: &'static str,
    /// The resource, and the operations, of a size.
    resource: fn(usize) -> String,
    operation: fn(usize, usize) -> String,
}

fn list(count: usize, item: impl Fn(usize) -> String) -> String {
    let items: Vec<_> = (0..count).map(item).collect();
    items.join(",")
}

fn group(count: usize) -> String {
    let members = list(count, |n| format!(r#"{{"value":"m{n}","type":"User"}}"#));
    format!(r#"{{"schemas":["{GROUP}"],"displayName":"Crew","members":[{members}]}}"#)
}

fn user(count: usize) -> String {
    let emails = list(count, |n| {
        format!(
            r#"{{"value":"m{n}@shop.example","type":"t{n}","primary":{}}}"#,
            n == 0
        )
    });
    format!(r#"{{"schemas":["{USER}"],"userName":"mira","emails":[{emails}]}}"#)
}

fn stranger(count: usize) -> String {
    let members = list(count, |n| format!(r#""unknown{n}":{n}"#));
    format!(r#"{{"schemas":["{USER}"],"id":"a","userName":"mira",{members}}}"#)
}

fn many_schemas(count: usize) -> String {
    let uris = list(count, |n| format!(r#""urn:example:{n}""#));
    format!(r#"{{"schemas":["{USER}",{uris}],"userName":"mira"}}"#)
}

fn add(path: &str, value: &str) -> String {
    format!(r#"{{"op":"add","path":"{path}","value":{value}}}"#)
}

fn remove(path: &str) -> String {
    format!(r#"{{"op":"remove","path":"{path}"}}"#)
}

const CASES: &[Case] = &[
    Case {
        name: "members added one by one",
        of: "Group",
        resource: group,
        operation: |n, count| add("members", &format!(r#"[{{"value":"m{}"}}]"#, n + count)),
    },
    Case {
        name: "members added that are there",
        of: "Group",
        resource: group,
        operation: |n, _| {
            add(
                "members",
                &format!(r#"[{{"value":"M{n}"}},{{"value":"m{n}"}}]"#),
            )
        },
    },
    Case {
        name: "members removed by value, from the last to the first",
        of: "Group",
        resource: group,
        operation: |n, count| remove(&format!(r#"members[value eq \"m{}\"]"#, count - 1 - n)),
    },
    Case {
        name: "a member added and removed again and again",
        of: "Group",
        resource: group,
        operation: |n, _| match n % 2 {
            0 => add("members", r#"[{"value":"new"}]"#),
            _ => remove(r#"members[value eq \"new\"]"#),
        },
    },
    Case {
        name: "members removed, and the rest of them added",
        of: "Group",
        resource: group,
        operation: |n, count| match n % 2 {
            0 => remove(&format!(
                r#"members[type eq \"User\" and value eq \"m{n}\"]"#
            )),
            _ => add(
                "members",
                &format!(r#"[{{"value":"m{}"}}]"#, (n + count / 2) % count),
            ),
        },
    },
    Case {
        name: "values of one value and many types",
        of: "Group",
        resource: |count| {
            let members = list(count, |n| format!(r#"{{"value":"m","type":"t{n}"}}"#));
            format!(r#"{{"schemas":["{GROUP}"],"displayName":"Crew","members":[{members}]}}"#)
        },
        operation: |n, count| {
            let new = n + count / 2;
            add("members", &format!(r#"[{{"value":"m","type":"t{new}"}}]"#))
        },
    },
    Case {
        name: "members removed by ten values at once",
        of: "Group",
        resource: group,
        operation: |n, _| {
            let terms: Vec<_> = (n..n + 10)
                .map(|n| format!(r#"value eq \"m{n}\""#))
                .collect();
            remove(&format!("members[{}]", terms.join(" or ")))
        },
    },
    Case {
        name: "a sub-attribute of each value",
        of: "User",
        resource: user,
        operation: |n, _| {
            let path = format!(r#"emails[type eq \"t{n}\"].value"#);
            add(&path, &format!(r#""new{n}@shop.example""#))
        },
    },
    Case {
        name: "a value that goes to and fro",
        of: "User",
        resource: user,
        operation: |n, _| {
            let (from, to) = [("t7", "q"), ("q", "t7")][n % 2];
            add(
                &format!(r#"emails[type eq \"{from}\"].type"#),
                &format!(r#""{to}""#),
            )
        },
    },
    Case {
        name: "each value made primary",
        of: "User",
        resource: user,
        operation: |n, _| add(&format!(r#"emails[type eq \"t{n}\"].primary"#), "true"),
    },
    Case {
        name: "values that differ in what isn't their value",
        of: "User",
        resource: |count| {
            let emails = list(count, |n| {
                format!(r#"{{"value":"m@shop.example","type":"t{n}"}}"#)
            });
            format!(r#"{{"schemas":["{USER}"],"userName":"mira","emails":[{emails}]}}"#)
        },
        operation: |n, count| {
            let new = n + count / 2;
            add(
                "emails",
                &format!(r#"[{{"value":"m@shop.example","type":"t{new}"}}]"#),
            )
        },
    },
    Case {
        name: "an attribute beside many unknown ones",
        of: "User",
        resource: stranger,
        operation: |n, _| match n % 2 {
            0 => add("title", r#""Buyer""#),
            _ => remove("title"),
        },
    },
    Case {
        name: "a readOnly attribute sent along",
        of: "User",
        resource: stranger,
        operation: |_, _| r#"{"op":"replace","value":{"id":"a","title":"Lead"}}"#.to_owned(),
    },
    Case {
        name: "an extension that comes and goes beside many schemas",
        of: "User",
        resource: many_schemas,
        operation: |n, _| match n % 2 {
            0 => add(&format!("{ENTERPRISE}:department"), r#""Sales""#),
            _ => remove(&format!("{ENTERPRISE}:department")),
        },
    },
];

/// The steps that it takes to apply as many operations as the resource has values.
fn steps_of(case: &Case, count: usize, registry: &Registry) -> usize {
    let resource = (case.resource)(count);
    let operations = list(count, |n| (case.operation)(n, count));
    let request = format!(
        r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{operations}]}}"#
    );
    let view = registry
        .view(registry.type_named(case.of).unwrap())
        .unwrap();
    let (resource, request) = (
        Document::parse(&resource).unwrap(),
        Document::parse(&request).unwrap(),
    );
    let read = Request::read(&request, Limits::default().into()).unwrap();
    let before = Edit::Source {
        value: resource.root().unwrap(),
        spaced: false,
    };
    let mut patch = Patch::new(before, false, view, Limits::default().into());
    for operation in &read.operations {
        let applied = patch.operation(operation);
        applied.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    }
    patch.steps()
}

#[test]
fn twice_as_much_takes_twice_the_steps() {
    let registry = Registry::builtin();
    for case in CASES {
        let [once, twice] = [500, 1000].map(|count| steps_of(case, count, &registry));
        assert!(
            once > 500 && twice < once * 12 / 5,
            "{}: {once} steps, then {twice}",
            case.name
        );
    }
}

#[test]
fn what_has_to_look_at_each_value_each_time_is_bounded() {
    let registry = Registry::builtin();
    let view = registry
        .view(registry.type_named("Group").unwrap())
        .unwrap();
    let resource = group(1000);
    let operations = list(1000, |n| remove(&format!(r#"members[value sw \"x{n}\"]"#)));
    let request = format!(
        r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{operations}]}}"#
    );
    let (resource, request) = (
        Document::parse(&resource).unwrap(),
        Document::parse(&request).unwrap(),
    );
    let limits = |visits| Limits {
        visits,
        ..Limits::default()
    };
    let apply = |visits| super::apply(&resource, &request, view, limits(visits));
    assert!(!apply(1_000_000).unwrap().changed);
    let error = apply(999_999).unwrap_err();
    assert_eq!(
        error.scim_type(),
        Some(crate::diagnostic::ScimType::TooMany)
    );
    assert_eq!(error.operation(), Some(999));
}
