use std::borrow::Cow;

use super::validate::{Reporter, Step};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::json::{Document, Kind, Value};
use crate::schema::{Registry, ResourceTypeView, TypeId};
use crate::text::{Span, quoted};

/// URIs of messages begin like this (RFC 7644 §3.1); those of resources don't.
const MESSAGE_PREFIX: &str = "urn:ietf:params:scim:api:";

/// The resource type that a document is of: by its `schemas`, or else the one whose attributes it
/// has most of.
pub fn detect(document: &Document<'_>, registry: &Registry) -> Option<TypeId> {
    let root = document.root().filter(|root| root.kind() == Kind::Object)?;
    let mut report = Reporter {
        sink: &mut (),
        path: &mut Vec::new(),
    };
    Declared::read(root, document.text(), registry, None, &mut report).resource_type
}

/// What `schemas` says: which resource type the document is of, and which extensions it has.
#[derive(Default)]
pub(super) struct Declared<'d> {
    pub(super) resource_type: Option<TypeId>,
    uris: Vec<(Cow<'d, str>, Value<'d>)>,
    list: Option<Value<'d>>,
}

impl<'d> Declared<'d> {
    /// Reads and checks `schemas` of `root`. `told` is the resource type, where the caller knows it.
    pub(super) fn read(
        root: Value<'d>,
        text: &str,
        registry: &Registry,
        told: Option<TypeId>,
        report: &mut Reporter<'_, 'd>,
    ) -> Self {
        let member = root
            .members()
            .find(|(key, _)| key.name().eq_ignore_ascii_case("schemas"));
        let mut declared = Self::default();
        if let Some((key, value)) = member {
            report.path.push(Step::Name(key));
            declared.collect(value, report);
            report.path.pop();
        }
        let listed = declared.listed_type(registry);
        declared.resource_type = told.or(listed).or_else(|| best_match(root, registry));
        let Some(view) = declared.resource_type.and_then(|id| registry.view(id)) else {
            return declared;
        };
        if declared.uris.is_empty() {
            // A value of another type has been told already.
            if member.is_none_or(|(_, value)| value.is_null() || value.is_empty()) {
                report_missing(root, member.map(|(_, value)| value), text, view, report);
            }
            return declared;
        }
        if let Some((key, _)) = member {
            report.path.push(Step::Name(key));
            let strangers = declared.check_uris(view, report);
            // A base schema that is misspelt isn't missing as well.
            if !strangers && !declared.has(&view.resource_type().schema) {
                declared.report_base(view, report);
            }
            report.path.pop();
        }
        declared
    }

    /// Whether `schemas` names this URI, in any case.
    pub(super) fn has(&self, uri: &str) -> bool {
        self.uris
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(uri))
    }

    /// The edit that adds a URI to the list.
    pub(super) fn insertion(&self, uri: &str) -> Option<Edit> {
        let last = self.list?.elements().last()?;
        Some(Edit::insert(last.span().end, format!(", {}", quoted(uri))))
    }

    fn collect(&mut self, value: Value<'d>, report: &mut Reporter<'_, 'd>) {
        match value.kind() {
            Kind::Array => {
                self.list = Some(value);
                for (index, element) in value.elements().enumerate() {
                    report.path.push(Step::Index(index));
                    self.collect_one(element, report);
                    report.path.pop();
                }
            }
            Kind::String => {
                self.uris.extend(value.as_str().map(|uri| (uri, value)));
                report.report(Code::MultiValued, value.span(), None, &|| {
                    let edit = Edit::replace(value.span(), format!("[{}]", value.source()));
                    Diagnostic::new(Code::MultiValued, "`schemas` is an array of URIs.")
                        .cite("RFC 7643 §3", "S-01")
                        .safe_fix("Wrap it in an array", vec![edit])
                });
            }
            Kind::Null | Kind::Invalid => {}
            _ => report.report(Code::Type, value.span(), None, &|| {
                Diagnostic::new(Code::Type, "`schemas` is an array of URIs.")
                    .cite("RFC 7643 §3", "S-01")
            }),
        }
    }

    fn collect_one(&mut self, element: Value<'d>, report: &mut Reporter<'_, 'd>) {
        let Some(uri) = element.as_str() else {
            if element.kind() != Kind::Invalid {
                report.report(Code::Type, element.span(), None, &|| {
                    let found = element.source();
                    Diagnostic::new(
                        Code::Type,
                        format!("`schemas` lists URIs; {found} is none."),
                    )
                    .cite("RFC 7643 §3", "S-06")
                });
            }
            return;
        };
        if self.has(&uri) {
            report.report(Code::DuplicateSchema, element.span(), None, &|| {
                let message = format!("`schemas` names {} twice.", element.source());
                Diagnostic::new(Code::DuplicateSchema, message)
                    .safe_fix("Remove it", self.removal(element).into_iter().collect())
            });
        }
        self.uris.push((uri, element));
    }

    /// The edit that takes an element, and the comma before it, out of the list.
    fn removal(&self, element: Value<'d>) -> Option<Edit> {
        let before = self
            .list?
            .elements()
            .take_while(|e| e.index() < element.index())
            .last()?;
        Some(Edit::delete(Span::new(
            before.span().end,
            element.span().end,
        )))
    }

    fn listed_type(&self, registry: &Registry) -> Option<TypeId> {
        let by_base = self
            .uris
            .iter()
            .find_map(|(uri, _)| registry.type_of_schema(uri));
        by_base.or_else(|| {
            let types = registry.resource_types();
            let mut views = types.filter_map(|(id, _)| registry.view(id));
            let found = views.find(|view| {
                self.uris
                    .iter()
                    .any(|(uri, _)| view.extension(uri).is_some())
            });
            found.map(|view| view.id())
        })
    }

    /// Reports each URI that the resource type doesn't have; returns whether there was one.
    fn check_uris(&self, view: ResourceTypeView<'_>, report: &mut Reporter<'_, 'd>) -> bool {
        let base = &view.resource_type().schema;
        if view.is_document() && self.has(base) {
            // A message may have more URIs than its own (AMBIGUITIES A-59).
            return false;
        }
        let mut strangers = false;
        let mut index = 0;
        for (uri, value) in &self.uris {
            let in_list = self.list.is_some();
            if in_list {
                let list = self.list.map(Value::elements);
                let place = list.and_then(|mut l| l.position(|e| e.index() == value.index()));
                index = place.unwrap_or(index);
                report.path.push(Step::Index(index));
            }
            if !base.eq_ignore_ascii_case(uri) && view.extension(uri).is_none() {
                strangers = true;
                report_stranger(uri, *value, view, report);
            }
            if in_list {
                report.path.pop();
            }
        }
        strangers
    }

    fn report_base(&self, view: ResourceTypeView<'_>, report: &mut Reporter<'_, 'd>) {
        let resource_type = view.resource_type();
        let Some(place) = self
            .list
            .or_else(|| self.uris.first().map(|(_, value)| *value))
        else {
            return;
        };
        report.report(Code::MissingBase, place.span(), None, &|| {
            let (name, base) = (&resource_type.name, &resource_type.schema);
            let message = format!("`schemas` lacks `{base}`, the base schema of `{name}`.");
            let finding = Diagnostic::new(Code::MissingBase, message);
            match self.list.and_then(|list| list.elements().next()) {
                Some(first) => {
                    let edit = Edit::insert(first.span().start, format!("{}, ", quoted(base)));
                    finding.safe_fix("Add the schema URI", vec![edit])
                }
                None => finding,
            }
        });
    }
}

