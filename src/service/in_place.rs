//! Changing a few values of a long list, as the members of a group, in place: takes time for them, and
//! for looking through the list, not for all that follows from a resource.

use core::ops::Range;

use super::audit::Told;
use super::create::checked;
use super::kept::{Before, KEPT, Stamp, Undo, closed, meta_start};
use super::modify::in_operation;
use super::provider::{Call, ServiceProvider, view_of};
use super::references::{Reference, difference, has_groups, is_reference, references_of};
use super::representation::{Origin, Settled, Writer};
use super::unique::is_of_interest;
use super::version::entity_tag;
use crate::diagnostic::Error;
use crate::json::{Changes, Cut, Document, Kind, Resident, Tape, Value, write_string};
use crate::patch::{self, Applied, changes_of};
use crate::schema::{Definition, Mutability, ResourceTypeView, TypeId};

/// More values that go are not told one by one.
const MOST_TOLD: usize = 1000;

/// What is done in place.
struct Plan {
    changes: Changes,
    id: String,
    /// The ids that were referred to in what goes, and are in what comes.
    gone: Vec<Reference<'static>>,
    come: Vec<Reference<'static>>,
    /// The operations that the audit tells, unless they are many.
    operations: Option<String>,
}

/// A list that values change in.
struct Changed<'d> {
    definition: &'d Definition,
    list: Value<'d>,
    /// Its cuts, among all.
    cuts: Range<usize>,
    /// How many elements come in each of them.
    counts: Vec<usize>,
}

impl ServiceProvider {
    /// Carries out a PATCH that changes nothing but values of lists that refer to other resources, of
    /// a resource that is long. `None` where it does anything else; nothing has changed then.
    pub(super) fn modify_in_place(
        &mut self,
        position: u32,
        of: TypeId,
        request: &Document<'_>,
        how: patch::Options,
        call: &mut Call<'_>,
    ) -> Option<Result<(), Error>> {
        let view = view_of(of, call.world).ok()?;
        if has_groups(view) {
            return None;
        }
        let mut resident = self.resources.take_parsed(position)?;
        let planned = resident.read(|document| {
            let (applied, changes) = match changes_of(document, request, view, how) {
                Ok(found) => found,
                Err(error) => return Some(Err(in_operation(error))),
            };
            let root = document.root()?;
            let plan = self.plan(root, changes, view, of, call)?;
            Some(Ok((applied, plan)))
        });
        let done = match planned {
            Some(Ok((applied, plan))) => {
                return Some(self.carry_out(position, resident, (applied, plan), view, call));
            }
            Some(Err(error)) => Some(Err(error)),
            None => None,
        };
        self.resources.give_back(position, resident);
        done
    }

    /// What a change comes to, once its values are in the form in which they are kept; `None` where it
    /// changes anything but values of lists.
    fn plan(
        &self,
        root: Value<'_>,
        mut changes: Changes,
        view: ResourceTypeView<'_>,
        of: TypeId,
        call: &Call<'_>,
    ) -> Option<Plan> {
        let id = root.get("id")?.as_str()?.into_owned();
        let mut plan = Plan::new(&id);
        if changes.is_empty() {
            return Some(plan);
        }
        let lists = changed_lists(root, &changes, view)?;
        let come = lists.iter().map(|changed| {
            let cuts = changes.cuts().get(changed.cuts.clone());
            let texts = cuts.into_iter().flatten().map(Cut::inserted);
            let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
            (changed.list, texts.join(","))
        });
        let part = part_of(root, &come.collect::<Vec<_>>(), view);
        let document = Document::read(&part, KEPT, Tape::default());
        let (given, _) = checked(&document, of, None, call).ok()?;
        let mut writer = Writer {
            view,
            resources: &self.resources,
            base: &self.base,
            origin: Origin::Stored,
            spaced: false,
            stored: Some(given),
            settled: Settled::Nothing,
            renamed: None,
            hide: &mut |kept, _| Ok(kept.to_owned()),
        };
        let written = closed(&writer.write(given, &plan.id).ok()?);
        let written = Document::read(&written, KEPT, Tape::default());
        for changed in &lists {
            let name = &changed.definition.attribute.name;
            let list = written.root()?.get(name);
            let mut elements = list.into_iter().flat_map(Value::elements);
            let cuts = changes.cuts_mut().get_mut(changed.cuts.clone())?;
            for (cut, &count) in cuts.iter_mut().zip(&changed.counts) {
                let come: Vec<Value<'_>> = elements.by_ref().take(count).collect();
                // What comes to nothing is left out; that is rare.
                if come.len() < count {
                    return None;
                }
                let texts: Vec<&str> = come.iter().map(|value| value.source()).collect();
                if !cut.insert(&texts.join(",")) {
                    return None;
                }
            }
        }
        let text = root.document_text();
        changes.drop_idle(text);
        // Cuts that are left may be fewer.
        for changed in changed_lists(root, &changes, view)? {
            plan.tell(&changed, &changes)?;
        }
        plan.changes = changes;
        Some(plan)
    }

