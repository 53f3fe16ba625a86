use core::fmt::Write;

use super::print::write_literal;
use super::tree::{Expression, Filter};
use crate::attribute::AttributePath;
use crate::text::{Span, Utf16Table, write_quoted};

/// Writes the tree as the `FilterNode` of the JavaScript API; ranges in UTF-16 code units.
pub fn write_tree(filter: &Filter, out: &mut String) {
    write_expression_tree(filter.root(), filter.text(), out);
}

/// Writes an expression whose spans are of `text` as a `FilterNode`.
pub(crate) fn write_expression_tree(expression: &Expression, text: &str, out: &mut String) {
    let table = Utf16Table::new(text);
    Tree { text, table, out }.node(expression);
}

/// Writes the path of an attribute, whose spans are of `text`, as an `AttributePath`.
pub(crate) fn write_attribute_path(path: &AttributePath, text: &str, out: &mut String) {
    let table = Utf16Table::new(text);
    Tree { text, table, out }.path(path);
}

struct Tree<'o, 't> {
    text: &'t str,
    table: Utf16Table<'t>,
    out: &'o mut String,
}

impl Tree<'_, '_> {
    fn node(&mut self, expression: &Expression) {
        match expression {
            Expression::And(operands, _) => self.operands("and", operands),
            Expression::Or(operands, _) => self.operands("or", operands),
            Expression::Not(operand, _) => {
                self.out.push_str(r#"{"type":"not","operand":"#);
                self.node(operand);
            }
            Expression::Present { path, .. } => {
                self.out.push_str(r#"{"type":"present","path":"#);
                self.path(path);
            }
            Expression::Compare {
                path, op, value, ..
            } => {
                self.out.push_str(r#"{"type":"compare","path":"#);
                self.path(path);
                // Writing to a String can't fail.
                let _ = write!(self.out, r#","op":"{}","value":"#, op.as_str());
                write_literal(value, self.out);
            }
            Expression::ValuePath { path, filter, .. } => {
                self.out.push_str(r#"{"type":"valuePath","path":"#);
                self.path(path);
                self.out.push_str(r#","filter":"#);
                self.node(filter);
            }
        }
        self.range(expression.span());
    }

    fn operands(&mut self, kind: &str, operands: &[Expression]) {
        let _ = write!(self.out, r#"{{"type":"{kind}","operands":["#);
        for (index, operand) in operands.iter().enumerate() {
            self.out.push_str(if index > 0 { "," } else { "" });
            self.node(operand);
        }
        self.out.push(']');
    }

    fn path(&mut self, path: &AttributePath) {
        self.out.push('{');
        if let Some(urn) = path.urn {
            self.out.push_str(r#""urn":"#);
            write_quoted(urn.of(self.text), self.out);
            self.out.push(',');
        }
        self.out.push_str(r#""name":"#);
        write_quoted(path.name.of(self.text), self.out);
        if let Some(sub) = path.sub {
            self.out.push_str(r#","sub":"#);
            write_quoted(sub.of(self.text), self.out);
        }
        self.range(path.span());
    }

    /// Closes an object with its range.
    fn range(&mut self, span: Span) {
        let (start, end) = (self.table.offset(span.start), self.table.offset(span.end));
        let _ = write!(self.out, r#","range":{{"start":{start},"end":{end}}}}}"#);
    }
}
