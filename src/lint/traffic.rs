//! What is linted: a document, a request, a HAR file, or a log with a request on each line.

use super::body::{Told, body};
use super::exchange::{Exchange, Placed};
use super::finder::{Finder, World, mend};
use super::sequence::Sequence;
use super::split::split;
use super::url::Url;
use super::{Options, http, response, target};
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::json::{Document, Kind, StringPlaces, Value};
use crate::message::DocumentKind;
use crate::profile::Profile;
use crate::resource::{Step, pointer};
use crate::schema::Registry;
use crate::text::{Span, quoted, sort_by_place};

/// Lints a text: a document; a request `{"method", "url", "headers", "body"}`, perhaps with its
/// `response`; an array of these, one on each line (NDJSON), or a HAR file.
pub fn lint(text: &str, registry: &Registry, options: &Options<'_>) -> Vec<Diagnostic> {
    let rfc = Profile::default();
    let world = World {
        registry,
        profile: options.profile.unwrap_or(&rfc),
        target: options.target,
        json: options.json,
    };
    if let Some(lines) = lines_of(text, world) {
        return log(&lines, world);
    }
    let document = world.read(text);
    let Some(root) = document.root() else {
        return body(&document, Told::default(), world);
    };
    let found = exchanges(root, Vec::new());
    if found.is_empty() {
        return body(&document, Told::default(), world);
    }
    let mut sequence = Sequence::new(found.len() > 1);
    let mut out = Vec::new();
    for (path, object) in found {
        let stands = if path.is_empty() {
            Stands::Alone
        } else {
            Stands::InArray
        };
        let exchange = Exchange::of(object, path, registry);
        out.append(&mut one(&exchange, stands, &mut sequence, world));
    }
    in_order(out)
}

/// Hands out the requests in a text, each with the pointer of the line that it stands in.
pub(super) fn each_exchange(
    text: &str,
    world: World<'_>,
    see: &mut dyn FnMut(&Exchange<'_>, &str),
) {
    if let Some(lines) = lines_of(text, world) {
        for (number, (_, line)) in lines.iter().enumerate() {
            let document = world.read(line);
            let root = document.root().filter(|root| Exchange::is_one(*root));
            if let Some(root) = root {
                let exchange = Exchange::of(root, Vec::new(), world.registry);
                see(&exchange, &format!("/{number}"));
            }
        }
        return;
    }
    let document = world.read(text);
    for (path, object) in document
        .root()
        .map_or_else(Vec::new, |root| exchanges(root, Vec::new()))
    {
        see(&Exchange::of(object, path, world.registry), "");
    }
}

/// The lines of a log and where they begin; `None` where the text is one document.
fn lines_of<'t>(text: &'t str, world: World<'_>) -> Option<Vec<(u32, &'t str)>> {
    if !text.trim().contains('\n') {
        return None;
    }
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += u32::try_from(line.len()).unwrap_or(u32::MAX);
        if line.trim().is_empty() {
            continue;
        }
        if lines.is_empty() {
            let first = world.read(line);
            let whole = first.root().is_some_and(|root| root.kind() == Kind::Object);
            if !whole || !first.defects().is_empty() {
                return None;
            }
        }
        lines.push((start, line));
    }
    (lines.len() > 1).then_some(lines)
}

/// Lints a log line by line. A line that is no request is a document of its own.
fn log(lines: &[(u32, &str)], world: World<'_>) -> Vec<Diagnostic> {
    let mut sequence = Sequence::new(true);
    let mut out = Vec::new();
    for (number, (start, line)) in lines.iter().enumerate() {
        let document = world.read(line);
        let root = document.root().filter(|root| Exchange::is_one(*root));
        let mut found = match root {
            Some(root) => {
                let exchange = Exchange::of(root, Vec::new(), world.registry);
                one(&exchange, Stands::OnLine, &mut sequence, world)
            }
            None => body(&document, Told::default(), world),
        };
        for finding in &mut found {
            finding.pointer.insert_str(0, &format!("/{number}"));
            moved(finding, &|span| span.shifted(*start));
        }
        out.append(&mut in_order(found));
    }
    out
}

