use core::fmt;

use super::code::Code;
use super::finding::Diagnostic;
use super::scim_type::ScimType;
use crate::text::{Span, readable_words};

/// Why a filter, a path or a request was refused: what a service provider would answer, and where
/// the cause is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Inner {
    status: u16,
    scim_type: Option<ScimType>,
    detail: String,
    span: Option<Span>,
    operation: Option<usize>,
    expected: Vec<String>,
    cited: Option<(&'static str, Option<&'static str>)>,
}

impl Error {
    /// A refusal with status 400.
    pub fn new(scim_type: ScimType, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            status: 400,
            scim_type: Some(scim_type),
            detail: readable_words(detail.into()),
            span: None,
            operation: None,
            expected: Vec::new(),
            cited: None,
        }))
    }

    /// A refusal with another status, and no keyword.
    pub fn with_status(status: u16, detail: impl Into<String>) -> Self {
        let mut error = Self::new(ScimType::InvalidSyntax, detail);
        error.0.status = status;
        error.0.scim_type = None;
        error
    }

    /// The same refusal with another status.
    #[must_use]
    pub fn answering(mut self, status: u16) -> Self {
        self.0.status = status;
        self
    }

    /// Where the cause is, in bytes of the text that was parsed.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.0.span = Some(span);
        self
    }

    /// The same error, its place counted from `base` on: for a filter inside a path, say.
    #[must_use]
    pub fn shifted(mut self, base: u32) -> Self {
        self.0.span = self.0.span.map(|span| span.shifted(base));
        self
    }

    /// The same error, its place told as one in another text.
    #[must_use]
    pub fn relocated(mut self, place: impl FnOnce(Span) -> Span) -> Self {
        self.0.span = self.0.span.map(place);
        self
    }

    /// Where the cause is unless that is known already.
    #[must_use]
    pub fn or_at(mut self, span: Span) -> Self {
        self.0.span.get_or_insert(span);
        self
    }

    /// Forgets the place: it was in a text that the caller never saw.
    #[must_use]
    pub fn without_span(mut self) -> Self {
        self.0.span = None;
        self
    }

    /// The index of the operation that failed.
    #[must_use]
    pub fn in_operation(mut self, index: usize) -> Self {
        self.0.operation = Some(index);
        self
    }

    /// What would have been accepted in the place.
    #[must_use]
    pub fn expecting(mut self, expected: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.0.expected = expected.into_iter().map(Into::into).collect();
        self
    }

    /// The same error with another keyword.
    #[must_use]
    pub fn with_type(mut self, scim_type: ScimType) -> Self {
        self.0.scim_type = Some(scim_type);
        self
    }

    /// The section of the standard and the rule of the catalogue that it breaks, unless that is known
    /// already.
    #[must_use]
    pub fn or_cite(mut self, reference: &'static str, rule: Option<&'static str>) -> Self {
        self.0.cited.get_or_insert((reference, rule));
        self
    }

    /// The section of the standard that is broken.
    pub fn reference(&self) -> Option<&'static str> {
        self.0.cited.map(|(reference, _)| reference)
    }

    /// The rule of the catalogue that is broken.
    pub fn rule(&self) -> Option<&'static str> {
        self.0.cited.and_then(|(_, rule)| rule)
    }

    /// HTTP status of the answer.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Keyword of RFC 7644 Table 9.
    pub fn scim_type(&self) -> Option<ScimType> {
        self.0.scim_type
    }

    /// What is wrong and how to mend it, for people.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// Where the cause is, in bytes of the text that was parsed.
    pub fn span(&self) -> Option<Span> {
        self.0.span
    }

    /// Index of the PATCH operation that failed.
    pub fn operation(&self) -> Option<usize> {
        self.0.operation
    }

    /// What would have been accepted in the place.
    pub fn expected(&self) -> &[String] {
        &self.0.expected
    }

    /// The refusal as a finding in the text that was parsed.
    #[must_use]
    pub fn diagnose(&self, code: Code) -> Diagnostic {
        let mut finding = Diagnostic::new(code, self.detail());
        finding.span = Some(self.span().unwrap_or_default());
        match self.expected().join(", ").as_str() {
            "" => finding,
            expected => finding.help(format!("Expected here: {expected}.")),
        }
    }

    /// Whether the filter was the cause.
    pub fn is_invalid_filter(&self) -> bool {
        self.0.scim_type == Some(ScimType::InvalidFilter)
    }

    /// Whether the path of a PATCH operation was the cause.
    pub fn is_invalid_path(&self) -> bool {
        self.0.scim_type == Some(ScimType::InvalidPath)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(index) = self.0.operation {
            write!(f, "operation {index}: ")?;
        }
        f.write_str(&self.0.detail)
    }
}

impl std::error::Error for Error {}
