//! The state of a service provider as bytes, and back.

use core::fmt::Write;

use super::kept::{KEPT, Stamp, core_of};
use super::provider::{ServiceProvider, World, view_of};
use super::references::has_groups;
use super::representation::is_secret;
use super::version::fingerprint;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Document, Tape, Value, find_root_string, unescape, write_string};
use crate::schema::{Scope, TypeId};

/// What the first line of a state begins with; the number grows with the format.
const FORMAT: &str = r#"{"format":"scimlens-state-1""#;

impl ServiceProvider {
    /// The resources with all that is kept of them, passwords as hashes: a line that says what it is
    /// and seals the rest, then each resource in a line of its own. The audit is not in it.
    pub fn export(&self) -> String {
        let mut rows = String::new();
        for position in self.resources.positions() {
            rows.push_str(self.resources.text(position).unwrap_or_default());
            rows.push('\n');
        }
        let mut out = format!(r#"{FORMAT},"baseUrl":"#);
        write_string(&self.base.0, &mut out);
        // Writing to a String can't fail.
        let _ = writeln!(
            out,
            r#","resources":{},"seal":"{:016x}"}}"#,
            self.resources.len(),
            fingerprint(&rows)
        );
        out.push_str(&rows);
        out
    }

    /// The resources as a client may read them, each in a line of its own.
    pub fn write_resources(&mut self, world: &World<'_>, out: &mut String) {
        let projection = crate::resource::Projection::default();
        let positions: Vec<u32> = self.resources.positions().collect();
        for position in positions {
            self.resources
                .write_resource(position, &projection, world.registry, out);
            out.push('\n');
        }
    }
}

/// Takes a state over, whole or not at all.
pub(super) fn load(
    provider: &mut ServiceProvider,
    state: &[u8],
    world: &World<'_>,
) -> Result<(), Error> {
    let text = core::str::from_utf8(state).map_err(|_| refused("it is not UTF-8."))?;
    let (header, rows) = text.split_once('\n').unwrap_or((text, ""));
    if !header.starts_with(FORMAT) {
        let detail = "its first line is not that of a state of this version.";
        return Err(refused(detail));
    }
    let document = Document::read(header, KEPT, Tape::default());
    let root = document.root().filter(|_| document.defects().is_empty());
    let root = root.ok_or_else(|| refused("its first line is damaged."))?;
    check_seal(root, rows)?;
    for (index, row) in rows.lines().enumerate() {
        let taken = take(provider, row, world);
        taken.map_err(|error| refused(&format!("resource {}: {}", index + 1, error.detail())))?;
    }
    let base = root.get("baseUrl").and_then(Value::as_str);
    provider.look_again(world);
    if base.as_deref() != Some(provider.base.0.as_str()) {
        provider.move_here(world)?;
    }
    Ok(())
}

/// Refuses rows that are not those that were sealed. A journal, which has checksums of its own, says
/// `"sealed":false` of a state that it has put changes into.
fn check_seal(header: Value<'_>, rows: &str) -> Result<(), Error> {
    if header.get("sealed").and_then(Value::as_bool) == Some(false) {
        return Ok(());
    }
    let seal = format!("{:016x}", fingerprint(rows));
    let sealed = header.get("seal").and_then(Value::as_str);
    let count = header.get("resources").and_then(Value::as_number);
    let found = rows.lines().count();
    if count != Some(found.to_string().as_str()) {
        let count = count.unwrap_or("an unknown number of");
        let detail = format!("it has {found} resources, and began with {count}: it was cut.");
        return Err(refused(&detail));
    }
    if sealed.as_deref() != Some(seal.as_str()) {
        return Err(refused("it was changed since it was exported."));
    }
    Ok(())
}

fn take(provider: &mut ServiceProvider, row: &str, world: &World<'_>) -> Result<(), Error> {
    let document = Document::read(row, KEPT, Tape::default());
    let of = document.root().and_then(|root| {
        let name = root.get("meta")?.get("resourceType")?.as_str()?;
        world.registry.type_named(&name)
    });
    let (Some(of), Some(root)) = (of, document.root()) else {
        return Err(refused_row("it is of no resource type that is registered."));
    };
    let id = root.get("id").and_then(Value::as_str).unwrap_or_default();
    if id.is_empty() || provider.resources.position_of_id(&id).is_some() {
        return Err(refused_row("its `id` is missing, or another has it."));
    }
    if has_clear_secret(root, of, world) {
        return Err(refused_row("it has a password that is no hash."));
    }
    provider
        .resources
        .insert_as(row, Some(of), world.registry)?;
    Ok(())
}

/// Whether something that is kept as a hash alone is none.
fn has_clear_secret(root: Value<'_>, of: TypeId, world: &World<'_>) -> bool {
    let Some(view) = world.registry.view(of) else {
        return false;
    };
    let registry = view.registry();
    let clear = |holder: Value<'_>, scope: &Scope| {
        let mut secrets = scope
            .members()
            .iter()
            .filter_map(|id| registry.definition(*id));
        secrets.any(|definition| {
            let value = holder
                .get(&definition.attribute.name)
                .and_then(Value::as_str);
            is_secret(definition) && value.is_some_and(|text| !super::password::is_hash(&text))
        })
    };
    let mut objects = view
        .extensions()
        .iter()
        .filter_map(|e| registry.definition(e.object));
    clear(root, view.scope())
        || objects.any(|object| {
            let inside = root
                .get(&object.attribute.name)
                .zip(registry.scope_of(object));
            inside.is_some_and(|(inside, scope)| clear(inside, scope))
        })
}

impl ServiceProvider {
    /// Gives resources that come from another base URL the addresses that they have here.
    fn move_here(&mut self, world: &World<'_>) -> Result<(), Error> {
        let positions: Vec<u32> = self.resources.positions().collect();
        for position in positions {
            let of = self.resources.type_of(position);
            let Some((of, text)) = of.zip(self.resources.text(position)) else {
                continue;
            };
            let view = view_of(of, world)?;
            let id = unescape(find_root_string(text, "id").unwrap_or_default()).into_owned();
            let core = core_of(text, view).to_owned();
            self.keep(position, view, &id, &core, &Stamp::of(text), world)?;
            if has_groups(view) {
                self.tell_groups(position, world)?;
            }
        }
        Ok(())
    }
}

fn refused(why: &str) -> Error {
    Error::new(
        ScimType::InvalidValue,
        format!("The state can't be used: {why}"),
    )
}

fn refused_row(why: &str) -> Error {
    Error::new(ScimType::InvalidValue, why)
}
