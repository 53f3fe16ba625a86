//! The grammar, with precedence built in: `not` over `and` over `or` (RFC 7644 §3.4.2.2, errata
//! 4670, 7319, 7322, 8924).

use std::cell::RefCell;

use nom::bytes::complete::take_while;
use nom::{IResult, Parser};

use super::limits::Limits;
use super::literal::{literal_length, read_foreign, read_literal_at_start};
use super::quirks::Quirks;
use super::slip::{self, Meant, Slip};
use super::tree::{CompareOp, Expression, Literal};
use crate::attribute::{AttributePath, read_path};
use crate::diagnostic::{Diagnostic, Error};
use crate::text::Span;

pub(super) type Parsed<'t, T> = IResult<&'t str, T, Refused>;

/// A syntax error, as nom hands it up; boxed, since results are passed around a lot.
#[derive(Debug)]
pub(crate) struct Refused(Box<Slip>);

type Failure = nom::Err<Refused>;

impl nom::error::ParseError<&str> for Refused {
    fn from_error_kind(_: &str, _: nom::error::ErrorKind) -> Self {
        Self(Box::new(Slip::unknown()))
    }

    fn append(_: &str, _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

fn refuse<T>(slip: Slip) -> Result<T, Failure> {
    Err(nom::Err::Failure(Refused(Box::new(slip))))
}

fn into_slip(failure: Failure) -> Slip {
    match failure {
        nom::Err::Error(Refused(slip)) | nom::Err::Failure(Refused(slip)) => *slip,
        nom::Err::Incomplete(_) => Slip::unknown(),
    }
}

/// What an expression is part of: inside brackets the names are those of sub-attributes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    Filter,
    /// In the brackets of the attribute with this name, where it is known.
    Brackets(Option<Span>),
}

/// What joins two expressions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Connective {
    And,
    Or,
}

impl Connective {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
        }
    }

    /// Reads a connective, in any case.
    fn from_keyword(word: &str) -> Option<Self> {
        match *word.as_bytes() {
            [first, second, third] => {
                let lower = [first | 0x20, second | 0x20, third | 0x20];
                (lower == *b"and").then_some(Self::And)
            }
            [first, second] => ([first | 0x20, second | 0x20] == *b"or").then_some(Self::Or),
            _ => None,
        }
    }
}

/// What the parser knows while it parses: the whole text, so that rests of it become offsets.
pub(super) struct Syntax<'t> {
    pub(super) text: &'t str,
    limits: Limits,
    quirks: Quirks,
    /// Read on over slips whose meaning is plain, to tell of all that is wrong at once.
    recovers: bool,
    seen: RefCell<Seen>,
}

/// What was noticed on the way.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Where there is other white space than the grammar has.
    pub(super) loose: Vec<Span>,
    /// Quirks that were needed; slips, where the parser recovers.
    pub(super) found: Vec<Diagnostic>,
    clauses: u32,
}

/// More slips than this tell nobody more.
const MOST_SLIPS: usize = 100;

/// Parses a filter: the tree or the slip that ended it, and what was noticed up to there.
pub(super) fn parse(
    text: &str,
    limits: Limits,
    quirks: Quirks,
    recovers: bool,
) -> (Result<Expression, Slip>, Seen) {
    if let Err(error) = limits.check_length(text.len()) {
        return (Err(Slip::limit(error)), Seen::default());
    }
    let syntax = Syntax::new(text, limits, quirks, recovers);
    let root = syntax.whole(text).map_err(into_slip);
    (root, syntax.seen.into_inner())
}

/// The filter between the brackets of a PATCH path.
pub(crate) struct Bracketed {
    pub(crate) filter: Expression,
    /// Offset of the closing bracket.
    pub(crate) close: u32,
    /// The quirks that were needed.
    pub(crate) notes: Vec<Diagnostic>,
    /// White space that the grammar doesn't have.
    pub(crate) loose: Vec<Span>,
}

