//! What several requests in a row tell, with their answers. Each is looked at once; what is
//! remembered grows with the log.

use std::collections::{BTreeMap, BTreeSet};

use super::exchange::Exchange;
use super::finder::Finder;
use super::remembered::{Remembered, Sent};
use super::resource::is_reference;
use super::url::{Url, decode};
use crate::diagnostic::Code;
use crate::json::Value;
use crate::schema::ResourceTypeView;

/// How many managers are gone up to find a circle.
const MANAGERS: usize = 64;
/// A list without a filter looks up as many as one likes.
const ALL: usize = usize::MAX / 2;

/// What is remembered.
#[derive(Default)]
pub(super) struct Sequence {
    /// Whether there is more than one request.
    several: bool,
    /// How many resources were looked up and not yet created, by endpoint.
    looked_up: BTreeMap<String, usize>,
    /// Ids by what must be unique: the endpoint and the name.
    taken: BTreeMap<String, String>,
    /// Names of members in groups, before they were created.
    mentioned: BTreeSet<String>,
    deactivated: BTreeSet<String>,
    deleted: BTreeSet<String>,
    /// Ids on the pages of a list, by its URL without the page.
    pages: BTreeMap<String, BTreeSet<String>>,
    managers: BTreeMap<String, String>,
    remembered: Remembered,
    config: Config,
    schemas: BTreeSet<String>,
    /// Schemas that resource types name.
    used: Vec<String>,
}

/// What the configuration says.
#[derive(Default)]
struct Config {
    patch: Option<bool>,
    bulk: Option<bool>,
    filter: Option<bool>,
    password: Option<bool>,
}

impl Sequence {
    /// Of a log that has more than one request, or only one.
    pub(super) fn new(several: bool) -> Self {
        Self {
            several,
            ..Self::default()
        }
    }

