//! The value that a filter asks for (AMBIGUITIES ).

use super::operation::{Known, Place};
use super::path::Path;
use super::tolerate::Rewriter;
use crate::diagnostic::Error;
use crate::filter::{CompareOp, Expression, Literal, boolean_word};
use crate::json::{Kind, Value};
use crate::schema::{AttributeId, Type};
use crate::text::{Span, quoted};

/// A sub-attribute, and the JSON text of what it equals.
pub(super) struct Clause<'r> {
    sub: Known<'r>,
    json: String,
}

impl<'r> Rewriter<'r> {
    /// What the filter of a path asks for, if it is one `eq` or several joined by `and`, each of
    /// another sub-attribute.
    pub(super) fn clauses(&self, text: &str, place: &Place<'r>) -> Option<Vec<Clause<'r>>> {
        let path = Path::parse_with(text, self.options.limits.path, self.options.filter).ok()?;
        let mut clauses = Vec::new();
        self.collect(
            path.filter.as_ref()?,
            text,
            place.attribute.id,
            &mut clauses,
        )?;
        Some(clauses)
    }

    fn collect(
        &self,
        expression: &Expression,
        text: &str,
        parent: AttributeId,
        clauses: &mut Vec<Clause<'r>>,
    ) -> Option<()> {
        match expression {
            Expression::And(operands, _) => operands
                .iter()
                .try_for_each(|operand| self.collect(operand, text, parent, clauses)),
            Expression::Compare {
                path,
                op: CompareOp::Eq,
                value,
                ..
            } if path.urn.is_none() && path.sub.is_none() => {
                let registry = self.view.registry();
                let id = registry.sub_attribute(parent, path.name.of(text))?;
                let sub = Known::of(id, self.view)?;
                let json = literal(value, sub)?;
                if clauses.iter().any(|clause| clause.sub.id == id) {
                    return None;
                }
                clauses.push(Clause { sub, json });
                Some(())
            }
            _ => None,
        }
    }

    /// Writes the value that has what the clauses ask for, and what the operation gives; or says
    /// that there is none.
    pub(super) fn element(
        &mut self,
        clauses: &[Clause<'r>],
        place: &Place<'r>,
        value: Value<'_>,
        path: Span,
    ) -> Result<bool, Error> {
        let attribute = place.attribute;
        let value_sub = self.view.registry().sub_attribute(attribute.id, "value");
        let stands_for_value = self.options.quirks.complex_from_string
            && place.sub.is_none()
            && value.kind() == Kind::String;
        let sub = match (place.sub, value_sub) {
            (None, Some(id)) if stands_for_value => Known::of(id, self.view),
            (sub, _) => sub,
        };
        let given = |clause: &&Clause<'r>| match sub {
            Some(sub) => sub.id == clause.sub.id,
            None => value.get(clause.sub.name()).is_some(),
        };
        if sub.is_none() && value.kind() != Kind::Object {
            return Ok(false);
        }
        self.out.put("{", path);
        let mut first = true;
        for clause in clauses.iter().filter(|clause| !given(clause)) {
            if !core::mem::take(&mut first) {
                self.out.put(",", path);
            }
            self.out.put_string(clause.sub.name(), path);
            self.out.put(":", path);
            self.out.put(&clause.json, path);
        }
        match sub {
            Some(sub) => {
                if !first {
                    self.out.put(",", path);
                }
                self.out.put_string(sub.name(), path);
                self.out.put(":", path);
                self.value(value, sub)?;
            }
            None => {
                self.members(value, attribute, first)?;
            }
        }
        self.out.put("}", path);
        Ok(true)
    }
}

fn literal(value: &Literal, sub: Known<'_>) -> Option<String> {
    let boolean = sub.definition.attribute.kind == Type::Boolean;
    match value {
        Literal::String(text) if boolean => boolean_word(text).map(str::to_owned),
        Literal::String(text) => Some(quoted(text)),
        Literal::Number(number) => Some(number.clone()),
        Literal::Boolean(value) => Some(value.to_string()),
        Literal::Null => None,
    }
}
