//! Error messages (RFC 7644 §3.12).

use super::checker::Checker;
use super::rules::Cite;
use crate::diagnostic::{Code, ScimType};
use crate::json::Value;

const ERROR: &str = "RFC 7644 §3.12";

/// Checks an error, and returns its status.
pub(super) fn check<'d>(checker: &mut Checker<'_, 'd>, root: Value<'d>) -> Option<u16> {
    let mut status = None;
    checker.member(root, "status", &mut |checker, value| {
        status = checker.status(value, 300, (ERROR, "E-03"));
    });
    checker.member(root, "scimType", &mut |checker, value| {
        scim_type(checker, value, status);
    });
    status
}

fn scim_type<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>, status: Option<u16>) {
    let words = ScimType::ALL.map(ScimType::as_str);
    let codes = (Code::MessageScimType, Code::MessageScimType);
    let found = checker.keyword(value, "scimType", &words, codes, (ERROR, "E-04"));
    let Some(known) = found.and_then(|index| ScimType::ALL.get(index)) else {
        return;
    };
    let (fitting, cite) = statuses(*known);
    let Some(status) = status.filter(|status| !fitting.contains(status)) else {
        return;
    };
    checker.tell(Code::MessageScimTypeStatus, value.span(), cite, &|| {
        let (word, fitting) = (known.as_str(), fitting.first().copied().unwrap_or_default());
        format!("`{word}` goes with status {fitting}, not {status}.")
    });
}

/// The statuses that a keyword is sent with, the usual one first.
const fn statuses(scim_type: ScimType) -> (&'static [u16], Cite) {
    match scim_type {
        ScimType::Uniqueness => (&[409, 400], (ERROR, "E-20")),
        ScimType::Sensitive => (&[403, 400], (ERROR, "E-27")),
        ScimType::InvalidFilter => (&[400], (ERROR, "E-18")),
        ScimType::TooMany => (&[400], (ERROR, "E-19")),
        ScimType::Mutability => (&[400], (ERROR, "E-21")),
        ScimType::InvalidSyntax => (&[400], (ERROR, "E-22")),
        ScimType::InvalidPath => (&[400], (ERROR, "E-23")),
        ScimType::NoTarget => (&[400], (ERROR, "E-24")),
        ScimType::InvalidValue => (&[400], (ERROR, "E-25")),
        ScimType::InvalidVers => (&[400], (ERROR, "E-26")),
        ScimType::InvalidCursor | ScimType::ExpiredCursor | ScimType::InvalidCount => {
            (&[400], ("RFC 9865 §2.1", "C-13"))
        }
    }
}