fn report_stranger(
    uri: &str,
    value: Value<'_>,
    view: ResourceTypeView<'_>,
    report: &mut Reporter<'_, '_>,
) {
    let name = &view.resource_type().name;
    let message_prefix = uri.get(..MESSAGE_PREFIX.len());
    let message = !view.is_document()
        && message_prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(MESSAGE_PREFIX));
    if message {
        report.report(Code::UnknownKind, value.span(), None, &|| {
            let message =
                format!("`{uri}` is the schema of a message; the document is read as a resource.");
            Diagnostic::new(Code::UnknownKind, message)
        });
        return;
    }
    report.report(Code::UnknownSchema, value.span(), None, &|| {
        let finding = Diagnostic::new(Code::UnknownSchema, format!("`{name}` has no schema `{uri}`."));
        match view.nearest_schema(uri) {
            Some(near) => finding
                .help(format!("Did you mean `{near}`?"))
                .unsafe_fix("Correct the URI", vec![Edit::replace(value.span(), quoted(near))]),
            None => finding.help("Remove it, or load the schema and declare it as an extension of the resource type."),
        }
    });
}

fn report_missing<'d>(
    root: Value<'d>,
    value: Option<Value<'d>>,
    text: &str,
    view: ResourceTypeView<'_>,
    report: &mut Reporter<'_, 'd>,
) {
    let span = match value {
        Some(value) => value.span(),
        None => Span::new(root.span().start, root.span().start + 1),
    };
    report.report(Code::MissingSchemas, span, None, &|| {
        let mut uris = vec![view.resource_type().schema.as_str()];
        uris.extend(view.extensions().iter().filter_map(|extension| {
            let name = &view.registry().definition(extension.object)?.attribute.name;
            root.get(name).is_some().then_some(name.as_str())
        }));
        let list = uris
            .iter()
            .map(|uri| quoted(uri))
            .collect::<Vec<_>>()
            .join(", ");
        let edit = match value {
            Some(value) => Edit::replace(value.span(), format!("[{list}]")),
            None => insert_first(root, text, &format!("\"schemas\": [{list}]")),
        };
        let message = match value {
            Some(_) => "`schemas` is empty: nothing says what the document is.",
            None => "`schemas` is missing: nothing says what the document is.",
        };
        Diagnostic::new(Code::MissingSchemas, message).safe_fix("Add `schemas`", vec![edit])
    });
}

/// Inserts a member as the first of an object, on a line of its own where the members have lines of
/// their own.
fn insert_first(object: Value<'_>, text: &str, member: &str) -> Edit {
    let Some((key, _)) = object.members().next() else {
        return Edit::insert(object.span().start + 1, member);
    };
    let start = key.span().start;
    let space = Span::new(object.span().start + 1, start).of(text);
    let space = if space.contains('\n') { space } else { " " };
    Edit::insert(start, format!("{member},{space}"))
}

/// The resource type that has most of the members of an object; of equals, the one registered
/// first. It is a guess for documents whose `schemas` says nothing.
fn best_match(root: Value<'_>, registry: &Registry) -> Option<TypeId> {
    let views = registry
        .resource_types()
        .filter_map(|(id, _)| registry.view(id));
    let scored = views.map(|view| {
        let known = |key: crate::json::Key<'_>| {
            registry
                .find(view.scope(), key.hash(), &key.name())
                .is_some()
        };
        (
            root.members().filter(|(key, _)| known(*key)).count(),
            view.id(),
        )
    });
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map(|(_, id)| id)
}
