//! Filters held to a second reading of the rules: a generator that knows which tree a text means, and
//! an evaluator that looks at `serde_json` values and at nothing of the crate's.
//!
//! Readings are those of AMBIGUITIES.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests may panic"
)]

mod generate;

use generate::Choices;
use generate::filter_text::{Literal, Path, Tree, canonical, filter_text};
use generate::station::{
    ATTRIBUTES, EXTENSION, INSTANTS, Kind, SUBS, resource_type, schemas, station,
};
use proptest::prelude::*;
use scimlens::diagnostic::{Diagnostic, Severity};
use scimlens::filter::{Expression, Filter, Limits, Predicate, check};
use scimlens::json::Document;
use scimlens::schema::Registry;
use serde_json::Value;

fn registry() -> &'static Registry {
    static REGISTRY: std::sync::OnceLock<Registry> = std::sync::OnceLock::new();
    REGISTRY.get_or_init(|| {
        let builder = Registry::builder().schemas(&schemas());
        builder.resource_types(&resource_type()).build().unwrap()
    })
}

fn parse(text: &str) -> Filter {
    Filter::parse(text, Limits::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Whether a parsed tree is the tree that was meant.
fn same(parsed: &Expression, meant: &Tree, text: &str) -> bool {
    let all = |parsed: &[Expression], meant: &[Tree]| {
        parsed.len() == meant.len() && parsed.iter().zip(meant).all(|(p, m)| same(p, m, text))
    };
    let path = |parsed: &scimlens::attribute::AttributePath, meant: &Path| {
        parsed.span().of(text) == meant.written
    };
    match (parsed, meant) {
        (Expression::And(parsed, _), Tree::And(meant))
        | (Expression::Or(parsed, _), Tree::Or(meant)) => all(parsed, meant),
        (Expression::Not(parsed, _), Tree::Not(meant)) => same(parsed, meant, text),
        (Expression::Present { path: p, .. }, Tree::Present(m)) => path(p, m),
        (
            Expression::Compare {
                path: p, op, value, ..
            },
            Tree::Compare(m, word, literal),
        ) => {
            use scimlens::filter::Literal as Parsed;
            let value = match value {
                Parsed::String(text) => Literal::Text(text.clone()),
                Parsed::Number(number) => Literal::Number(number.clone()),
                Parsed::Boolean(value) => Literal::Boolean(*value),
                Parsed::Null => Literal::Null,
            };
            path(p, m) && op.as_str() == word && value == *literal
        }
        (
            Expression::ValuePath {
                path: p, filter, ..
            },
            Tree::Values(m, meant),
        ) => path(p, m) && same(filter, meant, text),
        _ => false,
    }
}

// ── the second reading ──────────────────────────────────────────────────────────────────────────

/// What is asked about: the resource, or one value of an attribute.
#[derive(Clone, Copy)]
enum Scope<'v> {
    Resource(&'v Value),
    Element(&'v Value, &'static str),
}

fn holds(tree: &Tree, scope: Scope<'_>) -> bool {
    match tree {
        Tree::And(operands) => operands.iter().all(|operand| holds(operand, scope)),
        Tree::Or(operands) => operands.iter().any(|operand| holds(operand, scope)),
        Tree::Not(operand) => !holds(operand, scope),
        // a value that is not empty; an empty string is.
        Tree::Present(path) => found(path, scope, false).iter().any(|value| {
            fn counts(value: &Value) -> bool {
                match value {
                    Value::Null => false,
                    Value::String(text) => !text.is_empty(),
                    Value::Array(values) => values.iter().any(counts),
                    Value::Object(members) => members.values().any(counts),
                    Value::Bool(_) | Value::Number(_) => true,
                }
            }
            value.is_some_and(counts)
        }),
        // one and the same value satisfies all of it, and a null is no value.
        Tree::Values(path, filter) => elements(path, scope)
            .iter()
            .any(|value| holds(filter, Scope::Element(value, path.leads_to.0))),
        // null is what has no value.
        Tree::Compare(path, op, Literal::Null) => {
            fn assigned(value: &Value) -> bool {
                match value {
                    Value::Null => false,
                    Value::Array(values) => values.iter().any(assigned),
                    Value::Object(members) => members.values().any(assigned),
                    _ => true,
                }
            }
            let any = found(path, scope, true)
                .iter()
                .flatten()
                .any(|value| assigned(value));
            any == (op == "ne")
        }
        // `ne` is the opposite of `eq`, with no value and with several too.
        Tree::Compare(path, op, literal) if op == "ne" => !holds(
            &Tree::Compare(path.clone(), "eq".to_owned(), literal.clone()),
            scope,
        ),
        Tree::Compare(path, op, literal) => {
            let kind = kind_of(path, scope);
            found(path, scope, true).iter().any(|value| match value {
                Some(value) => compares(value, op, literal, kind),
                // a value that doesn't say so isn't primary.
                None => *literal == Literal::Boolean(false) && is_primary(path, scope),
            })
        }
    }
}

fn is_primary(path: &Path, scope: Scope<'_>) -> bool {
    match scope {
        Scope::Resource(_) => path.leads_to == ("slots", Some("primary")),
        Scope::Element(_, parent) => parent == "slots" && path.leads_to.0 == "primary",
    }
}

fn kind_of(path: &Path, scope: Scope<'_>) -> Kind {
    let attribute = |name: &str| {
        ATTRIBUTES
            .iter()
            .find(|attribute| attribute.name == name)
            .unwrap()
    };
    let sub = |of: &str, name: &str| {
        SUBS.iter()
            .find(|sub| sub.of == of && sub.name == name)
            .map(|sub| sub.kind)
    };
    match (scope, path.leads_to) {
        (Scope::Element(_, parent), (name, _)) => {
            sub(parent, name).unwrap_or(attribute(parent).kind)
        }
        (Scope::Resource(_), (name, Some(of))) => sub(name, of).unwrap(),
        // a complex attribute is compared by its `value`.
        (Scope::Resource(_), (name, None)) => sub(name, "value").unwrap_or(attribute(name).kind),
    }
}

/// The values that a path leads to; `None` for a value of a list that lacks the sub-attribute. Null
/// is no value. `comparing` takes the `value` of a complex attribute.
fn found<'v>(path: &Path, scope: Scope<'v>, comparing: bool) -> Vec<Option<&'v Value>> {
    let (holder, name, sub) = match scope {
        Scope::Element(Value::Null, _) => return Vec::new(),
        // the values of a simple attribute are called `value`.
        Scope::Element(value, _) if !value.is_object() => return vec![Some(value)],
        Scope::Element(value, _) => (value, path.leads_to.0, None),
        Scope::Resource(resource) => {
            let (name, mut sub) = path.leads_to;
            let attribute = ATTRIBUTES
                .iter()
                .find(|attribute| attribute.name == name)
                .unwrap();
            if comparing && attribute.kind == Kind::Complex {
                sub = sub.or(Some("value"));
            }
            if !attribute.extension {
                (resource, name, sub)
            } else if let Some(extension) = member(resource, EXTENSION) {
                (extension, name, sub)
            } else {
                return Vec::new();
            }
        }
    };
    let values = match member(holder, name) {
        None | Some(Value::Null) if sub.is_none() => return vec![None],
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().filter(|value| !value.is_null()).collect(),
        Some(value) => vec![value],
    };
    match sub {
        None => values.into_iter().map(Some).collect(),
        Some(sub) => {
            let subs = values.into_iter().map(|value| member(value, sub));
            subs.map(|value| value.filter(|value| !value.is_null()))
                .collect()
        }
    }
}

