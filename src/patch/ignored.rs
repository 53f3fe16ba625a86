//! What of a value is not taken over although the operation succeeds, told in notes: readOnly
//! sub-attributes (AMBIGUITIES A-55), and what differs in a value that is there already.

use super::apply::{Patch, is_unassigned, sub_attributes};
use super::operation::Known;
use crate::attribute::fold_case;
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Edit, Value};
use crate::schema::Mutability;
use crate::text::Span;

/// The note that another value of something readOnly is ignored.
pub(super) fn ignored(
    attribute: Known<'_>,
    value: Value<'_>,
    spaced: bool,
    known: Option<&Edit<'_>>,
) -> Option<Diagnostic> {
    let same = known.is_some_and(|known| known.equals(&Edit::Source { value, spaced }));
    if same || is_unassigned(value) {
        return None;
    }
    let path = attribute.path();
    let message = format!("`{path}` is readOnly; the value that is given for it is ignored.");
    Some(Diagnostic::new(Code::PatchReadOnlyIgnored, message).at(value.span()))
}

impl<'d> Patch<'d, '_> {
    /// Notes the readOnly sub-attributes of a value that are given and not what they are; returns
    /// whether there are any.
    pub(super) fn note_read_only(
        &mut self,
        value: Value<'d>,
        attribute: Known<'_>,
        known: Option<&Edit<'_>>,
    ) -> bool {
        let before = self.notes.len();
        for &id in sub_attributes(attribute, self.view) {
            let sub = Known::of(id, self.view);
            let read_only = |sub: &Known<'_>| sub.definition.mutability() == Mutability::ReadOnly;
            let Some(sub) = sub.filter(read_only) else {
                continue;
            };
            if let Some(given) = value.get(sub.name()) {
                let known = known.and_then(|known| known.get(sub.name()));
                self.notes
                    .extend(ignored(sub, given, self.spaced, known.as_deref()));
            }
        }
        self.notes.len() > before
    }
}

/// What values that are added, and are there already, have otherwise than those that are there.
#[derive(Default)]
pub(super) struct Losses {
    values: usize,
    /// The first thing that differs.
    name: Option<String>,
}

impl Losses {
    /// Looks for a difference between a value that is there and the same value that is added.
    pub(super) fn count(&mut self, known: &Edit<'_>, element: &Edit<'_>, attribute: Known<'_>) {
        let subs = &attribute.definition.attribute.sub_attributes;
        let differs = |name: &str, value: &Edit<'_>| {
            let sub = subs.iter().find(|sub| sub.name.eq_ignore_ascii_case(name));
            let counts = sub.is_some_and(|sub| sub.mutability != Mutability::ReadOnly);
            if !counts || name.eq_ignore_ascii_case("value") || value.is_unassigned() {
                return false;
            }
            let known = known.get(name);
            let texts = known.as_ref().and_then(|known| known.as_str());
            if let (Some(known), Some(given)) = (texts, value.as_str()) {
                return fold_case(&known) != fold_case(&given);
            }
            let missing = known.is_none() && value.as_bool() == Some(false);
            !missing && !known.is_some_and(|known| known.equals(value))
        };
        let mut members = element.members();
        if let Some((name, _)) = members.find(|(name, value)| differs(name, value)) {
            self.values += 1;
            self.name.get_or_insert_with(|| name.into_owned());
        }
    }

    /// Tells of them.
    pub(super) fn note(self, attribute: Known<'_>, span: Span) -> Option<Diagnostic> {
        let (path, name) = (attribute.path(), self.name?);
        let message = match self.values {
            1 => format!(
                "`{path}` has the value already; the `{name}` that is given for it is not taken over."
            ),
            count => format!(
                "`{path}` has {count} of the values already; what is given otherwise, as a `{name}`, is not taken over."
            ),
        };
        let help = format!(
            "To change it name the value by a filter, as in {path}[value eq \"…\"]; what is immutable takes removing and adding the value."
        );
        let note = Diagnostic::new(Code::PatchValuePresent, message).help(help);
        Some(note.at(span))
    }
}
