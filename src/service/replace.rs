//! Replacing a resource (RFC 7644 §3.5.1).

use super::commit::Change;
use super::create::{Given, checked};
use super::habit;
use super::kept::{KEPT, closed, core_of};
use super::provider::{Call, ServiceProvider, view_of};
use super::representation::Origin;
use super::response::Response;
use super::retrieve::check_conditions;
use crate::diagnostic::Error;
use crate::json::{Document, Tape, Value, equal};
use crate::schema::{ResourceTypeView, TypeId};

impl ServiceProvider {
    pub(super) fn replace(
        &mut self,
        position: u32,
        of: TypeId,
        call: &mut Call<'_>,
    ) -> Result<Response, Error> {
        let text = self.text_at(position)?.to_owned();
        check_conditions(&text, call)?;
        let meant = habit::meant(call.body, of, call.world);
        let document = call.document_of(meant.as_ref().map_or(call.body, |(text, _)| text))?;
        let stored = Document::read(&text, KEPT, Tape::default());
        let (root, notes) = checked(&document, of, stored.root(), call)?;
        call.notes = notes;
        call.notes
            .extend(meant.iter().flat_map(|(_, notes)| notes.clone()));
        let given = Given {
            root,
            spaced: document.is_spaced(),
            origin: Origin::Client,
            stored: stored.root(),
        };
        self.change(position, of, &given, call)?;
        self.answer(200, position, root, call)
    }

    /// Keeps another state of a resource, unless it is the one that is kept; says whether it isn't.
    pub(super) fn change(
        &mut self,
        position: u32,
        of: TypeId,
        given: &Given<'_>,
        call: &mut Call<'_>,
    ) -> Result<bool, Error> {
        let id = given.stored.and_then(|stored| stored.get("id"));
        let id = id.and_then(Value::as_str).unwrap_or_default();
        let core = self.written(given, of, &id, call)?;
        if core == core_of(self.text_at(position)?, view_of(of, call.world)?) {
            return Ok(false);
        }
        let view = view_of(of, call.world)?;
        let whole = match given.origin {
            Origin::Client => closed(&core),
            Origin::Stored => String::new(),
        };
        let document = Document::read(&whole, KEPT, Tape::default());
        if let Some(root) = document.root()
            && self.is_kept(position, root, view)?
        {
            return Ok(false);
        }
        self.unique
            .check(given.root, view, Some(position), &self.resources)?;
        let change = Change {
            position: Some(position),
            of,
            id: &id,
            core: Some(&core),
            status: 200,
            // What a client leaves out may be kept; a PATCH has it all.
            new: match given.origin {
                Origin::Client => document.root(),
                Origin::Stored => Some(given.root),
            },
            old: given.stored,
            without: None,
        };
        self.commit(&change, call)?;
        Ok(true)
    }

    /// Whether a resource is what is kept already, but for the order of its members.
    fn is_kept(
        &self,
        position: u32,
        root: Value<'_>,
        view: ResourceTypeView<'_>,
    ) -> Result<bool, Error> {
        let kept = closed(core_of(self.text_at(position)?, view));
        let kept = Document::read(&kept, KEPT, Tape::default());
        Ok(kept.root().is_some_and(|kept| equal(root, kept)))
    }

    /// The text of a resource that was found.
    pub(super) fn text_at(&self, position: u32) -> Result<&str, Error> {
        let gone = || Error::with_status(404, "The resource is gone.");
        self.resources.text(position).ok_or_else(gone)
    }
}
