//! At most one value of an attribute is primary (RFC 7643 §2.4).

use super::operation::Known;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Edit, Value};

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
    Error::new(ScimType::InvalidValue, detail)
}

/// Sets `primary` to false in all elements that have it true but the one at `keep`.
pub(super) fn demote(list: &mut [Edit<'_>], keep: usize) {
    for (index, element) in list.iter_mut().enumerate() {
        if index != keep
            && is_primary(element)
            && let Some(members) = element.members_mut()
        {
            members.set("primary", Edit::Boolean(false));
        }
    }
}
