use core::cmp::Ordering;
use std::borrow::Cow;

use super::edit::Edit;
use super::steps::Steps;
use super::value::Value;
use crate::text::sorted_indices;

/// Objects of more members than this are looked up by an order of their names.
const FEW: usize = 24;

/// The members of an object under change, in order.
#[derive(Clone, Debug, Default)]
pub struct Members<'d> {
    /// A member that is gone leaves its name.
    entries: Vec<(Cow<'d, str>, Option<Edit<'d>>)>,
    count: usize,
    /// Indices of the members in the order of their names, case aside; of names alike, that which
    /// comes first is first. Empty where there are few.
    order: Vec<usize>,
    steps: Steps,
}

/// The order of two names, ASCII case aside.
pub(super) fn without_case(a: &str, b: &str) -> Ordering {
    let folded = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(folded).cmp(b.bytes().map(folded))
}

impl<'d> FromIterator<(Cow<'d, str>, Edit<'d>)> for Members<'d> {
    fn from_iter<I: IntoIterator<Item = (Cow<'d, str>, Edit<'d>)>>(members: I) -> Self {
        let members = members.into_iter().map(|(name, value)| (name, Some(value)));
        let entries: Vec<_> = members.collect();
        let mut object = Self {
            count: entries.len(),
            entries,
            order: Vec::new(),
            steps: Steps::default(),
        };
        object.sort();
        object
    }
}

impl<'d> Members<'d> {
    /// The members of an object of a document.
    pub(super) fn of_source(object: Value<'d>, spaced: bool) -> Self {
        let mut entries = Vec::with_capacity(object.members().count());
        entries.extend(object.members().map(|(key, value)| {
            let value = Edit::Source { value, spaced };
            (key.name(), Some(value))
        }));
        let mut members = Self {
            count: entries.len(),
            entries,
            ..Self::default()
        };
        members.sort();
        members
    }

    /// Whether they stand for the same as the members of an object, where that can be told member by
    /// member: both have the same names in the same order.
    pub(super) fn equals_source(&self, object: Value<'d>, spaced: bool) -> Option<bool> {
        let mut others = object.members();
        for (name, member) in self.iter() {
            let (key, value) = others.next()?;
            if member.is_place(value) {
                continue;
            }
            if key.plain_bytes() != Some(name.as_bytes()) {
                return None;
            }
            let other = Edit::Source { value, spaced };
            let neither = member.is_unassigned() && other.is_unassigned();
            if !neither && !member.equals(&other) {
                return Some(false);
            }
        }
        others.next().is_none().then_some(true)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Edit<'d>)> {
        let members = self.entries.iter();
        members.filter_map(|(name, value)| Some((name.as_ref(), value.as_ref()?)))
    }

    /// The value of the member of this name, in any case.
    pub fn get(&self, name: &str) -> Option<&Edit<'d>> {
        self.entries.get(self.find(name)?)?.1.as_ref()
    }

    /// The value of the member of this name, in any case, ready to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Edit<'d>> {
        let at = self.find(name)?;
        self.entries.get_mut(at)?.1.as_mut()
    }

    /// Sets a member; a new one comes last, under this name.
    pub fn set(&mut self, name: &str, value: Edit<'d>) {
        match self.get_mut(name) {
            Some(place) => *place = value,
            None => self.append(name, value),
        }
    }

    /// The value of the member of this name, ready to change; put there by `make` where there is
    /// none.
    pub fn get_or_insert(
        &mut self,
        name: &str,
        make: impl FnOnce() -> Edit<'d>,
    ) -> Option<&mut Edit<'d>> {
        if self.find(name).is_none() {
            self.append(name, make());
        }
        self.get_mut(name)
    }

    /// Removes every member of this name, in any case; says whether there was one.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.count;
        if self.order.is_empty() {
            self.entries
                .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            self.count = self.entries.len();
            return self.count < before;
        }
        let start = self.start_of(name);
        let alike = self.order.get(start..).unwrap_or_default().iter();
        let alike = alike.take_while(|&&at| self.is_named(at, name)).count();
        for &at in self.order.get(start..start + alike).unwrap_or_default() {
            let value = self.entries.get_mut(at).and_then(|(_, value)| value.take());
            self.count -= usize::from(value.is_some());
        }
        // One stays, for the next member of this name.
        if alike > 1 {
            self.order.drain(start + 1..start + alike);
        }
        self.count < before
    }

    /// The steps of this object, and of what is in it.
    #[cfg(test)]
    pub(super) fn steps(&self) -> usize {
        self.steps.count() + self.iter().map(|(_, value)| value.steps()).sum::<usize>()
    }

    /// The index of the first member of this name.
    fn find(&self, name: &str) -> Option<usize> {
        if self.order.is_empty() {
            let mut members = self.entries.iter();
            return members.position(|(known, value)| {
                self.steps.step();
                value.is_some() && known.eq_ignore_ascii_case(name)
            });
        }
        let at = *self.order.get(self.start_of(name))?;
        let (known, value) = self.entries.get(at)?;
        (value.is_some() && known.eq_ignore_ascii_case(name)).then_some(at)
    }

    fn append(&mut self, name: &str, value: Edit<'d>) {
        let at = self.entries.len();
        self.entries
            .push((Cow::Owned(name.to_owned()), Some(value)));
        self.count += 1;
        if self.order.is_empty() {
            self.sort();
            return;
        }
        let start = self.start_of(name);
        let gone = self.order.get(start);
        let is_again = gone.is_some_and(|&gone| self.is_named(gone, name));
        match self.order.get_mut(start) {
            Some(place) if is_again => *place = at,
            _ => self.order.insert(start, at),
        }
    }

    /// Where members of this name begin in the order, or would.
    fn start_of(&self, name: &str) -> usize {
        self.order.partition_point(|&at| {
            self.steps.step();
            let known = self.entries.get(at);
            known.is_some_and(|(known, _)| without_case(known, name).is_lt())
        })
    }

    fn is_named(&self, at: usize, name: &str) -> bool {
        let member = self.entries.get(at);
        member.is_some_and(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    fn sort(&mut self) {
        if self.entries.len() > FEW {
            let name = |at: usize| self.entries.get(at).map_or("", |(name, _)| name.as_ref());
            let order = sorted_indices(self.entries.len(), &|a, b| without_case(name(a), name(b)));
            self.order = order;
        }
    }
}
