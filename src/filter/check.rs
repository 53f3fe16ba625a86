//! A filter against the schemas of a resource type: what the grammar allows and no attribute
//! answers (RFC 7644 §3.4.2.2; AMBIGUITIES ).

use super::limits::Limits;
use super::quirks::Quirks;
use super::resolve::resolve;
use super::tree::{CompareOp, Expression, Filter, Literal};
use crate::attribute::{AttributePath, DateTime, DateTimeDefect, check_base64};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity, Sink};
use crate::json::{Document, Value};
use crate::schema::{
    AttributeId, Definition, ResourceTypeView, Returned, Type, Unresolved, nearest,
};
use crate::text::{Span, quoted};

/// Reports all that is wrong with a text as a filter: slips, with the changes that mend them, and
/// what [`check`] reports. Reads on over slips whose meaning is plain.
pub fn diagnose(
    text: &str,
    limits: Limits,
    quirks: Quirks,
    view: Option<ResourceTypeView<'_>>,
    sink: &mut dyn Sink,
) {
    let (filter, found) = Filter::recover(text, limits, quirks);
    for finding in found {
        sink.report(finding.severity, &mut || finding.clone());
    }
    if let Some(filter) = filter {
        check(&filter, view, sink);
    }
}

/// Reports what doesn't fit: unknown attributes, operators and values that the type of an attribute
/// forbids, and (as warnings) white space that the grammar doesn't have.
pub fn check(filter: &Filter, view: Option<ResourceTypeView<'_>>, sink: &mut dyn Sink) {
    for &span in filter.loose_space() {
        sink.report(Severity::Warning, &mut || loose_space(filter.text(), span));
    }
    for note in filter.notes() {
        sink.report(note.severity, &mut || note.clone());
    }
    if let Some(view) = view {
        let checker = &mut Checker {
            text: filter.text(),
            quirks: filter.quirks(),
            view,
            sink,
        };
        checker.expression(filter.root(), None);
    }
}

/// More spaces than one where the grammar has one, or any where it has none.
pub(crate) fn loose_space(text: &str, span: Span) -> Diagnostic {
    let joins = |before: &str, behind: &str| {
        let open = before.is_empty() || before.ends_with(['(', '[']);
        let closed = behind.is_empty() || behind.starts_with([')', ']']);
        !open && !closed
    };
    let before = text.get(..span.start as usize).unwrap_or_default();
    let behind = text.get(span.end as usize..).unwrap_or_default();
    let instead = if joins(before, behind) { " " } else { "" };
    let message =
        "The grammar has a single space between the parts of a filter, and none elsewhere.";
    Diagnostic::new(Code::FilterSpace, message)
        .at(span)
        .safe_fix("Remove the spaces", vec![Edit::replace(span, instead)])
}

/// Reports what doesn't fit in a part of a filter that stands outside brackets.
pub(super) fn check_clause(
    clause: &Expression,
    text: &str,
    view: ResourceTypeView<'_>,
    quirks: Quirks,
    sink: &mut dyn Sink,
) {
    let checker = &mut Checker {
        text,
        quirks,
        view,
        sink,
    };
    checker.expression(clause, None);
}

/// Reports what doesn't fit in a filter between brackets, over the sub-attributes of `parent`.
pub(crate) fn check_brackets(
    expression: &Expression,
    text: &str,
    parent: AttributeId,
    view: ResourceTypeView<'_>,
    quirks: Quirks,
    sink: &mut dyn Sink,
) {
    let checker = &mut Checker {
        text,
        quirks,
        view,
        sink,
    };
    checker.expression(expression, Some(parent));
}

struct Checker<'c> {
    text: &'c str,
    quirks: Quirks,
    view: ResourceTypeView<'c>,
    sink: &'c mut dyn Sink,
}

