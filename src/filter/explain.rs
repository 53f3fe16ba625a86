//! Why a resource matches a filter, or doesn't: the truth of every clause, and what it saw.

use core::fmt::Write;

use super::compile::{Predicate, Target, Test};
use super::print::write_expression;
use super::tree::{Expression, Filter};
use crate::json::{Kind, Value};
use crate::text::{Span, Utf16Table, write_quoted};

/// Values of an attribute are shown up to this many: members of a group can be thousands.
const MOST_VALUES: usize = 100;

/// Writes the tree of the filter as the `ExplainNode` of the JavaScript API: of each node its
/// canonical text, its place in UTF-16 code units, whether it holds for the resource, and of a
/// clause what it saw. Below a value path stands a node for each value of the attribute, and below
/// that what the filter in brackets makes of it; at most 100 values are shown.
///
/// `predicate` is the same filter, compiled.
pub fn write_explanation(
    filter: &Filter,
    predicate: &Predicate,
    resource: Value<'_>,
    out: &mut String,
) {
    let explainer = &mut Explainer {
        text: filter.text(),
        table: Utf16Table::new(filter.text()),
        out,
    };
    explainer.node(filter.root(), &predicate.root, resource);
}

struct Explainer<'e> {
    text: &'e str,
    table: Utf16Table<'e>,
    out: &'e mut String,
}

impl Explainer<'_> {
    fn node(&mut self, expression: &Expression, test: &Test, scope: Value<'_>) {
        self.open(expression, expression.span(), test.holds(&scope));
        match (expression, test) {
            (Expression::And(operands, _), Test::All(tests))
            | (Expression::Or(operands, _), Test::Any(tests, _)) => {
                self.children(operands.iter().zip(tests), scope);
            }
            (Expression::Not(operand, _), Test::Not(test)) => {
                self.children(core::iter::once((&**operand, &**test)), scope);
            }
            (Expression::ValuePath { filter, .. }, Test::Value(target, test)) => {
                self.values(filter, target, test, scope);
            }
            (_, Test::Present(target) | Test::Compare(target, ..)) => self.actual(target, scope),
            _ => {}
        }
        self.out.push('}');
    }

    fn open(&mut self, expression: &Expression, span: Span, holds: bool) {
        self.out.push_str(r#"{"text":"#);
        let mut text = String::new();
        write_expression(expression, self.text, &mut text);
        write_quoted(&text, self.out);
        let (start, end) = (self.table.offset(span.start), self.table.offset(span.end));
        // Writing to a String can't fail.
        let _ = write!(
            self.out,
            r#","range":{{"start":{start},"end":{end}}},"result":{holds}"#
        );
    }

    fn children<'n>(
        &mut self,
        nodes: impl Iterator<Item = (&'n Expression, &'n Test)>,
        scope: Value<'_>,
    ) {
        self.out.push_str(r#","children":["#);
        for (index, (expression, test)) in nodes.enumerate() {
            self.out.push_str(if index > 0 { "," } else { "" });
            self.node(expression, test, scope);
        }
        self.out.push(']');
    }

    /// A node for each value of the attribute before the brackets.
    fn values(&mut self, filter: &Expression, target: &Target, test: &Test, scope: Value<'_>) {
        self.out.push_str(r#","children":["#);
        for (index, value) in seen(target, scope).into_iter().enumerate() {
            self.out.push_str(if index > 0 { "," } else { "" });
            self.open(filter, filter.span(), test.holds(&value));
            self.out.push_str(r#","actual":"#);
            self.out.push_str(value.source());
            self.children(core::iter::once((filter, test)), value);
            self.out.push('}');
        }
        self.out.push(']');
    }

    /// The value that a clause saw: the list of them where the attribute has several.
    fn actual(&mut self, target: &Target, scope: Value<'_>) {
        let values = seen(target, scope);
        let [first, rest @ ..] = values.as_slice() else {
            return;
        };
        self.out.push_str(r#","actual":"#);
        if rest.is_empty() {
            self.out.push_str(first.source());
            return;
        }
        for (index, value) in values.iter().enumerate() {
            self.out.push(if index > 0 { ',' } else { '[' });
            self.out.push_str(value.source());
        }
        self.out.push(']');
    }
}

/// The values that an attribute has, as many as are shown.
fn seen<'v>(target: &Target, scope: Value<'v>) -> Vec<Value<'v>> {
    let mut values = Vec::new();
    target.any(&scope, &mut |value: Option<&Value<'v>>| {
        values.extend(value.filter(|value| value.kind() != Kind::Invalid));
        values.len() >= MOST_VALUES
    });
    values
}
