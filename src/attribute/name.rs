/// Whether a byte can stand in the name of an attribute behind its first letter
/// (RFC 7643 §2.1 with erratum 8924).
#[inline(always)]
pub(super) fn is_name_byte(byte: u8) -> bool {
    NAME_BYTES
        .get(usize::from(byte))
        .is_some_and(|&valid| valid)
}

static NAME_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut rest: &mut [bool] = &mut table;
    let mut byte = 0_u8;
    while let [first, tail @ ..] = rest {
        *first = byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'-' | b'_');
        byte = byte.wrapping_add(1);
        rest = tail;
    }
    table
};

/// Whether a text begins as the name of an attribute does.
#[inline(always)]
pub(super) fn begins_name(text: &str) -> bool {
    match *text.as_bytes() {
        [b'$', first, ..] | [first, ..] => first.is_ascii_alphabetic(),
        [] => false,
    }
}

/// Whether `text` is the name of an attribute: `["$"] ALPHA *("$" / "-" / "_" / DIGIT / ALPHA)`.
///
/// Both grammars of the RFCs leave `$ref` out; this is the reading of erratum 8924.
pub fn is_attribute_name(text: &str) -> bool {
    let rest = text.strip_prefix('$').unwrap_or(text).as_bytes();
    rest.first().is_some_and(u8::is_ascii_alphabetic) && rest.iter().copied().all(is_name_byte)
}

#[cfg(test)]
mod tests {
    use super::is_attribute_name;

    #[test]
    fn follows_the_grammar() {
        for name in [
            "a",
            "userName",
            "$ref",
            "x509Certificates",
            "a-b_c$d",
            "or",
            "pr",
        ] {
            assert!(is_attribute_name(name), "{name}");
        }
        for name in [
            "", "$", "$$a", "1a", "-a", "_a", "a.b", "a b", "é", "a:b", "a[",
        ] {
            assert!(!is_attribute_name(name), "{name}");
        }
    }
}
