use super::by_name::ByName;
use super::difference::{Append, Changes, Set, Target};
use super::list_difference::{ListChange, compare_lists, first_values};
use super::manner::{self, Manner};
use super::operation::Known;
use super::primary::value_is_primary;
use super::value::{check, stored, values, with_undefined};
use crate::diagnostic::{Error, ScimType};
use crate::json::{Document, Edit, Kind, Value, equal};
use crate::resource::Part;
use crate::schema::{Mutability, ResourceTypeView, Role, Scope};
use crate::text::sorted_indices;

/// The PATCH request that turns one resource into another: as few operations as `manner` allows, as
/// JSON text without white space between tokens.
///
/// Applied to `before` it gives `after`, but for what no client can set: readOnly attributes, and
/// what is null or empty. The order of the values of a list does not count, nor whether `primary`
/// is false or missing (AMBIGUITIES A-46). Members of a group are told apart by their `value` and
/// `type`, and a value that comes counts once; a member whose immutable `type`, `$ref` or
/// `display` is another one goes and comes anew, and one that gives none of them keeps what it has,
/// since service providers fill them in. `schemas` follows the extensions by itself. Two
/// equal resources give a request without operations: there is nothing to send.
///
/// Takes time n log n in the resources.
///
/// # Errors
/// `invalidSyntax` where one of the documents is no resource; `mutability` where an immutable
/// attribute or a required one would have to go; `invalidPath` where they differ in something that
/// no schema defines, which no path can name; `invalidValue` where something that differs does not
/// fit its attribute in `after`.
pub fn diff<'d>(
    before: &'d Document<'d>,
    after: &'d Document<'d>,
    view: ResourceTypeView<'d>,
    manner: Manner,
) -> Result<String, Error> {
    let mut comparison = Comparison {
        view,
        spaced: (before.is_spaced(), after.is_spaced()),
        manner,
        changes: Changes::default(),
    };
    let (before, after) = (usable(before, "before")?, usable(after, "after")?);
    comparison.object(None, view.scope(), Some(before), Some(after))?;
    comparison.schemas(before, after)?;
    Ok(manner::write(&comparison.changes, manner))
}

fn usable<'d>(document: &'d Document<'d>, which: &str) -> Result<Value<'d>, Error> {
    let root = document.root().filter(|root| root.kind() == Kind::Object);
    match (root, document.defects().first()) {
        (Some(root), None) => Ok(root),
        (_, defect) => {
            let why = match defect {
                Some(defect) => defect.diagnose(document.text()).message,
                None => "It is no JSON object.".to_owned(),
            };
            let detail = format!("The resource {which} is not usable: {why}");
            Err(Error::new(ScimType::InvalidSyntax, detail))
        }
    }
}

struct Comparison<'d> {
    view: ResourceTypeView<'d>,
    /// Whether the documents have white space between tokens.
    spaced: (bool, bool),
    manner: Manner,
    changes: Changes<'d>,
}

impl<'d> Comparison<'d> {
    /// The attributes of the resource, or of an extension.
    fn object(
        &mut self,
        extension: Option<Known<'d>>,
        scope: &'d Scope,
        before: Option<Value<'d>>,
        after: Option<Value<'d>>,
    ) -> Result<(), Error> {
        for &id in scope.members() {
            let Some(attribute) = Known::of(id, self.view) else {
                continue;
            };
            let derived =
                attribute.definition.role == Role::Common && attribute.name() == "schemas";
            if derived || attribute.definition.mutability() == Mutability::ReadOnly {
                continue;
            }
            let old = before.and_then(|before| before.get(attribute.name()));
            let new = after.and_then(|after| after.get(attribute.name()));
            if old.is_none() && new.is_none() {
                continue;
            }
            if attribute.definition.role == Role::ExtensionObject {
                self.extension(attribute, old, new)?;
                continue;
            }
            let target = Target {
                extension: extension.map(|extension| extension.name()),
                attribute: attribute.name(),
                sub: None,
            };
            if attribute.is_multi_valued() {
                self.list(attribute, target, old, new)?;
            } else {
                self.singular(attribute, target, old, new)?;
            }
        }
        self.undefined(None, scope, before, after)
    }

