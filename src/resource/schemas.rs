use core::num::NonZero;
use std::borrow::Cow;

use super::edits::{insert_first, removal};
use super::repeated::{Entry, repeated};
use super::reporter::{Reporter, Step};
use super::value::{has_nulls_alone, shown};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::json::{Document, Key, Kind, Value};
use crate::schema::{Mutability, Registry, ResourceTypeView, TypeId};
use crate::text::{Span, is_same_text, quoted, same_but_for_case};

/// URIs of messages begin like this (RFC 7644 §3.1); those of resources don't.
const MESSAGE_PREFIX: &str = "urn:ietf:params:scim:api:";

/// The resource type that a document is of: by its `schemas`, or else the one whose attributes it
/// has most of.
pub fn detect(document: &Document<'_>, registry: &Registry) -> Option<TypeId> {
    declared(document, registry)?.resource_type
}

/// Whether a document says which resource type it is of: in `schemas`, or in `meta.resourceType`.
pub fn says_type(document: &Document<'_>, registry: &Registry) -> bool {
    let root = document.root();
    declared(document, registry).is_some_and(|declared| declared.sure)
        || root.is_some_and(|root| type_in_meta(root, registry).is_some())
}

/// The resource type that a document is of, as [`detect`], and whether it says so, as [`says_type`].
pub fn detect_and_tell(document: &Document<'_>, registry: &Registry) -> Option<(TypeId, bool)> {
    let root = document.root()?;
    let declared = declared(document, registry)?;
    let told = || type_in_meta(root, registry).is_some();
    Some((declared.resource_type?, declared.sure || told()))
}

fn declared<'d>(document: &'d Document<'_>, registry: &Registry) -> Option<Declared<'d>> {
    let root = document.root().filter(|root| root.kind() == Kind::Object)?;
    let (mut sink, mut path) = ((), Vec::new());
    let mut report = Reporter::new(&mut sink, &mut path);
    Some(Declared::read(root, registry, None, false, &mut report))
}

/// More URIs than this are compared with the names of unknown members no more.
const FEW: usize = 32;

/// One URI of the list.
struct Listed<'d> {
    uri: Cow<'d, str>,
    value: Value<'d>,
    /// Its place in the array; `None` where `schemas` is a lone string.
    index: Option<usize>,
    /// It stands there already.
    again: bool,
}

/// What `schemas` says: which resource type the document is of, and which extensions it has.
#[derive(Default)]
pub(super) struct Declared<'d> {
    pub(super) resource_type: Option<TypeId>,
    uris: Vec<Listed<'d>>,
    list: Option<Value<'d>>,
    sure: bool,
    /// The member that stands for `schemas` under another name, which has been told.
    pub(super) misnamed: Option<Span>,
    /// One of the URIs is no value of JSON: it may be any.
    unread: bool,
    /// None of the URIs is one of the resource type: what `schemas` ought to name has been told.
    all_wrong: bool,
}

