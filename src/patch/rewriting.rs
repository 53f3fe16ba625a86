//! Text that is made of another text, and the way back.

use crate::text::{Span, write_quoted};

/// A text put together from pieces of another one and from new ones. Each byte knows what it stands
/// for, so that a place in it can be told as a place in the other text.
#[derive(Debug, Default)]
pub(super) struct Rewriting {
    text: String,
    pieces: Vec<Piece>,
    /// Where everything is taken to come from while that is not seen byte by byte: a string whose
    /// content is rewritten.
    within: Option<Span>,
}

/// From `start` up to the next piece.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: u32,
    origin: Span,
    /// Whether it is the very text of the origin.
    copied: bool,
}

/// A place to go back to.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize, usize);

impl Rewriting {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Adds `text`, which stands at `origin` in the other text.
    pub(super) fn copy(&mut self, text: &str, origin: Span) {
        let copied = self.within.is_none();
        self.piece(origin, copied);
        self.text.push_str(text);
    }

    /// Adds new text that stands for what is at `origin`.
    pub(super) fn put(&mut self, text: &str, origin: Span) {
        self.piece(origin, false);
        self.text.push_str(text);
    }

    /// Adds a new string.
    pub(super) fn put_string(&mut self, text: &str, origin: Span) {
        self.piece(origin, false);
        write_quoted(text, &mut self.text);
    }

    fn piece(&mut self, origin: Span, copied: bool) {
        self.pieces.push(Piece {
            start: offset(self.text.len()),
            origin: self.within.unwrap_or(origin),
            copied,
        });
    }

    pub(super) fn mark(&self) -> Mark {
        Mark(self.text.len(), self.pieces.len())
    }

    /// Takes back what was added since.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.text.truncate(mark.0);
        self.pieces.truncate(mark.1);
    }

    /// From now on everything comes from `span`, unless it comes from somewhere already. Returns
    /// what to give to [`Rewriting::leave`].
    pub(super) fn enter(&mut self, span: Span) -> Option<Span> {
        let before = self.within;
        self.within = before.or(Some(span));
        before
    }

    pub(super) fn leave(&mut self, before: Option<Span>) {
        self.within = before;
    }

    /// The place that a span of the document that is being read is seen at.
    pub(super) fn seen(&self, span: Span) -> Span {
        self.within.unwrap_or(span)
    }

    /// Where something in this text comes from.
    pub(super) fn origin(&self, span: Span) -> Span {
        let (Some((start, first)), Some((_, last))) =
            (self.at(span.start), self.at(span.end.max(1) - 1))
        else {
            return span;
        };
        let from = if first.copied {
            first.origin.start + (span.start - start)
        } else {
            first.origin.start
        };
        let to = if last.copied {
            last.origin.start + (span.end.max(last.start) - last.start)
        } else {
            last.origin.end
        };
        Span::new(from, to.max(from))
    }

    fn at(&self, offset: u32) -> Option<(u32, Piece)> {
        let behind = self.pieces.partition_point(|piece| piece.start <= offset);
        let piece = self.pieces.get(behind.checked_sub(1)?)?;
        Some((piece.start, *piece))
    }
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back() {
        let source = "abc \"True\" xyz";
        let mut rewriting = Rewriting::default();
        rewriting.put("{", Span::new(0, 14));
        rewriting.copy("abc", Span::new(0, 3));
        rewriting.put("true", Span::new(4, 10));
        rewriting.copy("xyz", Span::new(11, 14));
        rewriting.put("}", Span::new(0, 14));
        let back = |start, end| rewriting.origin(Span::new(start, end)).of(source);
        assert_eq!(rewriting.text(), "{abctruexyz}");
        assert_eq!(back(2, 3), "b");
        assert_eq!(back(5, 6), "\"True\"");
        assert_eq!(back(9, 11), "yz");
        assert_eq!(back(1, 8), "abc \"True\"");
        assert_eq!(back(0, 12), source);
    }
}
