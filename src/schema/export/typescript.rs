use crate::schema::characteristic::{Mutability, Type};
use crate::schema::model::Attribute;
use crate::schema::registry::{AttributeId, Registry, ResourceTypeView, Role, TypeId};
use crate::schema::scope::Scope;
use crate::text::write_quoted;

/// Writes the TypeScript declarations of a resource type, or of all: an interface each for it, its
/// extensions and its complex attributes.
///
/// ```
/// use scimlens::schema::{Registry, write_typescript};
///
/// let registry = Registry::builtin();
/// let mut declarations = String::new();
/// write_typescript(&registry, registry.type_named("Group"), &mut declarations);
/// assert!(declarations.contains("export interface Group {"));
/// assert!(declarations.contains("  members?: GroupMember[];"));
/// ```
pub fn write_typescript(registry: &Registry, of: Option<TypeId>, out: &mut String) {
    let mut export = Export {
        registry,
        out,
        taken: Vec::new(),
        shared: Vec::new(),
    };
    let mut named = Vec::new();
    for (id, resource_type) in registry.resource_types() {
        if of.is_none_or(|of| of == id) {
            named.extend(
                registry
                    .view(id)
                    .zip(Some(export.unique(&resource_type.name))),
            );
        }
    }
    for (view, _) in &named {
        export.name_shared(*view);
    }
    // The names that were given are taken: what is named after its place gives way.
    for (view, name) in &named {
        let description = view.description();
        export.interface(name, description, view.scope(), Some(*view));
    }
    for (id, name) in core::mem::take(&mut export.shared) {
        export.complex(id, &name);
    }
}

struct Export<'r, 'o> {
    registry: &'r Registry,
    out: &'o mut String,
    /// Every name of an interface in order, with the last number that was put behind it.
    taken: Vec<(String, u32)>,
    /// What resource types have in common, under the name of its interface: `meta` and extensions.
    shared: Vec<(AttributeId, String)>,
}

