//! What the service provider says of itself (RFC 7644 §4).

use core::fmt::Write;

use super::kept::KEPT;
use super::provider::{Call, ServiceProvider};
use super::response::Response;
use super::route::Route;
use crate::diagnostic::Error;
use crate::json::{Document, Tape, write_string};
use crate::message::DocumentKind;
use crate::schema::{write_resource_type, write_schema};
use crate::text::same_but_for_case;

impl ServiceProvider {
    pub(super) fn discover(&self, route: &Route, call: &Call<'_>) -> Result<Response, Error> {
        if call.parameters.filter.is_some() {
            let detail = "What the service provider says of itself can't be filtered.";
            return Err(Error::with_status(403, detail));
        }
        let registry = call.world.registry;
        let (kind, wanted, all) = match route {
            Route::Schemas(wanted) => {
                let schemas = registry.schemas().iter().map(|schema| {
                    let mut out = String::new();
                    write_schema(schema, &mut out);
                    (schema.id.as_str(), out)
                });
                (DocumentKind::Schema, wanted, schemas.collect::<Vec<_>>())
            }
            Route::ResourceTypes(wanted) => {
                let types = registry.resource_types().map(|(_, known)| {
                    let mut out = String::new();
                    write_resource_type(known, &mut out);
                    (known.name.as_str(), out)
                });
                (DocumentKind::ResourceType, wanted, types.collect())
            }
            _ => {
                let kind = DocumentKind::ServiceProviderConfig;
                let body = Self::selected(&self.config.json, kind, call)?;
                return Ok(Response::of(200, body));
            }
        };
        let (name, endpoint) = match kind {
            DocumentKind::Schema => ("Schema", "/Schemas"),
            _ => ("ResourceType", "/ResourceTypes"),
        };
        let mut written = Vec::new();
        for (id, mut json) in all {
            // Names of resource types are case-exact, URIs of schemas aren't (AMBIGUITIES A-86).
            let is_it = |wanted: &str| match kind {
                DocumentKind::Schema => same_but_for_case(wanted, id),
                _ => wanted == id,
            };
            if wanted.as_deref().is_some_and(|wanted| !is_it(wanted)) {
                continue;
            }
            json.pop();
            // Writing to a String can't fail.
            let _ = write!(json, r#","meta":{{"resourceType":"{name}","location":"#);
            write_string(&self.base.location(endpoint, id), &mut json);
            json.push_str("}}");
            written.push(Self::selected(&json, kind, call)?);
        }
        match (wanted, written.as_slice()) {
            (None, list) => Ok(Response::of(200, list_of(list))),
            (Some(_), [one, ..]) => Ok(Response::of(200, one.clone())),
            (Some(id), []) => {
                let detail = format!("There is no {name} with the id `{id}`.");
                Err(Error::with_status(404, detail))
            }
        }
    }

    /// What the request wants returned of a document (AMBIGUITIES A-84).
    fn selected(json: &str, kind: DocumentKind, call: &Call<'_>) -> Result<String, Error> {
        let registry = call.world.registry;
        let document = Document::read(json, KEPT, Tape::default());
        let of = kind.schema().and_then(|uri| registry.document_type(uri));
        let view = of.and_then(|of| registry.view(of));
        let mut wanted = call.parameters.clone();
        // The id is always returned (RFC 7643 §7).
        wanted
            .excluded
            .retain(|name| !name.eq_ignore_ascii_case("id"));
        if !wanted.attributes.is_empty() {
            wanted.attributes.push("id".to_owned());
        }
        let mut out = String::new();
        if let Some(root) = document.root() {
            wanted
                .projection(&[], registry)?
                .write(root, document.is_spaced(), view, &mut out);
        }
        Ok(out)
    }
}

/// All of them in one page.
fn list_of(documents: &[String]) -> String {
    let (schema, total) = (
        DocumentKind::List.schema().unwrap_or_default(),
        documents.len(),
    );
    let all = documents.join(",");
    format!(
        r#"{{"schemas":["{schema}"],"totalResults":{total},"itemsPerPage":{total},"startIndex":1,"Resources":[{all}]}}"#
    )
}
