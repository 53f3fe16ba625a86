//! A change, with all that follows from it: who refers to whom, the groups of users, the audit.

use super::audit::{Entry, Told};
use super::kept::{Before, KEPT, Stamp, Undo, closed, core_of, meta_start, write_with_version};
use super::provider::{Call, ServiceProvider, World, view_of};
use super::references::{
    Reference, difference, display_of, has_groups, has_members, references_of,
};
use super::representation::{Origin, Settled, Writer};
use super::version::entity_tag;
use crate::diagnostic::Error;
use crate::json::{Document, Edit, Tape, Value, find_root_string, unescape};
use crate::schema::{ResourceTypeView, TypeId};

/// What is to be kept in place of what is.
pub(super) struct Change<'c> {
    /// Where the resource is; nowhere yet, where it is created.
    pub(super) position: Option<u32>,
    pub(super) of: TypeId,
    pub(super) id: &'c str,
    /// What clients can say of it; nothing where it is deleted.
    pub(super) core: Option<&'c str>,
    /// Of the answer.
    pub(super) status: u16,
    /// The same as a document, and what it takes the place of: as far as they say to whom the
    /// resource refers.
    pub(super) new: Option<Value<'c>>,
    pub(super) old: Option<Value<'c>>,
    /// A member that it no longer has, though `new` has it.
    pub(super) without: Option<&'c str>,
}

impl ServiceProvider {
    /// Keeps a change, and says where the resource is.
    ///
    /// # Errors
    /// Where the resource is over the limits; everything is as it was then.
    pub(super) fn commit(
        &mut self,
        change: &Change<'_>,
        call: &mut Call<'_>,
    ) -> Result<u32, Error> {
        // Before it gets another name.
        self.position_of_subject();
        let world = call.world;
        let view = view_of(change.of, world)?;
        let before = change
            .position
            .and_then(|at| self.resources.text(at))
            .map(str::to_owned);
        let stamp = before.as_deref().map(Stamp::of);
        let position = change.position.unwrap_or(self.resources.end());
        let own_undo = {
            let old = before
                .as_deref()
                .map(|text| core_of(text, view))
                .zip(stamp.clone());
            match (old, change.core) {
                (None, _) => Before::Nothing,
                (Some((core, stamp)), None) => Before::Core(core.to_owned(), stamp),
                (Some((core, stamp)), Some(new)) => Before::difference(core, new, stamp.modified),
            }
        };
        if let Some(core) = change.core {
            let now = call.now.to_owned();
            let created = stamp.map_or(now.clone(), |stamp| stamp.created);
            let stamp = Stamp {
                created,
                modified: now,
            };
            self.keep(position, view, change.id, core, &stamp, world)?;
        } else {
            self.resources.remove(position);
        }
        let undo = Undo {
            position,
            of: change.of,
            before: own_undo,
        };
        self.enter(change.status, undo, None, call);
        self.follow(change, position, view, before.as_deref(), call)?;
        Ok(position)
    }

    /// Notes a change in the audit.
    pub(super) fn enter(
        &mut self,
        status: u16,
        undo: Undo,
        told: Option<Told>,
        call: &mut Call<'_>,
    ) {
        self.audit.push(Entry {
            seq: self.last_entry() + 1,
            time: call.now.to_owned(),
            method: call.method.to_owned(),
            url: call.url.to_owned(),
            status,
            actor: self.actor().to_owned(),
            position: undo.position,
            of: undo.of,
            notes: core::mem::take(&mut call.notes),
            told,
            undo: vec![undo],
        });
    }

    /// Who makes the changes.
    fn actor(&self) -> &str {
        self.subject.as_deref().unwrap_or("client")
    }

