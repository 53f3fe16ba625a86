use core::cmp::Ordering;
use core::num::NonZero;
use std::borrow::Cow;

use crate::attribute::fold_case;
use crate::json::{Kind, NameHash, Value};
use crate::text::{Same, same, sorted_indices};

/// Up to here, entries are compared pair by pair.
const SMALL: usize = 24;

/// What tells one value of a list from another: places on the tape.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    hash: NameHash,
    value: Option<NonZero<u32>>,
    kind: Option<NonZero<u32>>,
}

impl Entry {
    /// `value` and `kind` are of the document that `list` is of.
    pub(crate) fn new(
        list: Value<'_>,
        value: Option<NonZero<u32>>,
        kind: Option<NonZero<u32>>,
    ) -> Self {
        // The hash doesn't look at the case of ASCII letters.
        let hash = match value {
            None => NameHash::of(b""),
            Some(at) => {
                let mut room = String::new();
                let value = list.other(at.get());
                let text = match value.kind() {
                    Kind::String => value.text_in(&mut room),
                    _ => value.source(),
                };
                if text.is_ascii() {
                    NameHash::of(text.as_bytes())
                } else {
                    NameHash::of(fold_case(text).as_bytes())
                }
            }
        };
        Self { hash, value, kind }
    }
}

/// The characters of a string, or the text of another value.
fn text(list: Value<'_>, at: NonZero<u32>) -> Cow<'_, str> {
    let value = list.other(at.get());
    value
        .as_str()
        .unwrap_or_else(|| Cow::Borrowed(value.source()))
}

/// The entries of a list. The type is compared without regard to case, the value as `exact` says.
struct Entries<'e, 'd> {
    list: Value<'d>,
    all: &'e [Entry],
    exact: bool,
}

impl<'d> Entries<'_, 'd> {
    fn key(&self, index: usize) -> Option<(Cow<'d, str>, Cow<'d, str>)> {
        let entry = self.all.get(index)?;
        let part = |at: Option<NonZero<u32>>, exact| match at {
            Some(at) => folded(text(self.list, at), exact),
            None => Cow::Borrowed(""),
        };
        Some((part(entry.value, self.exact), part(entry.kind, false)))
    }

    fn equal(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.all.get(a), self.all.get(b)) else {
            return false;
        };
        self.equal_parts(a.value, b.value, self.exact) && self.equal_parts(a.kind, b.kind, false)
    }

    fn equal_parts(&self, a: Option<NonZero<u32>>, b: Option<NonZero<u32>>, exact: bool) -> bool {
        let part =
            |at: Option<NonZero<u32>>| at.map_or(Cow::Borrowed(""), |at| text(self.list, at));
        let (a, b) = (part(a), part(b));
        match same(&a, &b) {
            Some(Same::Exactly) => true,
            Some(Same::InOtherCase) => !exact,
            None if exact || (a.is_ascii() && b.is_ascii()) => false,
            None => fold_case(&a) == fold_case(&b),
        }
    }

    fn compare(&self, a: usize, b: usize) -> Ordering {
        self.key(a).cmp(&self.key(b))
    }

    fn hash(&self, index: usize) -> Option<NameHash> {
        self.all.get(index).map(|entry| entry.hash)
    }
}

fn folded(text: Cow<'_, str>, exact: bool) -> Cow<'_, str> {
    match text {
        text if exact => text,
        Cow::Borrowed(text) => fold_case(text),
        Cow::Owned(text) => Cow::Owned(fold_case(&text).into_owned()),
    }
}

/// Each entry that an earlier one equals, with the first of its kind: (first, again), in the order
/// of the list. Nothing is compared but what has the same hash; takes n log n time whatever the
/// entries are.
pub(crate) fn repeated(list: Value<'_>, entries: &[Entry], exact: bool) -> Vec<(usize, usize)> {
    let entries = Entries {
        list,
        all: entries,
        exact,
    };
    let count = entries.all.len();
    let mut found = Vec::new();
    if count <= SMALL {
        for again in 1..count {
            let hash = entries.hash(again);
            let equal =
                |other: &usize| entries.hash(*other) == hash && entries.equal(*other, again);
            if let Some(first) = (0..again).find(equal) {
                found.push((first, again));
            }
        }
        return found;
    }
    let hash = |index: usize| entries.hash(index);
    let order = sorted_indices(count, &|a, b| hash(a).cmp(&hash(b)));
    for run in order.chunk_by(|&a, &b| hash(a) == hash(b)) {
        if run.len() > 1 {
            repeated_in_run(&entries, run, &mut found);
        }
    }
    let again = |index: usize| found.get(index).map(|pair| pair.1);
    let order = sorted_indices(found.len(), &|a, b| again(a).cmp(&again(b)));
    order
        .into_iter()
        .filter_map(|index| found.get(index).copied())
        .collect()
}

fn repeated_in_run(entries: &Entries<'_, '_>, run: &[usize], found: &mut Vec<(usize, usize)>) {
    let entry = |index: usize| run.get(index).copied().unwrap_or_default();
    let compare = |a: usize, b: usize| entries.compare(entry(a), entry(b));
    let order = sorted_indices(run.len(), &compare);
    for same in order.chunk_by(|&a, &b| compare(a, b).is_eq()) {
        if let Some((first, others)) = same.split_first() {
            found.extend(others.iter().map(|other| (entry(*first), entry(*other))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_pairs_find(texts in prop::collection::vec(("[abAB]{0,3}|urn:ietf:[ab]{0,2}2\\.0:User|[éÉ]", "[wW]?"), 0..90)) {
            let json = serde_json::to_string(&texts).unwrap();
            let document = Document::parse(&json).unwrap();
            let list = document.root().unwrap();
            let entries: Vec<_> = list
                .elements()
                .map(|pair| {
                    let mut parts = pair.elements().map(|part| NonZero::new(part.index()));
                    Entry::new(list, parts.next().unwrap(), parts.next().unwrap())
                })
                .collect();
            let folded: Vec<_> = texts
                .iter()
                .map(|(value, kind)| (fold_case(value), fold_case(kind)))
                .collect();
            let expected: Vec<_> = (0..folded.len())
                .filter_map(|again| {
                    let first = folded[..again].iter().position(|other| *other == folded[again])?;
                    Some((first, again))
                })
                .collect();
            prop_assert_eq!(repeated(list, &entries, false), expected);
        }
    }
}
