//! What makes one list of values out of another. Values are told apart by their `value`, then by
//! their `type`; a path names one by a filter over either.

use std::collections::BTreeMap;

use super::difference::Step;
use super::identity::{add_new, is_membership, key, same};
use super::manner::Manner;
use super::operation::Known;
use super::primary::is_primary;
use crate::attribute::fold_case;
use crate::json::{Edit, Kind, List};
use crate::schema::Mutability;
use crate::text::{sorted_indices, write_quoted};

/// Longest value, in bytes, that a filter repeats: a certificate is named by its type instead.
const LONGEST_LITERAL: usize = 512;
/// Most values that one filter names, and its longest text in bytes: well below the limits that
/// service providers have to allow (AMBIGUITIES A-12).
const MOST_TERMS: usize = 250;
const LONGEST_FILTER: usize = 12_000;

/// What a value is looked up by, if it has that.
type KeyOf<'k> = dyn Fn(&Edit<'_>) -> Option<String> + 'k;

/// How a list changes.
pub(super) enum ListChange<'d> {
    /// Not at all.
    None,
    /// In a sub-attribute of this name, which no schema defines.
    Undefined(String),
    /// As a whole.
    Whole(Vec<Edit<'d>>),
    /// Value by value.
    Parts {
        /// Values that go by being given.
        given: Vec<Edit<'d>>,
        /// What goes or changes; the paths begin behind the name of the attribute:
        /// `[value eq "x"]`, `[value eq "x"].display`.
        steps: Vec<Step<'d>>,
        /// What comes.
        added: Vec<Edit<'d>>,
    },
}

/// Compares two lists of assigned values of `attribute`, neither of them empty. `subs` are the
/// sub-attributes that a client can set. A value that comes counts once: neither add nor replace
/// writes the same value twice (AMBIGUITIES A-45). n log n in the values.
pub(super) fn compare_lists<'d>(
    attribute: Known<'_>,
    subs: &[Known<'_>],
    before: &[Edit<'d>],
    after: Vec<Edit<'d>>,
    manner: Manner,
) -> ListChange<'d> {
    let mut after = after;
    let mut pairs = Pairs::of(attribute, subs, before, &after);
    pairs.drop_repeated(attribute, &mut after);
    if let Some(name) = pairs.undefined(subs, before, &after) {
        return ListChange::Undefined(name);
    }
    if pairs.is_same() {
        return ListChange::None;
    }
    let whole = |after: Vec<Edit<'d>>| {
        let undefined = after.iter().find_map(|is| undefined(subs, is));
        match undefined {
            Some(name) => ListChange::Undefined(name),
            None => ListChange::Whole(after),
        }
    };
    if manner.whole_memberships && is_membership(attribute) {
        return whole(after);
    }
    let parts = Parts {
        attribute,
        subs,
        before,
        after: &after,
        pairs: &pairs,
        manner,
    };
    match parts.find() {
        Some(parts) => parts,
        None => whole(after),
    }
}

/// The name of a sub-attribute of a value that no schema defines.
fn undefined(subs: &[Known<'_>], value: &Edit<'_>) -> Option<String> {
    let knows = |name: &str| subs.iter().any(|sub| sub.name().eq_ignore_ascii_case(name));
    let mut members = value.members();
    let (name, _) = members.find(|(name, _)| !knows(name))?;
    Some(name.into_owned())
}

/// The name of a sub-attribute that no schema defines and in which two values differ.
fn undefined_difference(subs: &[Known<'_>], was: &Edit<'_>, is: &Edit<'_>) -> Option<String> {
    let knows = |name: &str| subs.iter().any(|sub| sub.name().eq_ignore_ascii_case(name));
    [(was, is), (is, was)].into_iter().find_map(|(one, other)| {
        let mut members = one.members();
        let differs = members.find(|(name, value)| {
            !knows(name) && !other.get(name).is_some_and(|other| value.equals(&other))
        });
        differs.map(|(name, _)| name.into_owned())
    })
}

/// The new values that are neither the same as a known one nor as another new one.
fn distinct<'d>(mut known: List<'d>, new: Vec<Edit<'d>>, attribute: Known<'_>) -> Vec<Edit<'d>> {
    let mut kept = Vec::new();
    let mut keep = |_: &mut List<'d>, edit: &Edit<'d>| kept.push(edit.clone());
    add_new(&mut known, new, attribute, &mut keep, &mut |_, _| {});
    kept
}

