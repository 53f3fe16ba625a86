//! Names that no schema has in their place, and what may have been meant (RFC 7643 §3.3).

use super::edits::{insert_first, removal};
use super::object::Suspect;
use super::reporter::Step;
use super::validate::Validator;
use crate::attribute::read_path;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::json::{Key, Kind, NameHash, Value};
use crate::schema::{AttributeId, Definition, Mutability, Role, Scope};
use crate::text::quoted;

/// Fixes that move an attribute are made for this many of a document: each searches the object that
/// it moves to.
const MOVES: usize = 16;

/// Where an attribute belongs.
#[derive(Clone, Copy)]
struct Home<'v> {
    /// The attribute.
    definition: &'v Definition,
    id: AttributeId,
    /// The extension or complex attribute around it; `None` at the top of the resource.
    parent: Option<&'v Definition>,
}

impl<'v, 'd> Validator<'v, 'd> {
    /// A member whose name the scope doesn't have.
    pub(super) fn unknown(
        &mut self,
        key: Key<'d>,
        name: &str,
        value: Value<'d>,
        scope: &Scope,
        owner: Option<&Definition>,
    ) {
        let Some(severity) = self.options.unknown else {
            return;
        };
        if owner.is_none() && self.declared.misnamed == Some(key.span()) {
            return;
        }
        // A URI that `schemas` names too has been told of there.
        if owner.is_none() && name.contains(':') && self.declared.is_stranger(name) {
            return;
        }
        let registry = self.view.registry();
        let near = if self.report.sink.wants_hints() {
            registry.nearest(scope, name)
        } else {
            None
        };
        if !self.hints {
            return self.report_unknown(key, near, owner, severity);
        }
        if let Some(home) = self.home(name, owner) {
            if home.parent.is_none() && self.is_needed(home.definition) {
                let within = self.report.path.iter().rev().nth(1);
                let within = match within {
                    Some(Step::Name(extension)) => Some(*extension),
                    _ => None,
                };
                self.suspect(home.id, key, value, within);
            } else {
                self.report_misplaced(key, value, home, severity);
            }
            return;
        }
        let meant = near.and_then(|near| {
            let id = registry.find(scope, NameHash::of(near.as_bytes()), near)?;
            Some((id, registry.definition(id)?))
        });
        match meant {
            Some((id, definition))
                if self.is_needed(definition) || self.is_needed_extension(id) =>
            {
                self.suspect(id, key, value, None);
            }
            _ => self.report_unknown(key, near, owner, severity),
        }
    }

    fn is_needed(&self, definition: &Definition) -> bool {
        let needed = definition.requirement(self.options.operation);
        needed == Some(Severity::Error) && !definition.is_schemas() && !self.partial
    }

    fn is_needed_extension(&self, id: AttributeId) -> bool {
        let mut extensions = self.view.extensions().iter();
        !self.partial && extensions.any(|extension| extension.required && extension.object == id)
    }

    fn suspect(
        &mut self,
        id: AttributeId,
        key: Key<'d>,
        value: Value<'d>,
        within: Option<Key<'d>>,
    ) {
        self.shared.suspects.push(Suspect {
            id,
            key,
            value,
            within,
        });
    }

    /// A suspect is the attribute that is missing: one finding for both.
    pub(super) fn report_suspect(
        &mut self,
        suspect: &Suspect<'d>,
        definition: &Definition,
        severity: Severity,
    ) {
        let (key, path) = (suspect.key, &definition.path);
        self.at_suspect(suspect, |this| {
            this.report
                .report_as(severity, key.span(), Some(definition), &|| {
                    let name = key.name();
                    if suspect.within.is_some() {
                        let message = format!(
                            "`{path}` is required at the top of the resource; it stands in an extension."
                        );
                        Diagnostic::new(Code::Required, message).help("Move it to the top.")
                    } else {
                        let written = &definition.attribute.name;
                        let edit = Edit::replace(key.span(), quoted(written));
                        let (code, what) = match definition.role {
                            Role::ExtensionObject => (Code::MissingExtension, "extension"),
                            _ => (Code::Required, "attribute"),
                        };
                        Diagnostic::new(
                            code,
                            format!("`{path}` is required; `{name}` is no {what}."),
                        )
                        .help(format!("Did you mean `{written}`?"))
                        .unsafe_fix(format!("Rename to {written}"), vec![edit])
                    }
                });
        });
    }

    /// A suspect isn't the attribute that is missing: it is unknown or misplaced, and no more.
    pub(super) fn clear(&mut self, suspect: &Suspect<'d>, owner: Option<&Definition>) {
        let Some(severity) = self.options.unknown else {
            return;
        };
        let registry = self.view.registry();
        self.at_suspect(suspect, |this| match suspect.within {
            None => {
                let near = registry.definition(suspect.id);
                let near = near.map(|definition| definition.attribute.name.as_str());
                this.report_unknown(suspect.key, near, owner, severity);
            }
            Some(_) => {
                if let Some(definition) = registry.definition(suspect.id) {
                    let home = Home {
                        definition,
                        id: suspect.id,
                        parent: None,
                    };
                    this.report_misplaced(suspect.key, suspect.value, home, severity);
                }
            }
        });
    }

    fn at_suspect(&mut self, suspect: &Suspect<'d>, report: impl FnOnce(&mut Self)) {
        let depth = self.report.path.len();
        self.report.path.extend(suspect.within.map(Step::Name));
        self.report.path.push(Step::Name(suspect.key));
        report(self);
        self.report.path.truncate(depth);
    }

