//! /Me: the resource of whoever is authenticated (RFC 7644 §3.11).

use super::provider::{Call, ServiceProvider};
use super::response::Response;
use crate::attribute::fold_user_name;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Document, Value, find_root_string, unescape};
use crate::message::DocumentKind;
use crate::resource::detect;

impl ServiceProvider {
    pub(super) fn me(&mut self, call: &mut Call<'_>) -> Result<Response, Error> {
        let Some(subject) = self.subject.clone() else {
            let detail =
                "/Me is not supported: nobody is authenticated whose resource it could be.";
            return Err(Error::with_status(501, detail));
        };
        if call.method == "POST" {
            let document = call.document()?;
            let found = detect(&document, call.world.registry);
            let is_resource = document.root().is_some_and(|root| {
                DocumentKind::detect(root, call.world.registry) == DocumentKind::Resource
            });
            let Some(of) = found.filter(|_| is_resource) else {
                let detail = "The body is of no known resource type: `schemas` names it.";
                return Err(Error::new(ScimType::InvalidSyntax, detail));
            };
            self.check_registration(&document, &subject, call)?;
            return self.create(of, call);
        }
        let position = self.position_of_subject();
        let resources = &self.resources;
        let found = position.and_then(|at| Some((at, resources.type_of(at)?)));
        let (position, of) = found.ok_or_else(|| {
            Error::with_status(
                404,
                format!("There is no resource of the subject `{subject}`."),
            )
        })?;
        let location = self.location_at(position, call.world)?;
        let mut response = self.on_resource(position, of, call)?;
        if response.header("Location").is_none() {
            response = response.with("Location", location);
        }
        Ok(response)
    }

    /// Where the resource of the subject is: the one that has its id or `userName`, and from then on
    /// the same, whatever it is called later. Once that is deleted it is looked for anew.
    pub(super) fn position_of_subject(&mut self) -> Option<u32> {
        let subject = self.subject.as_deref()?;
        let resources = &self.resources;
        let known = self.subject_id.as_deref();
        let position = known
            .and_then(|id| resources.position_of_id(id))
            .or_else(|| resources.position_of_id(subject))
            .or_else(|| resources.position_of_user_name(subject))?;
        let text = resources.text(position)?;
        let id = find_root_string(text, "id").map(unescape)?;
        if known != Some(&*id) {
            self.subject_id = Some(id.into_owned());
        }
        Some(position)
    }

    /// Whether a document may become the resource of the subject (RFC 7644 §3.11, §7.6): nobody
    /// registers somebody else, nor twice.
    fn check_registration(
        &mut self,
        document: &Document<'_>,
        subject: &str,
        call: &Call<'_>,
    ) -> Result<(), Error> {
        if let Some(position) = self.position_of_subject() {
            let location = self.location_at(position, call.world)?;
            let detail = format!(
                "The subject `{subject}` has a resource already, {location}: change it by PUT or PATCH."
            );
            return Err(Error::new(ScimType::Uniqueness, detail).answering(409));
        }
        let name = document.root().and_then(|root| root.get("userName"));
        let name = name.and_then(Value::as_str).unwrap_or_default();
        if fold_user_name(&name) != fold_user_name(subject) {
            let detail = format!(
                "/Me creates the resource of the subject alone: its `userName` is `{subject}`."
            );
            return Err(Error::new(ScimType::InvalidValue, detail));
        }
        Ok(())
    }
}
