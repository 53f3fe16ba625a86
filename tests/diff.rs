//! The law of `diff`: applied to the resource before, it gives the resource after; between equals
//! there is nothing to do; and the request is one that validates.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::sync::OnceLock;

use proptest::prelude::*;
use scimlens::diagnostic::Severity;
use scimlens::json::Document;
use scimlens::message;
use scimlens::patch::{self, Manner, Options};
use scimlens::profile::{PROFILES, Profile};
use scimlens::schema::Registry;
use serde_json::{Map, Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(Registry::builtin)
}

fn diff(before: &Value, after: &Value, of: &str, manner: Manner) -> Result<Value, String> {
    let registry = registry();
    let view = registry.view(registry.type_named(of).unwrap()).unwrap();
    let (before, after) = (before.to_string(), after.to_string());
    let (before, after) = (
        Document::parse(&before).unwrap(),
        Document::parse(&after).unwrap(),
    );
    let request = patch::diff(&before, &after, view, manner);
    request
        .map(|request| serde_json::from_str(&request).unwrap())
        .map_err(|error| error.to_string())
}

fn apply(before: &Value, request: &Value, of: &str, profile: &str) -> Result<Value, String> {
    let switches = Profile::named(profile).unwrap().switches();
    let options = Options {
        quirks: switches.patch,
        filter: switches.filter,
        ..Options::default()
    };
    let registry = registry();
    let view = registry.view(registry.type_named(of).unwrap()).unwrap();
    let (before, request) = (before.to_string(), request.to_string());
    let (before, request) = (
        Document::parse(&before).unwrap(),
        Document::parse(&request).unwrap(),
    );
    let patched = patch::apply(&before, &request, view, options);
    patched
        .map(|patched| serde_json::from_str(&patched.json).unwrap())
        .map_err(|error| error.to_string())
}

/// A resource without what the law leaves out: what is unassigned or readOnly, `schemas`, `primary`
/// that is false, and the order of lists.
fn essence(value: &Value, name: &str) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Bool(false) if name == "primary" => None,
        Value::Array(list) => {
            let mut list: Vec<_> = list.iter().filter_map(|item| essence(item, name)).collect();
            list.sort_by_key(Value::to_string);
            (!list.is_empty()).then_some(Value::Array(list))
        }
        Value::Object(members) => {
            let read_only = |key: &str| {
                matches!(
                    (name, key),
                    ("", "id" | "meta" | "groups" | "schemas") | ("manager", "displayName")
                )
            };
            let kept: Map<String, Value> = members
                .iter()
                .filter(|(key, _)| !read_only(key))
                .filter_map(|(key, value)| Some((key.clone(), essence(value, key)?)))
                .collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        _ => Some(value.clone()),
    }
}

/// A group whose members have what the other gives of them: the rest is for the service provider to
/// fill in.
fn as_told(group: &Value, after: &Value) -> Value {
    let mut group = group.clone();
    for member in group["members"].as_array_mut().into_iter().flatten() {
        let mut members = after["members"].as_array().into_iter().flatten();
        let given = members.find(|other| other["value"] == member["value"]);
        if let (Some(given), Some(member)) = (given, member.as_object_mut()) {
            member.retain(|name, _| given.get(name).is_some());
        }
    }
    group
}

/// What a validator has against a resource.
fn errors(resource: &Value) -> Vec<String> {
    let text = resource.to_string();
    let report = message::check(&text, registry(), &message::Options::default());
    let errors = report.diagnostics.into_iter();
    let errors = errors.filter(|finding| finding.severity == Severity::Error);
    errors.map(|finding| finding.message).collect()
}

fn holds(before: &Value, after: &Value, of: &str) -> Result<(), TestCaseError> {
    for profile in PROFILES {
        let manner = Profile::named(profile.name).unwrap().manner();
        let request = diff(before, after, of, manner).map_err(TestCaseError::fail)?;
        let none = request["Operations"].as_array().unwrap().is_empty();
        if none {
            let told = as_told(before, after);
            prop_assert_eq!(essence(&told, ""), essence(after, ""), "no operations");
            continue;
        }
        let got = apply(before, &request, of, profile.name).map_err(|error| {
            TestCaseError::fail(format!("{}: {error}\n{request}", profile.name))
        })?;
        if errors(after).is_empty() {
            prop_assert_eq!(errors(&got), Vec::<String>::new(), "{}", request);
        }
        let told = as_told(&got, after);
        prop_assert_eq!(essence(&told, ""), essence(after, ""), "{}", request);
        let again = diff(&got, after, of, manner).map_err(TestCaseError::fail)?;
        prop_assert_eq!(&again["Operations"], &json!([]), "again, after {}", request);
    }
    let same = diff(after, after, of, Manner::default()).map_err(TestCaseError::fail)?;
    prop_assert_eq!(&same["Operations"], &json!([]));
    Ok(())
}

fn word() -> impl Strategy<Value = Value> {
    prop_oneof![Just("a"), Just("b"), Just("A"), Just("c\"]"), Just("ß")].prop_map(Value::from)
}

