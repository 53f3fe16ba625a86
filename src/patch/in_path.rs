//! Places in the string that holds a path, as places in the request.

use super::apply::Patch;
use super::operation::Place;
use super::request::Operation;
use crate::diagnostic::{Diagnostic, Error};
use crate::json::{StringPlaces, Value};

/// The same error with its place counted in the request: inside the string that holds the path.
pub(super) fn in_string(error: Error, string: Value<'_>) -> Error {
    if error.span().is_none() {
        return error.at(string.span());
    }
    error.relocated(|span| StringPlaces::of(string).span(span))
}

impl<'d> Patch<'d, '_> {
    /// Says of the notes from `first` on where in the request they are.
    pub(super) fn point_notes(&mut self, first: usize, index: usize, operation: &Operation<'d>) {
        for note in self.notes.iter_mut().skip(first) {
            let within = |value: Option<Value<'_>>| {
                let span = value.map(Value::span).zip(note.span);
                span.is_some_and(|(outer, inner)| outer.to(inner) == outer)
            };
            let member = if within(operation.path.as_ref().map(|(_, path)| *path)) {
                "/path"
            } else if within(operation.value) {
                "/value"
            } else {
                ""
            };
            // What a check of the value says is counted from the value on.
            note.pointer = format!("/Operations/{index}{member}{}", note.pointer);
        }
    }

    /// Notes what was tolerated in a path.
    pub(super) fn note_path(&mut self, path: Value<'d>, place: &mut Place<'_>) {
        for note in core::mem::take(&mut place.notes) {
            let span = note.span.map(|span| StringPlaces::of(path).span(span));
            self.notes.push(Diagnostic {
                span,
                // They are for the text of the path, not for the string that holds it.
                fixes: Vec::new(),
                ..note
            });
        }
    }
}
