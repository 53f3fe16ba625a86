//! Queries (RFC 7644 §3.4.2, §3.4.3; RFC 9865).

use super::error::refused;
use super::provider::{Call, ServiceProvider};
use super::query_parameters::Parameters;
use super::response::Response;
use super::version::fingerprint;
use crate::attribute::DateTime;
use crate::diagnostic::{Diagnostic, Error, ScimType, Severity, Sink};
use crate::message::{self, DocumentKind};
use crate::schema::TypeId;
use crate::store::{Query, Terms};

/// Characters behind the cursor of the store: when it was given, and a seal.
const TRAILER: usize = 16;

impl ServiceProvider {
    pub(super) fn query(
        &mut self,
        endpoint: Option<TypeId>,
        asked: &Parameters,
        call: &mut Call<'_>,
    ) -> Result<Response, Error> {
        if asked.filter.is_some() && !self.config.filter {
            let detail = "Filters are not supported, as the ServiceProviderConfig says.";
            return Err(Error::with_status(501, detail));
        }
        if !self.config.index_pages && asked.start_index.is_some_and(|start| start > 1) {
            // Whoever counts would get the first page again and again.
            let instead = if self.config.cursor_pages {
                "ask for pages by `cursor`"
            } else {
                "use a narrower filter"
            };
            let detail = format!(
                "Pages by `startIndex` are not supported, as the ServiceProviderConfig says: {instead}."
            );
            return Err(Error::new(ScimType::InvalidValue, detail));
        }
        let seconds = DateTime::parse(call.now).map_or(0, |now| now.seconds());
        let cursor = self.cursor_of(asked, seconds, call)?;
        let (index_pages, base) = (self.config.index_pages, self.base.0.clone());
        let pages = index_pages || cursor.is_some();
        let query = Query {
            endpoint,
            filter: asked.filter.as_deref(),
            sort_by: asked.sort_by.as_deref().filter(|_| self.config.sort),
            sort_order: Some(if asked.descending {
                "descending"
            } else {
                "ascending"
            }),
            start_index: asked
                .start_index
                .filter(|_| index_pages && cursor.is_none()),
            count: match asked.count {
                _ if !pages => None,
                // The count of the page before.
                None if cursor.as_ref().is_some_and(|text| !text.is_empty()) => None,
                None => Some(i64::from(self.config.page_size)),
                count => count,
            },
            cursor: cursor.as_deref(),
        };
        let terms = Terms {
            registry: call.world.registry,
            limits: call.world.filter,
            quirks: call.world.switches.filter,
            base: Some(&base),
            max_results: pages.then_some(self.config.max_page_size),
            secret: self.secret.unwrap_or_default(),
        };
        let mut page = self.resources.query(&query, &terms)?;
        if !pages && page.total > self.config.max_results as usize {
            let (total, most) = (page.total, self.config.max_results);
            let detail = format!(
                "{total} resources match; {most} is the most that is returned. Use a narrower filter."
            );
            return Err(Error::new(ScimType::TooMany, detail));
        }
        for cursor in [&mut page.next_cursor, &mut page.previous_cursor] {
            *cursor = cursor.take().map(|inner| self.sealed(&inner, seconds));
        }
        let projection = asked.projection(&[], call.world.registry)?;
        let mut body = String::new();
        self.resources
            .write_list(&page, &projection, call.world.registry, &mut body);
        Ok(Response::of(200, body))
    }

    /// A query whose parameters are a body.
    pub(super) fn search(
        &mut self,
        endpoint: Option<TypeId>,
        call: &mut Call<'_>,
    ) -> Result<Response, Error> {
        let document = call.document()?;
        let mut options = message::Options {
            kind: Some(DocumentKind::Search),
            filter: call.world.switches.filter,
            ..message::Options::default()
        };
        options.resource.resource_type = endpoint;
        let mut form = Form(None);
        message::validate(&document, call.world.registry, &options, &mut form);
        if let Some(finding) = form.0 {
            return Err(refused(&finding));
        }
        let root = document.root();
        let root = root.ok_or_else(|| Error::new(ScimType::InvalidSyntax, "The body is empty."))?;
        let asked = Parameters::of_search(root)?;
        self.query(endpoint, &asked, call)
    }

    /// The cursor that the page is asked for by, without its trailer; none where it is asked for by
    /// index.
    fn cursor_of(
        &mut self,
        asked: &Parameters,
        now: i64,
        call: &mut Call<'_>,
    ) -> Result<Option<String>, Error> {
        let config = &self.config;
        if !config.cursor_pages {
            return Ok(None);
        }
        let by_default =
            !config.index_pages || (config.cursor_by_default && asked.start_index.is_none());
        let Some(text) = asked.cursor.as_deref().or(by_default.then_some("")) else {
            return Ok(None);
        };
        if self.secret.is_none() {
            self.secret = Some(fingerprint(&call.new_text()?));
        }
        if text.is_empty() {
            return Ok(Some(String::new()));
        }
        let unknown = || {
            let detail = "The cursor is none that this service provider gave.";
            Error::new(ScimType::InvalidCursor, detail)
        };
        let split = text
            .len()
            .checked_sub(TRAILER)
            .and_then(|at| text.split_at_checked(at));
        let (inner, trailer) = split.ok_or_else(unknown)?;
        let digits = trailer.get(..8).unwrap_or_default();
        let given = u32::from_str_radix(digits, 16).map_err(|_| unknown())?;
        if self.sealed(inner, i64::from(given)) != text {
            return Err(unknown());
        }
        let timeout = self.config.cursor_timeout;
        if timeout.is_some_and(|seconds| now > i64::from(given) + seconds) {
            let detail = "The cursor is too old: begin anew with an empty one.";
            return Err(Error::new(ScimType::ExpiredCursor, detail));
        }
        Ok(Some(inner.to_owned()))
    }

    /// A cursor of the store with the time and a seal, which tells it from what a client made up.
    fn sealed(&self, inner: &str, now: i64) -> String {
        let secret = self.secret.unwrap_or_default();
        let dated = format!("{inner}{:08x}", u32::try_from(now).unwrap_or_default());
        let seal = fingerprint(&format!("{secret:x} {dated}")) >> 32;
        format!("{dated}{seal:08x}")
    }
}

/// Keeps the first error in the form of a message; what is wrong with a filter is found by whoever
/// reads it, with the quirks that it may have.
struct Form(Option<Diagnostic>);

impl Sink for Form {
    fn report(&mut self, severity: Severity, describe: &mut dyn FnMut() -> Diagnostic) {
        if severity == Severity::Error && self.0.is_none() {
            let finding = describe();
            let of_filter = finding.scim_type == Some(ScimType::InvalidFilter);
            self.0 = (!of_filter).then_some(finding);
        }
    }

    fn wants_hints(&self) -> bool {
        false
    }
}
