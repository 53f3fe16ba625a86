use crate::diagnostic::{Code, Diagnostic, Severity, Sink};
use crate::json::Key;
use crate::schema::Definition;
use crate::text::{Pointer, Span};

/// A step from an object or array to what is in it.
#[derive(Clone, Copy)]
pub(crate) enum Step<'d> {
    Name(Key<'d>),
    Index(usize),
}

/// Hands findings to the sink, with the place that the validator has got to. The pointer is written
/// out only when a finding is wanted.
pub(crate) struct Reporter<'s, 'd> {
    pub(crate) sink: &'s mut dyn Sink,
    pub(crate) path: &'s mut Vec<Step<'d>>,
}

impl<'d> Reporter<'_, 'd> {
    /// The same, for a part of the work.
    pub(crate) fn again(&mut self) -> Reporter<'_, 'd> {
        Reporter {
            sink: self.sink,
            path: self.path,
        }
    }

    pub(crate) fn report(
        &mut self,
        code: Code,
        span: Span,
        attribute: Option<&Definition>,
        describe: &dyn Fn() -> Diagnostic,
    ) {
        self.report_as(code.info().severity, span, attribute, describe);
    }

    pub(crate) fn report_as(
        &mut self,
        severity: Severity,
        span: Span,
        attribute: Option<&Definition>,
        describe: &dyn Fn() -> Diagnostic,
    ) {
        // Members are gone through to the end of their object without asking.
        if self.sink.is_satisfied() {
            return;
        }
        let path = &*self.path;
        self.sink.report(severity, &mut || {
            let mut finding = describe().at(span);
            finding.severity = severity;
            finding.pointer = pointer(path).into_string();
            finding.attribute = attribute.map(|definition| definition.path.clone());
            finding
        });
    }

    /// Reports as if the validator had got one step further.
    pub(super) fn within(&mut self, step: Step<'d>, report: impl FnOnce(&mut Self)) {
        self.path.push(step);
        report(self);
        self.path.pop();
    }
}

pub(crate) fn pointer(path: &[Step<'_>]) -> Pointer {
    let mut pointer = Pointer::root();
    for step in path {
        match step {
            Step::Name(key) => pointer.push_name(&key.name()),
            Step::Index(index) => pointer.push_index(*index),
        };
    }
    pointer
}
