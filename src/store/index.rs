//! Look-ups of resources by a text: their id, the name of a user.

use crate::text::sorted_indices;

/// Fewest entries that are kept unsorted.
const TAIL: usize = 64;

/// Which resources may have a text, by its hash. Whoever asks compares the texts as well: entries of
/// resources that have changed stay until their place is needed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// Hash and position, in this order.
    sorted: Vec<(u32, u32)>,
    /// Those that came since it was sorted.
    tail: Vec<(u32, u32)>,
}

impl Index {
    /// Notes that a resource has a text.
    pub(crate) fn insert(&mut self, text: &str, position: u32) {
        self.tail.push((hash_of(text), position));
        // Sorting by and by takes a small multiple of the time for sorting once.
        if self.tail.len() > TAIL.max(self.sorted.len() / TAIL) {
            self.merge();
        }
    }

    /// The first position that `has` the text, of those that may have the text.
    pub(crate) fn find(&self, text: &str, has: &dyn Fn(u32) -> bool) -> Option<u32> {
        let hash = hash_of(text);
        let first = self.sorted.partition_point(|entry| entry.0 < hash);
        let sorted = self.sorted.iter().skip(first);
        let sorted = sorted.take_while(|entry| entry.0 == hash);
        let mut positions = sorted.map(|entry| entry.1);
        let found = positions.find(|at| has(*at));
        let tail = self.tail.iter().filter(|entry| entry.0 == hash);
        let late = tail.map(|entry| entry.1).filter(|at| has(*at)).min();
        match (found, late) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    /// All positions that may have the text, in order.
    pub(crate) fn positions(&self, text: &str) -> Vec<u32> {
        let hash = hash_of(text);
        let first = self.sorted.partition_point(|entry| entry.0 < hash);
        let sorted = self.sorted.iter().skip(first);
        let sorted = sorted.take_while(|entry| entry.0 == hash);
        let tail = self.tail.iter().filter(|entry| entry.0 == hash);
        let mut positions: Vec<u32> = sorted.chain(tail).map(|entry| entry.1).collect();
        positions.sort_unstable();
        positions.dedup();
        positions
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        (self.sorted.capacity() + self.tail.capacity()) * size_of::<(u32, u32)>()
    }

    fn merge(&mut self) {
        let tail = core::mem::take(&mut self.tail);
        let order = sorted_indices(tail.len(), &|a, b| tail.get(a).cmp(&tail.get(b)));
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(self.sorted.len() + tail.len());
        let mut old = self.sorted.iter().copied().peekable();
        for entry in order.into_iter().filter_map(|at| tail.get(at)) {
            while let Some(earlier) = old.next_if(|earlier| earlier <= entry) {
                merged.push(earlier);
            }
            if merged.last() != Some(entry) {
                merged.push(*entry);
            }
        }
        merged.extend(old);
        self.sorted = merged;
    }
}

/// The hash of a text: multiplied and folded, eight bytes at a time.
pub(super) fn hash_of(text: &str) -> u32 {
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mix = |hash: u64, word: u64| {
        let mixed = (hash ^ word).wrapping_mul(MIX);
        mixed ^ (mixed >> 29)
    };
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let hash = words.fold(text.len() as u64, mix);
    let rest = rest
        .iter()
        .fold(0, |word, &byte| (word << 8) | u64::from(byte));
    // The upper half is the hash.
    (mix(hash, rest) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_the_first_of_each(texts in prop::collection::vec("[ab]{0,4}", 0..300)) {
            let mut index = Index::default();
            for (position, text) in (0..).zip(&texts) {
                index.insert(text, position);
            }
            for text in &texts {
                let first = texts.iter().position(|other| other == text).unwrap();
                let found = index.find(text, &|at| texts[at as usize] == *text);
                prop_assert_eq!(found, Some(u32::try_from(first).unwrap()));
                let has = |at: &u32| texts[*at as usize] == *text;
                let found: Vec<u32> = index.positions(text).into_iter().filter(has).collect();
                let all = (0..u32::try_from(texts.len()).unwrap()).filter(has);
                prop_assert_eq!(found, all.collect::<Vec<_>>());
            }
            prop_assert_eq!(index.find("c", &|at| texts[at as usize] == "c"), None);
        }
    }
}
