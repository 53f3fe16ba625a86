//! Errors (RFC 7644 §3.12): what a validator finds, as a service provider tells it.

use crate::diagnostic::{Code, Diagnostic, Error, ScimType, Severity, Sink};

/// What a document is refused for.
pub(super) fn refused(finding: &Diagnostic) -> Error {
    let mut detail = finding.message.clone();
    if let Some(help) = &finding.help {
        detail.push(' ');
        detail.push_str(help);
    }
    // The place of a mistake in the text says nothing to a machine, the pointer does.
    if finding.pointer.len() > 1 {
        detail.push_str(" At ");
        detail.push_str(&finding.pointer);
        detail.push('.');
    }
    Error::new(finding.scim_type.unwrap_or(ScimType::InvalidSyntax), detail)
}

/// Most warnings that are kept of a request.
const MOST_NOTES: usize = 20;

/// Keeps the first error, and warnings.
pub(super) struct Findings {
    /// Nothing is tolerated that no schema of the resource knows.
    strict: bool,
    /// Whether warnings are looked for.
    hints: bool,
    pub(super) error: Option<Diagnostic>,
    pub(super) notes: Vec<Diagnostic>,
}

impl Findings {
    pub(super) fn new(strict: bool, hints: bool) -> Self {
        Self {
            strict,
            hints,
            error: None,
            notes: Vec::new(),
        }
    }

    /// What a validator refuses and a service provider takes, with its data (AMBIGUITIES A-60,
    ///
    fn is_tolerated(&self, code: Code) -> bool {
        match code {
            Code::UnknownSchema => !self.strict,
            Code::UndeclaredExtension => true,
            _ => false,
        }
    }
}

impl Sink for Findings {
    fn report(&mut self, severity: Severity, describe: &mut dyn FnMut() -> Diagnostic) {
        match severity {
            Severity::Error if self.error.is_none() => {
                let mut finding = describe();
                if self.is_tolerated(finding.code) {
                    finding.severity = Severity::Warning;
                    self.notes.push(finding);
                } else {
                    self.error = Some(finding);
                }
            }
            Severity::Warning if self.notes.len() < MOST_NOTES => self.notes.push(describe()),
            _ => {}
        }
    }

    fn wants_hints(&self) -> bool {
        self.hints
    }

    fn is_satisfied(&self) -> bool {
        self.error.is_some()
    }
}
