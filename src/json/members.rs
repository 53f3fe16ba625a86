use core::cmp::Ordering;
use std::borrow::Cow;

use super::edit::Edit;
use super::name_hash::NameHash;
use super::steps::Steps;
use super::value::Value;
use crate::text::{same_but_for_case, sorted_indices};

/// Objects of more members than this are looked up by an order of their names.
const FEW: usize = 24;

/// The members of an object under change, in order.
#[derive(Clone, Debug, Default)]
pub struct Members<'d> {
    entries: Entries<'d>,
    count: usize,
    /// Indices of the members in the order of their names, case aside; of names alike, that which
    /// comes first is first. Empty where there are few.
    order: Vec<usize>,
    steps: Steps,
}

#[derive(Clone, Debug, Default)]
struct Entries<'d>(Vec<Entry<'d>>);

/// Most members are as they were, and own nothing: to find that out for each in turn, by calls,
/// takes longer than to read them.
impl Drop for Entries<'_> {
    fn drop(&mut self) {
        for entry in core::mem::take(&mut self.0) {
            if matches!(entry.name, Cow::Borrowed(_))
                && matches!(
                    entry.value,
                    None | Some(Edit::Source { .. } | Edit::Boolean(_))
                )
            {
                core::mem::forget(entry);
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Entry<'d> {
    hash: NameHash,
    name: Cow<'d, str>,
    /// A member that is gone leaves its name.
    value: Option<Edit<'d>>,
}

impl<'d> Entry<'d> {
    fn new(name: Cow<'d, str>, value: Edit<'d>) -> Self {
        Self {
            hash: NameHash::of(name.as_bytes()),
            name,
            value: Some(value),
        }
    }

    #[inline(always)]
    fn is_named(&self, name: &str, hash: NameHash) -> bool {
        self.hash == hash && same_but_for_case(&self.name, name)
    }
}

/// The order of two names, ASCII case aside.
pub(super) fn without_case(a: &str, b: &str) -> Ordering {
    let folded = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(folded).cmp(b.bytes().map(folded))
}

impl<'d> FromIterator<(Cow<'d, str>, Edit<'d>)> for Members<'d> {
    fn from_iter<I: IntoIterator<Item = (Cow<'d, str>, Edit<'d>)>>(members: I) -> Self {
        let members = members.into_iter();
        let entries: Vec<_> = members
            .map(|(name, value)| Entry::new(name, value))
            .collect();
        let mut object = Self {
            count: entries.len(),
            entries: Entries(entries),
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
        // Room for most objects: to count their members takes as long as to read them.
        let mut entries = Vec::with_capacity(FEW);
        entries.extend(object.members().map(|(key, value)| {
            let value = Some(Edit::Source { value, spaced });
            let (hash, name) = (key.hash(), key.name_at_once());
            Entry { hash, name, value }
        }));
        let mut members = Self {
            count: entries.len(),
            entries: Entries(entries),
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
        let members = self.entries.0.iter();
        members.filter_map(|entry| Some((entry.name.as_ref(), entry.value.as_ref()?)))
    }

    /// The value of the member of this name, in any case.
    pub fn get(&self, name: &str) -> Option<&Edit<'d>> {
        self.entries.0.get(self.find(name)?)?.value.as_ref()
    }

    /// The value of the member of this name, in any case, ready to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Edit<'d>> {
        let at = self.find(name)?;
        self.entries.0.get_mut(at)?.value.as_mut()
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
            let hash = NameHash::of(name.as_bytes());
            self.entries.0.retain(|entry| !entry.is_named(name, hash));
            self.count = self.entries.0.len();
            return self.count < before;
        }
        let start = self.start_of(name);
        let alike = self.order.get(start..).unwrap_or_default().iter();
        let alike = alike.take_while(|&&at| self.is_named(at, name)).count();
        for &at in self.order.get(start..start + alike).unwrap_or_default() {
            let entry = self.entries.0.get_mut(at);
            let value = entry.and_then(|entry| entry.value.take());
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
        let hash = NameHash::of(name.as_bytes());
        if self.order.is_empty() {
            let mut members = self.entries.0.iter();
            return members.position(|entry| {
                self.steps.step();
                entry.is_named(name, hash) && entry.value.is_some()
            });
        }
        let at = *self.order.get(self.start_of(name))?;
        let entry = self.entries.0.get(at)?;
        (entry.is_named(name, hash) && entry.value.is_some()).then_some(at)
    }

    fn append(&mut self, name: &str, value: Edit<'d>) {
        let at = self.entries.0.len();
        self.entries
            .0
            .push(Entry::new(Cow::Owned(name.to_owned()), value));
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
            let known = self.entries.0.get(at);
            known.is_some_and(|known| without_case(&known.name, name).is_lt())
        })
    }

    fn is_named(&self, at: usize, name: &str) -> bool {
        let member = self.entries.0.get(at);
        member.is_some_and(|member| member.name.eq_ignore_ascii_case(name))
    }

    fn sort(&mut self) {
        if self.entries.0.len() > FEW {
            let name = |at: usize| self.entries.0.get(at).map_or("", |entry| &entry.name);
            let order =
                sorted_indices(self.entries.0.len(), &|a, b| without_case(name(a), name(b)));
            self.order = order;
        }
    }
}
