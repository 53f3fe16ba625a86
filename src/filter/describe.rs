//! A filter in plain words.

use super::check::place;
use super::print::write_literal;
use super::tree::{CompareOp, Expression, Filter, Literal};
use crate::attribute::AttributePath;
use crate::schema::{AttributeId, Definition, Registry, ResourceTypeView, Type, TypeId};

/// The filter as a sentence. The schemas tell which attributes have several values, and which are
/// dates.
pub fn describe(filter: &Filter, registry: &Registry, of: Option<TypeId>) -> String {
    let views = match of {
        Some(id) => registry.view(id).into_iter().collect(),
        None => registry
            .resource_types()
            .filter_map(|(id, _)| registry.view(id))
            .collect(),
    };
    let teller = Teller {
        text: filter.text(),
        views,
    };
    let who = match teller.views.as_slice() {
        [only] if of.is_some() => only.resource_type().name.as_str(),
        _ => "resource",
    };
    let article = match who.bytes().next().map(|byte| byte.to_ascii_lowercase()) {
        Some(b'a' | b'e' | b'i' | b'o') => "An",
        _ => "A",
    };
    let mut out = format!("{article} {who} matches when ");
    teller.expression(filter.root(), None, true, &mut out);
    out.push('.');
    out
}

/// The attribute in whose brackets a clause stands, with what is known of it.
type Parent<'p> = Option<(&'p AttributePath, Option<AttributeId>)>;

struct Teller<'t> {
    text: &'t str,
    views: Vec<ResourceTypeView<'t>>,
}

impl<'t> Teller<'t> {
    /// `holds` is false where the opposite is told.
    fn expression(
        &self,
        expression: &Expression,
        parent: Parent<'_>,
        holds: bool,
        out: &mut String,
    ) {
        match expression {
            Expression::And(operands, _) => self.several(operands, "and", parent, holds, out),
            Expression::Or(operands, _) => self.several(operands, "or", parent, holds, out),
            Expression::Not(operand, _) => self.expression(operand, parent, !holds, out),
            Expression::Present { path, .. } => self.presence(path, holds, out),
            Expression::Compare {
                path, op, value, ..
            } => self.comparison(path, *op, value, parent, holds, out),
            Expression::ValuePath { path, filter, .. } => {
                let id = self.find(path, None).map(|(id, _)| id);
                let list = self
                    .definition(path, None)
                    .is_none_or(|d| d.attribute.multi_valued);
                out.push_str(match (list, holds) {
                    (true, true) => "in one of ",
                    (true, false) => "in none of ",
                    (false, true) => "in ",
                    (false, false) => "not in ",
                });
                out.push_str(path.span().of(self.text));
                out.push(' ');
                let several = matches!(**filter, Expression::Or(..) | Expression::And(..));
                out.push_str(if several { "(" } else { "" });
                self.expression(filter, Some((path, id)), true, out);
                out.push_str(if several { ")" } else { "" });
            }
        }
    }

    fn presence(&self, path: &AttributePath, holds: bool, out: &mut String) {
        out.push_str(path.span().of(self.text));
        out.push_str(if holds {
            " has a value"
        } else {
            " has no value"
        });
    }

    /// Clauses joined by a word.
    fn several(
        &self,
        operands: &[Expression],
        word: &str,
        parent: Parent<'_>,
        holds: bool,
        out: &mut String,
    ) {
        if !holds {
            out.push_str("it is not so that (");
        }
        for (index, operand) in operands.iter().enumerate() {
            if index > 0 {
                out.push(' ');
                out.push_str(word);
                out.push(' ');
            }
            let grouped = matches!(operand, Expression::Or(..) | Expression::And(..));
            out.push_str(if grouped { "(" } else { "" });
            self.expression(operand, parent, true, out);
            out.push_str(if grouped { ")" } else { "" });
        }
        out.push_str(if holds { "" } else { ")" });
    }

    fn comparison(
        &self,
        path: &AttributePath,
        op: CompareOp,
        value: &Literal,
        parent: Parent<'_>,
        holds: bool,
        out: &mut String,
    ) {
        let definition = self.definition(path, parent);
        if *value == Literal::Null {
            // `eq null` is the opposite of "has a value".
            self.presence(path, (op == CompareOp::Ne) == holds, out);
            return;
        }
        // `ne` is the opposite of `eq`, for lists too.
        let (op, holds) = match op {
            CompareOp::Ne => (CompareOp::Eq, !holds),
            op => (op, holds),
        };
        self.subject(path, parent, holds, out);
        let list = self.is_list(path, parent);
        let date = definition.is_some_and(|d| d.attribute.kind == Type::DateTime);
        let number = matches!(value, Literal::Number(_));
        let (yes, no) = verbs(op, date, number);
        out.push_str(if list { "" } else { " " });
        out.push_str(if list || holds { yes } else { no });
        out.push(' ');
        match value {
            Literal::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            other => write_literal(other, out),
        }
    }

    /// The attribute, with what tells of its several values; a space follows only in that case.
    fn subject(&self, path: &AttributePath, parent: Parent<'_>, holds: bool, out: &mut String) {
        let name = path.span().of(self.text);
        if !self.is_list(path, parent) {
            out.push_str(name);
            return;
        }
        out.push_str(if holds {
            "at least one value of "
        } else {
            "no value of "
        });
        out.push_str(name);
        out.push(' ');
    }

