//! What the service provider can do (RFC 7643 §5, RFC 9865 §4): it is served, and obeyed.

use super::address::Base;
use super::kept::KEPT;
use crate::diagnostic::{Error, ScimType, Severity};
use crate::json::{Document, Edit, Tape, Value, write_string};
use crate::message::{self, DocumentKind, Report};
use crate::resource;
use crate::schema::Registry;

const DEFAULT: &str = include_str!("default_config.json");

/// As the document has them.
const PAGE_SIZE: u32 = 100;
const MAX_PAGE_SIZE: u32 = 1000;

/// A ServiceProviderConfig, and what it says.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a ServiceProviderConfig says yes or no to each"
)]
pub(super) struct Config {
    /// The document.
    pub(super) json: String,
    pub(super) patch: bool,
    pub(super) bulk: bool,
    pub(super) max_operations: usize,
    pub(super) max_payload: usize,
    pub(super) filter: bool,
    pub(super) max_results: u32,
    pub(super) change_password: bool,
    pub(super) sort: bool,
    pub(super) etag: bool,
    pub(super) index_pages: bool,
    pub(super) cursor_pages: bool,
    /// Pages are asked for by cursor where a request doesn't say how.
    pub(super) cursor_by_default: bool,
    pub(super) page_size: u32,
    pub(super) max_page_size: u32,
    /// Seconds that a cursor can be used.
    pub(super) cursor_timeout: Option<i64>,
}

impl Config {
    /// Reads a document; what it doesn't have is as by default.
    ///
    /// # Errors
    /// `invalidValue` with the first thing that is wrong with it.
    pub(super) fn new(given: &str, base: &Base, registry: &Registry) -> Result<Self, Error> {
        let given = Document::read(given, KEPT, Tape::default());
        let standard = Document::read(DEFAULT, KEPT, Tape::default());
        let (Some(own), Some(others)) = (given.root(), standard.root()) else {
            return Err(refused("it is no JSON object."));
        };
        if let Some(defect) = given.defects().first() {
            return Err(refused(&defect.diagnose(given.text()).message));
        }
        let mut merged = Edit::Source {
            value: own,
            spaced: true,
        };
        let Some(members) = merged.members_mut() else {
            return Err(refused("it is no JSON object."));
        };
        for (key, value) in others.members() {
            let name = key.name();
            let standard = Edit::Source {
                value,
                spaced: true,
            };
            let section = members.get_or_insert(&name, || standard.clone());
            let is_pages = name == "pagination";
            let Some(section) = section.and_then(Edit::members_mut) else {
                continue;
            };
            let given = own.get(&name).filter(|_| is_pages);
            for (name, value) in standard.members() {
                if given.is_some_and(|given| contradicts(&name, given)) {
                    continue;
                }
                section.get_or_insert(&name, || value.into_owned());
            }
        }
        members.remove("meta");
        let mut json = String::new();
        merged.write(&mut json);
        let location = format!("{}/ServiceProviderConfig", base.0);
        json.pop();
        json.push_str(r#","meta":{"resourceType":"ServiceProviderConfig","location":"#);
        write_string(&location, &mut json);
        json.push_str("}}");
        Self::read(json, registry)
    }

    fn read(json: String, registry: &Registry) -> Result<Self, Error> {
        let document = Document::read(&json, KEPT, Tape::default());
        let options = message::Options {
            kind: Some(DocumentKind::ServiceProviderConfig),
            resource: resource::Options {
                // What nobody obeys would only look as if somebody did.
                unknown: Some(Severity::Error),
                ..resource::Options::default()
            },
            ..message::Options::default()
        };
        let report = Report::of(&document, registry, &options);
        let mut found = report.diagnostics.iter();
        if let Some(error) = found.find(|finding| finding.severity == Severity::Error) {
            let help = error.help.as_deref().unwrap_or_default();
            let detail = format!("{}: {} {help}", error.pointer, error.message);
            return Err(refused(detail.trim_end()));
        }
        let value = |section: &str, name: &str| document.root()?.get(section)?.get(name);
        let on = |section: &str, name: &str| value(section, name).and_then(Value::as_bool);
        let supported = |section: &str| on(section, "supported").unwrap_or_default();
        let number = |section: &str, name: &str| {
            let digits = value(section, name).and_then(Value::as_number);
            digits.map(|digits| digits.parse::<u32>().unwrap_or(u32::MAX))
        };
        let pages = "pagination";
        let method = value(pages, "defaultPaginationMethod").and_then(Value::as_str);
        // 0 says nothing where filters are not supported.
        let max_results = number("filter", "maxResults").filter(|most| *most > 0);
        let max_results = max_results.unwrap_or(u32::MAX);
        let max_page_size = number(pages, "maxPageSize").unwrap_or(max_results);
        let page_size = number(pages, "defaultPageSize").unwrap_or(max_page_size);
        let index_pages = on(pages, "index").unwrap_or(true);
        Ok(Self {
            patch: supported("patch"),
            bulk: supported("bulk"),
            max_operations: number("bulk", "maxOperations").unwrap_or_default() as usize,
            max_payload: number("bulk", "maxPayloadSize").unwrap_or_default() as usize,
            filter: supported("filter"),
            max_results,
            change_password: supported("changePassword"),
            sort: supported("sort"),
            etag: supported("etag"),
            index_pages,
            cursor_pages: on(pages, "cursor").unwrap_or_default(),
            cursor_by_default: method.map_or(!index_pages, |method| method == "cursor"),
            page_size: page_size.min(max_results),
            max_page_size: max_page_size.min(max_results),
            cursor_timeout: number(pages, "cursorTimeout").map(i64::from),
            json,
        })
    }
}

/// Whether a default doesn't go with what is said of pages.
fn contradicts(name: &str, given: Value<'_>) -> bool {
    let is_off = |name: &str| given.get(name).and_then(Value::as_bool) == Some(false);
    let number = |name: &str| -> Option<u32> { given.get(name)?.as_number()?.parse().ok() };
    match name {
        "defaultPaginationMethod" => is_off("index"),
        "defaultPageSize" => number("maxPageSize").is_some_and(|most| most < PAGE_SIZE),
        "maxPageSize" => number("defaultPageSize").is_some_and(|size| size > MAX_PAGE_SIZE),
        "cursorTimeout" => is_off("cursor"),
        _ => false,
    }
}

fn refused(why: &str) -> Error {
    let detail = format!("The ServiceProviderConfig can't be used: {why}");
    Error::new(ScimType::InvalidValue, detail)
}
