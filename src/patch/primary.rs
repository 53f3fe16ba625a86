//! At most one value of an attribute is primary (RFC 7643 §2.4).

use super::operation::Known;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Edit, List, Tag, Value};

pub(super) fn is_primary(element: &Edit<'_>) -> bool {
    element
        .get("primary")
        .is_some_and(|primary| primary.as_bool() == Some(true))
}

pub(super) fn value_is_primary(value: Value<'_>) -> bool {
    value.get("primary").and_then(Value::as_bool) == Some(true)
}

pub(super) fn two_primaries(attribute: Known<'_>) -> Error {
    let detail = format!(
        "The operation would make more than one value of `{}` primary.",
        attribute.path()
    );
    Error::new(ScimType::InvalidValue, detail).or_cite("RFC 7643 §2.4", Some("MV-04"))
}

/// The tag of the tables in which primary elements are looked up.
const PRIMARY: Tag = Tag::MAX - 1;

/// Sets `primary` to false in all elements that have it true but the one in slot `keep`. Called only
/// where an operation makes an element primary.
pub(super) fn demote(list: &mut List<'_>, keep: Option<usize>) {
    let mut found = Vec::new();
    if list.is_worth_a_table(PRIMARY) {
        let hashes_of = |element: &Edit<'_>, note: &mut dyn FnMut(u64)| {
            if is_primary(element) {
                note(0);
            }
        };
        list.find(PRIMARY, &hashes_of, 0, &mut |slot, _| {
            found.push(slot);
            false
        });
    } else {
        let primary = list.entries().filter(|(_, element)| is_primary(element));
        found.extend(primary.map(|(slot, _)| slot));
    }
    for slot in found {
        if Some(slot) != keep
            && let Some(members) = list.get_mut(slot).and_then(Edit::members_mut)
        {
            members.set("primary", Edit::Boolean(false));
        }
    }
}
