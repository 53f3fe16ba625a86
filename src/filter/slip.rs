//! What people write instead of the grammar: what is wrong with it, and what is meant. The cold half
//! of the parser.

use super::grammar::{Connective, Syntax, word};
use super::literal::{Foreign, ForeignKind, literal_length};
use super::print::{write_expression, write_literal};
use super::quirks::Quirks;
use super::tree::{CompareOp, Expression};
use crate::attribute::{AttributePath, PathDefect};
use crate::diagnostic::{Code, Diagnostic, Edit, Error, Fix, Safety, ScimType};
use crate::text::Span;

/// A slip: the refusal, and the change that mends it where one is known.
#[derive(Debug)]
pub(super) struct Slip {
    pub(super) error: Error,
    code: Code,
    fix: Option<Fix>,
}

/// What an expression can begin with.
const EXPRESSION: &[&str] = &["attribute", "not", "("];

/// What can follow an attribute.
const OPERATORS: &[&str] = &["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"];

const VALUES: &[&str] = &["string", "number", "true", "false", "null"];

impl Slip {
    /// For what nom refuses by itself, which happens nowhere.
    pub(super) fn unknown() -> Self {
        let detail = "The filter does not follow the grammar.";
        Self::of(Error::new(ScimType::InvalidFilter, detail))
    }

    fn of(error: Error) -> Self {
        Self {
            error,
            code: Code::FilterSyntax,
            fix: None,
        }
    }

    /// A limit that is passed.
    pub(super) fn limit(error: Error) -> Self {
        Self {
            code: Code::FilterLimit,
            ..Self::of(error)
        }
    }

    #[inline(never)]
    fn expecting(self, expected: &[&str]) -> Self {
        Self {
            error: self.error.expecting(expected.iter().copied()),
            ..self
        }
    }

    fn safe(self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix(title.into(), Safety::Safe, edits)
    }

    fn perhaps(self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix(title.into(), Safety::Unsafe, edits)
    }

    #[inline(never)]
    fn fix(self, title: String, safety: Safety, edits: Vec<Edit>) -> Self {
        let fix = Some(Fix {
            title,
            safety,
            edits,
        });
        Self { fix, ..self }
    }

    /// The finding that tells of it.
    #[cold]
    pub(super) fn into_diagnostic(self) -> Diagnostic {
        let mut finding = Diagnostic::new(self.code, self.error.detail());
        finding.span = self.error.span();
        let expected = self.error.expected().join(", ");
        if !expected.is_empty() {
            finding.help = Some(format!("Expected here: {expected}."));
        }
        finding.fixes.extend(self.fix);
        finding
    }

    /// The note that a quirk read over it.
    #[cold]
    pub(super) fn into_note(self) -> Diagnostic {
        Diagnostic {
            code: Code::FilterQuirk,
            severity: Code::FilterQuirk.info().severity,
            help: Some("A quirk of the profile reads it so; RFC 7644 refuses it.".to_owned()),
            scim_type: None,
            ..self.into_diagnostic()
        }
    }
}

fn slip(syntax: &Syntax<'_>, start: u32, end: u32, detail: impl Into<String>) -> Slip {
    refused(syntax, start, end, detail.into())
}

#[inline(never)]
fn refused(syntax: &Syntax<'_>, start: u32, end: u32, detail: String) -> Slip {
    let end = end.max(start).min(syntax.offset(""));
    Slip::of(Error::new(ScimType::InvalidFilter, detail).at(Span::new(start, end)))
}

/// End of what stands at `at`: a string as a whole, a word up to a space, a bracket or a quote.
fn token_end(syntax: &Syntax<'_>, at: u32) -> u32 {
    let rest = syntax.rest(at);
    if rest.starts_with('"') {
        return at + u32::try_from(literal_length(rest)).unwrap_or_default();
    }
    let stop = rest
        .find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '"'))
        .unwrap_or(rest.len());
    let first = rest.chars().next().map_or(0, char::len_utf8);
    at + u32::try_from(stop.max(first)).unwrap_or_default()
}

fn token<'t>(syntax: &Syntax<'t>, at: u32) -> &'t str {
    Span::new(at, token_end(syntax, at)).of(syntax.text)
}

// ── limits ──