impl<'d> Declared<'d> {
    /// Reads and checks `schemas` of `root`. `told` is the resource type, where the caller knows it.
    pub(super) fn read(
        root: Value<'d>,
        registry: &Registry,
        told: Option<TypeId>,
        hints: bool,
        report: &mut Reporter<'_, 'd>,
    ) -> Self {
        let mut declared = Self::default();
        let mut member = root.entry("schemas");
        if member.is_none()
            && let Some((key, value)) = misnamed(root)
        {
            report_misnamed(key, report);
            declared.misnamed = Some(key.span());
            member = Some((key, value));
        }
        if let Some((key, value)) = member {
            report.path.push(Step::Name(key));
            declared.collect(value, report);
            declared.check_duplicates(value, report);
            report.path.pop();
        }
        let told = told.map(|told| {
            let other = declared.other_than(told, root, registry);
            other.map_or(told, |(listed, id)| {
                report_other_type(listed, (told, id), member, registry, report);
                id
            })
        });
        let known = told.or_else(|| declared.listed_type(registry));
        declared.sure = known.is_some();
        declared.resource_type = known
            .or_else(|| type_in_meta(root, registry))
            .or_else(|| best_match(root, registry));
        let Some(view) = declared.resource_type.and_then(|id| registry.view(id)) else {
            return declared;
        };
        if declared.uris.is_empty() && !root.is_adrift() {
            // A value of another type has been told already.
            let nothing = |value: Value<'_>| {
                let empty = value.kind() == Kind::Array && value.is_empty();
                value.is_null() || empty || has_nulls_alone(value)
            };
            if member.is_none_or(|(_, value)| nothing(value)) {
                let depth = report.path.len();
                report.path.extend(member.map(|(key, _)| Step::Name(key)));
                report_missing(root, member.map(|(_, value)| value), view, report);
                report.path.truncate(depth);
            }
            return declared;
        }
        if let Some((key, _)) = member {
            report.path.push(Step::Name(key));
            let base = declared.check_uris((root, view), hints, report) || declared.unread;
            // A base schema that is misspelt isn't missing as well.
            if !base && !declared.has(&view.resource_type().schema) {
                declared.report_base(view, report);
            }
            report.path.pop();
        }
        declared
    }

    /// Whether the resource type is told, and no guess from the attributes.
    pub(super) fn is_sure(&self) -> bool {
        self.sure
    }

    /// Whether `schemas` names this URI, in any case.
    pub(super) fn has(&self, uri: &str) -> bool {
        self.uris
            .iter()
            .any(|listed| same_but_for_case(&listed.uri, uri))
    }

    /// Whether `schemas` names an extension, or was told to name nothing or something that is nearly
    /// its URI.
    pub(super) fn names_or_means(&self, uri: &str, view: ResourceTypeView<'_>) -> bool {
        let means = |listed: &Listed<'_>| {
            view.extension(&listed.uri).is_none() && view.nearest_schema(&listed.uri) == Some(uri)
        };
        self.uris.is_empty()
            || self.unread
            || self.all_wrong
            || self.has(uri)
            || self.uris.iter().take(FEW).any(means)
    }

    /// Whether `schemas` names nearly the URI of an extension, which has been told.
    pub(super) fn misspells(&self, uri: &str, view: ResourceTypeView<'_>) -> bool {
        !self.uris.is_empty() && !self.has(uri) && self.names_or_means(uri, view)
    }

    /// The type that `schemas` says where it is another one than was told, and the members are of
    /// that as well; with the URI that says so.
    fn other_than(
        &self,
        told: TypeId,
        root: Value<'d>,
        registry: &Registry,
    ) -> Option<(&Listed<'d>, TypeId)> {
        let base = &registry.view(told)?.resource_type().schema;
        if self.has(base) {
            return None;
        }
        let type_of = |listed: &Listed<'_>| {
            let of_schema = registry.type_of_schema(&listed.uri);
            of_schema.or_else(|| registry.document_type(&listed.uri))
        };
        let (listed, id) = self
            .uris
            .iter()
            .find_map(|listed| Some((listed, type_of(listed)?)))?;
        let view = registry.view(id)?;
        let fits = lacks_required(root, registry.view(told)?) && !lacks_required(root, view);
        (id != told && fits).then_some((listed, id))
    }

    /// Whether `schemas` names a URI that isn't a schema of the resource type.
    pub(super) fn is_stranger(&self, uri: &str) -> bool {
        self.uris.len() <= FEW && self.has(uri)
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
                if has_nulls_alone(value) {
                    // It names nothing, and that is told.
                    return;
                }
                for (index, element) in value.elements().enumerate() {
                    self.unread |= element.kind() == Kind::Invalid;
                    match element.as_str() {
                        Some(uri) => self.uris.push(Listed {
                            uri,
                            value: element,
                            index: Some(index),
                            again: false,
                        }),
                        None => report.within(Step::Index(index), |report| {
                            report_no_uri(element, report);
                        }),
                    }
                }
            }
            Kind::String => {
                self.uris.extend(value.as_str().map(|uri| Listed {
                    uri,
                    value,
                    index: None,
                    again: false,
                }));
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

    fn check_duplicates(&mut self, list: Value<'d>, report: &mut Reporter<'_, 'd>) {
        if self.uris.len() < 2 {
            return;
        }
        let entry =
            |listed: &Listed<'d>| Entry::new(list, NonZero::new(listed.value.index()), None);
        let entries: Vec<_> = self.uris.iter().map(entry).collect();
        for (_, again) in repeated(list, &entries, false) {
            let Some(listed) = self.uris.get_mut(again) else {
                continue;
            };
            listed.again = true;
            let (value, index) = (listed.value, listed.index);
            report.within(Step::Index(index.unwrap_or_default()), |report| {
                report.report(Code::DuplicateSchema, value.span(), None, &|| {
                    let message = format!("`schemas` names {} already.", value.source());
                    let edit = removal(value.span(), value.document_text());
                    Diagnostic::new(Code::DuplicateSchema, message)
                        .safe_fix("Remove it", edit.into_iter().collect())
                });
            });
        }
    }

    fn listed_type(&self, registry: &Registry) -> Option<TypeId> {
        let uris = || self.uris.iter().map(|listed| &*listed.uri);
        let by_base = uris().find_map(|uri| registry.type_of_schema(uri));
        by_base.or_else(|| {
            let types = registry.resource_types();
            let mut views = types.filter_map(|(id, _)| registry.view(id));
            let found = views.find(|view| uris().any(|uri| view.extension(uri).is_some()));
            found.map(|view| view.id())
        })
    }

    /// Reports each URI that the resource type doesn't have; returns whether one was told to be meant
    /// for the base schema.
    fn check_uris(
        &mut self,
        (root, view): (Value<'d>, ResourceTypeView<'_>),
        hints: bool,
        report: &mut Reporter<'_, 'd>,
    ) -> bool {
        let base = view.resource_type().schema.as_str();
        let registry = view.registry();
        let is_known = |listed: &Listed<'d>| {
            same_but_for_case(base, &listed.uri) || view.extension(&listed.uri).is_some()
        };
        if view.is_document() && self.has(base) {
            // A message may have more URIs than its own (AMBIGUITIES A-59).
            return false;
        }
        let (mut instead, mut wrong) = (false, None);
        for listed in self.uris.iter().filter(|listed| !listed.again) {
            let Listed {
                uri, value, index, ..
            } = listed;
            let depth = report.path.len();
            report.path.extend(index.map(Step::Index));
            let known = if same_but_for_case(base, uri) {
                Some(base)
            } else {
                let extension = view.extension(uri);
                let object = extension.and_then(|e| registry.definition(e.object));
                object.map(|object| object.attribute.name.as_str())
            };
            match known {
                None => {
                    let near = view.nearest_schema(uri);
                    instead |= near.is_none_or(|near| near == base);
                    // The first one is mended for all that is missing.
                    let first = wrong.is_none();
                    let wrong = *wrong.get_or_insert_with(|| !self.uris.iter().any(is_known));
                    let all = (first && wrong).then_some(root);
                    report_stranger((uri, *value), near, all, view, report);
                }
                Some(known) if hints && !is_same_text(known, uri) => {
                    report.report(Code::NameCase, value.span(), None, &|| {
                        let message = format!("The schema is written `{known}`.");
                        let edit = Edit::replace(value.span(), quoted(known));
                        Diagnostic::new(Code::NameCase, message)
                            .help("The case of a schema URI does not matter, but not everybody knows.")
                            .cite("RFC 7644 §3.10", "N-07")
                            .safe_fix("Correct the case", vec![edit])
                    });
                }
                Some(_) => {}
            }
            report.path.truncate(depth);
        }
        self.all_wrong = wrong == Some(true);
        instead
    }

    fn report_base(&self, view: ResourceTypeView<'_>, report: &mut Reporter<'_, 'd>) {
        let resource_type = view.resource_type();
        let Some(place) = self
            .list
            .or_else(|| self.uris.first().map(|listed| listed.value))
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

/// The member that is meant to be `schemas`: its name is nearly that, and it lists URIs. `schema` of a
/// ResourceType is a single one.
fn misnamed(root: Value<'_>) -> Option<(Key<'_>, Value<'_>)> {
    let is_uri = |value: Value<'_>| {
        let text = value.as_str();
        text.is_some_and(|text| {
            text.get(..4)
                .is_some_and(|urn| same_but_for_case(urn, "urn:"))
        })
    };
    let mut members = root.members();
    members.find(|(key, value)| {
        let name = key.name();
        let near = [
            "schema", "shemas", "scheme", "schemes", "schemata", "$schemas", "$schema",
        ];
        near.iter().any(|near| same_but_for_case(near, &name))
            && value.elements().next().is_some_and(is_uri)
    })
}

