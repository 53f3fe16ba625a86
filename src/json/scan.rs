//! The loops that touch every byte: eight at a time where that pays.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
const SPACES: u64 = LOW * 0x20;
const QUOTES: u64 = LOW * 0x22;
const BACKSLASHES: u64 = LOW * 0x5C;
const LINE_FEEDS: u64 = LOW * 0x0A;

#[inline(always)]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    let rest = bytes.get(at..)?;
    rest.first_chunk::<8>()
        .map(|chunk| u64::from_le_bytes(*chunk))
}

/// The high bit of each byte that is zero; exact for the lowest one, which is all that is asked.
#[inline(always)]
const fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(LOW) & !word
}

/// The offset of the next quote, backslash or control character at or after `at`, or the length.
#[inline(always)]
pub(super) fn string_stop(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let quote = zero_bytes(word ^ QUOTES);
        let backslash = zero_bytes(word ^ BACKSLASHES);
        let control = word.wrapping_sub(SPACES) & !word;
        let found = (quote | backslash | control) & HIGH;
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        at += 1;
    }
    at
}

/// The offset of the next line feed at or after `at`.
#[inline]
pub(super) fn line_feed(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(word) = word(bytes, at) {
        let found = zero_bytes(word ^ LINE_FEEDS) & HIGH;
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let rest = bytes.get(at..)?;
    rest.iter()
        .position(|&b| b == b'\n')
        .map(|found| at + found)
}

/// The offset of the next byte that is no white space (RFC 8259 §2).
#[inline(always)]
pub(super) fn skip_space(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(&byte) if byte > 0x20 => at,
        _ => skip_run(bytes, at),
    }
}

fn skip_run(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
            break;
        }
        at += 1;
        // Indentation: runs of spaces, eight at a time.
        while let Some(SPACES) = word(bytes, at) {
            at += 8;
        }
    }
    at
}

/// The offset after the digits at `at`.
#[inline(always)]
pub(super) fn skip_digits(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

/// The end of the number at `at` by the grammar of RFC 8259 §6, or where it breaks off.
pub(super) fn number_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let at = start + usize::from(bytes.get(start) == Some(&b'-'));
    let mut end = skip_digits(bytes, at);
    if end == at || (end > at + 1 && bytes.get(at) == Some(&b'0')) {
        return Err(end);
    }
    if bytes.get(end) == Some(&b'.') {
        let fraction = skip_digits(bytes, end + 1);
        if fraction == end + 1 {
            return Err(fraction);
        }
        end = fraction;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = skip_digits(bytes, end + 1 + sign);
        if exponent == end + 1 + sign {
            return Err(exponent);
        }
        end = exponent;
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn stops_where_a_plain_loop_stops(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let plain = bytes.iter().position(|&b| b == b'"' || b == b'\\' || b < 0x20);
            prop_assert_eq!(string_stop(&bytes, 0), plain.unwrap_or(bytes.len()));
        }

        #[test]
        fn finds_the_line_feed_that_a_plain_loop_finds(text in "[ \n\u{8}-\u{c}a]{0,64}", at in 0..9_usize) {
            let bytes = text.as_bytes();
            let plain = (at..bytes.len()).find(|&i| bytes[i] == b'\n');
            prop_assert_eq!(line_feed(bytes, at), plain);
        }

        #[test]
        fn skips_what_a_plain_loop_skips(text in "[ \n\r\t]{0,40}[a-z]{0,3}") {
            let plain = text.bytes().position(|b| !b.is_ascii_whitespace());
            prop_assert_eq!(skip_space(text.as_bytes(), 0), plain.unwrap_or(text.len()));
        }
    }
}