/// More levels than are allowed.
#[cold]
pub(super) fn too_deep(syntax: &Syntax<'_>, at: u32, most: u32) -> Slip {
    let detail = format!("The filter is nested deeper than {most} levels.");
    Slip::limit(slip(syntax, at, at + 1, detail).error)
}

/// More clauses than are allowed.
#[cold]
pub(super) fn too_many(syntax: &Syntax<'_>, span: Span, most: u32) -> Slip {
    let detail = format!("The filter has more than {most} clauses.");
    Slip::limit(slip(syntax, span.start, span.end, detail).error)
}

// ── where an expression begins ──

/// Nothing at all.
#[cold]
pub(super) fn empty(syntax: &Syntax<'_>) -> Slip {
    slip(syntax, 0, syntax.offset(""), "The filter is empty.").expecting(EXPRESSION)
}

/// Something else where an expression begins.
#[cold]
pub(super) fn before_expression(syntax: &Syntax<'_>, at: u32, defect: PathDefect) -> Slip {
    let rest = syntax.rest(at);
    if rest.is_empty() {
        let detail = "The filter ends where an expression belongs.";
        return slip(syntax, at, at, detail).expecting(EXPRESSION);
    }
    if defect != PathDefect::Empty && !rest.starts_with('!') {
        let error = attribute_path_error(syntax.text, defect, ScimType::InvalidFilter);
        return Slip::of(error).expecting(&["attribute"]);
    }
    let end = token_end(syntax, at);
    let found = token(syntax, at);
    let detail = match found.chars().next() {
        Some('"') => {
            "An attribute belongs here, not a string: the attribute stands left of the operator."
                .to_owned()
        }
        Some('!') => "`!` is written not (…).".to_owned(),
        _ => format!("An expression belongs here, not `{found}`."),
    };
    slip(syntax, at, end, detail).expecting(EXPRESSION)
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

/// `!(`
#[cold]
pub(super) fn exclamation(syntax: &Syntax<'_>, at: u32) -> Slip {
    let edits = vec![Edit::replace(Span::new(at, at + 1), "not ")];
    slip(syntax, at, at + 1, "`!` is written not (…).")
        .expecting(EXPRESSION)
        .safe("Use not", edits)
}

/// Whether what stands behind `not` and a space is what `not` is meant for, not an operator.
pub(super) fn begins_operand(rest: &str) -> bool {
    let (_, name) = word(rest);
    let operator = CompareOp::from_keyword(name).is_some()
        || name.eq_ignore_ascii_case("pr")
        || foreign_operator(rest, "").is_some();
    !name.is_empty() && !operator
}

/// `not` without parentheses around what stands at `at`, which ends at `end`.
#[cold]
pub(super) fn negation(syntax: &Syntax<'_>, at: u32, end: Option<u32>) -> Slip {
    let detail = "`not` takes an expression in parentheses: not (…).";
    let slip = slip(syntax, at, token_end(syntax, at), detail).expecting(&["("]);
    match end {
        None => slip,
        Some(end) => {
            let edits = vec![Edit::insert(at, "("), Edit::insert(end, ")")];
            slip.perhaps("Add the parentheses", edits)
        }
    }
}

// ── behind an attribute ──

/// Length of the name before an operator that is glued to it, as in `active==true`.
pub(super) fn glued_operator(input: &str) -> Option<usize> {
    let at = input.find(|c: char| c.is_whitespace() || matches!(c, '=' | '<' | '>' | '!' | '~'))?;
    (at > 0 && input.get(at..)?.starts_with(['=', '<', '>', '!', '~'])).then_some(at)
}

/// Something else than a space behind an attribute.
#[cold]
pub(super) fn behind_path(syntax: &Syntax<'_>, at: u32, path: AttributePath) -> Slip {
    let name = path.span().of(syntax.text);
    let rest = syntax.rest(at);
    let Some(next) = rest.chars().next() else {
        if matches!(
            name.to_ascii_lowercase().as_str(),
            "true" | "false" | "null"
        ) {
            let detail = format!("`{name}` alone is no filter.");
            return slip(syntax, path.span().start, at, detail).expecting(OPERATORS);
        }
        let detail = format!("An operator belongs behind `{name}`.");
        return slip(syntax, at, at, detail).expecting(OPERATORS);
    };
    let end = at + u32::try_from(next.len_utf8()).unwrap_or(1);
    let detail = if next == ')' || next == ']' {
        format!("An operator belongs behind `{name}`.")
    } else {
        format!("A space and an operator belong behind `{name}`.")
    };
    slip(syntax, at, end, detail).expecting(OPERATORS)
}

/// A name with its attribute, or its schema, inside brackets. `sub` is the plain name, where it is
/// one of the attribute before the brackets.
#[cold]
pub(super) fn name_in_brackets(
    syntax: &Syntax<'_>,
    path: AttributePath,
    sub: Option<Span>,
) -> Slip {
    let span = path.span();
    let detail = "Inside brackets a sub-attribute stands by its plain name.";
    let slip = slip(syntax, span.start, span.end, detail).expecting(&["sub-attribute"]);
    match sub {
        None => slip,
        Some(sub) => slip.safe(
            format!("Use {}", sub.of(syntax.text)),
            vec![Edit::delete(Span::new(span.start, sub.start))],
        ),
    }
}

// ── operators ──

/// What an operator of another language means.
#[derive(Clone, Copy)]
pub(super) enum Meant {
    Compare(CompareOp),
    Present,
}

/// An operator of another language.
pub(super) struct ForeignOperator {
    /// Its length in bytes.
    pub(super) length: u32,
    /// What SCIM has for it.
    pub(super) meant: Option<Meant>,
    /// Whether nothing else can be meant.
    certain: bool,
    hint: &'static str,
}

/// Operators of other languages, what SCIM has for them, and whether that is all they can mean.
const FOREIGN: &[(&str, &str, bool)] = &[
    ("=", "eq", true),
    ("==", "eq", true),
    ("===", "eq", true),
    ("!=", "ne", true),
    ("!==", "ne", true),
    ("<>", "ne", true),
    (">", "gt", true),
    (">=", "ge", true),
    ("<", "lt", true),
    ("<=", "le", true),
    ("=~", "", false),
    ("~", "", false),
    ("~=", "", false),
    ("equals", "eq", true),
    ("equal", "eq", true),
    ("neq", "ne", true),
    ("is", "eq", false),
    ("contains", "co", true),
    ("like", "co", false),
    ("startswith", "sw", true),
    ("starts_with", "sw", true),
    ("beginswith", "sw", true),
    ("endswith", "ew", true),
    ("ends_with", "ew", true),
    ("gte", "ge", true),
    ("lte", "le", true),
    ("present", "pr", true),
    ("exists", "pr", true),
    ("in", "", false),
    ("between", "", false),
    ("regex", "", false),
    ("matches", "", false),
];

/// The operator of another language that stands at the start of the input, if one does.
#[cold]
pub(super) fn foreign_operator(input: &str, name: &str) -> Option<ForeignOperator> {
    let symbol = |c: char| matches!(c, '=' | '<' | '>' | '!' | '~');
    let word = |c: char| c.is_ascii_alphabetic() || c == '_';
    let symbols = input.starts_with(symbol);
    let length = if symbols {
        input.find(|c| !symbol(c))
    } else {
        input.find(|c| !word(c))
    };
    let found = input.get(..length.unwrap_or(input.len()))?;
    let behind = input.get(found.len()..)?.chars().next();
    let &(_, meant, certain) = FOREIGN
        .iter()
        .find(|(spelling, ..)| spelling.eq_ignore_ascii_case(found))?;
    // A word is one up to white space; a lone one can be an attribute.
    if !symbols && !behind.is_none_or(char::is_whitespace) {
        return None;
    }
    // "is not", of which "is" is a part.
    let (found, meant) = match input.get(..found.len() + 5) {
        Some(longer) if longer.eq_ignore_ascii_case("is not ") => (longer.trim_end(), "ne"),
        _ => (found, meant),
    };
    let meant = match meant {
        "" => None,
        "pr" => Some(Meant::Present),
        op => CompareOp::from_keyword(op).map(Meant::Compare),
    };
    let hint = match found.to_ascii_lowercase().as_str() {
        "in" if !name.is_empty() => "join an eq for each value by or",
        "between" => "use ge and le, joined by and",
        "regex" | "matches" | "~" | "=~" | "~=" => "SCIM has co, sw and ew for parts of a string",
        _ => "",
    };
    Some(ForeignOperator {
        length: u32::try_from(found.len()).unwrap_or_default(),
        meant,
        certain,
        hint,
    })
}

/// An operator that SCIM writes differently. `spaced` tells whether spaces stand around it.
#[cold]
pub(super) fn other_operator(
    syntax: &Syntax<'_>,
    span: Span,
    foreign: &ForeignOperator,
    spaced: (bool, bool),
) -> Slip {
    let found = span.of(syntax.text);
    let op = match foreign.meant {
        Some(Meant::Compare(op)) => op.as_str(),
        Some(Meant::Present) => "pr",
        None => {
            let detail = match foreign.hint {
                "" => format!("The operator `{found}` is not supported."),
                hint => format!("The operator `{found}` is not supported: {hint}."),
            };
            return slip(syntax, span.start, span.end, detail).expecting(OPERATORS);
        }
    };
    let detail = format!("The operator `{found}` is written {op}.");
    let slip = slip(syntax, span.start, span.end, detail).expecting(OPERATORS);
    let before = if spaced.0 { "" } else { " " };
    let present = matches!(foreign.meant, Some(Meant::Present));
    let behind = if spaced.1 || present { "" } else { " " };
    let edits = vec![Edit::replace(span, format!("{before}{op}{behind}"))];
    let title = format!("Use {op}");
    if foreign.certain {
        slip.safe(title, edits)
    } else {
        slip.perhaps(title, edits)
    }
}

/// Something else than an operator where one belongs.
#[cold]
pub(super) fn operator(syntax: &Syntax<'_>, at: u32, path: AttributePath) -> Slip {
    let found = token(syntax, at);
    let end = token_end(syntax, at);
    let name = path.span().of(syntax.text);
    if found.is_empty() {
        let detail = "The filter ends where an operator belongs.";
        return slip(syntax, at, at, detail).expecting(OPERATORS);
    }
    if name.eq_ignore_ascii_case("not") {
        return negation(syntax, at, None);
    }
    if begins_value(syntax.rest(at)) {
        let detail = format!("An operator is missing between `{name}` and the value.");
        return slip(syntax, at, end, detail)
            .expecting(OPERATORS)
            .perhaps("Insert eq", vec![Edit::insert(at, "eq ")]);
    }
    let near = OPERATORS
        .iter()
        .find(|op| found.len() == 2 && strsim::osa_distance(op, &found.to_ascii_lowercase()) == 1);
    let detail = match near {
        Some(near) => format!("The operator `{found}` is not supported. Did you mean {near}?"),
        None => format!("The operator `{found}` is not supported."),
    };
    let slip = slip(syntax, at, end, detail).expecting(OPERATORS);
    match near {
        Some(near) => {
            let edits = vec![Edit::replace(Span::new(at, end), *near)];
            slip.perhaps(format!("Use {near}"), edits)
        }
        None => slip,
    }
}

/// No space behind an operator.
#[cold]
pub(super) fn behind_operator(syntax: &Syntax<'_>, at: u32, op: &str, path: AttributePath) -> Slip {
    let rest = syntax.rest(at);
    if rest.is_empty() {
        let detail = format!("The filter ends where the value for `{op}` belongs.");
        return slip(syntax, at, at, detail).expecting(VALUES);
    }
    if rest.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
        let start = at - u32::try_from(op.len()).unwrap_or_default();
        return operator(syntax, start, path);
    }
    let detail = format!("A space is missing between `{op}` and the value.");
    slip(syntax, at, at, detail)
        .expecting(&["space"])
        .safe("Insert a space", vec![Edit::insert(at, " ")])
}

