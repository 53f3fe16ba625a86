//! The values that a `remove` names by giving them (AMBIGUITIES A-40).

use super::find::Visits;
use super::identity::{key, place_key, same};
use super::operation::Known;
use super::value::values;
use crate::attribute::fold_case;
use crate::diagnostic::Error;
use crate::json::{Edit, List, Tag, Value, hash_texts};
use crate::text::sorted_indices;

/// The tag of the tables in which given values are looked up.
const GIVEN: Tag = Tag::MAX - 3;

/// Values of an attribute that a request gives. What gives a `value` is found by it, and by its
/// `type` where both have one; else all that tells values apart decides.
pub(super) struct Given<'d, 'r> {
    attribute: Known<'r>,
    by_value: Index<'d>,
    whole: Index<'d>,
}

#[derive(Default)]
struct Index<'d> {
    values: Vec<(String, Edit<'d>)>,
    order: Vec<usize>,
}

impl<'d, 'r> Given<'d, 'r> {
    /// The values in an array, or a lone one.
    pub(super) fn of(value: Value<'d>, spaced: bool, attribute: Known<'r>) -> Self {
        let (mut by_value, mut whole) = (Vec::new(), Vec::new());
        for value in values(value) {
            let edit = Edit::Source { value, spaced };
            match key(&edit) {
                key if key.is_empty() => whole.push((place_key(&edit, attribute), edit)),
                key => by_value.push((key, edit)),
            }
        }
        Self {
            attribute,
            by_value: Index::of(by_value),
            whole: Index::of(whole),
        }
    }

    /// The slots of the values of a list that could be some of them.
    pub(super) fn slots(
        &self,
        list: &mut List<'_>,
        visits: &mut Visits,
    ) -> Result<Vec<usize>, Error> {
        if !self.whole.values.is_empty() || !list.is_worth_a_table(GIVEN) {
            visits.spend(list.len())?;
            return Ok(list.entries().map(|(slot, _)| slot).collect());
        }
        let hashes_of = |element: &Edit<'_>, note: &mut dyn FnMut(u64)| {
            note(hash_texts([key(element).as_str()]));
        };
        let mut slots = Vec::new();
        for (wanted, _) in &self.by_value.values {
            let hash = hash_texts([wanted.as_str()]);
            list.find(GIVEN, &hashes_of, hash, &mut |slot, _| {
                slots.push(slot);
                false
            });
        }
        visits.spend(slots.len())?;
        slots.sort_unstable();
        slots.dedup();
        Ok(slots)
    }

    /// Whether a value of the resource is one of them.
    pub(super) fn has(&self, known: &Edit<'_>) -> bool {
        let attribute = self.attribute;
        let by_value = |given: &Edit<'d>| {
            let exact = given.as_str().is_some() || same_value(known, given, attribute);
            exact && !types_differ(known, given)
        };
        self.by_value.find(&key(known)).any(by_value)
            || !self.whole.values.is_empty()
                && self
                    .whole
                    .find(&place_key(known, attribute))
                    .any(|given| same(known, given, attribute))
    }
}

impl<'d> Index<'d> {
    fn of(values: Vec<(String, Edit<'d>)>) -> Self {
        let key = |index: usize| values.get(index).map(|(key, _)| key);
        let order = sorted_indices(values.len(), &|a, b| key(a).cmp(&key(b)));
        Self { values, order }
    }

    fn find(&self, key: &str) -> impl Iterator<Item = &Edit<'d>> {
        let entry = |index: &usize| self.values.get(*index);
        let before = |index: &usize| entry(index).is_some_and(|(other, _)| other.as_str() < key);
        let first = self.order.partition_point(before);
        let run = self.order.get(first..).unwrap_or_default().iter();
        run.map_while(move |index| {
            let (other, edit) = self.values.get(*index)?;
            (other == key).then_some(edit)
        })
    }
}

/// Whether the `value`s are the same where case matters; the keys are without case.
fn same_value(known: &Edit<'_>, given: &Edit<'_>, attribute: Known<'_>) -> bool {
    let subs = &attribute.definition.attribute.sub_attributes;
    let exact = subs.iter().any(|sub| sub.name == "value" && sub.case_exact);
    !exact
        || match (known.get("value"), given.get("value")) {
            (Some(known), Some(given)) => known.equals(&given),
            _ => false,
        }
}

fn types_differ(known: &Edit<'_>, given: &Edit<'_>) -> bool {
    let text = |edit: &Edit<'_>| {
        let kind = edit.get("type")?;
        kind.as_str().map(|text| fold_case(&text).into_owned())
    };
    match (text(known), text(given)) {
        (Some(known), Some(given)) => known != given,
        _ => false,
    }
}
