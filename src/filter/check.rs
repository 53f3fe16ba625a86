//! A filter against the schemas of a resource type: what the grammar allows and no attribute
//! answers (RFC 7644 §3.4.2.2; AMBIGUITIES ).

use super::tree::{CompareOp, Expression, Filter, Literal};
use crate::attribute::{AttributePath, DateTime};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity, Sink};
use crate::schema::{AttributeId, Definition, ResourceTypeView, Returned, Type, Unresolved};
use crate::text::Span;

/// Reports what doesn't fit: unknown attributes, operators and values that the type of an attribute
/// forbids, and (as warnings) white space that the grammar doesn't have.
pub fn check(filter: &Filter, view: Option<ResourceTypeView<'_>>, sink: &mut dyn Sink) {
    for &span in filter.loose_space() {
        sink.report(Severity::Warning, &mut || {
            Diagnostic::new(
                Code::FilterSpace,
                "The grammar has a single space between the parts of a filter, and none elsewhere.",
            )
            .at(span)
        });
    }
    if let Some(view) = view {
        let checker = &mut Checker {
            text: filter.text(),
            view,
            sink,
        };
        checker.expression(filter.root(), None);
    }
}

/// Reports what doesn't fit in a filter between brackets, over the sub-attributes of `parent`.
pub(crate) fn check_brackets(
    expression: &Expression,
    text: &str,
    parent: AttributeId,
    view: ResourceTypeView<'_>,
    sink: &mut dyn Sink,
) {
    Checker { text, view, sink }.expression(expression, Some(parent));
}

struct Checker<'c> {
    text: &'c str,
    view: ResourceTypeView<'c>,
    sink: &'c mut dyn Sink,
}

impl<'c> Checker<'c> {
    /// `parent` is the attribute whose value path the expression stands in.
    fn expression(&mut self, expression: &Expression, parent: Option<AttributeId>) {
        match expression {
            Expression::And(operands, _) | Expression::Or(operands, _) => {
                for operand in operands {
                    self.expression(operand, parent);
                }
            }
            Expression::Not(operand, _) => self.expression(operand, parent),
            Expression::Present { path, .. } => {
                if let Some(id) = self.resolve(path, parent) {
                    self.readable(id, path.span());
                }
            }
            Expression::Compare {
                path,
                op,
                op_span,
                value,
                value_span,
            } => {
                if let Some(id) = self.resolve(path, parent)
                    && let Some(definition) = self.compared(id, path.span())
                    && self.readable(id, path.span())
                    && self.operator(definition, *op, *op_span, value)
                {
                    self.value(definition, *op, value, *value_span);
                }
            }
            Expression::ValuePath { path, filter, .. } => {
                if let Some(id) = self.resolve(path, parent) {
                    let definition = self.view.registry().definition(id);
                    // The values of a simple attribute are called `value`.
                    if definition.is_some_and(Definition::is_complex) {
                        self.expression(filter, Some(id));
                    }
                }
            }
        }
    }

    fn resolve(
        &mut self,
        path: &AttributePath,
        parent: Option<AttributeId>,
    ) -> Option<AttributeId> {
        let found = match parent {
            Some(parent) => self.view.resolve_sub(parent, path.name, self.text),
            None => self
                .view
                .resolve(path, self.text)
                .map(|resolved| resolved.sub.unwrap_or(resolved.attribute)),
        };
        match found {
            Ok(id) => Some(id),
            Err(unresolved) => {
                self.unknown(&unresolved);
                None
            }
        }
    }

    fn unknown(&mut self, unresolved: &Unresolved) {
        self.report(Code::FilterAttribute, unresolved.span, &|| {
            let finding = Diagnostic::new(Code::FilterAttribute, unresolved.message.clone());
            match &unresolved.suggestion {
                None => finding,
                Some(near) => finding.help(format!("Did you mean `{near}`?")).unsafe_fix(
                    format!("Use {near}"),
                    vec![Edit::replace(unresolved.span, near.as_str())],
                ),
            }
        });
    }

