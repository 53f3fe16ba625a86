//! The values that a request brings: checked against their attribute, and stripped of what a client
//! can't set.

use super::operation::Known;
use crate::diagnostic::{Diagnostic, Error, ScimType, Severity};
use crate::json::{Edit, Kind, Value};
use crate::resource::{Part, check_value};
use crate::schema::{Mutability, ResourceTypeView};

/// Checks a value; warnings become notes.
///
/// # Errors
/// `invalidValue` for the first thing that is wrong with it.
pub(super) fn check(
    value: Value<'_>,
    attribute: Known<'_>,
    part: Part,
    view: ResourceTypeView<'_>,
    notes: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    let mut findings = Vec::new();
    check_value(value, attribute.id, part, view, &mut findings);
    for finding in findings {
        if finding.severity == Severity::Error {
            let detail = match finding.help {
                Some(help) => format!("{} {help}", finding.message),
                None => finding.message,
            };
            let mut error = Error::new(ScimType::InvalidValue, detail);
            if let Some(reference) = finding.reference {
                error = error.or_cite(reference, finding.rule);
            }
            return Err(match finding.span {
                Some(span) => error.at(span),
                None => error,
            });
        }
        notes.push(finding);
    }
    Ok(())
}

/// The values that a request gives for a multi-valued attribute: those of an array, or a lone one.
pub(super) fn values(value: Value<'_>) -> Vec<Value<'_>> {
    match value.kind() {
        Kind::Array => value.elements().collect(),
        Kind::Null => Vec::new(),
        _ => vec![value],
    }
}

/// One value as it is stored, but with what no schema knows.
pub(super) fn with_undefined<'d>(
    value: Value<'d>,
    spaced: bool,
    attribute: Known<'_>,
    view: ResourceTypeView<'_>,
) -> Edit<'d> {
    kept(value, spaced, attribute, view, true)
}

/// One value as it is stored: without members that are null, that no schema knows, or that are
/// readOnly, which a service provider ignores (RFC 7644 §3.5.1).
pub(super) fn stored<'d>(
    value: Value<'d>,
    spaced: bool,
    attribute: Known<'_>,
    view: ResourceTypeView<'_>,
) -> Edit<'d> {
    kept(value, spaced, attribute, view, false)
}

fn kept<'d>(
    value: Value<'d>,
    spaced: bool,
    attribute: Known<'_>,
    view: ResourceTypeView<'_>,
    with_undefined: bool,
) -> Edit<'d> {
    let whole = Edit::Source { value, spaced };
    if value.kind() != Kind::Object {
        return whole;
    }
    let drops = |name: &str, member: Value<'_>| {
        member.is_null() || (member.kind() == Kind::Array && member.is_empty()) || {
            let sub = view.registry().sub_attribute(attribute.id, name);
            let sub = sub.and_then(|sub| view.registry().definition(sub));
            match sub {
                Some(sub) => sub.mutability() == Mutability::ReadOnly,
                None => !with_undefined,
            }
        }
    };
    if !value
        .members()
        .any(|(key, member)| drops(&key.name(), member))
    {
        return whole;
    }
    let mut kept = Edit::empty_object();
    if let Some(members) = kept.members_mut() {
        for (key, value) in value.members() {
            let name = key.name();
            if !drops(&name, value) {
                members.set(&name, Edit::Source { value, spaced });
            }
        }
    }
    kept
}