    fn carry_out(
        &mut self,
        position: u32,
        resident: Box<Resident>,
        (applied, plan): (Applied, Plan),
        view: ResourceTypeView<'_>,
        call: &mut Call<'_>,
    ) -> Result<(), Error> {
        if plan.changes.is_empty() {
            self.resources.give_back(position, resident);
            return Ok(());
        }
        let now = Some(call.now);
        let undo = self.put_in_place(position, resident, &plan.changes, (&plan.id, now), view);
        call.notes = applied.notes;
        let told = plan.operations.map(|operations| Told {
            id: plan.id,
            request: patch::request_of(&operations),
        });
        self.enter(200, undo, told, call);
        let (gone, come) = difference(&plan.gone, &plan.come);
        self.refer_anew(&gone, &come, position);
        let members = gone.iter().chain(&come).filter(|one| one.membership);
        let members = members.filter_map(|one| self.resources.position_of_id(&one.id));
        let members = members.collect();
        self.tell_members(members, None, call.world)
    }

    /// Changes a resource and its `meta`, of which `lastModified` stays where there is no time.
    fn put_in_place(
        &mut self,
        position: u32,
        resident: Box<Resident>,
        changes: &Changes,
        (id, now): (&str, Option<&str>),
        view: ResourceTypeView<'_>,
    ) -> Undo {
        let before = Stamp::of(resident.text());
        let undo = Undo {
            position,
            of: view.id(),
            before: Before::Other {
                splices: changes.splices(resident.text()),
                modified: before.modified.clone(),
                in_place: true,
            },
        };
        let modified = now.map_or(before.modified, str::to_owned);
        let stamp = Stamp { modified, ..before };
        let known = view.resource_type();
        let location = self.base.location(&known.endpoint, id);
        let with_tag = self.config.etag;
        let make = &mut |resident: &mut Resident| {
            resident.change(changes);
            let core = resident.text().get(..meta_start(resident.text()));
            let version = with_tag.then(|| entity_tag(core.unwrap_or_default()));
            let meta = stamp.meta(&known.name, &location, version.as_deref());
            let changes = resident.read(|document| {
                let root = document.root()?;
                Changes::of_member(&meta, root.get("meta")?, root)
            });
            if let Some(changes) = changes {
                resident.change(&changes);
            }
        };
        self.resources.change(position, resident, make);
        undo
    }

    /// Takes a resource that is gone out of a long group, and says how to undo it. `None` where that
    /// can't be done in place; nothing has changed then.
    pub(super) fn leave_in_place(
        &mut self,
        group: u32,
        id: &str,
        view: ResourceTypeView<'_>,
        now: &str,
    ) -> Option<(Undo, Told)> {
        self.on_element(group, id, view, Some(now), &|_, list, element, root| {
            let is_last = list.elements().nth(1).is_none();
            (!is_last).then(|| Changes::of_element("", element, list, root))?
        })
    }

