//! A filter as coloured text: tokens of any text, whether it parses or not.

use super::literal::{literal_length, read_foreign, read_literal, read_literal_at_start};
use super::tree::{CompareOp, Literal};
use crate::attribute::is_attribute_name;
use crate::text::Span;

/// What a token is. The numbers are part of the JavaScript API.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum TokenKind {
    /// The name of an attribute.
    Attribute = 0,
    /// The name of a sub-attribute.
    SubAttribute = 1,
    /// The URI of a schema, with the colon behind it.
    Schema = 2,
    /// An operator, `pr` among them.
    Operator = 3,
    /// `and`, `or`, `not`.
    Keyword = 4,
    /// A string.
    String = 5,
    /// A number.
    Number = 6,
    /// `true`, `false`, `null`.
    Literal = 7,
    /// Brackets, parentheses and dots.
    Punctuation = 8,
    /// What doesn't belong where it stands.
    Invalid = 9,
}

/// A token: where it stands, in bytes, and what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// The tokens of a text, in order, without white space; linear in the text, and never fails.
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut lexer = Lexer::new(text);
    while lexer.step().is_some() {}
    lexer.tokens
}

/// What can stand next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Expect {
    Operand,
    Operator,
    Value,
    Connective,
}

/// Where in a filter the lexer is.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) expect: Expect,
    /// The attribute path of the clause.
    pub(super) path: Option<Span>,
    /// The operator of the clause.
    pub(super) op: Option<CompareOp>,
    /// The attribute whose brackets are open.
    pub(super) brackets: Option<Span>,
    /// Parentheses that are open, inside the brackets if there are any.
    pub(super) parentheses: u32,
    /// Those that are open outside the brackets.
    outer: u32,
}

/// What a step of the lexer was about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    /// A path, an operator, a keyword or a bare value: half of it may still be missing.
    Word(Span),
    /// A string; whether it is closed.
    String(Span, bool),
    /// A bracket.
    Bracket(Span),
}

impl Unit {
    pub(super) fn span(self) -> Span {
        match self {
            Self::Word(span) | Self::String(span, _) | Self::Bracket(span) => span,
        }
    }
}

/// Cuts a text into tokens.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    pub(super) state: State,
    tokens: Vec<Token>,
}

