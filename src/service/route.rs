//! Which endpoint a path leads to, and what can be done there (RFC 7644 §3.2, §4).

use super::address::decode;
use crate::diagnostic::Error;
use crate::schema::{Registry, TypeId};

/// Where a request goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Route {
    /// The base URL: all resources.
    Root,
    /// A query of all resources, by POST.
    RootSearch,
    ServiceProviderConfig,
    /// All resource types, or one of them.
    ResourceTypes(Option<String>),
    /// All schemas, or one of them.
    Schemas(Option<String>),
    Bulk,
    Me,
    /// The resources of a type.
    Endpoint(TypeId),
    /// A query of the resources of a type, by POST.
    Search(TypeId),
    /// A resource, by its id.
    Resource(TypeId, String),
}

impl Route {
    /// Reads a path that begins behind the base URL, with or without a slash.
    ///
    /// # Errors
    /// 404 where nothing is; `invalidSyntax` for broken percent-encoding.
    pub(super) fn of(path: &str, registry: &Registry) -> Result<Self, Error> {
        let inner = path.strip_prefix('/').unwrap_or(path);
        let segments = inner.split('/').filter(|_| !path.is_empty());
        let segments = segments.map(decode).collect::<Result<Vec<_>, _>>()?;
        let words: Vec<_> = segments.iter().map(String::as_str).collect();
        let one = |rest: &[&str]| (!rest.is_empty()).then(|| rest.join("/"));
        Ok(match words.as_slice() {
            [] => Self::Root,
            [".search"] => Self::RootSearch,
            ["ServiceProviderConfig"] => Self::ServiceProviderConfig,
            ["ResourceTypes", rest @ ..] => Self::ResourceTypes(one(rest)),
            ["Schemas", rest @ ..] => Self::Schemas(one(rest)),
            ["Bulk"] => Self::Bulk,
            ["Me"] => Self::Me,
            words => of_resource(words, registry).ok_or_else(|| nothing_at(path, registry))?,
        })
    }

    /// The methods that it takes; PATCH where that is supported.
    pub(super) fn allowed(&self, patch: bool) -> &'static str {
        match self {
            Self::Root
            | Self::ServiceProviderConfig
            | Self::ResourceTypes(_)
            | Self::Schemas(_) => "GET",
            Self::RootSearch | Self::Search(_) | Self::Bulk => "POST",
            Self::Me if patch => "GET, POST, PUT, PATCH, DELETE",
            Self::Me => "GET, POST, PUT, DELETE",
            Self::Endpoint(_) => "GET, POST",
            Self::Resource(..) if patch => "GET, PUT, PATCH, DELETE",
            Self::Resource(..) => "GET, PUT, DELETE",
        }
    }

    /// Whether it says what the service provider is like, which anybody may read.
    pub(super) fn is_discovery(&self) -> bool {
        let known = [Self::ServiceProviderConfig];
        known.contains(self) || matches!(self, Self::ResourceTypes(_) | Self::Schemas(_))
    }
}

/// The endpoint of a resource type may have several segments.
fn of_resource(words: &[&str], registry: &Registry) -> Option<Route> {
    let mut endpoint = String::new();
    for (index, word) in words.iter().enumerate() {
        endpoint.push('/');
        endpoint.push_str(word);
        let Some(id) = registry.type_of_endpoint(&endpoint) else {
            continue;
        };
        return match words.get(index + 1..)? {
            [] => Some(Route::Endpoint(id)),
            [".search"] => Some(Route::Search(id)),
            [resource] if !resource.is_empty() => Some(Route::Resource(id, (*resource).to_owned())),
            _ => None,
        };
    }
    None
}

fn nothing_at(path: &str, registry: &Registry) -> Error {
    let types = registry.resource_types();
    let endpoints: Vec<_> = types.map(|(_, known)| known.endpoint.as_str()).collect();
    let known = endpoints.join(", ");
    let detail = format!("There is nothing at `{path}`. Resources are at {known}.");
    Error::with_status(404, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_endpoints() {
        let registry = Registry::builtin();
        let user = registry.type_named("User").unwrap();
        let resource = |id: &str| Route::Resource(user, id.to_owned());
        for (path, route) in [
            ("", Route::Root),
            ("/.search", Route::RootSearch),
            ("/Users", Route::Endpoint(user)),
            ("Users", Route::Endpoint(user)),
            ("/Users/.search", Route::Search(user)),
            ("/Users/a%2Fb", resource("a/b")),
            (
                "/Schemas/http://a.example/s",
                Route::Schemas(Some("http://a.example/s".into())),
            ),
            ("/ResourceTypes", Route::ResourceTypes(None)),
        ] {
            assert_eq!(Route::of(path, &registry).unwrap(), route, "{path}");
        }
        for path in [
            "/users",
            "/Users/1/2",
            "/Me/1",
            "/Bulk/1",
            "//Users",
            "nonsense",
            " ",
            "/Users//",
        ] {
            assert_eq!(
                Route::of(path, &registry).unwrap_err().status(),
                404,
                "{path}"
            );
        }
    }
}
