use crate::diagnostic::{Error, ScimType};

/// What a filter may cost; past it stands an error, not a crash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Longest text, in bytes.
    pub length: u32,
    /// Deepest nesting of parentheses, brackets and `not`. At most [`Limits::MAX_DEPTH`].
    pub depth: u32,
    /// Most comparisons and `pr` together.
    pub clauses: u32,
}

impl Limits {
    /// More levels than this could need more stack than a host gives.
    pub const MAX_DEPTH: u32 = 200;

    /// Refuses a filter of more bytes than are allowed, by its length alone.
    ///
    /// # Errors
    /// `invalidFilter`, with the length and the limit.
    pub fn check_length(self, length: usize) -> Result<(), Error> {
        if length <= self.length as usize {
            return Ok(());
        }
        let limit = self.length;
        let detail = format!("The filter has {length} bytes; the limit is {limit}.");
        Err(Error::new(ScimType::InvalidFilter, detail))
    }
}

impl Default for Limits {
    /// 64 KiB, 100 levels and 5,000 clauses.
    fn default() -> Self {
        Self {
            length: 64 << 10,
            depth: 100,
            clauses: 5000,
        }
    }
}
