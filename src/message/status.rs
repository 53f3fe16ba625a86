//! HTTP status codes in messages (RFC 7644 §3.12).

use std::borrow::Cow;

use super::checker::{Checker, shown};
use super::rules::Cite;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::json::Value;

/// The codes that RFC 7644 §3.12 Table 8 lists, and those that a successful request can have.
const LISTED: &[u16] = &[
    200, 201, 202, 204, 307, 308, 400, 401, 403, 404, 409, 412, 413, 500, 501,
];

/// The HTTP status that a text is.
fn read(text: &str) -> Option<u16> {
    let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

/// Whether a text is an HTTP status: three digits from 100 to 599.
pub(super) fn is_status(text: &str) -> bool {
    read(text).is_some_and(|status| (100..600).contains(&status))
}

impl<'d> Checker<'_, 'd> {
    /// The HTTP status that a string is, or a number, of which has been told that it is no string.
    /// `lowest` is the least that can stand here.
    pub(super) fn status(&mut self, value: Value<'d>, lowest: u16, cite: Cite) -> Option<u16> {
        let text = match value.as_number() {
            Some(number) => Cow::Borrowed(Some(number).filter(|number| is_status(number))?),
            None => value.as_str()?,
        };
        let status = read(&text);
        let Some(status) = status.filter(|status| (lowest..600).contains(status)) else {
            self.say(Code::MessageStatus, value.span(), cite, &|| {
                let found = shown(value);
                let message = if status.is_some_and(|status| (100..600).contains(&status)) {
                    format!("{found} is no status of an error.")
                } else {
                    format!("{found} is no HTTP status.")
                };
                Diagnostic::new(Code::MessageStatus, message)
                    .help("It is a string of three digits, such as \"404\".")
            });
            return None;
        };
        if !LISTED.contains(&status) {
            let table = ("RFC 7644 §3.12", "E-06");
            self.tell_as(
                Severity::Info,
                Code::MessageStatus,
                value.span(),
                table,
                &|| format!("{status} is not among the statuses that SCIM lists."),
            );
        }
        Some(status)
    }
}
