use super::address::Base;
use super::audit::Entry;
use super::config::Config;
use super::kept::KEPT;
use super::media_type::{accepted, check_content_type};
use super::query_parameters::Parameters;
use super::references::References;
use super::request::Request;
use super::response::Response;
use super::route::Route;
use super::unique::Unique;
use super::version::Conditions;
use super::{password, state};
use crate::diagnostic::{Diagnostic, Error, ScimType};
use crate::filter;
use crate::json::{self, Document, Tape};
use crate::patch;
use crate::profile::Switches;
use crate::schema::{Registry, ResourceTypeView, TypeId};
use crate::store::Resources;

/// Where the time and new ids come from.
pub trait Host {
    /// The time, as a dateTime of RFC 7643 §2.3.5. Asked for once for each request.
    ///
    /// # Errors
    /// Where there is none; nothing comes of the request then.
    fn now(&mut self) -> Result<String, HostFailed>;

    /// A text that was never given before: ids of resources, and salts of passwords.
    ///
    /// # Errors
    /// As [`Host::now`].
    fn new_id(&mut self) -> Result<String, HostFailed>;
}

/// The host had no time or no id to give. It knows why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HostFailed;

/// What a service provider is asked with: nothing of it changes.
#[derive(Clone, Copy, Debug)]
pub struct World<'w> {
    /// The schemas and resource types.
    pub registry: &'w Registry,
    /// What is tolerated of clients.
    pub switches: Switches,
    /// What a document may cost.
    pub json: json::Limits,
    /// What a filter may cost.
    pub filter: filter::Limits,
    /// What a PATCH request may cost.
    pub patch: patch::Limits,
}

impl<'w> World<'w> {
    /// Nothing is tolerated; the limits are those by default.
    pub fn new(registry: &'w Registry) -> Self {
        Self {
            registry,
            switches: Switches::default(),
            json: json::Limits::default(),
            filter: filter::Limits::default(),
            patch: patch::Limits::default(),
        }
    }
}

/// What a service provider is like.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'o> {
    /// The address that all endpoints are relative to; `https://example.com/scim/v2` by default.
    pub base_url: Option<&'o str>,
    /// A ServiceProviderConfig, or the part of one that differs from the default.
    pub config: Option<&'o str>,
    /// The token that each request has to bear, but for those of discovery.
    pub bearer_token: Option<&'o str>,
    /// Who is authenticated: id or `userName` of the resource that /Me stands for.
    pub subject: Option<&'o str>,
    /// What [`ServiceProvider::export`] wrote.
    pub state: Option<&'o [u8]>,
    /// How many changes the audit keeps; 100,000 by default. Those of the last request stay, however
    /// many they are.
    pub audit_entries: Option<usize>,
}

const AUDIT_ENTRIES: usize = 100_000;

/// A service provider in memory: requests go in and responses come out, and nothing else happens.
#[derive(Clone, Debug)]
pub struct ServiceProvider {
    pub(super) base: Base,
    pub(super) config: Config,
    token: Option<String>,
    pub(super) subject: Option<String>,
    /// The id of the resource of the subject, once there is one: whatever it is called later.
    pub(super) subject_id: Option<String>,
    pub(super) resources: Resources,
    pub(super) references: References,
    pub(super) unique: Unique,
    pub(super) audit: Vec<Entry>,
    audit_entries: usize,
    /// The number of the last change that was dropped from the audit.
    pub(super) forgotten: u64,
    /// Seals cursors; there is none until one is written.
    pub(super) secret: Option<u64>,
}

/// A request on its way, or one operation of a bulk request.
pub(super) struct Call<'c> {
    pub(super) world: &'c World<'c>,
    pub(super) host: &'c mut dyn Host,
    pub(super) now: &'c str,
    pub(super) method: &'c str,
    pub(super) url: &'c str,
    pub(super) body: &'c str,
    pub(super) parameters: &'c Parameters,
    pub(super) conditions: Conditions<'c>,
    /// The client wants no body where it can go without.
    pub(super) minimal: bool,
    /// The id of the resource that is created, where it was chosen before.
    pub(super) id: Option<String>,
    /// What was tolerated, and warnings.
    pub(super) notes: Vec<Diagnostic>,
    /// The host failed.
    pub(super) failed: bool,
}

impl<'c> Call<'c> {
    /// The body as a document that everybody reads alike.
    pub(super) fn document(&self) -> Result<Document<'c>, Error> {
        self.document_of(self.body)
    }

    /// A text in place of the body.
    pub(super) fn document_of<'t>(&self, body: &'t str) -> Result<Document<'t>, Error> {
        let document = Document::read(body, self.world.json, Tape::default());
        if body.trim().is_empty() {
            let detail = format!("{} needs a body, and there is none.", self.method);
            return Err(Error::new(ScimType::InvalidSyntax, detail));
        }
        match document.defects().first() {
            None => Ok(document),
            Some(defect) => Err(super::error::refused(&defect.diagnose(body))),
        }
    }

    /// An id that no resource has.
    pub(super) fn new_id(&mut self, resources: &Resources) -> Result<String, Error> {
        for _ in 0..8 {
            let id = self.new_text()?;
            let usable = !id.is_empty() && !id.contains("bulkId");
            if usable && resources.position_of_id(&id).is_none() {
                return Ok(id);
            }
        }
        let detail = "The source of ids gives only ids that are taken, empty, or contain bulkId.";
        Err(Error::with_status(500, detail))
    }

    pub(super) fn new_text(&mut self) -> Result<String, Error> {
        self.host.new_id().map_err(|HostFailed| {
            self.failed = true;
            Error::with_status(500, "The source of ids failed.")
        })
    }
}