/// `pr` with a value at `value`, behind what ends at `end`.
#[cold]
pub(super) fn value_behind_presence(syntax: &Syntax<'_>, end: u32, value: Span) -> Slip {
    slip(syntax, value.start, value.end, "`pr` takes no value.")
        .expecting(&["and", "or", "end of filter"])
        .perhaps(
            "Remove the value",
            vec![Edit::delete(Span::new(end, value.end))],
        )
}

// ── values ──

/// Whether what stands here looks like a value and not like a word.
pub(super) fn begins_value(rest: &str) -> bool {
    let Some(first) = rest.chars().next() else {
        return false;
    };
    let literal = rest.get(..literal_length(rest)).unwrap_or_default();
    matches!(
        first,
        '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '-' | '+' | '0'..='9'
    ) || matches!(
        literal.to_ascii_lowercase().as_str(),
        "true" | "false" | "null"
    )
}

/// Whether a quirk allows a value that is no JSON.
pub(super) fn allows(quirks: Quirks, kind: ForeignKind) -> bool {
    match kind {
        ForeignKind::SingleQuotes => quirks.single_quotes,
        ForeignKind::LiteralCase => quirks.literal_case,
        ForeignKind::BareWord => quirks.bare_word,
        _ => false,
    }
}

/// A value that JSON writes differently.
#[cold]
pub(super) fn foreign_literal(syntax: &Syntax<'_>, span: Span, foreign: &Foreign) -> Slip {
    let found = span.of(syntax.text);
    let mut meant = String::new();
    write_literal(&foreign.meant, &mut meant);
    let (detail, title, certain) = match foreign.kind {
        ForeignKind::SingleQuotes | ForeignKind::OtherQuotes => (
            format!("Strings stand in double quotes: {meant}."),
            "Use double quotes".to_owned(),
            true,
        ),
        ForeignKind::LiteralCase => (
            format!("`{found}` is written {meant}, as in JSON."),
            format!("Use {meant}"),
            true,
        ),
        ForeignKind::OtherNull => (
            format!("`{found}` is written {meant}, as in JSON."),
            format!("Use {meant}"),
            false,
        ),
        ForeignKind::Number => (
            format!("`{found}` is no JSON number."),
            format!("Use {meant}"),
            !found.trim_start_matches(['+', '-']).starts_with('0') || found.contains('.'),
        ),
        ForeignKind::BareWord | ForeignKind::BareWords => (
            format!("A string stands in double quotes: {meant}."),
            "Put it in quotes".to_owned(),
            foreign.kind == ForeignKind::BareWord,
        ),
    };
    // Of several words the first is shown: it is what can't stand here.
    let end = match foreign.kind {
        ForeignKind::BareWords => token_end(syntax, span.start),
        _ => span.end,
    };
    let edits = vec![Edit::replace(span, meant)];
    let slip = slip(syntax, span.start, end, detail).expecting(VALUES);
    if certain {
        slip.safe(title, edits)
    } else {
        slip.perhaps(title, edits)
    }
}