/// The values that stand before brackets.
fn elements<'v>(path: &Path, scope: Scope<'v>) -> Vec<&'v Value> {
    let Scope::Resource(resource) = scope else {
        panic!("brackets in brackets");
    };
    let name = path.leads_to.0;
    let attribute = ATTRIBUTES
        .iter()
        .find(|attribute| attribute.name == name)
        .unwrap();
    let holder = if attribute.extension {
        member(resource, EXTENSION)
    } else {
        Some(resource)
    };
    match holder.and_then(|holder| member(holder, name)) {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().filter(|value| !value.is_null()).collect(),
        Some(value) => vec![value],
    }
}

/// The member of this name, in any case.
fn member<'v>(object: &'v Value, name: &str) -> Option<&'v Value> {
    let mut members = object.as_object()?.iter();
    members
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn compares(value: &Value, op: &str, literal: &Literal, kind: Kind) -> bool {
    match (value, literal) {
        (Value::Bool(found), Literal::Boolean(wanted)) => found == wanted,
        // by value; those of the generator are exact as floats.
        (Value::Number(found), Literal::Number(wanted)) => {
            let (found, wanted) = (found.as_f64().unwrap(), wanted.parse::<f64>().unwrap());
            ordered(found.partial_cmp(&wanted).unwrap(), op)
        }
        (Value::String(found), Literal::Text(wanted)) => match kind {
            Kind::DateTime if !matches!(op, "co" | "sw" | "ew") => {
                // by instant.
                let instant = |text: &str| {
                    INSTANTS
                        .iter()
                        .find(|known| known.0 == text)
                        .map(|known| known.1)
                };
                let pair = instant(found).zip(instant(wanted));
                pair.is_some_and(|(found, wanted)| ordered(found.cmp(&wanted), op))
            }
            // by bytes; padding may be left out.
            Kind::Binary => found.trim_end_matches('=') == wanted.trim_end_matches('='),
            _ => {
                let (found, wanted) = (prepared(found, kind), prepared(wanted, kind));
                match op {
                    "co" => found.contains(&wanted),
                    "sw" => found.starts_with(&wanted),
                    "ew" => found.ends_with(&wanted),
                    _ => ordered(found.chars().cmp(wanted.chars()), op),
                }
            }
        },
        _ => false,
    }
}

