//! What is tolerated depending on what the resource holds.

use super::apply::{Patch, current, no_match, whole};
use super::find::matching;
use super::operation::Place;
use super::quirks::needed;
use super::request::Op;
use super::view::EditView;
use crate::diagnostic::{Code, Error, ScimType};
use crate::json::{Edit, Value};

impl<'d> Patch<'d, '_> {
    /// Notes that `remove` names values by giving them.
    pub(super) fn note_given(&mut self, place: &Place<'_>, value: Value<'d>) {
        let message = format!(
            "`remove` has a `value`: what equals it is removed of `{}`.",
            place.leaf().path()
        );
        let code = Code::PatchRemoveWithValue;
        let note = needed(code, "remove-with-value", value.span(), message);
        self.notes.push(note);
    }

    /// Whether another value of a readOnly attribute is ignored; then that is noted.
    pub(super) fn drops_read_only(&mut self, place: &Place<'_>, value: Value<'d>) -> bool {
        if !self.options.quirks.ignore_read_only {
            return false;
        }
        let path = place.leaf().path();
        let message = format!("`{path}` is readOnly; another value of it is ignored.");
        let code = Code::PatchReadOnlyDropped;
        let note = needed(code, "ignore-readonly-in-patch", value.span(), message);
        self.notes.push(note);
        true
    }

    /// Where `remove` that finds nothing is to be refused: refuses it.
    pub(super) fn guard_match(&mut self, op: Op, place: &Place<'_>) -> Result<(), Error> {
        if op != Op::Remove || !self.options.quirks.remove_no_match_refused {
            return Ok(());
        }
        let has_sub = |value: &Edit<'_>| {
            let sub = place.sub.map(|sub| value.get(sub.name()).is_some());
            sub.unwrap_or(true)
        };
        let mut found = false;
        let value = current(&mut self.resource, &whole(place));
        if let Some(value) = value.filter(|value| !value.is_unassigned()) {
            found = match &place.filter {
                None if place.attribute.is_multi_valued() => {
                    value.elements().any(|value| has_sub(&value))
                }
                None => has_sub(value),
                Some(filter) if place.attribute.is_multi_valued() => match value.elements_mut() {
                    Some(list) => {
                        let places = matching(filter, list, &mut self.visits)?;
                        let mut found = places.iter().filter_map(|&slot| list.get(slot));
                        found.any(has_sub)
                    }
                    None => false,
                },
                Some(filter) => {
                    let view = EditView(std::borrow::Cow::Borrowed(value));
                    filter.matches(&view) && has_sub(value)
                }
            };
        }
        if found {
            return Ok(());
        }
        let detail = match place.filter {
            Some(_) => no_match(place.attribute),
            None => format!("`{}` has no value to remove.", place.leaf().path()),
        };
        Err(Error::new(ScimType::NoTarget, detail))
    }
}