fn report_misnamed(key: Key<'_>, report: &mut Reporter<'_, '_>) {
    report.report(Code::MissingSchemas, key.span(), None, &|| {
        let message = format!("`schemas` is missing; `{}` is no attribute.", key.name());
        let edit = Edit::replace(key.span(), quoted("schemas"));
        Diagnostic::new(Code::MissingSchemas, message)
            .help("Did you mean `schemas`?")
            .safe_fix("Rename to schemas", vec![edit])
    });
}

/// Reports that a document is of another type than it ought to be; it is checked as what it is.
fn report_other_type<'d>(
    listed: &Listed<'d>,
    (told, id): (TypeId, TypeId),
    member: Option<(Key<'d>, Value<'d>)>,
    registry: &Registry,
    report: &mut Reporter<'_, 'd>,
) {
    let (Some(told), Some(other)) = (registry.view(told), registry.view(id)) else {
        return;
    };
    let depth = report.path.len();
    report.path.extend(member.map(|(key, _)| Step::Name(key)));
    report.path.extend(listed.index.map(Step::Index));
    // A schema that nobody knows may be ignored; that of another type makes it another resource.
    report.report(Code::MissingBase, listed.value.span(), None, &|| {
        let (wanted, found) = (&told.resource_type().name, &other.resource_type().name);
        let message = format!("A `{wanted}` is expected here; the document is a `{found}`.");
        Diagnostic::new(Code::MissingBase, message).help(format!(
            "The schema of `{wanted}` is `{}`.",
            told.resource_type().schema
        ))
    });
    report.path.truncate(depth);
}

