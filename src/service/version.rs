//! Versions of resources: entity tags and preconditions (RFC 7644 §3.14, RFC 9110 §13).

use core::fmt::Write;

use super::request::Request;
use crate::diagnostic::{Error, ScimType};
use crate::text::quoted;

/// Longer texts are taken apart for their tags: a step of a fingerprint waits for the one before.
const LONG: usize = 1 << 12;

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// The entity tag of a text: weak, and the same for the same text.
pub(super) fn entity_tag(text: &str) -> String {
    let (blocks, _) = text.as_bytes().as_chunks::<64>();
    if text.len() < LONG {
        return format!("W/\"{:016x}\"", fingerprint(text));
    }
    let mut lanes = [text.len() as u64; 8];
    for block in blocks {
        let (words, _) = block.as_chunks::<8>();
        for (lane, word) in lanes.iter_mut().zip(words) {
            let mixed = (*lane ^ u64::from_le_bytes(*word)).wrapping_mul(MIX);
            *lane = mixed ^ (mixed >> 29);
        }
    }
    let mut ends = String::new();
    for lane in lanes {
        // Writing to a String can't fail.
        let _ = write!(ends, "{lane:x} ");
    }
    let mut rest = text.len() / 64 * 64;
    while !text.is_char_boundary(rest) {
        rest -= 1;
    }
    ends.push_str(text.get(rest..).unwrap_or_default());
    format!("W/\"{:016x}\"", fingerprint(&ends))
}

/// A number that tells a text from others, as far as nobody looks for two that it doesn't.
pub(super) fn fingerprint(text: &str) -> u64 {
    let mut hash = text.len() as u64;
    let mut mix = |word: [u8; 8]| {
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(MIX);
        hash ^= hash >> 29;
    };
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    for word in words {
        mix(*word);
    }
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    mix(last);
    mix([0; 8]);
    hash
}

/// What a request asks of the version of a resource before it is carried out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Conditions<'r> {
    /// The request is for these versions alone.
    pub(super) if_match: Option<&'r str>,
    /// The request is for any versions but these.
    pub(super) if_none_match: Option<&'r str>,
}

impl<'r> Conditions<'r> {
    pub(super) fn of(request: &Request<'r>) -> Self {
        Self {
            if_match: request.header("if-match"),
            if_none_match: request.header("if-none-match"),
        }
    }

    /// Whether the resource is as the client knows it, so that a GET needs no body.
    ///
    /// # Errors
    /// 412 where the resource has changed; `invalidValue` for what is no list of entity tags.
    pub(super) fn check(self, version: &str, reads: bool) -> Result<bool, Error> {
        for tags in [self.if_match, self.if_none_match].into_iter().flatten() {
            if !is_list(tags) {
                let given = quoted(tags);
                let detail = format!(
                    "A condition lists versions, as {version}, or is *; {given} is neither."
                );
                return Err(Error::new(ScimType::InvalidValue, detail));
            }
        }
        if let Some(wanted) = self.if_match
            && !lists(wanted, version)
        {
            let detail = format!(
                "The resource has changed: its version is {version}, and the request is for {wanted}."
            );
            return Err(Error::with_status(412, detail));
        }
        match self.if_none_match {
            Some(known) if lists(known, version) => {
                if reads {
                    return Ok(true);
                }
                let detail = format!("The resource is at version {version}, which is excluded.");
                Err(Error::with_status(412, detail))
            }
            _ => Ok(false),
        }
    }
}

/// Whether a text is `*` or a list of entity tags (RFC 9110 §8.8.3). Quotes may be left out.
fn is_list(tags: &str) -> bool {
    let is_tag = |tag: &str| {
        let tag = tag.trim();
        let opaque = tag.strip_prefix("W/").or(tag.strip_prefix("w/"));
        let opaque = opaque.unwrap_or(tag);
        let inner = opaque
            .strip_prefix('"')
            .map_or(Some(opaque), |rest| rest.strip_suffix('"'));
        inner.is_some_and(|inner| !opaque.is_empty() && !inner.contains(['"', ' ']))
    };
    tags.trim() == "*" || tags.split(',').all(is_tag)
}

/// Whether a list of entity tags has this one. Weak and strong ones are compared alike: where all
/// are weak, nothing would match otherwise (AMBIGUITIES A-66).
fn lists(tags: &str, version: &str) -> bool {
    let opaque = |tag: &str| {
        let tag = tag.trim();
        let tag = tag
            .strip_prefix("W/")
            .or(tag.strip_prefix("w/"))
            .unwrap_or(tag);
        tag.trim_matches('"').to_owned()
    };
    let wanted = opaque(version);
    tags.trim() == "*" || tags.split(',').any(|tag| opaque(tag) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_differ_where_texts_do() {
        let mut seen = std::collections::BTreeSet::new();
        for text in [
            "",
            "\0",
            "a",
            "b",
            "ab",
            "abcdefgh",
            "abcdefgh\0",
            "abcdefghi",
        ] {
            assert!(seen.insert(entity_tag(text)), "{text:?}");
        }
    }

    #[test]
    fn tags_of_long_texts_differ_where_those_do() {
        let text: String = (b'a'..b'x').cycle().take(3000).map(char::from).collect();
        let mut seen = std::collections::BTreeSet::new();
        for text in [
            text.repeat(2),
            text.repeat(3),
            text.repeat(2) + "é",
            text.repeat(2) + "ç",
        ] {
            assert!(seen.insert(entity_tag(&text)));
            for at in (0..text.len()).step_by(97) {
                if text.is_char_boundary(at) && text.is_char_boundary(at + 1) {
                    let mut other = text.clone();
                    other.replace_range(at..=at, "Z");
                    assert!(seen.insert(entity_tag(&other)), "{at}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_list_is_told() {
        for tags in ["*", "W/\"1\"", "\"0\", W/\"1\"", "1", "\"\""] {
            assert!(is_list(tags), "{tags}");
        }
        for tags in [
            "",
            " ",
            "W/",
            "\"1",
            "1\"",
            "\"1\",",
            "a b",
            "\"1\" \"2\"",
            "\"",
        ] {
            assert!(!is_list(tags), "{tags}");
        }
    }

    #[test]
    fn lists_are_read_and_strength_is_not() {
        for tags in ["*", "W/\"1\"", "\"1\"", "\"0\", W/\"1\"", "1"] {
            assert!(lists(tags, "W/\"1\""), "{tags}");
        }
        for tags in ["", "\"2\"", "W/\"11\", \"0\""] {
            assert!(!lists(tags, "W/\"1\""), "{tags}");
        }
    }
}