    /// Looks at what a request sends, in the light of what was seen before it. The findings are
    /// placed in what is sent.
    pub(super) fn look<'d>(
        &self,
        finder: &mut Finder<'_, 'd>,
        exchange: &Exchange<'_>,
        sent: Option<Value<'d>>,
    ) {
        let text = exchange.url_text();
        let registry = finder.world.registry;
        let endpoint = Url::of(&text).endpoint(registry);
        let view = endpoint.resource_type.and_then(|id| registry.view(id));
        if let (Some(root), Some(view), Some(id)) = (sent, view, endpoint.id) {
            let sent = Sent {
                method: &exchange.method(),
                endpoint: endpoint.name,
                id,
                root,
            };
            self.remembered.look(finder, &sent, view);
        }
    }

    /// Takes notice of a request and its answer.
    pub(super) fn add<'d>(
        &mut self,
        finder: &mut Finder<'_, 'd>,
        exchange: &Exchange<'d>,
        sent: Option<Value<'_>>,
        got: Option<Value<'_>>,
    ) {
        let Some((path, place)) = exchange.url() else {
            return;
        };
        finder.path = path;
        let text = exchange.url_text();
        let url = Url::of(&text);
        let registry = finder.world.registry;
        let endpoint = url.endpoint(registry);
        let view = endpoint.resource_type.and_then(|id| registry.view(id));
        let step = At {
            place,
            method: &exchange.method(),
            endpoint: endpoint.name,
            id: endpoint.id.unwrap_or_default(),
            status: exchange.status().map_or(0, |(_, status)| status),
            view,
        };
        self.capabilities(finder, &step, &url, sent);
        self.discovery(finder, &step, got);
        match (step.method, step.id.is_empty()) {
            ("GET", true) => self.list(finder, &step, &url, got),
            ("GET", false) => self.retrieve(finder, &step, got),
            ("POST", true) if view.is_some() => self.create(finder, &step, sent, got),
            ("DELETE", false) if step.succeeded() => {
                self.deleted.insert(step.id.to_owned());
                self.deactivated.remove(step.id);
                self.remembered.forget(step.endpoint, step.id);
            }
            _ => {}
        }
        if let Some(sent) = sent.filter(|_| view.is_some()) {
            self.remember(&step, sent, got);
            self.activity(&step, sent);
            self.references(finder, &step, sent, got);
        }
        finder.path.clear();
    }

    fn remember(&mut self, step: &At<'_, '_>, root: Value<'_>, got: Option<Value<'_>>) {
        if !matches!(step.method, "POST" | "PUT" | "PATCH") {
            return;
        }
        let sent = Sent {
            method: step.method,
            endpoint: step.endpoint,
            id: step.id,
            root,
        };
        if step.succeeded() || step.status == 0 {
            self.remembered.changed(&sent, got);
        } else {
            self.remembered.looked_at(&sent);
        }
    }

    fn capabilities(
        &mut self,
        finder: &mut Finder<'_, '_>,
        step: &At<'_, '_>,
        url: &Url<'_>,
        sent: Option<Value<'_>>,
    ) {
        let filtered = step.method == "GET" && url.parameter("filter").is_some();
        let told = [
            ("patch", self.config.patch, step.method == "PATCH"),
            ("bulk", self.config.bulk, step.endpoint == "Bulk"),
            ("filter", self.config.filter, filtered),
        ];
        for (name, told, used) in told {
            let Some(told) = told.filter(|_| used) else {
                continue;
            };
            let absent = matches!(step.status, 405 | 501);
            if told && absent || !told && step.succeeded() {
                let about = format!("`{name}.supported` is {told}, the status {}", step.status);
                finder.say(Code::LintCapability, step.place.span(), &about);
            }
        }
        let password = sent.and_then(|sent| sent.get("password"));
        if password.is_some() && self.config.password == Some(false) {
            finder.say(Code::LintPassword, step.place.span(), "");
        }
    }

    fn discovery(
        &mut self,
        finder: &mut Finder<'_, '_>,
        step: &At<'_, '_>,
        got: Option<Value<'_>>,
    ) {
        let Some(got) = got.filter(|_| step.method == "GET" && step.succeeded()) else {
            return;
        };
        let list = got.get("Resources").unwrap_or(got);
        match step.endpoint {
            "ServiceProviderConfig" => {
                let told = |name| got.get(name)?.get("supported")?.as_bool();
                self.config = Config {
                    patch: told("patch"),
                    bulk: told("bulk"),
                    filter: told("filter"),
                    password: told("changePassword"),
                };
            }
            "Schemas" => {
                let ids = list.elements().filter_map(|schema| text(schema, "id"));
                self.schemas.extend(ids.map(|id| id.to_ascii_lowercase()));
            }
            "ResourceTypes" => {
                for resource_type in list.elements() {
                    self.used.extend(text(resource_type, "schema"));
                    let extensions = resource_type.get("schemaExtensions");
                    let extensions = extensions.into_iter().flat_map(Value::elements);
                    self.used
                        .extend(extensions.filter_map(|one| text(one, "schema")));
                }
            }
            _ => return,
        }
        if self.schemas.is_empty() {
            return;
        }
        for uri in core::mem::take(&mut self.used) {
            if !self.schemas.contains(&uri.to_ascii_lowercase()) {
                finder.say(
                    Code::LintSchemaNotServed,
                    step.place.span(),
                    &format!("`{uri}`"),
                );
            }
        }
    }

    fn list(
        &mut self,
        finder: &mut Finder<'_, '_>,
        step: &At<'_, '_>,
        url: &Url<'_>,
        got: Option<Value<'_>>,
    ) {
        let filter = url.parameter("filter");
        let count = self.looked_up.entry(step.endpoint.to_owned()).or_default();
        *count = match filter {
            Some(_) => *count + 1,
            None => ALL,
        };
        if let Some(filter) = filter {
            let text = decode(filter.value, true);
            let place = step.place;
            self.remembered
                .looked_up(finder, place, step.endpoint, &text);
        }
        let Some(resources) = got.and_then(|got| got.get("Resources")) else {
            return;
        };
        let key = format!(
            "{}?{}",
            step.endpoint,
            filter.map_or("", |filter| filter.value)
        );
        let first = url.number("startIndex").unwrap_or(1) <= 1;
        let seen = self.pages.entry(key).or_default();
        if first {
            seen.clear();
        }
        let mut said = false;
        for resource in resources.elements() {
            let Some(id) = text(resource, "id") else {
                continue;
            };
            if step.view.is_some() {
                self.remembered.read(step.endpoint, resource);
            }
            if let Some(name) = step.unique(resource) {
                self.taken.insert(name, id.clone());
            }
            if !seen.insert(id.clone()) && !said && !first {
                said = true;
                finder.say(
                    Code::LintUnstableOrder,
                    step.place.span(),
                    &format!("`{id}`"),
                );
            }
        }
        if let Some(filter) = filter.filter(|_| resources.is_empty() && step.status == 200) {
            let text = decode(filter.value, true);
            let value = text.split('"').nth(1).unwrap_or_default();
            let name = format!("{}/{}", step.endpoint, value.to_ascii_lowercase());
            if let Some(id) = self
                .taken
                .get(&name)
                .filter(|id| self.deactivated.contains(*id))
            {
                finder.say(
                    Code::LintDeactivatedHidden,
                    step.place.span(),
                    &format!("`{id}`"),
                );
            }
        }
    }

    fn retrieve(&mut self, finder: &mut Finder<'_, '_>, step: &At<'_, '_>, got: Option<Value<'_>>) {
        if let Some(resource) = got.filter(|_| step.succeeded() && step.view.is_some()) {
            self.remembered.read(step.endpoint, resource);
        }
        let about = format!("`{}`", step.id);
        if step.status == 404 && self.deactivated.contains(step.id) {
            finder.say(Code::LintDeactivatedHidden, step.place.span(), &about);
        }
        if step.succeeded() && self.deleted.contains(step.id) {
            finder.say(Code::LintDeleteWithoutEffect, step.place.span(), &about);
        }
    }

    fn create(
        &mut self,
        finder: &mut Finder<'_, '_>,
        step: &At<'_, '_>,
        sent: Option<Value<'_>>,
        got: Option<Value<'_>>,
    ) {
        let span = step.place.span();
        let count = self.looked_up.entry(step.endpoint.to_owned()).or_default();
        if *count == 0 && self.several {
            finder.say(Code::LintCreateWithoutLookup, span, "");
        }
        *count = if *count >= ALL {
            ALL
        } else {
            count.saturating_sub(1)
        };
        let Some(sent) = sent else {
            return;
        };
        let id = got
            .filter(|_| step.succeeded())
            .and_then(|got| text(got, "id"));
        if let Some(id) = &id {
            if self.mentioned.contains(id) {
                finder.say(Code::LintMemberBeforeUser, span, &format!("`{id}`"));
            }
            let external = sent.get("externalId").is_some_and(|value| !value.is_null());
            if external && got.is_some_and(|got| got.get("externalId").is_none()) {
                finder.say(Code::LintExternalIdLost, span, "");
            }
        }
        let Some(name) = step.unique(sent) else {
            return;
        };
        if let Some(before) = self.taken.get(&name) {
            let gone = self.deleted.contains(before);
            if gone && step.status == 409 {
                let about = format!("`{before}`");
                finder.say(Code::LintDeleteWithoutEffect, span, &about);
            } else if !gone && !matches!(step.status, 0 | 401 | 403 | 409 | 429) {
                finder.say(Code::LintConflictStatus, span, &step.status.to_string());
            }
        }
        if let Some(id) = id {
            self.taken.insert(name, id);
        }
    }

    /// Whether a request deactivates somebody.
    fn activity(&mut self, step: &At<'_, '_>, sent: Value<'_>) {
        let mut active = sent.get("active").and_then(truth);
        for operation in sent.get("Operations").into_iter().flat_map(Value::elements) {
            let value = operation.get("value");
            let path = text(operation, "path");
            let named = match path {
                Some(path) if path.eq_ignore_ascii_case("active") => value,
                Some(_) => None,
                None => value.and_then(|value| value.get("active")),
            };
            active = named.and_then(truth).or(active);
        }
        match active.filter(|_| step.succeeded()) {
            Some(true) => {
                self.deactivated.remove(step.id);
            }
            Some(false) => {
                self.deactivated.insert(step.id.to_owned());
            }
            None => {}
        }
    }

    /// Managers and members that a request names.
    fn references(
        &mut self,
        finder: &mut Finder<'_, '_>,
        step: &At<'_, '_>,
        sent: Value<'_>,
        got: Option<Value<'_>>,
    ) {
        let id = match step.id {
            "" => got.and_then(|got| text(got, "id")).unwrap_or_default(),
            id => id.to_owned(),
        };
        let mut manager = None;
        let objects = sent.members().filter(|(key, _)| key.name().contains(':'));
        for (_, extension) in objects {
            manager = manager.or(extension.get("manager"));
        }
        for operation in sent.get("Operations").into_iter().flat_map(Value::elements) {
            let path = text(operation, "path").unwrap_or_default();
            let value = operation.get("value");
            if path.ends_with(":manager") || path.ends_with(":manager.value") {
                manager = value;
            } else if let Some(value) = value.filter(|_| step.has_list(&path)) {
                self.mention(value);
            }
        }
        for (key, value) in sent.members() {
            if step.has_list(&key.name()) {
                self.mention(value);
            }
        }
        let named = manager.and_then(|manager| {
            let value = manager.get("value").unwrap_or(manager);
            value.as_str().map(std::borrow::Cow::into_owned)
        });
        if let Some(above) = named.filter(|above| !id.is_empty() && !above.is_empty()) {
            self.managers.insert(id.clone(), above);
            if self.is_circle(&id) {
                finder.say(
                    Code::LintReferenceCycle,
                    step.place.span(),
                    &format!("`{id}`"),
                );
            }
        }
    }

    fn mention(&mut self, list: Value<'_>) {
        let ids = list.elements().filter_map(|element| text(element, "value"));
        self.mentioned.extend(ids);
    }

    fn is_circle(&self, id: &str) -> bool {
        let mut above = id;
        for _ in 0..MANAGERS {
            match self.managers.get(above) {
                Some(next) if next == id => return true,
                Some(next) => above = next,
                None => return false,
            }
        }
        false
    }
}