impl ServiceProvider {
    /// A service provider without resources, or with those of a state.
    ///
    /// # Errors
    /// `invalidValue` for a base URL, a configuration, a token or a state that can't be used.
    pub fn new(options: &Options<'_>, world: &World<'_>) -> Result<Self, Error> {
        if options
            .bearer_token
            .is_some_and(|token| token.trim().is_empty())
        {
            let detail = "The bearer token is empty: leave it out, and everybody is served.";
            return Err(Error::new(ScimType::InvalidValue, detail));
        }
        let base = Base::new(options.base_url.unwrap_or("https://example.com/scim/v2"))?;
        let config = Config::new(options.config.unwrap_or("{}"), &base, world.registry)?;
        let mut provider = Self {
            base,
            config,
            token: options.bearer_token.map(str::to_owned),
            subject: options.subject.map(str::to_owned),
            subject_id: None,
            resources: Resources::new(KEPT),
            references: References::default(),
            unique: Unique::default(),
            audit: Vec::new(),
            audit_entries: options.audit_entries.unwrap_or(AUDIT_ENTRIES),
            forgotten: 0,
            secret: None,
        };
        if let Some(state) = options.state {
            state::load(&mut provider, state, world)?;
        }
        Ok(provider)
    }

    /// Answers a request.
    ///
    /// # Errors
    /// Where the host failed; everything is as it was before then.
    pub fn handle(
        &mut self,
        request: &Request<'_>,
        world: &World<'_>,
        host: &mut dyn Host,
    ) -> Result<Response, HostFailed> {
        let now = host.now()?;
        let before = self.last_entry();
        self.forget(self.audit_entries);
        let (route, query) = match self.route(request, world) {
            Ok(found) => found,
            Err(error) => return Ok(finished(Err(error), "", request)),
        };
        let mut failed = false;
        let mut answer = || {
            let body = body_of(request, &route, world, &self.config)?;
            let parameters = Parameters::of_url(query)?;
            let mut call = Call {
                world,
                host,
                now: &now,
                method: match request.method {
                    "HEAD" => "GET",
                    method => method,
                },
                url: request.url,
                body,
                parameters: &parameters,
                conditions: if self.config.etag {
                    Conditions::of(request)
                } else {
                    Conditions::default()
                },
                minimal: prefers_minimal(request),
                id: None,
                notes: Vec::new(),
                failed: false,
            };
            let answer = self.dispatch(&route, &mut call);
            failed = call.failed;
            answer
        };
        let answer = answer();
        if failed {
            // What a bulk request has done by then is undone.
            self.rewind(before, world);
            return Err(HostFailed);
        }
        let allowed = allowed(&route, self.config.patch);
        Ok(finished(answer, &allowed, request))
    }

