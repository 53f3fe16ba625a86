//! Bulk requests (RFC 7644 §3.7).

use std::borrow::Cow;

use super::bulk_reference::Place;
use super::checker::{Checker, brief, integer, shown};
use super::kind::DocumentKind;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::json::{Kind, StringPlaces, Value};
use crate::resource::{Operation, Step};
use crate::schema::{TypeId, nearest};
use crate::text::{Span, quoted, sorted_indices};

const BULK: &str = "RFC 7644 §3.7";
const PREFIX: &str = "bulkId:";
pub(super) const METHODS: &[&str] = &["POST", "PUT", "PATCH", "DELETE"];

pub(super) fn check<'d>(checker: &mut Checker<'_, 'd>, root: Value<'d>) {
    checker.member(root, "failOnErrors", &mut |checker, value| {
        if integer(Some(value)).is_some_and(|number| number < 0) {
            let (code, cite) = (Code::MessageRange, (BULK, "B-03"));
            let help = "Leave it out to go on after any number of errors.";
            checker.tell_help(code, value.span(), cite, help, &|| {
                format!("`failOnErrors` is {}; it counts errors.", value.source())
            });
        }
    });
    let ids = BulkIds::of(root);
    checker.objects(root, "Operations", &mut |checker, _, object| {
        operation(checker, object, &ids);
    });
}

/// The names that a request gives to the resources that it creates.
struct BulkIds<'d> {
    /// In order, each with the value that gives it.
    names: Vec<(Cow<'d, str>, Value<'d>)>,
}

impl<'d> BulkIds<'d> {
    fn of(root: Value<'d>) -> Self {
        let list = root.get("Operations");
        // A lone one is taken for a list of one.
        let lone = list.filter(|list| list.kind() == Kind::Object);
        let operations = list.into_iter().flat_map(Value::elements).chain(lone);
        let given: Vec<(Cow<'d, str>, Value<'d>)> = operations
            .filter_map(|operation| {
                let value = operation.get("bulkId")?;
                Some((value.as_str()?, value))
            })
            .collect();
        let name = |index: usize| given.get(index).map(|(name, _)| name.as_ref());
        let order = sorted_indices(given.len(), &|a, b| name(a).cmp(&name(b)));
        let names = order
            .into_iter()
            .filter_map(|index| given.get(index).cloned());
        Self {
            names: names.collect(),
        }
    }

    /// Where the name is first given.
    fn first(&self, name: &str) -> Option<Value<'d>> {
        let at = self
            .names
            .partition_point(|(known, _)| known.as_ref() < name);
        let (known, value) = self.names.get(at)?;
        (known == name).then_some(*value)
    }

    /// The nearest name, if they are few and short enough to compare for every mistake.
    fn near(&self, name: &str) -> Option<&str> {
        if self.names.len() > 100 || name.len() > 100 {
            return None;
        }
        nearest(self.names.iter().map(|(known, _)| known.as_ref()), name)
    }
}

