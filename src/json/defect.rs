use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::text::{LineIndex, Span, quoted};

/// A place where a text isn't JSON, or is JSON that no two receivers read alike.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Defect {
    /// What is wrong.
    pub kind: DefectKind,
    /// Where.
    pub span: Span,
}

/// What can be wrong with a text as JSON.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum DefectKind {
    /// There is no value at all.
    Empty,
    /// The text begins with a byte order mark.
    ByteOrderMark,
    /// The text is longer than the limit, in bytes.
    TooLarge {
        /// The limit.
        limit: u32,
    },
    /// Arrays and objects are nested deeper than the limit.
    TooDeep {
        /// The limit.
        limit: u32,
    },
    /// The text ends inside the array or object that was opened at this byte.
    Unclosed {
        /// Where its bracket is.
        opened: u32,
    },
    /// A string has no closing quote on its line.
    UnclosedString,
    /// No value where one belongs.
    ExpectedValue,
    /// No name of a member where one belongs.
    ExpectedName,
    /// No colon after a name.
    ExpectedColon,
    /// Neither a comma nor a closing bracket after a value.
    ExpectedSeparator,
    /// A comma before a closing bracket.
    TrailingComma,
    /// No comma between two values.
    MissingComma,
    /// No colon between a name and its value.
    MissingColon,
    /// A comment.
    Comment,
    /// A word or number that JSON doesn't have.
    BadWord,
    /// A string in single quotes.
    SingleQuotes,
    /// A name without quotes.
    BareName,
    /// A control character in a string.
    ControlCharacter {
        /// Which.
        control: u8,
    },
    /// A backslash and something that it doesn't escape.
    BadEscape,
    /// Text behind the root value.
    TextBehind,
    /// Half of a surrogate pair; legal by the grammar.
    LoneSurrogate,
    /// A name that an earlier member of the object has too; legal by the grammar.
    DuplicateName {
        /// The earlier one.
        first: Span,
    },
}

impl DefectKind {
    /// Whether RFC 8259 forbids it.
    pub const fn is_syntax(&self) -> bool {
        !matches!(self, Self::LoneSurrogate | Self::DuplicateName { .. })
    }
}

impl Defect {
    pub(super) const fn new(kind: DefectKind, span: Span) -> Self {
        Self { kind, span }
    }

    /// The finding for it: sentence, help and fix. `text` is the text that was parsed; it is read
    /// once for its lines.
    pub fn diagnose(&self, text: &str) -> Diagnostic {
        self.diagnose_among(text, &LineIndex::new(text))
    }

    /// The same for one of many defects, with the lines of the text.
    pub fn diagnose_among(&self, text: &str, lines: &LineIndex) -> Diagnostic {
        let found = excerpt(self.span.of(text));
        let line = |offset| lines.locate(text, offset).line;
        self.describe(text, &found, &line).at(self.span)
    }

