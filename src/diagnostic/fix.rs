use super::finding::Diagnostic;
use crate::text::{Span, sort_by_place};

/// Whether a fix can be applied without asking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Safety {
    /// It keeps the meaning that the sender can only have had.
    Safe,
    /// It is a suggestion.
    Unsafe,
}

impl Safety {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// Puts `text` where `span` was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// What stands there afterwards; empty to delete.
    pub text: String,
}

impl Edit {
    /// Replaces what `span` covers.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
        }
    }

    /// Inserts before the byte at `offset`.
    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Self::replace(Span::at(offset), text)
    }

    /// Deletes what `span` covers.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, "")
    }
}

/// A change of the text that makes a finding go away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, as a verb and its object: "Add the schema URN".
    pub title: String,
    /// Whether it can be applied without asking.
    pub safety: Safety,
    /// The edits, which don't overlap.
    pub edits: Vec<Edit>,
}

/// The text after `edits`, which may come in any order. An edit that overlaps an earlier one in the
/// text is left out whole, so what it would have mended is found again.
pub fn apply_edits<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> String {
    let mut edits: Vec<_> = edits.into_iter().collect();
    sort_by_place(&mut edits, |edit| edit.span.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        if edit.span.start < done {
            continue;
        }
        out.push_str(Span::new(done, edit.span.start).of(text));
        out.push_str(&edit.text);
        done = edit.span.end;
    }
    out.push_str(text.get(done as usize..).unwrap_or_default());
    out
}

/// The text after the first safe fix of each diagnostic. A fix of which one edit would overlap
/// another fix is left out as a whole.
pub fn fix_all(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut spans = Vec::new();
    for diagnostic in diagnostics {
        let Some(fix) = diagnostic
            .fixes
            .iter()
            .find(|fix| fix.safety == Safety::Safe)
        else {
            continue;
        };
        if fix.edits.iter().any(|edit| overlaps(&spans, edit.span)) {
            continue;
        }
        for edit in &fix.edits {
            let at = spans.partition_point(|span: &Span| span.start < edit.span.start);
            spans.insert(at, edit.span);
            taken.push(edit);
        }
    }
    apply_edits(text, taken)
}

/// More rounds than any document needs whose fixes don't undo each other.
const ROUNDS: usize = 16;

/// The text after all safe fixes, those too that only show, or only find room, once others are
/// applied. `check` finds what is wrong with a text; it is asked a few times.
pub fn fix_until_done(text: &str, check: &mut dyn FnMut(&str) -> Vec<Diagnostic>) -> String {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let mended = fix_all(&text, &check(&text));
        if mended == text {
            break;
        }
        text = mended;
    }
    text
}

/// Whether `span` shares a byte, or the place of an insertion, with one of `spans`, which are in
/// order and apart.
fn overlaps(spans: &[Span], span: Span) -> bool {
    let next = spans.partition_point(|other| other.start < span.start);
    let before = next.checked_sub(1).and_then(|index| spans.get(index));
    before.is_some_and(|other| other.end > span.start)
        || spans
            .get(next)
            .is_some_and(|other| other.start < span.end || other.start == span.start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn finding(edits: Vec<Edit>) -> Diagnostic {
        Diagnostic::new(Code::JsonSyntax, "").safe_fix("", edits)
    }

    #[test]
    fn edits_are_applied_in_the_order_of_the_text() {
        let edits = [
            Edit::insert(6, "!"),
            Edit::replace(Span::new(0, 5), "world"),
            Edit::delete(Span::new(5, 6)),
        ];
        assert_eq!(apply_edits("hello ", &edits), "world!");
    }

    #[test]
    fn a_fix_that_overlaps_another_is_left_out_whole() {
        let first = finding(vec![Edit::replace(Span::new(0, 2), "AB")]);
        let second = finding(vec![
            Edit::replace(Span::new(1, 3), "xx"),
            Edit::insert(4, "!"),
        ]);
        let third = finding(vec![Edit::insert(5, "?")]);
        assert_eq!(fix_all("abcde", &[first, second, third]), "ABcde?");
    }
}