/// Parses the filter between brackets that begins at byte `at` of `text`.
pub(crate) fn bracketed(
    text: &str,
    at: u32,
    limits: Limits,
    quirks: Quirks,
) -> Result<Bracketed, Error> {
    limits.check_length(text.len())?;
    let syntax = Syntax::new(text, limits, quirks, false);
    let rest = text.get(at as usize..).unwrap_or_default();
    let (rest, filter) = syntax
        .in_brackets(rest, 1, None)
        .map_err(|failure| into_slip(failure).error)?;
    let close = syntax.offset(rest);
    let seen = syntax.seen.into_inner();
    Ok(Bracketed {
        filter,
        close,
        notes: seen.found,
        loose: seen.loose,
    })
}

impl<'t> Syntax<'t> {
    fn new(text: &'t str, limits: Limits, quirks: Quirks, recovers: bool) -> Self {
        Self {
            text,
            limits,
            quirks,
            recovers,
            seen: RefCell::default(),
        }
    }

    /// The offset in the whole text of a rest of it.
    pub(super) fn offset(&self, rest: &str) -> u32 {
        // The text is shorter than its limit, a u32.
        u32::try_from(self.text.len() - rest.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn rest(&self, at: u32) -> &'t str {
        self.text.get(at as usize..).unwrap_or_default()
    }

    /// Reads over a slip where a quirk allows it (and notes that), or where the parser recovers.
    fn forgive(&self, slip: Slip, allowed: bool) -> Result<(), Failure> {
        let found = &mut self.seen.borrow_mut().found;
        let room = found.len() < MOST_SLIPS;
        match (allowed, room) {
            (true, true) => found.push(slip.into_note()),
            (true, false) => {}
            (false, true) if self.recovers => found.push(slip.into_diagnostic()),
            (false, _) => return refuse(slip),
        }
        Ok(())
    }

    fn whole(&self, input: &'t str) -> Result<Expression, Failure> {
        let (input, ()) = self.loose_spaces(input)?;
        if input.is_empty() {
            return refuse(slip::empty(self));
        }
        let (mut rest, root) = self.or(input, Place::Filter, 0)?;
        loop {
            (rest, ()) = self.loose_spaces(rest)?;
            if rest.is_empty() {
                return Ok(root);
            }
            let Some(after) = rest.strip_prefix(')') else {
                return refuse(slip::after_expression(
                    self,
                    self.offset(rest),
                    "end of filter",
                ));
            };
            self.forgive(slip::closes_nothing(self, self.offset(rest)), false)?;
            rest = after;
        }
    }

    /// Terms, joined by `and` and `or`.
    fn or(&self, input: &'t str, place: Place, depth: u32) -> Parsed<'t, Expression> {
        // The operands of the `or`, and those of the `and` that is being read.
        let (mut any, mut all) = (Vec::new(), Vec::new());
        let mut rest = input;
        loop {
            let (input, term) = self.term(rest, place, depth)?;
            match self.connective(input)? {
                None => {
                    let last = Self::join(all, term, Expression::And);
                    return Ok((input, Self::join(any, last, Expression::Or)));
                }
                Some((Connective::And, next)) => {
                    all.push(term);
                    rest = next;
                }
                Some((Connective::Or, next)) => {
                    let operands = core::mem::take(&mut all);
                    any.push(Self::join(operands, term, Expression::And));
                    rest = next;
                }
            }
        }
    }

    /// Several operands under a node, or the last alone where it is the only one. `a and (b and c)`
    /// stays as it is grouped.
    #[inline(always)]
    fn join(
        mut operands: Vec<Expression>,
        last: Expression,
        node: fn(Vec<Expression>, Span) -> Expression,
    ) -> Expression {
        let Some(first) = operands.first() else {
            return last;
        };
        let span = first.span().to(last.span());
        operands.push(last);
        node(operands, span)
    }

    /// `SP keyword SP` at the start of the input, if that is what stands there, and what follows.
    fn connective(&self, input: &'t str) -> Result<Option<(Connective, &'t str)>, Failure> {
        let (after_space, space) = blank(input);
        let (rest, name) = word(after_space);
        let Some(connective) = Connective::from_keyword(name) else {
            return self.foreign_connective(after_space, space);
        };
        let (operand, gap) = blank(rest);
        let at = self.offset(after_space);
        if operand.is_empty() {
            return refuse(slip::trailing(
                self,
                self.offset(input),
                Span::new(at, self.offset(rest)),
            ));
        }
        if space.is_empty() {
            let slip = slip::space_before(self, at, name);
            self.forgive(slip, self.quirks.missing_space)?;
        }
        self.gap(input, space)?;
        if gap.is_empty() {
            let slip = slip::space_behind(self, self.offset(rest), name);
            if !rest.starts_with(['(', '!']) {
                return refuse(slip);
            }
            self.forgive(slip, self.quirks.missing_space)?;
        }
        self.gap(rest, gap)?;
        Ok(Some((connective, operand)))
    }

    /// What another language has for a connective, behind a space.
    fn foreign_connective(
        &self,
        input: &'t str,
        space: &str,
    ) -> Result<Option<(Connective, &'t str)>, Failure> {
        let Some((connective, length)) = slip::foreign_connective(input) else {
            return Ok(None);
        };
        let at = self.offset(input);
        let (operand, gap) = blank(self.rest(at + length));
        let spaced = (!space.is_empty(), !gap.is_empty());
        let span = Span::new(at, at + length);
        self.forgive(slip::connective(self, span, connective, spaced), false)?;
        Ok(Some((connective, operand)))
    }

    fn term(&self, input: &'t str, place: Place, depth: u32) -> Parsed<'t, Expression> {
        let start = self.offset(input);
        if let Some(inner) = input.strip_prefix('(') {
            return self.group(inner, start, place, depth + 1);
        }
        if let Some(after) = input.strip_prefix('!') {
            let (open, _) = blank(after);
            if let Some(inner) = open.strip_prefix('(') {
                self.forgive(slip::exclamation(self, start), false)?;
                return self.negated_group(start, inner, open, place, depth + 1);
            }
        }
        if let Some(after) = behind_not(input) {
            let (open, space) = blank(after);
            if let Some(inner) = open.strip_prefix('(') {
                self.gap(after, space)?;
                return self.negated_group(start, inner, open, place, depth + 1);
            }
            if !space.is_empty() && slip::begins_operand(open) {
                return self.bare_negation(start, open, place, depth + 1);
            }
        }
        let (path, rest) = self.path(input, start, place)?;
        if let Some(inner) = rest.strip_prefix('[') {
            return self.value_path(inner, path, place, depth + 1);
        }
        self.attribute_expression(rest, path, place, depth)
    }

    fn negated_group(
        &self,
        start: u32,
        inner: &'t str,
        open: &str,
        place: Place,
        depth: u32,
    ) -> Parsed<'t, Expression> {
        let (rest, operand) = self.group(inner, self.offset(open), place, depth)?;
        let span = Span::new(start, self.offset(rest));
        Ok((rest, Expression::Not(Box::new(operand), span)))
    }

    /// `not` without parentheses.
    fn bare_negation(
        &self,
        start: u32,
        open: &'t str,
        place: Place,
        depth: u32,
    ) -> Parsed<'t, Expression> {
        let at = self.offset(open);
        if !self.recovers {
            return refuse(slip::negation(self, at, None));
        }
        self.check_depth(at, depth)?;
        let (rest, operand) = self.term(open, place, depth)?;
        let end = self.offset(rest);
        self.forgive(slip::negation(self, at, Some(end)), false)?;
        Ok((
            rest,
            Expression::Not(Box::new(operand), Span::new(start, end)),
        ))
    }

    fn group(&self, inner: &'t str, open: u32, place: Place, depth: u32) -> Parsed<'t, Expression> {
        self.check_depth(open, depth)?;
        let (inner, ()) = self.loose_spaces(inner)?;
        let (rest, operand) = self.or(inner, place, depth)?;
        let (rest, ()) = self.loose_spaces(rest)?;
        if let Some(rest) = rest.strip_prefix(')') {
            return Ok((rest, operand));
        }
        self.not_closed(rest, open, ")")?;
        Ok((rest, operand))
    }

    fn value_path(
        &self,
        inner: &'t str,
        path: AttributePath,
        place: Place,
        depth: u32,
    ) -> Parsed<'t, Expression> {
        let open = self.offset(inner) - 1;
        if place != Place::Filter {
            return refuse(slip::brackets_in_brackets(self, open));
        }
        if let Some(sub) = path.sub {
            return refuse(slip::brackets_behind_sub_attribute(self, path, sub));
        }
        let (rest, filter) = self.in_brackets(inner, depth, Some(path.name))?;
        let after = rest.strip_prefix(']').unwrap_or_default();
        if let Some(sub) = after.strip_prefix('.') {
            return self.behind_brackets(sub, path, open, filter, depth);
        }
        let span = Span::new(path.span().start, self.offset(after));
        let filter = Box::new(filter);
        Ok((after, Expression::ValuePath { path, filter, span }))
    }

    /// `].sub op value`, which is read as if it stood inside the brackets.
    fn behind_brackets(
        &self,
        input: &'t str,
        path: AttributePath,
        open: u32,
        filter: Expression,
        depth: u32,
    ) -> Parsed<'t, Expression> {
        let dot = self.offset(input) - 1;
        let place = Place::Brackets(Some(path.name));
        let comparison = self
            .path(input, dot + 1, place)
            .and_then(|(sub, rest)| self.attribute_expression(rest, sub, place, depth));
        let Ok((rest, comparison)) = comparison else {
            return refuse(slip::sub_attribute_behind_brackets(self, dot));
        };
        let slip = slip::comparison_behind_brackets(self, path, open, &filter, &comparison);
        self.forgive(slip, self.quirks.comparison_behind_brackets)?;
        let span = Span::new(path.span().start, self.offset(rest));
        let both = filter.span().to(comparison.span());
        let mut operands = match filter {
            Expression::And(operands, _) => operands,
            other => vec![other],
        };
        operands.push(comparison);
        let filter = Box::new(Expression::And(operands, both));
        Ok((rest, Expression::ValuePath { path, filter, span }))
    }