    /// Whether the attribute, or the one that it is a part of, has several values.
    fn is_list(&self, path: &AttributePath, parent: Parent<'_>) -> bool {
        let Some((id, view)) = self.find_in(path, parent) else {
            return false;
        };
        let registry = view.registry();
        let Some(definition) = registry.definition(id) else {
            return false;
        };
        // In brackets one value is looked at.
        let above = definition.parent.filter(|_| parent.is_none());
        let above = above.and_then(|id| registry.definition(id));
        let simple_value = parent.is_some_and(|(_, of)| of == Some(id));
        !simple_value
            && (definition.attribute.multi_valued
                || above.is_some_and(|above| above.attribute.multi_valued))
    }

    fn definition(&self, path: &AttributePath, parent: Parent<'_>) -> Option<&'t Definition> {
        let (id, view) = self.find_in(path, parent)?;
        let registry = view.registry();
        let definition = registry.definition(id)?;
        match registry.sub_attribute(id, "value") {
            // A complex attribute stands for its value.
            Some(value) if definition.is_complex() && !definition.attribute.multi_valued => {
                registry.definition(value)
            }
            _ => Some(definition),
        }
    }

    fn find(
        &self,
        path: &AttributePath,
        parent: Option<AttributeId>,
    ) -> Option<(AttributeId, ResourceTypeView<'t>)> {
        self.views.iter().find_map(|&view| {
            let id = place(view, path, parent, self.text).ok()?;
            Some((id, view))
        })
    }

    fn find_in(
        &self,
        path: &AttributePath,
        parent: Parent<'_>,
    ) -> Option<(AttributeId, ResourceTypeView<'t>)> {
        match parent {
            None => self.find(path, None),
            Some((_, None)) => None,
            Some((_, parent)) => self.find(path, parent),
        }
    }
}

/// What an operator says of an attribute, and what its opposite says.
fn verbs(op: CompareOp, date: bool, number: bool) -> (&'static str, &'static str) {
    match (op, date, number) {
        (CompareOp::Eq | CompareOp::Ne, ..) => ("is", "is not"),
        (CompareOp::Co, ..) => ("contains", "does not contain"),
        (CompareOp::Sw, ..) => ("starts with", "does not start with"),
        (CompareOp::Ew, ..) => ("ends with", "does not end with"),
        (CompareOp::Gt, true, _) => ("is after", "is not after"),
        (CompareOp::Ge, true, _) => ("is at or after", "is not at or after"),
        (CompareOp::Lt, true, _) => ("is before", "is not before"),
        (CompareOp::Le, true, _) => ("is at or before", "is not at or before"),
        (CompareOp::Gt, _, true) => ("is greater than", "is not greater than"),
        (CompareOp::Ge, _, true) => ("is at least", "is not at least"),
        (CompareOp::Lt, _, true) => ("is less than", "is not less than"),
        (CompareOp::Le, _, true) => ("is at most", "is not at most"),
        (CompareOp::Gt, ..) => ("sorts after", "does not sort after"),
        (CompareOp::Ge, ..) => ("is or sorts after", "neither is nor sorts after"),
        (CompareOp::Lt, ..) => ("sorts before", "does not sort before"),
        (CompareOp::Le, ..) => ("is or sorts before", "neither is nor sorts before"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::Limits;

    #[test]
    fn says_it_in_words() {
        let registry = Registry::builtin();
        let user = registry.type_named("User");
        for (filter, of, wanted) in [
            (
                r#"userName sw "mi""#,
                user,
                r#"A User matches when userName starts with "mi"."#,
            ),
            (
                r#"userName ne "mi""#,
                None,
                r#"A resource matches when userName is not "mi"."#,
            ),
            (
                r#"title pr and not (active eq true) and (nickName co "x" or meta.created gt "2026-01-01T00:00:00Z")"#,
                user,
                r#"A User matches when title has a value and active is not true and (nickName contains "x" or meta.created is after "2026-01-01T00:00:00Z")."#,
            ),
            (
                r#"emails[type eq "work" and value ew "@a.example"] or not (emails pr)"#,
                user,
                r#"A User matches when in one of emails (type is "work" and value ends with "@a.example") or emails has no value."#,
            ),
            (
                r#"emails.type ne "work" and emails co "x""#,
                user,
                r#"A User matches when no value of emails.type is "work" and at least one value of emails contains "x"."#,
            ),
            (
                "not (title pr or nickName eq null)",
                user,
                "A User matches when it is not so that (title has a value or nickName has no value).",
            ),
            (
                r#"not (emails[primary eq true]) and name[familyName eq "L"]"#,
                user,
                r#"A User matches when in none of emails primary is true and in name familyName is "L"."#,
            ),
            (
                r#"schemas[value eq "urn:x"] and score ge 5"#,
                None,
                r#"A resource matches when in one of schemas value is "urn:x" and score is at least 5."#,
            ),
        ] {
            let filter = Filter::parse(filter, Limits::default()).unwrap();
            assert_eq!(describe(&filter, &registry, of), wanted);
        }
    }
}
