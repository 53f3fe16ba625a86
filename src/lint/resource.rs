//! Resources, and values of attributes: what is legal and not understood by everybody. The walk
//! looks at every value once.

use super::finder::{Finder, brief, mend};
use crate::diagnostic::{Code, Edit};
use crate::json::{Key, Kind, Value};
use crate::resource::{Step, insert_first, removal};
use crate::schema::{Definition, Mutability, ResourceTypeView, Role, Scope, Type};
use crate::text::same_but_for_case;

/// Who sends the values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sender {
    /// A client that creates or replaces a resource.
    Client,
    /// A client that changes some attributes.
    Patch,
    /// The service provider.
    Provider,
}

/// Looks at all attributes of a resource.
pub(super) fn resource<'d>(
    finder: &mut Finder<'_, 'd>,
    root: Value<'d>,
    view: ResourceTypeView<'_>,
    sender: Sender,
) {
    let walk = Walk { view, sender };
    walk.object(finder, root, view.scope(), None);
    walk.unused_extensions(finder, root);
    if sender == Sender::Client {
        old_managers(finder, root);
    }
}

/// `managerId` in an extension whose URI is one of SCIM 1.x, where the validator doesn't look.
fn old_managers<'d>(finder: &mut Finder<'_, 'd>, root: Value<'d>) {
    for (key, extension) in root.members() {
        if key.name().starts_with("urn:scim:")
            && let Some((manager_key, manager)) = extension.entry("manager")
            && let Some((id_key, _)) = manager.entry("managerId")
        {
            let steps = [key, manager_key].map(Step::Name);
            finder.path.extend(steps);
            let code = Code::LintManagerId;
            let said = finder.say_at(Step::Name(id_key), code, id_key.span(), "");
            let edit = Edit::replace(id_key.span(), r#""value""#);
            mend(said, true, "Name it `value`", vec![edit]);
            finder.path.truncate(finder.path.len() - steps.len());
        }
    }
}

/// Looks at one value that a PATCH gives for an attribute.
pub(super) fn value<'d>(
    finder: &mut Finder<'_, 'd>,
    value: Value<'d>,
    definition: &Definition,
    view: ResourceTypeView<'_>,
) {
    let walk = Walk {
        view,
        sender: Sender::Patch,
    };
    walk.assigned(finder, value, definition);
}

struct Walk<'v> {
    view: ResourceTypeView<'v>,
    sender: Sender,
}

