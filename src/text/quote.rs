use core::fmt::Write;
use std::borrow::Cow;

/// Longest run of characters without a space that a sentence has, and how long a sentence can be.
const LONGEST_WORD: usize = 120;
const LONGEST_SENTENCE: usize = 500;

/// Whether a byte can't stand in a JSON string as it is.
const fn stops(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// Whether a text stands in a JSON string as it is.
pub fn is_plain(text: &str) -> bool {
    !text.bytes().any(stops)
}

/// Writes `text` as a JSON string, quotes included: no more escapes than RFC 8259 §7 asks for.
pub fn write_quoted(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(stop) = rest.bytes().position(stops) {
        let (plain, from) = rest.split_at(stop);
        out.push_str(plain);
        let mut characters = from.chars();
        match characters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some('\u{8}') => out.push_str("\\b"),
            Some('\u{c}') => out.push_str("\\f"),
            Some(control) => {
                // Writing to a String can't fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

/// `text` as a JSON string.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_quoted(text, &mut out);
    out
}

/// `text`; where it has more characters than `longest`, without its middle.
pub fn elided(text: &str, longest: usize) -> Cow<'_, str> {
    let head = longest - longest / 3;
    if text.len() <= longest || text.chars().nth(longest).is_none() {
        return Cow::Borrowed(text);
    }
    let start = text.char_indices().nth(head).map_or(0, |(at, _)| at);
    let mut from_behind = text.char_indices().rev();
    let end = from_behind.nth(longest / 3 - 1).map_or(0, |(at, _)| at);
    let part = |part: Option<&str>| part.unwrap_or_default().to_owned();
    Cow::Owned(part(text.get(..start)) + "…" + &part(text.get(end..)))
}

/// A sentence about a document, in which the document may have put whatever it likes: long words lose
/// their middle.
pub fn readable_words(sentence: String) -> String {
    if sentence.len() <= LONGEST_WORD {
        return sentence;
    }
    let words = sentence.split_inclusive(' ');
    words.map(|word| elided(word, LONGEST_WORD)).collect()
}

/// The same, where a long sentence loses its middle too.
pub fn readable(sentence: String) -> String {
    let sentence = readable_words(sentence);
    match elided(&sentence, LONGEST_SENTENCE) {
        Cow::Owned(shorter) => shorter,
        Cow::Borrowed(_) => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_texts_lose_their_middle_between_two_characters() {
        assert_eq!(elided("abcdef", 6), "abcdef");
        assert_eq!(elided("abcdefg", 6), "abcd…fg");
        assert_eq!(elided("äöü🚢ßàé", 6), "äöü🚢…àé");
        let sentence = format!("`User` has no attribute `{}`.", "ä".repeat(100_000));
        let shorter = readable(sentence);
        assert!(shorter.starts_with("`User` has no attribute `ää") && shorter.ends_with("ä`."));
        assert!(shorter.chars().count() < 200);
        let shorter = readable(format!("`{}` is long.", "a ".repeat(100_000)));
        assert!(shorter.ends_with(" a ` is long.") && shorter.chars().count() == 501);
    }

    proptest! {
        #[test]
        fn is_read_back_the_same(text in any::<String>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&quoted(&text)).unwrap(), text);
        }
    }
}
