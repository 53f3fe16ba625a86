//! Bulk requests (RFC 7644 §3.7).

use core::fmt::Write;
use std::borrow::Cow;

use super::bulk_order::groups;
use super::error::refused;
use super::kept::version_of;
use super::provider::{Call, ServiceProvider, World};
use super::query_parameters::Parameters;
use super::response::Response;
use super::route::Route;
use super::version::Conditions;
use crate::diagnostic::{Code, Diagnostic, Error, ScimType, Severity, Sink};
use crate::json::{Kind, Value, write_string};
use crate::message::{self, BulkPlace, DocumentKind};
use crate::schema::Registry;
use crate::text::{Span, sorted_indices};

const PREFIX: &str = "bulkId:";

/// An operation of the request.
struct Operation<'d> {
    method: Cow<'d, str>,
    path: Cow<'d, str>,
    bulk_id: Option<Cow<'d, str>>,
    version: Option<Cow<'d, str>>,
    data: Option<Value<'d>>,
}

/// What has become of an operation.
#[derive(Clone)]
struct Outcome {
    response: Response,
    /// The address of the resource.
    location: Option<String>,
}

/// The names that a request gives to the resources that it creates.
struct Names<'d> {
    /// In order of the names, each with the place of the operation.
    given: Vec<(&'d str, usize)>,
}

impl<'d> Names<'d> {
    fn of(operations: &'d [Operation<'d>]) -> Self {
        let creating = operations.iter().enumerate();
        let creating = creating.filter(|(_, operation)| operation.method == "POST");
        let given: Vec<_> = creating
            .filter_map(|(at, operation)| Some((operation.bulk_id.as_deref()?, at)))
            .collect();
        let order = sorted_indices(given.len(), &|a, b| given.get(a).cmp(&given.get(b)));
        let given = order.into_iter().filter_map(|at| given.get(at).copied());
        Self {
            given: given.collect(),
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        let at = self.given.partition_point(|(known, _)| *known < name);
        let (known, place) = self.given.get(at)?;
        (*known == name).then_some(*place)
    }
}

impl ServiceProvider {
    pub(super) fn bulk(&mut self, call: &mut Call<'_>) -> Result<Response, Error> {
        if !self.config.bulk {
            let detail = "Bulk requests are not supported, as the ServiceProviderConfig says.";
            return Err(Error::with_status(501, detail));
        }
        let document = call.document()?;
        let options = message::Options {
            kind: Some(DocumentKind::Bulk),
            ..message::Options::default()
        };
        let mut form = Form::default();
        message::validate(&document, call.world.registry, &options, &mut form);
        if let Some(finding) = form.of_request {
            return Err(refused(&finding));
        }
        let root = document.root();
        let list = root.and_then(|root| root.get("Operations"));
        let operations: Vec<_> = list.into_iter().flat_map(Value::elements).collect();
        if operations.len() > self.config.max_operations {
            let (count, most) = (operations.len(), self.config.max_operations);
            let detail =
                format!("The request has {count} operations; the limit `maxOperations` is {most}.");
            return Err(Error::with_status(413, detail));
        }
        let limit = root
            .and_then(|root| root.get("failOnErrors"))
            .and_then(Value::as_number);
        let limit = limit
            .and_then(|digits| digits.parse().ok())
            .filter(|limit| *limit > 0);
        let operations: Vec<_> = operations.into_iter().map(Operation::read).collect();
        let mut job = Job {
            names: Names::of(&operations),
            operations: &operations,
            refused: form.of_operations,
            ids: vec![None; operations.len()],
            outcomes: vec![None; operations.len()],
        };
        job.run(self, limit, call);
        job.tell_versions(self, call.world);
        let schema = DocumentKind::BulkResponse.schema().unwrap_or_default();
        let mut body = format!(r#"{{"schemas":["{schema}"],"Operations":["#);
        let mut begun = false;
        for (operation, outcome) in operations.iter().zip(&job.outcomes) {
            let Some(outcome) = outcome else {
                continue;
            };
            body.push_str(if core::mem::replace(&mut begun, true) {
                ","
            } else {
                ""
            });
            operation.write(outcome, &mut body);
        }
        body.push_str("]}");
        Ok(Response::of(200, body))
    }
}

/// The work of one request.
struct Job<'d> {
    operations: &'d [Operation<'d>],
    names: Names<'d>,
    /// What is wrong with the form of operations, by their places.
    refused: Vec<(usize, Diagnostic)>,
    /// Ids of the resources that are created.
    ids: Vec<Option<String>>,
    outcomes: Vec<Option<Outcome>>,
}

