//! Values in a filter: the literals of JSON, and what people write instead.

use super::tree::Literal;
use crate::json::{Document, Kind};

/// Length in bytes of the literal that seems to stand at the start of the input: a string up to its
/// closing quote, anything else up to white space, a bracket or a quote.
pub(super) fn literal_length(input: &str) -> usize {
    extent(input).0
}

/// The length, and whether it is a string whose characters stand for themselves.
fn extent(input: &str) -> (usize, bool) {
    let bytes = input.as_bytes();
    if bytes.first() != Some(&b'"') {
        let end =
            input.find(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '(' | '[' | '"'));
        return (end.unwrap_or(input.len()), false);
    }
    let (mut at, mut plain) = (1, true);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return (at + 1, plain),
            // What stands behind it closes nothing.
            b'\\' => {
                at += 1;
                plain = false;
            }
            byte => plain &= byte >= 0x20,
        }
        at += 1;
    }
    (input.len(), false)
}

/// The literal that seems to stand at the start of the input, by the rules of JSON, if it is one; and
/// its length in bytes.
pub(super) fn read_literal_at_start(input: &str) -> (usize, Option<Literal>) {
    let (length, plain) = extent(input);
    if plain {
        let text = input.get(1..length - 1);
        return (length, text.map(|text| Literal::String(text.to_owned())));
    }
    let source = input.get(..length).unwrap_or_default();
    (length, read_literal(source))
}

/// The literal that `source` is, by the rules of JSON.
pub(super) fn read_literal(source: &str) -> Option<Literal> {
    match source {
        "true" => return Some(Literal::Boolean(true)),
        "false" => return Some(Literal::Boolean(false)),
        "null" => return Some(Literal::Null),
        _ => {}
    }
    let document = Document::parse(source)
        .ok()
        .filter(|document| !document.is_spaced())?;
    let root = document.root()?;
    match root.kind() {
        Kind::String => root.as_str().map(|text| Literal::String(text.into_owned())),
        Kind::Number => Some(Literal::Number(source.to_owned())),
        _ => None,
    }
}

/// A value that JSON writes differently.
pub(super) struct Foreign {
    /// Its length in bytes.
    pub(super) length: usize,
    /// What is meant.
    pub(super) meant: Literal,
    /// How it deviates.
    pub(super) kind: ForeignKind,
}

/// How a value deviates from JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ForeignKind {
    /// `'x'`
    SingleQuotes,
    /// “x”, `x` and others
    OtherQuotes,
    /// `True`
    LiteralCase,
    /// `None`, `nil`, `undefined`
    OtherNull,
    /// `+1`, `.5`, `1.`, `01`
    Number,
    /// `x`
    BareWord,
    /// `x y`
    BareWords,
}

/// What seems to be meant by a value that is no JSON.
pub(super) fn read_foreign(input: &str) -> Option<Foreign> {
    let first = input.chars().next()?;
    if let Some((closings, kind)) = quotes(first) {
        let inner = input.get(first.len_utf8()..)?;
        let close = unescaped(inner, closings)?;
        let content = inner.get(..close)?;
        let closing = inner.get(close..)?.chars().next().map_or(0, char::len_utf8);
        return Some(Foreign {
            length: first.len_utf8() + close + closing,
            meant: Literal::String(content.replace("\\'", "'").replace("\\\\", "\\")),
            kind,
        });
    }
    if matches!(first, '[' | ']' | '{' | '(' | ')' | '"') {
        return None;
    }
    let length = literal_length(input);
    let word = input.get(..length)?;
    let found = |meant, kind| {
        Some(Foreign {
            length,
            meant,
            kind,
        })
    };
    match word.to_ascii_lowercase().as_str() {
        "true" => return found(Literal::Boolean(true), ForeignKind::LiteralCase),
        "false" => return found(Literal::Boolean(false), ForeignKind::LiteralCase),
        "null" => return found(Literal::Null, ForeignKind::LiteralCase),
        "none" | "nil" | "undefined" => return found(Literal::Null, ForeignKind::OtherNull),
        _ => {}
    }
    if word
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E'))
    {
        let number = as_number(word)?;
        return found(Literal::Number(number), ForeignKind::Number);
    }
    let length = words(input);
    let kind = if length > word.len() {
        ForeignKind::BareWords
    } else {
        ForeignKind::BareWord
    };
    Some(Foreign {
        length,
        meant: Literal::String(input.get(..length)?.to_owned()),
        kind,
    })
}

/// What closes a string that begins with this character. What opens one closes it as well: no text
/// is searched to its end more than once.
fn quotes(first: char) -> Option<(&'static str, ForeignKind)> {
    match first {
        '\'' => Some(("'", ForeignKind::SingleQuotes)),
        '`' | '´' => Some(("`´", ForeignKind::OtherQuotes)),
        '“' | '”' | '„' | '‟' | '«' | '»' => Some(("“”„‟«»\"", ForeignKind::OtherQuotes)),
        '‘' | '’' | '‚' | '‛' => Some(("‘’‚‛'", ForeignKind::OtherQuotes)),
        _ => None,
    }
}

/// Where the first of `closings` stands that has no backslash before it.
fn unescaped(inner: &str, closings: &str) -> Option<usize> {
    let mut escaped = false;
    inner
        .char_indices()
        .find(|&(_, c)| {
            let closes = !escaped && closings.contains(c);
            escaped = c == '\\' && !escaped;
            closes
        })
        .map(|(at, _)| at)
}

/// The JSON number that is meant by one with a plus sign, zeros in front, or a point at an end.
fn as_number(word: &str) -> Option<String> {
    let (sign, digits) = match word.strip_prefix(['+', '-']) {
        Some(digits) => (if word.starts_with('-') { "-" } else { "" }, digits),
        None => ("", word),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if fraction.is_empty() { "" } else { "." };
    let number = format!("{sign}{whole}{point}{fraction}");
    let digit = word.bytes().any(|byte| byte.is_ascii_digit());
    (digit && read_literal(&number).is_some()).then_some(number)
}

/// Length in bytes of the words at the start of the input, up to a bracket, a quote, or a word that
/// joins clauses.
fn words(input: &str) -> usize {
    let mut end = literal_length(input);
    loop {
        let rest = input.get(end..).unwrap_or_default();
        let next = rest.trim_start_matches(' ');
        let length = literal_length(next);
        let word = next.get(..length).unwrap_or_default();
        let joins = matches!(
            word.to_ascii_lowercase().as_str(),
            "and" | "or" | "&&" | "||"
        );
        if length == 0 || joins || next.len() == rest.len() {
            return end;
        }
        let after = next.get(length..).unwrap_or_default();
        if after.starts_with(['[', '(', '"']) {
            return end;
        }
        end += rest.len() - next.len() + length;
    }
}
