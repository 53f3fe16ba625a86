//! Answers: their status, their headers, and what is in them.

use super::exchange::Exchange;
use super::finder::{Finder, mend};
use super::resource::is_reference;
use super::url::Url;
use crate::diagnostic::Code;
use crate::json::{Kind, Value};
use crate::message::DocumentKind;
use crate::resource::{Step, insert_first};
use crate::schema::{Mutability, ResourceTypeView};
use crate::text::quoted;

/// Looks at a resource that is returned.
pub(super) fn resource<'d>(
    finder: &mut Finder<'_, 'd>,
    root: Value<'d>,
    view: ResourceTypeView<'_>,
) {
    if finder.world.profile.name() != "rfc"
        && let Some((key, meta)) = root.entry("meta")
        && meta.kind() == Kind::Object
        && meta.get("resourceType").is_none()
    {
        let name = &view.resource_type().name;
        let step = Step::Name(key);
        let code = Code::LintResourceType;
        let said = finder.say_at(step, code, meta.span(), &format!("`{name}`"));
        let member = format!(r#""resourceType":{}"#, quoted(name));
        let edit = insert_first(meta, &member);
        mend(said, true, "Add it", vec![edit]);
    }
}

/// Looks at the status and the headers of an answer, and at what they say of its body.
pub(super) fn answer<'d>(
    finder: &mut Finder<'_, 'd>,
    exchange: &Exchange<'d>,
    body: Option<Value<'_>>,
) {
    let Some((place, status)) = exchange.status() else {
        return;
    };
    let span = place.span();
    let bodied = exchange
        .answer_body()
        .is_some_and(|body| !body.is_empty() && !body.is_null());
    let header = |name: &str| exchange.answer_header(name);
    if let Some(content) = header("content-type").filter(|_| bodied) {
        let text = content.as_str().unwrap_or_default();
        let kind = text.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/scim+json") {
            finder.say(Code::LintContentType, content.span(), &text);
        }
    }
    if status >= 400 {
        failure(finder, exchange, place, status, body);
        return;
    }
    let text = |value: Option<Value<'_>>| {
        value.and_then(|value| value.as_str().map(std::borrow::Cow::into_owned))
    };
    let meta = body.and_then(|body| body.get("meta"));
    let said = |name| text(meta.and_then(|meta| meta.get(name)));
    let method = exchange.method();
    let creates = method == "POST" && exchange.endpoint_name_is_type();
    if status == 201 && creates {
        let sent = text(header("location"));
        if exchange.has_answer_headers()
            && (sent.is_none() || said("location").is_some() && sent != said("location"))
        {
            finder.say(Code::LintLocation, span, "");
        }
        if body.is_none_or(|body| body.get("id").is_none_or(Value::is_null)) {
            finder.say(Code::LintCreateWithoutBody, span, "");
        }
    }
    if method == "PATCH" && status == 200 && !bodied {
        finder.say(Code::LintPatchStatus, span, "");
    }
    if let (Some(tag), Some(version)) = (text(header("etag")), said("version"))
        && tag != version
    {
        finder.say(Code::LintEtagDiffers, span, &tag);
    }
}

