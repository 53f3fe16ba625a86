//! PATCH beside a second reading of the rules (RFC 7644 §3.5.2): naive, over plain JSON values, and
//! without a line of the engine. On generated resources and requests both come to the same resource,
//! or refuse with the same scimType.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

#[path = "model/patch.rs"]
mod model;

use model::{Attr, BASE, EXTENSION, EXTRA, Object, Operation, THING, Target};
use model::{is_primary, name_extension, nothing, plain, registry, step};
use proptest::prelude::*;
use proptest::sample::select;
use scimlens::json::{Document, Resident, Splice};
use scimlens::patch::{Limits, apply, apply_resident, changes_of};
use scimlens::schema::Registry;
use serde_json::{Value, json};

fn word() -> impl Strategy<Value = Value> {
    select(vec!["a", "A", "b", "c"]).prop_map(Value::from)
}

fn scalar(attribute: &'static Attr) -> BoxedStrategy<Value> {
    match attribute.kind {
        "string" => word().boxed(),
        "integer" => (0..3_i64).prop_map(Value::from).boxed(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        _ => object(attribute.subs, 60),
    }
}

/// An object with some of the attributes, each with a chance in a hundred.
fn object(attributes: &'static [Attr], chance: u32) -> BoxedStrategy<Value> {
    let members: Vec<_> = attributes
        .iter()
        .map(|a| {
            (0..100_u32, held(a)).prop_map(move |(dice, value)| {
                (dice >= 100 - chance || a.required).then(|| (a.name.to_owned(), value))
            })
        })
        .collect();
    members
        .prop_map(|members| Value::Object(members.into_iter().flatten().collect()))
        .boxed()
}

fn held(attribute: &'static Attr) -> BoxedStrategy<Value> {
    if attribute.multi {
        prop::collection::vec(scalar(attribute), 1..4)
            .prop_map(|values| {
                let mut seen = false;
                let once = |mut value: Value| {
                    if is_primary(&value) && std::mem::replace(&mut seen, true) {
                        value["primary"] = json!(false);
                    }
                    value
                };
                values.into_iter().map(once).collect()
            })
            .boxed()
    } else {
        scalar(attribute)
    }
}

fn resource() -> impl Strategy<Value = Object> {
    (object(BASE, 50), object(EXTENSION, 50), any::<bool>()).prop_map(|(base, extra, extended)| {
        let Value::Object(mut resource) = base else {
            panic!()
        };
        resource.insert("schemas".to_owned(), json!([THING]));
        // A complex value has at least one member.
        resource.retain(|_, value| !nothing(value));
        for (_, value) in &mut resource {
            if let Value::Array(values) = value {
                values.retain(|value| !nothing(value));
            }
        }
        resource.retain(|_, value| !nothing(value));
        if extended {
            resource.insert(EXTRA.to_owned(), plain(&extra));
        }
        name_extension(&mut resource);
        resource
    })
}

fn in_some_case(name: String) -> impl Strategy<Value = String> {
    (0..6_u8).prop_map(move |dice| match dice {
        0 => name.to_uppercase(),
        _ => name.clone(),
    })
}

/// An attribute of either schema with a sub-attribute and a filter, as they fit.
fn target() -> impl Strategy<Value = (Target, &'static Attr)> {
    let all: Vec<(bool, &'static Attr)> = BASE
        .iter()
        .map(|a| (false, a))
        .chain(EXTENSION.iter().map(|a| (true, a)))
        .collect();
    (
        select(all),
        any::<[u8; 4]>(),
        select(vec!["a", "b", "c", "zz"]),
    )
        .prop_flat_map(|((extension, attribute), dice, wanted)| {
            let subs = attribute.subs;
            let sub =
                (!subs.is_empty() && dice[0] < 100).then(|| &subs[dice[1] as usize % subs.len()]);
            let texts: Vec<&'static str> = subs
                .iter()
                .filter(|sub| sub.kind == "string")
                .map(|sub| sub.name)
                .collect();
            let filter = match (
                attribute.multi && attribute.kind == "string",
                texts.is_empty(),
            ) {
                (true, _) => Some("value"),
                (false, true) => None,
                _ => Some(texts[dice[2] as usize % texts.len()]),
            };
            let filter = filter
                .filter(|_| dice[3] < 110)
                .map(|name| (name.to_owned(), wanted.to_owned()));
            let leaf = sub.unwrap_or(attribute);
            in_some_case(attribute.name.to_owned()).prop_map(move |name| {
                let target = Target {
                    extension,
                    attribute: Some(name),
                    filter: filter.clone(),
                    sub: sub.map(|sub| sub.name.to_owned()),
                };
                (target, leaf)
            })
        })
}

/// A value for an attribute, mostly of its type.
fn value_for(leaf: &'static Attr, one: bool) -> BoxedStrategy<Value> {
    let right = if leaf.multi && !one {
        held(leaf)
    } else {
        scalar(leaf)
    };
    let odd = prop_oneof![
        Just(Value::Null),
        Just(json!([])),
        Just(json!({})),
        word(),
        Just(json!(7)),
        Just(json!({"value": null, "name": "b", "note": null, "grade": null})),
        Just(json!({"unknown": 1, "VALUE": "b"})),
        Just(json!([{"value": "a", "primary": true}, {"value": "q", "primary": true}])),
    ];
    prop_oneof![8 => right, 2 => scalar(leaf), 3 => odd].boxed()
}

fn whole_extension() -> impl Strategy<Value = (Target, Value)> {
    let target = Target {
        extension: true,
        attribute: None,
        filter: None,
        sub: None,
    };
    let odd = prop_oneof![
        Just(Value::Null),
        Just(json!("a")),
        Just(json!({})),
        Just(json!({"grade": null, "marks": [], "unknown": 1}))
    ];
    let value = prop_oneof![4 => object(EXTENSION, 40), 1 => odd];
    value.prop_map(move |value| (target.clone(), value))
}

fn operation() -> impl Strategy<Value = Operation> {
    let op = || select(vec!["add", "add", "remove", "replace", "replace"]);
    let on_attribute = (op(), target(), 0..20_u8).prop_flat_map(|(op, (target, leaf), dice)| {
        let one = target.filter.is_some() && target.sub.is_none();
        value_for(leaf, one).prop_map(move |value| Operation {
            op,
            target: Some(target.clone()),
            members: Vec::new(),
            value: if op == "remove" {
                (dice == 0).then_some(value)
            } else {
                (dice > 0).then_some(value)
            },
        })
    });
    let on_extension = (op(), whole_extension()).prop_map(|(op, (target, value))| Operation {
        op,
        target: Some(target),
        members: Vec::new(),
        value: (op != "remove").then_some(value),
    });
    let member = prop_oneof![
        6 => target().prop_flat_map(|(target, leaf)| {
            let target = Target { filter: None, ..target };
            value_for(leaf, false).prop_map(move |value| (target.clone(), value))
        }),
        1 => whole_extension(),
        1 => Just((Target { extension: false, attribute: Some("unknown".to_owned()), filter: None, sub: None }, json!("a"))),
    ];
    let without_path =
        (op(), prop::collection::vec(member, 0..4), 0..12_u8).prop_map(|(op, members, dice)| {
            Operation {
                op,
                target: None,
                members: distinct(members),
                value: (dice == 0).then(|| json!("a")),
            }
        });
    prop_oneof![8 => on_attribute, 1 => on_extension, 2 => without_path]
}

/// Each name once: JSON has no two members of one name.
fn distinct(members: Vec<(Target, Value)>) -> Vec<(Target, Value)> {
    let mut names = std::collections::BTreeSet::new();
    members
        .into_iter()
        .filter(|(target, _)| names.insert(path_of(target).to_lowercase()))
        .collect()
}

fn path_of(target: &Target) -> String {
    let mut path = if target.extension {
        EXTRA.to_owned()
    } else {
        String::new()
    };
    if let Some(name) = &target.attribute {
        if target.extension {
            path.push(':');
        }
        path.push_str(name);
    }
    if let Some((name, wanted)) = &target.filter {
        for part in ["[", name, " eq \"", wanted, "\"]"] {
            path.push_str(part);
        }
    }
    if let Some(sub) = &target.sub {
        path.push('.');
        path.push_str(sub);
    }
    path
}

fn text_of(operation: &Operation) -> String {
    let mut members = vec![format!("\"op\":\"{}\"", operation.op)];
    match (&operation.target, &operation.value) {
        (Some(target), value) => {
            members.push(format!("\"path\":{}", json!(path_of(target))));
            members.extend(value.iter().map(|value| format!("\"value\":{value}")));
        }
        (None, Some(value)) => members.push(format!("\"value\":{value}")),
        (None, None) => {
            let written = operation.members.iter();
            let written: Vec<_> = written
                .map(|(target, value)| format!("{}:{value}", json!(path_of(target))))
                .collect();
            members.push(format!("\"value\":{{{}}}", written.join(",")));
        }
    }
    format!("{{{}}}", members.join(","))
}

fn request_of(operations: &[Operation]) -> String {
    let list: Vec<_> = operations.iter().map(text_of).collect();
    let list = list.join(",");
    format!(
        r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{list}]}}"#
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 5000,
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn comes_to_what_the_model_comes_to(
        before in resource(),
        operations in prop::collection::vec(operation(), 1..4),
    ) {
        std::thread_local!(static REGISTRY: Registry = registry());
        let mut model = before.clone();
        let refused = operations.iter().enumerate().find_map(|(index, operation)| {
            step(&mut model, operation).err().map(|scim_type| (index, scim_type))
        });
        let text = Value::Object(before.clone()).to_string();
        let request = request_of(&operations);
        REGISTRY.with(|registry| {
            let view = registry.view(registry.type_named("Thing").unwrap()).unwrap();
            let documents = [&text, &request].map(|text| Document::parse(text).unwrap());
            let patched = apply(&documents[0], &documents[1], view, Limits::default());
            match (patched, refused) {
                (Ok(patched), None) => {
                    let after: Value = serde_json::from_str(&patched.json).unwrap();
                    let model = Value::Object(model);
                    prop_assert_eq!(plain(&after), plain(&model), "\n{}\n{}", text, request);
                    let mut resident = Resident::new(Document::parse(&text).unwrap()).unwrap();
                    let applied = apply_resident(&mut resident, &documents[1], view, Limits::default());
                    prop_assert_eq!(applied.unwrap().changed, patched.changed);
                    prop_assert_eq!(resident.text(), &patched.json);
                    prop_assert!(resident.is_sound(), "{}", resident.text());
                    let differs = plain(&model) != plain(&Value::Object(before));
                    prop_assert_eq!(patched.changed, differs, "\n{}\n{}", text, request);
                }
                (Err(error), Some((index, scim_type))) => {
                    let found = error.scim_type().map(scimlens::diagnostic::ScimType::as_str);
                    prop_assert_eq!(found, Some(scim_type), "{}\n{}\n{}", error, text, request);
                    prop_assert_eq!(error.operation(), Some(index));
                }
                (patched, refused) => prop_assert!(
                    false, "the engine: {:?}\nthe model: {:?} {}\n{}\n{}",
                    patched.map(|patched| patched.json), refused, Value::Object(model), text, request
                ),
            }
            Ok(())
        })?;
    }

    /// However often it is patched, a resource that stays parsed is what a fresh parse gives.
    #[test]
    fn stays_parsed(before in resource(), operations in prop::collection::vec(operation(), 1..12)) {
        std::thread_local!(static REGISTRY: Registry = registry());
        let text = serde_json::to_string_pretty(&Value::Object(before)).unwrap();
        let mut resident = Resident::new(Document::parse(&text).unwrap()).unwrap();
        prop_assert!(resident.is_sound(), "{}", resident.text());
        for operation in &operations {
            let request = request_of(std::slice::from_ref(operation));
            let (text, request) = (resident.text().to_owned(), Document::parse(&request).unwrap());
            REGISTRY.with(|registry| {
                let view = registry.view(registry.type_named("Thing").unwrap()).unwrap();
                let document = Document::parse(&text).unwrap();
                let patched = apply(&document, &request, view, Limits::default());
                let applied = apply_resident(&mut resident, &request, view, Limits::default());
                prop_assert_eq!(applied.is_ok(), patched.is_ok());
                let expected = patched.map_or(text.clone(), |patched| patched.json);
                prop_assert_eq!(resident.text(), &expected);
                prop_assert!(resident.is_sound(), "{}", resident.text());
                let foreseen = changes_of(&document, &request, view, Limits::default());
                let splices = foreseen.map_or(Vec::new(), |(_, changes)| changes.splices(&text));
                let mut back = expected;
                Splice::undo(&splices, &mut back);
                prop_assert_eq!(back, text);
                Ok(())
            })?;
        }
    }
}
