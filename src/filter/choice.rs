//! `or` of many equalities: which of its operands could hold is looked up by the text that is found,
//! so that a filter that names hundreds of values is asked about each value of a list once.

use super::compile::{Operand, Target, Test};
use super::evaluate::View;
use super::tree::CompareOp;
use crate::schema::Type;
use crate::text::sorted_indices;

/// Fewer operands than this are asked one after the other.
const FEWEST: usize = 8;

/// The operands of an `or` by the texts that they can't do without.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    /// Operands whose text is of the same attribute, in the order of their texts.
    groups: Vec<Vec<usize>>,
    /// Operands that have no such text.
    others: Vec<usize>,
}

impl Choice {
    /// Finds what the operands of an `or` can be looked up by; `None` where that isn't worth it.
    pub(super) fn of(tests: &[Test]) -> Option<Box<Self>> {
        if tests.len() < FEWEST {
            return None;
        }
        let mut choice = Self {
            groups: Vec::new(),
            others: Vec::new(),
        };
        for (index, test) in tests.iter().enumerate() {
            let Some((target, _)) = text_of(test) else {
                choice.others.push(index);
                continue;
            };
            let of_target = |group: &Vec<usize>| {
                let first = group.first().and_then(|&first| text_of(tests.get(first)?));
                first.is_some_and(|(of, _)| of.is_same_place(target))
            };
            let known = choice.groups.iter().position(of_target);
            // Each attribute is looked for by itself: a few of them will do.
            let few = choice.groups.len() < FEWEST / 2;
            match known.and_then(|known| choice.groups.get_mut(known)) {
                Some(group) => group.push(index),
                None if few => choice.groups.push(vec![index]),
                None => choice.others.push(index),
            }
        }
        if choice.others.len() + choice.groups.len() > tests.len() / 2 {
            return None;
        }
        for group in &mut choice.groups {
            let text = |at: usize| {
                let test = group.get(at).and_then(|&index| tests.get(index));
                test.and_then(text_of).map(|(_, text)| text)
            };
            let order = sorted_indices(group.len(), &|a, b| text(a).cmp(&text(b)));
            let sorted = order.iter().filter_map(|&at| group.get(at).copied());
            *group = sorted.collect();
        }
        Some(Box::new(choice))
    }

    /// The operands that are looked up, by attribute.
    pub(super) fn groups(&self) -> &[Vec<usize>] {
        &self.groups
    }

    /// Whether one of the operands holds.
    pub(super) fn holds<V: View>(&self, tests: &[Test], scope: &V) -> bool {
        let mut others = self.others.iter().filter_map(|&other| tests.get(other));
        if others.any(|test| test.holds(scope)) {
            return true;
        }
        self.groups.iter().any(|group| {
            let first = group.first().and_then(|&first| text_of(tests.get(first)?));
            let Some((target, _)) = first else {
                return false;
            };
            target.any(scope, &mut |value| {
                let Some(found) = value.and_then(V::as_text) else {
                    return false;
                };
                let run = run_of(&target.form.prepare(&found), group, tests);
                run.iter().any(|&index| match tests.get(index) {
                    Some(Test::Compare(..)) => true,
                    Some(test) => test.holds(scope),
                    None => false,
                })
            })
        })
    }
}

/// The operands of a group that want this text.
fn run_of<'g>(text: &str, group: &'g [usize], tests: &[Test]) -> &'g [usize] {
    let wanted = |index: &usize| tests.get(*index).and_then(text_of).map(|(_, text)| text);
    let start = group.partition_point(|index| wanted(index) < Some(text));
    let run = group.get(start..).unwrap_or_default();
    let length = run.partition_point(|index| wanted(index) == Some(text));
    run.get(..length).unwrap_or_default()
}

