use super::cite::cited;
use super::find::Visits;
use super::given::Given;
use super::guard::{guard_immutable, guard_required};
use super::identity::add_new;
use super::ignored::{Losses, ignored};
use super::in_path::in_string;
use super::operation::{Known, Place};
use super::primary::{demote, is_primary};
use super::quirks::Options;
use super::request::{Op, Operation, Request, invalid};
use super::schemas;
use super::tolerate::{Rewritten, Tolerated};
use super::trace::{Step, Tracer};
use super::unassign::unassign;
use super::value::{check, stored, values};
use crate::diagnostic::{Code, Diagnostic, Error, ScimType};
use crate::json::{Altered, Changes, Document, Edit, Key, Kind, Members, Resident, Value};
use crate::resource::Part;
use crate::schema::{Mutability, ResourceTypeView, Role};

/// What came of a PATCH request.
#[derive(Clone, Debug)]
pub struct Patched {
    /// The resource afterwards, as text without white space between tokens.
    pub json: String,
    /// Whether it differs from the resource before.
    pub changed: bool,
    /// What was tolerated, and warnings; spans are in the text of the request.
    pub notes: Vec<Diagnostic>,
    /// What each operation did, where that was asked for.
    pub steps: Vec<Step>,
}

/// What came of a PATCH request beside the resource.
#[derive(Clone, Debug)]
pub struct Applied {
    /// Whether the resource differs from what it was before.
    pub changed: bool,
    /// What was tolerated, and warnings; spans are in the text of the request.
    pub notes: Vec<Diagnostic>,
    /// What each operation did, where that was asked for.
    pub steps: Vec<Step>,
}

impl From<Patched> for Applied {
    fn from(patched: Patched) -> Self {
        Self {
            changed: patched.changed,
            notes: patched.notes,
            steps: patched.steps,
        }
    }
}

/// Applies a request to a resource, whole or not at all.
///
/// Takes time linear in the resource and the request, but for a factor log n where values are looked
/// up. What would take more, operations that look at each value of a long list again and again, is
/// bounded by [`Limits::visits`].
///
/// # Errors
/// What a service provider would answer, with the index of the operation; spans are in the text of
/// the request.
pub fn apply(
    resource: &Document<'_>,
    request: &Document<'_>,
    view: ResourceTypeView<'_>,
    options: impl Into<Options>,
) -> Result<Patched, Error> {
    let (applied, altered) = alter(resource, request, view, options)?;
    Ok(Patched {
        json: altered.into_text(),
        changed: applied.changed,
        notes: applied.notes,
        steps: applied.steps,
    })
}

/// The same for whoever has the text of the resource, and can do with what has become other in it.
///
/// # Errors
/// As [`apply`].
pub fn alter<'t>(
    resource: &Document<'t>,
    request: &Document<'_>,
    view: ResourceTypeView<'_>,
    options: impl Into<Options>,
) -> Result<(Applied, Altered<'t>), Error> {
    let before = Edit::Source {
        value: object_of(resource)?,
        spaced: resource.is_spaced(),
    };
    let mut altered = None;
    let keep = &mut |after: &Edit<'_>| altered = Some(after.alter(resource.text()));
    let applied = apply_to(&before, request, view, options.into(), keep)?;
    let altered = altered.unwrap_or_else(|| before.alter(resource.text()));
    Ok((applied, altered))
}

/// Applies a request to a resource that stays parsed, whole or not at all. What no operation touches
/// stays where it is, or is moved.
///
/// # Errors
/// As [`apply`].
pub fn apply_resident(
    resource: &mut Resident,
    request: &Document<'_>,
    view: ResourceTypeView<'_>,
    options: impl Into<Options>,
) -> Result<Applied, Error> {
    let (applied, changes) =
        resource.read(|resource| changes_of(resource, request, view, options))?;
    resource.change(&changes);
    Ok(applied)
}