fn report_no_uri(element: Value<'_>, report: &mut Reporter<'_, '_>) {
    if element.kind() == Kind::Invalid {
        return;
    }
    report.report(Code::Type, element.span(), None, &|| {
        let found = shown(element);
        let message = format!("`schemas` lists URIs; {found} is none.");
        let finding = Diagnostic::new(Code::Type, message).cite("RFC 7643 §3", "S-06");
        match removal(element.span(), element.document_text()) {
            Some(edit) if element.is_null() => finding.safe_fix("Remove the null", vec![edit]),
            _ => finding,
        }
    });
}

/// Reports a URI that the resource type doesn't have. Where it has none of them, `all` is the
/// resource, and all URIs that it needs take the place of this one.
fn report_stranger(
    (uri, value): (&str, Value<'_>),
    near: Option<&str>,
    all: Option<Value<'_>>,
    view: ResourceTypeView<'_>,
    report: &mut Reporter<'_, '_>,
) {
    let name = &view.resource_type().name;
    let message_prefix = uri.get(..MESSAGE_PREFIX.len());
    let message = !view.is_document()
        && message_prefix.is_some_and(|prefix| same_but_for_case(prefix, MESSAGE_PREFIX));
    if message {
        report.report(Code::UnknownKind, value.span(), None, &|| {
            let message =
                format!("`{uri}` is the schema of a message; the document is read as a resource.");
            let finding = Diagnostic::new(Code::UnknownKind, message);
            match all {
                Some(root) => correct(finding, value, needed_list(root, view)),
                None => finding,
            }
        });
        return;
    }
    report.report(Code::UnknownSchema, value.span(), None, &|| {
        let base = view.resource_type().schema.as_str();
        let registry = view.registry();
        let other = registry.type_of_schema(uri).and_then(|id| registry.view(id));
        let message = match other.filter(|_| all.is_some()) {
            Some(other) => {
                let other = &other.resource_type().name;
                format!("`schemas` says `{other}`, but the members are those of `{name}`.")
            }
            None => format!("`{name}` has no schema `{uri}`."),
        };
        let finding = Diagnostic::new(Code::UnknownSchema, message);
        let mended = match (near, all) {
            (Some(near), None) => quoted(near),
            (None, None) => {
                let help = "Remove it, or load the schema and declare it as an extension of the resource type.";
                return finding.help(help);
            }
            (Some(near), Some(_)) if near != base => quoted(near),
            (_, Some(root)) => needed_list(root, view),
        };
        let help = match near {
            Some(near) => format!("Did you mean `{near}`?"),
            None => format!("The schema of `{name}` is `{base}`."),
        };
        correct(finding.help(help), value, mended)
    });
}

fn correct(finding: Diagnostic, value: Value<'_>, mended: String) -> Diagnostic {
    finding.unsafe_fix("Correct the URI", vec![Edit::replace(value.span(), mended)])
}

/// The URIs that a resource needs in `schemas`, without the brackets around them.
fn needed_list(root: Value<'_>, view: ResourceTypeView<'_>) -> String {
    let mut list = quoted(&view.resource_type().schema);
    for extension in view.extensions() {
        let object = view.registry().definition(extension.object);
        let uri = object.map(|object| object.attribute.name.as_str());
        if let Some(uri) = uri.filter(|uri| root.get(uri).is_some()) {
            list.push_str(", ");
            list.push_str(&quoted(uri));
        }
    }
    list
}

fn report_missing<'d>(
    root: Value<'d>,
    value: Option<Value<'d>>,
    view: ResourceTypeView<'_>,
    report: &mut Reporter<'_, 'd>,
) {
    let span = match value {
        Some(value) => value.span(),
        None => Span::new(root.span().start, root.span().start + 1),
    };
    report.report(Code::MissingSchemas, span, None, &|| {
        let list = needed_list(root, view);
        let edit = match value {
            Some(value) => Edit::replace(value.span(), format!("[{list}]")),
            None => insert_first(root, &format!("\"schemas\": [{list}]")),
        };
        let message = match value {
            Some(_) => "`schemas` is empty: nothing says what the document is.",
            None => "`schemas` is missing: nothing says what the document is.",
        };
        Diagnostic::new(Code::MissingSchemas, message)
            .about("schemas")
            .safe_fix("Add `schemas`", vec![edit])
    });
}

