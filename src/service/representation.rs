//! The form in which a resource is kept: what its schemas know of it, in their spelling, with what
//! the service provider adds. First `schemas` and `id`, last `groups` and `meta`: what a client can
//! say of it is the text up to them.

use std::borrow::Cow;

use super::address::Base;
use super::references::{Described, is_groups, is_reference};
use super::version::fingerprint;
use crate::diagnostic::Error;
use crate::json::{Kind, Value, write_compact, write_string};
use crate::schema::{
    Definition, Mutability, Registry, ResourceTypeView, Returned, Role, Scope, Type,
};
use crate::store::Resources;
use crate::text::sorted_indices;

/// Where the values come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Origin {
    /// A client that says all that it wants to say: what it can't set is ignored, what it leaves out
    /// and can't repeat is kept (RFC 7644 §3.3, §3.5.1).
    Client,
    /// What is stored already, changed or not.
    Stored,
}

/// Which values that refer to other resources are known to say of them what is so.
pub(super) enum Settled<'d> {
    Nothing,
    /// Those that were stored: their texts, in order.
    Stored(Vec<&'d str>, usize, usize),
    /// All but those that refer to this id.
    AllBut(&'d str),
}

/// Turns a value that is to be kept secret into what is kept of it, given what was kept before.
pub(super) type Hide<'h> = dyn FnMut(&str, Option<&str>) -> Result<String, Error> + 'h;

/// Writes resources in the form in which they are kept.
pub(super) struct Writer<'w> {
    pub(super) view: ResourceTypeView<'w>,
    pub(super) resources: &'w Resources,
    pub(super) base: &'w Base,
    pub(super) origin: Origin,
    /// Whether there is white space in the document.
    pub(super) spaced: bool,
    /// The resource as it is stored.
    pub(super) stored: Option<Value<'w>>,
    pub(super) settled: Settled<'w>,
    /// The name that the other resource has had until now.
    pub(super) renamed: Option<&'w str>,
    pub(super) hide: &'w mut Hide<'w>,
}

impl<'w> Writer<'w> {
    /// Writes a resource up to what only the service provider says at its end.
    pub(super) fn write(&mut self, resource: Value<'_>, id: &str) -> Result<String, Error> {
        let registry = self.view.registry();
        let mut out = String::from("{\"schemas\":[");
        write_string(&self.view.resource_type().schema, &mut out);
        let mut attributes = String::with_capacity(resource.source().len());
        let scope = self.view.scope();
        self.members(resource, scope, self.stored, &mut attributes)?;
        for extension in self.view.extensions() {
            let Some(object) = registry.definition(extension.object) else {
                continue;
            };
            let uri = &object.attribute.name;
            let mut written = String::new();
            let values = resource
                .get(uri)
                .filter(|value| value.kind() == Kind::Object);
            if let Some((values, scope)) = values.zip(registry.scope_of(object)) {
                let stored = self.stored.and_then(|stored| stored.get(uri));
                self.members(values, scope, stored, &mut written)?;
            }
            if extension.required || !written.is_empty() {
                out.push(',');
                write_string(uri, &mut out);
            }
            if !written.is_empty() {
                attributes.push(',');
                write_string(uri, &mut attributes);
                attributes.push_str(":{");
                attributes.push_str(written.strip_prefix(',').unwrap_or_default());
                attributes.push('}');
            }
        }
        out.push_str("],\"id\":");
        write_string(id, &mut out);
        out.push_str(&attributes);
        Ok(out)
    }

