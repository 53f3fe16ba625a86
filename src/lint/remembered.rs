//! What a log has shown of each resource, for what depends on what is stored: the text that an answer
//! had last, and the attributes that a client wrote.

use std::collections::{BTreeMap, BTreeSet};

use super::finder::Finder;
use super::patch::leads_to;
use crate::diagnostic::Code;
use crate::filter::{CompareOp, Expression, Filter, Limits, Literal, Predicate, Quirks};
use crate::json::{Kind, Value};
use crate::resource::Step;
use crate::schema::{ResourceTypeView, Returned};

/// Attributes that clients look resources up by, and that are compared without regard to case.
const LOOKED_UP: [&str; 2] = ["userName", "displayName"];

/// The resources that a log has shown.
#[derive(Default)]
pub(super) struct Remembered {
    /// By endpoint and id.
    resources: BTreeMap<String, Known>,
    /// Values as they are stored, by endpoint, attribute, and the value in small letters.
    spelt: BTreeMap<String, String>,
}

/// A resource.
#[derive(Default)]
struct Known {
    /// Its text in the last answer; empty once a request about it came without one.
    text: String,
    /// The attributes that a client wrote, in small letters.
    written: BTreeSet<String>,
    /// Those of them that a later answer to GET did not show.
    hidden: BTreeSet<String>,
}

/// A request about a resource, and what was sent.
pub(super) struct Sent<'a, 'd> {
    pub(super) method: &'a str,
    pub(super) endpoint: &'a str,
    pub(super) id: &'a str,
    pub(super) root: Value<'d>,
}

impl Remembered {
    /// Looks at a request in the light of what was shown before it.
    pub(super) fn look<'d>(
        &self,
        finder: &mut Finder<'_, 'd>,
        sent: &Sent<'_, 'd>,
        view: ResourceTypeView<'_>,
    ) {
        let Some(known) = self.resources.get(&key(sent.endpoint, sent.id)) else {
            return;
        };
        match sent.method {
            "PATCH" if !known.text.is_empty() => known.filters(finder, sent.root, view),
            "PUT" => known.replaced(finder, sent.root, view),
            _ => {}
        }
    }

    /// Keeps no text for another look: a request that is refused again and again reads it once.
    pub(super) fn looked_at(&mut self, sent: &Sent<'_, '_>) {
        if let Some(known) = self.resources.get_mut(&key(sent.endpoint, sent.id)) {
            known.text.clear();
        }
    }

    /// Takes notice of a request that was not refused and of the resource that its answer showed.
    pub(super) fn changed(&mut self, sent: &Sent<'_, '_>, got: Option<Value<'_>>) {
        let id = match sent.id {
            "" => got.and_then(|got| got.get("id")?.as_str()),
            id => Some(id.into()),
        };
        let Some(id) = id else {
            return;
        };
        let known = self.resources.entry(key(sent.endpoint, &id)).or_default();
        known.text.clear();
        known.hidden.clear();
        if sent.method == "PATCH" {
            for operation in sent
                .root
                .get("Operations")
                .into_iter()
                .flat_map(Value::elements)
            {
                written_by(operation, &mut known.written);
            }
        } else {
            known.written = names(sent.root);
            self.spell(sent.endpoint, sent.root);
        }
        if let Some(got) = got {
            self.show(sent.endpoint, got);
        }
    }

    /// Takes notice of a resource that an answer to GET showed, whole or in part.
    pub(super) fn read(&mut self, endpoint: &str, resource: Value<'_>) {
        let Some(known) = self.show(endpoint, resource) else {
            return;
        };
        let shown = names(resource);
        known.hidden = known.written.difference(&shown).cloned().collect();
    }

    /// Forgets a resource.
    pub(super) fn forget(&mut self, endpoint: &str, id: &str) {
        self.resources.remove(&key(endpoint, id));
    }

    /// Says it where a filter compares a value that is stored with other capitals.
    pub(super) fn looked_up(
        &self,
        finder: &mut Finder<'_, '_>,
        place: Value<'_>,
        endpoint: &str,
        filter: &str,
    ) {
        let Ok(parsed) = Filter::parse(filter, Limits::default()) else {
            return;
        };
        let Expression::Compare {
            path,
            op: CompareOp::Eq,
            value: Literal::String(value),
            ..
        } = parsed.root()
        else {
            return;
        };
        let name = path.name.of(filter);
        let stored = self.spelt.get(&spelling(endpoint, name, value));
        if let Some(stored) = stored.filter(|stored| *stored != value) {
            let about = format!("`{value}`, `{stored}`");
            finder.say(Code::LintFilterCase, place.span(), &about);
        }
    }

    fn show(&mut self, endpoint: &str, resource: Value<'_>) -> Option<&mut Known> {
        let id = resource.get("id")?.as_str()?;
        self.spell(endpoint, resource);
        let known = self.resources.entry(key(endpoint, &id)).or_default();
        resource.source().clone_into(&mut known.text);
        Some(known)
    }

    fn spell(&mut self, endpoint: &str, resource: Value<'_>) {
        for name in LOOKED_UP {
            if let Some(value) = resource.get(name).and_then(Value::as_str) {
                let key = spelling(endpoint, name, &value);
                self.spelt.insert(key, value.into_owned());
            }
        }
    }
}