    /// The attribute that a comparison looks at: of a complex one, its `value`.
    fn compared(&mut self, id: AttributeId, span: Span) -> Option<&'c Definition> {
        let registry = self.view.registry();
        let definition = registry.definition(id)?;
        if !definition.is_complex() {
            return Some(definition);
        }
        if let Some(value) = registry.sub_attribute(id, "value") {
            return registry.definition(value);
        }
        self.report(Code::FilterAttribute, span, &|| {
            let path = &definition.path;
            let example = definition.attribute.sub_attributes.first();
            let message = format!("`{path}` is complex and has no `value` to compare.");
            let finding = Diagnostic::new(Code::FilterAttribute, message);
            match example {
                Some(sub) => finding.help(format!(
                    "Name a sub-attribute, such as `{path}.{}`.",
                    sub.name
                )),
                None => finding,
            }
        });
        None
    }

    /// A filter over a value that is never returned would give it away bit by bit.
    fn readable(&mut self, id: AttributeId, span: Span) -> bool {
        let Some(definition) = self.view.registry().definition(id) else {
            return false;
        };
        let readable = definition.returned() != Returned::Never;
        if !readable {
            self.report(Code::FilterAttribute, span, &|| {
                let message = format!(
                    "`{}` is never returned and can't be filtered by.",
                    definition.path
                );
                Diagnostic::new(Code::FilterAttribute, message)
            });
        }
        readable
    }

    fn operator(
        &mut self,
        definition: &Definition,
        op: CompareOp,
        span: Span,
        value: &Literal,
    ) -> bool {
        let kind = definition.attribute.kind;
        let equality = !op.is_substring() && !op.is_ordering();
        let fits = match kind {
            Type::Boolean | Type::Binary => equality,
            Type::Integer | Type::Decimal => !op.is_substring(),
            _ => true,
        };
        let null = *value == Literal::Null && !equality;
        if fits && !null {
            return true;
        }
        self.report(Code::FilterOperator, span, &|| {
            let (path, op) = (&definition.path, op.as_str());
            let message = if null {
                format!("`{op}` can't compare with null: only eq and ne can.")
            } else {
                format!(
                    "`{op}` does not apply to `{path}`, which is {}.",
                    kind.with_article()
                )
            };
            Diagnostic::new(Code::FilterOperator, message)
        });
        false
    }

    fn value(&mut self, definition: &Definition, op: CompareOp, value: &Literal, span: Span) {
        let kind = definition.attribute.kind;
        let fits = match value {
            Literal::Null => true,
            Literal::String(text) if kind == Type::DateTime && !op.is_substring() => {
                DateTime::parse(text).is_ok()
            }
            Literal::String(_) => kind.is_textual(),
            Literal::Number(_) => matches!(kind, Type::Integer | Type::Decimal),
            Literal::Boolean(_) => kind == Type::Boolean,
        };
        if fits {
            return;
        }
        let source = span.of(self.text);
        self.report(Code::FilterValue, span, &|| {
            let path = &definition.path;
            let message = format!("`{path}` is {}; {source} is none.", kind.with_article());
            let finding = Diagnostic::new(Code::FilterValue, message);
            match value {
                Literal::String(text) if kind == Type::Boolean && is_boolean_word(text) => {
                    let literal = text.to_ascii_lowercase();
                    let title = format!("Use {literal}");
                    finding.safe_fix(title, vec![Edit::replace(span, literal)])
                }
                Literal::String(_) if kind == Type::DateTime => {
                    finding.help("A dateTime reads \"2026-01-31T09:30:00Z\".")
                }
                Literal::Number(_) | Literal::Boolean(_) if kind == Type::String => {
                    let quotes = Edit::replace(span, format!("\"{source}\""));
                    finding.safe_fix("Put it in quotes", vec![quotes])
                }
                _ => finding,
            }
        });
    }

    fn report(&mut self, code: Code, span: Span, describe: &dyn Fn() -> Diagnostic) {
        self.sink
            .report(code.info().severity, &mut || describe().at(span));
    }
}

fn is_boolean_word(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}