/// Something that is no value in any language.
#[cold]
pub(super) fn literal(syntax: &Syntax<'_>, at: u32) -> Slip {
    let rest = syntax.rest(at);
    let of = |end: u32, detail: &str| slip(syntax, at, end, detail).expecting(VALUES);
    let Some(first) = rest.chars().next() else {
        return of(at, "The filter ends where a value belongs.");
    };
    let length = u32::try_from(literal_length(rest)).unwrap_or_default();
    let source = rest.get(..length as usize).unwrap_or_default();
    let end = at + length;
    match first {
        '"' if length < 2 || !source.ends_with('"') || ends_in_escape(source) => {
            of(end, "The string has no closing quote.")
                .perhaps("Add the quote", vec![Edit::insert(end, "\"")])
        }
        '"' => of(
            end,
            "The string is not valid JSON: a control character or an unknown escape stands in it.",
        ),
        '\'' | '“' | '„' | '‘' | '`' | '«' => of(
            token_end(syntax, at),
            "The string has no closing quote; strings stand in double quotes.",
        ),
        '[' => of(
            at + 1,
            "A value is one string, number, true, false or null; for several, join an eq for each by or.",
        ),
        ')' | ']' => of(at + 1, "A value belongs here."),
        '{' => of(
            token_end(syntax, at),
            "A value is a string, a number, true, false or null, not an object.",
        ),
        _ => {
            let found = token(syntax, at);
            of(
                token_end(syntax, at),
                &format!("`{found}` is no JSON value."),
            )
        }
    }
}

