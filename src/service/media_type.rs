//! What a body is written in, and what an answer may be written in (RFC 7644 §3.8).

use crate::diagnostic::Error;

const SCIM: &str = "application/scim+json";
const JSON: &str = "application/json";

/// Refuses what is no JSON in UTF-8. Where no type is given it is taken to be.
pub(super) fn check_content_type(header: Option<&str>) -> Result<(), Error> {
    let mut parts = header.unwrap_or(SCIM).split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let known = [SCIM, JSON]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name));
    let charset = parts.filter_map(|part| part.split_once('='));
    let mut charset = charset.filter(|(name, _)| name.eq_ignore_ascii_case("charset"));
    let utf8 = charset.all(|(_, value)| value.trim_matches('"').eq_ignore_ascii_case("utf-8"));
    if known && utf8 {
        return Ok(());
    }
    let given = header.unwrap_or_default();
    let detail = format!("`{given}` is not supported: a body is {SCIM} or {JSON}, in UTF-8.");
    Err(Error::with_status(415, detail))
}

/// The type of the answer: that of SCIM unless only plain JSON is accepted.
pub(super) fn accepted(header: Option<&str>) -> Result<&'static str, Error> {
    let Some(header) = header.filter(|header| !header.is_empty()) else {
        return Ok(SCIM);
    };
    let found = [SCIM, JSON].into_iter().find(|name| accepts(header, name));
    found.ok_or_else(|| {
        let detail = format!("`{header}` accepts neither {SCIM} nor {JSON}.");
        Error::with_status(406, detail)
    })
}

/// Whether the most precise range that the type is in doesn't exclude it (RFC 9110 §12.5.1).
fn accepts(header: &str, name: &str) -> bool {
    let mut best = (0, false);
    for range in header.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let precision = match parts.next().unwrap_or_default() {
            "*/*" => 1,
            "application/*" => 2,
            range if range.eq_ignore_ascii_case(name) => 3,
            _ => continue,
        };
        let quality = parts.filter_map(|part| part.split_once('='));
        let mut quality = quality.filter(|(name, _)| name.eq_ignore_ascii_case("q"));
        let none = |value: &str| value.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        let wanted = quality.next().is_none_or(|(_, value)| !none(value));
        if precision > best.0 {
            best = (precision, wanted);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_with_their_parameters() {
        for sound in [
            "application/scim+json",
            "Application/JSON; charset=UTF-8",
            "application/scim+json;charset=\"utf-8\"",
        ] {
            assert_eq!(check_content_type(Some(sound)), Ok(()), "{sound}");
        }
        for other in [
            "text/json",
            "",
            "application/json; charset=latin1",
            "application/xml",
        ] {
            assert!(check_content_type(Some(other)).is_err(), "{other}");
        }
        for (accept, answer) in [
            ("*/*", Some(SCIM)),
            ("application/*;q=0.5", Some(SCIM)),
            ("application/json", Some(JSON)),
            ("application/json, application/scim+json;q=0.1", Some(SCIM)),
            ("application/scim+json;q=0, application/json", Some(JSON)),
            ("application/scim+json;q=0.0, */*", Some(JSON)),
            ("text/html", None),
            ("*/*;q=0", None),
        ] {
            assert_eq!(accepted(Some(accept)).ok(), answer, "{accept}");
        }
    }
}