    /// The filter inside brackets; the closing bracket is left in the rest.
    fn in_brackets(&self, inner: &'t str, depth: u32, of: Option<Span>) -> Parsed<'t, Expression> {
        let open = self.offset(inner).saturating_sub(1);
        self.check_depth(open, depth)?;
        let (inner, ()) = self.loose_spaces(inner)?;
        if inner.starts_with(']') {
            return refuse(slip::empty_brackets(self, open));
        }
        let (rest, filter) = self.or(inner, Place::Brackets(of), depth)?;
        let (rest, ()) = self.loose_spaces(rest)?;
        if !rest.starts_with(']') {
            self.not_closed(rest, open, "]")?;
        }
        Ok((rest, filter))
    }

    /// Reads over the end of the text where a bracket is open; refuses anything else.
    fn not_closed(&self, rest: &str, open: u32, closing: &'static str) -> Result<(), Failure> {
        if rest.is_empty() {
            return self.forgive(slip::not_closed(self, open, closing), false);
        }
        refuse(slip::after_expression(self, self.offset(rest), closing))
    }

    fn path(
        &self,
        input: &'t str,
        at: u32,
        place: Place,
    ) -> Result<(AttributePath, &'t str), Failure> {
        let found = match read_path(self.text, at) {
            Ok(found) => Ok(found),
            // An operator that is glued to the name: the name alone may be one.
            Err(defect) => match slip::glued_operator(input) {
                Some(length) => {
                    let cut = self.text.get(..at as usize + length).unwrap_or_default();
                    read_path(cut, at).map_err(|_| defect)
                }
                None => Err(defect),
            },
        };
        let (path, length) = match found {
            Ok(found) => found,
            Err(defect) => return refuse(slip::before_expression(self, at, defect)),
        };
        let rest = input.get(length as usize..).unwrap_or_default();
        let Place::Brackets(parent) = place else {
            return Ok((path, rest));
        };
        let Some(sub) = path
            .sub
            .filter(|_| path.sub.is_some() || path.urn.is_some())
        else {
            return match path.urn {
                None => Ok((path, rest)),
                Some(_) => refuse(slip::name_in_brackets(self, path, None)),
            };
        };
        let known = parent.is_some_and(|parent| {
            let (name, own) = (path.name.of(self.text), parent.of(self.text));
            name.eq_ignore_ascii_case(own)
        });
        let slip = slip::name_in_brackets(self, path, known.then_some(sub));
        if !known {
            return refuse(slip);
        }
        self.forgive(slip, false)?;
        let plain = AttributePath {
            urn: None,
            name: sub,
            sub: None,
        };
        Ok((plain, rest))
    }

    fn attribute_expression(
        &self,
        input: &'t str,
        path: AttributePath,
        place: Place,
        depth: u32,
    ) -> Parsed<'t, Expression> {
        self.count(path)?;
        let (after, space) = blank(input);
        let at = self.offset(after);
        if let Some(inner) = after.strip_prefix('[')
            && !space.is_empty()
        {
            self.forgive(
                slip::space_before_brackets(self, self.offset(input), at),
                false,
            )?;
            return self.value_path(inner, path, place, depth + 1);
        }
        let (rest, name) = word(after);
        let op = CompareOp::from_keyword(name);
        let presence = name.eq_ignore_ascii_case("pr");
        if op.is_none()
            && !presence
            && let Some(foreign) = slip::foreign_operator(after, path.span().of(self.text))
        {
            return self.foreign(input, path, &foreign);
        }
        if space.is_empty() {
            return refuse(slip::behind_path(self, at, path));
        }
        self.gap(input, space)?;
        let end = self.offset(rest);
        if presence {
            let rest = self.behind_presence(rest)?;
            let span = path.span().to(Span::new(at, end));
            return Ok((rest, Expression::Present { path, span }));
        }
        let Some(op) = op else {
            let slip = slip::operator(self, at, path);
            if !slip::begins_value(after) {
                return refuse(slip);
            }
            self.forgive(slip, false)?;
            return self.comparison(after, path, CompareOp::Eq, Span::at(at));
        };
        let (value, gap) = blank(rest);
        if gap.is_empty() {
            let slip = slip::behind_operator(self, end, name, path);
            if !value.starts_with(['"', '\'', '“', '”', '„', '‘', '’']) {
                return refuse(slip);
            }
            self.forgive(slip, self.quirks.missing_space)?;
        }
        self.gap(rest, gap)?;
        self.comparison(value, path, op, Span::new(at, end))
    }

