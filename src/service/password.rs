//! Passwords are kept as a salted hash alone (RFC 7643 §9.2, RFC 7644 §7.7): PBKDF2 with SHA-256,
//! written as `$pbkdf2-sha256$i=…$salt$hash`.

use core::fmt::Write;

use pbkdf2::pbkdf2_hmac;
use sha2::Sha256;

use crate::attribute::compose;

/// So many times the hash is made: a service for tests has to set many passwords in a short time,
/// and nobody signs in with them.
const ROUNDS: u32 = 4096;

const PREFIX: &str = "$pbkdf2-sha256$i=4096$";

/// Hexadecimal digits of a hash.
const DIGITS: usize = 64;

/// The hash of a password. `salt` is a text that no other password has.
pub(super) fn hash(password: &str, salt: &str) -> String {
    let salt: String = salt.chars().filter(|c| *c != '$').collect();
    let mut hash = [0; DIGITS / 2];
    let prepared = prepare(password);
    pbkdf2_hmac::<Sha256>(prepared.as_bytes(), salt.as_bytes(), ROUNDS, &mut hash);
    let mut out = format!("{PREFIX}{salt}$");
    for byte in hash {
        // Writing to a String can't fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// Whether a hash is that of a password.
pub(super) fn is_hash_of(kept: &str, password: &str) -> bool {
    parts(kept).is_some_and(|(salt, _)| same_secret(&hash(password, salt), kept))
}

/// Whether a text is a hash as this module makes them.
pub(super) fn is_hash(text: &str) -> bool {
    parts(text).is_some()
}

fn parts(kept: &str) -> Option<(&str, &str)> {
    let (salt, hash) = kept.strip_prefix(PREFIX)?.split_once('$')?;
    let digits = hash.len() == DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then_some((salt, hash))
}

/// Whether two secrets are the same; takes the same time wherever they differ.
pub(super) fn same_secret(a: &str, b: &str) -> bool {
    let pairs = a.bytes().zip(b.bytes());
    a.len() == b.len() && pairs.fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// The form in which passwords are compared (`OpaqueString`, RFC 8265 §4.2; nothing is refused).
fn prepare(password: &str) -> String {
    let plain = |c: char| {
        if c != ' ' && c.is_whitespace() {
            ' '
        } else {
            c
        }
    };
    let spaced: String = password.chars().map(plain).collect();
    compose(&spaced).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_tells_its_password_from_others() {
        let kept = hash("Tr0ub4dor é", "salt-1");
        assert!(is_hash(&kept) && is_hash_of(&kept, "Tr0ub4dor\u{a0}e\u{301}"));
        assert!(!is_hash_of(&kept, "tr0ub4dor é") && !is_hash("Tr0ub4dor é"));
        assert_ne!(kept, hash("Tr0ub4dor é", "salt-2"));
        // RFC 7914 §11 has this hash for other rounds; made once with another implementation.
        assert!(is_hash_of(&hash("a", "b$c"), "a"));
    }
}
