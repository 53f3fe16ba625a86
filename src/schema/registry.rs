use std::collections::BTreeMap;

use super::builtin;
use super::characteristic::{Mutability, Returned, Type, Uniqueness};
use super::glance::Glance;
use super::model::{Attribute, ResourceType, Schema};
use super::nearest::nearest;
use super::predefined::Predefined;
use super::refers::Refers;
use super::scope::Scope;
use crate::attribute::{AttributePath, Format, read_path};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::json::NameHash;
use crate::text::{Span, is_same, same_but_for_case, same_bytes};

/// An attribute of a resource type, in a [`Registry`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AttributeId(u16);

impl AttributeId {
    /// A number of its own in its registry.
    pub fn number(self) -> u16 {
        self.0
    }
}

/// A resource type, in a [`Registry`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TypeId(u16);

/// What an entry of a scope is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// An attribute that every resource has: `schemas`, `id`, `externalId`, `meta`.
    Common,
    /// An attribute of the base schema.
    Base,
    /// An attribute of an extension.
    Extension,
    /// The object that holds the attributes of an extension; its name is the URI of the extension.
    ExtensionObject,
    /// A sub-attribute.
    Sub,
}

/// An attribute of a resource type, ready for use.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The attribute with its characteristics.
    pub attribute: Attribute,
    /// The full name in SCIM notation (RFC 7644 §3.10), the URI of the base schema left out:
    /// "emails.value", "urn:…:enterprise:2.0:User:manager".
    pub path: String,
    /// What it is.
    pub role: Role,
    /// The attribute that it is a sub-attribute of, or the extension that it belongs to.
    pub parent: Option<AttributeId>,
    /// Its place in its scope, from 0.
    pub ordinal: usize,
    /// What is asked of its values beyond their type.
    pub format: Option<Format>,
    /// Which of the sub-attributes that RFC 7643 §2.4 predefines it is.
    pub predefined: Option<Predefined>,
    pub(crate) refers: Refers,
    pub(crate) glance: Glance,
    /// Its sub-attribute `value`.
    pub(crate) value: Option<AttributeId>,
    /// Its sub-attribute `$ref`.
    pub(crate) reference: Option<AttributeId>,
    pub(super) is_schemas: bool,
    pub(super) must_not_be_empty: bool,
    pub(super) scope: Option<usize>,
}

/// A resource type with its compiled attributes.
#[derive(Clone, Debug)]
struct Compiled {
    resource_type: ResourceType,
    /// The endpoint without the slashes around it.
    segment: String,
    scope: usize,
    extensions: Vec<Extension>,
}

/// An extension of a resource type, compiled.
#[derive(Clone, Debug)]
pub struct Extension {
    /// The object that holds its attributes; its name is the URI.
    pub object: AttributeId,
    /// Whether every resource of the type has it.
    pub required: bool,
}

/// All schemas and resource types, compiled so that nothing compares names twice. It doesn't change
/// once it is built.
#[derive(Clone, Debug)]
pub struct Registry {
    schemas: Vec<Schema>,
    /// Places in `schemas` by id, in lower case.
    by_id: BTreeMap<String, usize>,
    /// Documents that aren't resources of a resource type come first.
    types: Vec<Compiled>,
    documents: u16,
    definitions: Vec<Definition>,
    scopes: Vec<Scope>,
}

/// Where an attribute path leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Resolved {
    /// The attribute.
    pub attribute: AttributeId,
    /// The sub-attribute, where the path names one.
    pub sub: Option<AttributeId>,
}

/// Why an attribute path leads nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unresolved {
    /// The part that is unknown.
    pub span: Span,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

impl Unresolved {
    /// The same as a finding in the text of the path.
    #[must_use]
    pub fn diagnose(&self, code: Code) -> Diagnostic {
        let finding = Diagnostic::new(code, self.message.clone()).at(self.span);
        match &self.suggestion {
            None => finding,
            Some(near) => {
                let edit = Edit::replace(self.span, near.as_str());
                let finding = finding.help(format!("Did you mean `{near}`?"));
                finding.unsafe_fix(format!("Use {near}"), vec![edit])
            }
        }
    }
}

impl Registry {
    /// The built-in schemas, and User and Group with the enterprise extension.
    pub fn builtin() -> Self {
        Self::compile(builtin::schemas(), builtin::resource_types())
    }

