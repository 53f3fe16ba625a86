//! Changing part of a resource (RFC 7644 §3.5.2).

use super::create::{Given, checked};
use super::kept::KEPT;
use super::provider::{Call, ServiceProvider, view_of};
use super::representation::Origin;
use super::response::Response;
use super::retrieve::check_conditions;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Document, Tape};
use crate::patch;
use crate::schema::TypeId;

impl ServiceProvider {
    pub(super) fn modify(
        &mut self,
        position: u32,
        of: TypeId,
        call: &mut Call<'_>,
    ) -> Result<Response, Error> {
        let world = call.world;
        check_conditions(self.text_at(position)?, call)?;
        let request = call.document()?;
        let how = patch::Options {
            limits: world.patch,
            quirks: world.switches.patch,
            filter: world.switches.filter,
            trace: false,
        };
        match self.modify_in_place(position, of, &request, how, call) {
            Some(done) => done?,
            None => self.modify_whole(position, of, &request, how, call)?,
        }
        let wanted = !call.parameters.attributes.is_empty();
        if call.minimal && !wanted {
            return self.bare(204, position);
        }
        let root = request
            .root()
            .ok_or_else(|| Error::new(ScimType::InvalidSyntax, ""))?;
        self.answer(200, position, root, call)
    }
}

impl ServiceProvider {
    /// Carries out a PATCH on all of the resource.
    fn modify_whole(
        &mut self,
        position: u32,
        of: TypeId,
        request: &Document<'_>,
        how: patch::Options,
        call: &mut Call<'_>,
    ) -> Result<(), Error> {
        let text = self.text_at(position)?.to_owned();
        let stored = Document::read(&text, KEPT, Tape::default());
        let view = view_of(of, call.world)?;
        let patched = patch::apply(&stored, request, view, how).map_err(in_operation)?;
        if !patched.changed {
            return Ok(());
        }
        let result = Document::read(&patched.json, KEPT, Tape::default());
        if let Some(defect) = result.defects().first() {
            return Err(super::error::refused(&defect.diagnose(&patched.json)));
        }
        let (root, _) = checked(&result, of, None, call)?;
        call.notes = patched.notes;
        let given = Given {
            root,
            spaced: false,
            origin: Origin::Stored,
            stored: stored.root(),
        };
        self.change(position, of, &given, call)?;
        Ok(())
    }
}

/// The same error with the operation that it is about in its words.
pub(super) fn in_operation(error: Error) -> Error {
    let Some(index) = error.operation() else {
        return error;
    };
    let detail = format!("Operation {} of the request: {}", index + 1, error.detail());
    Error::new(error.scim_type().unwrap_or(ScimType::InvalidSyntax), detail)
}