    /// An operator that SCIM writes differently.
    fn foreign(
        &self,
        input: &'t str,
        path: AttributePath,
        foreign: &slip::ForeignOperator,
    ) -> Parsed<'t, Expression> {
        let (after, space) = blank(input);
        let at = self.offset(after);
        let end = at + foreign.length;
        let (value, gap) = blank(self.rest(end));
        let spaced = (!space.is_empty(), !gap.is_empty());
        let slip = slip::other_operator(self, Span::new(at, end), foreign, spaced);
        let Some(meant) = foreign.meant else {
            return refuse(slip);
        };
        self.forgive(slip, false)?;
        match meant {
            Meant::Compare(op) => self.comparison(value, path, op, Span::new(at, end)),
            Meant::Present => {
                let span = path.span().to(Span::new(at, end));
                Ok((self.rest(end), Expression::Present { path, span }))
            }
        }
    }

    fn comparison(
        &self,
        value: &'t str,
        path: AttributePath,
        op: CompareOp,
        op_span: Span,
    ) -> Parsed<'t, Expression> {
        let (rest, (value, value_span)) = self.literal(value)?;
        Ok((
            rest,
            Expression::Compare {
                path,
                op,
                op_span,
                value,
                value_span,
            },
        ))
    }

    /// Reads over a value behind `pr`.
    fn behind_presence(&self, rest: &'t str) -> Result<&'t str, Failure> {
        let (value, space) = blank(rest);
        if space.is_empty() || !slip::begins_value(value) {
            return Ok(rest);
        }
        let length = u32::try_from(literal_length(value)).unwrap_or_default();
        let at = self.offset(value);
        let end = at + length;
        self.forgive(
            slip::value_behind_presence(self, self.offset(rest), Span::new(at, end)),
            false,
        )?;
        Ok(self.rest(end))
    }

    fn literal(&self, input: &'t str) -> Parsed<'t, (Literal, Span)> {
        let at = self.offset(input);
        let (length, literal) = read_literal_at_start(input);
        if let Some(literal) = literal {
            let span = Span::new(at, at + u32::try_from(length).unwrap_or_default());
            let rest = input.get(length..).unwrap_or_default();
            return Ok((rest, (literal, span)));
        }
        let Some(foreign) = read_foreign(input) else {
            return refuse(slip::literal(self, at));
        };
        let end = at + u32::try_from(foreign.length).unwrap_or_default();
        let span = Span::new(at, end);
        let allowed = slip::allows(self.quirks, foreign.kind);
        self.forgive(slip::foreign_literal(self, span, &foreign), allowed)?;
        Ok((self.rest(end), (foreign.meant, span)))
    }

    fn check_depth(&self, at: u32, depth: u32) -> Result<(), Failure> {
        let most = self.limits.depth.min(Limits::MAX_DEPTH);
        if depth <= most {
            return Ok(());
        }
        refuse(slip::too_deep(self, at, most))
    }

    /// Counts a clause.
    fn count(&self, path: AttributePath) -> Result<(), Failure> {
        let mut seen = self.seen.borrow_mut();
        seen.clauses += 1;
        if seen.clauses <= self.limits.clauses {
            return Ok(());
        }
        refuse(slip::too_many(self, path.span(), self.limits.clauses))
    }

    /// White space where the grammar has none, which is read over and noted.
    #[inline(always)]
    fn loose_spaces(&self, input: &'t str) -> Parsed<'t, ()> {
        match blank(input) {
            (rest, "") => Ok((rest, ())),
            (rest, space) => self.spaces_read_over(input, rest, space),
        }
    }

    #[cold]
    fn spaces_read_over(&self, input: &str, rest: &'t str, space: &str) -> Parsed<'t, ()> {
        if self.only_spaces(input, space)? {
            let at = self.offset(input);
            let span = Span::new(at, self.offset(rest));
            self.seen.borrow_mut().loose.push(span);
        }
        Ok((rest, ()))
    }

    /// Notes white space where the grammar has exactly one space.
    #[inline(always)]
    fn gap(&self, input: &str, space: &str) -> Result<(), Failure> {
        match space {
            "" | " " => Ok(()),
            space => self.wide_gap(input, space),
        }
    }

    #[cold]
    fn wide_gap(&self, input: &str, space: &str) -> Result<(), Failure> {
        if self.only_spaces(input, space)? && space.len() > 1 {
            let at = self.offset(input);
            let end = at + u32::try_from(space.len()).unwrap_or_default();
            self.seen.borrow_mut().loose.push(Span::new(at, end));
        }
        Ok(())
    }

    /// Whether white space is nothing but spaces. Other characters are a slip.
    fn only_spaces(&self, input: &str, space: &str) -> Result<bool, Failure> {
        let Some(other) = space.bytes().position(|byte| byte != b' ') else {
            return Ok(true);
        };
        let start = self.offset(input);
        let at = start + u32::try_from(other).unwrap_or_default();
        let end = start + u32::try_from(space.len()).unwrap_or_default();
        self.forgive(slip::white_space(self, at, end), false)?;
        Ok(false)
    }
}

/// What stands behind the word `not` at the start of the input.
#[inline(always)]
fn behind_not(input: &str) -> Option<&str> {
    match input.as_bytes() {
        [b'n' | b'N', b'o' | b'O', b't' | b'T', behind @ ..] => {
            let ends = !behind.first().is_some_and(u8::is_ascii_alphabetic);
            input.get(3..).filter(|_| ends)
        }
        _ => None,
    }
}

/// White space, and what stands behind it.
#[inline(always)]
fn blank(input: &str) -> (&str, &str) {
    let length = match input.as_bytes() {
        [] | [b'!'..=b'~', ..] => return (input, ""),
        [b' '] | [b' ', b'!'..=b'~', ..] => 1,
        _ => spaces(input),
    };
    let (space, rest) = input.split_at_checked(length).unwrap_or_default();
    (rest, space)
}

#[cold]
fn spaces(input: &str) -> usize {
    input.len() - input.trim_start().len()
}

/// Letters, as keywords and operators are made of, and what stands behind them; none is an empty
/// word.
pub(super) fn word(input: &str) -> (&str, &str) {
    let length = letters(input.as_bytes()).map_or(0, |(_, word)| word.len());
    let (word, rest) = input.split_at_checked(length).unwrap_or_default();
    (rest, word)
}

fn letters(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|byte: u8| byte.is_ascii_alphabetic()).parse(input)
}