/// The requests in a document, each with how to get there.
fn exchanges<'d>(root: Value<'d>, path: Vec<Step<'d>>) -> Vec<Placed<'d>> {
    if root.kind() == Kind::Object && Exchange::is_one(root) {
        return vec![(path, root)];
    }
    let (mut path, mut list) = (path, root);
    if let Some((log, inner)) = root.entry("log")
        && let Some((entries, array)) = inner.entry("entries")
    {
        path.extend([Step::Name(log), Step::Name(entries)]);
        list = array;
    }
    let elements = list.elements().enumerate();
    let requests = elements.filter(|(_, element)| Exchange::is_one(*element));
    requests
        .map(|(index, element)| {
            let mut path = path.clone();
            path.push(Step::Index(index));
            (path, element)
        })
        .collect()
}

/// Where a request stands.
#[derive(Clone, Copy)]
enum Stands {
    /// The text is nothing else.
    Alone,
    InArray,
    OnLine,
}

impl Stands {
    /// The text of several requests in the place of one.
    fn join(self, requests: &[String]) -> String {
        match self {
            Self::Alone => format!("[{}]", requests.join(", ")),
            Self::InArray => requests.join(", "),
            Self::OnLine => requests.join("\n"),
        }
    }
}

/// Offers to send several requests, where one is too large for the application.
fn offer_to_split(
    found: &mut [Diagnostic],
    exchange: &Exchange<'_>,
    stands: Stands,
    world: World<'_>,
) {
    let too_large = |finding: &&mut Diagnostic| {
        let of_size = [Code::LintTooManyOperations, Code::LintTooManyMembers];
        of_size.contains(&finding.code)
    };
    let Some(finding) = found.iter_mut().find(too_large) else {
        return;
    };
    let url = exchange.url_text();
    let endpoint = Url::of(&url).endpoint(world.registry);
    let view = endpoint
        .resource_type
        .and_then(|id| world.registry.view(id));
    let (Some(target), Some(view), Some(whole), Some((_, body))) =
        (world.target, view, exchange.only_request(), exchange.body())
    else {
        return;
    };
    let is_member = |path: &str| target::has_members(view, path);
    let Some(bodies) = split(body, target, &is_member) else {
        return;
    };
    let around = whole.source();
    let from = (body.span().start - whole.span().start) as usize;
    let to = (body.span().end - whole.span().start) as usize;
    let (before, behind) = (around.get(..from), around.get(to..));
    let (before, behind) = (before.unwrap_or_default(), behind.unwrap_or_default());
    let request = |body: String| format!("{before}{body}{behind}");
    let requests: Vec<_> = bodies.into_iter().map(request).collect();
    let title = format!("Send {} requests", requests.len());
    let edit = Edit::replace(whole.span(), stands.join(&requests));
    mend(Some(finding), false, &title, vec![edit]);
}

