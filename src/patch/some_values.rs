//! What an operation does to some of the values of an attribute: those that a filter in its path
//! selects, and all of them where it names a sub-attribute of theirs (RFC 7644 §3.5.2).

use super::apply::{Patch, no_match, refuse, sub_attributes};
use super::find::matching;
use super::guard::guard_immutable;
use super::operation::{Known, Place};
use super::primary::{demote, two_primaries, value_is_primary};
use super::request::Op;
use super::value::{check, stored};
use super::view::EditView;
use crate::diagnostic::{Error, ScimType};
use crate::filter::Predicate;
use crate::json::{Edit, List, Members, Value};
use crate::resource::Part;
use crate::schema::Mutability;

impl<'d, 'r> Patch<'d, 'r> {
    /// A sub-attribute of every value.
    pub(super) fn assign_every(
        &mut self,
        place: &Place<'r>,
        sub: Known<'r>,
        value: Value<'d>,
        holder: &mut Members<'d>,
    ) -> Result<(), Error> {
        let list = holder
            .get_mut(place.attribute.name())
            .and_then(Edit::elements_mut);
        let Some(list) = list.filter(|list| !list.is_empty()) else {
            let path = place.attribute.path();
            return refuse(
                ScimType::NoTarget,
                format!("`{path}` has no value to change: add one first."),
            );
        };
        self.visits.spend(list.len())?;
        let places: Vec<usize> = list.entries().map(|(slot, _)| slot).collect();
        self.assign_sub(sub, value, list, &places, place.attribute)
    }

    pub(super) fn assign_filtered(
        &mut self,
        op: Op,
        place: &Place<'r>,
        filter: &Predicate,
        value: Value<'d>,
        holder: &mut Members<'d>,
    ) -> Result<(), Error> {
        let attribute = place.attribute;
        let Some(target) = holder.get_mut(attribute.name()) else {
            return refuse(ScimType::NoTarget, no_match(attribute));
        };
        if !attribute.is_multi_valued() {
            return self.assign_singular_filtered(op, place, filter, value, target);
        }
        let Some(list) = target.elements_mut() else {
            return refuse(ScimType::NoTarget, no_match(attribute));
        };
        let matching = matching(filter, list, &mut self.visits)?;
        if matching.is_empty() {
            return refuse(ScimType::NoTarget, no_match(attribute));
        }
        if let Some(sub) = place.sub {
            return self.assign_sub(sub, value, list, &matching, attribute);
        }
        let part = if op == Op::Add && attribute.is_complex() {
            Part::SubAttributes
        } else {
            Part::Element
        };
        check(value, attribute, part, self.view, &mut self.notes)?;
        self.visits.spend(copies(&matching, value))?;
        for &index in &matching {
            let Some(element) = list.get_mut(index) else {
                continue;
            };
            if op == Op::Add && attribute.is_complex() {
                self.merge(attribute, value, element)?;
            } else {
                self.replace_element(attribute, value, element)?;
            }
            if element.is_unassigned() {
                list.remove(index);
            }
        }
        if value_is_primary(value) {
            if matching.len() > 1 {
                return Err(two_primaries(attribute).at(value.span()));
            }
            demote(list, matching.first().copied());
        }
        Ok(())
    }

    fn assign_singular_filtered(
        &mut self,
        op: Op,
        place: &Place<'r>,
        filter: &Predicate,
        value: Value<'d>,
        target: &mut Edit<'d>,
    ) -> Result<(), Error> {
        if !filter.matches(&EditView(std::borrow::Cow::Borrowed(target))) {
            return refuse(ScimType::NoTarget, no_match(place.attribute));
        }
        if let (Some(sub), Some(members)) = (place.sub, target.members_mut()) {
            return self.set(op, sub, value, members);
        }
        check(
            value,
            place.attribute,
            Part::SubAttributes,
            self.view,
            &mut self.notes,
        )?;
        self.merge(place.attribute, value, target)
    }

    /// A sub-attribute of some values.
    fn assign_sub(
        &mut self,
        sub: Known<'r>,
        value: Value<'d>,
        list: &mut List<'d>,
        places: &[usize],
        attribute: Known<'r>,
    ) -> Result<(), Error> {
        check(value, sub, Part::Attribute, self.view, &mut self.notes)?;
        let becomes_primary = sub.name() == "primary" && value.as_bool() == Some(true);
        if becomes_primary && places.len() > 1 {
            return Err(two_primaries(attribute).at(value.span()));
        }
        self.visits.spend(copies(places, value))?;
        for &index in places {
            let members = list.get_mut(index).and_then(Edit::members_mut);
            let Some(members) = members else {
                continue;
            };
            let new = stored(value, self.spaced, sub, self.view);
            guard_immutable(sub, members.get(sub.name()), Some(&new))?;
            members.set(sub.name(), new);
            if becomes_primary {
                demote(list, Some(index));
            }
        }
        Ok(())
    }

    /// The record as a whole gives way to the new one; what a client can't set stays.
    fn replace_element(
        &mut self,
        attribute: Known<'r>,
        value: Value<'d>,
        element: &mut Edit<'d>,
    ) -> Result<(), Error> {
        self.note_read_only(value, attribute, Some(element));
        let mut new = stored(value, self.spaced, attribute, self.view);
        for &id in sub_attributes(attribute, self.view) {
            let Some(sub) = Known::of(id, self.view) else {
                continue;
            };
            let old = element.get(sub.name());
            if let (Some(old), Some(members)) = (&old, new.members_mut())
                && sub.definition.mutability() == Mutability::ReadOnly
            {
                members.set(sub.name(), old.clone().into_owned());
            }
            let given = new.get(sub.name());
            guard_immutable(sub, old.as_deref(), given.as_deref())?;
        }
        *element = new;
        Ok(())
    }
}

/// What it costs to write a value into several places: the result has it as often.
fn copies(places: &[usize], value: Value<'_>) -> usize {
    let more = places.len().saturating_sub(1);
    more.saturating_mul(value.span().len() as usize / 16)
}