/// Whether the last quote of a string is escaped, so that it closes nothing.
fn ends_in_escape(source: &str) -> bool {
    let inner = source.strip_suffix('"').unwrap_or_default();
    let backslashes = inner.len() - inner.trim_end_matches('\\').len();
    backslashes % 2 == 1
}

// ── what joins clauses ──

/// Another language's word for a connective at the start of the input, and its length.
pub(super) fn foreign_connective(input: &str) -> Option<(Connective, u32)> {
    match input.as_bytes() {
        [b'&', b'&', ..] => Some((Connective::And, 2)),
        [b'&' | b',', ..] => Some((Connective::And, 1)),
        [b'|', b'|', ..] => Some((Connective::Or, 2)),
        [b'|', ..] => Some((Connective::Or, 1)),
        _ => None,
    }
}

/// Another language's word for a connective. `spaced` tells whether spaces stand around it.
#[cold]
pub(super) fn connective(
    syntax: &Syntax<'_>,
    span: Span,
    meant: Connective,
    spaced: (bool, bool),
) -> Slip {
    let (found, keyword) = (span.of(syntax.text), meant.as_str());
    let (before, behind) = (
        if spaced.0 { "" } else { " " },
        if spaced.1 { "" } else { " " },
    );
    let edits = vec![Edit::replace(span, format!("{before}{keyword}{behind}"))];
    let detail = format!("`{found}` is written {keyword}.");
    let slip = slip(syntax, span.start, span.end, detail).expecting(&["and", "or"]);
    let title = format!("Use {keyword}");
    if found == "," {
        slip.perhaps(title, edits)
    } else {
        slip.safe(title, edits)
    }
}