    /// Knows the form of documents, and no resource type.
    pub(crate) fn forms() -> Self {
        Self::compile(Vec::new(), Vec::new())
    }

    /// Compiles schemas and resource types that have been checked.
    pub(crate) fn compile(schemas: Vec<Schema>, resource_types: Vec<ResourceType>) -> Self {
        let mut by_id = BTreeMap::new();
        for (place, schema) in schemas.iter().enumerate() {
            // Of two with one id the first counts; the builder leaves none.
            let id = schema.id.to_ascii_lowercase();
            by_id.entry(id).or_insert(place);
        }
        let mut registry = Self {
            schemas,
            by_id,
            ..Self::empty()
        };
        let common = builtin::common();
        for (schema, common) in builtin::documents(&common) {
            registry.add_document(schema, &common);
        }
        for resource_type in resource_types {
            // Many types that share one large schema would take its attributes over each: no more
            // than can be told apart are defined, and whoever builds looks whether it was too many.
            if registry.is_overfull() {
                break;
            }
            registry.add_type(resource_type, &common);
        }
        for definition in &mut registry.definitions {
            definition.glance = Glance::of(definition);
        }
        let definitions = &registry.definitions;
        let glance = |id: AttributeId| {
            let definition = definitions.get(usize::from(id.0));
            definition.map_or(Glance::None, |definition| definition.glance)
        };
        for scope in &mut registry.scopes {
            scope.look_at(&glance);
        }
        registry
    }

    /// Whether it has more attributes than it can tell apart.
    pub(crate) fn is_overfull(&self) -> bool {
        self.definitions.len() > usize::from(u16::MAX)
    }

    /// No schemas and no resource types.
    pub const fn empty() -> Self {
        Self {
            schemas: Vec::new(),
            by_id: BTreeMap::new(),
            types: Vec::new(),
            documents: 0,
            definitions: Vec::new(),
            scopes: Vec::new(),
        }
    }

    /// All schemas.
    pub fn schemas(&self) -> &[Schema] {
        &self.schemas
    }

    /// The schema with this id, in any case.
    pub fn schema(&self, id: &str) -> Option<&Schema> {
        let place = self.by_id.get(&id.to_ascii_lowercase())?;
        self.schemas.get(*place)
    }

    /// All resource types.
    pub fn resource_types(&self) -> impl Iterator<Item = (TypeId, &ResourceType)> {
        self.all_types().skip(usize::from(self.documents))
    }

    /// The place of a resource type among [`Registry::resource_types`].
    pub fn place_of_type(&self, id: TypeId) -> Option<u16> {
        id.0.checked_sub(self.documents)
    }

    /// The resource type at a place among [`Registry::resource_types`].
    pub fn type_at(&self, place: usize) -> Option<TypeId> {
        let id = u16::try_from(place + usize::from(self.documents)).ok()?;
        (usize::from(id) < self.types.len()).then_some(TypeId(id))
    }

    fn all_types(&self) -> impl Iterator<Item = (TypeId, &ResourceType)> {
        let numbered = (0..).zip(&self.types);
        numbered.map(|(id, compiled)| (TypeId(id), &compiled.resource_type))
    }

    /// The description of a message, or of a document that describes resources, with this schema:
    /// a resource type that no service provider lists.
    pub(crate) fn document_type(&self, uri: &str) -> Option<TypeId> {
        self.all_types()
            .take(usize::from(self.documents))
            .find(|(_, t)| same_but_for_case(&t.schema, uri))
            .map(|(id, _)| id)
    }

    /// The resource type of this name; names are case-exact (RFC 7643 §6), but nobody has two that
    /// differ in case alone, so case doesn't matter here.
    pub fn type_named(&self, name: &str) -> Option<TypeId> {
        self.resource_types()
            .find(|(_, t)| same_but_for_case(&t.name, name))
            .map(|(id, _)| id)
    }

    /// Whether a resource type has this name, in any case.
    pub(crate) fn is_type_name(&self, name: &[u8]) -> bool {
        self.resource_types()
            .any(|(_, known)| same_bytes(known.name.as_bytes(), name).is_some())
    }

    /// The resource type whose base schema this is.
    pub fn type_of_schema(&self, uri: &str) -> Option<TypeId> {
        self.resource_types()
            .find(|(_, t)| same_but_for_case(&t.schema, uri))
            .map(|(id, _)| id)
    }

