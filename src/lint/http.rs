//! Method, URL and headers of a request.

use super::exchange::Exchange;
use super::finder::{Finder, mend};
use super::url::Url;
use super::{query, target};
use crate::diagnostic::{Code, Edit};
use crate::json::{Kind, Value};
use crate::text::quoted;

/// Looks at a request, but for its body.
pub(super) fn request<'d>(finder: &mut Finder<'_, 'd>, exchange: &Exchange<'d>) {
    let Some((path, place)) = exchange.url() else {
        return;
    };
    let text = place.as_str().unwrap_or_default();
    let url = Url::of(&text);
    let endpoint = url.endpoint(finder.world.registry);
    let method = exchange.method();
    finder.path = path;
    query::url(finder, place, &url, &method, &endpoint);
    base(finder, place, &url);
    if endpoint.name == "ServiceProviderConfigs" {
        let said = finder.say(Code::LintOldConfigPath, place.span(), "");
        let mended = text.replacen("ServiceProviderConfigs", "ServiceProviderConfig", 1);
        let edit = Edit::replace(place.span(), quoted(&mended));
        mend(said, true, "Use the path of today", vec![edit]);
    }
    let registry = finder.world.registry;
    let view = endpoint.resource_type.and_then(|id| registry.view(id));
    if let Some(view) = view.filter(|_| endpoint.id.is_some()) {
        let known = view
            .scope()
            .members()
            .iter()
            .filter_map(|&id| registry.definition(id));
        let mut names = known.map(|definition| definition.attribute.name.as_str());
        if method == "DELETE" && names.any(|name| name == "active") {
            finder.say(Code::LintDeleteUser, place.span(), "");
        } else if method == "PUT" {
            finder.say(Code::LintPut, place.span(), "");
        }
    }
    target::request(finder, place, &method, &endpoint);
    finder.path.clone_from(&exchange.request.path);
    headers(finder, exchange, place, &method);
    finder.path.clear();
}

fn base<'d>(finder: &mut Finder<'_, 'd>, place: Value<'d>, url: &Url<'_>) {
    let host = url.host.split(':').next().unwrap_or_default();
    if host.contains('_') {
        finder.say(Code::LintBaseUrl, place.span(), &format!("`{host}`"));
    } else if url.path.contains("//") {
        let said = finder.say(Code::LintBaseUrl, place.span(), &format!("`{}`", url.path));
        let mut mended = url.path.to_owned();
        while mended.contains("//") {
            mended = mended.replace("//", "/");
        }
        let edit = Edit::replace(
            place.span(),
            quoted(&url.text.replacen(url.path, &mended, 1)),
        );
        mend(said, false, "Leave one slash", vec![edit]);
    }
}

fn headers<'d>(
    finder: &mut Finder<'_, 'd>,
    exchange: &Exchange<'d>,
    place: Value<'d>,
    method: &str,
) {
    if !exchange.has_headers() {
        return;
    }
    let body = exchange.body();
    let bodied = body.is_some_and(|(_, body)| !body.is_null() && !body.is_empty());
    if bodied && matches!(method, "POST" | "PUT" | "PATCH") {
        let content = exchange.header("content-type");
        let text = content.and_then(Value::as_str).unwrap_or_default();
        let kind = text.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/scim+json") {
            let span = content.map_or(place.span(), Value::span);
            let said = finder.say(Code::LintRequestContentType, span, &format!("\"{text}\""));
            let edit = content
                .filter(|value| value.kind() == Kind::String)
                .map(|value| Edit::replace(value.span(), r#""application/scim+json""#));
            mend(
                said,
                true,
                "Say application/scim+json",
                edit.into_iter().collect(),
            );
        }
    }
    if exchange.header("user-agent").is_none() {
        finder.say(Code::LintUserAgent, place.span(), "");
    }
    for name in ["If-Match", "If-None-Match"] {
        if let Some(header) = exchange.header(name) {
            finder.say(
                Code::LintConditionalRequest,
                header.span(),
                &format!("`{name}`"),
            );
        }
    }
}
