use core::fmt::Write;

use crate::diagnostic::Diagnostic;
use crate::text::{LineIndex, Span};

/// Longest stretch of a source line that is shown, in characters.
const EXCERPT: usize = 100;

/// The findings as people read them in a terminal: sentence, place, the line with the place marked,
/// help.
pub fn render_text(diagnostics: &[Diagnostic], text: &str) -> String {
    let index = LineIndex::new(text);
    let mut out = String::new();
    for diagnostic in diagnostics {
        // Writing to a String can't fail.
        let _ = write_one(diagnostic, text, &index, &mut out);
    }
    out
}

fn write_one(
    diagnostic: &Diagnostic,
    text: &str,
    index: &LineIndex,
    out: &mut String,
) -> core::fmt::Result {
    let Diagnostic { code, severity, .. } = diagnostic;
    let (severity, code) = (severity.as_str(), code.as_str());
    writeln!(out, "{severity}[{code}]: {}", diagnostic.message)?;
    if let Some(span) = diagnostic.span {
        let place = index.locate(text, span.start);
        write!(out, "  at {}:{}", place.line, place.column)?;
        let (shown, before, width) = excerpt(index.line_span(text, place.line), text, span);
        let pointer = &diagnostic.pointer;
        writeln!(
            out,
            "{}{pointer}",
            if pointer.is_empty() { "" } else { " " }
        )?;
        let line = place.line;
        let margin = line.to_string().len();
        writeln!(out, "  {line} | {shown}")?;
        writeln!(
            out,
            "  {:margin$} | {:before$}{}",
            "",
            "",
            "^".repeat(width)
        )?;
    } else if !diagnostic.pointer.is_empty() {
        writeln!(out, "  at {}", diagnostic.pointer)?;
    }
    if let Some(help) = &diagnostic.help {
        writeln!(out, "  help: {help}")?;
    }
    if let Some(reference) = diagnostic.reference {
        let rule = diagnostic
            .rule
            .map(|rule| format!(" ({rule})"))
            .unwrap_or_default();
        writeln!(out, "  see {reference}{rule}")?;
    }
    out.push('\n');
    Ok(())
}

/// The part of the line to show, how many characters of it stand before the place, and how many
/// the place covers (at least one, and never past the line). However long the line is, no more of it
/// is read than is shown.
fn excerpt(line: Span, text: &str, span: Span) -> (String, usize, usize) {
    let place = span.start.clamp(line.start, line.end);
    let left = Span::new(line.start, place).of(text);
    let right = Span::new(place, line.end).of(text);
    let skipped = left.char_indices().rev().take(EXCERPT / 2).last();
    let left = skipped.map_or("", |(at, _)| left.get(at..).unwrap_or_default());
    let before = left.chars().count();
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    let room = right.chars().take(EXCERPT - before).count();
    let shown = left.chars().chain(right.chars()).take(EXCERPT);
    let covered = span.of(text).chars().take(room);
    let covered = covered.take_while(|&c| c != '\n' && c != '\r').count();
    (shown.map(visible).collect(), before, covered.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic};

    #[test]
    fn shows_the_line_and_marks_the_place() {
        let text = "{\n  \"né\": 😀x,\n}";
        let start = u32::try_from(text.find('😀').unwrap()).unwrap();
        let finding = Diagnostic::new(Code::JsonSyntax, "`😀x` is no JSON value.")
            .at(Span::new(start, start + 5))
            .help("Put it in double quotes.");
        let expected = "\
error[json/syntax]: `😀x` is no JSON value.
  at 2:9
  2 |   \"né\": 😀x,
    |         ^^
  help: Put it in double quotes.
  see RFC 8259 §2

";
        assert_eq!(render_text(&[finding], text), expected);
    }

    #[test]
    fn a_long_line_is_shown_in_part() {
        let text = format!("{}!{}", "a".repeat(500), "b".repeat(500));
        let finding = Diagnostic::new(Code::JsonSyntax, "x").at(Span::new(500, 501));
        let shown = render_text(&[finding], &text);
        let lines: Vec<_> = shown.lines().collect();
        assert!(lines[2].len() < 120, "{}", lines[2]);
        assert_eq!(lines[2].find('!'), lines[3].find('^'));
    }
}