fn failure<'d>(
    finder: &mut Finder<'_, 'd>,
    exchange: &Exchange<'d>,
    place: Value<'d>,
    status: i64,
    body: Option<Value<'_>>,
) {
    let span = place.span();
    let url = exchange.url_text();
    let url = Url::of(&url);
    let endpoint = url.endpoint(finder.world.registry);
    let get = exchange.method() == "GET";
    if status == 429
        && exchange.has_answer_headers()
        && exchange.answer_header("retry-after").is_none()
    {
        finder.say(Code::LintRetryAfter, span, "");
    }
    if get && status == 404 && endpoint.id.is_none() && url.parameter("filter").is_some() {
        finder.say(Code::LintNoMatchStatus, span, "");
    }
    let discovery = matches!(
        endpoint.name,
        "Schemas" | "ResourceTypes" | "ServiceProviderConfig"
    );
    if get && discovery && endpoint.id.is_none() && matches!(status, 404 | 405 | 501) {
        finder.say(
            Code::LintDiscoveryMissing,
            span,
            &format!("/{}", endpoint.name),
        );
    }
    if status == 304 || !exchange.has_answer_body_member() {
        return;
    }
    let uri = DocumentKind::Error.schema().unwrap_or_default();
    let named = body
        .and_then(|body| body.get("schemas"))
        .is_some_and(|schemas| {
            let mut all = schemas.elements().chain([schemas]);
            all.any(|one| one.as_str().is_some_and(|text| text == uri))
        });
    if !named {
        finder.say(Code::LintErrorBody, span, &status.to_string());
    } else if let Some(told) = body.and_then(|body| body.get("status"))
        && told.as_str().is_some_and(|told| told != status.to_string())
    {
        finder.say(Code::LintErrorStatus, span, &status.to_string());
    }
}

/// Holds a page against what was asked for.
pub(super) fn page(finder: &mut Finder<'_, '_>, exchange: &Exchange<'_>, body: Value<'_>) {
    let Some((place, 200)) = exchange.status() else {
        return;
    };
    let text = exchange.url_text();
    let url = Url::of(&text);
    let endpoint = url.endpoint(finder.world.registry);
    if endpoint.resource_type.is_none() || exchange.method() != "GET" {
        return;
    }
    let resources = body.get("Resources");
    if let Some(excluded) = url.parameter("excludedAttributes") {
        let first = resources
            .and_then(|list| list.elements().next())
            .unwrap_or(body);
        let mut names = excluded.value.split(',');
        if let Some(name) =
            names.find(|name| first.get(name).is_some_and(|value| !value.is_empty()))
        {
            finder.say(
                Code::LintMembersNotExcluded,
                place.span(),
                &format!("`{name}`"),
            );
        }
    }
    let selected = url
        .parameter("attributes")
        .or(url.parameter("excludedAttributes"));
    let view = endpoint
        .resource_type
        .and_then(|id| finder.world.registry.view(id));
    if let Some(view) = view.filter(|_| selected.is_none()) {
        let single = endpoint.id.map(|_| body);
        let listed = resources.filter(|_| single.is_none());
        let mut read = listed.into_iter().flat_map(Value::elements).chain(single);
        if let Some(name) = read.find_map(|resource| hidden(resource, view)) {
            finder.say(Code::LintHiddenMembers, place.span(), &format!("`{name}`"));
        }
    }
    if endpoint.id.is_some() {
        return;
    }
    let number = |name| {
        body.get(name)
            .and_then(Value::as_number)?
            .parse::<i64>()
            .ok()
    };
    if let (Some(asked), Some(told)) = (url.number("startIndex"), number("startIndex"))
        && asked.max(1) != told
        && number("itemsPerPage") != Some(0)
    {
        let about = format!("{told} instead of {asked}");
        finder.say(Code::LintStartIndex, place.span(), &about);
    }
    let count = resources.map_or(0, |list| list.elements().count());
    if let Some(asked) = url.number("count")
        && i64::try_from(count).is_ok_and(|count| count > asked.max(0))
    {
        let about = format!("{count} instead of {asked}");
        finder.say(Code::LintUnboundedList, place.span(), &about);
    }
}

/// The list of other resources that a resource is returned without.
fn hidden<'r>(resource: Value<'_>, view: ResourceTypeView<'r>) -> Option<&'r str> {
    let members = view.scope().members().iter();
    let known = members.filter_map(|&id| view.registry().definition(id));
    let mut lists = known.filter(|definition| {
        let writable = definition.mutability() != Mutability::ReadOnly;
        definition.attribute.multi_valued && writable && is_reference(definition)
    });
    let missing = lists.find(|definition| {
        let value = resource.get(&definition.attribute.name);
        value.is_none_or(|value| value.is_null() || value.is_empty())
    });
    missing.map(|definition| definition.path.as_str())
}