/// A request of the log.
struct At<'a, 'v> {
    place: Value<'a>,
    method: &'a str,
    endpoint: &'a str,
    id: &'a str,
    status: i64,
    view: Option<ResourceTypeView<'v>>,
}

impl At<'_, '_> {
    fn succeeded(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What no other resource of the type has, with the endpoint.
    fn unique(&self, resource: Value<'_>) -> Option<String> {
        let name = text(resource, "userName")?;
        Some(format!("{}/{}", self.endpoint, name.to_ascii_lowercase()))
    }

    /// Whether an attribute lists other resources, and a client may say which.
    fn has_list(&self, name: &str) -> bool {
        let Some(view) = self.view else {
            return false;
        };
        let found = view.registry().describe(name, Some(view.id()));
        found.is_some_and(|definition| {
            definition.attribute.multi_valued
                && is_reference(definition)
                && definition.mutability() != crate::schema::Mutability::ReadOnly
        })
    }
}

fn text(object: Value<'_>, name: &str) -> Option<String> {
    object.get(name)?.as_str().map(std::borrow::Cow::into_owned)
}

/// A boolean, or the word for one.
fn truth(value: Value<'_>) -> Option<bool> {
    let word = || Some(crate::filter::boolean_word(&value.as_str()?)? == "true");
    value.as_bool().or_else(word)
}