/// The values of a list that had none before, each once.
pub(super) fn first_values<'d>(after: Vec<Edit<'d>>, attribute: Known<'_>) -> Vec<Edit<'d>> {
    distinct(List::default(), after, attribute)
}

/// Which value before is which value after.
struct Pairs {
    /// For each value after: its index before, and whether something in it has changed.
    of_after: Vec<Option<(usize, bool)>>,
    /// Indices of the values before that go.
    gone: Vec<usize>,
}

impl Pairs {
    fn of(
        attribute: Known<'_>,
        subs: &[Known<'_>],
        before: &[Edit<'_>],
        after: &[Edit<'_>],
    ) -> Self {
        let mut free: Vec<bool> = vec![true; before.len()];
        let mut of_after: Vec<Option<(usize, bool)>> = vec![None; after.len()];
        let whole = |edit: &Edit<'_>| {
            let mut text = String::new();
            edit.write(&mut text);
            Some(text)
        };
        let by_value = |edit: &Edit<'_>| Some(key(edit)).filter(|key| !key.is_empty());
        let by_type = |edit: &Edit<'_>| text_of(edit, "type").filter(|_| !is_membership(attribute));
        let both = |edit: &Edit<'_>| Some(format!("{}\n{}", by_type(edit)?, by_value(edit)?));
        let passes: [&KeyOf<'_>; 4] = [&whole, &both, &by_value, &by_type];
        for (pass, key) in passes.into_iter().enumerate() {
            for (old, new) in unique_pairs(before, after, &free, &of_after, pass == 0, key) {
                let (Some(was), Some(is)) = (before.get(old), after.get(new)) else {
                    continue;
                };
                let Some(changed) = change(attribute, subs, was, is) else {
                    continue;
                };
                if let (Some(free), Some(slot)) = (free.get_mut(old), of_after.get_mut(new)) {
                    *free = false;
                    *slot = Some((old, changed));
                }
            }
        }
        let gone = free.iter().enumerate().filter(|(_, free)| **free);
        Self {
            gone: gone.map(|(index, _)| index).collect(),
            of_after,
        }
    }

    /// Drops what comes and is the same value as one that was there or comes before it.
    fn drop_repeated(&mut self, attribute: Known<'_>, after: &mut Vec<Edit<'_>>) {
        if self.of_after.iter().all(Option::is_some) {
            return;
        }
        let (mut known, mut new) = (List::default(), Vec::new());
        for (edit, pair) in after.iter().zip(&self.of_after) {
            match pair {
                Some(_) => known.push(edit.clone()),
                None => new.push(edit.clone()),
            }
        }
        let comes = new.len();
        let kept = distinct(known, new, attribute);
        if kept.len() == comes {
            return;
        }
        after.retain({
            let mut pairs = self.of_after.iter();
            move |_| pairs.next().is_some_and(Option::is_some)
        });
        self.of_after.retain(Option::is_some);
        self.of_after.extend(kept.iter().map(|_| None));
        after.extend(kept);
    }

    /// What differs and can't be named: a path leads to what a schema defines.
    fn undefined(
        &self,
        subs: &[Known<'_>],
        before: &[Edit<'_>],
        after: &[Edit<'_>],
    ) -> Option<String> {
        let mut pairs = self.of_after.iter().zip(after);
        pairs.find_map(
            |(pair, is)| match pair.and_then(|(old, _)| before.get(old)) {
                Some(was) => undefined_difference(subs, was, is),
                None => undefined(subs, is),
            },
        )
    }

    fn is_same(&self) -> bool {
        let unchanged = |pair: &Option<(usize, bool)>| pair.is_some_and(|(_, changed)| !changed);
        self.gone.is_empty() && self.of_after.iter().all(unchanged)
    }
}

/// Whether a value differs from what it was; `None` where it can't have become that, since what
/// differs is immutable.
fn change(attribute: Known<'_>, subs: &[Known<'_>], was: &Edit<'_>, is: &Edit<'_>) -> Option<bool> {
    if was.kind() != Kind::Object || is.kind() != Kind::Object {
        return same(was, is, attribute).then_some(false);
    }
    let membership = is_membership(attribute);
    if membership && !same(was, is, attribute) {
        return None;
    }
    let mut changed = false;
    for sub in subs {
        let given = is.get(sub.name());
        if membership && given.is_none_or(|value| value.is_unassigned()) {
            // What a member doesn't give is for the service provider to fill in.
            continue;
        }
        if differs(sub.name(), was, is) {
            changed = true;
            let set = was
                .get(sub.name())
                .is_some_and(|value| !value.is_unassigned());
            if set && sub.definition.mutability() == Mutability::Immutable {
                return None;
            }
        }
    }
    Some(changed)
}

/// Whether a sub-attribute has another value; no `primary` is as good as false.
fn differs(name: &str, was: &Edit<'_>, is: &Edit<'_>) -> bool {
    let counts = |value: &Edit<'_>| {
        let no_primary = name == "primary" && value.as_bool() == Some(false);
        !(no_primary || value.is_unassigned())
    };
    let (was, is) = (was.get(name), is.get(name));
    let was = was.filter(|value| counts(value));
    match (was, is.filter(|value| counts(value))) {
        (None, None) => false,
        (Some(was), Some(is)) => !was.equals(&is),
        _ => true,
    }
}

/// Pairs of free values before and after with the same key, where each side has it once; with
/// `repeats`, the first with the first, the second with the second.
fn unique_pairs(
    before: &[Edit<'_>],
    after: &[Edit<'_>],
    free: &[bool],
    of_after: &[Option<(usize, bool)>],
    repeats: bool,
    key: &KeyOf<'_>,
) -> Vec<(usize, usize)> {
    let mut entries: Vec<(String, bool, usize)> = Vec::new();
    for (index, edit) in before.iter().enumerate() {
        if free.get(index) == Some(&true) {
            entries.extend(key(edit).map(|key| (key, false, index)));
        }
    }
    for (index, edit) in after.iter().enumerate() {
        if of_after.get(index).is_some_and(Option::is_none) {
            entries.extend(key(edit).map(|key| (key, true, index)));
        }
    }
    let order = sorted_indices(entries.len(), &|a, b| entries.get(a).cmp(&entries.get(b)));
    let sorted: Vec<_> = order.iter().filter_map(|&at| entries.get(at)).collect();
    let mut pairs = Vec::new();
    for run in sorted.chunk_by(|a, b| a.0 == b.0) {
        let split = run.partition_point(|entry| !entry.1);
        let (old, new) = run.split_at(split);
        if repeats || (old.len() == 1 && new.len() == 1) {
            pairs.extend(old.iter().zip(new).map(|(old, new)| (old.2, new.2)));
        }
    }
    pairs
}

fn text_of(edit: &Edit<'_>, name: &str) -> Option<String> {
    let value = edit.get(name)?;
    let text = value.as_str()?;
    (!text.is_empty()).then(|| fold_case(&text).into_owned())
}

struct Parts<'p, 'd, 'r> {
    attribute: Known<'r>,
    subs: &'p [Known<'r>],
    before: &'p [Edit<'d>],
    after: &'p [Edit<'d>],
    pairs: &'p Pairs,
    manner: Manner,
}

/// How many values of the list a filter over `value`, over `type`, or over both would find, as the
/// list is at the time.
#[derive(Default)]
struct Census {
    values: BTreeMap<String, usize>,
    types: BTreeMap<String, usize>,
    both: BTreeMap<String, usize>,
}

impl Census {
    fn count(&mut self, edit: &Edit<'_>, by: isize) {
        let (value, kind) = (text_of(edit, "value"), text_of(edit, "type"));
        let both = value.clone().zip(kind.clone()).map(join);
        let maps = [&mut self.values, &mut self.types, &mut self.both];
        for (map, key) in maps.into_iter().zip([value, kind, both]) {
            if let Some(key) = key {
                let count = map.entry(key).or_default();
                *count = count.saturating_add_signed(by);
            }
        }
    }

    /// Whether no other has the `value` of this one.
    fn has_own_value(&self, edit: &Edit<'_>) -> bool {
        let value = text_of(edit, "value");
        value.is_some_and(|value| self.values.get(&value) == Some(&1))
    }

    /// The filter that finds this value and no other.
    fn filter(&self, edit: &Edit<'_>) -> Option<String> {
        let (value, kind) = (text_of(edit, "value"), text_of(edit, "type"));
        let one = |map: &BTreeMap<String, usize>, key: &Option<String>| {
            key.as_ref().is_some_and(|key| map.get(key) == Some(&1))
        };
        let short = value
            .as_ref()
            .is_some_and(|value| value.len() <= LONGEST_LITERAL);
        let term = |name: &str| {
            let value = edit.get(name)?;
            let mut text = format!("{name} eq ");
            write_quoted(&value.as_str()?, &mut text);
            Some(text)
        };
        if short && one(&self.values, &value) {
            return term("value");
        }
        if one(&self.types, &kind) {
            return term("type");
        }
        let both = value.zip(kind).map(join);
        if short && one(&self.both, &both) {
            return Some(format!("{} and {}", term("type")?, term("value")?));
        }
        None
    }
}

fn join((value, kind): (String, String)) -> String {
    format!("{kind}\n{value}")
}

impl<'d> Parts<'_, 'd, '_> {
    /// The changes value by value; `None` where they can't be named, or the whole list is shorter.
    fn find(&self) -> Option<ListChange<'d>> {
        let membership = is_membership(self.attribute);
        let kept = self.pairs.of_after.iter().any(Option::is_some);
        let (changed, added) = self.changed_and_added();
        if !self.attribute.is_complex() {
            let grows = self.pairs.gone.is_empty() && changed.is_empty();
            return grows.then(|| ListChange::Parts {
                given: Vec::new(),
                steps: Vec::new(),
                added,
            });
        }
        // An empty list in between would take the attribute away, and with it what is required.
        if !kept {
            return None;
        }
        let mut census = Census::default();
        for edit in self.before {
            census.count(edit, 1);
        }
        let given = self.given(&mut census);
        if membership && changed.len() > 1 && changed.len() > self.after.len() / 4 {
            return None;
        }
        let mut steps = match given {
            Some(_) => Vec::new(),
            None => self.removals(&mut census)?,
        };
        let becomes_primary = |index: usize| self.after.get(index).is_some_and(is_primary);
        let another_primary = (0..self.after.len()).any(|index| {
            becomes_primary(index)
                && self
                    .pairs
                    .of_after
                    .get(index)
                    .copied()
                    .flatten()
                    .is_none_or(|(old, _)| !self.before.get(old).is_some_and(is_primary))
        });
        for (old, new) in changed {
            let (was, is) = (self.before.get(old)?, self.after.get(new)?);
            self.edit(was, is, another_primary, &mut census, &mut steps)?;
        }
        if steps.len() > 1 && !membership && !self.loses_read_only() {
            return None;
        }
        Some(ListChange::Parts {
            given: given.unwrap_or_default(),
            steps,
            added,
        })
    }

    fn changed_and_added(&self) -> (Vec<(usize, usize)>, Vec<Edit<'d>>) {
        let (mut changed, mut added) = (Vec::new(), Vec::new());
        for (index, pair) in self.pairs.of_after.iter().enumerate() {
            match pair {
                Some((old, true)) => changed.push((*old, index)),
                Some((_, false)) => {}
                None => added.extend(self.after.get(index).cloned()),
            }
        }
        (changed, added)
    }

    /// Whether a value before has something readOnly, which goes when the list is written anew.
    fn loses_read_only(&self) -> bool {
        let sub_attributes = &self.attribute.definition.attribute.sub_attributes;
        sub_attributes
            .iter()
            .any(|sub| sub.mutability == Mutability::ReadOnly)
    }

    /// The members that go, where they are to be given and their `value` tells them apart.
    fn given(&self, census: &mut Census) -> Option<Vec<Edit<'d>>> {
        if !self.manner.removal_by_value || !is_membership(self.attribute) {
            return None;
        }
        let gone = self.pairs.gone.iter();
        let gone: Option<Vec<_>> = gone.map(|&index| self.before.get(index).cloned()).collect();
        let gone = gone.filter(|gone| gone.iter().all(|edit| census.has_own_value(edit)))?;
        for edit in &gone {
            census.count(edit, -1);
        }
        Some(gone)
    }