impl<'r> Export<'r, '_> {
    fn name_shared(&mut self, view: ResourceTypeView<'_>) {
        for &id in view.scope().members() {
            if self.is_shared(id) && self.shared_name(id).is_none() {
                let name = self.name_of(id);
                let schema = self.registry.schema(name);
                let name = self.unique(schema.map_or(name, |schema| &schema.name));
                self.shared.push((id, name));
            }
        }
    }

    /// Whether its interface is the same in every resource type that has it.
    fn is_shared(&self, id: AttributeId) -> bool {
        let definition = self.registry.definition(id);
        definition.is_some_and(|definition| match definition.role {
            Role::ExtensionObject => true,
            Role::Common => definition.is_complex(),
            _ => false,
        })
    }

    fn shared_name(&self, id: AttributeId) -> Option<&str> {
        let name = self.name_of(id);
        let mut shared = self.shared.iter();
        let found = shared.find(|(shared, _)| self.name_of(*shared) == name)?;
        Some(&found.1)
    }

    fn name_of(&self, id: AttributeId) -> &'r str {
        let definition = self.registry.definition(id);
        definition.map_or("", |definition| &definition.attribute.name)
    }

    /// The interface of one value of a complex attribute.
    fn complex(&mut self, id: AttributeId, name: &str) {
        let registry = self.registry;
        let Some(definition) = registry.definition(id) else {
            return;
        };
        if let Some(scope) = registry.scope_of(definition) {
            let description = definition.attribute.description.as_deref();
            self.interface(name, description, scope, None);
        }
    }

    /// Writes an interface, and then those of the complex attributes in it.
    fn interface(
        &mut self,
        name: &str,
        description: Option<&str>,
        scope: &Scope,
        view: Option<ResourceTypeView<'_>>,
    ) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.comment("", description, "", "");
        self.put(&["export interface ", name, " {\n"]);
        let mut inner = Vec::new();
        for &id in scope.members() {
            let Some(definition) = self.registry.definition(id) else {
                continue;
            };
            let attribute = &definition.attribute;
            let required = view.is_some_and(|view| view.is_required_extension(id));
            self.member(attribute, required);
            match view {
                Some(view) if definition.is_schemas() => self.schemas(view),
                _ if self.is_shared(id) => {
                    let name = self.shared_name(id).unwrap_or_default().to_owned();
                    self.put(&[&name]);
                }
                _ if definition.is_complex() => {
                    let name = self.unique(&[name, " ", &name_of_value(attribute)].concat());
                    self.put(&[&name]);
                    inner.push((id, name));
                }
                _ => self.simple(attribute),
            }
            self.put(&[if attribute.multi_valued {
                "[];\n"
            } else {
                ";\n"
            }]);
        }
        self.put(&["}\n"]);
        for (id, name) in inner {
            self.complex(id, &name);
        }
    }

    /// A member up to its type.
    fn member(&mut self, attribute: &Attribute, required: bool) {
        let form = match attribute.kind {
            Type::DateTime => "dateTime",
            Type::Reference => "URI",
            Type::Binary => "base64",
            Type::Integer => "integer",
            _ => "",
        };
        let change = match attribute.mutability {
            Mutability::WriteOnly => "write only",
            Mutability::Immutable => "immutable",
            Mutability::ReadOnly | Mutability::ReadWrite => "",
        };
        self.comment("  ", attribute.description.as_deref(), form, change);
        let read_only = attribute.mutability == Mutability::ReadOnly;
        self.put(&[if read_only { "  readonly " } else { "  " }]);
        if is_identifier(&attribute.name) {
            self.put(&[&attribute.name]);
        } else {
            write_quoted(&attribute.name, self.out);
        }
        // Who reads gets an `id`; who creates has none.
        let needed = required || attribute.required && !read_only;
        let frozen = read_only && attribute.multi_valued;
        self.put(&[
            if needed { ": " } else { "?: " },
            if frozen { "readonly " } else { "" },
        ]);
    }

    fn schemas(&mut self, view: ResourceTypeView<'_>) {
        let mut uris = vec![view.resource_type().schema.clone()];
        let extensions = view.extensions().iter();
        uris.extend(extensions.map(|extension| self.name_of(extension.object).to_owned()));
        self.open_union(&uris, true);
    }

    fn simple(&mut self, attribute: &Attribute) {
        match attribute.kind {
            Type::Boolean => self.put(&["boolean"]),
            Type::Decimal | Type::Integer => self.put(&["number"]),
            _ if attribute.canonical_values.is_empty() => self.put(&["string"]),
            _ => self.open_union(&attribute.canonical_values, attribute.multi_valued),
        }
    }

    /// Values that editors suggest, and any other string.
    fn open_union(&mut self, values: &[String], in_array: bool) {
        let (open, close) = if in_array { ("(", ")") } else { ("", "") };
        self.put(&[open]);
        for value in values {
            write_quoted(value, self.out);
            self.put(&[" | "]);
        }
        self.put(&["(string & {})", close]);
    }

    /// A description, and in parentheses what the type doesn't say.
    fn comment(&mut self, indent: &str, description: Option<&str>, form: &str, change: &str) {
        let description = description.unwrap_or_default().trim_ascii();
        let comma = if form.is_empty() || change.is_empty() {
            ""
        } else {
            ", "
        };
        let notes = [form, comma, change].concat();
        if description.is_empty() && notes.is_empty() {
            return;
        }
        self.put(&[indent, "/** "]);
        let mut before = ' ';
        for character in description.chars() {
            match character {
                '/' if before == '*' => self.put(&["\\/"]),
                '\n' => self.put(&["\n", indent, " * "]),
                _ if character.is_ascii_control() => {}
                _ => self.out.push(character),
            }
            before = character;
        }
        match (description.is_empty(), notes.is_empty()) {
            (_, true) => {}
            (true, false) => self.put(&[&notes]),
            (false, false) => self.put(&[" (", &notes, ")"]),
        }
        self.put(&[" */\n"]);
    }

    fn put(&mut self, parts: &[&str]) {
        for part in parts {
            self.out.push_str(part);
        }
    }

    /// A name like `text` that no other interface has.
    fn unique(&mut self, text: &str) -> String {
        let name = interface_name(text);
        let mut free = name.clone();
        // Numbers go on from the last one, so that many names that are alike cost no more than few.
        while let Ok(at) = self.place(&free) {
            let first = self.place(&name).unwrap_or(at);
            let number = self.taken.get_mut(first).map_or(0, |(_, number)| {
                *number += 1;
                *number
            });
            free = format!("{name}{number}");
        }
        if let Err(at) = self.place(&free) {
            self.taken.insert(at, (free.clone(), 1));
        }
        free
    }

    /// Where a name stands among the taken ones, or would stand.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.taken
            .binary_search_by(|(known, _)| known.as_str().cmp(name))
    }
}

/// What one value of an attribute is called: the singular, where the name looks like a plural.
fn name_of_value(attribute: &Attribute) -> String {
    let name = attribute.name.as_str();
    let stem = name.strip_suffix('s').filter(|_| attribute.multi_valued);
    match stem {
        None => name.to_owned(),
        Some(stem) if stem.ends_with(['i', 's', 'u']) => name.to_owned(),
        Some(stem) if stem.ends_with("sse") => stem.trim_end_matches('e').to_owned(),
        Some(stem) => match stem.strip_suffix("ie") {
            Some(stem) => [stem, "y"].concat(),
            None => stem.to_owned(),
        },
    }
}

/// The letters and digits of a text, each word beginning with a capital.
fn interface_name(text: &str) -> String {
    let mut name = String::new();
    let mut inside = false;
    for character in text.chars() {
        let part = character.is_ascii_alphanumeric();
        if part && name.is_empty() && !character.is_ascii_alphabetic() {
            name.push_str("Type");
        }
        if part {
            let first = character.to_ascii_uppercase();
            name.push(if inside { character } else { first });
        }
        inside = part;
    }
    if name.is_empty() {
        name.push_str("Type");
    }
    name
}

/// Whether the name of an attribute needs no quotes.
fn is_identifier(name: &str) -> bool {
    name.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'_'))
}
