use core::fmt;

use super::tree::{Expression, Filter, Literal};
use crate::text::write_quoted;

/// The canonical text: keywords and operators in lower case, single spaces, no more parentheses
/// than the tree needs. It parses back to the same tree.
impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::with_capacity(self.text().len());
        write_expression(self.root(), self.text(), &mut out);
        f.write_str(&out)
    }
}

/// How tightly a node binds its operands.
fn strength(expression: &Expression) -> u8 {
    match expression {
        Expression::Or(..) => 0,
        Expression::And(..) => 1,
        _ => 2,
    }
}

/// Writes the canonical text of an expression whose spans are of `text`.
pub(crate) fn write_expression(expression: &Expression, text: &str, out: &mut String) {
    match expression {
        Expression::Or(operands, _) => join(operands, " or ", 0, text, out),
        Expression::And(operands, _) => join(operands, " and ", 1, text, out),
        Expression::Not(operand, _) => {
            out.push_str("not (");
            write_expression(operand, text, out);
            out.push(')');
        }
        Expression::Present { path, .. } => {
            out.push_str(path.span().of(text));
            out.push_str(" pr");
        }
        Expression::Compare {
            path, op, value, ..
        } => {
            out.push_str(path.span().of(text));
            out.push(' ');
            out.push_str(op.as_str());
            out.push(' ');
            write_literal(value, out);
        }
        Expression::ValuePath { path, filter, .. } => {
            out.push_str(path.span().of(text));
            out.push('[');
            write_expression(filter, text, out);
            out.push(']');
        }
    }
}

fn join(operands: &[Expression], keyword: &str, own: u8, text: &str, out: &mut String) {
    for (index, operand) in operands.iter().enumerate() {
        if index > 0 {
            out.push_str(keyword);
        }
        if strength(operand) > own {
            write_expression(operand, text, out);
        } else {
            out.push('(');
            write_expression(operand, text, out);
            out.push(')');
        }
    }
}

/// Writes a literal as JSON.
pub(super) fn write_literal(literal: &Literal, out: &mut String) {
    match literal {
        Literal::String(text) => write_quoted(text, out),
        Literal::Number(number) => out.push_str(number),
        Literal::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Literal::Null => out.push_str("null"),
    }
}
