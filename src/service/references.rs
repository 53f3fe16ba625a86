//! Which resources refer to which: members of groups, managers, whatever a schema says refers to
//! resources; and what follows from it, the groups of a user (RFC 7643 §4.1.2).

use std::borrow::Cow;

use super::address::Base;
use crate::json::{Value, find_root_string, unescape, write_string};
use crate::schema::{AttributeId, Definition, Mutability, Registry, ResourceTypeView, Role, Type};
use crate::store::{Index, Resources};

/// A resource that refers to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Referrer {
    pub(super) position: u32,
    /// Whether the other is a member of it.
    pub(super) membership: bool,
}

/// An id that a resource refers to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Reference<'d> {
    pub(super) id: Cow<'d, str>,
    pub(super) membership: bool,
}

/// Who refers to whom.
#[derive(Clone, Debug, Default)]
pub(super) struct References {
    /// By the position of the resource that is referred to.
    to: Vec<Vec<Referrer>>,
    /// References to ids that no resource has; those that wait no longer leave their places.
    waiting: Vec<Option<(String, Referrer)>>,
    /// How many there are.
    count: usize,
    /// The places by id.
    by_id: Index,
}

impl References {
    /// Who refers to a resource.
    pub(super) fn to(&self, position: u32) -> &[Referrer] {
        self.to.get(position as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn add(&mut self, reference: &Reference<'_>, from: u32, resources: &Resources) {
        let referrer = reference.from(from);
        match resources.position_of_id(&reference.id) {
            None => self.wait(&reference.id, referrer),
            Some(position) => self.note(position, referrer),
        }
    }

    pub(super) fn remove(&mut self, reference: &Reference<'_>, from: u32, resources: &Resources) {
        let referrer = reference.from(from);
        if let Some(position) = resources.position_of_id(&reference.id) {
            self.drop_at(position, reference, from);
        }
        self.no_longer(&reference.id, &mut |other| other == referrer);
    }

    /// A reference to an id that no resource has.
    fn wait(&mut self, id: &str, referrer: Referrer) {
        let place = u32::try_from(self.waiting.len()).unwrap_or(u32::MAX);
        self.waiting.push(Some((id.to_owned(), referrer)));
        self.count += 1;
        self.by_id.insert(id, place);
    }

    /// Takes those back that wait for an id and are meant.
    fn no_longer(&mut self, id: &str, is_meant: &mut dyn FnMut(Referrer) -> bool) {
        if self.count == 0 {
            return;
        }
        for place in self.by_id.positions(id) {
            let place = self.waiting.get_mut(place as usize);
            if let Some(place) = place
                && place
                    .take_if(|(known, other)| known == id && is_meant(*other))
                    .is_some()
            {
                self.count -= 1;
            }
        }
        // Half of the places are free: the others move together.
        if self.waiting.len() > 64 && self.count < self.waiting.len() / 2 {
            self.by_id = Index::default();
            self.count = 0;
            for (id, referrer) in core::mem::take(&mut self.waiting).into_iter().flatten() {
                self.wait(&id, referrer);
            }
        }
    }

    /// Takes a reference back from where it leads, or led.
    pub(super) fn drop_at(&mut self, position: u32, reference: &Reference<'_>, from: u32) {
        let referrer = reference.from(from);
        if let Some(known) = self.to.get_mut(position as usize) {
            known.retain(|other| *other != referrer);
        }
    }

    /// Whoever waits for a resource with this id refers to it from now on.
    pub(super) fn resolve(&mut self, id: &str, position: u32) {
        let mut found = Vec::new();
        self.no_longer(id, &mut |referrer| {
            found.push(referrer);
            true
        });
        for referrer in found {
            self.note(position, referrer);
        }
    }

    /// The resource is gone: those who still refer to it wait.
    pub(super) fn dissolve(&mut self, id: &str, position: u32) {
        if let Some(known) = self.to.get_mut(position as usize) {
            for referrer in core::mem::take(known) {
                self.wait(id, referrer);
            }
        }
    }

    fn note(&mut self, position: u32, referrer: Referrer) {
        let at = position as usize;
        if self.to.len() <= at {
            self.to.resize(at + 1, Vec::new());
        }
        if let Some(known) = self.to.get_mut(at)
            && !known.contains(&referrer)
        {
            known.push(referrer);
        }
    }

    /// The groups that a resource is in: those that it is a member of, then those that they are in;
    /// each with whether it is direct, in order of arrival.
    fn groups(&self, position: u32) -> Vec<(u32, bool)> {
        let mut groups: Vec<(u32, bool)> = Vec::new();
        let mut level = vec![position];
        while !level.is_empty() {
            let direct = groups.is_empty();
            let above = level.iter().flat_map(|at| self.to(*at));
            let mut above: Vec<u32> = above
                .filter(|referrer| referrer.membership)
                .map(|referrer| referrer.position)
                .collect();
            above.sort_unstable();
            above.dedup();
            above.retain(|at| !groups.iter().any(|(known, _)| known == at));
            groups.extend(above.iter().map(|at| (*at, direct)));
            level = above;
        }
        groups
    }

    /// Writes the groups that a resource is in; nothing where there are none.
    pub(super) fn write_groups(
        &self,
        position: u32,
        resources: &Resources,
        base: &Base,
        registry: &Registry,
        out: &mut String,
    ) {
        let mut begun = false;
        for (group, direct) in self.groups(position) {
            let Some(known) = Described::at(group, resources, base, registry) else {
                continue;
            };
            out.push_str(if begun { "," } else { ",\"groups\":[" });
            begun = true;
            out.push_str("{\"value\":");
            write_string(&known.id, out);
            out.push_str(",\"$ref\":");
            write_string(&known.location, out);
            if let Some(display) = &known.display {
                out.push_str(",\"display\":");
                write_string(display, out);
            }
            out.push_str(if direct {
                ",\"type\":\"direct\"}"
            } else {
                ",\"type\":\"indirect\"}"
            });
        }
        out.push_str(if begun { "]" } else { "" });
    }
}

impl Reference<'_> {
    fn from(&self, position: u32) -> Referrer {
        Referrer {
            position,
            membership: self.membership,
        }
    }
}

/// What is said of a resource where another refers to it.
pub(super) struct Described<'r> {
    pub(super) id: Cow<'r, str>,
    pub(super) location: String,
    pub(super) type_name: &'r str,
    pub(super) display: Option<Cow<'r, str>>,
}

