//! Inputs that are made, not listed: each from a row of bytes that proptest can shrink.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests may panic"
)]

pub(crate) mod damage;
pub(crate) mod filter_text;
pub(crate) mod hostile;
pub(crate) mod json_text;
pub(crate) mod seeds;
pub(crate) mod station;

/// Decisions, taken from bytes; when they run out, every answer is the first one.
pub(crate) struct Choices<'b> {
    bytes: &'b [u8],
}

impl<'b> Choices<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            None => 0,
            Some((&byte, rest)) => {
                self.bytes = rest;
                byte
            }
        }
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let high = if bound > 256 { self.byte() } else { 0 };
        (usize::from(high) << 8 | usize::from(self.byte())) % bound
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Whether there is something left to decide with.
    pub(crate) fn goes_on(&self) -> bool {
        !self.bytes.is_empty()
    }
}
