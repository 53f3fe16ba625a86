use std::borrow::Cow;

/// The characters that a JSON string stands for, given the text between its quotes.
///
/// Borrowed where there is no escape. An escape of half a surrogate pair, or one that RFC 8259 does
/// not know, becomes U+FFFD: both are defects that the parser has told of.
pub fn unescape(raw: &str) -> Cow<'_, str> {
    let Some(first) = raw.find('\\') else {
        return Cow::Borrowed(raw);
    };
    let mut text = String::with_capacity(raw.len());
    let (plain, mut rest) = raw.split_at(first);
    text.push_str(plain);
    while let Some(after) = rest.strip_prefix('\\') {
        let (character, behind) = read_escape(after);
        text.push(character);
        let stop = behind.find('\\').unwrap_or(behind.len());
        let (plain, next) = behind.split_at(stop);
        text.push_str(plain);
        rest = next;
    }
    Cow::Owned(text)
}

/// One escape, without its backslash, and what is left behind it.
pub(super) fn read_escape(after: &str) -> (char, &str) {
    let mut characters = after.chars();
    let plain = match characters.next() {
        Some(character @ ('"' | '\\' | '/')) => character,
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => return read_unicode(characters.as_str()),
        _ => char::REPLACEMENT_CHARACTER,
    };
    (plain, characters.as_str())
}

fn read_unicode(hex: &str) -> (char, &str) {
    let Some((unit, rest)) = hex_unit(hex) else {
        return (char::REPLACEMENT_CHARACTER, hex);
    };
    if let Some(character) = char::from_u32(unit) {
        return (character, rest);
    }
    let low = rest.strip_prefix("\\u").and_then(hex_unit);
    match low {
        Some((low @ 0xDC00..=0xDFFF, rest)) if unit < 0xDC00 => {
            let scalar = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
            let character = char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER);
            (character, rest)
        }
        _ => (char::REPLACEMENT_CHARACTER, rest),
    }
}

/// Four hexadecimal digits at the start of `text`, and what follows them.
pub(super) fn hex_unit(text: &str) -> Option<(u32, &str)> {
    let digits = text.get(..4)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let unit = u32::from_str_radix(digits, 16).ok()?;
    Some((unit, text.get(4..)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn undoes_what_serde_json_writes(text in any::<String>()) {
            let quoted = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(unescape(&quoted[1..quoted.len() - 1]), text);
        }

        #[test]
        fn reads_escaped_units_as_utf16(text in any::<String>()) {
            let raw = text.encode_utf16().fold(String::new(), |raw, unit| raw + &format!("\\u{unit:04x}"));
            prop_assert_eq!(unescape(&raw), text);
        }

        #[test]
        fn takes_any_text(raw in any::<String>()) {
            let _ = unescape(&raw);
        }
    }

    #[test]
    fn half_a_pair_is_replaced_and_nothing_else_is_lost() {
        assert_eq!(unescape(r"a\ud83db"), "a\u{FFFD}b");
        assert_eq!(unescape(r"\ude00\ud83d\ude00"), "\u{FFFD}😀");
        assert_eq!(unescape(r"\ud83d\ud83d\ude00"), "\u{FFFD}😀");
    }
}
