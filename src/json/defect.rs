use super::recover::instead_of_colon;
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
        /// The brackets that close it and all that is around it.
        closing: String,
    },
    /// An array or object, opened at this byte, isn't closed before what is around it ends or goes
    /// on.
    NotClosed {
        /// Where its bracket is.
        opened: u32,
    },
    /// A closing bracket of the other kind than the one at this byte.
    WrongBracket {
        /// Where that is.
        opened: u32,
    },
    /// A bracket too many.
    StrayBracket,
    /// The bracket that opens an array or object is missing.
    NoOpening {
        /// Which.
        bracket: u8,
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
    /// A comma, or several, too many.
    ExtraComma,
    /// White space that JSON doesn't have.
    OtherSpace,
    /// A string has no opening quote.
    NoOpeningQuote,
    /// A quote too many beside a string.
    ExtraQuote,
    /// A quote in a string that isn't escaped.
    InnerQuote,
    /// No comma between two values.
    MissingComma,
    /// No colon between a name and its value.
    MissingColon,
    /// A comment.
    Comment,
    /// A word or number that JSON doesn't have.
    BadWord,
    /// A string in single or typographic quotes.
    OtherQuotes,
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
            DefectKind::ExpectedValue => syntax(format!("A value belongs here, not {found}.")),
            DefectKind::ExpectedName => syntax(format!(
                "The name of a member in double quotes belongs here, not {found}."
            )),
            DefectKind::ExpectedColon => {
                let finding = syntax(format!(
                    "A colon belongs here, between a name and its value, not {found}."
                ));
                if span.of(text).bytes().all(instead_of_colon) {
                    finding.safe_fix("Use a colon", vec![Edit::replace(span, ":")])
                } else {
                    finding
                }
            }
            DefectKind::ExpectedSeparator => syntax(format!(
                "A comma or a closing bracket belongs here, not {found}."
            )),
            DefectKind::TrailingComma => {
                syntax("JSON has no comma before a closing bracket.".into())
                    .safe_fix("Remove the comma", vec![Edit::delete(span)])
            }
            DefectKind::ExtraComma => syntax("Here is a comma too many.".into())
                .safe_fix("Remove it", vec![Edit::delete(span)]),
            DefectKind::OtherSpace => {
                let first = span.of(text).chars().next().map_or(0, u32::from);
                syntax(format!("The character U+{first:04X} is no white space of JSON."))
                    .help("JSON has spaces, tabs and line ends between its tokens.")
                    .safe_fix("Use a space", vec![Edit::replace(span, " ")])
            }
            DefectKind::MissingComma => syntax("A comma is missing here.".into())
                .safe_fix("Add the comma", vec![Edit::insert(span.start, ",")]),
            DefectKind::MissingColon => syntax("A colon is missing here.".into())
                .safe_fix("Add the colon", vec![Edit::insert(span.start, ":")]),
            DefectKind::Comment => syntax("JSON has no comments.".into())
                .safe_fix("Remove the comment", vec![Edit::delete(span)]),
            DefectKind::BadWord => bad_word(span, span.of(text), found),
            DefectKind::OtherQuotes => other_quotes(span, span.of(text), found),
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
                    "The name {found} stands in this object already, in line {}.",
                    line(first.start)
                ),
            )
            .help("Receivers disagree on which value counts. Keep one of them."),
            kind => self.describe_half(kind, text, found, line),
        }
    }

    /// Brackets and quotes of which the other half is missing, or another.
    fn describe_half(
        &self,
        kind: &DefectKind,
        text: &str,
        found: &str,
        line: &dyn Fn(u32) -> u32,
    ) -> Diagnostic {
        let span = self.span;
        let syntax = |message: String| Diagnostic::new(Code::JsonSyntax, message);
        match kind {
            DefectKind::Unclosed { opened, closing } => {
                let (bracket, _) = brackets(text, *opened);
                let line = line(*opened);
                syntax(format!(
                    "The text ends before the `{bracket}` of line {line} is closed."
                ))
                .unsafe_fix(
                    format!("Add `{}`", excerpt_of(closing)),
                    vec![Edit::insert(span.end, closing)],
                )
            }
            DefectKind::NotClosed { opened } => {
                let (bracket, closing) = brackets(text, *opened);
                let line = line(*opened);
                syntax(format!(
                    "The `{bracket}` of line {line} is not closed before this."
                ))
                .unsafe_fix(
                    format!("Add `{closing}`"),
                    vec![Edit::insert(span.start, closing)],
                )
            }
            DefectKind::WrongBracket { opened } => {
                let (bracket, closing) = brackets(text, *opened);
                let line = line(*opened);
                syntax(format!(
                    "The `{bracket}` of line {line} is closed by `{closing}`, not by {found}."
                ))
                .unsafe_fix(
                    format!("Use `{closing}`"),
                    vec![Edit::replace(span, closing)],
                )
            }
            DefectKind::StrayBracket => syntax(format!(
                "The bracket {found} is one too many, or its other half is missing."
            ))
            .unsafe_fix("Remove it", vec![Edit::delete(span)]),
            DefectKind::NoOpening { bracket } => {
                let bracket = if *bracket == b'[' { "[" } else { "{" };
                syntax(format!("The bracket `{bracket}` is missing here.")).unsafe_fix(
                    format!("Add `{bracket}`"),
                    vec![Edit::insert(span.start, bracket)],
                )
            }
            DefectKind::UnclosedString => syntax(format!(
                "The string {found} has no closing quote on its line."
            ))
            .help("A line break inside a string is written \\n.")
            .unsafe_fix("Add the closing quote", vec![Edit::insert(span.end, "\"")]),
            DefectKind::NoOpeningQuote => {
                syntax(format!("The string {found} has no opening quote.")).unsafe_fix(
                    "Add the opening quote",
                    vec![Edit::insert(span.start, "\"")],
                )
            }
            DefectKind::ExtraQuote => syntax("Here is a quote too many.".into())
                .unsafe_fix("Remove the quote", vec![Edit::delete(span)]),
            DefectKind::InnerQuote => syntax("A quote inside a string is written `\\\"`.".into())
                .unsafe_fix("Escape the quote", vec![Edit::insert(span.start, "\\")]),
            _ => syntax(format!("{found} is not JSON.")),
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

fn other_quotes(span: Span, source: &str, found: &str) -> Diagnostic {
    let which = match source.chars().next() {
        Some('\'') => "single",
        _ => "other",
    };
    let message = format!("{found} stands in {which} quotes; JSON has double quotes only.");
    let mut inner = source.chars();
    inner.next();
    inner.next_back();
    let inner = inner.as_str();
    let edit = vec![Edit::replace(span, quoted(inner))];
    let diagnostic = Diagnostic::new(Code::JsonSyntax, message);
    if inner.contains('\\') {
        diagnostic.unsafe_fix("Use double quotes", edit)
    } else {
        diagnostic.safe_fix("Use double quotes", edit)
    }
}

/// The bracket at a place, and the one that closes it.
fn brackets(text: &str, opened: u32) -> (char, &'static str) {
    match text.as_bytes().get(opened as usize) {
        Some(b'[') => ('[', "]"),
        _ => ('{', "}"),
    }
}

/// What closes many levels, short enough for a title.
fn excerpt_of(closing: &str) -> &str {
    closing.get(..16).unwrap_or(closing)
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
