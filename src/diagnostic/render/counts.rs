use core::fmt::Write;

use crate::diagnostic::{Diagnostic, Severity};

/// How many findings there are of each severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Findings of severity error.
    pub error: usize,
    /// Findings of severity warning.
    pub warning: usize,
    /// Findings of severity info.
    pub info: usize,
}

impl Counts {
    /// Counts them.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| {
            diagnostics
                .iter()
                .filter(|d| d.severity == severity)
                .count()
        };
        Self {
            error: count(Severity::Error),
            warning: count(Severity::Warning),
            info: count(Severity::Info),
        }
    }

    /// The verdict and the numbers, as a sentence.
    pub(super) fn sentence(self) -> String {
        let mut sentence = String::from(if self.error == 0 {
            "Valid"
        } else {
            "Not valid"
        });
        let mut separator = ": ";
        for (count, one, many) in [
            (self.error, "error", "errors"),
            (self.warning, "warning", "warnings"),
            (self.info, "note", "notes"),
        ] {
            if count > 0 {
                let name = if count == 1 { one } else { many };
                // Writing to a String can't fail.
                let _ = write!(sentence, "{separator}{count} {name}");
                separator = ", ";
            }
        }
        if separator == ": " {
            sentence.push_str(": no findings");
        }
        sentence.push('.');
        sentence
    }
}