impl<'r> Described<'r> {
    pub(super) fn at(
        position: u32,
        resources: &'r Resources,
        base: &Base,
        registry: &'r Registry,
    ) -> Option<Self> {
        let text = resources.text(position)?;
        let id = find_root_string(text, "id").map(unescape)?;
        let resource_type = registry.view(resources.type_of(position)?)?.resource_type();
        Some(Self {
            location: base.location(&resource_type.endpoint, &id),
            id,
            type_name: &resource_type.name,
            display: display_of(text),
        })
    }
}

/// The name to show for a resource.
pub(super) fn display_of(text: &str) -> Option<Cow<'_, str>> {
    let name = |name: &str| find_root_string(text, name).map(unescape);
    name("displayName").or_else(|| name("userName"))
}

/// Whether the values of an attribute refer to resources that a client names.
pub(super) fn is_reference(definition: &Definition, registry: &Registry) -> bool {
    let sub = |name: &str| {
        let id = registry.sub_attribute_of(definition, name)?;
        registry.definition(id)
    };
    let leads_to_resources = |sub: &Definition| {
        let mut types = sub.attribute.reference_types.iter();
        sub.attribute.kind == Type::Reference
            && types.any(|name| registry.type_named(name).is_some())
    };
    definition.role != Role::ExtensionObject
        && definition.is_complex()
        && definition.mutability() != Mutability::ReadOnly
        && sub("value").is_some_and(|value| value.attribute.kind == Type::String)
        && sub("$ref").is_some_and(leads_to_resources)
}