    /// Writes the attributes of a resource or of an extension, a comma before each.
    fn members(
        &mut self,
        holder: Value<'_>,
        scope: &Scope,
        stored: Option<Value<'w>>,
        out: &mut String,
    ) -> Result<(), Error> {
        let registry = self.view.registry();
        // What can be long comes last, so that whoever looks for a name to show needn't pass it.
        let mut late = Vec::new();
        for (key, value) in holder.members() {
            let name = key.name();
            let definition = registry
                .find(scope, key.hash(), &name)
                .and_then(|id| registry.definition(id));
            let Some(definition) = definition.filter(|known| self.takes(known)) else {
                continue;
            };
            if definition.attribute.multi_valued && is_reference(definition, registry) {
                late.push((definition, value));
                continue;
            }
            let stored = stored.and_then(|stored| stored.get(&name));
            self.member(definition, value, stored, out)?;
        }
        for (definition, value) in late {
            self.member(definition, value, None, out)?;
        }
        if self.origin == Origin::Stored {
            return Ok(());
        }
        for definition in scope
            .members()
            .iter()
            .filter_map(|id| registry.definition(*id))
        {
            let name = &definition.attribute.name;
            let set_elsewhere = matches!(definition.role, Role::ExtensionObject)
                || matches!(name.as_str(), "schemas" | "id" | "meta")
                || is_groups(definition);
            let left_out = match definition.mutability() {
                Mutability::ReadOnly => true,
                Mutability::WriteOnly | Mutability::Immutable => holder.get(name).is_none(),
                Mutability::ReadWrite => false,
            };
            let kept = stored.and_then(|stored| stored.get(name));
            if let Some(kept) = kept.filter(|_| left_out && !set_elsewhere) {
                begin(definition, out);
                out.push_str(kept.source());
            }
        }
        Ok(())
    }

    /// Whether an attribute of a resource is taken as it is given.
    fn takes(&self, definition: &Definition) -> bool {
        let own = definition.role == Role::Common && definition.attribute.name != "externalId";
        let read_only = definition.mutability() == Mutability::ReadOnly;
        let ignored = read_only && self.origin == Origin::Client;
        let elsewhere = own || definition.role == Role::ExtensionObject || is_groups(definition);
        !elsewhere && !ignored
    }

    /// Writes an attribute; nothing where it has no value (RFC 7643 §2.5).
    fn member(
        &mut self,
        definition: &Definition,
        value: Value<'_>,
        stored: Option<Value<'w>>,
        out: &mut String,
    ) -> Result<(), Error> {
        let before = out.len();
        begin(definition, out);
        let written = match value.kind() {
            Kind::Array => {
                out.push('[');
                let start = out.len();
                let again = self.again(definition, value);
                for (index, element) in value.elements().enumerate() {
                    if again.get(index) == Some(&true) {
                        continue;
                    }
                    let comma = out.len();
                    out.push_str(if comma > start { "," } else { "" });
                    if !self.single(definition, element, None, out)? {
                        out.truncate(comma);
                    }
                }
                out.push(']');
                out.len() > start + 1
            }
            _ => self.single(definition, value, stored, out)?,
        };
        if !written {
            out.truncate(before);
        }
        Ok(())
    }

    /// Which values refer to what an earlier one refers to: who is a member is one once
    /// (AMBIGUITIES A-45). In what is stored there is none.
    fn again(&self, definition: &Definition, list: Value<'_>) -> Vec<bool> {
        let refers = is_reference(definition, self.view.registry());
        if self.origin == Origin::Stored || !refers {
            return Vec::new();
        }
        let ids: Vec<_> = list
            .elements()
            .map(|element| element.get("value").and_then(Value::as_str))
            .collect();
        let hashes: Vec<u64> = ids
            .iter()
            .map(|id| id.as_deref().map_or(0, fingerprint))
            .collect();
        let hash = |at: usize| hashes.get(at);
        let order = sorted_indices(ids.len(), &|a, b| hash(a).cmp(&hash(b)).then(a.cmp(&b)));
        let id = |at: usize| ids.get(at).and_then(Option::as_deref);
        let mut again = vec![false; ids.len()];
        for same in order.chunk_by(|a, b| hash(*a) == hash(*b)) {
            // Nearly always it is alone.
            if same.len() < 2 {
                continue;
            }
            let sorted = sorted_indices(same.len(), &|a, b| {
                let of = |at: usize| same.get(at).map(|at| (id(*at), *at));
                of(a).cmp(&of(b))
            });
            let order: Vec<usize> = sorted
                .iter()
                .filter_map(|at| same.get(*at).copied())
                .collect();
            for pair in order.windows(2) {
                if let &[first, second] = pair
                    && id(first).is_some()
                    && id(first) == id(second)
                    && let Some(place) = again.get_mut(second)
                {
                    *place = true;
                }
            }
        }
        again
    }