    /// The resource type with this endpoint, such as "/Users"; endpoints are case-exact
    /// (RFC 7643 §6, erratum 8475).
    pub fn type_of_endpoint(&self, endpoint: &str) -> Option<TypeId> {
        self.resource_types()
            .find(|(_, t)| t.endpoint == endpoint)
            .map(|(id, _)| id)
    }

    /// The resource type that the address of a resource is of: `parent` is what stands before the
    /// id and its slash, an endpoint or a URI that ends with one.
    pub(crate) fn type_of_parent(&self, parent: &[u8]) -> Option<TypeId> {
        let leads = |segment: &[u8]| {
            let parts = parent.len().checked_sub(segment.len());
            let parts = parts.and_then(|at| parent.split_at_checked(at));
            !segment.is_empty()
                && parts.is_some_and(|(before, end)| {
                    is_same(segment, end) && matches!(before.last(), None | Some(b'/'))
                })
        };
        let numbered = (0..).zip(&self.types);
        numbered
            .skip(usize::from(self.documents))
            .find(|(_, compiled)| leads(compiled.segment.as_bytes()))
            .map(|(id, _)| TypeId(id))
    }

    /// What is known of a resource type.
    pub fn view(&self, id: TypeId) -> Option<ResourceTypeView<'_>> {
        let compiled = self.types.get(usize::from(id.0))?;
        Some(ResourceTypeView {
            registry: self,
            id,
            compiled,
        })
    }

    /// An attribute.
    #[inline]
    pub fn definition(&self, id: AttributeId) -> Option<&Definition> {
        self.definitions.get(usize::from(id.0))
    }

    /// The sub-attributes of a complex attribute, or the attributes of an extension.
    #[inline]
    pub fn scope_of(&self, definition: &Definition) -> Option<&Scope> {
        self.scopes.get(definition.scope?)
    }

    /// The attribute of a scope with this name, in any case. `hash` is the hash of the name.
    pub fn find(&self, scope: &Scope, hash: NameHash, name: &str) -> Option<AttributeId> {
        scope
            .find(hash, name.as_bytes())
            .map(|(member, _)| member.id)
    }

    /// The attribute of this name in SCIM notation: of the resource type, or else of the first that
    /// has it. A bare URI names an extension.
    pub fn describe(&self, attribute: &str, of: Option<TypeId>) -> Option<&Definition> {
        let (path, length) = read_path(attribute, 0).ok()?;
        if length as usize != attribute.len() {
            return None;
        }
        let types = self
            .resource_types()
            .map(|(id, _)| id)
            .filter(|id| of.is_none_or(|of| of == *id));
        types.filter_map(|id| self.view(id)).find_map(|view| {
            if let Some(extension) = view.extension(attribute) {
                return self.definition(extension.object);
            }
            let resolved = view.resolve(&path, attribute).ok()?;
            self.definition(resolved.sub.unwrap_or(resolved.attribute))
        })
    }

    /// The sub-attribute of an attribute with this name, in any case.
    pub fn sub_attribute(&self, of: AttributeId, name: &str) -> Option<AttributeId> {
        self.sub_attribute_of(self.definition(of)?, name)
    }

    /// The sub-attribute of this name, in any case; `None` also where there is only a value of a simple
    /// type.
    pub fn sub_attribute_of(&self, definition: &Definition, name: &str) -> Option<AttributeId> {
        let scope = self.scope_of(definition)?;
        self.find(scope, NameHash::of(name.as_bytes()), name)
    }

    /// The name in a scope that is nearest to `name`, if one is near.
    pub fn nearest(&self, scope: &Scope, name: &str) -> Option<&str> {
        let names = scope.members().iter().filter_map(|&id| self.definition(id));
        nearest(
            names.map(|definition| definition.attribute.name.as_str()),
            name,
        )
    }

    fn add_type(&mut self, resource_type: ResourceType, common: &[Attribute]) {
        let first = self.definitions.len();
        let mut members = Vec::new();
        for attribute in common {
            members.push(self.define(attribute.clone(), Role::Common, None, "", members.len()));
        }
        let base = self
            .schema(&resource_type.schema)
            .map(|s| s.attributes.clone());
        for attribute in base.unwrap_or_default() {
            // Where a schema lists common attributes, those of RFC 7643 §3.1 win.
            let is_common = |c: &Attribute| c.name.eq_ignore_ascii_case(&attribute.name);
            if !common.iter().any(is_common) {
                members.push(self.define(attribute, Role::Base, None, "", members.len()));
            }
        }
        for definition in self.definitions.iter_mut().skip(first) {
            definition.format = Format::of(&resource_type.schema, &definition.path);
        }
        let mut extensions = Vec::new();
        for extension in &resource_type.extensions {
            if self.is_overfull() {
                break;
            }
            let object = self.define_extension(&extension.schema, members.len());
            members.push(object);
            extensions.push(Extension {
                object,
                required: extension.required,
            });
        }
        let scope = self.add_scope(members);
        self.types.push(Compiled {
            segment: resource_type.endpoint.trim_matches('/').to_owned(),
            resource_type,
            scope,
            extensions,
        });
    }

    /// Compiles the description of a message or another document. A complex member without
    /// sub-attributes holds whatever something else describes.
    fn add_document(&mut self, schema: Schema, common: &[Attribute]) {
        let first = self.definitions.len();
        let own = schema.attributes;
        let taken = |c: &&Attribute| !own.iter().any(|a| a.name.eq_ignore_ascii_case(&c.name));
        let common: Vec<_> = common.iter().filter(taken).cloned().collect();
        let mut members = Vec::new();
        for attribute in common {
            members.push(self.define(attribute, Role::Common, None, "", members.len()));
        }
        for attribute in own {
            members.push(self.define(attribute, Role::Base, None, "", members.len()));
        }
        for definition in self.definitions.iter_mut().skip(first) {
            if definition.attribute.sub_attributes.is_empty() {
                definition.scope = None;
            }
        }
        let resource_type = ResourceType {
            name: schema.name,
            schema: schema.id,
            ..ResourceType::default()
        };
        let scope = self.add_scope(members);
        self.types.push(Compiled {
            segment: String::new(),
            resource_type,
            scope,
            extensions: Vec::new(),
        });
        self.documents += 1;
    }

    fn define_extension(&mut self, uri: &str, ordinal: usize) -> AttributeId {
        let schema = self.schema(uri);
        let attributes = schema.map(|s| s.attributes.clone()).unwrap_or_default();
        let attribute = Attribute {
            name: schema.map_or(uri, |schema| &schema.id).to_owned(),
            kind: Type::Complex,
            description: schema.and_then(|schema| schema.description.clone()),
            ..Attribute::default()
        };
        let prefix = format!("{}:", attribute.name);
        let object = self.define(attribute, Role::ExtensionObject, None, "", ordinal);
        let members = attributes
            .into_iter()
            .enumerate()
            .map(|(ordinal, attribute)| {
                self.define(attribute, Role::Extension, Some(object), &prefix, ordinal)
            });
        let members = members.collect();
        let scope = self.add_scope(members);
        if let Some(definition) = self.definitions.get_mut(usize::from(object.0)) {
            definition.scope = Some(scope);
        }
        object
    }

    /// Adds an attribute and its sub-attributes. `prefix` is what its full name begins with.
    fn define(
        &mut self,
        attribute: Attribute,
        role: Role,
        parent: Option<AttributeId>,
        prefix: &str,
        ordinal: usize,
    ) -> AttributeId {
        let id = AttributeId(u16::try_from(self.definitions.len()).unwrap_or(u16::MAX));
        let path = format!("{prefix}{}", attribute.name);
        let prefix = format!("{path}.");
        let complex = attribute.kind == Type::Complex && role != Role::ExtensionObject;
        let subs = if complex {
            attribute.sub_attributes.clone()
        } else {
            Vec::new()
        };
        let predefined = Predefined::named(&attribute.name).filter(|_| role == Role::Sub);
        let name = attribute.name.as_str();
        self.definitions.push(Definition {
            refers: Refers::of(&attribute),
            glance: Glance::default(),
            is_schemas: role == Role::Common && name == "schemas",
            // RFC 7643 §3.1 and §4.1.1 ask for a non-empty value of these.
            must_not_be_empty: matches!(
                (role, name),
                (Role::Common, "id") | (Role::Base, "userName")
            ),
            attribute,
            path,
            role,
            parent,
            ordinal,
            format: None,
            predefined,
            value: None,
            reference: None,
            scope: None,
        });
        if complex {
            let members = subs
                .into_iter()
                .enumerate()
                .map(|(ordinal, sub)| self.define(sub, Role::Sub, Some(id), &prefix, ordinal));
            let members = members.collect();
            let scope = self.add_scope(members);
            let value = self.sub_attribute_in(scope, "value");
            let reference = self.sub_attribute_in(scope, "$ref");
            if let Some(definition) = self.definitions.get_mut(usize::from(id.0)) {
                definition.scope = Some(scope);
                definition.value = value;
                definition.reference = reference;
            }
        }
        id
    }

    fn sub_attribute_in(&self, scope: usize, name: &str) -> Option<AttributeId> {
        self.find(self.scopes.get(scope)?, NameHash::of(name.as_bytes()), name)
    }

    fn add_scope(&mut self, members: Vec<AttributeId>) -> usize {
        let members = members.into_iter();
        let scope = Scope::new(members.filter_map(|id| Some((id, self.definition(id)?))));
        self.scopes.push(scope);
        self.scopes.len() - 1
    }
}

