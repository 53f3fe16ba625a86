//! The grammar, with precedence built in: `not` over `and` over `or` (RFC 7644 §3.4.2.2, errata
//! 4670, 7319, 7322, 8924).

use std::cell::RefCell;

use nom::bytes::complete::take_while;
use nom::{IResult, Parser};

use super::slip;
use super::tree::{CompareOp, Expression, Literal};
use crate::attribute::{AttributePath, PathDefect, read_path};
use crate::diagnostic::{Error, ScimType};
use crate::json::{Document, Kind};
use crate::text::Span;

/// What a filter may cost; past it stands an error, not a crash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Longest text, in bytes.
    pub length: u32,
    /// Deepest nesting of parentheses, brackets and `not`. At most [`Limits::MAX_DEPTH`].
    pub depth: u32,
}

impl Limits {
    /// More levels than this could need more stack than a host gives.
    pub const MAX_DEPTH: u32 = 200;

    /// Refuses a filter of more bytes than are allowed, by its length alone.
    ///
    /// # Errors
    /// `invalidFilter`, with the length and the limit.
    pub fn check_length(self, length: usize) -> Result<(), Error> {
        if length <= self.length as usize {
            return Ok(());
        }
        let limit = self.length;
        let detail = format!("The filter has {length} bytes; the limit is {limit}.");
        Err(Error::new(ScimType::InvalidFilter, detail))
    }
}

impl Default for Limits {
    /// 64 KiB and 100 levels.
    fn default() -> Self {
        Self {
            length: 64 << 10,
            depth: 100,
        }
    }
}

type Parsed<'t, T> = IResult<&'t str, T, Refused>;

/// A syntax error, as nom hands it up; boxed, since results are passed around a lot.
#[derive(Debug)]
pub(crate) struct Refused(Error);

impl nom::error::ParseError<&str> for Refused {
    fn from_error_kind(_: &str, _: nom::error::ErrorKind) -> Self {
        Self(Error::new(
            ScimType::InvalidFilter,
            "The filter does not follow the grammar.",
        ))
    }

    fn append(_: &str, _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

fn refuse<T>(error: Error) -> Result<T, nom::Err<Refused>> {
    Err(nom::Err::Failure(Refused(error)))
}

fn into_error(error: nom::Err<Refused>) -> Error {
    match error {
        nom::Err::Error(Refused(error)) | nom::Err::Failure(Refused(error)) => error,
        nom::Err::Incomplete(_) => {
            Error::new(ScimType::InvalidFilter, "The filter ends too early.")
        }
    }
}

/// What an expression is part of: inside brackets the names are those of sub-attributes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Filter,
    Brackets,
}

/// What the parser knows while it parses: the whole text, so that rests of it become offsets.
pub(crate) struct Syntax<'t> {
    pub(super) text: &'t str,
    max_depth: u32,
    loose: RefCell<Vec<Span>>,
}

/// The tree of a filter, and where it has other white space than the grammar.
pub(super) fn parse(text: &str, limits: Limits) -> Result<(Expression, Vec<Span>), Error> {
    let syntax = Syntax::new(text, limits)?;
    let (rest, root) = syntax.whole(text).map_err(into_error)?;
    let at = syntax.offset(rest);
    match rest.chars().next() {
        None => Ok((root, syntax.loose.into_inner())),
        Some(')') => {
            let error = syntax.error(at, at + 1, "This `)` closes nothing.");
            Err(error.expecting(["and", "or", "end of filter"]))
        }
        Some(_) => Err(slip::after_expression(&syntax, at, "end of filter")),
    }
}

/// The filter between brackets that begins at byte `at` of `text`, and the offset of the closing
/// bracket: for the value filter of a PATCH path.
pub(crate) fn bracketed(text: &str, at: u32, limits: Limits) -> Result<(Expression, u32), Error> {
    let syntax = Syntax::new(text, limits)?;
    let rest = text.get(at as usize..).unwrap_or_default();
    let (rest, filter) = syntax.in_brackets(rest, 1).map_err(into_error)?;
    Ok((filter, syntax.offset(rest)))
}

impl<'t> Syntax<'t> {
    pub(crate) fn new(text: &'t str, limits: Limits) -> Result<Self, Error> {
        limits.check_length(text.len())?;
        Ok(Self {
            text,
            max_depth: limits.depth.min(Limits::MAX_DEPTH),
            loose: RefCell::default(),
        })
    }