/// A keyword with nothing behind it; `from` is the end of what stands before.
#[cold]
pub(super) fn trailing(syntax: &Syntax<'_>, from: u32, keyword: Span) -> Slip {
    let detail = format!("The filter ends after `{}`.", keyword.of(syntax.text));
    let end = syntax.offset("");
    slip(syntax, end, end, detail)
        .expecting(EXPRESSION)
        .perhaps(
            format!("Remove {}", keyword.of(syntax.text)),
            vec![Edit::delete(Span::new(from, end))],
        )
}

/// No space before a keyword.
#[cold]
pub(super) fn space_before(syntax: &Syntax<'_>, at: u32, keyword: &str) -> Slip {
    let end = at + u32::try_from(keyword.len()).unwrap_or_default();
    slip(
        syntax,
        at,
        end,
        format!("A space belongs before `{keyword}`."),
    )
    .expecting(&["space"])
    .safe("Insert a space", vec![Edit::insert(at, " ")])
}

/// No space behind a keyword.
#[cold]
pub(super) fn space_behind(syntax: &Syntax<'_>, at: u32, keyword: &str) -> Slip {
    slip(
        syntax,
        at,
        at,
        format!("A space belongs behind `{keyword}`."),
    )
    .expecting(&["space"])
    .safe("Insert a space", vec![Edit::insert(at, " ")])
}

/// Something that doesn't continue the filter, behind a complete expression.
#[cold]
pub(super) fn after_expression(syntax: &Syntax<'_>, at: u32, closing: &'static str) -> Slip {
    let found = token(syntax, at);
    let end = token_end(syntax, at);
    let before = syntax.text.get(..at as usize).unwrap_or_default();
    let expected = &["and", "or", closing];
    if before.ends_with('"') {
        return slip(syntax, at, at, "A space belongs behind the string.")
            .expecting(&["space", ")", "]"])
            .safe("Insert a space", vec![Edit::insert(at, " ")]);
    }
    if found == "]" {
        let detail = "This `]` closes nothing.";
        return slip(syntax, at, end, detail)
            .expecting(expected)
            .perhaps("Remove it", vec![Edit::delete(Span::new(at, end))]);
    }
    let detail = format!("`{found}` does not continue the filter.");
    slip(syntax, at, end, detail).expecting(expected)
}

/// A parenthesis that closes nothing.
#[cold]
pub(super) fn closes_nothing(syntax: &Syntax<'_>, at: u32) -> Slip {
    slip(syntax, at, at + 1, "This `)` closes nothing.")
        .expecting(&["and", "or", "end of filter"])
        .perhaps("Remove it", vec![Edit::delete(Span::new(at, at + 1))])
}

/// A bracket that nothing closes.
#[cold]
pub(super) fn not_closed(syntax: &Syntax<'_>, open: u32, closing: &'static str) -> Slip {
    let bracket = Span::new(open, open + 1).of(syntax.text);
    let end = syntax.offset("");
    slip(
        syntax,
        open,
        open + 1,
        format!("`{bracket}` is not closed."),
    )
    .expecting(&["and", "or", closing])
    .perhaps(format!("Add {closing}"), vec![Edit::insert(end, closing)])
}

// ── brackets ──

/// Brackets in brackets.
#[cold]
pub(super) fn brackets_in_brackets(syntax: &Syntax<'_>, open: u32) -> Slip {
    let detail = "A value path can't stand inside another one.";
    slip(syntax, open, open + 1, detail).expecting(OPERATORS)
}