    fn report_unknown(
        &mut self,
        key: Key<'d>,
        near: Option<&str>,
        owner: Option<&Definition>,
        severity: Severity,
    ) {
        let view = self.view;
        self.report.report_as(severity, key.span(), None, &|| {
            let name = key.name();
            let owner_name = match owner {
                Some(definition) => definition.path.as_str(),
                None => &view.resource_type().name,
            };
            let kind = if owner.is_some_and(|o| o.role != Role::ExtensionObject) {
                "sub-attribute"
            } else {
                "attribute"
            };
            let message = if name.contains(':') {
                format!("`{owner_name}` has no extension `{name}`.")
            } else {
                format!("`{owner_name}` has no {kind} `{name}`.")
            };
            let mut finding = Diagnostic::new(Code::UnknownAttribute, message);
            finding.help =
                Some("A service provider may ignore it or refuse the request.".to_owned());
            if let Some(near) = near {
                let edit = Edit::replace(key.span(), quoted(near));
                finding = finding
                    .help(format!("Did you mean `{near}`?"))
                    .unsafe_fix(format!("Rename to {near}"), vec![edit]);
            }
            finding
        });
    }

    /// Where an attribute of this name belongs, if that can be told: an attribute of an extension or
    /// a part of a complex attribute at the top, the other way round, or a path for a name.
    fn home(&self, name: &str, owner: Option<&Definition>) -> Option<Home<'v>> {
        let registry = self.view.registry();
        let hash = NameHash::of(name.as_bytes());
        let make = |id: AttributeId, parent| {
            let definition = registry.definition(id)?;
            Some(Home {
                definition,
                id,
                parent,
            })
        };
        match owner {
            None if name.contains([':', '.']) => self.home_of_path(name),
            None => {
                let of_extension = self.view.extensions().iter().find_map(|extension| {
                    let parent = registry.definition(extension.object)?;
                    let id = registry.find(registry.scope_of(parent)?, hash, name)?;
                    make(id, Some(parent))
                });
                of_extension.or_else(|| {
                    let parents = self.view.scope().members().iter();
                    parents.copied().find_map(|id| {
                        let parent = registry.definition(id)?;
                        let simple = parent.attribute.multi_valued
                            || parent.role != Role::Base
                            || parent.mutability() == Mutability::ReadOnly;
                        let scope = registry.scope_of(parent).filter(|_| !simple)?;
                        make(registry.find(scope, hash, name)?, Some(parent))
                    })
                })
            }
            Some(owner) if owner.role == Role::ExtensionObject => {
                let id = registry.find(self.view.scope(), hash, name)?;
                make(id, None).filter(|home| home.definition.role == Role::Base)
            }
            Some(_) => None,
        }
    }

    fn home_of_path(&self, name: &str) -> Option<Home<'v>> {
        let registry = self.view.registry();
        let (path, length) = read_path(name, 0).ok()?;
        if length as usize != name.len() {
            return None;
        }
        let scope = match path.urn.map(|urn| urn.of(name)) {
            Some(urn) if !self.view.resource_type().schema.eq_ignore_ascii_case(urn) => {
                let object = registry.definition(self.view.extension(urn)?.object)?;
                registry.scope_of(object)?
            }
            _ => self.view.scope(),
        };
        let attribute = path.name.of(name);
        let mut id = registry.find(scope, NameHash::of(attribute.as_bytes()), attribute)?;
        if let Some(sub) = path.sub {
            id = registry.sub_attribute(id, sub.of(name))?;
        }
        let definition = registry.definition(id)?;
        let parent = definition.parent.and_then(|id| registry.definition(id));
        Some(Home {
            definition,
            id,
            parent,
        })
    }

    fn report_misplaced(
        &mut self,
        key: Key<'d>,
        value: Value<'d>,
        home: Home<'v>,
        severity: Severity,
    ) {
        self.shared.misplaced += 1;
        let moves = self.shared.misplaced <= MOVES;
        let root = self.root.filter(|_| moves);
        let definition = home.definition;
        self.report
            .report_as(severity, key.span(), Some(definition), &|| {
                let name = key.name();
                let message = match home.parent {
                    Some(parent) => format!("`{name}` belongs in `{}`.", parent.path),
                    None => format!("`{name}` belongs at the top of the resource."),
                };
                let finding = Diagnostic::new(Code::MisplacedAttribute, message);
                match root.and_then(|root| home.move_to(key, value, root)) {
                    Some(edits) => finding.unsafe_fix("Move it there", edits),
                    None => finding,
                }
            });
    }
}

impl Home<'_> {
    /// The edits that move a member to where it belongs, if nothing is in the way.
    fn move_to(self, key: Key<'_>, value: Value<'_>, root: Value<'_>) -> Option<Vec<Edit>> {
        let name = &self.definition.attribute.name;
        let member = format!("{}: {}", quoted(name), value.source());
        let whole = key.span().to(value.span());
        let target = match self.parent {
            None => root,
            // Parts of an extension's complex attribute would need a look at two objects.
            Some(parent) if parent.role == Role::Extension || parent.attribute.multi_valued => {
                return None;
            }
            Some(parent) => {
                let object = root.get(&parent.attribute.name);
                let Some(object) = object else {
                    let wrapped = format!("{}: {{{member}}}", quoted(&parent.attribute.name));
                    return Some(vec![Edit::replace(whole, wrapped)]);
                };
                object
            }
        };
        if target.kind() != Kind::Object || target.get(name).is_some() {
            return None;
        }
        if self.parent.is_none() && root.members().any(|(other, _)| other.span() == key.span()) {
            // Only its name is a path.
            return Some(vec![Edit::replace(key.span(), quoted(name))]);
        }
        let cut = removal(whole, value.document_text())?;
        Some(vec![insert_first(target, &member), cut])
    }
}
