//! What of a resource is returned (RFC 7644 §3.9, RFC 7643 §7 `returned`).

use core::cmp::Ordering;

use crate::attribute::read_path;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Key, Kind, NameHash, Value, write_compact};
use crate::schema::{Definition, Registry, ResourceTypeView, Returned, Role, Scope};
use crate::text::{same_but_for_case, sorted_indices};

/// What of a resource is returned: the attributes that a request names or leaves out, and those that
/// are returned always, never, by default or on request.
///
/// ```
/// use scimlens::json::Document;
/// use scimlens::resource::Projection;
/// use scimlens::schema::Registry;
///
/// let registry = Registry::builtin();
/// let user = r#"{"id":"1","userName":"mira","password":"x","emails":[{"value":"a@b.example","type":"work"}]}"#;
/// let document = Document::parse(user);
/// let view = registry.type_named("User").and_then(|user| registry.view(user));
/// let projection = Projection::new(&["emails.value"], &[], &registry)?;
/// if let Some(root) = document.as_ref().ok().and_then(|document| document.root()) {
///     let mut out = String::new();
///     projection.write(root, true, view, &mut out);
///     assert_eq!(out, r#"{"id":"1","emails":[{"value":"a@b.example"}]}"#);
/// }
/// # Ok::<(), scimlens::diagnostic::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Projection {
    mode: Mode,
    /// In the order of their keys.
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Mode {
    /// What is returned by default.
    #[default]
    Default,
    /// What is named, and what is always returned.
    Only,
    /// What is returned by default but for what is named.
    Except,
}

/// An attribute that is named. An empty part stands for none: the schema of an attribute that has no
/// URI before it, the name where an extension is meant as a whole, the sub-attribute.
#[derive(Clone, Debug)]
struct Entry {
    parts: [String; 3],
    key: [u32; 3],
}

/// How much of a value is returned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Nothing,
    /// All that is returned without asking.
    Whole,
    /// What is named inside.
    Named,
}

/// An object that is being read: its attributes and what they are called in a request.
#[derive(Clone, Copy)]
struct Holder<'p> {
    /// What can stand in it, where a schema says that.
    scope: Option<&'p Scope>,
    schema: &'p str,
    /// The attribute that it is a value of; empty for a resource and an extension.
    attribute: &'p str,
    /// How much of it is returned.
    keep: Keep,
}

impl Projection {
    /// Reads what a request names, in SCIM notation (RFC 7644 §3.10): attributes, sub-attributes
    /// ("emails.value"), or an extension by its URI. Names that nothing has are ignored.
    ///
    /// # Errors
    /// `invalidValue` where both lists name something: they exclude each other.
    pub fn new(attributes: &[&str], excluded: &[&str], registry: &Registry) -> Result<Self, Error> {
        let (mode, names) = match (attributes, excluded) {
            ([], []) => return Ok(Self::default()),
            (names, []) => (Mode::Only, names),
            ([], names) => (Mode::Except, names),
            _ => {
                let detail = "`attributes` and `excludedAttributes` exclude each other: send one.";
                return Err(Error::new(ScimType::InvalidValue, detail));
            }
        };
        let entries: Vec<Entry> = names
            .iter()
            .filter_map(|name| Entry::read(name.trim(), registry))
            .collect();
        let order = sorted_indices(entries.len(), &|a, b| {
            let key = |at: usize| entries.get(at).map(|entry| entry.key);
            key(a).cmp(&key(b))
        });
        let mut taken: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
        let entries = order.into_iter().filter_map(|at| taken.get_mut(at)?.take());
        Ok(Self {
            mode,
            entries: entries.collect(),
        })
    }

    /// What is returned by default, and of what is returned on request these attributes: a client
    /// has named them in the request that set them (RFC 7643 §7).
    pub fn asserting(attributes: &[&str], registry: &Registry) -> Result<Self, Error> {
        let only = Self::new(attributes, &[], registry)?;
        Ok(Self {
            mode: Mode::Default,
            ..only
        })
    }

    /// Writes what is returned of a resource, which is of the type of `view` where that is known.
    /// `spaced` says whether its document has white space between tokens. What nothing is cut from
    /// is copied as it is.
    pub fn write(
        &self,
        resource: Value<'_>,
        spaced: bool,
        view: Option<ResourceTypeView<'_>>,
        out: &mut String,
    ) {
        let projector = Projector {
            projection: self,
            view,
            spaced,
        };
        let holder = Holder {
            scope: view.map(|view| view.scope()),
            schema: "",
            attribute: "",
            keep: Keep::Whole,
        };
        if self.mode == Mode::Default {
            // Nearly all is returned, and a list of megabytes is not to be moved for a comma.
            out.reserve(resource.source().len());
        }
        if resource.kind() == Kind::Object {
            projector.object(resource, holder, out);
        } else {
            write_compact(resource, spaced, out);
        }
    }