impl Walk<'_> {
    fn object<'d>(
        &self,
        finder: &mut Finder<'_, 'd>,
        object: Value<'d>,
        scope: &Scope,
        parent: Option<&Definition>,
    ) {
        let registry = self.view.registry();
        for (key, value) in object.members() {
            let found = registry.find(scope, key.hash(), &key.name());
            let Some(definition) = found.and_then(|id| registry.definition(id)) else {
                continue;
            };
            finder.path.push(Step::Name(key));
            if !self.sent_in_vain(finder, key, value, definition, parent) {
                self.attribute(finder, key, value, definition, parent);
            }
            finder.path.pop();
        }
    }

    /// What only the service provider sets.
    fn sent_in_vain<'d>(
        &self,
        finder: &mut Finder<'_, 'd>,
        key: Key<'d>,
        value: Value<'d>,
        definition: &Definition,
        parent: Option<&Definition>,
    ) -> bool {
        let read_only = definition.mutability() == Mutability::ReadOnly;
        if self.sender == Sender::Provider || !read_only || value.is_null() {
            return false;
        }
        let code = match (definition.path.as_str(), parent.map(|parent| parent.role)) {
            ("schemas", _) => return false,
            ("id", _) => Code::LintClientSendsId,
            ("meta", _) => Code::LintClientSendsMeta,
            (_, None | Some(Role::ExtensionObject)) => Code::LintClientSendsReadOnly,
            _ => Code::LintReadOnlySubAttribute,
        };
        let edit = removal(key.span().to(value.span()), value.document_text());
        let about = match code {
            Code::LintClientSendsId | Code::LintClientSendsMeta => String::new(),
            _ => format!("`{}`", definition.path),
        };
        let said = finder.say(code, value.span(), &about);
        mend(said, true, "Leave it out", edit.into_iter().collect());
        true
    }

    fn attribute<'d>(
        &self,
        finder: &mut Finder<'_, 'd>,
        key: Key<'d>,
        value: Value<'d>,
        definition: &Definition,
        parent: Option<&Definition>,
    ) {
        let refers = parent.is_some_and(is_reference);
        let is_ref = definition.attribute.name == "$ref";
        let array = value.kind() == Kind::Array;
        let code = match value.kind() {
            Kind::Null | Kind::String if value.is_null() || value.is_empty() => {
                if self.sender == Sender::Provider {
                    (!value.is_null()).then_some(Code::LintEmptyValueReturned)
                } else if refers && is_ref {
                    Some(Code::LintNullReference)
                } else if refers && definition.attribute.name == "value" {
                    Some(Code::LintEmptyReference)
                } else if is_joining(definition) {
                    Some(Code::LintJoiningAttribute)
                } else if value.is_null() {
                    Some(Code::LintNullAttribute)
                } else {
                    Some(Code::LintEmptyString)
                }
            }
            Kind::Array if value.is_empty() && definition.attribute.multi_valued => {
                Some(match self.sender {
                    Sender::Provider => Code::LintEmptyValueReturned,
                    _ => Code::LintEmptyArray,
                })
            }
            _ => None,
        };
        let Some(code) = code else {
            return self.assigned(finder, value, definition);
        };
        // An empty string may be meant; null and an empty array say nothing.
        let safe = value.is_null() || array;
        let edit = removal(key.span().to(value.span()), value.document_text());
        let said = finder.say(code, value.span(), &format!("`{}`", definition.path));
        let optional = !definition.attribute.required;
        mend(
            said,
            safe && optional,
            "Leave it out",
            edit.into_iter().collect(),
        );
    }

    /// A value that is there.
    fn assigned<'d>(&self, finder: &mut Finder<'_, 'd>, value: Value<'d>, definition: &Definition) {
        let registry = self.view.registry();
        let attribute = &definition.attribute;
        if value.kind() == Kind::Array {
            self.list(finder, value, definition);
        } else if attribute.kind == Type::Complex || definition.role == Role::ExtensionObject {
            if let Some(scope) = registry.scope_of(definition) {
                self.object(finder, value, scope, Some(definition));
            }
        } else if attribute.kind == Type::String && self.sender != Sender::Provider {
            self.text(finder, value, definition);
        }
    }

    fn text<'d>(&self, finder: &mut Finder<'_, 'd>, value: Value<'d>, definition: &Definition) {
        let Some(text) = value.as_str() else {
            return;
        };
        if is_joining(definition) && text.contains(['"', '\\', '#', '%', '&', '+']) {
            finder.say_of(Code::LintJoiningAttribute, value);
        }
        if is_json(&text) {
            finder.say_of(Code::LintJsonInString, value);
        }
        let parent = definition
            .parent
            .and_then(|id| self.view.registry().definition(id));
        let Some(parent) = parent.filter(|parent| is_reference(parent)) else {
            return;
        };
        let members = parent.attribute.multi_valued;
        match definition.attribute.name.as_str() {
            "value" if is_no_id(&text) => {
                let code = if members {
                    Code::LintMemberNotId
                } else {
                    Code::LintReferenceNotId
                };
                finder.say_of(code, value);
            }
            "type" if members && self.view.resource_type().name == *text => {
                finder.say_of(Code::LintNestedGroup, value);
            }
            _ => {}
        }
    }

    fn list<'d>(&self, finder: &mut Finder<'_, 'd>, list: Value<'d>, definition: &Definition) {
        let registry = self.view.registry();
        let Some(scope) = registry.scope_of(definition) else {
            return;
        };
        let kinds = Kinds::of(definition);
        let mut types: Vec<Value<'d>> = Vec::new();
        let mut primary = false;
        for (index, element) in list.elements().enumerate() {
            if element.kind() != Kind::Object {
                continue;
            }
            finder.path.push(Step::Index(index));
            if is_hollow(element) {
                let said = finder.say(
                    Code::LintEmptyValue,
                    element.span(),
                    &format!("`{}`", definition.path),
                );
                let edit = removal(element.span(), element.document_text());
                mend(said, true, "Remove it", edit.into_iter().collect());
            } else {
                self.object(finder, element, scope, Some(definition));
                primary |= element.get("primary").and_then(Value::as_bool) == Some(true);
                let own_type = element.get("type").filter(|kind| !kind.is_null());
                let code = match kinds {
                    Kinds::Contacts => Some(Code::LintMissingType),
                    Kinds::Resources if self.sender != Sender::Provider => {
                        Some(Code::LintMemberWithoutType)
                    }
                    _ => None,
                };
                match (own_type, code) {
                    (Some(own_type), _) => types.push(own_type),
                    (None, Some(code)) => {
                        finder.say(code, element.span(), &brief(element));
                    }
                    (None, None) => {}
                }
            }
            finder.path.pop();
        }
        if kinds != Kinds::Contacts || list.is_empty() {
            return;
        }
        if !primary && self.sender != Sender::Provider {
            let path = format!("`{}`", definition.path);
            let said = finder.say(Code::LintNoPrimary, list.span(), &path);
            let mut elements = list.elements();
            if let (Some(only), None) = (elements.next(), elements.next())
                && only.members().next().is_some()
                && only.get("primary").is_none()
            {
                let edit = insert_first(only, r#""primary":true"#);
                mend(said, false, "Make it primary", vec![edit]);
            }
        }
        same_types(finder, &types);
    }

    /// Extensions that `schemas` names and that have no data.
    fn unused_extensions<'d>(&self, finder: &mut Finder<'_, 'd>, root: Value<'d>) {
        let Some((key, schemas)) = root.entry("schemas") else {
            return;
        };
        for (index, element) in schemas.elements().enumerate() {
            let Some(uri) = element.as_str() else {
                continue;
            };
            let extension = self.view.extension(&uri);
            if extension.is_none_or(|extension| extension.required) || root.get(&uri).is_some() {
                continue;
            }
            finder.path.push(Step::Name(key));
            let step = Step::Index(index);
            let code = Code::LintExtensionWithoutData;
            let said = finder.say_at(step, code, element.span(), &format!("`{uri}`"));
            let edit = removal(element.span(), element.document_text());
            mend(said, true, "Leave it out", edit.into_iter().collect());
            finder.path.pop();
        }
    }
}

