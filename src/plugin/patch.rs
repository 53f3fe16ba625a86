use core::fmt::Write;

use super::refusal::Refusal;
use super::request::Members;
use super::toolkit::Toolkit;
use crate::diagnostic::write_json_array;
use crate::patch::{self, Manner, guessed_type, object_of, write_steps};
use crate::profile::Profile;
use crate::resource::{detect, detect_and_tell};

/// The members of a call that applies a PATCH request.
pub(super) const APPLY: &[&str] = &[
    "call",
    "toolkit",
    "resource",
    "request",
    "resourceType",
    "trace",
];
/// The members of a call that makes one.
pub(super) const DIFF: &[&str] = &[
    "call",
    "toolkit",
    "before",
    "after",
    "resourceType",
    "style",
];

/// Applies a PATCH request: `{"changed", "notes", "steps", "resource"}`.
pub(super) fn apply(
    toolkit: &Toolkit,
    request: Members<'_>,
    out: &mut String,
) -> Result<(), Refusal> {
    let resource = request.needed_document("resource")?;
    let operations = request.needed_document("request")?;
    let switches = toolkit.profile.switches();
    let options = patch::Options {
        limits: toolkit.limits.patch,
        quirks: switches.patch,
        filter: switches.filter,
        trace: request.flag("trace")?.unwrap_or_default(),
    };
    let told = request.resource_type(&toolkit.registry)?;
    let before = toolkit.document(&resource);
    object_of(&before)?;
    let found = match told {
        Some(id) => Some((id, true)),
        None => detect_and_tell(&before, &toolkit.registry),
    };
    let view = toolkit.view(found.map(|(id, _)| id))?;
    let positions = operations.positions();
    let mut patched = patch::apply(&before, &toolkit.document(&operations), view, options)
        .map_err(|error| Refusal::of(&error, positions))?;
    if found.is_some_and(|(_, sure)| !sure) {
        patched.notes.insert(0, guessed_type(view));
    }
    // Writing to a String can't fail.
    let _ = write!(out, r#"{{"changed":{},"notes":"#, patched.changed);
    write_json_array(&patched.notes, positions, out);
    out.push_str(r#","steps":"#);
    write_steps(&patched.steps, out);
    out.push_str(r#","resource":"#);
    out.push_str(&patched.json);
    out.push('}');
    Ok(())
}

/// Makes the PATCH request that turns one resource into another.
pub(super) fn diff(
    toolkit: &Toolkit,
    request: Members<'_>,
    out: &mut String,
) -> Result<(), Refusal> {
    let (before, after) = (
        request.needed_document("before")?,
        request.needed_document("after")?,
    );
    let manner = match request.text("style")? {
        None => Manner::RFC,
        Some(style) => Profile::named(&style)?.manner(),
    };
    let told = request.resource_type(&toolkit.registry)?;
    let (before, after) = (toolkit.document(&before), toolkit.document(&after));
    object_of(&before)?;
    let view = toolkit.view(told.or_else(|| detect(&before, &toolkit.registry)))?;
    out.push_str(&patch::diff(&before, &after, view, manner)?);
    Ok(())
}