    /// Writes one value; says whether there was anything to write.
    fn single(
        &mut self,
        definition: &Definition,
        value: Value<'_>,
        stored: Option<Value<'w>>,
        out: &mut String,
    ) -> Result<bool, Error> {
        if value.is_null() {
            return Ok(false);
        }
        if is_secret(definition) {
            let kept = stored.and_then(Value::as_str);
            let given = value.as_str().unwrap_or_default();
            let hidden = (self.hide)(&given, kept.as_deref())?;
            write_string(&hidden, out);
            return Ok(true);
        }
        if !definition.is_complex() || value.kind() != Kind::Object {
            write_compact(value, self.spaced, out);
            return Ok(true);
        }
        let refers = is_reference(definition, self.view.registry());
        if refers && self.settled.has(value) {
            out.push_str(value.source());
            return Ok(true);
        }
        Ok(self.complex(definition, value, refers, out))
    }

    fn complex(
        &mut self,
        definition: &Definition,
        value: Value<'_>,
        refers: bool,
        out: &mut String,
    ) -> bool {
        let registry = self.view.registry();
        let Some(scope) = registry.scope_of(definition) else {
            write_compact(value, self.spaced, out);
            return true;
        };
        let target = refers.then(|| self.target(value)).flatten();
        let said = target
            .as_ref()
            .map(|target| said_of(target, definition, registry));
        let mut said = said.unwrap_or_default();
        // What a client calls the other stays, as long as it isn't a name that the other had.
        let called = value.get("display").filter(|display| {
            let set_by_client = registry.sub_attribute_of(definition, "display");
            let set_by_client = set_by_client.and_then(|id| registry.definition(id));
            set_by_client.is_some_and(|sub| sub.mutability() != Mutability::ReadOnly)
                && !is_nothing(*display)
                && display.as_str().as_deref() != self.renamed
        });
        said.retain(|(name, _)| called.is_none() || *name != "display");
        out.push('{');
        let start = out.len();
        for (key, value) in value.members() {
            let name = key.name();
            let sub = registry.find(scope, key.hash(), &name);
            let Some(sub) = sub.and_then(|id| registry.definition(id)) else {
                continue;
            };
            let name = sub.attribute.name.as_str();
            let known_better = said.iter().any(|(known, _)| *known == name);
            let ignored = sub.mutability() == Mutability::ReadOnly
                && (self.origin == Origin::Client || refers);
            if known_better || ignored || is_nothing(value) {
                continue;
            }
            out.push_str(if out.len() > start { "," } else { "" });
            write_string(name, out);
            out.push(':');
            write_compact(value, self.spaced, out);
        }
        for (name, text) in &said {
            out.push_str(if out.len() > start { "," } else { "" });
            write_string(name, out);
            out.push(':');
            write_string(text, out);
        }
        out.push('}');
        out.len() > start + 1
    }

