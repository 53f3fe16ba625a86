//! Retrieving a resource (RFC 7644 §3.4.1), and what an answer has of one (§3.9).

use super::kept::version_of;
use super::provider::{Call, ServiceProvider, World};
use super::response::Response;
use crate::attribute::read_path;
use crate::diagnostic::Error;
use crate::json::{Kind, Value, find_root_string, unescape};
use crate::resource::Projection;
use crate::schema::{ResourceTypeView, Returned};

impl ServiceProvider {
    pub(super) fn retrieve(
        &mut self,
        position: u32,
        call: &mut Call<'_>,
    ) -> Result<Response, Error> {
        if check_conditions(self.text_at(position)?, call)? {
            return self.bare(304, position);
        }
        let projection = call.parameters.projection(&[], call.world.registry)?;
        self.shown(200, position, &projection, call)
    }

    /// The resource after a change: what is returned on request is, where the request set it.
    pub(super) fn answer(
        &mut self,
        status: u16,
        position: u32,
        request: Value<'_>,
        call: &Call<'_>,
    ) -> Result<Response, Error> {
        let of = self.resources.type_of(position);
        let view = of.and_then(|of| call.world.registry.view(of));
        let named = view.map_or(Vec::new(), |view| names_in(request, view));
        let projection = call.parameters.projection(&named, call.world.registry)?;
        self.shown(status, position, &projection, call)
    }

    fn shown(
        &mut self,
        status: u16,
        position: u32,
        projection: &Projection,
        call: &Call<'_>,
    ) -> Result<Response, Error> {
        let mut response = self.bare(status, position)?;
        let (registry, body) = (call.world.registry, &mut response.body);
        self.resources
            .write_resource(position, projection, registry, body);
        let location = self.location_at(position, call.world)?;
        Ok(response.with("Location", location))
    }

    /// The address of a resource.
    pub(super) fn location_at(&self, position: u32, world: &World<'_>) -> Result<String, Error> {
        let (text, of) = (self.text_at(position)?, self.resources.type_of(position));
        let view = of.and_then(|of| world.registry.view(of));
        let endpoint = view.map_or("", |view| &view.resource_type().endpoint);
        let id = unescape(find_root_string(text, "id").unwrap_or_default());
        Ok(self.base.location(endpoint, &id))
    }

    /// An answer about a resource without the resource.
    pub(super) fn bare(&self, status: u16, position: u32) -> Result<Response, Error> {
        let version = version_of(self.text_at(position)?);
        let response = Response::empty(status);
        Ok(match version {
            Some(version) => response.with("ETag", version),
            None => response,
        })
    }
}

/// Whether the client has the resource as it is.
///
/// # Errors
/// 412 where the request is for another version.
pub(super) fn check_conditions(text: &str, call: &Call<'_>) -> Result<bool, Error> {
    let version = version_of(text).unwrap_or_default();
    call.conditions.check(&version, call.method == "GET")
}

/// The attributes that a request sets, where the type has any that are returned on request.
fn names_in(request: Value<'_>, view: ResourceTypeView<'_>) -> Vec<String> {
    let registry = view.registry();
    let mut scopes = vec![view.scope()];
    let objects = view
        .extensions()
        .iter()
        .filter_map(|e| registry.definition(e.object));
    scopes.extend(objects.filter_map(|object| registry.scope_of(object)));
    let ids = scopes.iter().flat_map(|scope| scope.members());
    let mut definitions = ids.filter_map(|id| registry.definition(*id));
    let mut names = Vec::new();
    if !definitions.any(|definition| definition.returned() == Returned::Request) {
        return names;
    }
    let Some(operations) = request.get("Operations") else {
        names_of_members(request, view, &mut names);
        return names;
    };
    for operation in operations.elements() {
        let path = operation.get("path").and_then(Value::as_str);
        match (path, operation.get("value")) {
            (Some(path), _) => names.extend(read_path(&path, 0).ok().map(|(found, _)| {
                let urn = found
                    .urn
                    .map_or(String::new(), |urn| format!("{}:", urn.of(&path)));
                format!("{urn}{}", found.name.of(&path))
            })),
            (None, Some(value)) => names_of_members(value, view, &mut names),
            _ => {}
        }
    }
    names
}

fn names_of_members(holder: Value<'_>, view: ResourceTypeView<'_>, names: &mut Vec<String>) {
    for (key, value) in holder.members() {
        let name = key.name();
        let extension = view
            .extension(&name)
            .filter(|_| value.kind() == Kind::Object);
        if extension.is_some() {
            names.extend(
                value
                    .members()
                    .map(|(key, _)| format!("{name}:{}", key.name())),
            );
        } else {
            names.push(name.into_owned());
        }
    }
}
