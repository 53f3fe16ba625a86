//! Who may say what: readOnly and immutable attributes in requests, what a response never has
//! (RFC 7643 §7, RFC 7644 §3.5.1).

use super::compare::{compare, is_unassigned};
use super::edits::removal;
use super::object::Stored;
use super::validate::Validator;
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Key, Value};
use crate::schema::{Definition, Mutability};

impl<'v, 'd> Validator<'v, 'd> {
    /// A readOnly attribute of a client is ignored, so it can't be wrong, and may be sent at will
    /// (RFC 7643 §3.1, RFC 7644 §3.3). Where it differs from what is stored, the client seems to
    /// expect that it counts.
    pub(super) fn read_only(
        &mut self,
        definition: &Definition,
        key: Key<'d>,
        value: Value<'d>,
        stored: Stored<'v>,
    ) {
        let Stored::Known(stored) = stored else {
            return;
        };
        let registry = self.view.registry();
        if !self.hints
            || is_unassigned(value)
            || compare(registry, definition, Some(value), stored).is_eq()
        {
            return;
        }
        self.report
            .report(Code::ReadOnly, key.span(), Some(definition), &|| {
                let path = &definition.path;
                let message = format!(
                    "`{path}` is readOnly and differs from what is stored: a service provider ignores it."
                );
                let finding = Diagnostic::new(Code::ReadOnly, message);
                let finding = match path.as_str() {
                    "meta" => finding.cite("RFC 7643 §3.1", "S-24"),
                    _ => finding,
                };
                with_removal(finding, key, value)
            });
    }

    /// Whether an immutable attribute that has a value already gets another one, which is told.
    pub(super) fn changes_immutable(
        &mut self,
        definition: &Definition,
        value: Value<'d>,
        stored: Stored<'v>,
    ) -> bool {
        let Stored::Known(Some(stored)) = stored else {
            return false;
        };
        let registry = self.view.registry();
        if is_unassigned(stored) || compare(registry, definition, Some(value), Some(stored)).is_eq()
        {
            return false;
        }
        self.report
            .report(Code::Mutability, value.span(), Some(definition), &|| {
                let path = &definition.path;
                let message = format!("`{path}` is immutable and has another value already.");
                Diagnostic::new(Code::Mutability, message)
                    .help("Leave it out, or send the value that it has.")
            });
        true
    }

    /// A value in a response that is never returned.
    pub(super) fn never_returned(
        &mut self,
        definition: &Definition,
        key: Key<'d>,
        value: Value<'d>,
    ) {
        if is_unassigned(value) {
            return;
        }
        self.report
            .report(Code::NeverReturned, key.span(), Some(definition), &|| {
                let path = &definition.path;
                let write_only = definition.mutability() == Mutability::WriteOnly;
                let why = if write_only {
                    "is writeOnly: no response has it"
                } else {
                    "is never returned"
                };
                let finding = Diagnostic::new(Code::NeverReturned, format!("`{path}` {why}."));
                let finding = match path.as_str() {
                    "password" => finding.cite("RFC 7643 §4.1.1", "S-86"),
                    _ if write_only => finding.cite("RFC 7643 §7", "S-64"),
                    _ => finding,
                };
                with_removal(finding, key, value)
            });
    }
}

fn with_removal(finding: Diagnostic, key: Key<'_>, value: Value<'_>) -> Diagnostic {
    match removal(key.span().to(value.span()), value.document_text()) {
        Some(edit) => finding.safe_fix("Leave it out", vec![edit]),
        None => finding,
    }
}
