use super::resources::Resources;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Document, Splice, Tape};
use crate::patch::{Applied, Options, apply, changes_of, guessed_type};
use crate::resource::says_type;
use crate::schema::{Registry, TypeId};

/// What came of a PATCH request to a resource that is kept.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What came of it beside the resource.
    pub applied: Applied,
    /// How to get the text of before back, where the resource is long and stays parsed; `None` where
    /// it is kept as text alone.
    pub splices: Option<Vec<Splice>>,
}

impl Resources {
    /// Applies a PATCH request to a resource and keeps the result. The type of the resource is the
    /// one that is told, or else the one that was found out.
    ///
    /// A resource of 16 kB or more stays parsed from its first patch on: the next one takes time for
    /// what it changes and for looking through its lists, not for its text. All that are parsed take
    /// 64 MiB beside their texts, or what the last one takes alone; past that, the one that was not
    /// patched for longest is kept as text again.
    ///
    /// # Errors
    /// What [`apply`] refuses; `noTarget` where there is no resource at the position, `invalidValue`
    /// where its type is not known. The resource is as it was.
    pub fn patch(
        &mut self,
        position: u32,
        request: &Document<'_>,
        told: Option<TypeId>,
        options: impl Into<Options>,
        registry: &Registry,
    ) -> Result<Outcome, Error> {
        let of = told.or(self.type_of(position));
        if self.text(position).is_none() {
            let detail = format!("There is no resource at position {position}.");
            return Err(Error::new(ScimType::NoTarget, detail));
        }
        let Some(view) = of.and_then(|id| registry.view(id)) else {
            let detail = "No resource type is known for the resource: name it in the options.";
            return Err(Error::new(ScimType::InvalidValue, detail));
        };
        let guessed = |before: &Document<'_>| told.is_none() && !says_type(before, registry);
        let (mut applied, guessed, splices) = if let Some(mut resident) = self.take_parsed(position)
        {
            let answer = resident.read(|before| {
                let (applied, changes) = changes_of(before, request, view, options)?;
                Ok((applied, changes, guessed(before)))
            });
            let (applied, changes, guessed) = match answer {
                Ok(answer) => answer,
                Err(error) => {
                    self.give_back(position, resident);
                    return Err(error);
                }
            };
            let splices = if changes.is_empty() {
                self.give_back(position, resident);
                Vec::new()
            } else {
                let splices = changes.splices(resident.text());
                self.change(position, resident, &mut |resident| {
                    resident.change(&changes);
                });
                splices
            };
            (applied, guessed, Some(splices))
        } else {
            let text = self.text(position).unwrap_or_default();
            let before = Document::read(text, self.limits(), Tape::default());
            let patched = apply(&before, request, view, options)?;
            let guessed = guessed(&before);
            if patched.changed {
                self.replace(position, &patched.json, registry)?;
            }
            (patched.into(), guessed, None)
        };
        if guessed {
            applied.notes.insert(0, guessed_type(view));
        }
        Ok(Outcome { applied, splices })
    }
}