/// composed, and folded where case doesn't matter; for the letters of the generator.
fn prepared(text: &str, kind: Kind) -> String {
    let composed = text.replace("e\u{301}", "é").replace("E\u{301}", "É");
    match kind {
        Kind::Exact => composed,
        _ => composed.to_lowercase().replace('ß', "ss"),
    }
}

fn ordered(order: std::cmp::Ordering, op: &str) -> bool {
    match op {
        "eq" => order.is_eq(),
        "gt" => order.is_gt(),
        "ge" => order.is_ge(),
        "lt" => order.is_lt(),
        "le" => order.is_le(),
        _ => false,
    }
}

fn entropy(bytes: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..bytes)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_text_is_the_tree_that_it_means_and_prints_as_the_grammar_has_it(bytes in entropy(120)) {
        let (meant, text) = filter_text(&mut Choices::new(&bytes));
        let filter = parse(&text);
        prop_assert!(same(filter.root(), &meant, &text), "{} is {:?}", text, filter.root());
        let printed = filter.to_string();
        prop_assert_eq!(&printed, &canonical(&meant), "{}", text);
        let again = parse(&printed);
        prop_assert!(same(again.root(), &meant, &printed), "{} is {:?}", printed, again.root());
        prop_assert!(again.loose_space().is_empty());
    }

    #[test]
    fn a_filter_of_the_right_types_has_no_errors(bytes in entropy(120)) {
        let (_, text) = filter_text(&mut Choices::new(&bytes));
        let station = registry().type_named("Station").and_then(|id| registry().view(id));
        let mut found: Vec<Diagnostic> = Vec::new();
        check(&parse(&text), station, &mut found);
        found.retain(|finding| finding.severity == Severity::Error);
        prop_assert_eq!(found, []);
    }

    #[test]
    fn a_predicate_matches_what_the_rules_say(filter in entropy(60), resources in prop::collection::vec(entropy(120), 6)) {
        let (meant, text) = filter_text(&mut Choices::new(&filter));
        let filter = parse(&text);
        let station_type = registry().type_named("Station");
        let predicate = Predicate::new(&filter, registry(), station_type).unwrap();
        // Without a type, attributes are treated as the type that has them treats them.
        let untyped = Predicate::new(&filter, registry(), None).unwrap();
        for bytes in resources {
            let resource = station(&mut Choices::new(&bytes));
            let expected = holds(&meant, Scope::Resource(&serde_json::from_str(&resource).unwrap()));
            let document = Document::parse(&resource).unwrap();
            let root = document.root().unwrap();
            prop_assert_eq!(predicate.matches(&root), expected, "{} on {}", text, resource);
            prop_assert_eq!(untyped.matches(&root), expected, "untyped: {} on {}", text, resource);
        }
    }
}
