//! What an operation asks of an attribute: the part of validation that the exports say as well.

use super::characteristic::{Mutability, Returned};
use super::registry::Definition;
use crate::diagnostic::Severity;

/// Who sends a resource.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Operation {
    /// A client that creates the resource (POST).
    #[default]
    Create,
    /// A client that replaces the resource (PUT).
    Replace,
    /// A service provider that answers.
    Read,
}

impl Operation {
    /// The name that options know it by.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Replace => "replace",
            Self::Read => "read",
        }
    }
}

impl Definition {
    /// Whether what is sent of it is ignored, so that it can't be wrong: a client may send what only
    /// the service provider sets (RFC 7643 §3.1, RFC 7644 §3.3).
    #[inline]
    pub fn is_ignored(&self, operation: Operation) -> bool {
        operation != Operation::Read && self.mutability() == Mutability::ReadOnly
    }

    /// Whether no response has a value of it (RFC 7643 §7).
    #[inline]
    pub fn is_withheld(&self, operation: Operation) -> bool {
        let hidden =
            self.mutability() == Mutability::WriteOnly || self.returned() == Returned::Never;
        operation == Operation::Read && hidden
    }

    /// How bad it is that it has no value; `None` where it needs none. `schemas` is always needed.
    pub fn requirement(&self, operation: Operation) -> Option<Severity> {
        let attribute = &self.attribute;
        if self.is_schemas() {
            return Some(Severity::Error);
        }
        if operation == Operation::Read {
            return match attribute.returned {
                // Whatever was asked for; but what is optional may have no value.
                Returned::Always if attribute.required || self.must_not_be_empty() => {
                    Some(Severity::Error)
                }
                Returned::Always | Returned::Never => None,
                _ => attribute.required.then_some(Severity::Warning),
            };
        }
        (attribute.required && !self.is_ignored(operation)).then_some(Severity::Error)
    }

    /// Whether it is `schemas`, which says what the resource is.
    #[inline]
    pub fn is_schemas(&self) -> bool {
        self.is_schemas
    }

    /// RFC 7643 §3.1 and §4.1.1 ask for a non-empty value of these.
    pub fn must_not_be_empty(&self) -> bool {
        self.must_not_be_empty
    }

    /// Section and rule that ask for a value of an attribute that must not be empty.
    #[must_use]
    pub fn nonempty_rule(&self) -> Option<(&'static str, &'static str)> {
        match (self.must_not_be_empty, self.path.as_str()) {
            (false, _) => None,
            (true, "id") => Some(("RFC 7643 §3.1", "S-14")),
            (true, _) => Some(("RFC 7643 §4.1.1", "S-77")),
        }
    }
}