fn object(members: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let members: Vec<_> = members
        .into_iter()
        .map(|(name, value)| prop::option::of(value).prop_map(move |value| (name, value)))
        .collect();
    members
        .prop_map(|members| {
            let given = members
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)));
            Value::Object(given.collect())
        })
        .boxed()
}

/// Lists as a service provider holds them: at most one primary, no value twice.
fn list(element: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    prop::collection::vec(element, 0..5)
        .prop_map(|mut list: Vec<Value>| {
            let mut seen = Vec::new();
            let mut primary = false;
            list.retain_mut(|item| {
                if let Some(object) = item.as_object_mut() {
                    if object.get("primary") == Some(&json!(true)) {
                        if primary {
                            object.remove("primary");
                        }
                        primary = true;
                    }
                    if object.is_empty() {
                        return false;
                    }
                }
                let mut identity = essence(item, "").unwrap_or_default();
                if let Some(object) = identity.as_object_mut() {
                    object.remove("display");
                    object.remove("$ref");
                }
                let identity = identity.to_string();
                if identity == "null" || identity == "{}" || seen.contains(&identity) {
                    return false;
                }
                seen.push(identity);
                true
            });
            Value::Array(list)
        })
        .boxed()
}

fn emails() -> BoxedStrategy<Value> {
    list(object(vec![
        ("value", word().boxed()),
        ("type", word().boxed()),
        ("display", word().boxed()),
        ("primary", any::<bool>().prop_map(Value::from).boxed()),
    ]))
}

fn addresses() -> BoxedStrategy<Value> {
    list(object(vec![
        ("type", word().boxed()),
        ("region", word().boxed()),
        ("postalCode", word().boxed()),
        ("primary", any::<bool>().prop_map(Value::from).boxed()),
    ]))
}

fn user() -> impl Strategy<Value = Value> {
    let name = object(vec![
        ("familyName", word().boxed()),
        ("givenName", word().boxed()),
        ("middleName", word().boxed()),
        ("formatted", Just(Value::Null).boxed()),
    ]);
    let manager = object(vec![
        ("value", word().boxed()),
        ("$ref", Just(json!("../Users/a")).boxed()),
        ("displayName", word().boxed()),
    ]);
    let enterprise = object(vec![
        ("department", word().boxed()),
        ("costCenter", word().boxed()),
        ("manager", manager),
    ]);
    let optional = object(vec![
        ("name", name),
        ("title", word().boxed()),
        ("active", any::<bool>().prop_map(Value::from).boxed()),
        ("emails", emails()),
        ("addresses", addresses()),
        ("phoneNumbers", emails()),
        (ENTERPRISE, enterprise),
        ("id", word().boxed()),
    ]);
    (word(), optional).prop_map(|(user_name, mut user)| {
        let mut schemas = vec![USER];
        if user.get(ENTERPRISE).is_some() {
            schemas.push(ENTERPRISE);
        }
        user["schemas"] = json!(schemas);
        user["userName"] = user_name;
        user
    })
}

fn group() -> impl Strategy<Value = Value> {
    let kind = prop::option::of(prop_oneof![Just("User"), Just("Group")]);
    let member = (0..12u8, prop::option::of(word()), kind)
        .prop_map(|(id, display, kind)| {
            let mut member = json!({"value": id.to_string()});
            if let Some(display) = display {
                member["display"] = display;
            }
            if let Some(kind) = kind {
                member["type"] = json!(kind);
            }
            member
        })
        .boxed();
    let members = prop::collection::vec(member, 0..12).prop_map(|mut members| {
        members.sort_by_key(|member| member["value"].to_string());
        members.dedup_by_key(|member| member["value"].to_string());
        members
    });
    (word(), members).prop_map(
        |(name, members)| json!({"schemas": [GROUP], "displayName": name, "members": members}),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_user_becomes_what_the_other_is((before, after) in (user(), user())) {
        holds(&before, &after, "User")?;
    }

    #[test]
    fn a_group_becomes_what_the_other_is((before, after) in (group(), group())) {
        holds(&before, &after, "Group")?;
    }
}

#[test]
fn ten_thousand_members_change_in_few_operations() {
    let members = |from: usize, to: usize| -> Vec<Value> {
        (from..to)
            .map(|id| json!({"value": format!("member-{id}")}))
            .collect()
    };
    let before = json!({"schemas": [GROUP], "displayName": "Crew", "members": members(0, 10_000)});
    let after = json!({"schemas": [GROUP], "displayName": "Crew", "members": members(3, 10_100)});
    let request = diff(&before, &after, "Group", Manner::default()).unwrap();
    assert_eq!(request["Operations"].as_array().unwrap().len(), 2);
    assert_eq!(
        request["Operations"][1]["value"].as_array().unwrap().len(),
        100
    );
    assert_eq!(
        apply(&before, &request, "Group", "rfc").unwrap()["members"],
        after["members"]
    );
}