fn operation<'d>(checker: &mut Checker<'_, 'd>, object: Value<'d>, ids: &BulkIds<'d>) {
    let mut method = None;
    checker.member(object, "method", &mut |checker, value| {
        let codes = (Code::MessageKeyword, Code::MessageKeyword);
        let index = checker.keyword(value, "method", METHODS, codes, (BULK, "B-05"));
        method = index.and_then(|index| METHODS.get(index).copied());
    });
    checker.member(object, "bulkId", &mut |checker, value| {
        empty_id(checker, value);
        let name = value.as_str().unwrap_or_default();
        let again = ids
            .first(&name)
            .is_some_and(|first| first.index() < value.index());
        if again {
            let help = "Each is unique in its request.";
            checker.tell_help(Code::BulkId, value.span(), (BULK, "B-06"), help, &|| {
                format!("Two operations have the bulkId {}.", shown(value))
            });
        }
    });
    checker.member(object, "version", &mut |checker, value| {
        version(checker, value);
    });
    let mut resource_type = None;
    checker.member(object, "path", &mut |checker, value| {
        resource_type = path(checker, value, method, ids);
    });
    let Some(method) = method else {
        return;
    };
    if method == "POST" {
        if object.get("bulkId").is_none_or(Value::is_null) {
            checker.lacks(
                (object, "bulkId"),
                Code::MessageRequired,
                (BULK, "B-06"),
                &|| "POST needs a `bulkId`.".to_owned(),
            );
        }
        unexpected(checker, object, "version", "POST", "B-07");
    }
    if method == "DELETE" {
        unexpected(checker, object, "data", "DELETE", "B-09");
    } else if object.get("data").is_none_or(Value::is_null) {
        checker.lacks(
            (object, "data"),
            Code::MessageRequired,
            (BULK, "B-09"),
            &|| format!("{method} needs `data`, the body of the request."),
        );
    } else {
        checker.whole_member(object, "data", &mut |checker, data| {
            match method {
                "PATCH" => {
                    let mut nested = checker.again();
                    nested.options.resource.resource_type = resource_type;
                    nested.document(data, DocumentKind::Patch);
                }
                "PUT" => {
                    checker.carried(data, Operation::Replace, resource_type);
                }
                _ => {
                    checker.carried(data, Operation::Create, resource_type);
                }
            }
            if data.source().contains(PREFIX) {
                references(checker, data, &Place::default(), ids);
            }
        });
    }
}

/// An empty name is none: `bulkId:` refers to nothing.
pub(super) fn empty_id<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>) {
    if value.kind() == Kind::String && value.is_empty() {
        checker.tell(Code::Empty, value.span(), (BULK, "B-06"), &|| {
            "`bulkId` must not be empty: it names the operation.".to_owned()
        });
    }
}

/// Reports a member that means nothing with this method.
fn unexpected<'d>(
    checker: &mut Checker<'_, 'd>,
    object: Value<'d>,
    name: &str,
    method: &str,
    rule: &'static str,
) {
    checker.whole_member(object, name, &mut |checker, value| {
        checker.tell_as(
            Severity::Warning,
            Code::MessageUnexpected,
            value.span(),
            (BULK, rule),
            &|| format!("`{name}` means nothing with {method}."),
        );
    });
}

/// Whether a version is an entity tag (RFC 7232 §2.3).
pub(super) fn version<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>) {
    let Some(text) = value.as_str() else {
        return;
    };
    let opaque = text.strip_prefix("W/").unwrap_or(&text);
    let inner = opaque
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    if inner.is_some_and(|inner| inner.bytes().all(|byte| byte > b' ' && byte != b'"')) {
        return;
    }
    let (code, cite) = (Code::MessageVersion, (BULK, "B-07"));
    let help = "A version reads W/\"abc\", its quotes escaped in JSON.";
    checker.tell_help(code, value.span(), cite, help, &|| {
        format!("{} is no entity tag.", shown(value))
    });
}

/// Checks where an operation goes, and finds the resource type there.
fn path<'d>(
    checker: &mut Checker<'_, 'd>,
    value: Value<'d>,
    method: Option<&str>,
    ids: &BulkIds<'d>,
) -> Option<TypeId> {
    let text = value.as_str()?;
    let plain = text.split_once('?').map_or(&*text, |(path, _)| path);
    let Some(rest) = plain.strip_prefix('/') else {
        not_relative(checker, value, plain);
        return None;
    };
    let (endpoint, id) = match rest.split_once('/') {
        Some((endpoint, id)) => (endpoint, Some(id)),
        None => (rest, None),
    };
    if endpoint.eq_ignore_ascii_case("Me") && method != Some("POST") {
        return None;
    }
    let endpoint = plain.get(..=endpoint.len()).unwrap_or_default();
    let Some(resource_type) = checker.registry.type_of_endpoint(endpoint) else {
        unknown_endpoint(checker, value, &text, endpoint);
        return None;
    };
    let message = match (method, id) {
        (Some("POST"), Some(_)) => Some(format!(
            "POST goes to the endpoint `{endpoint}`, not to a resource."
        )),
        (Some(method), None | Some("")) if method != "POST" => Some(format!(
            "{method} goes to a resource: `{endpoint}/` and its id."
        )),
        (Some(method), Some(id)) if id.contains('/') || plain.len() < text.len() => Some(format!(
            "{method} goes to a resource, `{endpoint}/` and its id, and no further."
        )),
        _ => None,
    };
    if let Some(message) = message {
        checker.tell(Code::BulkPath, value.span(), (BULK, "B-08"), &|| {
            message.clone()
        });
    }
    if let Some(name) = id.and_then(|id| id.strip_prefix(PREFIX)) {
        let start = text.len() - name.len();
        reference(checker, value, name, start, ids);
    }
    Some(resource_type)
}

