use super::resources::Resources;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Document, Tape};
use crate::patch::{Options, Patched, apply, guessed_type};
use crate::resource::says_type;
use crate::schema::{Registry, TypeId};

impl Resources {
    /// Applies a PATCH request to a resource and keeps the result. The type of the resource is the
    /// one that is told, or else the one that was found out.
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
    ) -> Result<Patched, Error> {
        let of = told.or(self.type_of(position));
        let Some(text) = self.text(position) else {
            let detail = format!("There is no resource at position {position}.");
            return Err(Error::new(ScimType::NoTarget, detail));
        };
        let Some(view) = of.and_then(|id| registry.view(id)) else {
            let detail = "No resource type is known for the resource: name it in the options.";
            return Err(Error::new(ScimType::InvalidValue, detail));
        };
        let before = Document::read(text, self.limits(), Tape::default());
        let mut patched = apply(&before, request, view, options)?;
        if told.is_none() && !says_type(&before, registry) {
            patched.notes.insert(0, guessed_type(view));
        }
        if patched.changed {
            self.replace(position, &patched.json, registry)?;
        }
        Ok(patched)
    }
}
