//! What no operation may change: immutable values, and required ones that would go.

use super::operation::Known;
use super::request::Op;
use crate::diagnostic::{Error, ScimType};
use crate::json::Edit;
use crate::schema::Mutability;

/// An immutable attribute that has a value keeps it.
pub(super) fn guard_immutable(
    attribute: Known<'_>,
    old: Option<&Edit<'_>>,
    new: Option<&Edit<'_>>,
) -> Result<(), Error> {
    if attribute.definition.mutability() != Mutability::Immutable {
        return Ok(());
    }
    let old = old.filter(|old| !old.is_unassigned());
    let same = match (old, new) {
        (None, _) => true,
        (Some(old), Some(new)) => old.equals(new),
        (Some(_), None) => false,
    };
    if same {
        return Ok(());
    }
    let detail = format!(
        "`{}` is immutable and has a value already: leave it out, or send the value that it has.",
        attribute.path()
    );
    Err(Error::new(ScimType::Mutability, detail).or_cite("RFC 7644 §3.5.2", Some("P-11")))
}

/// A required attribute keeps a value.
pub(super) fn guard_required(op: Op, attribute: Known<'_>) -> Result<(), Error> {
    if !attribute.definition.attribute.required {
        return Ok(());
    }
    let detail = format!(
        "`{}` is required and can't be removed: replace its value.",
        attribute.path()
    );
    let scim_type = match op {
        Op::Remove => ScimType::Mutability,
        Op::Add | Op::Replace => ScimType::InvalidValue,
    };
    Err(Error::new(scim_type, detail).or_cite("RFC 7644 §3.5.2.2", Some("P-41")))
}