/// Whether a resource lacks an attribute that its type requires, and that a client gives.
pub(crate) fn lacks_required(root: Value<'_>, view: ResourceTypeView<'_>) -> bool {
    let registry = view.registry();
    let mut required = view.scope().required().iter();
    required.any(|id| {
        registry.definition(*id).is_some_and(|definition| {
            definition.attribute.required
                && definition.mutability() != Mutability::ReadOnly
                && !definition.is_schemas()
                && root.get(&definition.attribute.name).is_none()
        })
    })
}

/// Whether a resource may be of another type than its `schemas` says: it lacks what that type
/// requires, and has something that it doesn't know.
pub(crate) fn is_doubtful(root: Value<'_>, view: ResourceTypeView<'_>) -> bool {
    lacks_required(root, view) && root.members().any(|(key, _)| !knows(view, key))
}

fn knows(view: ResourceTypeView<'_>, key: Key<'_>) -> bool {
    let registry = view.registry();
    registry
        .find(view.scope(), key.hash(), &key.name())
        .is_some()
}

/// The resource type that a resource is of which says that it is of the type `listed`: another one,
/// if the resource has all that it requires, and more that it knows.
pub(crate) fn meant(root: Value<'_>, listed: TypeId, registry: &Registry) -> TypeId {
    let doubtful = |view: &ResourceTypeView<'_>| is_doubtful(root, *view);
    let Some(view) = registry.view(listed).filter(doubtful) else {
        return listed;
    };
    let others = registry
        .resource_types()
        .filter_map(|(id, _)| registry.view(id));
    let mut others = others.filter(|other| !lacks_required(root, *other));
    let best = best_of(root, &mut others);
    match best.filter(|best| best.0 > known_members(root, view)) {
        Some((_, id)) => id,
        None => listed,
    }
}

fn known_members(root: Value<'_>, view: ResourceTypeView<'_>) -> usize {
    root.members().filter(|(key, _)| knows(view, *key)).count()
}

/// The resource type that knows most of the members of an object; of equals, the first.
fn best_of(
    root: Value<'_>,
    views: &mut dyn Iterator<Item = ResourceTypeView<'_>>,
) -> Option<(usize, TypeId)> {
    let scored = views.map(|view| (known_members(root, view), view.id()));
    scored.reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// What a service provider says that the resource is.
fn type_in_meta(root: Value<'_>, registry: &Registry) -> Option<TypeId> {
    let name = root.get("meta")?.get("resourceType")?;
    registry.type_named(&name.as_str()?)
}

/// The resource type that has most of the members of an object; of equals, the one registered
/// first. It is a guess for documents whose `schemas` says nothing.
fn best_match(root: Value<'_>, registry: &Registry) -> Option<TypeId> {
    let mut views = registry
        .resource_types()
        .filter_map(|(id, _)| registry.view(id));
    best_of(root, &mut views).map(|(_, id)| id)
}