impl<'c> Checker<'c> {
    /// `parent` is the attribute whose value path the expression stands in.
    fn expression(&mut self, expression: &Expression, parent: Option<AttributeId>) {
        if self.sink.is_satisfied() {
            return;
        }
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
                if let Some(id) = self.resolve(path, parent)
                    && self.readable(id, path.span())
                {
                    self.expression(filter, Some(id));
                }
            }
        }
    }

    fn resolve(
        &mut self,
        path: &AttributePath,
        parent: Option<AttributeId>,
    ) -> Option<AttributeId> {
        match place(self.view, path, parent, self.text) {
            Ok(id) => Some(id),
            Err(unresolved) => {
                self.unknown(&unresolved);
                None
            }
        }
    }

    fn unknown(&mut self, unresolved: &Unresolved) {
        if self.quirks.unknown_attribute_no_match {
            self.report(Code::FilterQuirk, unresolved.span, &|| {
                let message = format!("{} It counts as having no value.", unresolved.message);
                Diagnostic::new(Code::FilterQuirk, message)
            });
            return;
        }
        self.report(Code::FilterAttribute, unresolved.span, &|| {
            unresolved.diagnose(Code::FilterAttribute)
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
            if null {
                let message = format!("`{op}` can't compare with null: only eq and ne can.");
                return Diagnostic::new(Code::FilterOperator, message);
            }
            let message = format!(
                "`{op}` does not apply to `{path}`, which is {}.",
                kind.with_article()
            );
            let fitting = match kind {
                Type::Boolean | Type::Binary => "Use eq, ne or pr.",
                _ => "Use eq, ne, gt, ge, lt, le or pr.",
            };
            Diagnostic::new(Code::FilterOperator, message).help(fitting)
        });
        false
    }

    fn value(&mut self, definition: &Definition, op: CompareOp, value: &Literal, span: Span) {
        let kind = definition.attribute.kind;
        let fits = match value {
            Literal::Null => true,
            Literal::String(text) if !op.is_substring() => match kind {
                Type::DateTime => DateTime::parse(text).is_ok(),
                Type::Binary => check_base64(text).is_ok(),
                kind => kind.is_textual(),
            },
            Literal::String(_) => kind.is_textual(),
            Literal::Number(_) => matches!(kind, Type::Integer | Type::Decimal),
            Literal::Boolean(_) => kind == Type::Boolean,
        };
        if fits {
            self.canonical(definition, op, value, span);
            return;
        }
        let source = span.of(self.text);
        if let Literal::String(text) = value
            && kind == Type::Boolean
            && self.quirks.boolean_strings
            && let Some(meant) = boolean_word(text)
        {
            self.report(Code::FilterQuirk, span, &|| {
                let path = &definition.path;
                let message =
                    format!("`{path}` is a boolean; the string {source} is read as {meant}.");
                Diagnostic::new(Code::FilterQuirk, message)
                    .safe_fix(format!("Use {meant}"), vec![Edit::replace(span, meant)])
            });
            return;
        }
        self.report(Code::FilterValue, span, &|| {
            let path = &definition.path;
            let message = format!("`{path}` is {}; {source} is none.", kind.with_article());
            mended(
                Diagnostic::new(Code::FilterValue, message),
                kind,
                value,
                span,
                source,
            )
        });
    }

    /// A value that is nearly one of the canonical values.
    fn canonical(&mut self, definition: &Definition, op: CompareOp, value: &Literal, span: Span) {
        let canonical = &definition.attribute.canonical_values;
        let (Literal::String(text), CompareOp::Eq | CompareOp::Ne) = (value, op) else {
            return;
        };
        if canonical
            .iter()
            .any(|known| known.eq_ignore_ascii_case(text))
        {
            return;
        }
        let Some(near) = nearest(canonical.iter().map(String::as_str), text) else {
            return;
        };
        self.report(Code::FilterCanonicalValue, span, &|| {
            let path = &definition.path;
            let message = format!("{} is no canonical value of `{path}`.", quoted(text));
            Diagnostic::new(Code::FilterCanonicalValue, message)
                .help(format!("Did you mean {}?", quoted(near)))
                .unsafe_fix(
                    format!("Use {near}"),
                    vec![Edit::replace(span, quoted(near))],
                )
        });
    }

    fn report(&mut self, code: Code, span: Span, describe: &dyn Fn() -> Diagnostic) {
        self.sink
            .report(code.info().severity, &mut || describe().at(span));
    }
}

/// Adds the change that makes a value fit, where one is known.
fn mended(
    finding: Diagnostic,
    kind: Type,
    value: &Literal,
    span: Span,
    source: &str,
) -> Diagnostic {
    let replace = |text: String| vec![Edit::replace(span, text)];
    match value {
        Literal::String(text) if kind == Type::Boolean => match boolean_word(text) {
            Some(meant) => finding.safe_fix(format!("Use {meant}"), replace(meant.to_owned())),
            None => finding.help("A boolean is true or false, without quotes."),
        },
        Literal::String(text) if matches!(kind, Type::Integer | Type::Decimal) => {
            let document = Document::parse(text).ok();
            let root = document.as_ref().and_then(Document::root);
            match root.and_then(Value::as_number) {
                Some(number) if number == text => {
                    finding.safe_fix("Remove the quotes", replace(text.clone()))
                }
                _ => finding,
            }
        }
        Literal::String(text) if kind == Type::DateTime => {
            let finding = finding.help("A dateTime reads \"2026-01-31T09:30:00Z\".");
            let midnight = format!("{text}T00:00:00Z");
            match DateTime::parse(text) {
                Err(DateTimeDefect::DateOnly) => finding.unsafe_fix(
                    "Use the midnight that begins the day",
                    replace(quoted(&midnight)),
                ),
                _ => finding,
            }
        }
        Literal::Number(_) | Literal::Boolean(_) if kind == Type::String => {
            finding.safe_fix("Put it in quotes", replace(quoted(source)))
        }
        _ => finding,
    }
}

/// The boolean that a string spells.
pub(crate) fn boolean_word(text: &str) -> Option<&'static str> {
    ["true", "false"]
        .into_iter()
        .find(|word| word.eq_ignore_ascii_case(text))
}

/// Where a path leads: of the resource type, or among the sub-attributes of `parent`. The values of
/// a simple attribute are called `value` (AMBIGUITIES A-31).
pub(super) fn place(
    view: ResourceTypeView<'_>,
    path: &AttributePath,
    parent: Option<AttributeId>,
    text: &str,
) -> Result<AttributeId, Unresolved> {
    let Some(parent) = parent else {
        return resolve(view, path, text).map(|place| place.leaf());
    };
    let definition = view.registry().definition(parent);
    let simple = definition.filter(|definition| !definition.is_complex());
    let name = path.name.of(text);
    match simple {
        Some(_) if name.eq_ignore_ascii_case("value") => Ok(parent),
        Some(definition) => Err(Unresolved {
            span: path.name,
            message: format!(
                "`{}` is not complex: in brackets its values are called `value`.",
                definition.path
            ),
            suggestion: Some("value".to_owned()),
        }),
        None => view.resolve_sub(parent, path.name, text),
    }
}