    /// The offset in the whole text of a rest of it.
    pub(super) fn offset(&self, rest: &str) -> u32 {
        // The text is shorter than its limit, a u32.
        u32::try_from(self.text.len() - rest.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn rest(&self, at: u32) -> &'t str {
        self.text.get(at as usize..).unwrap_or_default()
    }

    pub(super) fn error(&self, start: u32, end: u32, detail: impl Into<String>) -> Error {
        let end = end.max(start).min(self.offset(""));
        Error::new(ScimType::InvalidFilter, detail).at(Span::new(start, end))
    }

    fn whole(&self, input: &'t str) -> Parsed<'t, Expression> {
        let (input, ()) = self.loose_spaces(input)?;
        if input.is_empty() {
            let error = self.error(0, self.offset(""), "The filter is empty.");
            return refuse(error.expecting(EXPRESSION));
        }
        let (rest, root) = self.or(input, Place::Filter, 0)?;
        let (rest, ()) = self.loose_spaces(rest)?;
        Ok((rest, root))
    }

    fn or(&self, input: &'t str, place: Place, depth: u32) -> Parsed<'t, Expression> {
        let (mut input, first) = self.and(input, place, depth)?;
        let mut operands = vec![first];
        while let Some(rest) = self.keyword(input, "or")? {
            let (rest, next) = self.and(rest, place, depth)?;
            operands.push(next);
            input = rest;
        }
        Ok((input, Self::join(operands, Expression::Or)))
    }

    fn and(&self, input: &'t str, place: Place, depth: u32) -> Parsed<'t, Expression> {
        let (mut input, first) = self.term(input, place, depth)?;
        let mut operands = vec![first];
        while let Some(rest) = self.keyword(input, "and")? {
            let (rest, next) = self.term(rest, place, depth)?;
            operands.push(next);
            input = rest;
        }
        Ok((input, Self::join(operands, Expression::And)))
    }

    /// One operand alone; several under a node. `a and (b and c)` stays as it is grouped.
    fn join(
        mut operands: Vec<Expression>,
        node: fn(Vec<Expression>, Span) -> Expression,
    ) -> Expression {
        match (operands.len(), operands.pop()) {
            (1, Some(only)) => only,
            (_, Some(last)) => {
                let start = operands.first().map_or(last.span(), Expression::span);
                let span = start.to(last.span());
                operands.push(last);
                node(operands, span)
            }
            (_, None) => node(operands, Span::default()),
        }
    }

    /// What follows `SP keyword SP` at the start of the input, if that is what stands there.
    fn keyword(&self, input: &'t str, keyword: &str) -> Result<Option<&'t str>, nom::Err<Refused>> {
        let (after_space, space) = spaces(input)?;
        let (rest, word) = word(after_space)?;
        if space.is_empty() || !word.eq_ignore_ascii_case(keyword) {
            return Ok(None);
        }
        self.note_run(input, space);
        let (operand, gap) = spaces(rest)?;
        if gap.is_empty() {
            let at = self.offset(rest);
            let detail = match rest.chars().next() {
                None => format!("The filter ends after `{word}`."),
                Some(_) => format!("A space belongs behind `{word}`."),
            };
            let expected: &[&str] = if rest.is_empty() {
                &EXPRESSION
            } else {
                &["space"]
            };
            return refuse(
                self.error(at, at, detail)
                    .expecting(expected.iter().copied()),
            );
        }
        self.note_run(rest, gap);
        Ok(Some(operand))
    }

    fn term(&self, input: &'t str, place: Place, depth: u32) -> Parsed<'t, Expression> {
        let start = self.offset(input);
        if let Some(inner) = input.strip_prefix('(') {
            return self.group(inner, start, place, depth + 1);
        }
        let (after, name) = word(input)?;
        if name.eq_ignore_ascii_case("not") {
            let (open, space) = spaces(after)?;
            if let Some(inner) = open.strip_prefix('(') {
                self.note_run(after, space);
                let (rest, operand) = self.group(inner, self.offset(open), place, depth + 1)?;
                let span = Span::new(start, self.offset(rest));
                return Ok((rest, Expression::Not(Box::new(operand), span)));
            }
        }
        let (path, rest) = self.path(input, start, place)?;
        if let Some(inner) = rest.strip_prefix('[') {
            return self.value_path(inner, path, place, depth + 1);
        }
        self.attribute_expression(rest, path)
    }

    fn group(&self, inner: &'t str, open: u32, place: Place, depth: u32) -> Parsed<'t, Expression> {
        self.check_depth(open, depth)?;
        let (inner, ()) = self.loose_spaces(inner)?;
        let (rest, operand) = self.or(inner, place, depth)?;
        let (rest, ()) = self.loose_spaces(rest)?;
        match rest.strip_prefix(')') {
            Some(rest) => Ok((rest, operand)),
            None => refuse(self.not_closed(rest, open, ")")),
        }
    }

    fn value_path(
        &self,
        inner: &'t str,
        path: AttributePath,
        place: Place,
        depth: u32,
    ) -> Parsed<'t, Expression> {
        let open = self.offset(inner) - 1;
        if place == Place::Brackets {
            let detail = "A value path can't stand inside another one.";
            return refuse(self.error(open, open + 1, detail).expecting(OPERATORS));
        }
        if let Some(sub) = path.sub {
            let name = path.name.of(self.text);
            let detail =
                format!("A value path filters the values of an attribute: write `{name}[…]`.");
            return refuse(self.error(sub.start - 1, sub.end, detail));
        }
        let (rest, filter) = self.in_brackets(inner, depth)?;
        let after = rest.strip_prefix(']').unwrap_or_default();
        if after.starts_with('.') {
            return refuse(slip::sub_attribute_behind_brackets(
                self,
                self.offset(after),
                path,
                &filter,
            ));
        }
        let span = Span::new(path.span().start, self.offset(after));
        let filter = Box::new(filter);
        Ok((after, Expression::ValuePath { path, filter, span }))
    }

    /// The filter inside brackets; the closing bracket is left in the rest.
    fn in_brackets(&self, inner: &'t str, depth: u32) -> Parsed<'t, Expression> {
        let open = self.offset(inner).saturating_sub(1);
        self.check_depth(open, depth)?;
        let (inner, ()) = self.loose_spaces(inner)?;
        if inner.starts_with(']') {
            let error = self.error(open, open + 2, "The brackets hold no filter.");
            return refuse(error.expecting(["sub-attribute"]));
        }
        let (rest, filter) = self.or(inner, Place::Brackets, depth)?;
        let (rest, ()) = self.loose_spaces(rest)?;
        if rest.starts_with(']') {
            return Ok((rest, filter));
        }
        refuse(self.not_closed(rest, open, "]"))
    }

    fn not_closed(&self, rest: &str, open: u32, closing: &'static str) -> Error {
        if rest.is_empty() {
            let bracket = Span::new(open, open + 1).of(self.text);
            let detail = format!("`{bracket}` is not closed.");
            return self
                .error(open, open + 1, detail)
                .expecting(["and", "or", closing]);
        }
        slip::after_expression(self, self.offset(rest), closing)
    }

    fn path(
        &self,
        input: &'t str,
        at: u32,
        place: Place,
    ) -> Result<(AttributePath, &'t str), nom::Err<Refused>> {
        match read_path(self.text, at) {
            Ok((path, length)) => {
                if place == Place::Brackets && (path.urn.is_some() || path.sub.is_some()) {
                    let detail = "Inside brackets a sub-attribute stands by its plain name.";
                    let error = self.error(path.span().start, path.span().end, detail);
                    return refuse(error.expecting(["sub-attribute"]));
                }
                Ok((path, input.get(length as usize..).unwrap_or_default()))
            }
            Err(defect) => refuse(slip::before_expression(self, at, defect)),
        }
    }

    fn attribute_expression(&self, input: &'t str, path: AttributePath) -> Parsed<'t, Expression> {
        let (after_space, space) = spaces(input)?;
        let at = self.offset(after_space);
        if space.is_empty() {
            return refuse(slip::behind_path(self, at, path));
        }
        self.note_run(input, space);
        let (rest, name) = word(after_space)?;
        let end = self.offset(rest);
        if name.eq_ignore_ascii_case("pr") {
            let span = path.span().to(Span::new(at, end));
            return Ok((rest, Expression::Present { path, span }));
        }
        let Some(op) = CompareOp::from_keyword(name) else {
            return refuse(slip::operator(self, at));
        };
        let (value, gap) = spaces(rest)?;
        if gap.is_empty() {
            return refuse(slip::behind_operator(self, end, name));
        }
        self.note_run(rest, gap);
        let (rest, (literal, value_span)) = self.literal(value)?;
        let op_span = Span::new(at, end);
        Ok((
            rest,
            Expression::Compare {
                path,
                op,
                op_span,
                value: literal,
                value_span,
            },
        ))
    }

    fn literal(&self, input: &'t str) -> Parsed<'t, (Literal, Span)> {
        let at = self.offset(input);
        let length = literal_length(input);
        let (source, rest) = input.split_at_checked(length).unwrap_or((input, ""));
        let value = read_literal(source);
        let bounded = rest.is_empty() || rest.starts_with([' ', ')', ']']);
        match value {
            Some(literal) if bounded => {
                let span = Span::new(at, at + u32::try_from(length).unwrap_or(u32::MAX));
                Ok((rest, (literal, span)))
            }
            _ => refuse(slip::literal(self, at)),
        }
    }

    fn check_depth(&self, at: u32, depth: u32) -> Result<(), nom::Err<Refused>> {
        if depth <= self.max_depth {
            return Ok(());
        }
        let detail = format!(
            "The filter is nested deeper than {} levels.",
            self.max_depth
        );
        refuse(self.error(at, at + 1, detail))
    }

    /// Spaces where the grammar has none, which are read over and noted.
    fn loose_spaces(&self, input: &'t str) -> Parsed<'t, ()> {
        let (rest, space) = spaces(input)?;
        if !space.is_empty() {
            let at = self.offset(input);
            self.loose
                .borrow_mut()
                .push(Span::new(at, self.offset(rest)));
        }
        Ok((rest, ()))
    }

    /// Notes a run of spaces where the grammar has exactly one.
    fn note_run(&self, input: &str, space: &str) {
        if space.len() > 1 {
            let at = self.offset(input);
            let end = at + u32::try_from(space.len()).unwrap_or_default();
            self.loose.borrow_mut().push(Span::new(at, end));
        }
    }
}

/// What an expression can begin with.
pub(super) const EXPRESSION: [&str; 3] = ["attribute", "not", "("];

/// What can follow an attribute.
pub(super) const OPERATORS: [&str; 10] =
    ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"];

fn spaces(input: &str) -> Parsed<'_, &str> {
    take_while(|c| c == ' ').parse(input)
}

/// Letters, as keywords and operators are made of; none is an empty word.
fn word(input: &str) -> Parsed<'_, &str> {
    take_while(|c: char| c.is_ascii_alphabetic()).parse(input)
}

/// Length in bytes of the literal that seems to stand at the start of the input: a string up to its
/// closing quote, anything else up to a space or a bracket.
pub(super) fn literal_length(input: &str) -> usize {
    if !input.starts_with('"') {
        return input
            .find([' ', ')', ']', '(', '[', '"'])
            .unwrap_or(input.len());
    }
    let mut escaped = false;
    let closing = input.bytes().skip(1).position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    closing.map_or(input.len(), |at| at + 2)
}

/// The literal that `source` is, by the rules of JSON.
fn read_literal(source: &str) -> Option<Literal> {
    match source {
        "true" => return Some(Literal::Boolean(true)),
        "false" => return Some(Literal::Boolean(false)),
        "null" => return Some(Literal::Null),
        _ => {}
    }
    let plain = source
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    if let Some(plain) = plain
        && !plain
            .bytes()
            .any(|byte| byte < 0x20 || matches!(byte, b'"' | b'\\'))
    {
        return Some(Literal::String(plain.to_owned()));
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

/// What is wrong with the characters that should be an attribute path.
pub fn attribute_path_error(text: &str, defect: PathDefect, scim_type: ScimType) -> Error {
    let name_rule =
        "a name begins with a letter and goes on with letters, digits, `$`, `-` and `_`";
    let (span, detail) = match defect {
        PathDefect::Empty => (
            Span::at(0),
            "The name of an attribute is missing.".to_owned(),
        ),
        PathDefect::Uri(span) => {
            let uri = span.of(text);
            (
                span,
                format!(
                    "`{uri}` is no schema URI: what stands before the last colon must be an absolute URI."
                ),
            )
        }
        PathDefect::Name(span) if span.is_empty() => {
            (span, "The name of an attribute is missing.".to_owned())
        }
        PathDefect::Name(span) => (
            span,
            format!(
                "`{}` is no name of an attribute: {name_rule}.",
                span.of(text)
            ),
        ),
        PathDefect::Depth(span) => (
            span,
            "Attributes have one level of sub-attributes.".to_owned(),
        ),
    };
    Error::new(scim_type, detail).at(span)
}
