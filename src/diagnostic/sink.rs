use super::finding::{Diagnostic, Severity};

/// Takes findings, in document order.
pub trait Sink {
    /// A finding of this severity. `describe` makes the diagnostic, with its sentences and fixes;
    /// a sink that needs none of it doesn't call it.
    fn report(&mut self, severity: Severity, describe: &mut dyn FnMut() -> Diagnostic);

    /// Whether findings that are no errors matter; where they don't, a check need not look for them.
    fn wants_hints(&self) -> bool {
        true
    }

    /// Whether nothing that may still come could matter: the check can stop.
    fn is_satisfied(&self) -> bool {
        false
    }
}

/// Wants nothing.
impl Sink for () {
    fn report(&mut self, _: Severity, _: &mut dyn FnMut() -> Diagnostic) {}

    fn wants_hints(&self) -> bool {
        false
    }

    fn is_satisfied(&self) -> bool {
        true
    }
}

/// Wants everything.
impl Sink for Vec<Diagnostic> {
    fn report(&mut self, _: Severity, describe: &mut dyn FnMut() -> Diagnostic) {
        self.push(describe());
    }
}

/// Wants to know whether there is an error, and stops at the first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Verdict {
    failed: bool,
}

impl Verdict {
    /// Whether no error was found.
    pub const fn is_valid(self) -> bool {
        !self.failed
    }
}

impl Sink for Verdict {
    fn report(&mut self, severity: Severity, _: &mut dyn FnMut() -> Diagnostic) {
        self.failed |= severity == Severity::Error;
    }

    fn wants_hints(&self) -> bool {
        false
    }

    fn is_satisfied(&self) -> bool {
        self.failed
    }
}
