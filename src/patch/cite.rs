//! Which rule a refusal rests on.

use super::request::{Op, Operation};
use crate::diagnostic::{Error, ScimType};

const PATCH: &str = "RFC 7644 §3.5.2";
const ADD: &str = "RFC 7644 §3.5.2.1";
const REMOVE: &str = "RFC 7644 §3.5.2.2";
const REPLACE: &str = "RFC 7644 §3.5.2.3";

/// The refusal of an operation, with what the catalogue says of its kind where whoever refused it
/// didn't say it more exactly.
pub(super) fn cited(error: Error, operation: &Operation<'_>) -> Error {
    let (op, pathless) = (operation.op, operation.path.is_none());
    let (reference, rule) = match (error.scim_type(), op) {
        (Some(ScimType::InvalidPath), _) => (PATCH, "P-53"),
        (Some(ScimType::InvalidFilter), _) => (PATCH, "P-55"),
        (Some(ScimType::NoTarget), Op::Remove) if pathless => (REMOVE, "P-35"),
        (Some(ScimType::NoTarget), Op::Replace) => (REPLACE, "P-52"),
        (Some(ScimType::NoTarget), _) => ("RFC 7644 §3.12", "P-54"),
        (Some(ScimType::Mutability), _) => (PATCH, "P-11"),
        (Some(ScimType::InvalidSyntax), Op::Remove) => (REMOVE, "P-43"),
        (Some(ScimType::InvalidValue), Op::Add) if operation.value.is_none() => (ADD, "P-25"),
        (Some(ScimType::InvalidValue), Op::Replace) if pathless => (REPLACE, "P-44"),
        (Some(ScimType::InvalidValue), Op::Add) if pathless => (ADD, "P-27"),
        _ => (PATCH, "P-13"),
    };
    error.or_cite(reference, Some(rule))
}
