//! Edits of a JSON text that take a member or element out, or put a member in, and keep the layout.
//! They look at the text around the place alone, so that thousands of them cost no more than one
//! each.

use crate::diagnostic::Edit;
use crate::json::Value;
use crate::text::Span;

/// JSON's white space.
const SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// Takes out what `span` covers, a member with its name or an element, and one comma beside it.
/// `None` where what stands around it isn't JSON.
pub(crate) fn removal(span: Span, text: &str) -> Option<Edit> {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text.get(..start)?.trim_end_matches(SPACE);
    let after = text.get(end..)?.trim_start_matches(SPACE);
    let behind = text.len() - after.len();
    let (from, to) = match (before.as_bytes().last()?, after.as_bytes().first()?) {
        (b',', b',' | b']' | b'}') => (before.len() - 1, end),
        (b'[' | b'{', b',') => {
            let rest = after.get(1..)?.trim_start_matches(SPACE);
            (start, text.len() - rest.len())
        }
        (b'[' | b'{', b']' | b'}') => (before.len(), behind),
        _ => return None,
    };
    let span = Span::new(u32::try_from(from).ok()?, u32::try_from(to).ok()?);
    Some(Edit::delete(span))
}

/// Puts a member first into an object, on a line of its own where the members have lines of their
/// own.
pub(crate) fn insert_first(object: Value<'_>, member: &str) -> Edit {
    let Some((key, _)) = object.members().next() else {
        return Edit::insert(object.span().start + 1, member);
    };
    let start = key.span().start;
    let space = Span::new(object.span().start + 1, start).of(object.document_text());
    let space = if space.contains('\n') { space } else { " " };
    Edit::insert(start, format!("{member},{space}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::apply_edits;

    #[test]
    fn removals_take_one_comma_along() {
        for (text, gone, left) in [
            ("[1, 2, 3]", "2", "[1, 3]"),
            ("[1, 2, 3]", "1", "[2, 3]"),
            ("[1, 2, 3]", "3", "[1, 2]"),
            ("[ 1 ]", "1", "[]"),
            (
                "{\n  \"a\": 1,\n  \"b\": 2\n}",
                "\"a\": 1",
                "{\n  \"b\": 2\n}",
            ),
            (
                "{\n  \"a\": 1,\n  \"b\": 2\n}",
                "\"b\": 2",
                "{\n  \"a\": 1\n}",
            ),
            ("{\n  \"a\": 1\n}", "\"a\": 1", "{}"),
        ] {
            let at = u32::try_from(text.find(gone).unwrap()).unwrap();
            let span = Span::new(at, at + u32::try_from(gone.len()).unwrap());
            let edit = removal(span, text).unwrap();
            assert_eq!(apply_edits(text, [&edit]), left);
        }
        assert_eq!(removal(Span::new(1, 2), "[1 2]"), None);
        assert_eq!(removal(Span::new(0, 1), "1"), None);
    }
}
