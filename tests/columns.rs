//! Filters over many resources, answered from columns: always what each resource would answer itself.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

mod generate;

use std::fmt::Write as _;

use generate::Choices;
use generate::filter_text::filter_text;
use generate::station::{resource_type, schemas, station};
use proptest::prelude::*;
use scimlens::filter::{Context, Filter, Limits, Predicate, Quirks};
use scimlens::json::Document;
use scimlens::schema::{Registry, TypeId};
use scimlens::store::{Question, Resources};

fn registry() -> &'static Registry {
    static REGISTRY: std::sync::OnceLock<Registry> = std::sync::OnceLock::new();
    REGISTRY.get_or_init(|| {
        let builder = Registry::builder().schemas(&schemas());
        builder.resource_types(&resource_type()).build().unwrap()
    })
}

/// What each resource answers itself.
fn one_by_one(resources: &Resources, predicate: impl Fn(u32) -> Option<Predicate>) -> Vec<u32> {
    let matches = |position: &u32| {
        let document = Document::parse(resources.text(*position).unwrap()).unwrap();
        let predicate = predicate(*position);
        predicate.is_some_and(|predicate| predicate.matches(&document.root().unwrap()))
    };
    resources.positions().filter(matches).collect()
}

#[derive(Clone, Debug)]
enum Step {
    Ask(Vec<u8>, bool),
    Insert(Vec<u8>),
    Replace(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index),
}

fn entropy(bytes: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..bytes)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (entropy(60), any::<bool>()).prop_map(|(filter, typed)| Step::Ask(filter, typed)),
        1 => entropy(120).prop_map(Step::Insert),
        1 => (any::<prop::sample::Index>(), entropy(120)).prop_map(|(at, text)| Step::Replace(at, text)),
        1 => any::<prop::sample::Index>().prop_map(Step::Remove),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn columns_answer_as_each_resource_does(
        first in prop::collection::vec(entropy(120), 20..90),
        steps in prop::collection::vec(step(), 1..20),
        quirks in any::<(bool, bool)>(),
    ) {
        let of = registry().type_named("Station");
        let quirks = Quirks {
            ne_any_value: quirks.0,
            complex_as_value: quirks.1,
            ..Quirks::default()
        };
        let mut resources = Resources::default();
        for bytes in first {
            let text = station(&mut Choices::new(&bytes));
            resources.insert_as(&text, of, registry()).unwrap();
        }
        for step in steps {
            match step {
                Step::Insert(bytes) => {
                    let text = station(&mut Choices::new(&bytes));
                    resources.insert_as(&text, of, registry()).unwrap();
                }
                Step::Replace(at, bytes) => {
                    let position = u32::try_from(at.index(resources.end() as usize)).unwrap();
                    let text = station(&mut Choices::new(&bytes));
                    resources.replace(position, &text, registry()).unwrap();
                }
                Step::Remove(at) => {
                    let position = u32::try_from(at.index(resources.end() as usize)).unwrap();
                    resources.remove(position);
                }
                Step::Ask(bytes, typed) => {
                    let (_, text) = filter_text(&mut Choices::new(&bytes));
                    let filter = Filter::parse_with(&text, Limits::default(), quirks).unwrap();
                    let predicate = Predicate::new(&filter, registry(), of.filter(|_| typed)).unwrap();
                    let expected = one_by_one(&resources, |_| Some(predicate.clone()));
                    let question = Question::of(predicate);
                    prop_assert_eq!(resources.select(&question), &expected[..], "{}", text);
                    prop_assert_eq!(resources.count(&question), expected.len());
                }
            }
        }
    }

    #[test]
    fn any_json_is_answered_alike(
        texts in prop::collection::vec(entropy(200), 40),
        filters in prop::collection::vec(entropy(40), 4),
    ) {
        let mut resources = Resources::default();
        for bytes in texts {
            // Objects that are no stations at all, but have the names of one.
            let mut choices = Choices::new(&bytes);
            let (one, other) = (station(&mut choices), station(&mut choices));
            let text = one.replacen(':', &format!(":{other},\"x\":"), 1 + choices.below(3));
            let text = if Document::parse(&text).is_ok() { text } else { one };
            resources.insert(&text, registry()).unwrap();
        }
        for bytes in filters {
            let (_, text) = filter_text(&mut Choices::new(&bytes));
            let filter = Filter::parse(&text, Limits::default()).unwrap();
            let types: Vec<_> = resources.types().collect();
            let Ok(question) = Question::new(&filter, &resources, None, None, registry()) else {
                continue;
            };
            let compile = |resource_type: Option<TypeId>| {
                let context = Context {
                    registry: registry(),
                    resource_type,
                    several_types: types.len() > 1,
                    base: None,
                };
                Predicate::in_context(&filter, &context).unwrap()
            };
            let expected = one_by_one(&resources, |position| Some(compile(resources.type_of(position))));
            prop_assert_eq!(resources.select(&question), expected, "{}", text);
        }
    }
}

fn numbered(count: usize) -> Resources {
    let mut resources = Resources::default();
    for number in 0..count {
        let text = format!(
            r#"{{"userName":"user{number}","n{}":{number}}}"#,
            number % 7
        );
        resources.insert(&text, registry()).unwrap();
    }
    resources
}

fn asked(text: &str) -> Question {
    let filter = Filter::parse(text, Limits::default()).unwrap();
    Question::of(Predicate::new(&filter, registry(), None).unwrap())
}

#[test]
fn a_filter_over_more_attributes_than_are_kept_is_answered_too() {
    let mut resources = numbered(50);
    let mut text = String::from("n3 ge 0");
    for number in 0..100 {
        write!(text, " or m{number} pr").unwrap();
    }
    assert_eq!(resources.select(&asked(&text)), [3, 10, 17, 24, 31, 38, 45]);
    // One by one they take the place of each other.
    for number in 0..200 {
        assert_eq!(
            resources.count(&asked(&format!("m{number} pr or n3 ge 0"))),
            7
        );
    }
}

#[test]
fn memory_is_accounted_for() {
    let mut resources = numbered(2000);
    let before = resources.memory();
    assert_eq!(resources.count(&asked(r#"userName sw "user1""#)), 1111);
    let grown = resources.memory() - before;
    // Four bytes a value, and each name with its cell and two slots.
    assert!((60_000..200_000).contains(&grown), "{grown}");
    // What is asked again takes nothing.
    resources.count(&asked(r#"userName eq "user7""#));
    assert_eq!(resources.memory() - before, grown);
}

#[test]
fn many_different_values_are_told_apart() {
    let mut resources = Resources::default();
    for number in 0..20_000 {
        let text = format!(r#"{{"x":"{:08}{number:08}"}}"#, number % 3);
        resources.insert(&text, registry()).unwrap();
    }
    for number in [0, 1, 777, 19_999] {
        let wanted = format!("{:08}{number:08}", number % 3);
        assert_eq!(
            resources.select(&asked(&format!(r#"x eq "{wanted}""#))),
            [number]
        );
    }
    assert_eq!(resources.count(&asked(r#"x eq "nobody""#)), 0);
    assert_eq!(resources.count(&asked(r#"x ne "nobody""#)), 20_000);
}
