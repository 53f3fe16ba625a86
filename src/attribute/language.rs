//! Language tags (RFC 5646) and lists of them as Accept-Language has them (RFC 9110 §12.5.4).

/// Tags that the grammar doesn't produce and that are registered all the same (RFC 5646 §2.2.8).
const IRREGULAR: &[&str] = &["en-GB-oed", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE"];

/// Whether `text` is a well-formed language tag (RFC 5646 §2.1). Whether its parts are registered is
/// not asked.
pub(super) fn is_language_tag(text: &str) -> bool {
    if is_usual(text.as_bytes()) {
        return true;
    }
    if IRREGULAR.iter().any(|tag| tag.eq_ignore_ascii_case(text)) {
        return true;
    }
    let mut subtags = text.split('-').peekable();
    let first = subtags.next().unwrap_or_default();
    if is_letter(first, b'x') || is_letter(first, b'i') {
        // Private use, or one of the grandfathered i-tags.
        return subtags.peek().is_some() && subtags.all(|tag| is_alphanumeric(tag, 1, 8));
    }
    if !is_alphabetic(first, 2, 8) {
        return false;
    }
    if first.len() < 4 {
        for _ in 0..3 {
            subtags.next_if(|tag| is_alphabetic(tag, 3, 3));
        }
    }
    subtags.next_if(|tag| is_alphabetic(tag, 4, 4));
    subtags.next_if(|tag| is_alphabetic(tag, 2, 2) || is_digits(tag, 3));
    while subtags.next_if(|tag| is_variant(tag)).is_some() {}
    while let Some(singleton) = subtags.next() {
        if !is_alphanumeric(singleton, 1, 1) {
            return false;
        }
        let private = is_letter(singleton, b'x');
        let least = if private { 1 } else { 2 };
        let mut parts = 0;
        while subtags
            .next_if(|tag| is_alphanumeric(tag, least, 8))
            .is_some()
        {
            parts += 1;
        }
        if parts == 0 || (private && subtags.peek().is_some()) {
            return false;
        }
    }
    true
}

/// Whether `text` can be the value of an Accept-Language header.
pub(super) fn is_language_preference(text: &str) -> bool {
    is_usual(text.as_bytes())
        || text.split(',').all(|part| {
            let (range, weight) = match part.split_once(';') {
                None => (part, None),
                Some((range, weight)) => (range, Some(weight)),
            };
            is_range(trim(range)) && weight.is_none_or(|weight| is_weight(trim(weight)))
        })
}

/// Whether it is a language of two letters, alone or with a country of two letters, as most are.
pub(super) fn is_usual(text: &[u8]) -> bool {
    match text {
        [a, b] | [a, b, b'-', _, _] if !(a.is_ascii_alphabetic() && b.is_ascii_alphabetic()) => {
            false
        }
        [_, _] => true,
        [_, _, b'-', c, d] => c.is_ascii_alphabetic() && d.is_ascii_alphabetic(),
        _ => false,
    }
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

fn is_range(text: &str) -> bool {
    let mut subtags = text.split('-');
    text == "*"
        || (subtags
            .next()
            .is_some_and(|first| is_alphabetic(first, 1, 8))
            && subtags.all(|tag| is_alphanumeric(tag, 1, 8)))
}

fn is_weight(text: &str) -> bool {
    let Some(value) = text.strip_prefix("q=").or_else(|| text.strip_prefix("Q=")) else {
        return false;
    };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits: &[u8] = if whole == "0" { b"0123456789" } else { b"0" };
    matches!(whole, "0" | "1")
        && fraction.len() <= 3
        && fraction.bytes().all(|byte| digits.contains(&byte))
}

fn is_letter(text: &str, letter: u8) -> bool {
    matches!(text.as_bytes(), [byte] if byte.eq_ignore_ascii_case(&letter))
}

fn is_alphabetic(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_alphanumeric(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_variant(text: &str) -> bool {
    is_alphanumeric(text, 5, 8)
        || (is_alphanumeric(text, 4, 4) && text.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_grammar_of_tags() {
        for tag in [
            "en",
            "de-CH",
            "de-CH-1996",
            "zh-Hant-TW",
            "zh-cmn-Hans-CN",
            "es-419",
            "sl-rozaj-biske",
            "de-DE-u-co-phonebk",
            "en-a-myext-b-another",
            "x-whatever",
            "qaa-Qaaa-QM-x-southern",
            "i-klingon",
            "en-GB-oed",
            "de-1901",
        ] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for other in [
            "",
            "e",
            "en_US",
            "en-",
            "en--US",
            "en US",
            "english1",
            "en-US-u",
            "en-US-x",
            "de-419-DE",
            "a-DE",
            "en-US-US",
            "-en",
        ] {
            assert!(!is_language_tag(other), "{other}");
        }
    }

    #[test]
    fn follows_the_grammar_of_preferences() {
        for list in [
            "en",
            "da, en-gb;q=0.8, en;q=0.7",
            "*",
            "fr-CH;q=1.000,*;q=0",
            "fr ; q=0.5",
        ] {
            assert!(is_language_preference(list), "{list}");
        }
        for other in [
            "",
            "en_US",
            "en,",
            "en;0.8",
            "en;q=2",
            "en;q=1.5",
            "en;q=0.1234",
            "en US",
        ] {
            assert!(!is_language_preference(other), "{other}");
        }
    }
}
