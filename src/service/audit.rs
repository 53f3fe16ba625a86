//! Every change: when, by which request and whom, and what of it, as a PATCH request; and how to get
//! back behind it.

use core::fmt::Write;

use super::kept::{KEPT, Stamp, Undo, closed, core_of};
use super::provider::{ServiceProvider, World};
use super::representation::{is_secret, secrets_in};
use crate::diagnostic::{Diagnostic, write_json_array};
use crate::json::{Document, Edit, Tape, find_root_string, unescape, write_string};
use crate::patch::{Manner, diff};
use crate::schema::{ResourceTypeView, TypeId};

/// A change of a resource.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) seq: u64,
    pub(super) time: String,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) status: u16,
    pub(super) actor: String,
    pub(super) position: u32,
    pub(super) of: TypeId,
    pub(super) notes: Vec<Diagnostic>,
    /// What is told of it, where that was made along with it.
    pub(super) told: Option<Told>,
    /// How to get back: the resource itself first, then those that say something of it.
    pub(super) undo: Vec<Undo>,
}

/// What is told of a change.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// The id of the resource.
    pub(super) id: String,
    /// The PATCH request.
    pub(super) request: String,
}

/// What was kept of a resource before some changes, which are undone when somebody asks.
struct Past<'p> {
    position: u32,
    /// The core of before those changes that are still to be undone.
    core: Option<String>,
    undo: Vec<&'p Undo>,
}

impl ServiceProvider {
    /// The number of the last change; 0 where there was none.
    pub fn last_entry(&self) -> u64 {
        self.audit.last().map_or(self.forgotten, |entry| entry.seq)
    }

    /// The number of the last change that is no longer in the audit, and can't be undone; 0 where all
    /// are there.
    pub fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Forgets the oldest changes but for so many; they go in batches. The last one stays.
    pub(super) fn forget(&mut self, most: usize) {
        let most = most.max(1);
        if self.audit.len() > most + most / 8 {
            let mut dropped = self.audit.drain(..self.audit.len() - most);
            self.forgotten = dropped
                .next_back()
                .map_or(self.forgotten, |entry| entry.seq);
        }
    }

    /// Writes the changes behind the one with the number `since` as a JSON array of `{"seq", "time",
    /// "method", "url", "status", "actor", "resource", "change", "before", "secrets", "notes"}`. A
    /// deletion has no change, and alone has what was there before. What is kept as a hash alone is
    /// not in it: `secrets` has the paths of those that were set, changed or removed.
    ///
    /// Takes time for each of them, since they are kept as what they undo.
    pub fn write_audit(&self, since: u64, world: &World<'_>, out: &mut String) {
        // Backwards, from what is there now: what was after a change is what was before the next.
        let mut past: Vec<Past<'_>> = Vec::new();
        let entries = self.entries(since);
        let mut written: Vec<String> = Vec::with_capacity(entries.len());
        for entry in entries.iter().rev() {
            let told = entry.told.is_some();
            let own = self.past(&mut past, entry.position, entry.of, world);
            let after = if told { None } else { seen(&mut past, own) };
            for undo in entry.undo.iter().rev() {
                let at = self.past(&mut past, undo.position, undo.of, world);
                if let Some(past) = past.get_mut(at) {
                    past.undo.push(undo);
                }
            }
            let before = if told { None } else { seen(&mut past, own) };
            let mut text = String::new();
            entry.write(before.as_deref(), after.as_deref(), world, &mut text);
            written.push(text);
        }
        out.push('[');
        for (index, text) in written.iter().rev().enumerate() {
            out.push_str(if index > 0 { "," } else { "" });
            out.push_str(text);
        }
        out.push(']');
    }

    /// Writes what had to be tolerated for the changes behind the one with the number `since`, as a
    /// JSON array.
    pub fn write_notes(&self, since: u64, out: &mut String) {
        let notes = self.entries(since).iter().flat_map(|entry| &entry.notes);
        let notes: Vec<Diagnostic> = notes.cloned().collect();
        write_json_array(&notes, None, out);
    }

    /// The changes behind the one with the number `since`.
    pub(super) fn entries(&self, since: u64) -> &[Entry] {
        let first = self.audit.partition_point(|entry| entry.seq <= since);
        self.audit.get(first..).unwrap_or_default()
    }

    /// Where the past of a resource is, which begins with what is kept now.
    fn past(
        &self,
        past: &mut Vec<Past<'_>>,
        position: u32,
        of: TypeId,
        world: &World<'_>,
    ) -> usize {
        let at = past.iter().position(|known| known.position == position);
        at.unwrap_or_else(|| {
            let text = self.resources.text(position);
            let text = text.zip(world.registry.view(of));
            past.push(Past {
                position,
                core: text.map(|(text, view)| core_of(text, view).to_owned()),
                undo: Vec::new(),
            });
            past.len() - 1
        })
    }
}

