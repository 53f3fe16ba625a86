//! An operation as a profile reads it, for whoever checks a request without the resource.

use super::quirks::Options;
use super::request::Operation;
use super::rewriting::Rewriting;
use super::tolerate::{Rewriter, Way};
use crate::diagnostic::{Diagnostic, Error};
use crate::json::{Document, Value};
use crate::schema::ResourceTypeView;
use crate::text::Span;

/// What an operation means where quirks are needed for it.
pub(crate) struct Reading {
    /// The quirks that are needed; spans are in the document that has the operation.
    pub(crate) notes: Vec<Diagnostic>,
    /// Why it is refused by a quirk.
    pub(crate) refused: Option<Error>,
    rewriting: Rewriting,
    way: Way,
}

impl Reading {
    /// Reads an operation; `None` where no quirk is on, or its form tells too little.
    pub(crate) fn of(
        object: Value<'_>,
        view: ResourceTypeView<'_>,
        options: Options,
    ) -> Option<Self> {
        if options.quirks == super::Quirks::default() {
            return None;
        }
        let operation = Operation::rewritten(object)?;
        let mut rewriter = Rewriter::new(view, options, "{\"Operations\":[");
        let read = rewriter.operation(&operation);
        rewriter.out.put("]}", object.span());
        let (way, notes, refused) = match read {
            Ok(plan) => {
                let then = plan.then.into_iter().flat_map(|plan| plan.notes);
                (plan.way, plan.notes.into_iter().chain(then).collect(), None)
            }
            Err(error) => (Way::Ignored, Vec::new(), Some(error)),
        };
        Some(Self {
            notes,
            refused,
            rewriting: rewriter.out,
            way,
        })
    }

    /// Whether nothing is done.
    pub(crate) fn is_ignored(&self) -> bool {
        matches!(self.way, Way::Ignored)
    }

    /// The operations that are meant, as `Operations` of a document, where they aren't what was sent.
    pub(crate) fn document(&self) -> Option<Document<'_>> {
        let rewritten = matches!(self.way, Way::Rewritten(_));
        let document = Document::parse(self.rewriting.text()).ok();
        document.filter(|_| rewritten)
    }

    /// Where something in that document comes from.
    pub(crate) fn origin(&self, span: Span) -> Span {
        self.rewriting.origin(span)
    }
}