    /// The resource that a value refers to.
    fn target(&self, value: Value<'_>) -> Option<Described<'w>> {
        let id = value.get("value")?.as_str()?;
        let position = self.resources.position_of_id(&id)?;
        Described::at(position, self.resources, self.base, self.view.registry())
    }
}

fn begin(definition: &Definition, out: &mut String) {
    out.push(',');
    write_string(&definition.attribute.name, out);
    out.push(':');
}

/// What a service provider says of a resource that a value refers to, by sub-attribute
/// (AMBIGUITIES A-79).
fn said_of<'t>(
    target: &'t Described<'_>,
    definition: &'t Definition,
    registry: &'t Registry,
) -> Vec<(&'t str, Cow<'t, str>)> {
    let sub = |name: &str| {
        let id = registry.sub_attribute_of(definition, name)?;
        registry.definition(id).map(|sub| &sub.attribute)
    };
    let mut said = Vec::new();
    if let Some(reference) = sub("$ref") {
        said.push((
            reference.name.as_str(),
            Cow::Borrowed(target.location.as_str()),
        ));
    }
    let names_types = |values: &[String]| values.iter().any(|value| value == target.type_name);
    if let Some(kind) = sub("type").filter(|kind| names_types(&kind.canonical_values)) {
        said.push((kind.name.as_str(), Cow::Borrowed(target.type_name)));
    }
    if let Some((display, text)) = sub("display").zip(target.display.as_deref()) {
        said.push((display.name.as_str(), Cow::Borrowed(text)));
    }
    said
}

impl Settled<'_> {
    /// Texts that are passed over to find the next one that is the same; beyond that a value counts
    /// as new.
    const SEARCH: usize = 4;

    /// Those of a list that was stored.
    pub(super) fn of(stored: Option<Value<'_>>) -> Settled<'_> {
        let members = stored.into_iter().flat_map(Value::members);
        let lists = members.filter(|(_, value)| value.kind() == Kind::Array);
        let texts = lists.flat_map(|(_, list)| list.elements().map(Value::source));
        let texts: Vec<_> = texts.collect();
        let budget = texts.len() * Settled::SEARCH;
        Settled::Stored(texts, 0, budget)
    }

    fn has(&mut self, value: Value<'_>) -> bool {
        match self {
            Self::Nothing => false,
            Self::AllBut(id) => {
                let value = value.get("value").and_then(Value::as_str);
                value.is_none_or(|value| value != *id)
            }
            Self::Stored(texts, next, budget) => {
                let rest = texts.get(*next..).unwrap_or_default();
                let near = rest.get(..(*budget).min(rest.len())).unwrap_or_default();
                let found = near.iter().position(|text| *text == value.source());
                *budget -= found.map_or(near.len(), |at| at);
                *next += found.map_or(0, |at| at + 1);
                found.is_some()
            }
        }
    }
}

/// Whether nobody ever reads the attribute, so that a hash of it does.
pub(super) fn is_secret(definition: &Definition) -> bool {
    let attribute = &definition.attribute;
    definition.returned() == Returned::Never
        && definition.role != Role::Sub
        && attribute.kind == Type::String
        && !attribute.multi_valued
}

/// The secrets that a resource has: their paths, and what is kept of them.
pub(super) fn secrets_in<'d>(
    resource: Value<'d>,
    view: ResourceTypeView<'_>,
) -> Vec<(String, Value<'d>)> {
    let registry = view.registry();
    let mut found = Vec::new();
    let mut collect = |holder: Option<Value<'d>>, scope: Option<&Scope>| {
        let ids = scope.into_iter().flat_map(Scope::members);
        for known in ids.filter_map(|id| registry.definition(*id)) {
            let kept = holder.and_then(|holder| holder.get(&known.attribute.name));
            if let Some(kept) = kept.filter(|kept| is_secret(known) && !kept.is_null()) {
                found.push((known.path.clone(), kept));
            }
        }
    };
    collect(Some(resource), Some(view.scope()));
    for extension in view.extensions() {
        if let Some(object) = registry.definition(extension.object) {
            let holder = resource.get(&object.attribute.name);
            collect(holder, registry.scope_of(object));
        }
    }
    found
}

fn is_nothing(value: Value<'_>) -> bool {
    value.is_null() || (value.kind() != Kind::String && value.is_empty())
}
