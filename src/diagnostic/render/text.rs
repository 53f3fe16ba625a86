use core::fmt::Write;

use super::counts::Counts;
use super::excerpt::{Excerpt, visible_line};
use crate::diagnostic::Diagnostic;
use crate::text::LineIndex;

/// The findings as people read them in a terminal: sentence, place, the line with the place marked,
/// help, and how many there are. Lines and columns are those of editors. Without a text there are
/// no places in it.
pub(super) fn render(diagnostics: &[Diagnostic], text: Option<&str>) -> String {
    let index = text.map(LineIndex::new);
    let mut out = String::new();
    for diagnostic in diagnostics {
        // Writing to a String can't fail.
        let _ = write_one(diagnostic, text.zip(index.as_ref()), &mut out);
    }
    out.push_str(&Counts::of(diagnostics).sentence());
    out.push('\n');
    out
}

fn write_one(
    diagnostic: &Diagnostic,
    source: Option<(&str, &LineIndex)>,
    out: &mut String,
) -> core::fmt::Result {
    let Diagnostic { code, severity, .. } = diagnostic;
    let (severity, code) = (severity.as_str(), code.as_str());
    let message = visible_line(&diagnostic.message);
    writeln!(out, "{severity}[{code}]: {message}")?;
    let pointer = visible_line(&diagnostic.pointer);
    if let Some((span, (text, index))) = diagnostic.span.zip(source) {
        let place = index.locate(text, span.start);
        let (line, column) = (place.line, place.column);
        let space = if pointer.is_empty() { "" } else { " " };
        writeln!(out, "  at {line}:{column}{space}{pointer}")?;
        Excerpt::of(span, text, index).write("  ", out);
    } else if !pointer.is_empty() {
        writeln!(out, "  at {pointer}")?;
    }
    if let Some(help) = &diagnostic.help {
        writeln!(out, "  help: {}", visible_line(help))?;
    }
    for fix in diagnostic.fixes.iter().filter(|_| source.is_some()) {
        let (safety, title) = (fix.safety.as_str(), visible_line(&fix.title));
        writeln!(out, "  fix ({safety}): {title}")?;
    }
    if let Some(reference) = diagnostic.reference {
        write!(out, "  see {reference}")?;
        if let Some(rule) = diagnostic.rule {
            write!(out, " ({rule})")?;
        }
        out.push('\n');
    }
    out.push('\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Edit};
    use crate::text::Span;

    fn at(text: &str, needle: &str) -> Diagnostic {
        let start = u32::try_from(text.find(needle).unwrap()).unwrap();
        let end = start + u32::try_from(needle.len()).unwrap();
        Diagnostic::new(Code::JsonSyntax, "x").at(Span::new(start, end))
    }

    /// The line of the source and the line that marks the place.
    fn lines(text: &str, finding: Diagnostic) -> [String; 2] {
        let shown = render(&[finding], Some(text));
        let mut lines = shown.lines().skip(2).map(str::to_owned);
        [lines.next().unwrap(), lines.next().unwrap()]
    }

    #[test]
    fn shows_the_line_and_marks_the_place() {
        let text = "{\n  \"né\": 😀x,\n}";
        let finding = Diagnostic {
            message: "`😀x` is no\nJSON value\u{1b}[31m.".into(),
            pointer: "/né".into(),
            ..at(text, "😀x")
        };
        let finding = finding
            .help("Put it in double quotes.")
            .unsafe_fix("Add the quotes", vec![Edit::insert(0, "\"")]);
        let expected = "\
error[json/syntax]: `😀x` is no JSON value␛[31m.
  at 2:9 /né
  2 |   \"né\": 😀x,
    |         ^^^
  help: Put it in double quotes.
  fix (unsafe): Add the quotes
  see RFC 8259 §2

Not valid: 1 error.
";
        assert_eq!(render(std::slice::from_ref(&finding), Some(text)), expected);
        let expected = "\
error[json/syntax]: `😀x` is no JSON value␛[31m.
  at /né
  help: Put it in double quotes.
  see RFC 8259 §2

Not valid: 1 error.
";
        assert_eq!(render(&[finding], None), expected);
        assert_eq!(render(&[], Some("")), "Valid: no findings.\n");
    }

    #[test]
    fn the_caret_stands_below_whatever_stands_before() {
        for (text, marker) in [
            ("\t\"a\": x", "      ^"),
            ("\"山田\": x", "        ^"),
            ("\"Zoe\u{308}\": x", "       ^"),
            ("\"a\u{202e}b\": x", "       ^"),
            ("\u{feff}{x", "  ^"),
            ("{x\r\n}", " ^"),
        ] {
            let [_, shown] = lines(text, at(text, "x"));
            assert_eq!(shown, format!("    | {marker}"), "{text:?}");
        }
        let [shown, _] = lines("\"a\u{202e}b\": x", at("\"a\u{202e}b\": x", "x"));
        assert_eq!(shown, "  1 | \"a\u{fffd}b\": x");
    }

    #[test]
    fn a_long_line_is_shown_in_part() {
        let text = format!("{}!{}", "a".repeat(500), "山".repeat(500));
        let [shown, marker] = lines(&text, at(&text, "!"));
        assert!(
            shown.chars().map(crate::text::columns).sum::<usize>() < 112,
            "{shown}"
        );
        let columns_before = |line: &str, c| line.chars().take_while(|x| *x != c).count();
        assert_eq!(columns_before(&shown, '!'), columns_before(&marker, '^'));
        assert!(
            shown.starts_with("  1 | …a") && shown.ends_with("山…"),
            "{shown}"
        );
        let whole = Diagnostic::new(Code::JsonSyntax, "x").at(Span::new(0, 500));
        let [shown, marker] = lines(&text, whole);
        assert_eq!((shown.chars().count(), marker.chars().count()), (107, 106));
    }

    #[test]
    fn a_place_of_several_lines_and_one_at_the_end_are_marked_on_their_first_line() {
        let text = "{\"name\": {\n \"x\": 1\n}";
        let span = Span::new(9, u32::try_from(text.len()).unwrap());
        let [shown, marker] = lines(text, Diagnostic::new(Code::JsonSyntax, "x").at(span));
        assert_eq!(shown, "  1 | {\"name\": {");
        assert_eq!(marker, "    |          ^ up to line 3");
        let end = Span::at(u32::try_from(text.len()).unwrap());
        let [shown, marker] = lines(text, Diagnostic::new(Code::JsonSyntax, "x").at(end));
        assert_eq!((shown.as_str(), marker.as_str()), ("  3 | }", "    |  ^"));
    }
}
