//! PATCH requests as a profile reads them: what the engine applies is no error, and a finding says
//! which quirk it takes.

use super::checker::Checker;
use super::patch::sound;
use crate::diagnostic::{Code, Diagnostic, Severity, Sink};
use crate::json::{Kind, Value};
use crate::patch::{self, Op, Quirks, Reading, needed};
use crate::resource::{Reporter, Step, pointer};
use crate::schema::ResourceTypeView;
use crate::text::Span;

/// Checks an operation that quirks are needed for as the one that is meant; returns whether it was
/// one.
pub(super) fn check<'d>(
    checker: &mut Checker<'_, 'd>,
    object: Value<'d>,
    view: ResourceTypeView<'_>,
) -> bool {
    let options = patch::Options {
        quirks: checker.options.patch,
        filter: checker.options.filter,
        ..patch::Options::default()
    };
    let Some(reading) = Reading::of(object, view, options) else {
        return false;
    };
    for note in &reading.notes {
        at_member(checker, object, note);
    }
    if let Some(error) = &reading.refused {
        let mut finding = error.diagnose(Code::PatchUnknownAttribute);
        finding.severity = Severity::Error;
        at_member(checker, object, &finding);
        return true;
    }
    if reading.is_ignored() {
        return true;
    }
    let Some(document) = reading.document() else {
        return false;
    };
    let Some((key, list)) = document.root().and_then(|root| root.entry("Operations")) else {
        return false;
    };
    let mut sink = Meant {
        place: pointer(checker.report.path).into_string(),
        reading: &reading,
        sink: checker.report.sink,
    };
    for (index, meant) in list.elements().enumerate() {
        let mut path = vec![Step::Name(key), Step::Index(index)];
        let mut report = Reporter::new(&mut sink, &mut path);
        report.base = 0;
        let mut checker = Checker {
            registry: checker.registry,
            options: checker.options,
            report,
        };
        if let Some(op) = op_of(meant) {
            sound(&mut checker, op, meant, view);
        }
    }
    true
}

fn op_of(operation: Value<'_>) -> Option<Op> {
    let word = operation.get("op")?.as_str()?;
    let all = [Op::Add, Op::Remove, Op::Replace];
    all.into_iter().find(|op| op.as_str() == word)
}

/// Reports something about the member of an operation that its place is in.
fn at_member<'d>(checker: &mut Checker<'_, 'd>, object: Value<'d>, finding: &Diagnostic) {
    let depth = checker.report.path.len();
    for name in ["path", "value"] {
        if let Some((key, value)) = object.entry(name)
            && finding
                .span
                .is_some_and(|span| value.span().to(span) == value.span())
        {
            checker.report.path.push(Step::Name(key));
            break;
        }
    }
    checker.note(finding);
    checker.report.path.truncate(depth);
}

/// Takes findings about an operation that was rewritten, and hands them on as findings about the one
/// that was sent.
struct Meant<'m> {
    /// The pointer to the operation that was sent.
    place: String,
    reading: &'m Reading,
    sink: &'m mut dyn Sink,
}

impl Sink for Meant<'_> {
    fn report(&mut self, severity: Severity, describe: &mut dyn FnMut() -> Diagnostic) {
        let (place, reading) = (&self.place, self.reading);
        self.sink.report(severity, &mut || {
            let mut finding = describe();
            // "/Operations/0" of the rewritten ones.
            let inner = finding.pointer.splitn(4, '/').nth(3);
            finding.pointer = match inner {
                Some(inner) => format!("{place}/{inner}"),
                None => place.clone(),
            };
            finding.span = finding.span.map(|span| reading.origin(span));
            // They would edit a text that nobody has sent.
            finding.fixes.clear();
            finding
        });
    }

    fn wants_hints(&self) -> bool {
        self.sink.wants_hints()
    }

    fn is_satisfied(&self) -> bool {
        self.sink.is_satisfied()
    }
}

/// The note that a quirk passes over what is wrong with `schemas` or `Operations` of a request;
/// `None` where it is an error.
pub(super) fn passed_over(
    finding: &Diagnostic,
    root: Value<'_>,
    quirks: Quirks,
) -> Option<Diagnostic> {
    let span = finding.span.unwrap_or_else(|| Span::at(root.span().start));
    let mut note = match finding.attribute.as_deref()? {
        "schemas" if quirks.missing_schemas => {
            let message = "`schemas` of the request does not say that it is a PATCH.".to_owned();
            let code = Code::PatchSchemasMissing;
            needed(code, "patch-schemas-missing", span, message)
        }
        "Operations" if quirks.empty_operations => {
            let list = root.get("Operations")?;
            if list.kind() != Kind::Array || !list.is_empty() {
                return None;
            }
            let message = "`Operations` is empty: nothing changes.".to_owned();
            let code = Code::PatchNoOperations;
            needed(code, "empty-operations", span, message)
        }
        _ => return None,
    };
    note.pointer.clone_from(&finding.pointer);
    note.attribute.clone_from(&finding.attribute);
    Some(note)
}