    fn extension(
        &mut self,
        extension: Known<'d>,
        old: Option<Value<'d>>,
        new: Option<Value<'d>>,
    ) -> Result<(), Error> {
        let registry = self.view.registry();
        let Some(scope) = registry.scope_of(extension.definition) else {
            return Ok(());
        };
        let old = old.and_then(|old| self.settable(old, self.spaced.0, extension).map(|_| old));
        let new_values = new.and_then(|new| self.settable(new, self.spaced.1, extension));
        let undefined = new.is_some_and(|new| self.has_undefined(scope, new));
        if old.is_some() && new_values.is_none() && !undefined {
            self.changes.removals.push(extension.name().to_owned());
            return Ok(());
        }
        self.object(Some(extension), scope, old, new)
    }

    /// What differs and can't be named: a path leads to what a schema defines.
    fn undefined(
        &self,
        owner: Option<Known<'_>>,
        scope: &Scope,
        before: Option<Value<'d>>,
        after: Option<Value<'d>>,
    ) -> Result<(), Error> {
        let registry = self.view.registry();
        for (side, other) in [(before, after), (after, before)] {
            let others = ByName::of(other);
            for (key, value) in side.into_iter().flat_map(Value::members) {
                let name = key.name();
                if registry.find(scope, key.hash(), &name).is_some() || value.is_null() {
                    continue;
                }
                let same = others.get(&name).is_some_and(|other| equal(value, other));
                if !same {
                    let name = match owner {
                        Some(owner) => format!("{}.{name}", owner.path()),
                        None => name.into_owned(),
                    };
                    return Err(undefined(&name));
                }
            }
        }
        Ok(())
    }

