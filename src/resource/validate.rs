use core::cell::OnceCell;
use std::borrow::Cow;

use super::schemas::Declared;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity, Sink};
use crate::json::{Document, Key, Kind, Value};
use crate::schema::{
    AttributeId, Definition, Operation, Registry, ResourceTypeView, Role, Scope, TypeId,
};
use crate::text::{LineIndex, Pointer, Span};

/// How to validate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// The resource type; found out from `schemas` when left out.
    pub resource_type: Option<TypeId>,
    /// Who sends the document.
    pub operation: Operation,
    /// How bad an unknown attribute is; `None` to say nothing of them.
    pub unknown: Option<Severity>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            resource_type: None,
            operation: Operation::Create,
            unknown: Some(Severity::Warning),
        }
    }
}

/// What a validation found out besides its findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// The resource type that the document was checked against.
    pub resource_type: Option<TypeId>,
}

/// Checks a document: its JSON, then the resource against the schemas of its resource type
/// (RFC 7643). Findings come in document order, but for those of the JSON, which come first, and a
/// missing attribute, which is found at the end of the object that lacks it.
///
/// Takes time linear in the document.
pub fn validate(
    document: &Document<'_>,
    registry: &Registry,
    options: &Options,
    sink: &mut dyn Sink,
) -> Outcome {
    report_defects(document, sink);
    let mut path = Vec::new();
    let report = &mut Reporter {
        sink,
        path: &mut path,
    };
    match document.root() {
        Some(root) => validate_at(root, registry, *options, report),
        None => Outcome::default(),
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

/// Checks a resource that is part of a document, or all of it.
pub(crate) fn validate_at<'d>(
    root: Value<'d>,
    registry: &Registry,
    options: Options,
    report: &mut Reporter<'_, 'd>,
) -> Outcome {
    if root.kind() != Kind::Object {
        if root.kind() != Kind::Invalid {
            report.report(Code::JsonRoot, root.span(), None, &|| {
                Diagnostic::new(Code::JsonRoot, "A SCIM document is a JSON object.")
            });
        }
        return Outcome::default();
    }
    let text = root.document_text();
    let declared = Declared::read(root, text, registry, options.resource_type, report);
    let Some(view) = declared.resource_type.and_then(|id| registry.view(id)) else {
        return Outcome::default();
    };
    let mut validator = Validator {
        view,
        options: &options,
        declared: &declared,
        report: report.again(),
        seen: Vec::new(),
        partial: false,
    };
    validator.object(root, view.scope(), None);
    Outcome {
        resource_type: declared.resource_type,
    }
}

/// A step from an object or array to what is in it.
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
        let path = &*self.path;
        self.sink.report(severity, &mut || {
            let mut finding = describe().at(span);
            finding.severity = severity;
            finding.pointer = pointer(path).into_string();
            finding.attribute = attribute.map(|definition| definition.path.clone());
            finding
        });
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

pub(super) struct Validator<'v, 'd> {
    pub(super) view: ResourceTypeView<'v>,
    options: &'v Options,
    declared: &'v Declared<'d>,
    pub(super) report: Reporter<'v, 'd>,
    /// Two bits an attribute for each object around: whether it is there, whether it has a value.
    seen: Vec<u8>,
    /// Only some of the sub-attributes are given: none is missed.
    partial: bool,
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

/// Checks a value that a request gives for an attribute. Pointers count from the value.
pub(crate) fn check_value(
    value: Value<'_>,
    id: AttributeId,
    part: Part,
    view: ResourceTypeView<'_>,
    sink: &mut dyn Sink,
) {
    let report = &mut Reporter {
        sink,
        path: &mut Vec::new(),
    };
    check_value_at(value, id, part, view, Options::default(), report);
}

/// Checks a value that a request in a document gives for an attribute.
pub(crate) fn check_value_at<'d>(
    value: Value<'d>,
    id: AttributeId,
    part: Part,
    view: ResourceTypeView<'_>,
    options: Options,
    report: &mut Reporter<'_, 'd>,
) {
    let Some(definition) = view.registry().definition(id) else {
        return;
    };
    let mut validator = Validator {
        view,
        options: &options,
        declared: &Declared::default(),
        report: report.again(),
        seen: Vec::new(),
        partial: part == Part::SubAttributes,
    };
    match part {
        Part::Attribute => validator.attribute(id, definition, value),
        Part::Element | Part::SubAttributes => {
            validator.single(id, definition, value);
        }
    }
}

const PRESENT: u8 = 1;
const ASSIGNED: u8 = 2;

impl<'d> Validator<'_, 'd> {
    /// Checks the members of an object against a scope. Returns the member `primary` where it is
    /// true.
    pub(super) fn object(
        &mut self,
        object: Value<'d>,
        scope: &Scope,
        owner: Option<&Definition>,
    ) -> Option<(Key<'d>, Value<'d>)> {
        let registry = self.view.registry();
        let base = self.seen.len();
        self.seen.resize(base + scope.members().len(), 0);
        let mut primary = None;
        for (key, value) in object.members() {
            if self.report.sink.is_satisfied() {
                break;
            }
            let name = key.name();
            self.report.path.push(Step::Name(key));
            let found = registry.find(scope, key.hash(), &name);
            match found.and_then(|id| Some((id, registry.definition(id)?))) {
                None => self.unknown(key, &name, scope, owner),
                Some((id, definition)) => {
                    self.note_presence(base, key, &name, value, object, definition);
                    self.member(id, definition, key, value);
                    if value.as_bool() == Some(true) && definition.attribute.name == "primary" {
                        primary = Some((key, value));
                    }
                }
            }
            self.report.path.pop();
        }
        self.missing(object, scope, base);
        self.seen.truncate(base);
        primary
    }

    fn note_presence(
        &mut self,
        base: usize,
        key: Key<'d>,
        name: &str,
        value: Value<'d>,
        object: Value<'d>,
        definition: &Definition,
    ) {
        let Some(seen) = self.seen.get_mut(base + definition.ordinal) else {
            return;
        };
        let before = *seen;
        let unassigned = value.is_null() || (value.kind() == Kind::Array && value.is_empty());
        *seen |= PRESENT | if unassigned { 0 } else { ASSIGNED };
        // The same name letter by letter is a defect of the JSON and has been told already.
        if before & PRESENT != 0 && !earlier_names(object, key).any(|earlier| earlier == name) {
            self.report.report(
                Code::DuplicateAttribute,
                key.span(),
                Some(definition),
                &|| {
                    let path = &definition.path;
                    let message =
                        format!("`{name}` is `{path}` again: the case of a name does not matter.");
                    Diagnostic::new(Code::DuplicateAttribute, message).help("Keep one of them.")
                },
            );
        }
    }

    fn member(&mut self, id: AttributeId, definition: &Definition, key: Key<'d>, value: Value<'d>) {
        match definition.role {
            // Checked before everything else.
            Role::Common if definition.is_schemas() => {}
            _ if definition.is_ignored(self.options.operation) => {}
            Role::ExtensionObject => {
                // null is no data.
                if !value.is_null() {
                    self.extension(definition, key);
                }
                self.attribute(id, definition, value);
            }
            _ => self.attribute(id, definition, value),
        }
    }

    fn extension(&mut self, definition: &Definition, key: Key<'d>) {
        let uri = &definition.attribute.name;
        if self.declared.has(uri) {
            return;
        }
        let declared = self.declared;
        self.report.report(
            Code::UndeclaredExtension,
            key.span(),
            Some(definition),
            &|| {
                let message = format!(
                    "The resource has attributes of `{uri}`, which `schemas` does not name."
                );
                let finding = Diagnostic::new(Code::UndeclaredExtension, message)
                    .help("Add the URI to `schemas`.");
                match declared.insertion(uri) {
                    Some(edit) => finding.safe_fix("Add the schema URI", vec![edit]),
                    None => finding,
                }
            },
        );
    }

    fn unknown(&mut self, key: Key<'d>, name: &str, scope: &Scope, owner: Option<&Definition>) {
        let Some(severity) = self.options.unknown else {
            return;
        };
        let view = self.view;
        self.report.report_as(severity, key.span(), None, &|| {
            let owner_name = match owner {
                Some(definition) => definition.path.as_str(),
                None => &view.resource_type().name,
            };
            let kind = if owner.is_some_and(|o| o.role != Role::ExtensionObject) {
                "sub-attribute"
            } else {
                "attribute"
            };
            let message = if name.contains(':') {
                format!("`{owner_name}` has no extension `{name}`.")
            } else {
                format!("`{owner_name}` has no {kind} `{name}`.")
            };
            let mut finding = Diagnostic::new(Code::UnknownAttribute, message);
            finding.help =
                Some("A service provider may ignore it or refuse the request.".to_owned());
            if let Some(near) = view.registry().nearest(scope, name) {
                let edit = Edit::replace(key.name_span(), near);
                finding = finding
                    .help(format!("Did you mean `{near}`?"))
                    .unsafe_fix(format!("Rename to {near}"), vec![edit]);
            }
            finding
        });
    }

    /// Required attributes that have no value.
    fn missing(&mut self, object: Value<'d>, scope: &Scope, base: usize) {
        if self.partial {
            return;
        }
        let registry = self.view.registry();
        for &id in scope.members() {
            let Some(definition) = registry.definition(id) else {
                continue;
            };
            let seen = self
                .seen
                .get(base + definition.ordinal)
                .copied()
                .unwrap_or_default();
            // `schemas` is checked before everything else.
            if seen & ASSIGNED != 0 || definition.is_schemas() {
                continue;
            }
            let severity = match definition.requirement(self.options.operation) {
                Some(severity) => severity,
                None if self.view.is_required_extension(id) => Severity::Error,
                None => continue,
            };
            self.report_missing(object, definition, severity);
        }
    }

    fn report_missing(&mut self, object: Value<'d>, definition: &Definition, severity: Severity) {
        let name = &definition.attribute.name;
        let written = object
            .members()
            .find(|(key, _)| key.name().eq_ignore_ascii_case(name));
        let span = match written {
            Some((_, value)) => value.span(),
            None => Span::new(object.span().start, object.span().start + 1),
        };
        let extension = definition.role == Role::ExtensionObject;
        let code = if extension {
            Code::MissingExtension
        } else {
            Code::Required
        };
        let resource_type = &self.view.resource_type().name;
        self.report
            .report_as(severity, span, Some(definition), &|| {
                let path = &definition.path;
                let message = if extension {
                    format!("`{resource_type}` requires the extension `{path}`.")
                } else if written.is_some() {
                    format!("`{path}` is required and has no value.")
                } else {
                    format!("`{path}` is required.")
                };
                let finding = Diagnostic::new(code, message);
                if severity == Severity::Warning {
                    return finding
                        .help("A response may leave it out when other attributes were asked for.");
                }
                finding
            });
    }
}

fn earlier_names<'d>(object: Value<'d>, key: Key<'d>) -> impl Iterator<Item = Cow<'d, str>> {
    object
        .members()
        .map(|(earlier, _)| earlier)
        .take_while(move |earlier| earlier.span() != key.span())
        .map(Key::name)
}
