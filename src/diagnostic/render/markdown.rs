use core::fmt::Write;

use super::counts::Counts;
use super::excerpt::{Excerpt, visible_line};
use crate::diagnostic::Diagnostic;
use crate::text::LineIndex;

/// The findings as Markdown, for issues and comments. What comes from the document stands in code
/// spans or is escaped: it can't become markup, a link, or a mention of somebody. Without a text
/// there are no places in it.
pub(super) fn render(diagnostics: &[Diagnostic], text: Option<&str>) -> String {
    let index = text.map(LineIndex::new);
    let mut out = format!("**{}**\n", Counts::of(diagnostics).sentence());
    for diagnostic in diagnostics {
        // Writing to a String can't fail.
        let _ = write_one(diagnostic, text.zip(index.as_ref()), &mut out);
    }
    out
}

fn write_one(
    diagnostic: &Diagnostic,
    source: Option<(&str, &LineIndex)>,
    out: &mut String,
) -> core::fmt::Result {
    let Diagnostic { code, severity, .. } = diagnostic;
    write!(out, "\n**{}** `{}`", severity.as_str(), code.as_str())?;
    let placed = diagnostic.span.zip(source);
    if let Some((span, (text, index))) = placed {
        let place = index.locate(text, span.start);
        write!(out, ", line {}, column {}", place.line, place.column)?;
    }
    if !diagnostic.pointer.is_empty() {
        out.push_str(", ");
        code_span(&diagnostic.pointer, out);
    }
    out.push_str("  \n");
    sentence(&diagnostic.message, out);
    out.push('\n');
    if let Some((span, (text, index))) = placed {
        let mut lines = String::new();
        Excerpt::of(span, text, index).write("", &mut lines);
        let fence = fence(&lines, 3);
        write!(out, "\n{fence}text\n{lines}{fence}\n")?;
    }
    let mut separator = "\n";
    if let Some(help) = &diagnostic.help {
        out.push_str(separator);
        sentence(help, out);
        separator = "  \n";
    }
    for fix in diagnostic.fixes.iter().filter(|_| source.is_some()) {
        write!(out, "{separator}Fix ({}): ", fix.safety.as_str())?;
        sentence(&fix.title, out);
        separator = "  \n";
    }
    if let Some(reference) = diagnostic.reference {
        write!(out, "{separator}See {reference}")?;
        if let Some(rule) = diagnostic.rule {
            write!(out, " ({rule})")?;
        }
        separator = "  \n";
    }
    out.push_str(if separator == "\n" { "" } else { "\n" });
    Ok(())
}

/// A sentence: its code spans and quoted values become code spans, the rest is escaped.
fn sentence(text: &str, out: &mut String) {
    let line = visible_line(text);
    let mut rest = line.as_str();
    while let Some(start) = rest.find(['`', '"']) {
        let (plain, from) = rest.split_at(start);
        words(plain, out);
        let end = if from.starts_with('`') {
            backticks_end(from)
        } else {
            quoted_end(from)
        };
        let Some((quoted, behind)) = end.and_then(|end| from.split_at_checked(end)) else {
            rest = from;
            break;
        };
        code_span(
            quoted
                .strip_prefix('`')
                .map_or(quoted, |inner| inner.strip_suffix('`').unwrap_or(inner)),
            out,
        );
        rest = behind;
    }
    words(rest, out);
}

/// Where what stands in backticks at the beginning of a text ends. It may hold backticks itself: the
/// last one is followed by a space, a mark, or nothing.
fn backticks_end(text: &str) -> Option<usize> {
    let mut ends = text.match_indices('`').skip(1).map(|(at, _)| at + 1);
    let ends_word = |end: &usize| {
        let behind = text.get(*end..).unwrap_or_default();
        !behind.starts_with(|c: char| c == '`' || c.is_alphanumeric())
    };
    let first = ends.clone().next();
    ends.find(ends_word).or(first)
}

/// Where the JSON string that a text begins with ends.
fn quoted_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            '"' if !escaped => return Some(at + 1),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    None
}