/// The core of a resource as far back as its changes were passed.
fn seen(past: &mut [Past<'_>], at: usize) -> Option<String> {
    let place = past.get_mut(at)?;
    for undo in place.undo.drain(..) {
        let stamp = Stamp {
            created: String::new(),
            modified: String::new(),
        };
        let after = place.core.take().map(|core| (core, stamp));
        place.core = undo.before.restore(after).map(|(core, _)| core);
    }
    place.core.clone()
}

impl Entry {
    fn write(
        &self,
        before: Option<&str>,
        after: Option<&str>,
        world: &World<'_>,
        out: &mut String,
    ) {
        // Writing to a String can't fail.
        let _ = write!(out, r#"{{"seq":{},"status":{}"#, self.seq, self.status);
        for (name, text) in [
            ("time", &self.time),
            ("method", &self.method),
            ("url", &self.url),
            ("actor", &self.actor),
        ] {
            let _ = write!(out, r#","{name}":"#);
            write_string(text, out);
        }
        if let Some(view) = world.registry.view(self.of) {
            let core = after.or(before).map(closed).unwrap_or_default();
            let id = match &self.told {
                Some(told) => told.id.as_str().into(),
                None => unescape(find_root_string(&core, "id").unwrap_or_default()),
            };
            let mut resource = format!("{}/", view.resource_type().endpoint);
            super::address::encode_segment(&id, &mut resource);
            out.push_str(r#","resource":"#);
            write_string(&resource, out);
            let made = || after.and_then(|after| change(before, after, view));
            let told = self.told.as_ref().map(|told| told.request.clone());
            let change = told.or_else(made);
            // Where a secret alone was changed there is nothing to tell.
            let says = |text: &String| before.is_none() || !text.ends_with(r#""Operations":[]}"#);
            if let Some(change) = change.filter(says) {
                out.push_str(r#","change":"#);
                out.push_str(&change);
            }
            if let Some(gone) = before.filter(|_| after.is_none()) {
                out.push_str(r#","before":"#);
                out.push_str(&without_secrets(gone, view));
            }
            write_secrets(before, after, view, out);
        }
        out.push_str(r#","notes":"#);
        write_json_array(&self.notes, None, out);
        out.push('}');
    }
}

/// Writes the paths of the secrets that are not what they were.
fn write_secrets(
    before: Option<&str>,
    after: Option<&str>,
    view: ResourceTypeView<'_>,
    out: &mut String,
) {
    let Some(after) = after else {
        return;
    };
    let (before, after) = (before.map_or("{}".to_owned(), closed), closed(after));
    let before = Document::read(&before, KEPT, Tape::default());
    let after = Document::read(&after, KEPT, Tape::default());
    let secrets = |document: &Document<'_>| -> Vec<(String, String)> {
        let found = document.root().map(|root| secrets_in(root, view));
        let found = found.unwrap_or_default().into_iter();
        found
            .map(|(path, kept)| (path, kept.source().to_owned()))
            .collect()
    };
    let (before, after) = (secrets(&before), secrets(&after));
    let changed = after.iter().filter(|secret| !before.contains(secret));
    let is_gone = |path: &str| !after.iter().any(|(other, _)| other == path);
    let gone = before.iter().filter(|(path, _)| is_gone(path));
    let mut comma = r#","secrets":["#;
    for (path, _) in changed.chain(gone) {
        out.push_str(comma);
        write_string(path, out);
        comma = ",";
    }
    out.push_str(if comma == "," { "]" } else { "" });
}

/// The PATCH request that makes the one of the other; of nothing, where there was nothing.
fn change(before: Option<&str>, after: &str, view: ResourceTypeView<'_>) -> Option<String> {
    let before = before.map_or("{}".to_owned(), |core| without_secrets(core, view));
    let after = without_secrets(after, view);
    let before = Document::read(&before, KEPT, Tape::default());
    let after = Document::read(&after, KEPT, Tape::default());
    diff(&before, &after, view, Manner::RFC).ok()
}

/// A core as a document, without what is kept as a hash.
fn without_secrets(core: &str, view: ResourceTypeView<'_>) -> String {
    let closed = closed(core);
    let document = Document::read(&closed, KEPT, Tape::default());
    let Some(value) = document.root() else {
        return closed;
    };
    let registry = view.registry();
    let mut resource = Edit::Source {
        value,
        spaced: false,
    };
    let mut drop_from = |object: Option<&str>, scope: &crate::schema::Scope| {
        let definitions = scope
            .members()
            .iter()
            .filter_map(|id| registry.definition(*id));
        let secrets = definitions.filter(|definition| is_secret(definition));
        for name in secrets.map(|definition| definition.attribute.name.as_str()) {
            let holder = match object {
                None => Some(&mut resource),
                Some(uri) if resource.get(uri).is_some() => resource
                    .members_mut()
                    .and_then(|members| members.get_mut(uri)),
                Some(_) => None,
            };
            let members = holder.filter(|holder| holder.get(name).is_some());
            if let Some(members) = members.and_then(Edit::members_mut) {
                members.remove(name);
            }
        }
    };
    drop_from(None, view.scope());
    for object in view
        .extensions()
        .iter()
        .filter_map(|e| registry.definition(e.object))
    {
        if let Some(scope) = registry.scope_of(object) {
            drop_from(Some(&object.attribute.name), scope);
        }
    }
    let mut out = String::with_capacity(closed.len());
    resource.write(&mut out);
    out
}
