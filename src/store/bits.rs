//! A yes or no for each of many rows.

/// As many bits as there are rows. Those behind the last row are never set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
    length: usize,
}

impl Bits {
    /// No for each row.
    pub(super) fn none(length: usize) -> Self {
        Self {
            words: vec![0; length.div_ceil(64)],
            length,
        }
    }

    /// What a test says of each row.
    pub(super) fn of(length: usize, mut test: impl FnMut(usize) -> bool) -> Self {
        let mut bits = Self::none(length);
        let mut row = 0;
        for word in &mut bits.words {
            let end = length.min(row + 64);
            let mut bit = 1;
            while row < end {
                if test(row) {
                    *word |= bit;
                }
                bit <<= 1;
                row += 1;
            }
        }
        bits
    }

    /// Yes where both say so.
    #[must_use]
    pub(super) fn and(mut self, other: &Self) -> Self {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
        self
    }

    /// Yes where one says so.
    #[must_use]
    pub(super) fn or(mut self, other: &Self) -> Self {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
        self
    }

    /// The opposite.
    #[must_use]
    pub(super) fn not(mut self) -> Self {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trimmed()
    }

    /// The same for more rows, with a no for each that is new, or for fewer.
    #[must_use]
    pub(super) fn fitted(mut self, length: usize) -> Self {
        self.words.resize(length.div_ceil(64), 0);
        self.length = length;
        self.trimmed()
    }

    /// The same without bits behind the last row.
    fn trimmed(mut self) -> Self {
        let used = self.length % 64;
        if let Some(last) = self.words.last_mut().filter(|_| used > 0) {
            *last &= (1 << used) - 1;
        }
        self
    }

    pub(super) fn get(&self, row: usize) -> bool {
        let word = self.words.get(row / 64);
        word.is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    pub(super) fn set(&mut self, row: usize, yes: bool) {
        if row < self.length
            && let Some(word) = self.words.get_mut(row / 64)
        {
            let bit = 1 << (row % 64);
            *word = if yes { *word | bit } else { *word & !bit };
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    pub(super) fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// The rows that have a yes, in order.
    pub(super) fn rows(&self) -> Vec<u32> {
        let mut rows = Vec::with_capacity(self.count());
        for (start, word) in (0..).step_by(64).zip(&self.words) {
            let mut rest = *word;
            while rest != 0 {
                rows.push(start + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
        rows
    }

    pub(super) fn memory(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn computes_as_lists_of_booleans_do(pairs in prop::collection::vec(any::<(bool, bool)>(), 0..200), at in 0..200_usize) {
            let bits = |pick: fn(&(bool, bool)) -> bool| Bits::of(pairs.len(), |row| pick(&pairs[row]));
            let (a, b) = (bits(|pair| pair.0), bits(|pair| pair.1));
            prop_assert_eq!(a.clone().and(&b), bits(|pair| pair.0 && pair.1));
            prop_assert_eq!(a.clone().or(&b), bits(|pair| pair.0 || pair.1));
            prop_assert_eq!(a.clone().not(), bits(|pair| !pair.0));
            prop_assert_eq!(a.count(), pairs.iter().filter(|pair| pair.0).count());
            prop_assert_eq!(a.is_empty(), a.count() == 0);
            let rows: Vec<_> = (0..).zip(&pairs).filter(|(_, pair)| pair.0).map(|(row, _)| row).collect();
            prop_assert_eq!(a.rows(), rows);
            let fitted = a.clone().fitted(at);
            prop_assert_eq!(fitted, Bits::of(at, |row| a.get(row)));
            let mut changed = a.clone();
            changed.set(at, true);
            prop_assert_eq!(changed.get(at), at < pairs.len());
            changed.set(at, false);
            prop_assert!(!changed.get(at));
        }
    }
}