/// Words that become something by themselves, a mention or a link, stand in code spans; of the
/// others, the characters that Markdown has a meaning for are escaped.
fn words(text: &str, out: &mut String) {
    for (index, word) in text.split(' ').enumerate() {
        out.push_str(if index > 0 { " " } else { "" });
        let becomes_something = word.contains(['@', '#', '<', '>', '&'])
            || word.contains("://")
            || word.contains("www.");
        if becomes_something {
            code_span(word, out);
            continue;
        }
        for character in word.chars() {
            let marks = matches!(
                character,
                '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' | '"'
            );
            out.push_str(if marks { "\\" } else { "" });
            out.push(character);
        }
    }
}

/// Code, whatever backticks it holds.
fn code_span(code: &str, out: &mut String) {
    let code = visible_line(code);
    let fence = fence(&code, 1);
    // The spaces are no part of the code where it holds something else.
    let space = if fence.len() > 1 || code.starts_with(' ') || code.is_empty() {
        " "
    } else {
        ""
    };
    // Writing to a String can't fail.
    let _ = write!(out, "{fence}{space}{code}{space}{fence}");
}

/// More backticks than stand anywhere in the text in a row, and at least so many.
fn fence(text: &str, least: usize) -> String {
    let runs = text.split(|character| character != '`').map(str::len);
    "`".repeat(runs.max().unwrap_or_default().max(least - 1) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Edit};
    use crate::text::Span;

    fn shown(text: &str) -> String {
        let mut out = String::new();
        sentence(text, &mut out);
        out
    }

    #[test]
    fn says_what_is_wrong_where_and_how_to_mend_it() {
        let text = "{\n  \"active\": \"True\"\n}";
        let finding = Diagnostic {
            pointer: "/active".into(),
            ..Diagnostic::new(Code::Type, "`active` is a boolean; \"True\" is a string.")
        };
        let finding = finding
            .at(Span::new(14, 20))
            .safe_fix("Use true", vec![Edit::replace(Span::new(14, 20), "true")]);
        let expected = "\
**Not valid: 1 error.**

**error** `schema/type`, line 2, column 13, `/active`  
`active` is a boolean; `\"True\"` is a string.

```text
2 |   \"active\": \"True\"
  |             ^^^^^^
```

Fix (safe): Use true  
See RFC 7643 §2.3
";
        assert_eq!(render(std::slice::from_ref(&finding), Some(text)), expected);
        let expected = "\
**Not valid: 1 error.**

**error** `schema/type`, `/active`  
`active` is a boolean; `\"True\"` is a string.

See RFC 7643 §2.3
";
        assert_eq!(render(&[finding], None), expected);
        assert_eq!(render(&[], None), "**Valid: no findings.**\n");
    }

    #[test]
    fn what_comes_from_a_document_stays_text() {
        for (text, expected) in [
            (
                "`User` has no attribute `a`.",
                "`User` has no attribute `a`.",
            ),
            (
                "The value \"@mira #1 <b>\" is odd.",
                "The value `\"@mira #1 <b>\"` is odd.",
            ),
            (
                "`User` has no attribute `a`b`.",
                "`User` has no attribute `` a`b ``.",
            ),
            ("\"a\\\"`b\" stays", "`` \"a\\\"`b\" `` stays"),
            (
                "See @mira and #1 at http://x",
                "See `@mira` and `#1` at `http://x`",
            ),
            ("a*b_c [x](y) <img>", "a\\*b\\_c \\[x\\]\\(y\\) `<img>`"),
            (
                "one ` backtick and \"quote",
                "one \\` backtick and \\\"quote",
            ),
            ("line\nline\u{1b}", "line line␛"),
        ] {
            assert_eq!(shown(text), expected);
        }
        let text = "````\n";
        let finding = Diagnostic::new(Code::JsonSyntax, "x").at(Span::new(0, 4));
        assert!(render(&[finding], Some(text)).contains("`````text\n1 | ````\n"));
    }
}
