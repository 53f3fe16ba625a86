//! One X.509 certificate in DER (RFC 5280 §4.1), told by its outermost structure.

use super::format::FormatDefect;

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;

/// What keeps base64 (checked already) from being one DER certificate: a sequence of the signed
/// part, the algorithm and the signature, and nothing behind it. Takes constant time.
pub(super) fn certificate_defect(base64: &str) -> Option<FormatDefect> {
    let bytes = Base64(base64.trim_end_matches('=').as_bytes());
    let Some((SEQUENCE, start, end)) = bytes.element(0) else {
        return FormatDefect::because("it does not begin as DER does");
    };
    let length = bytes.len();
    if end > length {
        return FormatDefect::because("it is cut off");
    }
    let inside = |at| bytes.element(at).filter(|&(_, _, inner)| inner <= end);
    let signed = inside(start).filter(|element| element.0 == SEQUENCE);
    let algorithm = signed
        .and_then(|(_, _, at)| inside(at))
        .filter(|element| element.0 == SEQUENCE);
    let signature = algorithm.and_then(|(_, _, at)| inside(at));
    if !matches!(signature, Some((BIT_STRING, _, last)) if last == end) {
        return FormatDefect::because("its parts are not those of a certificate");
    }
    match bytes.byte(end) {
        None => None,
        Some(SEQUENCE) => FormatDefect::because("there is more than one"),
        Some(_) => FormatDefect::because("something follows the certificate"),
    }
}

/// Base64 without padding, read byte by byte where it is needed.
struct Base64<'t>(&'t [u8]);

impl Base64<'_> {
    fn len(&self) -> usize {
        self.0.len() / 4 * 3 + (self.0.len() % 4).saturating_sub(1)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        if at >= self.len() {
            return None;
        }
        let digit = |index: usize| self.0.get(index).map_or(0, |&byte| sextet(byte));
        let first = at / 3 * 4 + at % 3;
        let (high, low) = (digit(first), digit(first + 1));
        Some(match at % 3 {
            0 => high << 2 | low >> 4,
            1 => high << 4 | low >> 2,
            _ => high << 6 | low,
        })
    }

    /// Tag, first byte of the content, and the byte behind the element at `at`.
    fn element(&self, at: usize) -> Option<(u8, usize, usize)> {
        let tag = self.byte(at)?;
        let first = usize::from(self.byte(at + 1)?);
        let start = at + 2;
        if first < 0x80 {
            return Some((tag, start, start + first));
        }
        // DER has no indefinite length, and nobody has a certificate of 4 GiB.
        let count = first & 0x7F;
        if count == 0 || count > 4 {
            return None;
        }
        let mut length = 0_usize;
        for index in start..start + count {
            length = length.checked_mul(256)? + usize::from(self.byte(index)?);
        }
        let start = start + count;
        Some((tag, start, start.checked_add(length)?))
    }
}

const fn sextet(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encode(bytes: &[u8]) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for group in bytes.chunks(3) {
            let word = group
                .iter()
                .fold(0_u32, |word, &b| word << 8 | u32::from(b));
            let word = word << (8 * (3 - group.len()));
            for index in 0..=group.len() {
                let digit = (word >> (18 - 6 * index)) & 63;
                out.push(char::from(ALPHABET[digit as usize]));
            }
        }
        out
    }

    /// SEQUENCE { SEQUENCE { INTEGER 5 }, SEQUENCE {}, BIT STRING }: the shape of a certificate.
    const SHAPE: &[u8] = &[0x30, 10, 0x30, 3, 2, 1, 5, 0x30, 0, 3, 1, 0];

    fn why(bytes: &[u8]) -> Option<&'static str> {
        certificate_defect(&encode(bytes)).map(|defect| defect.why)
    }

    proptest! {
        #[test]
        fn reads_the_bytes_that_were_written(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let text = encode(&bytes);
            let read = Base64(text.as_bytes());
            let all: Vec<u8> = (0..read.len()).filter_map(|at| read.byte(at)).collect();
            prop_assert_eq!(all, bytes);
        }

        #[test]
        fn takes_any_text(text in "[A-Za-z0-9+/]{0,60}") {
            let _ = certificate_defect(&text);
        }
    }

    #[test]
    fn tells_one_certificate() {
        assert_eq!(why(SHAPE), None);
        assert_eq!(why(&SHAPE.repeat(2)), Some("there is more than one"));
        assert_eq!(why(&SHAPE[..7]), Some("it is cut off"));
        assert_eq!(
            why(&[SHAPE, &[0]].concat()),
            Some("something follows the certificate")
        );
        assert_eq!(why(b"hello"), Some("it does not begin as DER does"));
        assert_eq!(why(&[]), Some("it does not begin as DER does"));
        assert_eq!(
            why(&[0x30, 0x80, 0, 0]),
            Some("it does not begin as DER does")
        );
        assert_eq!(
            why(&[0x30, 3, 2, 1, 5]),
            Some("its parts are not those of a certificate")
        );
        assert_eq!(
            why(&[0x30, 0x84, 255, 255, 255, 255, 0]),
            Some("it is cut off")
        );
    }
}
