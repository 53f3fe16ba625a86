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
    /// Steps to the document that is being checked, which may stand in another.
    pub(crate) base: usize,
}

impl<'s, 'd> Reporter<'s, 'd> {
    /// At the beginning of a document.
    pub(crate) fn new(sink: &'s mut dyn Sink, path: &'s mut Vec<Step<'d>>) -> Self {
        let base = path.len();
        Self { sink, path, base }
    }

    /// The same, for a part of the work.
    pub(crate) fn again(&mut self) -> Reporter<'_, 'd> {
        Reporter {
            sink: self.sink,
            path: self.path,
            base: self.base,
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
        let (path, base) = (&*self.path, self.base);
        self.sink.report(severity, &mut || {
            let mut finding = describe().at(span);
            finding.severity = severity;
            finding.pointer = pointer(path).into_string();
            let attribute = attribute.map(|definition| definition.path.clone());
            finding.attribute = attribute
                .or(finding.attribute)
                .or_else(|| notation(path.get(base..)?, ""));
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

/// The attribute that steps lead to, or the one of the name `inner` in it, in SCIM notation.
pub(crate) fn notation(path: &[Step<'_>], inner: &str) -> Option<String> {
    let mut notation = String::new();
    let mut separator = "";
    let mut add = |name: &str| {
        notation.push_str(separator);
        notation.push_str(name);
        // Behind the URI of an extension stands a colon.
        separator = if name.contains(':') { ":" } else { "." };
    };
    for step in path {
        if let Step::Name(key) = step {
            add(&key.name());
        }
    }
    if !inner.is_empty() {
        add(inner);
    }
    (!notation.is_empty()).then_some(notation)
}