    /// Says anew what a long resource says of another, as [`ServiceProvider::leave_in_place`] does.
    /// There is nothing to undo where it says so already.
    pub(super) fn say_in_place(
        &mut self,
        position: u32,
        id: &str,
        renamed: Option<&str>,
        view: ResourceTypeView<'_>,
    ) -> Option<(Undo, Told)> {
        self.on_element(
            position,
            id,
            view,
            None,
            &|provider, list, element, root| {
                let part = part_of(root, &[(list, element.source().to_owned())], view);
                let document = Document::read(&part, KEPT, Tape::default());
                let own = root.get("id")?.as_str()?;
                let mut writer = Writer {
                    view,
                    resources: &provider.resources,
                    base: &provider.base,
                    origin: Origin::Stored,
                    spaced: false,
                    stored: document.root(),
                    settled: Settled::AllBut(id),
                    renamed,
                    hide: &mut |kept, _| Ok(kept.to_owned()),
                };
                let written = closed(&writer.write(document.root()?, &own).ok()?);
                let written = Document::read(&written, KEPT, Tape::default());
                let name = list.key()?.name();
                let said = written.root()?.get(&name)?.elements().next()?;
                Changes::of_element(said.source(), element, list, root)
            },
        )
    }

    /// Changes the only element of a long resource that refers to an id.
    fn on_element(
        &mut self,
        position: u32,
        id: &str,
        view: ResourceTypeView<'_>,
        now: Option<&str>,
        change: &OnElement<'_>,
    ) -> Option<(Undo, Told)> {
        if has_groups(view) {
            return None;
        }
        let mut resident = self.resources.take_parsed(position)?;
        let changes = resident.read(|document| {
            let root = document.root()?;
            let (list, element) = only_element(root, id, view)?;
            let own = root.get("id")?.as_str()?.into_owned();
            let mut changes = change(self, list, element, root)?;
            changes.drop_idle(root.document_text());
            let lists = changed_lists(root, &changes, view)?;
            let mut plan = Plan::new(&own);
            for changed in &lists {
                plan.tell(changed, &changes)?;
            }
            Some((own, changes, plan.operations?))
        });
        let Some((own, changes, operations)) = changes else {
            self.resources.give_back(position, resident);
            return None;
        };
        let undo = if changes.is_empty() {
            let modified = Stamp::of(resident.text()).modified;
            self.resources.give_back(position, resident);
            Undo {
                position,
                of: view.id(),
                before: Before::Other {
                    splices: Vec::new(),
                    modified,
                    in_place: true,
                },
            }
        } else {
            self.put_in_place(position, resident, &changes, (&own, now), view)
        };
        let request = patch::request_of(&operations);
        Some((undo, Told { id: own, request }))
    }
}