/// A text that an attribute has to be equal to wherever a test holds, in the form in which it is
/// compared: that of a `value`, which tells values apart best, or else the first.
pub(super) fn text_of(test: &Test) -> Option<(&Target, &str)> {
    match test {
        Test::All(tests) => {
            let mut found = tests.iter().filter_map(text_of);
            let first = found.next()?;
            let by_value = |(target, _): &(&Target, &str)| target.is_value();
            if by_value(&first) {
                return Some(first);
            }
            found.find(by_value).or(Some(first))
        }
        Test::Compare(target, CompareOp::Eq, Operand::Text(wanted)) => {
            let as_text = !matches!(target.kind, Some(Type::DateTime | Type::Binary));
            (as_text && !target.objects_by_value).then_some((target, wanted.as_str()))
        }
        _ => None,
    }
}

impl Target {
    fn is_value(&self) -> bool {
        let leaf = self.sub.as_ref().unwrap_or(&self.name);
        leaf.text.eq_ignore_ascii_case("value")
    }

    /// Whether both lead to the same values, which are compared in the same form.
    fn is_same_place(&self, other: &Self) -> bool {
        let names = [
            (Some(&self.name), Some(&other.name)),
            (self.sub.as_ref(), other.sub.as_ref()),
            (self.extension.as_ref(), other.extension.as_ref()),
        ];
        self.form == other.form
            && names.into_iter().all(|names| match names {
                (None, None) => true,
                (Some(one), Some(other)) => one.text.eq_ignore_ascii_case(&other.text),
                _ => false,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{Filter, Limits, Predicate};
    use crate::json::Document;
    use crate::schema::Registry;
    use proptest::prelude::*;

    fn clause() -> impl Strategy<Value = String> {
        let word = "[aAbé]{1,2}";
        prop_oneof![
            5 => word.prop_map(|word| format!(r#"emails.value eq "{word}""#)),
            3 => word.prop_map(|word| format!(r#"emails eq "{word}""#)),
            3 => word.prop_map(|word| format!(r#"userName eq "{word}""#)),
            2 => (word, word).prop_map(|(value, name)| {
                format!(r#"(emails.value eq "{value}" and userName eq "{name}")"#)
            }),
            1 => word.prop_map(|word| format!(r#"emails.value sw "{word}""#)),
            1 => word.prop_map(|word| format!(r#"not (title eq "{word}")"#)),
        ]
    }

    fn root_of(text: &str, registry: &Registry) -> Test {
        let filter = Filter::parse(text, Limits::default()).unwrap();
        let predicate = Predicate::new(&filter, registry, registry.type_named("User"));
        predicate.unwrap().root
    }

    proptest! {
        #[test]
        fn is_what_one_of_the_operands_is(
            clauses in prop::collection::vec(clause(), 2..40),
            values in prop::collection::vec("[aAbBéÉ]{1,2}", 0..4),
            name in "[aAbBéÉ]{1,2}"
        ) {
            let registry = Registry::builtin();
            let Test::Any(tests, choice) = root_of(&clauses.join(" or "), &registry) else {
                return Err(TestCaseError::fail("no `or`"));
            };
            let emails: Vec<_> = values.iter().map(|value| format!(r#"{{"value":"{value}"}}"#)).collect();
            let user = format!(
                r#"{{"userName":"{name}","title":"a","emails":[{}]}}"#,
                emails.join(",")
            );
            let user = Document::parse(&user).unwrap();
            let user = user.root().unwrap();
            if let Some(choice) = choice {
                let expected = tests.iter().any(|test| test.holds(&user));
                prop_assert_eq!(choice.holds(&tests, &user), expected);
            }
        }
    }

    #[test]
    fn many_equalities_are_looked_up_and_few_are_not() {
        let registry = Registry::builtin();
        let of = |count: usize| {
            let clauses: Vec<_> = (0..count).map(|n| format!(r#"id eq "{n}""#)).collect();
            let Test::Any(_, choice) = root_of(&clauses.join(" or "), &registry) else {
                return None;
            };
            choice.map(|choice| (choice.groups.len(), choice.others.len()))
        };
        assert_eq!(of(3), None);
        assert_eq!(of(300), Some((1, 0)));
    }
}
