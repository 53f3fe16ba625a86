//! Values that no two resources of a type may have (RFC 7643 §7 `uniqueness`).

use std::borrow::Cow;

use super::kept::KEPT;
use crate::attribute::{compose, fold_case, fold_user_name};
use crate::diagnostic::{Error, ScimType};
use crate::json::{Document, Kind, Tape, Value};
use crate::schema::{
    AttributeId, Definition, Mutability, ResourceTypeView, Role, Scope, Uniqueness,
};
use crate::store::{Index, Resources};
use crate::text::quoted;

/// Which resources may have a value. What they have had before stays noted: whoever asks looks at
/// what they have now.
#[derive(Clone, Debug, Default)]
pub(super) struct Unique(Index);

/// A value that has to be the only one of its kind.
struct Claim<'d> {
    definition: &'d Definition,
    value: Value<'d>,
    /// The type, the attribute, and the value in its comparable form.
    key: String,
}

impl Unique {
    /// Notes what a resource has.
    pub(super) fn note(&mut self, resource: Value<'_>, view: ResourceTypeView<'_>, position: u32) {
        for claim in claims(resource, view) {
            self.0.insert(&claim.key, position);
        }
    }

    /// Refuses what another resource has.
    ///
    /// # Errors
    /// 409 with `uniqueness` (AMBIGUITIES A-65).
    pub(super) fn check(
        &self,
        resource: Value<'_>,
        view: ResourceTypeView<'_>,
        own: Option<u32>,
        resources: &Resources,
    ) -> Result<(), Error> {
        for Claim {
            definition,
            value,
            key,
        } in claims(resource, view)
        {
            let has_it = |position: u32| {
                let other = resources.text(position).filter(|_| Some(position) != own);
                other.is_some_and(|text| {
                    let document = Document::read(text, KEPT, Tape::default());
                    let root = document.root();
                    root.is_some_and(|root| claims(root, view).iter().any(|c| c.key == key))
                })
            };
            if self.0.find(&key, &has_it).is_some() {
                let (path, name) = (&definition.path, &view.resource_type().name);
                let value = value.as_str().unwrap_or(Cow::Borrowed(value.source()));
                let value = quoted(&value);
                let detail = format!("Another {name} has the `{path}` {value} already.");
                return Err(Error::new(ScimType::Uniqueness, detail).answering(409));
            }
        }
        Ok(())
    }
}

fn claims<'d>(resource: Value<'d>, view: ResourceTypeView<'d>) -> Vec<Claim<'d>> {
    let mut found = Vec::new();
    collect(resource, view.scope().members(), view, &mut found);
    found
}

fn collect<'d>(
    holder: Value<'d>,
    attributes: &'d [AttributeId],
    view: ResourceTypeView<'d>,
    found: &mut Vec<Claim<'d>>,
) {
    let registry = view.registry();
    for definition in attributes.iter().filter_map(|id| registry.definition(*id)) {
        // Nobody but the service provider sets the id.
        let set_by_clients =
            definition.role != Role::Common && definition.mutability() != Mutability::ReadOnly;
        if !set_by_clients || !is_of_interest(definition, view) {
            continue;
        }
        let Some(values) = holder.get(&definition.attribute.name) else {
            continue;
        };
        let is_list = values.kind() == Kind::Array;
        let lone = (!is_list).then_some(values);
        for value in lone.into_iter().chain(values.elements()) {
            if definition.is_complex() {
                let scope = registry.scope_of(definition);
                let subs = scope.map_or(&[][..], |scope| scope.members());
                collect(value, subs, view, found);
            } else if !value.is_null() {
                let form = comparable(definition, value);
                let place = view.registry().place_of_type(view.id()).unwrap_or_default();
                let key = format!("{place} {} {form}", definition.path);
                found.push(Claim {
                    definition,
                    value,
                    key,
                });
            }
        }
    }
}

/// Whether it has to be unique, or something in it.
pub(super) fn is_of_interest(definition: &Definition, view: ResourceTypeView<'_>) -> bool {
    if !definition.is_complex() {
        return definition.uniqueness() != Uniqueness::None;
    }
    let registry = view.registry();
    let scope = registry.scope_of(definition);
    let mut subs = scope.into_iter().flat_map(Scope::members);
    subs.any(|id| {
        let sub = registry.definition(*id);
        sub.is_some_and(|sub| is_of_interest(sub, view))
    })
}

fn comparable<'d>(definition: &Definition, value: Value<'d>) -> Cow<'d, str> {
    let Some(text) = value.as_str() else {
        return Cow::Borrowed(value.source());
    };
    let attribute = &definition.attribute;
    let form = match (attribute.case_exact, definition.must_not_be_empty()) {
        (true, _) => compose(&text),
        (false, true) => fold_user_name(&text),
        (false, false) => fold_case(&text),
    };
    Cow::Owned(form.into_owned())
}
