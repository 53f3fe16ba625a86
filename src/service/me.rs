//! /Me: the resource of whoever is authenticated (RFC 7644 §3.11).

use super::provider::{Call, ServiceProvider};
use super::response::Response;
use crate::diagnostic::{Error, ScimType};
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
            return self.create(of, call);
        }
        let resources = &self.resources;
        let position = resources.position_of_id(&subject);
        let position = position.or_else(|| resources.position_of_user_name(&subject));
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
}