/// `emails.type[…]`
#[cold]
pub(super) fn brackets_behind_sub_attribute(
    syntax: &Syntax<'_>,
    path: AttributePath,
    sub: Span,
) -> Slip {
    let name = path.name.of(syntax.text);
    let detail = format!("A value path filters the values of an attribute: write `{name}[…]`.");
    slip(syntax, sub.start - 1, sub.end, detail)
}

/// `[]`
#[cold]
pub(super) fn empty_brackets(syntax: &Syntax<'_>, open: u32) -> Slip {
    slip(syntax, open, open + 2, "The brackets hold no filter.").expecting(&["sub-attribute"])
}

/// White space between an attribute and its brackets.
#[cold]
pub(super) fn space_before_brackets(syntax: &Syntax<'_>, start: u32, end: u32) -> Slip {
    let detail = "No space stands between an attribute and its brackets.";
    slip(syntax, start, end, detail).expecting(OPERATORS).safe(
        "Remove the space",
        vec![Edit::delete(Span::new(start, end))],
    )
}

/// `attr[…].sub` without a comparison.
#[cold]
pub(super) fn sub_attribute_behind_brackets(syntax: &Syntax<'_>, dot: u32) -> Slip {
    let end = token_end(syntax, dot);
    let detail = "A filter ends its value path with `]`.";
    slip(syntax, dot, end, detail).expecting(&["and", "or", "end of filter"])
}

/// `attr[…].sub op value`, which some clients send and the grammar doesn't have. The hint is the
/// filter that says the same.
#[cold]
pub(super) fn comparison_behind_brackets(
    syntax: &Syntax<'_>,
    path: AttributePath,
    open: u32,
    filter: &Expression,
    comparison: &Expression,
) -> Slip {
    let text = syntax.text;
    let span = comparison.span();
    let dot = span.start - 1;
    let grouped = matches!(filter, Expression::Or(..));
    let mut meant = path.span().of(text).to_owned();
    meant.push_str(if grouped { "[(" } else { "[" });
    write_expression(filter, text, &mut meant);
    meant.push_str(if grouped { ") and " } else { " and " });
    write_expression(comparison, text, &mut meant);
    meant.push(']');
    let detail = format!("A filter ends its value path with `]`. Write {meant}.");
    let mut edits = vec![
        Edit::replace(
            Span::new(dot - 1, dot + 1),
            if grouped { ") and " } else { " and " },
        ),
        Edit::insert(span.end, "]"),
    ];
    if grouped {
        edits.insert(0, Edit::insert(open + 1, "("));
    }
    slip(syntax, dot, token_end(syntax, dot), detail)
        .expecting(&["and", "or", "end of filter"])
        .safe("Move it into the brackets", edits)
}

// ── white space and encoding ──

/// White space that is no space: from `at` to `end`.
#[cold]
pub(super) fn white_space(syntax: &Syntax<'_>, at: u32, end: u32) -> Slip {
    let before = syntax.text.get(..at as usize).unwrap_or_default();
    let instead = if before.ends_with(' ') { "" } else { " " };
    let first = syntax.rest(at).chars().next().map_or(0, char::len_utf8);
    let first = at + u32::try_from(first).unwrap_or_default();
    let detail = "Only the space U+0020 separates the parts of a filter.";
    slip(syntax, at, first, detail).expecting(&["space"]).safe(
        "Use a space",
        vec![Edit::replace(Span::new(at, end), instead)],
    )
}

/// The filter that a text is when it has come straight from a URL, still encoded.
#[cold]
pub(super) fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let plus = !bytes.contains(&b' ') && bytes.contains(&b'+');
    if !plus && !bytes.contains(&b'%') {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = text.get(at + 1..at + 3).filter(|_| byte == b'%');
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 2;
            }
            None if byte == b'+' && plus => out.push(b' '),
            None => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8(out).ok()
}

/// A filter that is still encoded as in a URL.
#[cold]
pub(super) fn encoded(text: &str, decoded: String) -> Slip {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let span = Span::new(0, end);
    let detail = "The filter is still percent-encoded: decode the URL before it is parsed.";
    Slip::of(Error::new(ScimType::InvalidFilter, detail).at(span))
        .safe("Decode it", vec![Edit::replace(span, decoded)])
}
