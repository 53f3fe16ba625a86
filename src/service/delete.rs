//! Deleting a resource (RFC 7644 §3.6).

use super::commit::Change;
use super::kept::KEPT;
use super::provider::{Call, ServiceProvider};
use super::response::Response;
use super::retrieve::check_conditions;
use crate::diagnostic::Error;
use crate::json::{Document, Tape, find_root_string, unescape};
use crate::schema::TypeId;

impl ServiceProvider {
    pub(super) fn delete(
        &mut self,
        position: u32,
        of: TypeId,
        call: &mut Call<'_>,
    ) -> Result<Response, Error> {
        let text = self.text_at(position)?.to_owned();
        let text = text.as_str();
        check_conditions(text, call)?;
        let id = unescape(find_root_string(text, "id").unwrap_or_default()).into_owned();
        let document = Document::read(text, KEPT, Tape::default());
        let change = Change {
            position: Some(position),
            of,
            id: &id,
            core: None,
            status: 204,
            new: None,
            old: document.root(),
            without: None,
        };
        self.commit(&change, call)?;
        Ok(Response::empty(204))
    }
}