/// What a request would change, whole or not at all, in a resource without white space between tokens.
///
/// # Errors
/// As [`apply`].
pub fn changes_of(
    resource: &Document<'_>,
    request: &Document<'_>,
    view: ResourceTypeView<'_>,
    options: impl Into<Options>,
) -> Result<(Applied, Changes), Error> {
    let value = object_of(resource)?;
    let spaced = false;
    let before = Edit::Source { value, spaced };
    let mut changes = Changes::default();
    let keep = &mut |after: &Edit<'_>| changes = Changes::of(after, value);
    let applied = apply_to(&before, request, view, options.into(), keep)?;
    Ok((applied, changes))
}

/// Applies a request, and hands out what has come of the resource, if it has changed.
fn apply_to(
    before: &Edit<'_>,
    request: &Document<'_>,
    view: ResourceTypeView<'_>,
    options: Options,
    keep: &mut dyn FnMut(&Edit<'_>),
) -> Result<Applied, Error> {
    let read = Request::read(request, options)?;
    let tolerated = Tolerated::of(&read.operations, view, options)?;
    let rewritten = tolerated.as_ref().map(Tolerated::document).transpose()?;
    let rewritten = rewritten.as_ref().map(Rewritten::read);
    let mut patch = Patch::new(before.clone(), request.is_spaced(), view, options);
    patch.notes = read.notes;
    let mut tracer = options.trace.then(|| Tracer::new(&patch.resource));
    for (index, operation) in read.operations.iter().enumerate() {
        let known = patch.notes.len();
        let applied = match tolerated.as_ref().zip(rewritten.as_ref()) {
            None => patch.operation(operation),
            Some(meant) => patch.tolerant((index, operation), meant),
        };
        applied.map_err(|error| {
            let error = cited(error, operation).or_at(operation.object.span());
            error.in_operation(index)
        })?;
        patch.point_notes(known, index, operation);
        if let Some(tracer) = &mut tracer {
            tracer.step(index, operation.op, &patch.resource);
        }
    }
    let changed = !patch.resource.equals(before);
    if changed {
        keep(&patch.resource);
    }
    Ok(Applied {
        changed,
        notes: patch.notes,
        steps: tracer.map_or_else(Vec::new, |tracer| tracer.steps),
    })
}

/// The object that is to be changed.
///
/// # Errors
/// `invalidSyntax` where the document isn't a JSON object that everybody reads alike.
pub fn object_of<'d>(resource: &'d Document<'_>) -> Result<Value<'d>, Error> {
    let root = resource.root().filter(|root| root.kind() == Kind::Object);
    let detail = match (resource.defects().first(), root) {
        (Some(defect), _) => defect.diagnose(resource.text()).message,
        (None, None) => "it is no JSON object.".to_owned(),
        (None, Some(root)) => return Ok(root),
    };
    let detail = format!("The resource is not usable: {detail}");
    Err(Error::new(ScimType::InvalidSyntax, detail))
}

pub(super) struct Patch<'d, 'r> {
    pub(super) view: ResourceTypeView<'r>,
    pub(super) options: Options,
    /// Whether the request has white space between tokens.
    pub(super) spaced: bool,
    pub(super) resource: Edit<'d>,
    pub(super) notes: Vec<Diagnostic>,
    pub(super) visits: Visits,
    /// Whether `schemas` names the extensions that have a value: from then on an operation can
    /// change that for its own extension alone.
    synchronised: bool,
}

pub(super) fn refuse<T>(scim_type: ScimType, detail: impl Into<String>) -> Result<T, Error> {
    Err(Error::new(scim_type, detail))
}

impl<'d, 'r> Patch<'d, 'r> {
    pub(super) fn new(
        resource: Edit<'d>,
        spaced: bool,
        view: ResourceTypeView<'r>,
        options: Options,
    ) -> Self {
        Self {
            view,
            options,
            spaced,
            resource,
            notes: Vec::new(),
            visits: Visits::new(options.limits.visits),
            synchronised: false,
        }
    }

    /// What the operations cost.
    #[cfg(test)]
    pub(super) fn steps(&self) -> usize {
        self.visits.spent() + self.resource.steps()
    }

    pub(super) fn operation(&mut self, operation: &Operation<'d>) -> Result<(), Error> {
        let Some((text, path)) = &operation.path else {
            return self.without_path(operation);
        };
        let place = Place::find(text, self.view, self.options);
        let mut place = place.map_err(|error| in_string(error, *path))?;
        self.note_path(*path, &mut place);
        if place.filter.is_none() && place.sub.is_some() && place.attribute.is_multi_valued() {
            self.note_every_value(*path, &place);
        }
        let value = match (operation.op, operation.value) {
            (Op::Remove, None) => None,
            (Op::Remove, Some(value)) if value.is_null() => None,
            (Op::Remove, Some(value)) if self.options.quirks.remove_with_value => {
                self.note_given(&place, value);
                if is_unassigned(value) {
                    return Ok(());
                }
                Some(value)
            }
            (Op::Remove, Some(value)) => {
                let lists = place.filter.is_none() && place.attribute.is_multi_valued();
                let mend = if lists {
                    let path = place.attribute.path();
                    format!("To remove some values name them by a filter: {path}[value eq \"…\"].")
                } else {
                    "Leave it out.".to_owned()
                };
                let detail = format!("`remove` takes no `value`. {mend}");
                return Err(invalid(&detail, value.span()));
            }
            (_, Some(value)) => Some(value),
            (op, None) => {
                let detail = format!(
                    "`{}` needs a `value`; to unassign, use `remove`.",
                    op.as_str()
                );
                return refuse(ScimType::InvalidValue, detail);
            }
        };
        let applied = self
            .guard_match(operation.op, &place)
            .and_then(|()| self.apply_at(operation.op, &place, value));
        applied.map_err(|error| error.or_at(path.span()))
    }

    /// An operation on the resource itself: its value holds the attributes, by their names.
    fn without_path(&mut self, operation: &Operation<'d>) -> Result<(), Error> {
        if operation.op == Op::Remove {
            return refuse(
                ScimType::NoTarget,
                "`remove` needs a `path`: name what is to be removed.",
            );
        }
        let Some(value) = operation.value.filter(|value| value.kind() == Kind::Object) else {
            let detail = "Without a `path` the `value` is an object of attributes.";
            let error = Error::new(ScimType::InvalidValue, detail);
            return Err(match operation.value {
                Some(value) => error.at(value.span()),
                None => error,
            });
        };
        for (key, value) in value.members() {
            let place = Place::of_key(&key.name(), self.view);
            let extension = place.as_ref().map(|place| place.attribute);
            let extension = extension.filter(|of| of.definition.role == Role::ExtensionObject);
            match extension {
                // The attributes of an extension are members like those of the resource.
                Some(extension) if value.kind() == Kind::Object => {
                    for (key, value) in value.members() {
                        let registry = self.view.registry();
                        let id = registry.sub_attribute(extension.id, &key.name());
                        let attribute = id.and_then(|id| Known::of(id, self.view));
                        let place = attribute.map(|known| Place::attribute(known, self.view));
                        self.member(operation.op, place, extension.name(), key, value)?;
                    }
                }
                _ => {
                    let owner = &self.view.resource_type().name;
                    self.member(operation.op, place, owner, key, value)?;
                }
            }
        }
        Ok(())
    }

    /// One member of a value without a path. `owner` is what it would be an attribute of.
    fn member(
        &mut self,
        op: Op,
        place: Option<Place<'r>>,
        owner: &str,
        key: Key<'d>,
        value: Value<'d>,
    ) -> Result<(), Error> {
        let Some(place) = place else {
            let name = key.name();
            if let Some(error) = Place::refused_key(&name, self.view, self.options) {
                return Err(Error::new(ScimType::InvalidPath, error.detail()).at(key.span()));
            }
            let message = format!("`{owner}` has no attribute `{name}`; it is ignored.");
            let note = Diagnostic::new(Code::PatchUnknownAttribute, message);
            self.notes.push(note.at(key.span()));
            return Ok(());
        };
        if place.leaf().definition.mutability() == Mutability::ReadOnly {
            return self.unchanged_read_only(&place, value);
        }
        let applied = self.apply_at(op, &place, Some(value));
        applied.map_err(|error| error.or_at(key.span().to(value.span())))
    }

    /// A readOnly attribute that a client sends back as it was is ignored; another value is refused.
    fn unchanged_read_only(&mut self, place: &Place<'r>, value: Value<'d>) -> Result<(), Error> {
        let spaced = self.spaced;
        let given = Edit::Source { value, spaced };
        let path = place.leaf().path();
        let current = current(&mut self.resource, place);
        let weight = current.as_deref().map_or(0, weight);
        let same = current.is_some_and(|current| current.equals(&given));
        self.visits.spend(weight)?;
        if !same && !value.is_null() && self.drops_read_only(place, value) {
            return Ok(());
        }
        if same || value.is_null() {
            let message = format!("`{path}` is readOnly; it is ignored.");
            self.notes
                .push(Diagnostic::new(Code::PatchReadOnlyIgnored, message).at(value.span()));
            return Ok(());
        }
        let error = Error::new(
            ScimType::Mutability,
            format!("`{path}` is readOnly: leave it out."),
        );
        Err(error.at(value.span()))
    }

    fn note_every_value(&mut self, path: Value<'d>, place: &Place<'r>) {
        let (attribute, leaf) = (place.attribute.path(), place.leaf().path());
        let message = format!("`{leaf}` without a filter changes every value of `{attribute}`.");
        let help = format!("Name the value: {attribute}[type eq \"…\"].");
        self.notes.push(
            Diagnostic::new(Code::PatchEveryValue, message)
                .help(help)
                .at(path.span()),
        );
    }

    fn apply_at(
        &mut self,
        op: Op,
        place: &Place<'r>,
        value: Option<Value<'d>>,
    ) -> Result<(), Error> {
        for known in [Some(place.attribute), place.sub].into_iter().flatten() {
            if known.definition.mutability() == Mutability::ReadOnly {
                let detail = format!("`{}` is readOnly: leave it out.", known.path());
                return refuse(ScimType::Mutability, detail);
            }
        }
        // `add` of nothing changes nothing.
        let empty = |value: Value<'_>| value.kind() == Kind::Object && value.is_empty();
        if op == Op::Add && value.is_some_and(|value| is_unassigned(value) || empty(value)) {
            return Ok(());
        }
        let of_schemas =
            place.attribute.definition.role == Role::Common && place.attribute.name() == "schemas";
        let immutable = place.attribute.definition.mutability() == Mutability::Immutable;
        let mut before = None;
        if of_schemas || immutable {
            before = current(&mut self.resource, &whole(place)).cloned();
            self.visits.spend(before.as_ref().map_or(0, weight))?;
        }
        let mut resource = core::mem::replace(&mut self.resource, Edit::Boolean(false));
        let applied = self.change(op, place, value, &mut resource);
        self.resource = resource;
        applied?;
        let after = self.settle(op, place)?;
        if immutable {
            guard_immutable(place.attribute, before.as_ref(), after.as_ref())?;
        }
        if of_schemas {
            schemas::drop_unnamed(&mut self.resource, before.as_ref(), self.view)?;
        }
        let extension = match place.attribute.definition.role {
            Role::ExtensionObject => Some(place.attribute),
            _ => place.extension,
        };
        if of_schemas || (extension.is_some() && !self.synchronised) {
            schemas::synchronise(&mut self.resource, self.view, None);
            self.synchronised = true;
        } else if let Some(extension) = extension {
            schemas::synchronise(&mut self.resource, self.view, Some(extension.name()));
        }
        Ok(())
    }

    /// Drops what an operation left empty, checks that no value lacks a required sub-attribute
    /// and returns what the attribute has become, if it is immutable.
    fn settle(&mut self, op: Op, place: &Place<'r>) -> Result<Option<Edit<'d>>, Error> {
        let (attribute, view) = (place.attribute, self.view);
        let mut holder = self.resource.members_mut();
        if let Some(extension) = place.extension {
            let object = holder.and_then(|holder| holder.get_mut(extension.name()));
            holder = object.and_then(Edit::members_mut);
        }
        let Some(holder) = holder else {
            return Ok(None);
        };
        let Some(value) = holder.get_mut(attribute.name()) else {
            return Ok(None);
        };
        // What was null or empty before stays as it was written.
        if matches!(value, Edit::Object(_) | Edit::Array(_)) && value.is_unassigned() {
            guard_required(op, attribute)?;
            holder.remove(attribute.name());
            return Ok(None);
        }
        let written = match value {
            Edit::Array(list) => list.take_written(),
            _ => Vec::new(),
        };
        for &id in sub_attributes(attribute, view) {
            let Some(sub) = Known::of(id, view) else {
                continue;
            };
            let required = sub.definition.attribute.required
                && attribute.definition.role != Role::ExtensionObject
                && sub.definition.mutability() != Mutability::ReadOnly;
            if required && lacks(value, &written, sub) {
                let detail = format!(
                    "`{}` is required in every value of `{}`.",
                    sub.path(),
                    attribute.path()
                );
                return match op {
                    Op::Remove => refuse(ScimType::Mutability, detail),
                    Op::Add | Op::Replace => refuse(ScimType::InvalidValue, detail),
                };
            }
        }
        let immutable = attribute.definition.mutability() == Mutability::Immutable;
        Ok(immutable.then(|| value.clone()))
    }

    fn change(
        &mut self,
        op: Op,
        place: &Place<'r>,
        value: Option<Value<'d>>,
        resource: &mut Edit<'d>,
    ) -> Result<(), Error> {
        let Some(mut holder) = resource.members_mut() else {
            return Ok(());
        };
        if let Some(extension) = place.extension {
            let object = holder.get_or_insert(extension.name(), Edit::empty_object);
            match object.and_then(Edit::members_mut) {
                Some(members) => holder = members,
                None => {
                    return refuse(
                        ScimType::InvalidValue,
                        format!("`{}` is no object in the resource.", extension.path()),
                    );
                }
            }
        }
        let value = value.filter(|value| !is_unassigned(*value));
        match value {
            Some(value) if op != Op::Remove => self.assign(op, place, value, holder),
            given => {
                let given = given.map(|given| Given::of(given, self.spaced, place.leaf()));
                unassign(op, place, given.as_ref(), holder, &mut self.visits)
            }
        }
    }

    /// add and replace, with a value.
    fn assign(
        &mut self,
        op: Op,
        place: &Place<'r>,
        value: Value<'d>,
        holder: &mut Members<'d>,
    ) -> Result<(), Error> {
        let attribute = place.attribute;
        if let Some(filter) = &place.filter {
            return self.assign_filtered(op, place, filter, value, holder);
        }
        if let Some(sub) = place.sub {
            if attribute.is_multi_valued() {
                return self.assign_every(place, sub, value, holder);
            }
            let object = holder.get_or_insert(attribute.name(), Edit::empty_object);
            return match object.and_then(Edit::members_mut) {
                Some(members) => self.set(op, sub, value, members),
                None => refuse(
                    ScimType::NoTarget,
                    format!("`{}` is no object in the resource.", attribute.path()),
                ),
            };
        }
        if attribute.definition.role == Role::ExtensionObject {
            return self.assign_extension(op, attribute, value, holder);
        }
        self.set(op, attribute, value, holder)
    }

    /// Sets an attribute, or a sub-attribute, in the object that holds it.
    pub(super) fn set(
        &mut self,
        op: Op,
        attribute: Known<'r>,
        value: Value<'d>,
        holder: &mut Members<'d>,
    ) -> Result<(), Error> {
        if attribute.is_multi_valued() {
            return self.set_values(op, attribute, value, holder);
        }
        if attribute.is_complex() && value.kind() == Kind::Object {
            check(
                value,
                attribute,
                Part::SubAttributes,
                self.view,
                &mut self.notes,
            )?;
            let object = holder.get_or_insert(attribute.name(), Edit::empty_object);
            if let Some(object) = object {
                if object.is_unassigned() {
                    *object = Edit::empty_object();
                }
                self.merge(attribute, value, object)?;
                if object.is_unassigned() {
                    holder.remove(attribute.name());
                }
            }
            return Ok(());
        }
        check(
            value,
            attribute,
            Part::Attribute,
            self.view,
            &mut self.notes,
        )?;
        let new = stored(value, self.spaced, attribute, self.view);
        guard_immutable(attribute, holder.get(attribute.name()), Some(&new))?;
        holder.set(attribute.name(), new);
        Ok(())
    }

    /// Sub-attributes that are given replace those of the object; the others stay. Those that are
    /// null are unassigned, those that are readOnly ignored.
    pub(super) fn merge(
        &mut self,
        attribute: Known<'r>,
        value: Value<'d>,
        object: &mut Edit<'d>,
    ) -> Result<(), Error> {
        let Some(members) = object.members_mut() else {
            return refuse(
                ScimType::InvalidValue,
                format!("`{}` is no object in the resource.", attribute.path()),
            );
        };
        for (key, value) in value.members() {
            let id = self
                .view
                .registry()
                .sub_attribute(attribute.id, &key.name());
            let Some(sub) = id.and_then(|id| Known::of(id, self.view)) else {
                continue;
            };
            if sub.definition.mutability() == Mutability::ReadOnly {
                let known = members.get(sub.name());
                self.notes.extend(ignored(sub, value, self.spaced, known));
                continue;
            }
            if is_unassigned(value) {
                guard_immutable(sub, members.get(sub.name()), None)?;
                members.remove(sub.name());
                continue;
            }
            let new = stored(value, self.spaced, sub, self.view);
            guard_immutable(sub, members.get(sub.name()), Some(&new))?;
            members.set(sub.name(), new);
        }
        Ok(())
    }

    fn assign_extension(
        &mut self,
        op: Op,
        extension: Known<'r>,
        value: Value<'d>,
        holder: &mut Members<'d>,
    ) -> Result<(), Error> {
        if value.kind() != Kind::Object {
            let detail = format!(
                "The value of `{}` is an object of its attributes.",
                extension.path()
            );
            return Err(Error::new(ScimType::InvalidValue, detail).at(value.span()));
        }
        if op == Op::Replace {
            let part = Part::Attribute;
            check(value, extension, part, self.view, &mut self.notes)?;
            let mut kept = Edit::empty_object();
            keep_read_only(
                extension,
                holder.get(extension.name()),
                &mut kept,
                self.view,
            );
            holder.set(extension.name(), kept);
        }
        let object = holder.get_or_insert(extension.name(), Edit::empty_object);
        let Some(members) = object.and_then(Edit::members_mut) else {
            return refuse(
                ScimType::InvalidValue,
                format!("`{}` is no object in the resource.", extension.path()),
            );
        };
        check(
            value,
            extension,
            Part::SubAttributes,
            self.view,
            &mut self.notes,
        )?;
        for (key, value) in value.members() {
            let id = self
                .view
                .registry()
                .sub_attribute(extension.id, &key.name());
            let Some(attribute) = id.and_then(|id| Known::of(id, self.view)) else {
                continue;
            };
            if attribute.definition.mutability() == Mutability::ReadOnly {
                let known = members.get(attribute.name());
                self.notes
                    .extend(ignored(attribute, value, self.spaced, known));
                continue;
            }
            if is_unassigned(value) {
                members.remove(attribute.name());
            } else {
                self.set(op, attribute, value, members)?;
            }
        }
        Ok(())
    }

    /// add: each value that isn't there yet comes last. replace: the list is the new one.
    fn set_values(
        &mut self,
        op: Op,
        attribute: Known<'r>,
        value: Value<'d>,
        holder: &mut Members<'d>,
    ) -> Result<(), Error> {
        let given = values(value);
        for value in &given {
            check(*value, attribute, Part::Element, self.view, &mut self.notes)?;
        }
        let new: Vec<_> = given
            .iter()
            .map(|value| stored(*value, self.spaced, attribute, self.view))
            .filter(|element| !element.is_unassigned())
            .collect();
        if new.iter().filter(|element| is_primary(element)).count() > 1 {
            let detail = format!(
                "Two of the given values of `{}` are primary.",
                attribute.path()
            );
            return Err(Error::new(ScimType::InvalidValue, detail).at(value.span()));
        }
        if op == Op::Replace {
            holder.set(attribute.name(), Edit::Array(Box::default()));
        }
        let list = holder.get_or_insert(attribute.name(), || Edit::Array(Box::default()));
        let Some(list) = list else {
            return Ok(());
        };
        if list.is_unassigned() {
            *list = Edit::Array(Box::default());
        }
        let Some(list) = list.elements_mut() else {
            return refuse(
                ScimType::InvalidValue,
                format!("`{}` is no array in the resource.", attribute.path()),
            );
        };
        let mut losses = Losses::default();
        add_new(
            list,
            new,
            attribute,
            &mut |list, element| {
                if is_primary(element) {
                    demote(list, None);
                }
            },
            &mut |known, element| losses.count(known, element, attribute),
        );
        self.notes.extend(losses.note(attribute, value.span()));
        for value in given {
            if self.note_read_only(value, attribute, None) {
                break;
            }
        }
        Ok(())
    }
}

pub(super) fn sub_attributes<'r>(
    attribute: Known<'r>,
    view: ResourceTypeView<'r>,
) -> &'r [crate::schema::AttributeId] {
    view.registry()
        .scope_of(attribute.definition)
        .map_or(&[], |scope| scope.members())
}