    fn describe(&self, text: &str, found: &str, line: &dyn Fn(u32) -> u32) -> Diagnostic {
        let span = self.span;
        let syntax = |message: String| Diagnostic::new(Code::JsonSyntax, message);
        match &self.kind {
            DefectKind::Empty => syntax("There is no JSON value here.".into())
                .help("A SCIM document is a JSON object."),
            DefectKind::ByteOrderMark => {
                syntax("The text begins with a byte order mark, which JSON does not allow.".into())
                    .safe_fix("Remove the byte order mark", vec![Edit::delete(span)])
            }
            DefectKind::TooLarge { limit } => Diagnostic::new(
                Code::JsonSize,
                format!("The document has more than {limit} bytes."),
            )
            .help("Raise the limit `documentBytes`, or send the resources one by one."),
            DefectKind::TooDeep { limit } => Diagnostic::new(
                Code::JsonDepth,
                format!("The document is nested deeper than {limit} levels."),
            )
            .help("SCIM resources need four levels. Raise the limit `depth` if this is meant."),
            DefectKind::Unclosed { opened } => {
                let (bracket, closing) = match text.as_bytes().get(*opened as usize) {
                    Some(b'[') => ('[', "]"),
                    _ => ('{', "}"),
                };
                let line = line(*opened);
                syntax(format!(
                    "The text ends before the `{bracket}` of line {line} is closed."
                ))
                .unsafe_fix(format!("Add `{closing}`"), vec![Edit::insert(span.end, closing)])
            }
            DefectKind::UnclosedString => {
                syntax(format!("The string {found} has no closing quote on its line."))
                    .help("A line break inside a string is written \\n.")
            }
            DefectKind::ExpectedValue => syntax(format!("A value belongs here, not {found}.")),
            DefectKind::ExpectedName => syntax(format!(
                "The name of a member in double quotes belongs here, not {found}."
            )),
            DefectKind::ExpectedColon => syntax(format!(
                "A colon belongs here, between a name and its value, not {found}."
            )),
            DefectKind::ExpectedSeparator => syntax(format!(
                "A comma or a closing bracket belongs here, not {found}."
            )),
            DefectKind::TrailingComma => {
                syntax("JSON has no comma before a closing bracket.".into())
                    .safe_fix("Remove the comma", vec![Edit::delete(span)])
            }
            DefectKind::MissingComma => syntax("A comma is missing here.".into())
                .safe_fix("Add the comma", vec![Edit::insert(span.start, ",")]),
            DefectKind::MissingColon => syntax("A colon is missing here.".into())
                .safe_fix("Add the colon", vec![Edit::insert(span.start, ":")]),
            DefectKind::Comment => syntax("JSON has no comments.".into())
                .safe_fix("Remove the comment", vec![Edit::delete(span)]),
            DefectKind::BadWord => bad_word(span, span.of(text), found),
            DefectKind::SingleQuotes => single_quotes(span, span.of(text), found),
            DefectKind::BareName => {
                syntax(format!("The name {found} needs double quotes.")).safe_fix(
                    "Add the quotes",
                    vec![Edit::replace(span, quoted(span.of(text)))],
                )
            }
            DefectKind::ControlCharacter { control } => syntax(format!(
                "The control character U+{control:04X} in a string must be escaped."
            ))
            .safe_fix("Escape it", vec![Edit::replace(span, escape_of(*control))]),
            DefectKind::BadEscape => syntax(format!("JSON has no escape {found}."))
                .help("JSON escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits.")
                .unsafe_fix("Escape the backslash", vec![Edit::insert(span.start, "\\")]),
            DefectKind::TextBehind => syntax(format!(
                "The document has ended, but more text follows: {found}."
            ))
            .help("A document is one JSON value; several, one a line, are NDJSON."),
            DefectKind::LoneSurrogate => Diagnostic::new(
                Code::JsonLoneSurrogate,
                format!("The escape {found} is half of a surrogate pair and no character."),
            )
            .help("A character above U+FFFF takes two escapes: \\uD83D\\uDE00, say."),
            DefectKind::DuplicateName { first } => Diagnostic::new(
                Code::JsonDuplicateKey,
                format!(
                    "The name {found} occurs twice in this object, first in line {}.",
                    line(first.start)
                ),
            )
            .help("Receivers disagree on which value counts. Keep one of them."),
        }
    }
}

/// A word or number as JSON would have it, where that is clear.
fn bad_word(span: Span, word: &str, found: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(Code::JsonSyntax, format!("{found} is no JSON value."));
    let literal = match word.to_ascii_lowercase().as_str() {
        "true" | "yes" => "true",
        "false" | "no" => "false",
        "null" | "none" | "nil" | "undefined" => "null",
        "nan" | "infinity" | "-infinity" | "+infinity" => {
            return diagnostic
                .help("JSON numbers are finite. Leave the attribute out, or use null.");
        }
        _ if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) => {
            return diagnostic.help("JSON writes numbers like 0, -12, 3.5 or 1e6.");
        }
        _ => {
            return diagnostic
                .help("Strings stand in double quotes.")
                .unsafe_fix("Add the quotes", vec![Edit::replace(span, quoted(word))]);
        }
    };
    let edit = vec![Edit::replace(span, literal)];
    let title = format!("Use {literal}");
    if word.eq_ignore_ascii_case(literal) || matches!(word, "None" | "nil" | "undefined") {
        diagnostic.safe_fix(title, edit)
    } else {
        diagnostic.unsafe_fix(title, edit)
    }
}

fn single_quotes(span: Span, source: &str, found: &str) -> Diagnostic {
    let message = format!("{found} stands in single quotes; JSON has double quotes only.");
    let inner = source
        .get(1..source.len().saturating_sub(1))
        .unwrap_or_default();
    let edit = vec![Edit::replace(span, quoted(inner))];
    let diagnostic = Diagnostic::new(Code::JsonSyntax, message);
    if inner.contains('\\') {
        diagnostic.unsafe_fix("Use double quotes", edit)
    } else {
        diagnostic.safe_fix("Use double quotes", edit)
    }
}

fn escape_of(control: u8) -> String {
    let text = quoted(char::from(control).encode_utf8(&mut [0; 4]));
    text.trim_matches('"').to_owned()
}

/// What stands there, short enough for a sentence.
fn excerpt(source: &str) -> String {
    let mut line = source.lines().next().unwrap_or_default().chars();
    let shown: String = line.by_ref().take(40).collect();
    if line.next().is_some() || shown.len() < source.trim_end().len() && shown.len() < 40 {
        format!("`{shown}…`")
    } else {
        format!("`{shown}`")
    }
}