fn not_relative<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>, text: &str) {
    let endpoint = text.split('/').next().unwrap_or_default();
    let known = checker
        .registry
        .type_of_endpoint(&format!("/{endpoint}"))
        .is_some();
    checker.say(Code::BulkPath, value.span(), (BULK, "B-08"), &|| {
        let found = shown(value);
        let message =
            format!("{found} is no path from the base URL on, which begins with a slash.");
        let finding = Diagnostic::new(Code::BulkPath, message);
        if known {
            let edit = Edit::insert(value.span().start + 1, "/");
            finding.safe_fix("Add the slash", vec![edit])
        } else {
            finding.help("It reads /Users, or /Users/ and an id.")
        }
    });
}

fn unknown_endpoint<'d>(
    checker: &mut Checker<'_, 'd>,
    value: Value<'d>,
    text: &str,
    endpoint: &str,
) {
    let types = checker.registry.resource_types();
    let near = nearest(types.map(|(_, known)| known.endpoint.as_str()), endpoint);
    checker.say(Code::BulkPath, value.span(), (BULK, "B-08"), &|| {
        let message = format!("No resource type has the endpoint `{}`.", brief(endpoint));
        let finding = Diagnostic::new(Code::BulkPath, message);
        match near {
            None => finding,
            Some(near) => {
                let rest = text.get(endpoint.len()..).unwrap_or_default();
                let edit = Edit::replace(value.span(), quoted(&format!("{near}{rest}")));
                finding
                    .help(format!("Did you mean `{near}`?"))
                    .unsafe_fix(format!("Use {near}"), vec![edit])
            }
        }
    });
}

/// Checks the references to new resources in the values of `value`, at any depth.
fn references<'d>(
    checker: &mut Checker<'_, 'd>,
    value: Value<'d>,
    place: &Place,
    ids: &BulkIds<'d>,
) {
    match value.kind() {
        Kind::Object => {
            for (key, member) in value.members() {
                let place = place.member(value, &key.name(), checker.registry);
                checker.report.path.push(Step::Name(key));
                references(checker, member, &place, ids);
                checker.report.path.pop();
            }
        }
        Kind::Array => checker.each(value, &mut |checker, _, value| {
            references(checker, value, place, ids);
        }),
        Kind::String if place.refers => {
            let text = value.as_str().unwrap_or_default();
            if let Some(name) = text.strip_prefix(PREFIX) {
                reference(checker, value, name, PREFIX.len(), ids);
            }
        }
        _ => {}
    }
}

/// Reports a name that no operation gives; it begins at byte `start` of the string.
fn reference<'d>(
    checker: &mut Checker<'_, 'd>,
    string: Value<'d>,
    name: &str,
    start: usize,
    ids: &BulkIds<'d>,
) {
    if ids.first(name).is_some() {
        return;
    }
    let end = u32::try_from(start + name.len()).unwrap_or(u32::MAX);
    let inner = Span::new(u32::try_from(start).unwrap_or(u32::MAX), end);
    let span = StringPlaces::of(string).span(inner);
    let section = ("RFC 7644 §3.7.2", "B-21");
    checker.say(Code::BulkReference, span, section, &|| {
        let message = format!(
            "No operation of the request has the bulkId `{}`.",
            brief(name)
        );
        let finding = Diagnostic::new(Code::BulkReference, message);
        match ids.near(name) {
            None => finding,
            Some(near) => {
                let escaped = quoted(near);
                let text = escaped.get(1..escaped.len() - 1).unwrap_or_default();
                finding
                    .help(format!("Did you mean `{near}`?"))
                    .unsafe_fix(format!("Use {near}"), vec![Edit::replace(span, text)])
            }
        }
    });
}