impl Known {
    /// Filters in paths that match several of the values that are there.
    fn filters<'d>(
        &self,
        finder: &mut Finder<'_, 'd>,
        request: Value<'d>,
        view: ResourceTypeView<'_>,
    ) {
        let Some((operations, list)) = request.entry("Operations") else {
            return;
        };
        let mut paths = list
            .elements()
            .enumerate()
            .filter_map(|(index, operation)| {
                let (key, path) = operation.entry("path")?;
                let text = path.as_str()?;
                text.contains('[').then_some((index, key, path, text))
            });
        let Some(first) = paths.next() else {
            return;
        };
        let stored = finder.world.read(&self.text);
        let Some(stored) = stored.root() else {
            return;
        };
        finder.path.push(Step::Name(operations));
        for (index, key, path, text) in core::iter::once(first).chain(paths) {
            if matched(stored, &text, view).is_some_and(|count| count > 1) {
                finder.path.push(Step::Index(index));
                let code = Code::LintFilterMatchesSeveral;
                finder.say_at(Step::Name(key), code, path.span(), &format!("`{text}`"));
                finder.path.pop();
            }
        }
        finder.path.pop();
    }

    /// What a replacement leaves out because an answer did.
    fn replaced(
        &self,
        finder: &mut Finder<'_, '_>,
        resource: Value<'_>,
        view: ResourceTypeView<'_>,
    ) {
        let sent = names(resource);
        let lost = self.hidden.difference(&sent).filter_map(|name| {
            let definition = view.registry().describe(name, Some(view.id()))?;
            let shown_at_all = definition.returned() != Returned::Never;
            shown_at_all.then(|| format!("`{}`", definition.attribute.name))
        });
        let lost: Vec<_> = lost.collect();
        if !lost.is_empty() {
            let code = Code::LintReplaceWithHidden;
            finder.say(code, resource.span(), &lost.join(", "));
        }
    }
}

/// How many values of a resource the filter of a path matches; `None` for a path without one.
fn matched(resource: Value<'_>, path: &str, view: ResourceTypeView<'_>) -> Option<usize> {
    let leads = leads_to(path, view)?;
    let filter = leads.filter.as_ref()?;
    let name = &leads.attribute.attribute.name;
    let in_extension = || {
        let mut extensions = resource
            .members()
            .filter(|(key, _)| key.name().contains(':'));
        extensions.find_map(|(_, extension)| extension.get(name))
    };
    let list = resource.get(name).or_else(in_extension)?;
    let predicate = Predicate::of_brackets(filter, path, leads.id, view, Quirks::default()).ok()?;
    let elements = list.elements();
    Some(
        elements
            .filter(|element| predicate.matches(element))
            .count(),
    )
}

/// The attributes that an object gives a value, in small letters.
fn names(object: Value<'_>) -> BTreeSet<String> {
    let assigned = |value: Value<'_>| match value.kind() {
        Kind::Null => false,
        Kind::Array => !value.is_empty(),
        _ => true,
    };
    let members = object.members().filter(|(_, value)| assigned(*value));
    members
        .map(|(key, _)| key.name().to_ascii_lowercase())
        .filter(|name| !name.contains(':'))
        .collect()
}

/// Adds, or takes away, the attributes that an operation is about.
fn written_by(operation: Value<'_>, written: &mut BTreeSet<String>) {
    let op = operation.get("op").and_then(Value::as_str);
    let removes = op.is_some_and(|op| op.eq_ignore_ascii_case("remove"));
    let Some(path) = operation.get("path").and_then(Value::as_str) else {
        if let Some(value) = operation.get("value").filter(|_| !removes) {
            written.extend(names(value));
        }
        return;
    };
    let path = path.to_ascii_lowercase();
    let whole = !path.contains(['.', '[', ':']);
    if removes && whole {
        written.remove(&path);
    } else if !removes && !path.contains(':') {
        let end = path.find(['.', '[']).unwrap_or(path.len());
        written.extend(path.get(..end).map(str::to_owned));
    }
}

fn key(endpoint: &str, id: &str) -> String {
    format!("{endpoint}/{id}")
}

fn spelling(endpoint: &str, name: &str, value: &str) -> String {
    format!(
        "{endpoint}/{}/{}",
        name.to_ascii_lowercase(),
        value.to_lowercase()
    )
}