    /// Writes a text to its place.
    pub(super) fn keep(
        &mut self,
        position: u32,
        view: ResourceTypeView<'_>,
        id: &str,
        core: &str,
        stamp: &Stamp,
        world: &World<'_>,
    ) -> Result<(), Error> {
        let mut text = String::with_capacity(core.len() + 256);
        text.push_str(core);
        let (base, registry) = (&self.base, world.registry);
        if has_groups(view) {
            let (references, resources) = (&self.references, &self.resources);
            references.write_groups(position, resources, base, registry, &mut text);
        }
        let version = self.config.etag.then(|| entity_tag(&text));
        let known = view.resource_type();
        let location = base.location(&known.endpoint, id);
        stamp.write(&known.name, &location, version.as_deref(), &mut text);
        self.resources.keep(position, text, view.id(), id, registry)
    }

    /// Does what follows from a change.
    fn follow(
        &mut self,
        change: &Change<'_>,
        position: u32,
        view: ResourceTypeView<'_>,
        before: Option<&str>,
        call: &mut Call<'_>,
    ) -> Result<(), Error> {
        let world = call.world;
        if let Some(root) = change.new {
            self.unique.note(root, view, position);
        }
        let old = of_root(change.old, view);
        let mut new_references = of_root(change.new, view);
        if let Some(id) = change.without {
            new_references.retain(|reference| !(reference.membership && reference.id == id));
        }
        let (gone, come) = difference(&old, &new_references);
        self.refer_anew(&gone, &come, position);
        let is_new = before.is_none();
        let is_gone = change.core.is_none();
        if is_new {
            self.references.resolve(change.id, position);
        }
        let shown_before = before
            .and_then(display_of)
            .map(std::borrow::Cow::into_owned);
        let shown = self.resources.text(position).and_then(display_of);
        let renamed = shown_before.as_deref() != shown.as_deref();
        let members = |references: &mut dyn Iterator<Item = &Reference<'_>>| -> Vec<u32> {
            let members = references.filter(|reference| reference.membership);
            let positions = members.filter_map(|r| self.resources.position_of_id(&r.id));
            positions.collect()
        };
        let roots = if renamed || is_new || is_gone {
            members(&mut old.iter().chain(&new_references))
        } else {
            members(&mut gone.iter().chain(&come).copied())
        };
        let referrers = self.references.to(position).to_vec();
        if is_gone {
            self.leave_groups(change, position, call)?;
            self.references.dissolve(change.id, position);
        }
        if renamed || is_new || is_gone {
            for referrer in referrers {
                if !(is_gone && referrer.membership) {
                    self.say_again(referrer.position, change.id, shown_before.as_deref(), world)?;
                }
            }
        }
        self.tell_members(roots, is_new.then_some(position), world)
    }

    /// Notes to whom a resource no longer refers, and to whom it does from now on.
    pub(super) fn refer_anew(
        &mut self,
        gone: &[&Reference<'_>],
        come: &[&Reference<'_>],
        position: u32,
    ) {
        for reference in gone {
            self.references.remove(reference, position, &self.resources);
        }
        for reference in come {
            self.references.add(reference, position, &self.resources);
        }
    }

    /// Writes anew which groups some resources are in, all members below them, and another one.
    pub(super) fn tell_members(
        &mut self,
        roots: Vec<u32>,
        other: Option<u32>,
        world: &World<'_>,
    ) -> Result<(), Error> {
        let below = self.members_below(roots, world);
        for position in below.into_iter().chain(other) {
            self.tell_groups(position, world)?;
        }
        Ok(())
    }

    /// Who is deleted is in no group any more (AMBIGUITIES A-80): each of them changes by it.
    fn leave_groups(
        &mut self,
        gone: &Change<'_>,
        position: u32,
        call: &mut Call<'_>,
    ) -> Result<(), Error> {
        let groups = self.references.to(position).iter();
        let groups = groups.filter(|referrer| referrer.membership);
        let groups: Vec<u32> = groups.map(|referrer| referrer.position).collect();
        for group in groups {
            let (Some(text), Some(of)) =
                (self.resources.text(group), self.resources.type_of(group))
            else {
                continue;
            };
            let view = view_of(of, call.world)?;
            let id = unescape(find_root_string(text, "id").unwrap_or_default()).into_owned();
            let reference = Reference {
                id: gone.id.into(),
                membership: true,
            };
            if let Some((undo, told)) = self.leave_in_place(group, gone.id, view, call.now) {
                self.references.drop_at(position, &reference, group);
                self.enter(gone.status, undo, Some(told), call);
                continue;
            }
            let text = self.text_at(group)?;
            let whole = closed(core_of(text, view));
            let document = Document::read(&whole, KEPT, Tape::default());
            let root = document.root();
            let core = root.map(|root| without_member(root, gone.id));
            let change = Change {
                position: Some(group),
                of,
                id: &id,
                core: core.as_deref(),
                status: gone.status,
                new: root,
                old: root,
                without: Some(gone.id),
            };
            // The id leads nowhere by now, so the reference is taken back here.
            if core.is_some() {
                self.references.drop_at(position, &reference, group);
                self.commit(&change, call)?;
            }
        }
        Ok(())
    }

    /// Writes anew what a resource says of another, which has come, gone or got another name.
    fn say_again(
        &mut self,
        position: u32,
        id: &str,
        renamed: Option<&str>,
        world: &World<'_>,
    ) -> Result<(), Error> {
        let Some(of) = self.resources.type_of(position) else {
            return Ok(());
        };
        let view = view_of(of, world)?;
        if let Some((undo, _)) = self.say_in_place(position, id, renamed, view) {
            if let Some(entry) = self.audit.last_mut() {
                entry.undo.push(undo);
            }
            return Ok(());
        }
        let text = self.text_at(position)?;
        let (text, stamp) = (text.to_owned(), Stamp::of(text));
        let before = core_of(&text, view);
        let whole = closed(before);
        let document = Document::read(&whole, KEPT, Tape::default());
        let Some(root) = document.root() else {
            return Ok(());
        };
        let own = root.get("id").and_then(Value::as_str).unwrap_or_default();
        let mut writer = Writer {
            view,
            resources: &self.resources,
            base: &self.base,
            origin: Origin::Stored,
            spaced: false,
            stored: None,
            settled: Settled::AllBut(id),
            renamed,
            hide: &mut |kept, _| Ok(kept.to_owned()),
        };
        let core = writer.write(root, &own)?;
        if core == before {
            return Ok(());
        }
        let undo = Undo {
            position,
            of,
            before: Before::difference(before, &core, stamp.modified.clone()),
        };
        self.keep(position, view, &own, &core, &stamp, world)?;
        if let Some(entry) = self.audit.last_mut() {
            entry.undo.push(undo);
        }
        Ok(())
    }

    /// These, and all members of those of them that have members, at any depth.
    fn members_below(&self, roots: Vec<u32>, world: &World<'_>) -> Vec<u32> {
        let mut seen = vec![false; self.resources.end() as usize];
        let mut found: Vec<u32> = Vec::new();
        let mut next = roots;
        while let Some(position) = next.pop() {
            let Some(seen) = seen.get_mut(position as usize).filter(|seen| !**seen) else {
                continue;
            };
            *seen = true;
            found.push(position);
            let view = self
                .resources
                .type_of(position)
                .and_then(|of| world.registry.view(of));
            let Some((text, view)) = self.resources.text(position).zip(view) else {
                continue;
            };
            if !has_members(view) {
                continue;
            }
            let document = Document::read(text, KEPT, Tape::default());
            let references = document.root().map(|root| references_of(root, view));
            let members = references.unwrap_or_default().into_iter();
            let members = members.filter(|reference| reference.membership);
            next.extend(members.filter_map(|r| self.resources.position_of_id(&r.id)));
        }
        found
    }

    /// Writes anew which groups a resource is in. It counts as no change by a client: `lastModified`
    /// stays, and the version is another one, since the resource is.
    pub(super) fn tell_groups(&mut self, position: u32, world: &World<'_>) -> Result<(), Error> {
        let (Some(text), Some(of)) = (
            self.resources.text(position),
            self.resources.type_of(position),
        ) else {
            return Ok(());
        };
        let view = view_of(of, world)?;
        if !has_groups(view) {
            return Ok(());
        }
        let core = core_of(text, view);
        let mut now = String::with_capacity(text.len() + 128);
        now.push_str(core);
        let (references, resources) = (&self.references, &self.resources);
        references.write_groups(position, resources, &self.base, world.registry, &mut now);
        let meta = meta_start(text);
        if text.get(..meta) == Some(&now) {
            return Ok(());
        }
        let version = self.config.etag.then(|| entity_tag(&now));
        let meta = text.get(meta..).unwrap_or_default();
        write_with_version(meta, version.as_deref(), &mut now);
        self.resources.keep_anew(position, now);
        Ok(())
    }

    /// Goes back to what was after the change with the number `n`: before the first, where it is 0. No
    /// further than the changes that the audit has ([`ServiceProvider::forgotten`]).
    pub fn rewind(&mut self, n: u64, world: &World<'_>) {
        let mut undone = false;
        while self.audit.last().is_some_and(|entry| entry.seq > n) {
            undone = true;
            for undo in self
                .audit
                .pop()
                .into_iter()
                .flat_map(|entry| entry.undo)
                .rev()
            {
                self.undo(&undo, world);
            }
        }
        if undone {
            self.look_again(world);
        }
    }

    fn undo(&mut self, undo: &Undo, world: &World<'_>) {
        let Some(view) = world.registry.view(undo.of) else {
            return;
        };
        let text = self.resources.text(undo.position).map(str::to_owned);
        let after = text
            .as_deref()
            .map(|text| (core_of(text, view).to_owned(), Stamp::of(text)));
        let Some((core, stamp)) = undo.before.restore(after) else {
            self.resources.remove(undo.position);
            return;
        };
        let whole = closed(&core);
        let id = unescape(find_root_string(&whole, "id").unwrap_or_default()).into_owned();
        // It fitted before.
        let _ = self.keep(undo.position, view, &id, &core, &stamp, world);
    }

    /// Finds out anew who refers to whom and who is in which group.
    pub(super) fn look_again(&mut self, world: &World<'_>) {
        self.references = super::references::References::default();
        self.unique = super::unique::Unique::default();
        let positions: Vec<u32> = self.resources.positions().collect();
        for &position in &positions {
            let of = self.resources.type_of(position);
            let Some(view) = of.and_then(|of| world.registry.view(of)) else {
                continue;
            };
            let text = self.resources.text(position).unwrap_or_default();
            let document = Document::read(text, KEPT, Tape::default());
            let Some(root) = document.root() else {
                continue;
            };
            self.unique.note(root, view, position);
            for reference in references_of(root, view) {
                self.references.add(&reference, position, &self.resources);
            }
        }
        for position in positions {
            // What was kept fits.
            let _ = self.tell_groups(position, world);
        }
    }
}

fn of_root<'d>(root: Option<Value<'d>>, view: ResourceTypeView<'_>) -> Vec<Reference<'d>> {
    root.map_or(Vec::new(), |root| references_of(root, view))
}

/// The core of a group without a member.
fn without_member(group: Value<'_>, id: &str) -> String {
    let mut edit = Edit::Source {
        value: group,
        spaced: false,
    };
    if let Some(members) = edit.members_mut() {
        let list = members.get_mut("members").and_then(Edit::elements_mut);
        let empty = list.is_some_and(|list| {
            let is_it = |member: &Edit<'_>| {
                let value = member.get("value");
                value.is_some_and(|value| value.as_str().is_some_and(|value| value == id))
            };
            let slots: Vec<usize> = list
                .entries()
                .filter(|(_, member)| is_it(member))
                .map(|(slot, _)| slot)
                .collect();
            for slot in slots {
                list.remove(slot);
            }
            list.is_empty()
        });
        if empty {
            members.remove("members");
        }
    }
    let mut out = String::new();
    edit.write(&mut out);
    out.pop();
    out
}