impl Job<'_> {
    /// Carries the operations out, until so many have failed.
    fn run(&mut self, provider: &mut ServiceProvider, limit: Option<usize>, call: &mut Call<'_>) {
        let mut errors = 0;
        for group in groups(&self.references(call.world.registry)) {
            let before = provider.last_entry();
            for &at in &group {
                self.name(at, provider, call);
            }
            for &at in &group {
                let outcome = self.carry_out(at, provider, call);
                self.set(at, outcome);
                if call.failed {
                    return;
                }
            }
            let failed = group.iter().filter(|at| self.has_failed(**at)).count();
            if failed > 0 && group.len() > 1 {
                // What refers to something that there isn't can't stay (RFC 7644 §3.7.1).
                provider.rewind(before, call.world);
                for &at in &group {
                    if !self.has_failed(at) {
                        let detail =
                            "An operation that this one refers to, and that refers to it, failed.";
                        let outcome = self.failure(at, &Error::with_status(409, detail), provider);
                        self.set(at, outcome);
                    }
                }
                errors += group.len();
            } else {
                errors += failed;
            }
            if limit.is_some_and(|limit| errors >= limit) {
                return;
            }
        }
    }

    /// Gives each operation the version that its resource has now: a later one may have changed it.
    fn tell_versions(&mut self, provider: &ServiceProvider, world: &World<'_>) {
        for outcome in self.outcomes.iter_mut().flatten() {
            let response = &mut outcome.response;
            let mut headers = response.headers.iter_mut();
            let version = headers.find(|(name, _)| *name == "ETag");
            let place = outcome.location.as_deref();
            if let (Some((_, version)), Some(place)) = (version, place)
                && let Ok((path, _)) = provider.base.split(place)
                && let Ok(Route::Resource(of, id)) = Route::of(path, world.registry)
                && let Ok(position) = provider.find(of, &id, world)
                && let Some(now) = provider.resources.text(position).and_then(version_of)
            {
                *version = now;
            }
        }
    }

    fn set(&mut self, at: usize, outcome: Outcome) {
        if let Some(place) = self.outcomes.get_mut(at) {
            *place = Some(outcome);
        }
    }

    fn has_failed(&self, at: usize) -> bool {
        let outcome = self.outcomes.get(at).and_then(Option::as_ref);
        outcome.is_some_and(|outcome| outcome.response.status >= 300)
    }

    /// Which operations each refers to.
    fn references(&self, registry: &Registry) -> Vec<Vec<usize>> {
        let each = self.operations.iter().map(|operation| {
            let mut found = Vec::new();
            operation.references(registry, &mut |_, _, name| {
                found.extend(self.names.find(name));
            });
            found
        });
        each.collect()
    }

    /// Gives the resource that an operation creates its id, so that others can refer to it.
    fn name(&mut self, at: usize, provider: &ServiceProvider, call: &mut Call<'_>) {
        let creates = self.operations.get(at).is_some_and(|o| o.method == "POST");
        if let Some(place) = self.ids.get_mut(at).filter(|_| creates) {
            *place = call.new_id(&provider.resources).ok();
        }
    }

    /// The id of the resource that an operation has created, or is about to.
    fn id_of(&self, name: &str) -> Result<&str, Error> {
        let at = self.names.find(name);
        let id = at.filter(|at| !self.has_failed(*at));
        let id = id.and_then(|at| self.ids.get(at)?.as_deref());
        id.ok_or_else(|| {
            if at.is_some() {
                let detail = format!("The resource with the bulkId `{name}` was not created.");
                return Error::with_status(409, detail);
            }
            let detail = format!("No operation of the request has the bulkId `{name}`.");
            Error::new(ScimType::InvalidValue, detail)
        })
    }

    fn carry_out(&self, at: usize, provider: &mut ServiceProvider, call: &mut Call<'_>) -> Outcome {
        let Some(operation) = self.operations.get(at) else {
            return self.failure(at, &Error::with_status(500, ""), provider);
        };
        let refused = self.refused.iter().find(|(place, _)| *place == at);
        if let Some((_, finding)) = refused {
            return self.failure(at, &super::error::refused(finding), provider);
        }
        match self.perform(operation, at, provider, call) {
            Ok(outcome) => outcome,
            Err(error) => self.failure(at, &error, provider),
        }
    }

    fn perform(
        &self,
        operation: &Operation<'_>,
        at: usize,
        provider: &mut ServiceProvider,
        call: &mut Call<'_>,
    ) -> Result<Outcome, Error> {
        let path = match operation.path.split_once(PREFIX) {
            Some((before, name)) if before.ends_with('/') => {
                let mut path = before.to_owned();
                super::address::encode_segment(self.id_of(name)?, &mut path);
                Cow::Owned(path)
            }
            _ => Cow::Borrowed(operation.path.as_ref()),
        };
        let data = operation
            .data
            .map(|data| self.resolved(data, call.world.registry))
            .transpose()?;
        let (rest, _) = provider.base.split(&path)?;
        let route = Route::of(rest, call.world.registry)?;
        if !rest.starts_with('/')
            || !matches!(route, Route::Endpoint(_) | Route::Resource(..) | Route::Me)
        {
            let detail = format!("A bulk operation can't go to `{path}`.");
            return Err(Error::new(ScimType::InvalidPath, detail));
        }
        let url = format!("{}{rest}", provider.base.0);
        let parameters = Parameters::default();
        let mut own = Call {
            world: call.world,
            host: &mut *call.host,
            now: call.now,
            method: &operation.method,
            url: &url,
            body: data.as_deref().unwrap_or_default(),
            parameters: &parameters,
            conditions: Conditions {
                if_match: operation
                    .version
                    .as_deref()
                    .filter(|_| provider.config.etag),
                if_none_match: None,
            },
            minimal: false,
            id: self.ids.get(at).cloned().flatten(),
            notes: Vec::new(),
            failed: false,
        };
        let answer = provider.dispatch(&route, &mut own);
        call.failed |= own.failed;
        let response = answer?;
        let location = response
            .header("Location")
            .map_or(url.clone(), str::to_owned);
        Ok(Outcome {
            response,
            location: Some(location),
        })
    }

    fn failure(&self, at: usize, error: &Error, provider: &ServiceProvider) -> Outcome {
        let operation = self.operations.get(at);
        let has_place = operation.filter(|operation| operation.method != "POST");
        let location = has_place.map(|operation| format!("{}{}", provider.base.0, operation.path));
        Outcome {
            response: Response::refusal(error),
            location,
        }
    }

    /// The text of a value, ids in place of the names that stand for them.
    fn resolved(&self, value: Value<'_>, registry: &Registry) -> Result<String, Error> {
        if !value.source().contains(PREFIX) {
            return Ok(value.source().to_owned());
        }
        let mut edits: Vec<(Span, String)> = Vec::new();
        let mut failed = Ok(());
        find_names(
            value,
            &BulkPlace::default(),
            registry,
            &mut |string, start, name| {
                let text = string.as_str().unwrap_or_default();
                match self.id_of(name) {
                    Err(error) => failed = Err(error),
                    Ok(id) => {
                        let end = start + PREFIX.len() + name.len();
                        let (before, behind) = (text.get(..start), text.get(end..));
                        let parts = [before.unwrap_or_default(), id, behind.unwrap_or_default()];
                        let mut written = String::new();
                        write_string(&parts.concat(), &mut written);
                        edits.push((string.span(), written));
                    }
                }
            },
        );
        failed?;
        let (mut out, mut at) = (String::new(), value.span().start);
        for (span, text) in &edits {
            out.push_str(Span::new(at, span.start).of(value.document_text()));
            out.push_str(text);
            at = span.end;
        }
        out.push_str(Span::new(at, value.span().end).of(value.document_text()));
        Ok(out)
    }
}

