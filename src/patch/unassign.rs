//! Taking values away (RFC 7644 §3.5.2.2).

use super::apply::{no_match, refuse};
use super::find::{Visits, matching};
use super::given::Given;
use super::guard::{guard_immutable, guard_required};
use super::operation::{Known, Place};
use super::request::Op;
use super::view::EditView;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Edit, Members};

/// remove, and replace with nothing.
pub(super) fn unassign(
    op: Op,
    place: &Place<'_>,
    given: Option<&Given<'_, '_>>,
    holder: &mut Members<'_>,
    visits: &mut Visits,
) -> Result<(), Error> {
    let attribute = place.attribute;
    let meant = |value: &Edit<'_>| match (given, place.sub) {
        (None, _) => true,
        (Some(given), None) => given.has(value),
        (Some(given), Some(sub)) => value.get(sub.name()).is_some_and(|value| given.has(&value)),
    };
    if place.filter.is_none() && place.sub.is_none() && given.is_none() {
        guard_required(op, attribute)?;
        guard_immutable(attribute, holder.get(attribute.name()), None)?;
        holder.remove(attribute.name());
        return Ok(());
    }
    let Some(target) = holder.get_mut(attribute.name()) else {
        return match (op, &place.filter) {
            (Op::Replace, Some(_)) => refuse(ScimType::NoTarget, no_match(attribute)),
            _ => Ok(()),
        };
    };
    if attribute.is_multi_valued() {
        let Some(list) = target.elements_mut() else {
            return Ok(());
        };
        let mut places = match (&place.filter, given) {
            (Some(filter), _) => matching(filter, list, visits)?,
            (None, Some(given)) if place.sub.is_none() => given.slots(list, visits)?,
            (None, _) => {
                visits.spend(list.len())?;
                list.entries().map(|(slot, _)| slot).collect()
            }
        };
        places.retain(|index| list.get(*index).is_some_and(meant));
        if places.is_empty() && op == Op::Replace {
            return refuse(ScimType::NoTarget, no_match(attribute));
        }
        match place.sub {
            Some(sub) => {
                for slot in places {
                    let has = list.get(slot).is_some_and(|e| e.get(sub.name()).is_some());
                    if has && let Some(element) = list.get_mut(slot) {
                        if let Some(members) = element.members_mut() {
                            unassign_sub(op, sub, members)?;
                        }
                        if element.is_unassigned() {
                            list.remove(slot);
                        }
                    }
                }
            }
            None => {
                for slot in places {
                    list.remove(slot);
                }
            }
        }
        list.compact();
    } else {
        let view = EditView(std::borrow::Cow::Borrowed(&*target));
        if place
            .filter
            .as_ref()
            .is_some_and(|filter| !filter.matches(&view))
        {
            return match op {
                Op::Replace => refuse(ScimType::NoTarget, no_match(attribute)),
                _ => Ok(()),
            };
        }
        if !meant(target) {
            return Ok(());
        }
        match (place.sub, target.members_mut()) {
            (Some(sub), Some(members)) => unassign_sub(op, sub, members)?,
            (None, _) => {
                guard_required(op, attribute)?;
                holder.remove(attribute.name());
                return Ok(());
            }
            _ => {}
        }
    }
    if holder
        .get(attribute.name())
        .is_some_and(Edit::is_unassigned)
    {
        guard_required(op, attribute)?;
        holder.remove(attribute.name());
    }
    Ok(())
}

fn unassign_sub(op: Op, sub: Known<'_>, members: &mut Members<'_>) -> Result<(), Error> {
    if members.get(sub.name()).is_none() {
        return Ok(());
    }
    guard_required(op, sub)?;
    guard_immutable(sub, members.get(sub.name()), None)?;
    members.remove(sub.name());
    Ok(())
}
