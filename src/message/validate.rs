use super::checker::Checker;
use super::kind::DocumentKind;
use super::load::list;
use crate::diagnostic::Sink;
use crate::filter;
use crate::json::{Document, Kind};
use crate::patch;
use crate::resource::{self, Reporter, report_defects};
use crate::schema::{Registry, TypeId};

/// Steps to the deepest value of a resource in a message, and some: the path seldom grows.
const DEPTH: usize = 8;

/// How to validate.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'c> {
    /// What kind of document it is; found out from `schemas` when left out.
    pub kind: Option<DocumentKind>,
    /// How to validate a resource. Its type is, for a PATCH request, that of the resource to be
    /// changed, for a query that of the resources asked for, and for a ListResponse that of the
    /// resources in it.
    pub resource: resource::Options<'c>,
    /// What is tolerated in filters, alone or in the brackets of a path.
    pub filter: filter::Quirks,
    /// What is tolerated in PATCH requests.
    pub patch: patch::Quirks,
    /// How many resources a ListResponse has of which they were taken away.
    pub rows: Option<u32>,
}

impl<'c> Options<'c> {
    /// For a resource, whatever its `schemas` says that it is.
    pub const fn of_resource(resource: resource::Options<'c>) -> Self {
        Self {
            kind: Some(DocumentKind::Resource),
            resource,
            filter: filter::Quirks::NONE,
            patch: patch::Quirks::NONE,
            rows: None,
        }
    }
}

/// What a validation found out besides its findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Outcome {
    /// What kind of document it was checked as.
    pub kind: DocumentKind,
    /// The resource type that it was checked against.
    pub resource_type: Option<TypeId>,
}

/// Checks a document of any kind: its JSON, its members, and what they say.
///
/// Findings about one object come after those about its members' form; [`super::Report`] has them
/// in document order. Takes time linear in the document, but for `bulkId`s and the like, which are
/// looked up in a sorted index.
pub fn validate(
    document: &Document<'_>,
    registry: &Registry,
    options: &Options<'_>,
    sink: &mut dyn Sink,
) -> Outcome {
    report_defects(document, sink);
    let Some(root) = document.root() else {
        return Outcome {
            kind: options.kind.unwrap_or_default(),
            resource_type: None,
        };
    };
    let detect = || DocumentKind::detect(root, registry);
    let kind = options.kind.unwrap_or_else(detect);
    let mut path = Vec::with_capacity(DEPTH);
    let mut checker = Checker {
        registry,
        options: *options,
        report: Reporter::new(sink, &mut path),
    };
    // What describes resources comes in lists as well.
    let listed = matches!(kind, DocumentKind::Schema | DocumentKind::ResourceType);
    if listed && (root.kind() == Kind::Array || root.get("Resources").is_some()) {
        list(&mut checker, root, kind, &mut |_, _| {});
        return Outcome {
            kind,
            resource_type: None,
        };
    }
    checker.document(root, kind)
}