const fn is_symbol(c: char) -> bool {
    matches!(c, '=' | '<' | '>' | '!' | '~' | '&' | '|' | ',')
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            state: State {
                expect: Expect::Operand,
                path: None,
                op: None,
                brackets: None,
                parentheses: 0,
                outer: 0,
            },
            tokens: Vec::new(),
        }
    }

    /// Takes what stands next; nothing at the end of the text.
    pub(super) fn step(&mut self) -> Option<Unit> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        let rest = self.rest();
        let first = rest.chars().next()?;
        match first {
            '(' | ')' | '[' | ']' => return Some(self.bracket(first)),
            '"' => return Some(self.string(rest)),
            _ => {}
        }
        if is_quote(first)
            && let Some(foreign) = read_foreign(rest)
        {
            let span = self.take(foreign.length, TokenKind::Invalid);
            self.state.expect = self.behind_value();
            return Some(Unit::Word(span));
        }
        let unit = match self.state.expect {
            Expect::Operand => self.operand(rest),
            Expect::Operator => self.operator(rest),
            Expect::Value => self.value(rest),
            Expect::Connective => self.connective(rest),
        };
        Some(Unit::Word(unit))
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Adds a token of this many bytes.
    fn take(&mut self, length: usize, kind: TokenKind) -> Span {
        let start = u32::try_from(self.at).unwrap_or(u32::MAX);
        self.at += length;
        let span = Span::new(start, u32::try_from(self.at).unwrap_or(u32::MAX));
        if length > 0 {
            self.tokens.push(Token { span, kind });
        }
        span
    }

    fn bracket(&mut self, first: char) -> Unit {
        let state = &mut self.state;
        let expected = state.expect;
        match first {
            '(' => {
                state.parentheses += 1;
                state.expect = Expect::Operand;
            }
            '[' => {
                state.brackets = state.path;
                (state.outer, state.parentheses) = (state.parentheses, 0);
                state.expect = Expect::Operand;
            }
            ')' => {
                state.parentheses = state.parentheses.saturating_sub(1);
                state.expect = Expect::Connective;
            }
            _ => {
                state.path = state.brackets.take();
                (state.parentheses, state.outer) = (state.outer, 0);
                state.expect = Expect::Connective;
            }
        }
        // Where a value belongs, a bracket begins nothing.
        if expected == Expect::Value && matches!(first, '(' | '[') {
            self.state.expect = Expect::Value;
        }
        Unit::Bracket(self.take(1, TokenKind::Punctuation))
    }

    fn string(&mut self, rest: &str) -> Unit {
        let (length, literal) = read_literal_at_start(rest);
        let closed = literal.is_some() || length < rest.len() || rest.ends_with('"') && length > 1;
        let in_place = self.state.expect == Expect::Value;
        let kind = if in_place && (literal.is_some() || !closed) {
            TokenKind::String
        } else {
            TokenKind::Invalid
        };
        let span = self.take(length, kind);
        self.state.expect = self.behind_value();
        Unit::String(span, closed)
    }

    /// What can stand behind a value that stands here.
    fn behind_value(&self) -> Expect {
        match self.state.expect {
            Expect::Operand => Expect::Operator,
            _ => Expect::Connective,
        }
    }

    fn operand(&mut self, rest: &str) -> Span {
        let length = path_length(rest);
        let path = rest.get(..length).unwrap_or_default();
        if path.is_empty() {
            return self.symbols(rest);
        }
        let behind = rest.get(length..).unwrap_or_default().trim_start();
        if path.eq_ignore_ascii_case("not") && behind.starts_with('(') {
            return self.take(length, TokenKind::Keyword);
        }
        let start = u32::try_from(self.at).unwrap_or(u32::MAX);
        let name = match path.rfind(':') {
            None => path,
            Some(colon) => {
                self.take(colon + 1, TokenKind::Schema);
                path.get(colon + 1..).unwrap_or_default()
            }
        };
        let plain = if self.state.brackets.is_some() {
            TokenKind::SubAttribute
        } else {
            TokenKind::Attribute
        };
        let (name, sub) = name
            .split_once('.')
            .map_or((name, None), |(n, s)| (n, Some(s)));
        self.name(name, plain);
        if let Some(sub) = sub {
            self.take(1, TokenKind::Punctuation);
            self.name(sub, TokenKind::SubAttribute);
        }
        let span = Span::new(start, u32::try_from(self.at).unwrap_or(u32::MAX));
        self.state.path = Some(span);
        self.state.expect = Expect::Operator;
        span
    }

    fn name(&mut self, name: &str, kind: TokenKind) {
        let valid = is_attribute_name(name);
        self.take(name.len(), if valid { kind } else { TokenKind::Invalid });
    }

    /// A run of signs that SCIM doesn't have.
    fn symbols(&mut self, rest: &str) -> Span {
        let length = rest.find(|c| !is_symbol(c)).unwrap_or(rest.len());
        let first = rest.chars().next().map_or(0, char::len_utf8);
        self.take(length.max(first), TokenKind::Invalid)
    }

    fn operator(&mut self, rest: &str) -> Span {
        if rest.starts_with(is_symbol) {
            self.state.expect = if rest.starts_with(['&', '|', ',']) {
                Expect::Operand
            } else {
                Expect::Value
            };
            self.state.op = Some(CompareOp::Eq);
            return self.symbols(rest);
        }
        let length = word_length(rest);
        let word = rest.get(..length).unwrap_or_default();
        let op = CompareOp::from_keyword(word);
        let kind = if word.eq_ignore_ascii_case("pr") {
            self.state.expect = Expect::Connective;
            TokenKind::Operator
        } else if op.is_some() {
            self.state.expect = Expect::Value;
            TokenKind::Operator
        } else if is_connective(word) {
            self.state.expect = Expect::Operand;
            TokenKind::Keyword
        } else {
            self.state.expect = Expect::Value;
            TokenKind::Invalid
        };
        self.state.op = op;
        self.take(length, kind)
    }

    fn value(&mut self, rest: &str) -> Span {
        let length = literal_length(rest).max(1);
        let word = rest.get(..length).unwrap_or_default();
        self.state.expect = Expect::Connective;
        let kind = match read_literal(word) {
            Some(Literal::Number(_)) => TokenKind::Number,
            Some(_) => TokenKind::Literal,
            None if is_connective(word) => {
                self.state.expect = Expect::Operand;
                TokenKind::Keyword
            }
            None => TokenKind::Invalid,
        };
        self.take(length, kind)
    }

    fn connective(&mut self, rest: &str) -> Span {
        if rest.starts_with(is_symbol) {
            self.state.expect = Expect::Operand;
            return self.symbols(rest);
        }
        let behind_brackets = self.text.get(..self.at).is_some_and(|t| t.ends_with(']'));
        if let Some(sub) = rest.strip_prefix('.').filter(|_| behind_brackets) {
            let start = self.take(1, TokenKind::Punctuation).start;
            let name = sub.get(..word_length(sub)).unwrap_or_default();
            self.name(name, TokenKind::SubAttribute);
            self.state.expect = Expect::Operator;
            return Span::new(start, u32::try_from(self.at).unwrap_or(u32::MAX));
        }
        let length = word_length(rest);
        let word = rest.get(..length).unwrap_or_default();
        let joins = is_connective(word);
        self.state.expect = if joins {
            Expect::Operand
        } else {
            Expect::Operator
        };
        let kind = if joins {
            TokenKind::Keyword
        } else {
            TokenKind::Invalid
        };
        self.take(length, kind)
    }
}