    /// Where a request goes that may be made and whose answer can be read; and its query.
    fn route<'r>(
        &self,
        request: &Request<'r>,
        world: &World<'_>,
    ) -> Result<(Route, &'r str), Error> {
        let split = self.base.split(request.url);
        let found = split.and_then(|(path, query)| Ok((Route::of(path, world.registry)?, query)));
        self.admit(request, found.as_ref().ok().map(|(route, _)| route))?;
        if request.method != "OPTIONS" {
            accepted(request.header("accept"))?;
        }
        found
    }

    /// Whether the request may be made at all (RFC 7644 §2).
    fn admit(&self, request: &Request<'_>, route: Option<&Route>) -> Result<(), Error> {
        let open = route.is_some_and(Route::is_discovery) || request.method == "OPTIONS";
        let Some(token) = self.token.as_deref().filter(|_| !open) else {
            return Ok(());
        };
        let detail = match request.header("authorization").map(bearer) {
            Some(Some(given)) if password::same_secret(given, token) => return Ok(()),
            Some(_) => "The token in the Authorization header is not the one that is asked for.",
            None => "A bearer token is asked for, in the Authorization header.",
        };
        Err(Error::with_status(401, detail))
    }

    /// Does what a request asks for.
    pub(super) fn dispatch(
        &mut self,
        route: &Route,
        call: &mut Call<'_>,
    ) -> Result<Response, Error> {
        if call.method == "OPTIONS" {
            let allowed = allowed(route, self.config.patch);
            return Ok(Response::empty(204).with("Allow", allowed));
        }
        let is_patch = call.method == "PATCH" && matches!(route, Route::Me | Route::Resource(..));
        if is_patch && !self.config.patch {
            let detail = "PATCH is not supported, as the ServiceProviderConfig says: send a PUT.";
            return Err(Error::with_status(501, detail));
        }
        let allowed = route.allowed(self.config.patch);
        if !allowed.split(", ").any(|method| method == call.method) {
            let detail = format!("{} can't be done here; {allowed} can.", call.method);
            return Err(Error::with_status(405, detail));
        }
        match (route, call.method) {
            (Route::ServiceProviderConfig | Route::ResourceTypes(_) | Route::Schemas(_), _) => {
                self.discover(route, call)
            }
            (Route::Root, _) => self.query(None, call.parameters, call),
            (Route::Endpoint(of), "GET") => self.query(Some(*of), call.parameters, call),
            (Route::Endpoint(of), _) => self.create(*of, call),
            (Route::RootSearch, _) => self.search(None, call),
            (Route::Search(of), _) => self.search(Some(*of), call),
            (Route::Bulk, _) => self.bulk(call),
            (Route::Me, _) => self.me(call),
            // A filter on one resource means nothing (AMBIGUITIES A-73).
            (Route::Resource(of, id), _) => {
                let position = self.find(*of, id, call.world)?;
                self.on_resource(position, *of, call)
            }
        }
    }

    /// Does what a request asks for with a resource.
    pub(super) fn on_resource(
        &mut self,
        position: u32,
        of: TypeId,
        call: &mut Call<'_>,
    ) -> Result<Response, Error> {
        match call.method {
            "GET" => self.retrieve(position, call),
            "PUT" => self.replace(position, of, call),
            "PATCH" => self.modify(position, of, call),
            _ => self.delete(position, of, call),
        }
    }

    /// Where a resource is.
    ///
    /// # Errors
    /// 404 where there is none, or one of another type.
    pub(super) fn find(&self, of: TypeId, id: &str, world: &World<'_>) -> Result<u32, Error> {
        let position = self.resources.position_of_id(id);
        let position = position.filter(|at| self.resources.type_of(*at) == Some(of));
        position.ok_or_else(|| {
            let name =
                view_of(of, world).map_or("resource", |view| view.resource_type().name.as_str());
            Error::with_status(404, format!("There is no {name} with the id `{id}`."))
        })
    }
}

/// A resource type of the world.
///
/// # Errors
/// 404 where the world has changed since.
pub(super) fn view_of<'w>(of: TypeId, world: &World<'w>) -> Result<ResourceTypeView<'w>, Error> {
    let unknown = || Error::with_status(404, "The resource type is not registered.");
    world.registry.view(of).ok_or_else(unknown)
}

/// The token of an Authorization header.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// Whether the client wants no body (RFC 7240 §4.2).
fn prefers_minimal(request: &Request<'_>) -> bool {
    let preferences = request.header("prefer").unwrap_or_default();
    let mut each = preferences.split([',', ';']).map(str::trim);
    each.any(|preference| preference.eq_ignore_ascii_case("return=minimal"))
}

/// The body, where the method has one.
fn body_of<'r>(
    request: &Request<'r>,
    route: &Route,
    world: &World<'_>,
    config: &Config,
) -> Result<&'r str, Error> {
    if !matches!(request.method, "POST" | "PUT" | "PATCH") {
        return Ok("");
    }
    let length = request.body.len();
    let (most, name) = match route {
        Route::Bulk if config.bulk => (config.max_payload, "maxPayloadSize"),
        _ => (world.json.bytes as usize, "documentBytes"),
    };
    if length > most {
        let detail = format!("The body has {length} bytes; the limit `{name}` is {most}.");
        return Err(Error::with_status(413, detail));
    }
    if length > 0 {
        check_content_type(request.header("content-type"))?;
    }
    core::str::from_utf8(request.body).map_err(|error| {
        let at = error.valid_up_to();
        let detail = format!("The body is not UTF-8: its byte {at} is not.");
        Error::new(ScimType::InvalidSyntax, detail)
    })
}

/// The methods of an endpoint, those that every endpoint has included.
fn allowed(route: &Route, patch: bool) -> String {
    let own = route.allowed(patch);
    let head = if own.starts_with("GET") { ", HEAD" } else { "" };
    format!("{own}{head}, OPTIONS")
}

/// The answer, with the headers that it needs.
fn finished(answer: Result<Response, Error>, allowed: &str, request: &Request<'_>) -> Response {
    // Who accepts nothing that there is gets the error in the form that there is.
    let media_type = accepted(request.header("accept")).unwrap_or("application/scim+json");
    let mut response = match answer {
        Ok(response) => response,
        Err(error) => Response::refusal(&error),
    };
    match response.status {
        405 => response = response.with("Allow", allowed),
        401 => {
            let given = request.header("authorization").is_some();
            let error = if given {
                ", error=\"invalid_token\""
            } else {
                ""
            };
            let challenge = format!("Bearer realm=\"SCIM\"{error}");
            response = response.with("WWW-Authenticate", challenge);
        }
        _ => {}
    }
    if !response.body.is_empty() {
        response = response.with("Content-Type", media_type);
    }
    if request.method == "HEAD" {
        response.body.clear();
    }
    response
}
