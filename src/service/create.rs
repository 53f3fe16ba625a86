//! Creating a resource (RFC 7644 §3.3), and what all requests that change one have in common.

use super::commit::Change;
use super::error::{Findings, refused};
use super::provider::{Call, ServiceProvider, view_of};
use super::representation::{Origin, Settled, Writer};
use super::response::Response;
use super::{habit, password};
use crate::diagnostic::{Diagnostic, Error, ScimType, Severity};
use crate::json::{Document, Value};
use crate::message::{self, DocumentKind};
use crate::resource::{self, Operation};
use crate::schema::TypeId;

/// A resource that is to be kept, as it is given.
pub(super) struct Given<'d> {
    pub(super) root: Value<'d>,
    pub(super) spaced: bool,
    pub(super) origin: Origin,
    /// The resource as it is kept.
    pub(super) stored: Option<Value<'d>>,
}

impl ServiceProvider {
    pub(super) fn create(&mut self, of: TypeId, call: &mut Call<'_>) -> Result<Response, Error> {
        let meant = habit::meant(call.body, of, call.world);
        let document = call.document_of(meant.as_ref().map_or(call.body, |(text, _)| text))?;
        let (root, notes) = checked(&document, of, None, call)?;
        call.notes = notes;
        call.notes
            .extend(meant.iter().flat_map(|(_, notes)| notes.clone()));
        // Before an id is asked for, which somebody may count.
        let view = view_of(of, call.world)?;
        self.unique.check(root, view, None, &self.resources)?;
        let id = match call.id.take() {
            Some(id) => id,
            None => call.new_id(&self.resources)?,
        };
        let given = Given {
            root,
            spaced: document.is_spaced(),
            origin: Origin::Client,
            stored: None,
        };
        let core = self.written(&given, of, &id, call)?;
        let change = Change {
            position: None,
            of,
            id: &id,
            core: Some(&core),
            status: 201,
            new: Some(root),
            old: None,
            without: None,
        };
        let position = self.commit(&change, call)?;
        self.answer(201, position, root, call)
    }

    /// A resource in the form in which it is kept.
    pub(super) fn written(
        &self,
        given: &Given<'_>,
        of: TypeId,
        id: &str,
        call: &mut Call<'_>,
    ) -> Result<String, Error> {
        let can_change = self.config.change_password;
        let exists = given.stored.is_some();
        let view = view_of(of, call.world)?;
        let mut hide = |secret: &str, kept: Option<&str>| {
            let same = |kept: &&str| *kept == secret || password::is_hash_of(kept, secret);
            if let Some(kept) = kept.filter(same) {
                return Ok(kept.to_owned());
            }
            if exists && !can_change {
                let detail =
                    "Changing passwords is not supported, as the ServiceProviderConfig says.";
                return Err(Error::with_status(501, detail));
            }
            Ok(password::hash(secret, &call.new_text()?))
        };
        let settled = match given.origin {
            Origin::Client => Settled::Nothing,
            Origin::Stored => Settled::of(given.stored),
        };
        let mut writer = Writer {
            view,
            resources: &self.resources,
            base: &self.base,
            origin: given.origin,
            spaced: given.spaced,
            stored: given.stored,
            settled,
            renamed: None,
            hide: &mut hide,
        };
        writer.write(given.root, id)
    }
}

/// The resource that a client sends, once it is known to be one (RFC 7643), and warnings.
pub(super) fn checked<'d>(
    document: &'d Document<'_>,
    of: TypeId,
    stored: Option<Value<'_>>,
    call: &Call<'_>,
) -> Result<(Value<'d>, Vec<Diagnostic>), Error> {
    let strict = call.world.switches.patch.reject_unknown;
    let resource = resource::Options {
        resource_type: Some(of),
        operation: match stored {
            None => Operation::Create,
            Some(_) => Operation::Replace,
        },
        unknown: Some(if strict {
            Severity::Error
        } else {
            Severity::Warning
        }),
        current: stored,
    };
    let options = message::Options {
        kind: Some(DocumentKind::Resource),
        resource,
        filter: call.world.switches.filter,
        ..message::Options::default()
    };
    // A PATCH has told its own, and what was there already has been told before.
    let mut findings = Findings::new(strict, call.method != "PATCH");
    message::validate(document, call.world.registry, &options, &mut findings);
    match (findings.error, document.root()) {
        (None, Some(root)) => Ok((root, findings.notes)),
        (Some(error), _) => Err(refused(&error)),
        (None, None) => {
            let detail = "The body is no JSON object.";
            Err(Error::new(ScimType::InvalidSyntax, detail))
        }
    }
}
