//! Cursors (RFC 9865 §2): opaque to clients, made of unreserved characters alone, and told from
//! what a client made up.

use core::fmt::Write;

use super::index::hash_of;
use crate::diagnostic::{Error, ScimType};

/// Where a page begins or ends. A cursor is a resource, not a number: what comes and goes on other
/// pages doesn't shift the next one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cursor {
    /// The resource that the page is behind or before.
    pub(super) anchor: u32,
    /// Whether it is the page before.
    pub(super) backward: bool,
    /// The revision that the resources were in.
    pub(super) revision: u32,
    /// The count that was asked for.
    pub(super) count: u32,
}

/// Numbers in a cursor: those of [`Cursor`], and the seal.
const WORDS: usize = 5;

impl Cursor {
    /// Writes it, for a query that `query` tells from others, sealed with a secret of the holder of
    /// the resources.
    pub(super) fn write(self, query: &str, secret: u64) -> String {
        let words = [
            self.anchor,
            u32::from(self.backward),
            self.revision,
            self.count,
        ];
        let seal = seal(&words, query, secret);
        let mut out = String::with_capacity(WORDS * 8);
        for (at, word) in words.into_iter().enumerate() {
            // Writing to a String can't fail.
            let _ = write!(out, "{:08x}", word ^ mask(seal, at));
        }
        let _ = write!(out, "{seal:08x}");
        out
    }

    /// Reads one that was made for this query.
    ///
    /// # Errors
    /// `invalidCursor` for anything else.
    pub(super) fn read(text: &str, query: &str, secret: u64) -> Result<Self, Error> {
        let invalid = || {
            let detail = "The cursor is none that was given for this query: send the query as it \
                          was, with a `nextCursor` or `previousCursor` from its answers, or begin \
                          anew with an empty one.";
            Error::new(ScimType::InvalidCursor, detail)
        };
        let word = |at: usize| {
            let digits = text.get(at * 8..at * 8 + 8)?;
            let plain = digits
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
            u32::from_str_radix(digits, 16).ok().filter(|_| plain)
        };
        let found = (text.len() == WORDS * 8).then(|| [0, 1, 2, 3, 4].map(word));
        let Some([Some(a), Some(b), Some(c), Some(d), Some(sealed)]) = found else {
            return Err(invalid());
        };
        let masked = [a, b, c, d];
        let mut words = [0; 4];
        for (at, (word, masked)) in words.iter_mut().zip(masked).enumerate() {
            *word = masked ^ mask(sealed, at);
        }
        let [anchor, backward, revision, count] = words;
        if seal(&words, query, secret) != sealed || backward > 1 {
            return Err(invalid());
        }
        Ok(Self {
            anchor,
            backward: backward == 1,
            revision,
            count,
        })
    }
}

fn seal(words: &[u32; 4], query: &str, secret: u64) -> u32 {
    let [a, b, c, d] = words;
    hash_of(&format!("{secret:x} {a:x} {b:x} {c:x} {d:x} {query}"))
}

fn mask(seal: u32, at: usize) -> u32 {
    let turn = u32::try_from(at).unwrap_or_default();
    seal.wrapping_mul(0x9E37_79B9).rotate_left(7 * turn + 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_what_it_wrote_and_nothing_else(
            (anchor, backward, revision, count) in any::<(u32, bool, u32, u32)>(),
            secret in any::<u64>(),
            place in 0..40_usize,
        ) {
            let cursor = Cursor { anchor, backward, revision, count };
            let text = cursor.write("a query", secret);
            prop_assert_eq!(Cursor::read(&text, "a query", secret).unwrap(), cursor);
            prop_assert!(Cursor::read(&text, "another", secret).is_err());
            prop_assert!(Cursor::read(&text, "a query", secret ^ 1).is_err());
            let mut forged = text.into_bytes();
            forged[place] = if forged[place] == b'0' { b'1' } else { b'0' };
            let forged = String::from_utf8(forged).unwrap();
            prop_assert!(Cursor::read(&forged, "a query", secret).is_err());
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "x",
            "é",
            &"+".repeat(40),
            &"é".repeat(20),
            &"0".repeat(41),
        ] {
            assert!(
                Cursor::read(text, "", 0).unwrap_err().scim_type() == Some(ScimType::InvalidCursor)
            );
        }
    }
}
