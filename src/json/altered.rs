use core::ops::Range;

use super::write::write_string;
use crate::text::is_plain;

/// A text that has come of another one: what both begin with and what both end with isn't copied.
#[derive(Clone, Debug)]
pub struct Altered<'t> {
    source: &'t str,
    /// Where what both begin with ends.
    head: usize,
    middle: String,
    /// A part of the source that comes next; it is copied when something else follows it.
    run: Range<usize>,
}

impl<'t> Altered<'t> {
    /// Begins a text that comes of `source`, after one that is written already.
    pub(super) fn new(source: &'t str, middle: String) -> Self {
        Self {
            source,
            head: 0,
            middle,
            run: 0..0,
        }
    }

    /// What both texts begin with.
    pub fn head(&self) -> &'t str {
        self.source.get(..self.head).unwrap_or_default()
    }

    /// What stands between head and tail.
    pub fn middle(&self) -> &str {
        &self.middle
    }

    /// What both texts end with.
    pub fn tail(&self) -> &'t str {
        self.source.get(self.run.clone()).unwrap_or_default()
    }

    /// The text in one piece.
    pub fn into_text(self) -> String {
        if self.head == 0 && self.run.is_empty() {
            return self.middle;
        }
        [self.head(), &self.middle, self.tail()].concat()
    }

    /// Writes on.
    pub(super) fn push(&mut self, text: &str) {
        let offset = text.as_ptr().addr();
        let offset = offset.wrapping_sub(self.source.as_ptr().addr());
        let behind = offset.saturating_add(text.len());
        if behind <= self.source.len() {
            // It is a part of the source itself.
            if offset != self.run.end {
                self.settle();
                self.run.start = offset;
            }
            self.run.end = behind;
            return;
        }
        let behind = self.run.end + text.len();
        let next = self.source.as_bytes().get(self.run.end..behind);
        if next == Some(text.as_bytes()) {
            self.run.end = behind;
        } else {
            self.settle().push_str(text);
        }
    }

    /// Writes a JSON string.
    pub(super) fn push_quoted(&mut self, text: &str) {
        if is_plain(text) {
            self.push("\"");
            self.push(text);
            self.push("\"");
        } else {
            write_string(text, self.settle());
        }
    }

    /// Copies what was to come, and hands out where to write on.
    pub(super) fn settle(&mut self) -> &mut String {
        let behind = self.source.len();
        let run = core::mem::replace(&mut self.run, behind..behind);
        if run.start == 0 && self.head == 0 && self.middle.is_empty() {
            self.head = run.end;
        } else if let Some(part) = self.source.get(run) {
            self.middle.push_str(part);
        }
        &mut self.middle
    }

    /// All has been written.
    pub(super) fn end(mut self) -> Self {
        let is_tail = self.run.end == self.source.len() && self.run.start > 0;
        if !is_tail {
            self.settle();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_what_was_written(
            source in "[aé]{0,9}",
            pieces in prop::collection::vec((0..9_usize, 0..9_usize, "[aé]{0,3}"), 0..6)
        ) {
            let mut altered = Altered::new(&source, String::new());
            let mut expected = String::new();
            for (from, to, other) in &pieces {
                let piece = source.get(*from..*to).unwrap_or(other);
                altered.push(piece);
                expected.push_str(piece);
            }
            let altered = altered.end();
            prop_assert!(source.starts_with(altered.head()) && source.ends_with(altered.tail()));
            prop_assert_eq!(altered.into_text(), expected);
        }
    }

    #[test]
    fn copies_nothing_of_what_both_begin_or_end_with() {
        let source = "[1,2,3,4]";
        let mut altered = Altered::new(source, String::new());
        for piece in ["[", &source[1..2], ",", &source[5..8], "]"] {
            altered.push(piece);
        }
        let altered = altered.end();
        let parts = (altered.head(), altered.middle(), altered.tail());
        assert_eq!(parts, ("[1,", "", "3,4]"));
    }
}