/// Whether an attribute has the groups that a resource is in.
pub(super) fn is_groups(definition: &Definition) -> bool {
    definition.role == Role::Base
        && definition.attribute.name == "groups"
        && definition.attribute.multi_valued
        && definition.is_complex()
        && definition.mutability() == Mutability::ReadOnly
}

/// Whether resources of a type can have members.
pub(super) fn has_members(view: ResourceTypeView<'_>) -> bool {
    let registry = view.registry();
    let hash = crate::json::NameHash::of(b"members");
    let members = registry.find(view.scope(), hash, "members");
    let members = members.and_then(|id| registry.definition(id));
    members.is_some_and(|known| is_reference(known, registry))
}

/// Whether resources of a type tell the groups that they are in.
pub(super) fn has_groups(view: ResourceTypeView<'_>) -> bool {
    let groups = view
        .registry()
        .find(view.scope(), crate::json::NameHash::of(b"groups"), "groups");
    groups
        .and_then(|id| view.registry().definition(id))
        .is_some_and(is_groups)
}

/// The references in a resource, in order, each once.
pub(super) fn references_of<'d>(
    resource: Value<'d>,
    view: ResourceTypeView<'_>,
) -> Vec<Reference<'d>> {
    let registry = view.registry();
    let mut found = Vec::new();
    collect(resource, view.scope().members(), registry, &mut found);
    for extension in view.extensions() {
        let Some(object) = registry.definition(extension.object) else {
            continue;
        };
        let inside = resource.get(&object.attribute.name);
        if let Some((inside, scope)) = inside.zip(registry.scope_of(object)) {
            collect(inside, scope.members(), registry, &mut found);
        }
    }
    found
}

fn collect<'d>(
    holder: Value<'d>,
    attributes: &[AttributeId],
    registry: &Registry,
    found: &mut Vec<Reference<'d>>,
) {
    let known = attributes.iter().filter_map(|id| registry.definition(*id));
    for definition in known.filter(|definition| is_reference(definition, registry)) {
        let name = &definition.attribute.name;
        let Some(values) = holder.get(name) else {
            continue;
        };
        let membership = definition.attribute.multi_valued && name == "members";
        let each = core::iter::once(values).chain(values.elements());
        let ids = each.filter_map(|value| value.get("value")?.as_str());
        found.extend(ids.map(|id| Reference { id, membership }));
    }
}

/// What one list has and the other hasn't, both ways. Lists that differ in little are compared
/// without sorting what they share.
pub(super) fn difference<'r, 'd>(
    before: &'r [Reference<'d>],
    after: &'r [Reference<'d>],
) -> (Vec<&'r Reference<'d>>, Vec<&'r Reference<'d>>) {
    let pairs = before.iter().zip(after);
    let start = pairs.take_while(|(a, b)| a == b).count();
    let (before, after) = (
        before.get(start..).unwrap_or_default(),
        after.get(start..).unwrap_or_default(),
    );
    let pairs = before.iter().rev().zip(after.iter().rev());
    let end = pairs.take_while(|(a, b)| a == b).count();
    let before = before.get(..before.len() - end).unwrap_or_default();
    let after = after.get(..after.len() - end).unwrap_or_default();
    (without(before, after), without(after, before))
}

fn without<'r, 'd>(some: &'r [Reference<'d>], others: &[Reference<'d>]) -> Vec<&'r Reference<'d>> {
    if some.is_empty() || others.is_empty() {
        return some.iter().collect();
    }
    let order =
        crate::text::sorted_indices(others.len(), &|a, b| others.get(a).cmp(&others.get(b)));
    let sorted: Vec<_> = order.iter().filter_map(|at| others.get(*at)).collect();
    let is_there = |reference: &&Reference<'d>| {
        let at = sorted.partition_point(|other| *other < reference);
        sorted.get(at) == Some(reference)
    };
    some.iter()
        .filter(|reference| !is_there(reference))
        .collect()
}
