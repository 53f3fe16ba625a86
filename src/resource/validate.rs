use core::cell::OnceCell;

use super::object::Shared;
use super::reference::Resolved;
use super::reporter::Reporter;
use super::schemas::Declared;
use crate::diagnostic::{Code, Diagnostic, Severity, Sink};
use crate::json::{Document, Kind, Value};
use crate::schema::{AttributeId, Operation, Registry, ResourceTypeView, TypeId};
use crate::text::LineIndex;

/// How to validate.
#[derive(Clone, Copy, Debug)]
pub struct Options<'c> {
    /// The resource type; found out from `schemas` when left out.
    pub resource_type: Option<TypeId>,
    /// Who sends the document.
    pub operation: Operation,
    /// How bad an unknown attribute is; `None` to say nothing of them.
    pub unknown: Option<Severity>,
    /// For [`Operation::Replace`]: the resource as it is stored, so that immutable and readOnly
    /// attributes can be judged (RFC 7644 §3.5.1).
    pub current: Option<Value<'c>>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            resource_type: None,
            operation: Operation::Create,
            unknown: Some(Severity::Warning),
            current: None,
        }
    }
}

/// Reports what is wrong with the JSON.
pub(crate) fn report_defects(document: &Document<'_>, sink: &mut dyn Sink) {
    let text = document.text();
    let lines = OnceCell::new();
    for defect in document.defects() {
        sink.report(Severity::Error, &mut || {
            defect.diagnose_among(text, lines.get_or_init(|| LineIndex::new(text)))
        });
    }
}

/// Checks a resource that is part of a document, or all of it, against the schemas of its resource
/// type (RFC 7643). Findings come in document order, but for those that only the end of an object or
/// list shows. Returns the resource type that it was checked against.
///
/// Takes time linear in the document (lists with many values, n log n).
pub(crate) fn validate_at<'d>(
    root: Value<'d>,
    registry: &Registry,
    options: Options<'_>,
    report: &mut Reporter<'_, 'd>,
) -> Option<TypeId> {
    if root.kind() != Kind::Object {
        if root.kind() != Kind::Invalid {
            report.report(Code::JsonRoot, root.span(), None, &|| {
                Diagnostic::new(Code::JsonRoot, "A SCIM document is a JSON object.")
            });
        }
        return None;
    }
    let wanted = report.sink.wants_hints();
    let declared = Declared::read(root, registry, options.resource_type, wanted, report);
    let view = declared.resource_type.and_then(|id| registry.view(id))?;
    // What is asked of the values of a resource means nothing in other documents.
    let mut validator = Validator {
        root: Some(root),
        hints: wanted && !view.is_document(),
        ..Validator::new(view, &options, &declared, report.again())
    };
    let current = options
        .current
        .filter(|_| options.operation == Operation::Replace);
    validator.object(root, view.scope(), None, current);
    if options.operation == Operation::Read && !view.is_document() {
        validator.response(root);
    }
    Some(view.id())
}

/// Part of a resource that is checked on its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// All values of an attribute.
    Attribute,
    /// One value of an attribute.
    Element,
    /// Some sub-attributes of one value of a complex attribute.
    SubAttributes,
}

/// Checks a value that a request gives for an attribute: only what a service provider would refuse
/// or must not take as it is. Pointers count from the value.
pub(crate) fn check_value(
    value: Value<'_>,
    id: AttributeId,
    part: Part,
    view: ResourceTypeView<'_>,
    sink: &mut dyn Sink,
) {
    let path = &mut Vec::new();
    let report = &mut Reporter::new(sink, path);
    check_value_at(value, id, part, view, Options::default(), report);
}

/// Checks a value that a request in a document gives for an attribute.
pub(crate) fn check_value_at<'d>(
    value: Value<'d>,
    id: AttributeId,
    part: Part,
    view: ResourceTypeView<'_>,
    options: Options<'_>,
    report: &mut Reporter<'_, 'd>,
) {
    let Some(definition) = view.registry().definition(id) else {
        return;
    };
    let declared = Declared::default();
    let mut validator = Validator {
        partial: part == Part::SubAttributes,
        ..Validator::new(view, &options, &declared, report.again())
    };
    match part {
        Part::Attribute => validator.attribute(id, definition, value, None),
        Part::Element | Part::SubAttributes => {
            validator.single(id, definition, value, None);
        }
    }
}

/// Walks over a resource.
pub(super) struct Validator<'v, 'd> {
    pub(super) view: ResourceTypeView<'v>,
    pub(super) options: &'v Options<'v>,
    pub(super) declared: &'v Declared<'d>,
    pub(super) report: Reporter<'v, 'd>,
    /// The whole resource; `None` where only a part of one is checked.
    pub(super) root: Option<Value<'d>>,
    /// The object that is being checked.
    pub(super) around: Option<Value<'d>>,
    /// Whether findings that are no errors are looked for.
    pub(super) hints: bool,
    /// Only some of the sub-attributes are given: none is missed.
    pub(super) partial: bool,
    /// The reference that was resolved last.
    pub(super) resolved: Option<Resolved>,
    pub(super) shared: Shared<'d>,
}

impl<'v, 'd> Validator<'v, 'd> {
    fn new(
        view: ResourceTypeView<'v>,
        options: &'v Options<'v>,
        declared: &'v Declared<'d>,
        report: Reporter<'v, 'd>,
    ) -> Self {
        Self {
            view,
            options,
            declared,
            report,
            root: None,
            around: None,
            hints: false,
            partial: false,
            resolved: None,
            shared: Shared::default(),
        }
    }
}
