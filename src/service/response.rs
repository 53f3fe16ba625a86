use core::fmt::Write;

use crate::diagnostic::Error;
use crate::message::DocumentKind;
use crate::text::write_quoted;

/// An HTTP response.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers, their names as they are usually written.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty where there is none.
    pub body: String,
}

impl Response {
    /// A response with this body.
    pub(super) fn of(status: u16, body: String) -> Self {
        Self {
            status,
            body,
            ..Self::default()
        }
    }

    /// A response without a body.
    pub(super) fn empty(status: u16) -> Self {
        Self::of(status, String::new())
    }

    /// The same with one more header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Writes status and headers as JSON: `{"status", "headers"}`.
    pub fn write_head(&self, out: &mut String) {
        // Writing to a String can't fail.
        let _ = write!(out, "{{\"status\":{},\"headers\":{{", self.status);
        for (index, (name, value)) in self.headers.iter().enumerate() {
            out.push_str(if index > 0 { "," } else { "" });
            write_quoted(name, out);
            out.push(':');
            write_quoted(value, out);
        }
        out.push_str("}}");
    }

    /// The answer to a request that is refused (RFC 7644 §3.12).
    pub(super) fn refusal(error: &Error) -> Self {
        let schema = DocumentKind::Error.schema().unwrap_or_default();
        let mut body = format!(r#"{{"schemas":["{schema}"],"#);
        if let Some(keyword) = error.scim_type() {
            let _ = write!(body, r#""scimType":"{}","#, keyword.as_str());
        }
        body.push_str(r#""detail":"#);
        write_quoted(error.detail(), &mut body);
        let _ = write!(body, r#","status":"{}"}}"#, error.status());
        Self::of(error.status(), body)
    }
}
