//! Filters and paths that stand in a string of a document.

use super::checker::Checker;
use crate::diagnostic::{Diagnostic, Edit, Severity, Sink};
use crate::json::{StringPlaces, Value};
use crate::resource::{Reporter, notation, pointer};
use crate::text::quoted;

/// Takes findings about the characters of a string, and hands them on as findings about the
/// document.
pub(super) struct Embedded<'e, 'd> {
    report: Reporter<'e, 'd>,
    places: StringPlaces,
    whole: Value<'d>,
}

impl<'d> Embedded<'_, 'd> {
    pub(super) fn of<'e>(string: Value<'d>, checker: &'e mut Checker<'_, 'd>) -> Embedded<'e, 'd> {
        Embedded {
            report: checker.report.again(),
            places: StringPlaces::of(string),
            whole: string,
        }
    }

    /// Reports one finding.
    pub(super) fn say(&mut self, finding: &Diagnostic) {
        self.report(finding.severity, &mut || finding.clone());
    }
}

impl Sink for Embedded<'_, '_> {
    fn report(&mut self, severity: Severity, describe: &mut dyn FnMut() -> Diagnostic) {
        let Reporter { sink, path, base } = &mut self.report;
        let (places, whole) = (&self.places, self.whole);
        sink.report(severity, &mut || {
            let mut finding = describe();
            finding.severity = severity;
            finding.pointer = pointer(path).into_string();
            let steps = path.get(*base..).unwrap_or_default();
            finding.attribute = finding.attribute.or_else(|| notation(steps, ""));
            finding.span = match finding.span {
                Some(span) if !span.is_empty() => Some(places.span(span)),
                Some(span) if span.start > 0 => Some(places.span(span)),
                _ => Some(whole.span()),
            };
            for fix in &mut finding.fixes {
                for Edit { span, text } in &mut fix.edits {
                    *span = places.span(*span);
                    let escaped = quoted(text);
                    let inner = escaped.get(1..escaped.len() - 1);
                    inner.unwrap_or_default().clone_into(text);
                }
            }
            finding
        });
    }

    fn is_satisfied(&self) -> bool {
        self.report.sink.is_satisfied()
    }
}
