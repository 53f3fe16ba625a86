/// Why a text isn't base64 (RFC 4648 §4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BinaryDefect {
    /// The byte at this offset is none of the 64, nor padding at the end.
    Byte(usize),
    /// The number of characters fits no number of bytes.
    Length,
    /// There is padding, and it doesn't fill the last group of four.
    Padding,
}

/// Checks base64 with the standard alphabet. Padding may be left out whole (RFC 7643 §2.3.6).
///
/// # Errors
/// The first thing that is wrong.
pub fn check_base64(text: &str) -> Result<(), BinaryDefect> {
    let body = text.trim_end_matches('=');
    let padding = text.len() - body.len();
    let of_alphabet = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    if let Some(at) = body.bytes().position(|byte| !of_alphabet(byte)) {
        return Err(BinaryDefect::Byte(at));
    }
    if body.len() % 4 == 1 {
        return Err(BinaryDefect::Length);
    }
    if padding > 0 && (padding > 2 || !text.len().is_multiple_of(4)) {
        return Err(BinaryDefect::Padding);
    }
    Ok(())
}

/// The base64 that a text stands for that was written in another way: over several lines, as PEM, in
/// the alphabet for URLs, or with padding that doesn't fit. `None` where it isn't one value.
pub fn mended_base64(text: &str) -> Option<String> {
    const BEGIN: &str = "-----BEGIN ";
    let mut body = text.trim();
    if let Some(armored) = body.strip_prefix(BEGIN) {
        let (_, rest) = armored.split_once("-----")?;
        let (inner, end) = rest.split_once("-----END ")?;
        if end.contains(BEGIN) {
            return None;
        }
        body = inner;
    }
    let mut out: String = body
        .trim_end_matches('=')
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    out.truncate(out.trim_end_matches('=').len());
    let padding = ["", "", "==", "="].get(out.len() % 4)?;
    out.push_str(padding);
    (out != text && check_base64(&out).is_ok()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_whole_or_absent() {
        for good in ["", "QQ==", "QQ", "QUI=", "QUI", "QUJD", "+/+/"] {
            assert_eq!(check_base64(good), Ok(()), "{good}");
        }
        assert_eq!(check_base64("Q"), Err(BinaryDefect::Length));
        assert_eq!(check_base64("QQ="), Err(BinaryDefect::Padding));
        assert_eq!(check_base64("QUJD===="), Err(BinaryDefect::Padding));
        assert_eq!(check_base64("QU-D"), Err(BinaryDefect::Byte(2)));
        assert_eq!(check_base64("QU JD"), Err(BinaryDefect::Byte(2)));
        assert_eq!(check_base64("Q=QQ"), Err(BinaryDefect::Byte(1)));
    }

    #[test]
    fn other_ways_to_write_it_are_mended() {
        let pem = "-----BEGIN CERTIFICATE-----\nMIIB\nAA==\n-----END CERTIFICATE-----\n";
        for (text, mended) in [
            (pem, Some("MIIBAA==")),
            ("MIIB\r\nAAAA", Some("MIIBAAAA")),
            ("MI-_", Some("MI+/")),
            ("QQ=", Some("QQ==")),
            ("QUJD====", Some("QUJD")),
            (" QQ == ", Some("QQ==")),
            ("MIIBA", None),
            ("MI?B", None),
            ("QQ==", None),
        ] {
            assert_eq!(mended_base64(text).as_deref(), mended, "{text}");
        }
        assert_eq!(mended_base64(&pem.repeat(2)), None);
    }
}
