//! A document: what the validator says of it, and what the rules say besides.

use super::classify::classify;
use super::finder::{Finder, World, mend};
use super::resource::{Sender, is_reference, resource};
use super::{discovery, patch, query, response, target};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::json::{Document, Kind, Value};
use crate::message::{self, DocumentKind, Report};
use crate::resource::{Operation, Step, insert_first};
use crate::schema::{ResourceTypeView, TypeId};
use crate::text::sort_by_place;

/// What is known of a document before it is read.
#[derive(Clone, Copy, Default)]
pub(super) struct Told<'t> {
    pub(super) kind: Option<DocumentKind>,
    pub(super) resource_type: Option<TypeId>,
    /// The method of the request that it belongs to; empty for a document alone.
    pub(super) method: &'t str,
    /// Whether a service provider sends it.
    pub(super) answer: bool,
}

impl Told<'_> {
    pub(super) fn is_patch(&self) -> bool {
        self.kind == Some(DocumentKind::Patch)
    }
}

/// All findings about a document, in its order.
pub(super) fn body(document: &Document<'_>, told: Told<'_>, world: World<'_>) -> Vec<Diagnostic> {
    let mut told = told;
    let root = document.root();
    if let Some(root) = root.filter(|root| told.method == "PATCH" && is_no_patch(*root))
        && !told.answer
    {
        return resource_as_patch(root, world);
    }
    let operation = match (told.answer, told.method) {
        (true, _) => Operation::Read,
        (_, "PUT") => Operation::Replace,
        _ => Operation::Create,
    };
    let options = message::Options {
        kind: told.kind,
        resource: crate::resource::Options {
            resource_type: told.resource_type,
            operation,
            ..crate::resource::Options::default()
        },
        ..message::Options::default()
    };
    let Report {
        diagnostics,
        outcome,
    } = Report::of(document, world.registry, &options);
    told.kind = Some(outcome.kind);
    told.resource_type = outcome.resource_type.or(told.resource_type);
    let listed = matches!(outcome.kind, DocumentKind::List | DocumentKind::Error);
    told.answer |= listed || outcome.kind == DocumentKind::BulkResponse;
    let mut found = classify(diagnostics, document, told, world);
    let mut finder = Finder::new(world);
    if let Some(root) = root {
        look(&mut finder, root, told);
    }
    found.append(&mut finder.found);
    sort_by_place(&mut found, |finding| {
        finding.span.map_or(0, |span| span.start)
    });
    found
}

fn look<'d>(finder: &mut Finder<'_, 'd>, root: Value<'d>, told: Told<'_>) {
    let registry = finder.world.registry;
    let view = told.resource_type.and_then(|id| registry.view(id));
    match (told.kind.unwrap_or_default(), view) {
        (DocumentKind::Resource, Some(view)) => whole(finder, root, told, view),
        (DocumentKind::Patch, Some(view)) => patch::operations(finder, root, view),
        (DocumentKind::List, view) => list(finder, root, view),
        (DocumentKind::Bulk, _) => bulk(finder, root),
        (DocumentKind::Search, _) => query::search(finder, root),
        (DocumentKind::Schema, _) => schemas(finder, root),
        (DocumentKind::ServiceProviderConfig, _) => discovery::config(finder, root),
        _ => {}
    }
}

/// A resource that a client or a service provider sends.
fn whole<'d>(
    finder: &mut Finder<'_, 'd>,
    root: Value<'d>,
    told: Told<'_>,
    view: ResourceTypeView<'_>,
) {
    if told.answer || told.method.is_empty() && is_representation(root) {
        resource(finder, root, view, Sender::Provider);
        response::resource(finder, root, view);
        return;
    }
    resource(finder, root, view, Sender::Client);
    if root.kind() != Kind::Object {
        // The validator has told it, and nothing can be said of members that cannot be.
        return;
    }
    if told.method == "PUT" {
        replaced(finder, root, view);
    } else {
        target::created(finder, root, view);
    }
    target::values(finder, root, view);
}

/// What a replacement takes along, or leaves out.
fn replaced<'d>(finder: &mut Finder<'_, 'd>, root: Value<'d>, view: ResourceTypeView<'_>) {
    let registry = view.registry();
    for &id in view.scope().members() {
        let Some(definition) = registry.definition(id) else {
            continue;
        };
        let attribute = &definition.attribute;
        let entry = root.entry(&attribute.name);
        if attribute.name == "active" && entry.is_none() {
            let said = finder.say(Code::LintPutWithoutActive, root.span(), "");
            let edit = insert_first(root, r#""active":true"#);
            mend(said, false, "Say that it is active", vec![edit]);
        }
        let Some((key, value)) = entry else {
            continue;
        };
        let writable = definition.mutability() != crate::schema::Mutability::ReadOnly;
        if attribute.multi_valued && writable && is_reference(definition) {
            let about = format!("`{}`", definition.path);
            let code = Code::LintReplaceAllMembers;
            finder.say_at(Step::Name(key), code, value.span(), &about);
        }
    }
}

