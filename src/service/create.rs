//! Creating a resource (RFC 7644 §3.3), and what all requests that change one have in common.

use super::commit::Change;
use super::error::{Findings, refused};
use super::kept::{KEPT, closed};
use super::provider::{Call, ServiceProvider, view_of};
use super::representation::{Origin, Settled, Writer, secrets_in};
use super::response::Response;
use super::{habit, password};
use crate::diagnostic::{Diagnostic, Error, ScimType, Severity};
use crate::json::{Document, Tape, Value};
use crate::message::{self, DocumentKind};
use crate::resource::{self, Operation};
use crate::schema::TypeId;
use crate::text::same_but_for_case;

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
        let refused = || {
            let detail = "Changing passwords is not supported, as the ServiceProviderConfig says.";
            Error::with_status(501, detail)
        };
        let mut hide = |secret: &str, kept: Option<&str>| {
            let same = |kept: &&str| *kept == secret || password::is_hash_of(kept, secret);
            if let Some(kept) = kept.filter(same) {
                return Ok(kept.to_owned());
            }
            if exists && !can_change {
                return Err(refused());
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
        let core = writer.write(given.root, id)?;
        if let Some(stored) = given.stored.filter(|_| !can_change) {
            let whole = closed(&core);
            let document = Document::read(&whole, KEPT, Tape::default());
            let kept = document.root().map(|root| secrets_in(root, view));
            if kept.is_none_or(|kept| kept.len() < secrets_in(stored, view).len()) {
                return Err(refused());
            }
        }
        Ok(core)
    }
}

/// A schema that nobody knows is ignored (AMBIGUITIES A-60); the one of another resource type says that
/// the resource is none of this type.
fn check_type(root: Value<'_>, of: TypeId, call: &Call<'_>) -> Result<(), Error> {
    let view = view_of(of, call.world)?;
    let own = view.resource_type();
    for uri in root.get("schemas").into_iter().flat_map(Value::elements) {
        let uri = uri.as_str().unwrap_or_default();
        let other = call.world.registry.type_of_schema(&uri);
        let other = other.and_then(|other| call.world.registry.view(other));
        let is_own = same_but_for_case(&uri, &own.schema) || view.extension(&uri).is_some();
        if let Some(other) = other.filter(|_| !is_own) {
            let (name, other) = (&own.name, &other.resource_type().name);
            let detail =
                format!("`schemas` has the schema of {other}, `{uri}`: a {name} can't be one.");
            return Err(Error::new(ScimType::InvalidValue, detail));
        }
    }
    Ok(())
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
        (None, Some(root)) => {
            check_type(root, of, call)?;
            Ok((root, findings.notes))
        }
        (Some(error), _) => Err(refused(&error)),
        (None, None) => {
            let detail = "The body is no JSON object.";
            Err(Error::new(ScimType::InvalidSyntax, detail))
        }
    }
}