impl<'d> Operation<'d> {
    fn read(object: Value<'d>) -> Self {
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        Self {
            method: text("method").unwrap_or_default(),
            path: text("path").unwrap_or_default(),
            bulk_id: text("bulkId"),
            version: text("version"),
            data: object.get("data").filter(|data| !data.is_null()),
        }
    }

    /// Calls with each name that stands for a resource of another operation.
    fn references(
        &self,
        registry: &Registry,
        visit: &mut dyn FnMut(Option<Value<'d>>, usize, &str),
    ) {
        if let Some((_, name)) = self.path.split_once(PREFIX) {
            visit(None, 0, name);
        }
        if let Some(data) = self.data.filter(|data| data.source().contains(PREFIX)) {
            find_names(
                data,
                &BulkPlace::default(),
                registry,
                &mut |string, start, name| {
                    visit(Some(string), start, name);
                },
            );
        }
    }

    fn write(&self, outcome: &Outcome, out: &mut String) {
        let response = &outcome.response;
        out.push_str("{\"method\":");
        write_string(&self.method, out);
        for (name, text) in [
            ("bulkId", self.bulk_id.as_deref()),
            ("version", response.header("ETag")),
            ("location", outcome.location.as_deref()),
        ] {
            if let Some(text) = text {
                // Writing to a String can't fail.
                let _ = write!(out, ",\"{name}\":");
                write_string(text, out);
            }
        }
        let _ = write!(out, ",\"status\":\"{}\"", response.status);
        if response.status >= 300 {
            out.push_str(",\"response\":");
            out.push_str(&response.body);
        }
        out.push('}');
    }
}

/// Calls with each string in a value that refers to a resource by the name of another operation: where
/// that begins, and the name. It is the whole string, the last segment of an address, or a value in a
/// filter.
fn find_names<'d>(
    value: Value<'d>,
    place: &BulkPlace,
    registry: &Registry,
    visit: &mut dyn FnMut(Value<'d>, usize, &str),
) {
    match value.kind() {
        Kind::Object => value.members().for_each(|(key, member)| {
            let place = place.member(value, &key.name(), registry);
            find_names(member, &place, registry, visit);
        }),
        Kind::Array => value
            .elements()
            .for_each(|value| find_names(value, place, registry, visit)),
        Kind::String if place.refers => {
            let text = value.as_str().unwrap_or_default();
            let Some((before, rest)) = text.split_once(PREFIX) else {
                return;
            };
            match before.chars().next_back() {
                None | Some('/') => visit(value, before.len(), rest),
                Some('"') => {
                    let name = rest.split('"').next().unwrap_or_default();
                    visit(value, before.len(), name);
                }
                Some(_) => {}
            }
        }
        _ => {}
    }
}

/// Sorts what is wrong with the form of a request: with all of it, or with one operation, which
/// fails alone. What is wrong with the data of an operation is found when it is carried out.
#[derive(Default)]
struct Form {
    of_request: Option<Diagnostic>,
    of_operations: Vec<(usize, Diagnostic)>,
}

impl Sink for Form {
    fn report(&mut self, severity: Severity, describe: &mut dyn FnMut() -> Diagnostic) {
        if severity != Severity::Error || self.of_request.is_some() {
            return;
        }
        let finding = describe();
        let mut steps = finding.pointer.split('/').skip(1);
        let list = steps
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("Operations"));
        let at = steps
            .next()
            .filter(|_| list)
            .and_then(|step| step.parse::<usize>().ok());
        let Some(at) = at else {
            self.of_request = Some(finding);
            return;
        };
        let in_data = steps.next() == Some("data") && steps.next().is_some();
        let found_later = finding.code == Code::BulkPath
            || (in_data && finding.code != Code::BulkReference)
            || self
                .of_operations
                .last()
                .is_some_and(|(last, _)| *last == at);
        if !found_later {
            self.of_operations.push((at, finding));
        }
    }

    fn wants_hints(&self) -> bool {
        false
    }
}