type OnElement<'f> =
    dyn Fn(&ServiceProvider, Value<'_>, Value<'_>, Value<'_>) -> Option<Changes> + 'f;

impl Plan {
    fn new(id: &str) -> Self {
        Self {
            changes: Changes::default(),
            id: id.to_owned(),
            gone: Vec::new(),
            come: Vec::new(),
            operations: Some(String::new()),
        }
    }

    /// Takes in what changes in a list; `None` where a value refers to nothing, or to the resource that
    /// it is in.
    fn tell(&mut self, of: &Changed<'_>, changes: &Changes) -> Option<()> {
        let (definition, list) = (of.definition, of.list);
        let membership = definition.attribute.name == "members";
        let reference = |value: Value<'_>| {
            let id = value.get("value")?.as_str()?.into_owned();
            let id = Some(id).filter(|id| *id != self.id)?.into();
            Some(Reference { id, membership })
        };
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        let mut texts = Vec::new();
        for cut in changes.cuts().get(of.cuts.clone())? {
            let (mut at, end) = cut.nodes();
            while at < end {
                let value = list.other(at);
                gone.push(reference(value)?);
                at = value.end_index();
            }
            let inserted = format!("[{}]", cut.inserted());
            let inserted = Document::read(&inserted, KEPT, Tape::default());
            for value in inserted.root()?.elements() {
                come.push(reference(value)?);
            }
            if !cut.inserted().is_empty() {
                texts.push(cut.inserted());
            }
        }
        if gone.len() > MOST_TOLD {
            self.operations = None;
        }
        if let Some(operations) = &mut self.operations {
            let path = &definition.path;
            for reference in &gone {
                let mut filter = format!("{path}[value eq ");
                write_string(&reference.id, &mut filter);
                filter.push(']');
                operations.push_str(if operations.is_empty() { "" } else { "," });
                operations.push_str(r#"{"op":"remove","path":"#);
                write_string(&filter, operations);
                operations.push('}');
            }
            if !texts.is_empty() {
                operations.push_str(if operations.is_empty() { "" } else { "," });
                operations.push_str(r#"{"op":"add","path":"#);
                write_string(path, operations);
                operations.push_str(r#","value":["#);
                operations.push_str(&texts.join(","));
                operations.push_str("]}");
            }
        }
        self.gone.append(&mut gone);
        self.come.append(&mut come);
        Some(())
    }
}

/// The lists of a resource whose values are references that a client may set as it likes.
fn lists_of<'d>(
    root: Value<'d>,
    view: ResourceTypeView<'d>,
) -> impl Iterator<Item = (&'d Definition, Value<'d>)> {
    let registry = view.registry();
    root.members().filter_map(move |(key, value)| {
        let id = registry.find(view.scope(), key.hash(), &key.name())?;
        let definition = registry.definition(id)?;
        let attribute = &definition.attribute;
        let subs = registry.scope_of(definition)?.members();
        let mut subs = subs.iter().filter_map(|id| registry.definition(*id));
        let is_plain = attribute.multi_valued
            && value.kind() == Kind::Array
            && is_reference(definition, registry)
            && definition.mutability() == Mutability::ReadWrite
            && !attribute.required
            && !is_of_interest(definition, view)
            && subs.all(|sub| {
                sub.mutability() != Mutability::ReadOnly && sub.attribute.name != "primary"
            });
        is_plain.then_some((definition, value))
    })
}

/// The lists that values change in; `None` where something else changes.
fn changed_lists<'d>(
    root: Value<'d>,
    changes: &Changes,
    view: ResourceTypeView<'d>,
) -> Option<Vec<Changed<'d>>> {
    let mut found: Vec<Changed<'d>> = Vec::new();
    for (at, cut) in changes.cuts().iter().enumerate() {
        match found.last_mut() {
            Some(last) if last.list.index() == cut.within() => {
                last.cuts.end = at + 1;
                last.counts.push(cut.count());
            }
            _ => {
                let mut lists = lists_of(root, view);
                let (definition, list) = lists.find(|(_, list)| list.index() == cut.within())?;
                found.push(Changed {
                    definition,
                    list,
                    cuts: at..at + 1,
                    counts: vec![cut.count()],
                });
            }
        }
    }
    Some(found)
}

/// A resource without what its lists of references have, but with these values in them.
fn part_of(root: Value<'_>, lists: &[(Value<'_>, String)], view: ResourceTypeView<'_>) -> String {
    let left_out: Vec<u32> = lists_of(root, view).map(|(_, list)| list.index()).collect();
    let mut out = String::from("{");
    for (key, value) in root.members() {
        let with = lists.iter().find(|(list, _)| list.is_at(value));
        if with.is_none() && left_out.contains(&value.index()) {
            continue;
        }
        out.push_str(if out.len() > 1 { "," } else { "" });
        out.push_str(key.span().of(root.document_text()));
        out.push(':');
        match with {
            Some((_, elements)) => {
                out.push('[');
                out.push_str(elements);
                out.push(']');
            }
            None => out.push_str(value.source()),
        }
    }
    out.push('}');
    out
}

/// The value of a list that refers to an id, and the list; `None` where something else does as well.
fn only_element<'d>(
    root: Value<'d>,
    id: &str,
    view: ResourceTypeView<'d>,
) -> Option<(Value<'d>, Value<'d>)> {
    let lists: Vec<Value<'d>> = lists_of(root, view).map(|(_, list)| list).collect();
    let mut found = None;
    let refers = |value: Value<'_>| {
        let value = value.get("value");
        value.is_some_and(|value| match value.as_plain_str() {
            Some(text) => text == id,
            None => value.as_str().is_some_and(|text| text == id),
        })
    };
    for list in &lists {
        for element in list.elements().filter(|element| refers(*element)) {
            if found.replace((*list, element)).is_some() {
                return None;
            }
        }
    }
    // What refers beside them is for others to look at.
    let part = part_of(root, &[], view);
    let rest = Document::read(&part, KEPT, Tape::default());
    let others = references_of(rest.root()?, view);
    found.filter(|_| others.iter().all(|other| other.id != id))
}