fn list<'d>(finder: &mut Finder<'_, 'd>, root: Value<'d>, view: Option<ResourceTypeView<'_>>) {
    let registry = finder.world.registry;
    let Some((key, resources)) = root.entry("Resources") else {
        return;
    };
    finder.path.push(Step::Name(key));
    for (index, element) in resources.elements().enumerate() {
        finder.path.push(Step::Index(index));
        if let Some(view) = type_of(element, finder)
            .and_then(|id| registry.view(id))
            .or(view)
        {
            resource(finder, element, view, Sender::Provider);
            response::resource(finder, element, view);
        }
        finder.path.pop();
    }
    finder.path.pop();
}

/// The resource type that `schemas` names.
fn type_of(resource: Value<'_>, finder: &Finder<'_, '_>) -> Option<TypeId> {
    let mut uris = resource
        .get("schemas")?
        .elements()
        .filter_map(Value::as_str);
    uris.find_map(|uri| finder.world.registry.type_of_schema(&uri))
}

/// What a bulk request has in it.
fn bulk<'d>(finder: &mut Finder<'_, 'd>, root: Value<'d>) {
    let registry = finder.world.registry;
    let Some((key, operations)) = root.entry("Operations") else {
        return;
    };
    finder.path.push(Step::Name(key));
    for (index, operation) in operations.elements().enumerate() {
        let path = operation
            .get("path")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let method = operation
            .get("method")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let Some((key, data)) = operation.entry("data") else {
            continue;
        };
        let parent = path
            .trim_start_matches('/')
            .split('/')
            .next()
            .unwrap_or_default();
        let of = registry.type_of_parent(parent.as_bytes());
        let Some(view) = of.and_then(|id| registry.view(id)) else {
            continue;
        };
        finder.path.push(Step::Index(index));
        finder.path.push(Step::Name(key));
        if method == "PATCH" {
            patch::operations(finder, data, view);
        } else {
            let told = Told {
                method: &method,
                ..Told::default()
            };
            whole(finder, data, told, view);
        }
        finder.path.pop();
        finder.path.pop();
    }
    finder.path.pop();
}

/// Looks at each of the schemas that come alone, as an array, or in a list.
fn schemas<'d>(finder: &mut Finder<'_, 'd>, root: Value<'d>) {
    let steps = finder.path.len();
    let list = match root.entry("Resources") {
        Some((key, list)) => {
            finder.path.push(Step::Name(key));
            list
        }
        None => root,
    };
    if list.kind() == Kind::Array {
        for (index, element) in list.elements().enumerate() {
            finder.path.push(Step::Index(index));
            discovery::schema(finder, element);
            finder.path.pop();
        }
    } else {
        discovery::schema(finder, list);
    }
    finder.path.truncate(steps);
}

/// Whether a resource has what only a service provider knows.
fn is_representation(root: Value<'_>) -> bool {
    let meta = root.get("meta");
    let known = |name| meta.and_then(|meta| meta.get(name)).is_some();
    known("created") || known("location") || known("version")
}

fn is_no_patch(root: Value<'_>) -> bool {
    let uri = DocumentKind::Patch.schema().unwrap_or_default();
    let mut schemas = root.get("schemas").into_iter().flat_map(Value::elements);
    root.kind() == Kind::Object
        && root.get("Operations").is_none()
        && root
            .get("meta")
            .and_then(|meta| meta.get("attributes"))
            .is_none()
        && !schemas.any(|element| element.as_str().is_some_and(|known| known == uri))
}

fn resource_as_patch(root: Value<'_>, world: World<'_>) -> Vec<Diagnostic> {
    let mut finder = Finder::new(world);
    let said = finder.say(Code::LintResourceAsPatch, root.span(), "");
    let uri = DocumentKind::Patch.schema().unwrap_or_default();
    let request = format!(
        r#"{{"schemas":["{uri}"],"Operations":[{{"op":"replace","value":{}}}]}}"#,
        root.source()
    );
    let edit = Edit::replace(root.span(), request);
    mend(said, false, "Make it a PATCH request", vec![edit]);
    finder.found
}
