//! A request, with its answer where there is one, in the forms that logs have: that of this library,
//! that of HAR, and both in an object of two.

use std::borrow::Cow;

use super::url::Url;
use crate::json::{Kind, Value};
use crate::resource::Step;
use crate::schema::Registry;

/// A request and its answer, in a document.
pub(super) struct Exchange<'d> {
    pub(super) request: Part<'d>,
    answer: Option<Part<'d>>,
    is_of_type: bool,
    /// Whether the request is a member of an object.
    is_nested: bool,
}

/// A request, or an answer, and how to get there from the root.
pub(super) struct Part<'d> {
    pub(super) path: Vec<Step<'d>>,
    object: Value<'d>,
}

/// A value with how to get there.
pub(super) type Placed<'d> = (Vec<Step<'d>>, Value<'d>);

impl<'d> Part<'d> {
    /// The first of these members that there is.
    fn member(&self, names: &[&str]) -> Option<Placed<'d>> {
        let (key, value) = names.iter().find_map(|name| self.object.entry(name))?;
        let mut path = self.path.clone();
        path.push(Step::Name(key));
        Some((path, value))
    }

    /// A member, or the text in a member of it.
    fn body(&self, plain: &str, har: &str) -> Option<Placed<'d>> {
        if let Some(body) = self.member(&[plain]) {
            return Some(body);
        }
        let (mut path, around) = self.member(&[har])?;
        let (key, text) = around.entry("text")?;
        path.push(Step::Name(key));
        Some((path, text))
    }

    fn header(&self, name: &str) -> Option<Value<'d>> {
        let headers = self.object.get("headers")?;
        if headers.kind() == Kind::Object {
            return headers.get(name);
        }
        headers.elements().find_map(|header| {
            let mut pair = header.elements();
            let (known, value) = match header.get("name") {
                Some(known) => (known, header.get("value")?),
                None => (pair.next()?, pair.next()?),
            };
            let is_it = known
                .as_str()
                .is_some_and(|known| known.eq_ignore_ascii_case(name));
            is_it.then_some(value)
        })
    }

    fn has_headers(&self) -> bool {
        self.object
            .get("headers")
            .is_some_and(|headers| !headers.is_empty())
    }
}

impl<'d> Exchange<'d> {
    /// Whether an object is a request, or has one.
    pub(super) fn is_one(object: Value<'_>) -> bool {
        let request = object.get("request").unwrap_or(object);
        let url = request.get("url").or_else(|| request.get("path"));
        let text = |value: Option<Value<'_>>| value.is_some_and(|v| v.kind() == Kind::String);
        text(request.get("method")) && text(url)
    }

    pub(super) fn of(object: Value<'d>, path: Vec<Step<'d>>, registry: &Registry) -> Self {
        let whole = Part { path, object };
        let part = |found: Option<Placed<'d>>| found.map(|(path, object)| Part { path, object });
        let answer = part(whole.member(&["response"]));
        let request = part(whole.member(&["request"]));
        let is_nested = request.is_some();
        let mut exchange = Self {
            request: request.unwrap_or(whole),
            is_nested,
            answer,
            is_of_type: false,
        };
        let url = exchange.url_text();
        let endpoint = Url::of(&url).endpoint(registry);
        exchange.is_of_type = endpoint.resource_type.is_some() && endpoint.id.is_none();
        exchange
    }

    /// The whole of it, where it is nothing but a request.
    pub(super) fn only_request(&self) -> Option<Value<'d>> {
        let alone = self.answer.is_none() && !self.is_nested;
        alone.then_some(self.request.object)
    }

    /// The method, in capitals.
    pub(super) fn method(&self) -> String {
        let method = self.request.object.get("method").and_then(Value::as_str);
        method.unwrap_or_default().to_ascii_uppercase()
    }

    pub(super) fn url(&self) -> Option<Placed<'d>> {
        self.request.member(&["url", "path"])
    }

    pub(super) fn url_text(&self) -> Cow<'d, str> {
        let url = self.url().and_then(|(_, url)| url.as_str());
        url.unwrap_or_default()
    }

    pub(super) fn body(&self) -> Option<Placed<'d>> {
        self.request.body("body", "postData")
    }

    pub(super) fn header(&self, name: &str) -> Option<Value<'d>> {
        self.request.header(name)
    }

    pub(super) fn has_headers(&self) -> bool {
        self.request.has_headers()
    }

    /// Whether it is sent to an endpoint of a resource type, not to a resource.
    pub(super) const fn endpoint_name_is_type(&self) -> bool {
        self.is_of_type
    }

    /// The status of the answer, and where it stands.
    pub(super) fn status(&self) -> Option<(Value<'d>, i64)> {
        let status = self.answer.as_ref()?.object.get("status")?;
        Some((status, status.as_number()?.parse().ok()?))
    }

    pub(super) fn status_path(&self) -> Vec<Step<'d>> {
        let found = self
            .answer
            .as_ref()
            .and_then(|answer| answer.member(&["status"]));
        found.map_or_else(Vec::new, |(path, _)| path)
    }

    pub(super) fn answer_placed(&self) -> Option<Placed<'d>> {
        self.answer.as_ref()?.body("body", "content")
    }

    pub(super) fn answer_body(&self) -> Option<Value<'d>> {
        self.answer_placed().map(|(_, body)| body)
    }

    pub(super) fn has_answer_body_member(&self) -> bool {
        let object = self.answer.as_ref().map(|answer| answer.object);
        object.is_some_and(|answer| answer.get("body").is_some() || answer.get("content").is_some())
    }

    pub(super) fn answer_header(&self, name: &str) -> Option<Value<'d>> {
        self.answer.as_ref()?.header(name)
    }

    pub(super) fn has_answer_headers(&self) -> bool {
        self.answer.as_ref().is_some_and(Part::has_headers)
    }
}