/// A resource type of a registry.
#[derive(Clone, Copy, Debug)]
pub struct ResourceTypeView<'r> {
    registry: &'r Registry,
    id: TypeId,
    compiled: &'r Compiled,
}

impl<'r> ResourceTypeView<'r> {
    /// Its id in the registry.
    pub fn id(&self) -> TypeId {
        self.id
    }

    /// Whether it is a message, or another document that is no resource of a resource type.
    pub(crate) fn is_document(&self) -> bool {
        self.id.0 < self.registry.documents
    }

    /// The resource type itself.
    pub fn resource_type(&self) -> &'r ResourceType {
        &self.compiled.resource_type
    }

    /// What it is for: what it says itself, or else its base schema.
    pub fn description(&self) -> Option<&'r str> {
        let of_schema = || {
            let schema = self.registry.schema(&self.resource_type().schema)?;
            schema.description.as_deref()
        };
        self.resource_type()
            .description
            .as_deref()
            .or_else(of_schema)
    }

    /// The registry that it is part of.
    pub fn registry(&self) -> &'r Registry {
        self.registry
    }

    /// What can stand at the top of a resource.
    pub fn scope(&self) -> &'r Scope {
        // The scope was made together with the type.
        static EMPTY: Scope = Scope::empty();
        self.registry
            .scopes
            .get(self.compiled.scope)
            .unwrap_or(&EMPTY)
    }

    /// Its extensions.
    pub fn extensions(&self) -> &'r [Extension] {
        &self.compiled.extensions
    }

    /// Whether an attribute is the object of an extension that every resource of the type has.
    pub fn is_required_extension(&self, id: AttributeId) -> bool {
        // Objects are defined in the order of the extensions.
        let found = self.extensions().binary_search_by_key(&id, |e| e.object);
        let extension = found.ok().and_then(|at| self.extensions().get(at));
        extension.is_some_and(|extension| extension.required)
    }

    /// The extension with this URI, in any case.
    pub fn extension(&self, uri: &str) -> Option<&'r Extension> {
        self.extensions().iter().find(|extension| {
            let object = self.registry.definition(extension.object);
            object.is_some_and(|object| same_but_for_case(&object.attribute.name, uri))
        })
    }

    /// Where an attribute path leads (RFC 7644 §3.10). `text` is the text that the path was read
    /// from.
    ///
    /// # Errors
    /// What part of it is unknown, and what may have been meant.
    pub fn resolve(&self, path: &AttributePath, text: &str) -> Result<Resolved, Unresolved> {
        let scope = match path.urn {
            None => self.scope(),
            Some(urn) => {
                let scope = self.scope_of_uri(urn, text);
                scope.map_err(|other| self.bare_schema(path, text).unwrap_or(other))?
            }
        };
        let name = path.name.of(text);
        let found = self
            .registry
            .find(scope, NameHash::of(name.as_bytes()), name);
        let attribute = found.ok_or_else(|| self.unknown(scope, path, text))?;
        let sub = path
            .sub
            .map(|sub| self.resolve_sub(attribute, sub, text))
            .transpose()?;
        Ok(Resolved { attribute, sub })
    }

    /// The sub-attribute that `span` of `text` names.
    ///
    /// # Errors
    /// That there is none, and what may have been meant.
    pub fn resolve_sub(
        &self,
        of: AttributeId,
        span: Span,
        text: &str,
    ) -> Result<AttributeId, Unresolved> {
        let name = span.of(text);
        self.registry.sub_attribute(of, name).ok_or_else(|| {
            let definition = self.registry.definition(of);
            let scope = definition.and_then(|definition| self.registry.scope_of(definition));
            let path = definition.map_or("", |definition| &definition.path);
            let suggestion = scope.and_then(|scope| self.registry.nearest(scope, name));
            Unresolved {
                span,
                message: match scope {
                    Some(_) => format!("`{path}` has no sub-attribute `{name}`."),
                    None => format!("`{path}` is not complex and has no sub-attributes."),
                },
                suggestion: suggestion.map(str::to_owned),
            }
        })
    }

    fn scope_of_uri(&self, urn: Span, text: &str) -> Result<&'r Scope, Unresolved> {
        let uri = urn.of(text);
        let resource_type = self.resource_type();
        if same_but_for_case(&resource_type.schema, uri) {
            return Ok(self.scope());
        }
        let object = self
            .extension(uri)
            .and_then(|e| self.registry.definition(e.object));
        let scope = object.and_then(|object| self.registry.scope_of(object));
        scope.ok_or_else(|| Unresolved {
            span: urn,
            message: format!("`{}` has no schema `{uri}`.", resource_type.name),
            suggestion: self.nearest_schema(uri).map(str::to_owned),
        })
    }

    /// For a path that is the URI of a known schema and no more: one of another resource type, or
    /// the base schema of this one, which is no attribute of it (AMBIGUITIES A-09).
    fn bare_schema(&self, path: &AttributePath, text: &str) -> Option<Unresolved> {
        let uri = AttributePath { sub: None, ..*path }.span();
        let whole = uri.of(text);
        self.registry.schema(whole)?;
        let resource_type = self.resource_type();
        let is_own =
            same_but_for_case(&resource_type.schema, whole) || self.extension(whole).is_some();
        if let Some(sub) = path.sub.filter(|_| is_own) {
            let name = sub.of(text);
            return Some(Unresolved {
                span: path.span(),
                message: format!(
                    "Between a schema and its attribute stands a colon: `{whole}` is a schema, and `{name}` stands behind a dot."
                ),
                suggestion: Some(format!("{whole}:{name}")),
            });
        }
        let message = if same_but_for_case(&resource_type.schema, whole) {
            format!("`{whole}` is a schema: name one of its attributes behind a colon.")
        } else {
            format!("`{}` has no schema `{whole}`.", resource_type.name)
        };
        Some(Unresolved {
            span: path.span(),
            message,
            suggestion: None,
        })
    }

    /// The URI of a schema of this type that is nearest to `uri`, if one is near.
    pub fn nearest_schema(&self, uri: &str) -> Option<&'r str> {
        let resource_type = self.resource_type();
        let extensions = resource_type.extensions.iter().map(|e| e.schema.as_str());
        nearest(
            core::iter::once(resource_type.schema.as_str()).chain(extensions),
            uri,
        )
    }

    fn unknown(&self, scope: &Scope, path: &AttributePath, text: &str) -> Unresolved {
        let name = path.name.of(text);
        let owner = match path.urn {
            Some(urn) => urn.of(text),
            None => &self.resource_type().name,
        };
        let in_extension = || {
            self.extensions().iter().find_map(|extension| {
                let id = self.registry.sub_attribute(extension.object, name)?;
                Some(self.registry.definition(id)?.path.as_str())
            })
        };
        let elsewhere = if path.urn.is_none() {
            in_extension()
        } else {
            None
        };
        Unresolved {
            span: path.name,
            message: format!("`{owner}` has no attribute `{name}`."),
            suggestion: elsewhere
                .or_else(|| self.registry.nearest(scope, name))
                .map(str::to_owned),
        }
    }
}

/// The characteristics that decide who sees and changes an attribute, for a look at a glance.
impl Definition {
    /// Who may change it.
    pub fn mutability(&self) -> Mutability {
        self.attribute.mutability
    }

    /// When it is returned.
    pub fn returned(&self) -> Returned {
        self.attribute.returned
    }

    /// Where its values are unique.
    pub fn uniqueness(&self) -> Uniqueness {
        self.attribute.uniqueness
    }

    /// Whether it must have a value, in a request or in a response.
    pub(super) fn is_ever_required(&self) -> bool {
        self.attribute.required || self.returned() == Returned::Always
    }

    /// Whether it has sub-attributes.
    pub fn is_complex(&self) -> bool {
        self.attribute.kind == Type::Complex
    }

    /// Whether its values are described elsewhere: the `value` of a PATCH operation, say.
    pub(crate) fn is_open(&self) -> bool {
        self.is_complex() && self.scope.is_none()
    }
}