/// What is readOnly in an extension survives its replacement.
fn keep_read_only<'d>(
    extension: Known<'_>,
    old: Option<&Edit<'d>>,
    kept: &mut Edit<'d>,
    view: ResourceTypeView<'_>,
) {
    let (Some(old), Some(members)) = (old, kept.members_mut()) else {
        return;
    };
    for &id in sub_attributes(extension, view) {
        if let Some(attribute) = Known::of(id, view)
            && attribute.definition.mutability() == Mutability::ReadOnly
            && let Some(value) = old.get(attribute.name())
        {
            members.set(attribute.name(), value.into_owned());
        }
    }
}

/// The value that the resource has in a place, its filter aside.
pub(super) fn current<'e, 'd>(
    resource: &'e mut Edit<'d>,
    place: &Place<'_>,
) -> Option<&'e mut Edit<'d>> {
    let mut holder = resource.members_mut()?;
    if let Some(extension) = place.extension {
        holder = holder.get_mut(extension.name())?.members_mut()?;
    }
    let value = holder.get_mut(place.attribute.name())?;
    match place.sub {
        None => Some(value),
        Some(sub) => value.members_mut()?.get_mut(sub.name()),
    }
}

/// The place of the whole attribute that a place is in.
pub(super) fn whole<'r>(place: &Place<'r>) -> Place<'r> {
    Place {
        extension: place.extension,
        attribute: place.attribute,
        filter: None,
        sub: None,
        notes: Vec::new(),
    }
}

/// Whether a complex value, or one of those of a list that were written, has no value for a
/// sub-attribute.
fn lacks(value: &Edit<'_>, written: &[usize], sub: Known<'_>) -> bool {
    match value {
        Edit::Array(list) => {
            let mut written = written.iter().filter_map(|&slot| list.get(slot));
            written.any(|element| lacks(element, &[], sub))
        }
        value if value.kind() == Kind::Object => value
            .get(sub.name())
            .is_none_or(|value| value.is_unassigned()),
        _ => false,
    }
}

/// What it costs to compare a value with another.
fn weight(value: &Edit<'_>) -> usize {
    match value {
        Edit::Source { value, .. } => value.size(),
        Edit::Array(list) => list.len(),
        Edit::Object(members) => members.iter().count(),
        Edit::Text(_) | Edit::Boolean(_) => 1,
    }
}

pub(super) fn is_unassigned(value: Value<'_>) -> bool {
    value.is_null() || (value.kind() == Kind::Array && value.is_empty())
}

pub(super) fn no_match(attribute: Known<'_>) -> String {
    format!(
        "No value of `{}` matches the filter in the path: add the value first, or name one that is there.",
        attribute.path()
    )
}