    /// Filters over the values that go, as few as their length allows.
    fn removals(&self, census: &mut Census) -> Option<Vec<Step<'d>>> {
        let mut removals: Vec<Step<'d>> = Vec::new();
        let (mut terms, mut filter) = (0, String::new());
        for &index in &self.pairs.gone {
            let edit = self.before.get(index)?;
            let term = census.filter(edit)?;
            let full = terms >= MOST_TERMS
                || filter.len() + term.len() > LONGEST_FILTER
                || (self.manner.one_removal_an_operation && terms > 0);
            if full {
                removals.push((format!("[{filter}]"), None));
                (terms, filter) = (0, String::new());
            }
            if terms > 0 {
                filter.push_str(" or ");
            }
            filter.push_str(&term);
            terms += 1;
        }
        if terms > 0 {
            removals.push((format!("[{filter}]"), None));
        }
        for &index in &self.pairs.gone {
            census.count(self.before.get(index)?, -1);
        }
        Some(removals)
    }

    /// Adds the step that makes a value what it becomes, unless another step does it. `None` where
    /// no path can name the value.
    fn edit(
        &self,
        was: &Edit<'d>,
        is: &Edit<'d>,
        another_primary: bool,
        census: &mut Census,
        steps: &mut Vec<Step<'d>>,
    ) -> Option<()> {
        let different = self
            .subs
            .iter()
            .filter(|sub| differs(sub.name(), was, is))
            // Another value that becomes primary makes this one yield by itself.
            .filter(|sub| !(sub.name() == "primary" && another_primary && is_primary(was)));
        let different: Vec<_> = different.collect();
        let Some(first) = different.first() else {
            return Some(());
        };
        let filter = census.filter(was)?;
        let one = |sub: &Known<'_>| {
            let value = is.get(sub.name()).filter(|value| !value.is_unassigned());
            let value = value.map(std::borrow::Cow::into_owned);
            (format!("[{filter}].{}", sub.name()), value)
        };
        if different.len() == 1 {
            steps.push(one(first));
        } else if is_membership(self.attribute) {
            // A member is replaced by no other: what it has is immutable.
            let given = different.iter().filter(|sub| is.get(sub.name()).is_some());
            steps.extend(given.map(|sub| one(sub)));
        } else if undefined(self.subs, is).is_some() {
            return None;
        } else {
            steps.push((format!("[{filter}]"), Some(is.clone())));
        }
        census.count(was, -1);
        census.count(is, 1);
        Some(())
    }
}