fn is_connective(word: &str) -> bool {
    word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or")
}

const fn is_quote(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '´' | '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '‛'
    )
}

/// Length of an attribute path: a URI can hold parentheses and signs.
fn path_length(rest: &str) -> usize {
    let mut colon = false;
    rest.find(|c: char| {
        colon |= c == ':';
        c.is_whitespace()
            || matches!(c, '[' | ']' | '"')
            || !colon && (matches!(c, '(' | ')') || is_symbol(c))
    })
    .unwrap_or(rest.len())
}

/// Length of a word, of one character at least.
fn word_length(rest: &str) -> usize {
    let stop = rest.find(|c: char| {
        c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')' | '"') || is_symbol(c)
    });
    let first = rest.chars().next().map_or(0, char::len_utf8);
    stop.unwrap_or(rest.len()).max(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> String {
        let letter = |token: &Token| {
            let kind = match token.kind {
                TokenKind::Attribute => "a",
                TokenKind::SubAttribute => "s",
                TokenKind::Schema => "u",
                TokenKind::Operator => "o",
                TokenKind::Keyword => "k",
                TokenKind::String => "t",
                TokenKind::Number => "n",
                TokenKind::Literal => "l",
                TokenKind::Punctuation => "p",
                TokenKind::Invalid => "!",
            };
            format!("{kind}:{} ", token.span.of(text))
        };
        tokenize(text)
            .iter()
            .map(letter)
            .collect::<String>()
            .trim_end()
            .to_owned()
    }

    #[test]
    fn colours_whole_filters_and_halves() {
        for (text, wanted) in [
            (r#"userName eq "mira""#, r#"a:userName o:eq t:"mira""#),
            (
                "or or eq 1 or not eq -2",
                "a:or k:or a:eq !:1 k:or a:not o:eq n:-2",
            ),
            ("not (title PR)", "k:not p:( a:title o:PR p:)"),
            (
                r#"emails[type eq "work" and primary eq true].value sw "a"#,
                r#"a:emails p:[ s:type o:eq t:"work" k:and s:primary o:eq l:true p:] p:. s:value o:sw t:"a"#,
            ),
            (
                "urn:x:User:name.givenName p",
                "u:urn:x:User: a:name p:. s:givenName !:p",
            ),
            (
                "userName == 'mira' && active",
                "a:userName !:== !:'mira' !:&& a:active",
            ),
            ("title eq ", "a:title o:eq"),
            ("title eq  and x pr", "a:title o:eq k:and a:x o:pr"),
            ("name. eq 1", "a:name p:. o:eq n:1"),
            (r#""x" eq title"#, r#"!:"x" o:eq !:title"#),
            ("a.b.c pr", "a:a p:. !:b.c o:pr"),
            ("é pr", "!:é o:pr"),
            ("))]", "p:) p:) p:]"),
            ("", ""),
        ] {
            assert_eq!(kinds(text), wanted);
        }
    }

    proptest! {
        #[test]
        fn covers_any_text_in_order(text in "[a-c.:\\[\\]()\"'= é&|0-9]{0,40}|(eq|pr|and|not|\"x|\\[|\\]|\\(|\\)|a.b| ){0,20}|.{0,20}") {
            let mut end = 0;
            for token in tokenize(&text) {
                let (start, stop) = (token.span.start as usize, token.span.end as usize);
                prop_assert!(start < stop && start >= end);
                let between = text.get(end..start).unwrap();
                prop_assert!(between.chars().all(char::is_whitespace), "{between:?}");
                prop_assert!(text.get(start..stop).is_some());
                end = stop;
            }
            prop_assert!(text[end..].chars().all(char::is_whitespace));
        }
    }
}
