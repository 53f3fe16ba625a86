use crate::json::{Kind, Value};
use crate::resource::{is_doubtful, lacks_required, meant};
use crate::schema::{Registry, Scope, TypeId, nearest};
use crate::text::same_but_for_case;

/// URIs of messages begin like this (RFC 7644 §3.1); those of resources don't.
const MESSAGE_PREFIX: &str = "urn:ietf:params:scim:api:";

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $uri:literal;)*) => {
        /// What kind of document it is.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
        pub enum DocumentKind {
            /// A resource of some resource type.
            #[default]
            Resource,
            $($(#[$doc])* $name,)*
        }

        impl DocumentKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[Self::Resource, $(Self::$name),*];

            /// The word for it in options and reports.
            pub const fn as_str(self) -> &'static str {
                match self {
                    Self::Resource => "resource",
                    $(Self::$name => $word,)*
                }
            }

            /// Its schema; resources have that of their resource type.
            pub const fn schema(self) -> Option<&'static str> {
                match self {
                    Self::Resource => None,
                    $(Self::$name => Some($uri),)*
                }
            }
        }
    };
}

kinds! {
    /// A PATCH request (RFC 7644 §3.5.2).
    Patch = "patch", "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    /// A bulk request (RFC 7644 §3.7).
    Bulk = "bulk", "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
    /// The answer to a bulk request (RFC 7644 §3.7).
    BulkResponse = "bulkResponse", "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
    /// The answer to a query (RFC 7644 §3.4.2).
    List = "list", "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    /// A query that is sent by POST (RFC 7644 §3.4.3).
    Search = "search", "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
    /// An error (RFC 7644 §3.12).
    Error = "error", "urn:ietf:params:scim:api:messages:2.0:Error";
    /// A schema (RFC 7643 §7).
    Schema = "schema", "urn:ietf:params:scim:schemas:core:2.0:Schema";
    /// A resource type (RFC 7643 §6).
    ResourceType = "resourceType", "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
    /// What a service provider can do (RFC 7643 §5).
    ServiceProviderConfig = "serviceProviderConfig", "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
}

impl DocumentKind {
    /// Reads the word for a kind.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// Whether it is a message of the protocol, not a resource.
    pub fn is_message(self) -> bool {
        self.schema().is_some_and(is_message_uri)
    }

    /// The description of such documents in a registry.
    pub(super) fn description(self, registry: &Registry) -> Option<TypeId> {
        registry.document_type(self.schema()?)
    }

    /// What a document is: by its `schemas`, or, where that is missing, by its members.
    pub fn detect(root: Value<'_>, registry: &Registry) -> Self {
        // What describes resources comes in arrays as well.
        if let Some(first) = root.elements().next() {
            return match Self::detect_object(first, registry) {
                kind @ (Self::Schema | Self::ResourceType) => kind,
                _ => Self::Resource,
            };
        }
        Self::detect_object(root, registry)
    }

    /// For what `schemas` says to be a resource and lacks what that requires: the kind, or the other
    /// resource type, that the members say it is.
    pub(super) fn reconsider(
        root: Value<'_>,
        registry: &Registry,
    ) -> Option<(Self, Option<TypeId>)> {
        let schemas = root.get("schemas")?;
        let uris = core::iter::once(schemas).chain(schemas.elements());
        let mut said = uris.filter_map(|uri| registry.type_of_schema(&uri.as_str()?));
        let said = said.next()?;
        let kind = Self::Resource.or_better(Some(said), root, registry);
        if kind != Self::Resource {
            return Some((kind, None));
        }
        let meant = meant(root, said, registry);
        (meant != said).then_some((kind, Some(meant)))
    }

    fn detect_object(root: Value<'_>, registry: &Registry) -> Self {
        let Some(schemas) = root.get("schemas").filter(|schemas| !schemas.is_null()) else {
            return Self::by_members(root, registry);
        };
        let mut any = false;
        let mut misspelt = None;
        for element in core::iter::once(schemas).chain(schemas.elements()) {
            let Some(uri) = element.as_str() else {
                continue;
            };
            any = true;
            let same = |kind: &&Self| kind.schema().is_some_and(|s| same_but_for_case(s, &uri));
            if let Some(kind) = Self::ALL.iter().find(same) {
                let id = kind.description(registry);
                return kind.or_better(id, root, registry);
            }
            if registry.type_of_schema(&uri).is_some() {
                return Self::Resource;
            }
            if is_message_uri(&uri) {
                misspelt = misspelt.or_else(|| Self::nearest(&uri));
            }
        }
        match misspelt {
            Some(kind) => kind,
            None if any => Self::Resource,
            None => Self::by_members(root, registry),
        }
    }

    /// The kind that `schemas` says, unless the members say clearly that it is another: a resource
    /// lacks what it must have, a document of another kind has nothing but `schemas`.
    fn or_better(self, id: Option<TypeId>, root: Value<'_>, registry: &Registry) -> Self {
        let Some(view) = id.and_then(|id| registry.view(id)) else {
            return self;
        };
        let own = known_members(root, view.scope(), registry);
        let doubtful = match self {
            Self::Resource => is_doubtful(root, view),
            _ => own <= 1,
        };
        if !doubtful {
            return self;
        }
        let better = Self::by_members(root, registry);
        let described = better
            .description(registry)
            .and_then(|id| registry.view(id));
        let lacks = described.is_some_and(|view| lacks_required(root, view));
        if lacks || better.score(root, registry) <= own {
            return self;
        }
        better
    }

    fn nearest(uri: &str) -> Option<Self> {
        let messages = || Self::ALL.iter().filter(|kind| kind.is_message());
        let near = nearest(messages().filter_map(|kind| kind.schema()), uri)?;
        messages().find(|kind| kind.schema() == Some(near)).copied()
    }

    /// The kind that knows more of the members than any resource type does.
    fn by_members(root: Value<'_>, registry: &Registry) -> Self {
        let mut best = (Self::Resource.score(root, registry), Self::Resource);
        for &kind in Self::ALL {
            let score = kind.score(root, registry);
            if score > best.0 {
                best = (score, kind);
            }
        }
        best.1
    }

    /// How many members documents of this kind can have; resources of any type.
    fn score(self, root: Value<'_>, registry: &Registry) -> usize {
        let known = |id| registry.view(id).map(|view| view.scope());
        let score = |id| known(id).map_or(0, |scope| known_members(root, scope, registry));
        match self.description(registry) {
            Some(id) => score(id),
            None if self == Self::Resource => {
                let types = registry.resource_types();
                types.map(|(id, _)| score(id)).max().unwrap_or_default()
            }
            None => 0,
        }
    }
}

pub(super) fn is_message_uri(uri: &str) -> bool {
    let prefix = uri.get(..MESSAGE_PREFIX.len());
    prefix.is_some_and(|prefix| same_but_for_case(prefix, MESSAGE_PREFIX))
}

/// How many members of an object, and of the first object in each of its arrays, a scope knows.
fn known_members(object: Value<'_>, scope: &Scope, registry: &Registry) -> usize {
    let mut count = 0;
    for (key, value) in object.members() {
        let Some(id) = registry.find(scope, key.hash(), &key.name()) else {
            continue;
        };
        count += 1;
        let definition = registry.definition(id);
        let inner = definition.and_then(|definition| registry.scope_of(definition));
        let nested = match value.kind() {
            Kind::Array => value.elements().next(),
            _ => Some(value),
        };
        if let (Some(inner), Some(nested)) = (inner, nested) {
            count += known_members(nested, inner, registry);
        }
    }
    count
}