/// All findings about a request and its answer.
fn one(
    exchange: &Exchange<'_>,
    stands: Stands,
    sequence: &mut Sequence,
    world: World<'_>,
) -> Vec<Diagnostic> {
    let mut finder = Finder::new(world);
    http::request(&mut finder, exchange);
    let text = exchange.url_text();
    let url = Url::of(&text);
    let endpoint = url.endpoint(world.registry);
    let method = exchange.method();
    let (sent, got) = (
        Body::of(exchange.body()),
        Body::of(exchange.answer_placed()),
    );
    let (sent_document, got_document) = (sent.read(world), got.read(world));
    let mut out = Vec::new();
    let sent_root = sent_document.as_ref().and_then(Document::root);
    let mut inside = Finder::new(world);
    sequence.look(&mut inside, exchange, sent_root);
    out.append(&mut sent.placed(inside.found));
    if let Some(document) = &sent_document {
        let search = endpoint.name == ".search";
        let kind = match method.as_str() {
            "PATCH" => Some(DocumentKind::Patch),
            "POST" if search => Some(DocumentKind::Search),
            "POST" if endpoint.name == "Bulk" => Some(DocumentKind::Bulk),
            "POST" | "PUT" if endpoint.resource_type.is_some() => Some(DocumentKind::Resource),
            _ => None,
        };
        let told = Told {
            kind,
            resource_type: endpoint.resource_type,
            method: &method,
            answer: false,
        };
        out.append(&mut sent.placed(body(document, told, world)));
        if method == "PATCH" {
            offer_to_split(&mut out, exchange, stands, world);
        }
    }
    let status = exchange.status().map_or(200, |(_, status)| status);
    let answer_root = got_document.as_ref().and_then(Document::root);
    if let Some(document) = &got_document {
        let list = method == "GET" && endpoint.id.is_none() && endpoint.resource_type.is_some();
        let kind = match status {
            400.. => Some(DocumentKind::Error).filter(|_| is_scim_error(answer_root)),
            _ if list => Some(DocumentKind::List),
            _ => None,
        };
        if status < 400 || kind.is_some() {
            let told = Told {
                kind,
                resource_type: endpoint.resource_type,
                method: &method,
                answer: true,
            };
            out.append(&mut got.placed(body(document, told, world)));
        }
    }
    finder.path = exchange.status_path();
    response::answer(&mut finder, exchange, answer_root);
    if let Some(root) = answer_root {
        response::page(&mut finder, exchange, root);
    }
    sequence.add(&mut finder, exchange, sent_root, answer_root);
    out.append(&mut finder.found);
    out
}

fn is_scim_error(root: Option<Value<'_>>) -> bool {
    root.is_some_and(|root| root.get("schemas").is_some())
}

fn in_order(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    sort_by_place(&mut found, |finding| {
        finding.span.map_or(0, |span| span.start)
    });
    found
}

/// The body of a request or an answer: a part of the document, or the text of a string in it.
struct Body<'d> {
    placed: Option<Placed<'d>>,
    text: Option<std::borrow::Cow<'d, str>>,
}

impl<'d> Body<'d> {
    fn of(placed: Option<Placed<'d>>) -> Self {
        let value = placed.as_ref().map(|(_, value)| *value);
        let text = value.and_then(|value| match value.kind() {
            Kind::String => value.as_str().filter(|text| !text.trim().is_empty()),
            Kind::Object | Kind::Array => Some(value.source().into()),
            _ => None,
        });
        Self { placed, text }
    }

    fn read(&self, world: World<'_>) -> Option<Document<'_>> {
        Some(world.read(self.text.as_deref()?))
    }

    /// The findings about the body as findings about the document around it.
    fn placed(&self, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let Some((path, value)) = &self.placed else {
            return found;
        };
        let before = pointer(path).into_string();
        let start = value.span().start;
        let places = (value.kind() == Kind::String).then(|| StringPlaces::of(*value));
        for finding in &mut found {
            finding.pointer.insert_str(0, &before);
            let Some(places) = &places else {
                moved(finding, &|span| span.shifted(start));
                continue;
            };
            moved(finding, &|span| places.span(span));
            for edit in finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
                let escaped = quoted(&edit.text);
                let inner = escaped.get(1..escaped.len() - 1);
                inner.unwrap_or_default().clone_into(&mut edit.text);
            }
        }
        found
    }
}

/// Moves all places of a finding.
fn moved(finding: &mut Diagnostic, place: &dyn Fn(Span) -> Span) {
    finding.span = finding.span.map(place);
    for Fix { edits, .. } in &mut finding.fixes {
        for edit in edits {
            edit.span = place(edit.span);
        }
    }
}
