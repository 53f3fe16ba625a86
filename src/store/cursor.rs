//! Cursors (RFC 9865 §2): opaque to clients, made of unreserved characters alone, and told from
//! what a client made up.

use core::fmt::Write;

use super::index::hash_of;
use crate::diagnostic::{Error, ScimType};

/// Where a page begins or ends. A cursor is a place in the order, not a number: what comes, goes and
/// changes on other pages doesn't shift the next one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Cursor {
    /// The resource that the page is behind or before.
    pub(super) anchor: u32,
    /// Whether it is the page before.
    pub(super) backward: bool,
    /// The count that was asked for.
    pub(super) count: u32,
    /// What the resource was sorted by; empty where nothing is sorted.
    pub(super) key: String,
}

/// Hexadecimal digits of the numbers in a cursor: those of [`Cursor`], and the seal.
const HEAD: usize = 4 * 8;

impl Cursor {
    /// Writes it, for a query that `query` tells from others, sealed with a secret of the holder of
    /// the resources.
    pub(super) fn write(&self, query: &str, secret: u64) -> String {
        let words = [self.anchor, u32::from(self.backward), self.count];
        let seal = seal(&words, &self.key, query, secret);
        let mut out = String::with_capacity(HEAD + self.key.len() * 2);
        for (at, word) in words.into_iter().enumerate() {
            // Writing to a String can't fail.
            let _ = write!(out, "{:08x}", word ^ mask(seal, at));
        }
        let _ = write!(out, "{seal:08x}");
        for (at, byte) in self.key.bytes().enumerate() {
            let _ = write!(out, "{:02x}", byte ^ byte_mask(seal, at));
        }
        out
    }

    /// Reads one that was made for this query.
    ///
    /// # Errors
    /// `invalidCursor` for anything else.
    pub(super) fn read(text: &str, query: &str, secret: u64) -> Result<Self, Error> {
        let found = Self::unmasked(text);
        let found = found.filter(|(cursor, backward, sealed)| {
            let words = [cursor.anchor, *backward, cursor.count];
            *backward < 2 && seal(&words, &cursor.key, query, secret) == *sealed
        });
        found.map(|(cursor, ..)| cursor).ok_or_else(|| {
            let detail = "The cursor is none that was given for this query: send the query as it \
                          was, with a `nextCursor` or `previousCursor` from its answers, or begin \
                          anew with an empty one.";
            Error::new(ScimType::InvalidCursor, detail)
        })
    }

    /// What a text says, the word for the direction, and the seal.
    fn unmasked(text: &str) -> Option<(Self, u32, u32)> {
        let plain = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if !text.bytes().all(plain) {
            return None;
        }
        let word = |at: usize| u32::from_str_radix(text.get(at * 8..at * 8 + 8)?, 16).ok();
        let sealed = word(3)?;
        let (pairs, rest) = text.as_bytes().get(HEAD..)?.as_chunks::<2>();
        let mut key = Vec::with_capacity(pairs.len());
        for (at, pair) in pairs.iter().enumerate() {
            let byte = u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok()?;
            key.push(byte ^ byte_mask(sealed, at));
        }
        let backward = word(1)? ^ mask(sealed, 1);
        let cursor = Self {
            anchor: word(0)? ^ mask(sealed, 0),
            backward: backward == 1,
            count: word(2)? ^ mask(sealed, 2),
            key: String::from_utf8(key).ok().filter(|_| rest.is_empty())?,
        };
        Some((cursor, backward, sealed))
    }
}

fn seal(words: &[u32; 3], key: &str, query: &str, secret: u64) -> u32 {
    let [a, b, c] = words;
    hash_of(&format!("{secret:x} {a:x} {b:x} {c:x} {key:?} {query}"))
}

fn mask(seal: u32, at: usize) -> u32 {
    let turn = u32::try_from(at % 32).unwrap_or_default();
    seal.wrapping_mul(0x9E37_79B9).rotate_left(7 * turn + 3)
}

fn byte_mask(seal: u32, at: usize) -> u8 {
    let [byte, ..] = mask(seal, at + 3).to_le_bytes();
    byte
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn reads_what_it_wrote_and_nothing_else(
            (anchor, backward, count, key) in any::<(u32, bool, u32, String)>(),
            secret in any::<u64>(),
            place in any::<proptest::sample::Index>(),
        ) {
            let cursor = Cursor { anchor, backward, count, key };
            let text = cursor.write("a query", secret);
            prop_assert_eq!(&Cursor::read(&text, "a query", secret).unwrap(), &cursor);
            prop_assert!(Cursor::read(&text, "another", secret).is_err());
            prop_assert!(Cursor::read(&text, "a query", secret ^ 1).is_err());
            let mut forged = text.into_bytes();
            let place = place.index(forged.len());
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
            &"0".repeat(33),
            &"0".repeat(32),
        ] {
            assert!(
                Cursor::read(text, "", 0).unwrap_err().scim_type() == Some(ScimType::InvalidCursor)
            );
        }
    }
}