    /// Whether a part is named: the attribute as a whole, or one of its sub-attributes where `sub` is
    /// given.
    fn names(&self, schema: &str, name: &str, sub: &str) -> bool {
        let parts = [schema, name, sub];
        self.any(&parts.map(hash), &|entry| {
            let pairs = entry.parts.iter().zip(parts);
            pairs
                .into_iter()
                .all(|(part, wanted)| same_but_for_case(part, wanted))
        })
    }

    /// Whether something inside is named: a sub-attribute of an attribute, or an attribute of an
    /// extension where there is no name.
    fn names_inside(&self, schema: &str, name: &str) -> bool {
        let inside = |entry: &Entry| {
            let [of_schema, of_name, of_sub] = &entry.parts;
            let here = same_but_for_case(of_schema, schema);
            match name {
                "" => here && !of_name.is_empty(),
                name => here && same_but_for_case(of_name, name) && !of_sub.is_empty(),
            }
        };
        match name {
            "" => self.any(&[hash(schema)], &inside),
            name => self.any(&[hash(schema), hash(name)], &inside),
        }
    }

    /// Whether the test holds for an entry whose key begins so.
    fn any(&self, key: &[u32], test: &dyn Fn(&Entry) -> bool) -> bool {
        let order = |entry: &Entry| {
            entry
                .key
                .get(..key.len())
                .map_or(Ordering::Less, |k| k.cmp(key))
        };
        let first = self.entries.partition_point(|entry| order(entry).is_lt());
        let entries = self.entries.iter().skip(first);
        let mut entries = entries.take_while(|entry| order(entry).is_eq());
        entries.any(test)
    }
}

/// The hash of a part; 0 for none.
fn hash(part: &str) -> u32 {
    match part {
        "" => 0,
        part => NameHash::of(part.as_bytes()).0 | 1,
    }
}

impl Entry {
    fn new(schema: &str, name: &str, sub: &str) -> Self {
        let parts = [schema, name, sub];
        Self {
            parts: parts.map(str::to_owned),
            key: parts.map(hash),
        }
    }

    /// `None` for what can't name anything.
    fn read(name: &str, registry: &Registry) -> Option<Self> {
        let base = |uri: &str| registry.type_of_schema(uri).is_some();
        if let Some(schema) = registry.schema(name) {
            // All attributes of a base schema have no name: they are what is returned anyway.
            return (!base(name)).then(|| Self::new(&schema.id, "", ""));
        }
        let (path, length) = read_path(name, 0).ok()?;
        if length as usize != name.len() {
            return None;
        }
        let schema = path.urn.map_or("", |urn| urn.of(name));
        let schema = if base(schema) { "" } else { schema };
        let sub = path.sub.map_or("", |sub| sub.of(name));
        Some(Self::new(schema, path.name.of(name), sub))
    }
}

struct Projector<'p> {
    projection: &'p Projection,
    view: Option<ResourceTypeView<'p>>,
    spaced: bool,
}

impl<'p> Projector<'p> {
    /// Writes an object without what is not returned; says whether anything was left of it.
    fn object(&self, object: Value<'_>, holder: Holder<'_>, out: &mut String) -> bool {
        out.push('{');
        let mut empty = true;
        for (key, value) in object.members() {
            let name = key.name();
            let definition = self.definition(holder, key, &name);
            let keep = self.keep(holder, definition, &name);
            if keep == Keep::Nothing {
                continue;
            }
            let before = out.len();
            out.push_str(if empty { "" } else { "," });
            out.push_str(key.span().of(object.document_text()));
            out.push(':');
            let inner = self.inner(holder, definition, &name, keep);
            if self.value(value, inner, out) {
                empty = false;
            } else {
                out.truncate(before);
            }
        }
        out.push('}');
        !empty
    }

