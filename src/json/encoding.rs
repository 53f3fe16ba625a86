use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

/// What half of a surrogate pair is in bytes that were made of text of JavaScript: a character of four
/// bytes that is cut short, which no UTF-8 has. It becomes one U+FFFD.
const HALF: &[u8] = &[0xF4, 0x8F, 0xBF];

/// Bytes as text. Those that are no UTF-8 become U+FFFD, and there is a finding for them, at the
/// first of these characters.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<Diagnostic>) {
    if let Some((text, message)) = wide(bytes) {
        let first = text.chars().next().map_or(0, char::len_utf8);
        let span = Span::new(0, u32::try_from(first).unwrap_or_default());
        let finding = Diagnostic::new(Code::JsonEncoding, message).at(span);
        return (Cow::Owned(text), Some(finding));
    }
    match core::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(error) => {
            let finding = encoding_defect(bytes, error.valid_up_to());
            (String::from_utf8_lossy(bytes), Some(finding))
        }
    }
}

/// The text of bytes that are UTF-32 or UTF-16, and what is said of them.
fn wide(bytes: &[u8]) -> Option<(String, &'static str)> {
    if let Some(text) = utf32(bytes) {
        return Some((text, "The bytes are UTF-32; SCIM is UTF-8."));
    }
    Some((utf16(bytes)?, "The bytes are UTF-16; SCIM is UTF-8."))
}

/// The text of bytes that begin as UTF-32 does: with a byte order mark, or a bracket among zeros.
fn utf32(bytes: &[u8]) -> Option<String> {
    let (number, rest): (fn([u8; 4]) -> u32, _) = match bytes {
        [0xFF, 0xFE, 0, 0, rest @ ..] => (u32::from_le_bytes, rest),
        [0, 0, 0xFE, 0xFF, rest @ ..] => (u32::from_be_bytes, rest),
        [b'{' | b'[', 0, 0, 0, ..] => (u32::from_le_bytes, bytes),
        [0, 0, 0, b'{' | b'[', ..] => (u32::from_be_bytes, bytes),
        _ => return None,
    };
    let numbers = rest.chunks_exact(4).filter_map(<[u8]>::first_chunk);
    let characters = numbers.map(|bytes| char::from_u32(number(*bytes)));
    let text = characters.map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(text.collect())
}

/// The text of bytes that begin as UTF-16 does: with a byte order mark, which is left out, or with a
/// bracket beside a zero. Read on, it is one defect and not one in each character.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (unit, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (u16::from_le_bytes, rest),
        [0xFE, 0xFF, rest @ ..] => (u16::from_be_bytes, rest),
        [b'{' | b'[', 0, ..] => (u16::from_le_bytes, bytes),
        [0, b'{' | b'[', ..] => (u16::from_be_bytes, bytes),
        _ => return None,
    };
    let pairs = rest.chunks_exact(2).filter_map(<[u8]>::first_chunk);
    let units = pairs.map(|pair| unit(*pair));
    let text = char::decode_utf16(units).map(|read| read.unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(text.collect())
}

fn encoding_defect(bytes: &[u8], at: usize) -> Diagnostic {
    let half = bytes.get(at..).is_some_and(|from| from.starts_with(HALF));
    let finding = if half {
        let message = "Half of a surrogate pair stands here, which is no character.";
        Diagnostic::new(Code::JsonLoneSurrogate, message)
            .help("A text was cut in the middle of a character; nobody can send it as UTF-8.")
    } else {
        let message = format!("The byte at offset {at} is not UTF-8.");
        Diagnostic::new(Code::JsonEncoding, message)
    };
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    finding.at(Span::new(at, at.saturating_add(3)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf16_is_read_in_either_order_and_told_once() {
        let text = "{\"userName\": \"m\u{1f9ed}\"}";
        let bytes = |order: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
            let marked = format!("{mark}{text}");
            marked.encode_utf16().flat_map(order).collect()
        };
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            for mark in ["", "\u{feff}"] {
                let bytes = bytes(order, mark);
                let (read, finding) = decode(&bytes);
                assert_eq!(read, text);
                assert!(finding.unwrap().message.contains("UTF-16"));
            }
        }
    }

    #[test]
    fn utf32_is_read_in_either_order_and_told_once() {
        let text = "{\"userName\": \"m\u{1f9ed}\"}";
        for order in [u32::to_le_bytes, u32::to_be_bytes] {
            for mark in ["", "\u{feff}"] {
                let marked = format!("{mark}{text}");
                let bytes: Vec<u8> = marked.chars().map(u32::from).flat_map(order).collect();
                let (read, finding) = decode(&bytes);
                assert_eq!(read, text);
                assert!(finding.unwrap().message.contains("UTF-32"));
            }
        }
    }

    #[test]
    fn half_of_a_surrogate_pair_is_told_from_other_bytes() {
        let codes = [
            (HALF, Code::JsonLoneSurrogate),
            (&[0xF4, 0x8F], Code::JsonEncoding),
        ];
        for (defect, code) in codes {
            let bytes = [b"[\"a", defect, b"\"]"].concat();
            let (read, finding) = decode(&bytes);
            let finding = finding.unwrap();
            assert_eq!((read.as_ref(), finding.code), ("[\"a\u{FFFD}\"]", code));
            assert_eq!(finding.span, Some(Span::new(3, 6)));
        }
    }
}
