//! What people write instead of the grammar, and how to say it: the cold half of the parser.

use super::grammar::{EXPRESSION, OPERATORS, Syntax, attribute_path_error, literal_length};
use super::print::write_expression;
use super::tree::{CompareOp, Expression};
use crate::attribute::{AttributePath, PathDefect};
use crate::diagnostic::{Error, ScimType};
use crate::text::quoted;

/// End of what stands at `at`: a string as a whole, a word up to a space, a bracket or a quote.
fn token_end(syntax: &Syntax<'_>, at: u32) -> u32 {
    let rest = syntax.rest(at);
    if rest.starts_with('"') {
        return at + u32::try_from(literal_length(rest)).unwrap_or_default();
    }
    let stop = rest
        .find([' ', '(', ')', '[', ']', '"'])
        .unwrap_or(rest.len());
    let first = rest.chars().next().map_or(0, char::len_utf8);
    at + u32::try_from(stop.max(first)).unwrap_or_default()
}

fn token<'t>(syntax: &Syntax<'t>, at: u32) -> &'t str {
    let end = token_end(syntax, at);
    syntax
        .rest(at)
        .get(..(end - at) as usize)
        .unwrap_or_default()
}

/// Something else where an expression begins.
pub(super) fn before_expression(syntax: &Syntax<'_>, at: u32, defect: PathDefect) -> Error {
    let rest = syntax.rest(at);
    if rest.is_empty() {
        let detail = "The filter ends where an expression belongs.";
        return syntax.error(at, at, detail).expecting(EXPRESSION);
    }
    if defect != PathDefect::Empty && !rest.starts_with('!') {
        let error = attribute_path_error(syntax.text, defect, ScimType::InvalidFilter);
        return error.expecting(["attribute"]);
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
    syntax.error(at, end, detail).expecting(EXPRESSION)
}

/// Something else than a space behind an attribute.
pub(super) fn behind_path(syntax: &Syntax<'_>, at: u32, path: AttributePath) -> Error {
    let name = path.span().of(syntax.text);
    let rest = syntax.rest(at);
    let Some(next) = rest.chars().next() else {
        if matches!(
            name.to_ascii_lowercase().as_str(),
            "true" | "false" | "null"
        ) {
            let detail = format!("`{name}` alone is no filter.");
            return syntax
                .error(path.span().start, at, detail)
                .expecting(OPERATORS);
        }
        let detail = format!("An operator belongs behind `{name}`.");
        return syntax.error(at, at, detail).expecting(OPERATORS);
    };
    let end = at + u32::try_from(next.len_utf8()).unwrap_or(1);
    let detail = if next.is_whitespace() {
        "Only the space U+0020 separates the parts of a filter.".to_owned()
    } else if next == ')' || next == ']' {
        format!("An operator belongs behind `{name}`.")
    } else {
        format!("A space and an operator belong behind `{name}`.")
    };
    syntax.error(at, end, detail).expecting(OPERATORS)
}

/// Something else than an operator where one belongs.
pub(super) fn operator(syntax: &Syntax<'_>, at: u32) -> Error {
    let found = token(syntax, at);
    let end = token_end(syntax, at);
    let before = syntax
        .text
        .get(..at as usize)
        .unwrap_or_default()
        .trim_end();
    let negated = before.rsplit([' ', '(', '[']).next().unwrap_or_default();
    if negated.eq_ignore_ascii_case("not") && !found.is_empty() {
        let detail = "`not` takes an expression in parentheses: not (…).";
        return syntax.error(at, end, detail).expecting(["("]);
    }
    let meant = match found {
        "" => {
            let detail = "The filter ends where an operator belongs.";
            return syntax.error(at, at, detail).expecting(OPERATORS);
        }
        "=" | "==" | "===" => Some("eq"),
        "!=" | "<>" | "!==" => Some("ne"),
        ">" => Some("gt"),
        ">=" => Some("ge"),
        "<" => Some("lt"),
        "<=" => Some("le"),
        _ => match found.to_ascii_lowercase().as_str() {
            "contains" | "like" => Some("co"),
            "startswith" => Some("sw"),
            "endswith" => Some("ew"),
            "equals" | "is" => Some("eq"),
            "present" | "exists" => Some("pr"),
            _ => None,
        },
    };
    let detail = match meant {
        Some(op) => format!("The operator `{found}` is written {op}."),
        None => format!("The operator `{found}` is not supported."),
    };
    syntax.error(at, end, detail).expecting(OPERATORS)
}

/// No space behind an operator.
pub(super) fn behind_operator(syntax: &Syntax<'_>, at: u32, op: &str) -> Error {
    let rest = syntax.rest(at);
    let detail = match rest.chars().next() {
        None => format!("The filter ends where the value for `{op}` belongs."),
        Some('"') => format!("A space is missing between `{op}` and the value."),
        Some(_) => {
            let start = at - u32::try_from(op.len()).unwrap_or_default();
            return operator(syntax, start);
        }
    };
    let expected: &[&str] = if rest.is_empty() { VALUES } else { &["space"] };
    syntax
        .error(at, at, detail)
        .expecting(expected.iter().copied())
}

const VALUES: &[&str] = &["string", "number", "true", "false", "null"];

/// Something else than a JSON literal where a value belongs.
pub(super) fn literal(syntax: &Syntax<'_>, at: u32) -> Error {
    let rest = syntax.rest(at);
    let error = |end: u32, detail: String| {
        syntax
            .error(at, end, detail)
            .expecting(VALUES.iter().copied())
    };
    let Some(first) = rest.chars().next() else {
        return error(at, "The filter ends where a value belongs.".to_owned());
    };
    let length = u32::try_from(literal_length(rest)).unwrap_or_default();
    let source = rest.get(..length as usize).unwrap_or_default();
    match first {
        '"' if length < 2 || !source.ends_with('"') || source == "\"" => {
            error(at + length, "The string has no closing quote.".to_owned())
        }
        '"' => {
            let after = syntax.rest(at + length).chars().next();
            if after.is_none_or(|c| matches!(c, ' ' | ')' | ']')) {
                return error(at + length, "The string is not valid JSON: a control character or an unknown escape stands in it.".to_owned());
            }
            let end = at + length;
            syntax
                .error(end, end, "A space belongs behind the string.")
                .expecting(["space", ")", "]"])
        }
        '\'' => {
            let inner = rest.get(1..).unwrap_or_default();
            let close = inner.find('\'').map_or(rest.len(), |close| close + 2);
            let end = at + u32::try_from(close).unwrap_or_default();
            let meant = inner.get(..close.saturating_sub(2)).unwrap_or_default();
            error(
                end,
                format!("Strings stand in double quotes: {}.", quoted(meant)),
            )
        }
        _ => {
            let end = token_end(syntax, at);
            let found = token(syntax, at);
            let lower = found.to_ascii_lowercase();
            if matches!(lower.as_str(), "true" | "false" | "null") {
                error(end, format!("`{found}` is written {lower}, as in JSON."))
            } else if first.is_ascii_digit() || matches!(first, '-' | '+' | '.') {
                error(end, format!("`{found}` is no JSON number."))
            } else {
                error(
                    end,
                    format!("A string stands in double quotes: {}.", quoted(found)),
                )
            }
        }
    }
}

/// Something that doesn't continue the filter, behind a complete expression.
pub(super) fn after_expression(syntax: &Syntax<'_>, at: u32, closing: &'static str) -> Error {
    let found = token(syntax, at);
    let end = token_end(syntax, at);
    let detail = match found.to_ascii_lowercase().as_str() {
        "&&" | "&" => format!("`{found}` is written and."),
        "||" | "|" => format!("`{found}` is written or."),
        "and" | "or" => format!("A space belongs before `{found}`."),
        _ => match found.chars().next() {
            Some(c) if c.is_whitespace() => {
                "Only the space U+0020 separates the parts of a filter.".to_owned()
            }
            _ => format!("`{found}` does not continue the filter."),
        },
    };
    syntax
        .error(at, end, detail)
        .expecting(["and", "or", closing])
}

/// `attr[…].sub op value`, which some clients send and the grammar doesn't have. The hint is the
/// filter that says the same.
pub(super) fn sub_attribute_behind_brackets(
    syntax: &Syntax<'_>,
    dot: u32,
    path: AttributePath,
    filter: &Expression,
) -> Error {
    let rest = syntax.rest(dot + 1);
    let mut words = rest.splitn(3, ' ');
    let sub = words.next().unwrap_or_default();
    let op = words
        .next()
        .filter(|word| CompareOp::from_keyword(word).is_some());
    let value = words.next().unwrap_or_default();
    let value = value.get(..literal_length(value)).unwrap_or_default();
    let detail = match op {
        Some(op) => {
            let mut inner = String::new();
            let grouped = matches!(filter, Expression::Or(..));
            inner.push_str(if grouped { "(" } else { "" });
            write_expression(filter, syntax.text, &mut inner);
            inner.push_str(if grouped { ")" } else { "" });
            let name = path.span().of(syntax.text);
            format!(
                "A filter ends its value path with `]`. Write {name}[{inner} and {sub} {op} {value}]."
            )
        }
        None => "A filter ends its value path with `]`.".to_owned(),
    };
    let end = token_end(syntax, dot);
    syntax
        .error(dot, end, detail)
        .expecting(["and", "or", "end of filter"])
}
