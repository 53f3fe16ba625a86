//! What the profile tolerates in the resources of clients: values that are written otherwise than
//! their attributes want them, and mean one thing alone.

use super::provider::World;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity, Sink, apply_edits};
use crate::json::{Document, Kind, Limits, Tape};
use crate::message::{self, DocumentKind};
use crate::patch::needed;
use crate::resource;
use crate::schema::{Definition, Type, TypeId};

/// The text that a client means, and what was tolerated; nothing where the text is what is meant.
pub(super) fn meant(
    text: &str,
    of: TypeId,
    world: &World<'_>,
) -> Option<(String, Vec<Diagnostic>)> {
    let quirks = world.switches.patch;
    if !quirks.boolean_strings && !quirks.complex_from_string {
        return None;
    }
    let document = Document::read(text, world.json, Tape::default());
    let options = message::Options {
        kind: Some(DocumentKind::Resource),
        resource: resource::Options {
            resource_type: Some(of),
            ..resource::Options::default()
        },
        ..message::Options::default()
    };
    let mut found = Types(Vec::new());
    message::validate(&document, world.registry, &options, &mut found);
    let (mut edits, mut notes) = (Vec::new(), Vec::new());
    for finding in found.0 {
        let span = finding.span.unwrap_or_default();
        let path = finding.attribute.as_deref().unwrap_or_default();
        let definition = world.registry.describe(path, Some(of));
        let habit = definition.and_then(|known| habit_of(known, span.of(text), world));
        if let Some(Habit { code, quirk, meant }) = habit {
            let message = format!(
                "`{path}` is written {}; it is read as {meant}.",
                span.of(text)
            );
            notes.push(needed(code, quirk, span, message));
            edits.push(Edit::replace(span, meant));
        }
    }
    (!edits.is_empty()).then(|| (apply_edits(text, &edits), notes))
}

struct Habit {
    code: Code,
    quirk: &'static str,
    meant: String,
}

fn habit_of(definition: &Definition, source: &str, world: &World<'_>) -> Option<Habit> {
    let quirks = world.switches.patch;
    let document = Document::read(source, Limits::default(), Tape::default());
    let value = document
        .root()
        .filter(|value| value.kind() == Kind::String)?;
    let text = value.as_str()?;
    if definition.attribute.kind == Type::Boolean {
        let known = ["true", "false"].into_iter();
        let mut known = known.filter(|word| word.eq_ignore_ascii_case(&text));
        let meant = known.next().filter(|_| quirks.boolean_strings)?.to_owned();
        return Some(Habit {
            code: Code::PatchBooleanString,
            quirk: "coerce-boolean-strings",
            meant,
        });
    }
    let has_value = world
        .registry
        .sub_attribute_of(definition, "value")
        .is_some();
    (quirks.complex_from_string && has_value).then(|| Habit {
        code: Code::PatchComplexFromString,
        quirk: "complex-from-string",
        meant: format!("{{\"value\":{source}}}"),
    })
}

/// Keeps the values of another type than that of their attribute.
struct Types(Vec<Diagnostic>);

impl Sink for Types {
    fn report(&mut self, severity: Severity, describe: &mut dyn FnMut() -> Diagnostic) {
        if severity == Severity::Error {
            let finding = describe();
            if finding.code == Code::Type {
                self.0.push(finding);
            }
        }
    }

    fn wants_hints(&self) -> bool {
        false
    }
}