    /// Writes a value; says whether anything was left of it.
    fn value(&self, value: Value<'_>, inner: Option<Holder<'_>>, out: &mut String) -> bool {
        let Some(holder) = inner.filter(|holder| self.cuts(value, *holder)) else {
            write_compact(value, self.spaced, out);
            return true;
        };
        match value.kind() {
            Kind::Object => self.object(value, holder, out),
            Kind::Array => {
                out.push('[');
                let mut empty = true;
                for element in value.elements() {
                    let before = out.len();
                    out.push_str(if empty { "" } else { "," });
                    if self.value(element, inner, out) {
                        empty = false;
                    } else {
                        out.truncate(before);
                    }
                }
                out.push(']');
                !empty
            }
            _ => false,
        }
    }

    /// Whether a value is returned whole whatever it holds, so that it needn't be looked at.
    fn is_whole(&self, holder: Holder<'_>) -> bool {
        let Some((scope, view)) = holder.scope.zip(self.view) else {
            return false;
        };
        let registry = view.registry();
        let mut inside = scope.members().iter().map(|id| registry.definition(*id));
        holder.keep == Keep::Whole
            && !holder.attribute.is_empty()
            && !self
                .projection
                .names_inside(holder.schema, holder.attribute)
            && inside.all(|sub| {
                let returned = sub.map_or(Returned::Never, Definition::returned);
                matches!(returned, Returned::Always | Returned::Default)
            })
    }

    /// Whether something of a value is not returned.
    fn cuts(&self, value: Value<'_>, holder: Holder<'_>) -> bool {
        match value.kind() {
            Kind::Array if self.is_whole(holder) => false,
            Kind::Array => value.elements().any(|element| self.cuts(element, holder)),
            Kind::Object => value.members().any(|(key, value)| {
                let name = key.name();
                let definition = self.definition(holder, key, &name);
                let keep = self.keep(holder, definition, &name);
                let inner = self.inner(holder, definition, &name, keep);
                keep == Keep::Nothing || inner.is_some_and(|inner| self.cuts(value, inner))
            }),
            // Only sub-attributes are named, and it has none.
            _ => holder.keep == Keep::Named,
        }
    }

    fn definition(&self, holder: Holder<'_>, key: Key<'_>, name: &str) -> Option<&'p Definition> {
        let registry = self.view?.registry();
        registry.definition(registry.find(holder.scope?, key.hash(), name)?)
    }

    /// How much of a member is returned.
    fn keep(&self, holder: Holder<'_>, definition: Option<&Definition>, name: &str) -> Keep {
        let projection = self.projection;
        let extension = definition.is_some_and(|d| d.role == Role::ExtensionObject);
        let (schema, attribute, sub) = match (extension, holder.attribute) {
            (true, _) => (name, "", ""),
            (false, "") => (holder.schema, name, ""),
            (false, attribute) => (holder.schema, attribute, name),
        };
        // A sub-attribute has nothing inside that could be named.
        let inside = || sub.is_empty() && projection.names_inside(schema, attribute);
        let named = || projection.names(schema, attribute, sub);
        let returned = definition.map_or(Returned::Default, Definition::returned);
        let top = holder.attribute.is_empty();
        match (returned, projection.mode) {
            // What a client has just set is returned as if it had been asked for.
            (Returned::Request, Mode::Default) if named() => Keep::Whole,
            (Returned::Never, _) | (Returned::Request, Mode::Default | Mode::Except) => {
                Keep::Nothing
            }
            (Returned::Default, Mode::Except) if named() => Keep::Nothing,
            (Returned::Always, _) | (_, Mode::Default | Mode::Except) => Keep::Whole,
            (_, Mode::Only) if named() => Keep::Whole,
            (_, Mode::Only) if inside() => Keep::Named,
            // What is inside of something that was named.
            (Returned::Default, Mode::Only)
                if holder.keep == Keep::Whole && !(top && holder.schema.is_empty()) =>
            {
                Keep::Whole
            }
            (_, Mode::Only) => Keep::Nothing,
        }
    }

    /// What a member holds, where that can be cut.
    fn inner<'h>(
        &self,
        holder: Holder<'h>,
        definition: Option<&'h Definition>,
        name: &'h str,
        keep: Keep,
    ) -> Option<Holder<'h>>
    where
        'p: 'h,
    {
        // Attributes have no deeper levels than sub-attributes.
        if !holder.attribute.is_empty() {
            return None;
        }
        let registry = self.view.map(|view| view.registry());
        let scope = registry
            .zip(definition)
            .and_then(|(registry, definition)| registry.scope_of(definition));
        let extension = definition.is_some_and(|d| d.role == Role::ExtensionObject);
        let (schema, attribute) = if extension {
            (name, "")
        } else {
            (holder.schema, name)
        };
        Some(Holder {
            scope,
            schema,
            attribute,
            keep,
        })
    }
}
