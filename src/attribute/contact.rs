//! Addresses that reach a person: email (RFC 5321 §4.1.2) and telephone (RFC 3966 §3).

use super::format::FormatDefect;

/// Longest mailbox and longest local part (RFC 5321 §4.5.3.1, RFC 3696 erratum 1690), in bytes.
const MAILBOX: usize = 254;
const LOCAL_PART: usize = 64;

/// What keeps `text` from being a mailbox: `local-part@domain`. Letters beyond ASCII are taken, as
/// in RFC 6531.
pub(super) fn email_defect(text: &str) -> Option<FormatDefect> {
    if is_plain_mailbox(text.as_bytes()) {
        return None;
    }
    let Some((local, domain)) = text.rsplit_once('@') else {
        return FormatDefect::because("the @ is missing");
    };
    if text.len() > MAILBOX || local.len() > LOCAL_PART {
        return FormatDefect::because("it is longer than a mailbox can be");
    }
    if !local.split('.').all(is_atom) && !is_quoted_string(local) {
        return FormatDefect::because("what stands before the @ is no local part");
    }
    let literal = domain.starts_with('[') && domain.ends_with(']') && domain.len() > 2;
    if !literal && !domain.split('.').all(is_label) {
        return FormatDefect::because("what stands behind the @ is no domain");
    }
    None
}

/// Whether it is a mailbox of letters, digits and a few marks, as nearly all are: told in one pass.
pub(super) fn is_plain_mailbox(text: &[u8]) -> bool {
    let (mut at, mut part) = (None, 0);
    for (index, &byte) in text.iter().enumerate() {
        part = match byte {
            b'.' if part > 0 => 0,
            b'@' if part > 0 && at.is_none() => {
                at = Some(index);
                0
            }
            b'-' | b'_' | b'+' if at.is_none() => part + 1,
            _ if byte.is_ascii_alphanumeric() => part + 1,
            _ => return false,
        };
    }
    part > 0 && text.len() <= MAILBOX && at.is_some_and(|at| at <= LOCAL_PART)
}

/// Whether it is an international number of digits and hyphens, as nearly all are: told in one pass.
pub(super) fn is_plain_number(text: &[u8]) -> bool {
    let [b't', b'e', b'l', b':', b'+', digits @ ..] = text else {
        return false;
    };
    let mut any = false;
    for &byte in digits {
        any |= byte.is_ascii_digit();
        if !byte.is_ascii_digit() && byte != b'-' {
            return false;
        }
    }
    any
}

fn is_atom(text: &str) -> bool {
    let of_atom = |byte: u8| {
        byte.is_ascii_alphanumeric() || byte >= 0x80 || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
    };
    !text.is_empty() && text.bytes().all(of_atom)
}

fn is_label(text: &str) -> bool {
    let of_label = |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80 || byte == b'-';
    let hyphen_outside = text.starts_with('-') || text.ends_with('-');
    !text.is_empty() && !hyphen_outside && text.bytes().all(of_label)
}

fn is_quoted_string(text: &str) -> bool {
    let inner = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let Some(inner) = inner else {
        return false;
    };
    let mut escaped = false;
    let plain = inner.bytes().all(|byte| {
        let fits = escaped || byte != b'"';
        escaped = !escaped && byte == b'\\';
        fits && byte >= b' ' && byte != 0x7F
    });
    plain && !escaped
}

/// What keeps `text` from being a tel: URI.
pub(super) fn phone_defect(text: &str) -> Option<FormatDefect> {
    if is_plain_number(text.as_bytes()) {
        return None;
    }
    let is_tel = text
        .get(..4)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:"));
    let Some(rest) = text.get(4..).filter(|_| is_tel) else {
        return FormatDefect::because("it does not begin with tel:");
    };
    let mut parts = rest.split(';');
    let number = parts.next().unwrap_or_default();
    let (digits, global) = match number.strip_prefix('+') {
        Some(digits) => (digits, true),
        None => (number, false),
    };
    let of_number = |byte: u8| {
        let local = byte.is_ascii_hexdigit() || matches!(byte, b'*' | b'#');
        byte.is_ascii_digit() || is_visual_separator(byte) || (local && !global)
    };
    if !digits.bytes().all(of_number) || digits.bytes().all(is_visual_separator) {
        return FormatDefect::because("a number has digits and -.() between them");
    }
    let mut context = false;
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, "-"));
        context |= name.eq_ignore_ascii_case("phone-context");
        let of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let of_value = |byte: u8| byte.is_ascii_graphic() && byte != b'"';
        if name.is_empty()
            || value.is_empty()
            || !name.bytes().all(of_name)
            || !value.bytes().all(of_value)
        {
            return FormatDefect::because("what follows the number is no parameter");
        }
    }
    if !global && !context {
        return FormatDefect::because("a number without + needs ;phone-context");
    }
    None
}

const fn is_visual_separator(byte: u8) -> bool {
    matches!(byte, b'-' | b'.' | b'(' | b')')
}

/// An international number as a tel: URI. A national one can't be completed.
pub(super) fn as_tel(text: &str) -> Option<String> {
    let scheme = text.get(..4).filter(|s| s.eq_ignore_ascii_case("tel:"));
    let number = text.get(scheme.map_or(0, str::len)..)?.trim();
    let digits = number.strip_prefix('+')?;
    let mut out = String::from("tel:+");
    for character in digits.chars() {
        let separates = character.is_whitespace() || character == '/';
        let character = if separates { '-' } else { character };
        if !(character == '-' && out.ends_with(['-', '+'])) {
            out.push(character);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_mailboxes() {
        for good in [
            "a@b",
            "mira.lind@shop.example",
            "o'hara+tag@sub.mail.example",
            "\"a b\\\"c\"@mail.example",
            "mira@[192.0.2.1]",
            "müller@bücher.example",
        ] {
            assert_eq!(email_defect(good), None, "{good}");
        }
        for bad in [
            "",
            "mira",
            "@b",
            "a@",
            "a..b@c",
            ".a@c",
            "a@b..c",
            "a@-b",
            "a@b-.c",
            "a b@c",
            "a@b c",
            "a@b@c",
            "\"a@c",
            "a\"@c",
            "Mira <a@b.example>",
            "a@b.",
        ] {
            assert!(email_defect(bad).is_some(), "{bad}");
        }
        assert!(email_defect(&format!("{}@b", "a".repeat(65))).is_some());
    }

    #[test]
    fn tells_tel_uris() {
        for good in [
            "tel:+1-201-555-0123",
            "TEL:+41.44.555.01.00",
            "tel:+1(201)5550123;ext=12",
            "tel:7042;phone-context=example.com",
            "tel:*21#;phone-context=+1",
        ] {
            assert_eq!(phone_defect(good), None, "{good}");
        }
        for bad in [
            "+1-201-555-0123",
            "tel:",
            "tel:+",
            "tel:+1 201",
            "tel:7042",
            "tel:+1;ext=",
            "tel:+1;;",
            "tel:+A1",
            "555",
            "tel:-",
            "tél:+1",
        ] {
            assert!(phone_defect(bad).is_some(), "{bad}");
        }
        assert_eq!(
            as_tel("+1 (201) 555-0123").as_deref(),
            Some("tel:+1-(201)-555-0123")
        );
        assert_eq!(
            as_tel("tel:+41 44 / 555").as_deref(),
            Some("tel:+41-44-555")
        );
        assert_eq!(as_tel("201 555"), None);
    }
}
