/// Whether `text` is an absolute URI, with a scheme (RFC 3986 §4.3, a fragment allowed).
pub fn is_absolute_uri(text: &str) -> bool {
    has_scheme(text) && uri_defect(text).is_none()
}

/// Whether `text` is a URI reference: absolute or relative (RFC 3986 §4.1).
pub fn is_uri_reference(text: &str) -> bool {
    uri_defect(text).is_none()
}

/// The offset in bytes of the first character that a URI reference can't have where it stands, if
/// any. The empty text is a reference (to the same document).
pub fn uri_defect(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    if let Some(scheme) = scheme(text) {
        // Its characters are letters, digits and three marks; then comes the colon.
        at = scheme.len() + 1;
    } else {
        let delimiter = |byte: &u8| matches!(byte, b':' | b'/' | b'?' | b'#');
        let first = bytes.iter().position(delimiter);
        if let Some(at) = first.filter(|at| bytes.get(*at) == Some(&b':')) {
            // The first segment of a relative path has no colon.
            return Some(at);
        }
    }
    let mut fragment = false;
    while let Some(&byte) = bytes.get(at) {
        if is_uri_byte(byte) {
            at += 1;
            continue;
        }
        let valid = match byte {
            b'%' => {
                let digits = bytes.get(at + 1..at + 3);
                if !digits.is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit)) {
                    return Some(at);
                }
                at += 2;
                true
            }
            b'#' => !core::mem::replace(&mut fragment, true),
            b'[' | b']' => {
                host_literal(text).is_some_and(|(open, close)| at == open || at == close)
            }
            _ => false,
        };
        if !valid {
            return Some(at);
        }
        at += 1;
    }
    None
}

fn has_scheme(text: &str) -> bool {
    scheme(text).is_some()
}

/// Whether `text` is an address over HTTP as most are, without query and fragment, and without
/// characters that are encoded; told in one pass. Of others nothing is said.
pub(crate) fn is_plain_address(text: &[u8]) -> bool {
    let rest = text
        .strip_prefix(b"https://")
        .or_else(|| text.strip_prefix(b"http://"));
    // All bytes are looked at: nearly always all fit, and nothing is decided for each.
    let fits = |byte: u8| u8::from(is_uri_byte(byte)) & u8::from(byte != b'?');
    let fit = |rest: &[u8]| rest.iter().fold(1, |fit, &byte| fit & fits(byte)) == 1;
    rest.is_some_and(|rest| {
        let (words, end) = rest.as_chunks::<8>();
        // Eight bytes are nearly always letters, digits, and the marks that stand beside those.
        let fit_as_word = |word: &[u8; 8]| {
            let bytes = u64::from_le_bytes(*word);
            let usual = in_range(bytes, b'&', b';') | in_range(bytes | (EACH * 0x20), b'a', b'z');
            (usual & !bytes & HIGH) == HIGH || fit(word)
        };
        words.iter().all(fit_as_word) && fit(end)
    })
}

const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = EACH * 0x80;

/// The high bit of each of eight bytes that lies in a range of ASCII, as long as all are ASCII.
const fn in_range(bytes: u64, first: u8, last: u8) -> u64 {
    let from = bytes.wrapping_add(EACH * (0x80 - first as u64));
    from & !bytes.wrapping_add(EACH * (0x7F - last as u64))
}

/// The scheme that a URI begins with, without its colon; a relative reference has none.
pub fn scheme(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let of_scheme = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    let end = bytes.iter().position(|&byte| !of_scheme(byte))?;
    let valid = bytes.get(end) == Some(&b':') && bytes.first().is_some_and(u8::is_ascii_alphabetic);
    if valid { text.get(..end) } else { None }
}

/// The reference with what can't stand in a URI percent-encoded (RFC 3986 §2.1); `None` where that
/// doesn't make it a URI reference.
pub fn percent_encoded(text: &str) -> Option<String> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| char::from(DIGITS.get(usize::from(value)).copied().unwrap_or(b'0'));
    let mut out = String::new();
    for byte in text.bytes() {
        if is_uri_byte(byte) || matches!(byte, b'%' | b'#') {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    is_uri_reference(&out).then_some(out)
}

/// Where the brackets of an IP literal are: the only place where a URI has brackets.
fn host_literal(text: &str) -> Option<(usize, usize)> {
    let start = if text.starts_with("//") {
        2
    } else {
        text.find("://")? + 3
    };
    let rest = text.get(start..)?;
    let authority = rest.get(..rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    let open = authority.rfind('@').map_or(0, |at| at + 1);
    let inner = authority.get(open..)?.strip_prefix('[')?;
    let close = inner.find(']')?;
    let literal = inner.get(..close)?;
    let of_literal = |b: u8| b.is_ascii_hexdigit() || matches!(b, b':' | b'.' | b'v' | b'V');
    literal
        .bytes()
        .all(of_literal)
        .then_some((start + open, start + open + 1 + close))
}

/// Unreserved and reserved characters (RFC 3986 §2.2, §2.3) but for `%`, `#` and brackets.
#[inline]
pub(crate) fn is_uri_byte(byte: u8) -> bool {
    // A byte for each, not a bit: WebAssembly calls a function to shift 128 bits.
    URI_BYTES.get(usize::from(byte)).is_some_and(|&valid| valid)
}

static URI_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &mut [bool] = &mut table;
    let mut byte = 0_u8;
    while let [first, tail @ ..] = rest {
        *first = byte.is_ascii_alphanumeric() || is_uri_sign(byte);
        byte = byte.wrapping_add(1);
        rest = tail;
    }
    table
};

const fn is_uri_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'-' | b'.'
            | b'_'
            | b'~'
            | b':'
            | b'/'
            | b'?'
            | b'@'
            | b'!'
            | b'$'
            | b'&'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_plain_address_is_an_absolute_uri(text in "https?://[a-z:/@.?#%0-9\\[\\] é]{0,9}") {
            if is_plain_address(text.as_bytes()) {
                prop_assert!(is_absolute_uri(&text));
                prop_assert!(!text.contains(['?', '#', '%']));
            }
        }
    }

    #[test]
    fn tells_absolute_relative_and_broken_apart() {
        for uri in [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "https://example.com:8080/a%20b?q=(1)#f",
            "http://[2001:db8::1]/x",
            "mailto:a@example.com",
            "foo:",
        ] {
            assert!(is_absolute_uri(uri), "{uri}");
        }
        for reference in ["", "../Users/1", "Users/a:b", "?q", "#f", "//host/x", "a/b"] {
            assert!(is_uri_reference(reference), "{reference}");
            assert!(!is_absolute_uri(reference), "{reference}");
        }
        assert_eq!(
            percent_encoded("http://a/b c/ß").as_deref(),
            Some("http://a/b%20c/%C3%9F")
        );
        assert_eq!(percent_encoded("http://a/100%"), None);
        for (broken, at) in [
            ("a b", 1),
            ("1x:y", 2),
            ("http://a/%2", 9),
            ("http://a/[1]", 9),
            ("a#b#c", 3),
            ("é", 0),
            ("http://a\\b", 8),
            (":", 0),
            ("a_b:c", 3),
        ] {
            assert_eq!(uri_defect(broken), Some(at), "{broken}");
        }
    }
}