/// What the values of a list stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinds {
    /// Ways to reach somebody: told apart by `type`, one of them primary.
    Contacts,
    /// Resources.
    Resources,
    Others,
}

impl Kinds {
    fn of(definition: &Definition) -> Self {
        let subs = &definition.attribute.sub_attributes;
        let named = |name: &str| subs.iter().find(|sub| sub.name == name);
        let typed = named("type").is_some_and(|kind| !kind.canonical_values.is_empty());
        if is_reference(definition) && typed {
            Self::Resources
        } else if typed && named("primary").is_some() {
            Self::Contacts
        } else {
            Self::Others
        }
    }
}

/// Whether its values name resources by their id.
pub(super) const fn is_reference(definition: &Definition) -> bool {
    definition.value.is_some() && definition.reference.is_some()
}

/// Whether clients look resources up by it.
fn is_joining(definition: &Definition) -> bool {
    matches!(definition.path.as_str(), "userName" | "externalId")
}

/// A mail address, or a name of a directory.
pub(super) fn is_no_id(text: &str) -> bool {
    let name = text.get(..3).unwrap_or_default();
    text.contains('@') || same_but_for_case(name, "cn=") || same_but_for_case(name, "uid")
}

/// Whether a string looks like the JSON of an object or a list of objects.
pub(super) fn is_json(text: &str) -> bool {
    let text = text.trim();
    let object = text.starts_with('{') || text.starts_with("[{");
    object && text.ends_with(['}', ']']) && crate::json::Document::parse(text).is_ok()
}

/// Whether nothing is in an object but its type and its being primary.
fn is_hollow(object: Value<'_>) -> bool {
    object.members().all(|(key, value)| {
        let told = matches!(&*key.name(), "type" | "primary");
        told || value.is_null() || value.is_empty()
    })
}

/// Values whose type another one has.
fn same_types<'d>(finder: &mut Finder<'_, 'd>, types: &[Value<'d>]) {
    let text = |at: usize| {
        let value = types.get(at).and_then(|value| value.as_str());
        value.map(|text| text.to_ascii_lowercase())
    };
    let order = crate::text::sorted_indices(types.len(), &|a, b| text(a).cmp(&text(b)));
    for pair in order.windows(2) {
        if let [first, second] = *pair
            && text(first) == text(second)
            && let Some(again) = types.get(second)
        {
            finder.say(Code::LintAmbiguousType, again.span(), &brief(*again));
        }
    }
}
