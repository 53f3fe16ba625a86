//! Every change: when, by which request and whom, and what of it, as a PATCH request; and how to get
//! back behind it.

use core::fmt::Write;

use super::kept::{KEPT, Stamp, Undo, closed, core_of};
use super::provider::{ServiceProvider, World};
use super::representation::is_secret;
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
    /// How to get back: the resource itself first, then those that say something of it.
    pub(super) undo: Vec<Undo>,
}

impl ServiceProvider {
    /// The number of the last change; 0 where there was none.
    pub fn last_entry(&self) -> u64 {
        self.audit.last().map_or(0, |entry| entry.seq)
    }

    /// Writes the changes behind the one with the number `since` as a JSON array of `{"seq", "time",
    /// "method", "url", "status", "actor", "resource", "change", "notes"}`. A deletion has no
    /// change. What is kept as a hash alone is not in it.
    ///
    /// Takes time for each of them, since they are kept as what they undo.
    pub fn write_audit(&self, since: u64, world: &World<'_>, out: &mut String) {
        let first = self.audit.partition_point(|entry| entry.seq <= since);
        let entries = self.audit.get(first..).unwrap_or_default();
        // Backwards, from what is there now: what was after a change is what was before the next.
        let mut seen: Vec<(u32, Option<String>)> = Vec::new();
        let mut written: Vec<String> = Vec::with_capacity(entries.len());
        for entry in entries.iter().rev() {
            let after = self.seen(&mut seen, entry.position, entry.of, world);
            for undo in entry.undo.iter().rev() {
                let after = self.seen(&mut seen, undo.position, undo.of, world);
                let stamp = Stamp {
                    created: String::new(),
                    modified: String::new(),
                };
                let after = after.as_deref().map(|core| (core, stamp));
                let before = undo.before.restore(after).map(|(core, _)| core);
                if let Some(place) = seen.iter_mut().find(|(at, _)| *at == undo.position) {
                    place.1 = before;
                }
            }
            let before = self.seen(&mut seen, entry.position, entry.of, world);
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

    /// The core of a resource as far back as it was looked at.
    fn seen(
        &self,
        seen: &mut Vec<(u32, Option<String>)>,
        position: u32,
        of: TypeId,
        world: &World<'_>,
    ) -> Option<String> {
        if let Some((_, core)) = seen.iter().find(|(at, _)| *at == position) {
            return core.clone();
        }
        let view = world.registry.view(of)?;
        let core = self
            .resources
            .text(position)
            .map(|text| core_of(text, view).to_owned());
        seen.push((position, core.clone()));
        core
    }
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
            let id = unescape(find_root_string(&core, "id").unwrap_or_default()).into_owned();
            let mut resource = format!("{}/", view.resource_type().endpoint);
            super::address::encode_segment(&id, &mut resource);
            out.push_str(r#","resource":"#);
            write_string(&resource, out);
            let change = after.and_then(|after| change(before, after, view));
            if let Some(change) = change {
                out.push_str(r#","change":"#);
                out.push_str(&change);
            }
        }
        out.push_str(r#","notes":"#);
        write_json_array(&self.notes, None, out);
        out.push('}');
    }
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