    /// The URIs in `schemas` that the resource type doesn't have: those of the others follow the data.
    fn schemas(&self, before: Value<'d>, after: Value<'d>) -> Result<(), Error> {
        let base = &self.view.resource_type().schema;
        let unknown = |resource: Value<'d>| -> Vec<(String, Value<'d>)> {
            let list = resource
                .get("schemas")
                .into_iter()
                .flat_map(Value::elements);
            let uris = list.filter_map(|uri| Some((uri.as_str()?.to_ascii_lowercase(), uri)));
            let foreign = uris.filter(|(uri, _)| {
                !base.eq_ignore_ascii_case(uri) && self.view.extension(uri).is_none()
            });
            foreign.collect()
        };
        let (old, new) = (unknown(before), unknown(after));
        for (side, other) in [(&old, &new), (&new, &old)] {
            let other = sorted(other);
            let mut uris = side.iter();
            let missing = uris.find(|(uri, _)| other.binary_search(&uri.as_str()).is_err());
            if let Some((_, uri)) = missing {
                let of_type = &self.view.resource_type().name;
                let uri = uri.as_str().unwrap_or_default();
                let detail = format!(
                    "The resources differ in the schema `{uri}`, which `{of_type}` does not have: a PATCH can't set what it is for. Name it in both or in neither, or load it."
                );
                return Err(Error::new(ScimType::InvalidPath, detail));
            }
        }
        Ok(())
    }

    /// Whether an object has a member that no schema defines.
    fn has_undefined(&self, scope: &Scope, object: Value<'d>) -> bool {
        let registry = self.view.registry();
        object.members().any(|(key, value)| {
            !value.is_null() && registry.find(scope, key.hash(), &key.name()).is_none()
        })
    }

    /// The members of a singular complex attribute that no schema defines. Where the attribute is
    /// to go they go with it. Returns whether it keeps some.
    fn undefined_inside(
        &self,
        attribute: Known<'d>,
        old: Option<Value<'d>>,
        new: Option<Value<'d>>,
    ) -> Result<bool, Error> {
        let scope = self.view.registry().scope_of(attribute.definition);
        let object = new.filter(|new| new.kind() == Kind::Object && !new.is_empty());
        let (Some(scope), Some(object)) = (scope, object) else {
            return Ok(false);
        };
        self.undefined(Some(attribute), scope, old, Some(object))?;
        Ok(self.has_undefined(scope, object))
    }

    /// A value without what is unassigned or a client can't set; `None` where nothing is left.
    fn settable(&self, value: Value<'d>, spaced: bool, attribute: Known<'d>) -> Option<Edit<'d>> {
        let edit = stored(value, spaced, attribute, self.view);
        (!edit.is_unassigned()).then_some(edit)
    }

    fn singular(
        &mut self,
        attribute: Known<'d>,
        target: Target<'d>,
        old: Option<Value<'d>>,
        new: Option<Value<'d>>,
    ) -> Result<(), Error> {
        let keeps = self.undefined_inside(attribute, old, new)?;
        let given = new;
        let old = old.and_then(|old| self.settable(old, self.spaced.0, attribute));
        let new = new.and_then(|new| self.settable(new, self.spaced.1, attribute));
        match (old, new) {
            (None, None) => Ok(()),
            (None, Some(value)) => {
                self.sound(given, attribute, Part::Attribute)?;
                self.set(target, value, true);
                Ok(())
            }
            (Some(_), None) => self.remove(attribute, target),
            (Some(old), Some(new)) if old.equals(&new) => Ok(()),
            (Some(old), Some(new)) => {
                guard_immutable(attribute)?;
                self.sound(given, attribute, Part::Attribute)?;
                if attribute.is_complex() && new.kind() == Kind::Object {
                    self.sub_attributes(attribute, target, &old, new, keeps);
                } else {
                    self.set(target, new, false);
                }
                Ok(())
            }
        }
    }

    /// The sub-attributes of a singular attribute that has a value before and after; `keeps` says
    /// that it has something that no path can name, and so has to stay.
    fn sub_attributes(
        &mut self,
        attribute: Known<'d>,
        target: Target<'d>,
        old: &Edit<'d>,
        new: Edit<'d>,
        keeps: bool,
    ) {
        let (mut sets, mut removals) = (Vec::new(), Vec::new());
        let mut renewed = false;
        for sub in self.subs(attribute) {
            let target = Target {
                sub: Some(sub.name()),
                ..target
            };
            let before = old.get(sub.name()).filter(|value| !value.is_unassigned());
            let after = new.get(sub.name()).filter(|value| !value.is_unassigned());
            let immutable = sub.definition.mutability() == Mutability::Immutable;
            match (before, after) {
                (None, Some(value)) => sets.push((target, value.into_owned(), true)),
                (Some(before), Some(after)) if !before.equals(&after) => {
                    renewed |= immutable;
                    sets.push((target, after.into_owned(), false));
                }
                (Some(_), None) => {
                    renewed |= immutable;
                    removals.push(target.path());
                }
                _ => {}
            }
        }
        // A value with another immutable part is another value; and from two removals on it is
        // shorter to begin anew.
        let anew = !attribute.definition.attribute.required && removals.len() >= 2 && !keeps;
        if renewed || anew {
            self.changes.removals.push(target.path());
            self.set(target, new, true);
            return;
        }
        self.changes.removals.append(&mut removals);
        for (target, value, new) in sets {
            self.set(target, value, new);
        }
    }

    /// The sub-attributes that a client can set.
    fn subs(&self, attribute: Known<'d>) -> impl Iterator<Item = Known<'d>> + use<'d> {
        let view = self.view;
        let scope = view.registry().scope_of(attribute.definition);
        let ids = scope.map_or(&[][..], Scope::members);
        let known = ids.iter().filter_map(move |&id| Known::of(id, view));
        known.filter(|sub| sub.definition.mutability() != Mutability::ReadOnly)
    }

    fn list(
        &mut self,
        attribute: Known<'d>,
        target: Target<'d>,
        old: Option<Value<'d>>,
        new: Option<Value<'d>>,
    ) -> Result<(), Error> {
        let elements = |value: Option<Value<'d>>, spaced: bool| -> Vec<Edit<'d>> {
            let given = value.into_iter().flat_map(values);
            given
                .filter_map(|value| {
                    let edit = with_undefined(value, spaced, attribute, self.view);
                    (!edit.is_unassigned()).then_some(edit)
                })
                .collect()
        };
        let before = elements(old, self.spaced.0);
        let after = elements(new, self.spaced.1);
        if before.is_empty() && after.is_empty() {
            return Ok(());
        }
        if after.is_empty() {
            return self.remove(attribute, target);
        }
        if before.is_empty() {
            self.sound_list(old, new, attribute)?;
            let values = first_values(after, attribute);
            self.changes.appends.push(Append { target, values });
            return Ok(());
        }
        let subs: Vec<_> = self.subs(attribute).collect();
        let change = compare_lists(attribute, &subs, &before, after, self.manner);
        if !matches!(change, ListChange::None) {
            self.sound_list(old, new, attribute)?;
        }
        match change {
            ListChange::None => Ok(()),
            ListChange::Undefined(name) => Err(undefined(&format!("{}.{name}", attribute.path()))),
            _ if attribute.definition.mutability() == Mutability::Immutable => {
                guard_immutable(attribute)
            }
            ListChange::Whole(values) => {
                self.set(target, Edit::Array(Box::new(values.into())), false);
                Ok(())
            }
            ListChange::Parts {
                given,
                steps,
                added,
            } => {
                if !given.is_empty() {
                    self.changes.losses.push(Append {
                        target,
                        values: given,
                    });
                }
                let whole = target.path();
                let steps = steps.into_iter();
                let steps = steps.map(|(part, value)| (format!("{whole}{part}"), value));
                self.changes.steps.extend(steps);
                if !added.is_empty() {
                    self.changes.appends.push(Append {
                        target,
                        values: added,
                    });
                }
                Ok(())
            }
        }
    }

    /// Refuses a value that no PATCH can bring about, since it does not fit its attribute.
    fn sound(
        &self,
        value: Option<Value<'d>>,
        attribute: Known<'d>,
        part: Part,
    ) -> Result<(), Error> {
        let Some(value) = value else {
            return Ok(());
        };
        check(value, attribute, part, self.view, &mut Vec::new()).map_err(|error| {
            let detail = format!("The resource after is not usable: {}", error.detail());
            Error::new(ScimType::InvalidValue, detail)
        })
    }

    /// The same for the values of a list that were not there to the letter before.
    fn sound_list(
        &self,
        old: Option<Value<'d>>,
        new: Option<Value<'d>>,
        attribute: Known<'d>,
    ) -> Result<(), Error> {
        let texts = |list: Option<Value<'d>>| -> Vec<&'d str> {
            list.into_iter()
                .flat_map(values)
                .map(Value::source)
                .collect()
        };
        let old = texts(old);
        let order = sorted_indices(old.len(), &|a, b| old.get(a).cmp(&old.get(b)));
        let text = |at: &usize| old.get(*at).copied();
        let mut primaries = 0;
        for value in new.into_iter().flat_map(values) {
            primaries += usize::from(value_is_primary(value));
            let source = Some(value.source());
            let known = order.binary_search_by(|at| text(at).cmp(&source)).is_ok();
            if !known && !value.is_null() {
                self.sound(Some(value), attribute, Part::Element)?;
            }
        }
        if primaries > 1 {
            let path = attribute.path();
            let detail = format!(
                "The resource after is not usable: {primaries} values of `{path}` are primary, where one can be (RFC 7643 §2.4)."
            );
            return Err(Error::new(ScimType::InvalidValue, detail));
        }
        Ok(())
    }

    fn set(&mut self, target: Target<'d>, value: Edit<'d>, new: bool) {
        self.changes.sets.push(Set { target, value, new });
    }

    fn remove(&mut self, attribute: Known<'d>, target: Target<'d>) -> Result<(), Error> {
        guard_immutable(attribute)?;
        if attribute.definition.attribute.required {
            let detail = format!(
                "`{}` is required: no PATCH can leave the resource without it.",
                attribute.path()
            );
            return Err(Error::new(ScimType::Mutability, detail));
        }
        self.changes.removals.push(target.path());
        Ok(())
    }
}

fn sorted<'u>(uris: &'u [(String, Value<'_>)]) -> Vec<&'u str> {
    let uri = |index: usize| uris.get(index).map(|(uri, _)| uri.as_str());
    let order = sorted_indices(uris.len(), &|a, b| uri(a).cmp(&uri(b)));
    order.into_iter().filter_map(uri).collect()
}

/// The refusal of what no path can name.
fn undefined(name: &str) -> Error {
    let detail = format!(
        "The resources differ in `{name}`, which no schema defines: a PATCH can't name it. Take it out of both, or load the schema that has it."
    );
    Error::new(ScimType::InvalidPath, detail)
}

fn guard_immutable(attribute: Known<'_>) -> Result<(), Error> {
    if attribute.definition.mutability() != Mutability::Immutable {
        return Ok(());
    }
    let detail = format!(
        "`{}` is immutable and has a value already: no PATCH can change it.",
        attribute.path()
    );
    Err(Error::new(ScimType::Mutability, detail))
}
