//! The members of an object against the attributes that can stand there.

use core::num::NonZero;

use super::repeated::Entry;
use super::reporter::Step;
use super::validate::Validator;
use super::value::has_nulls_alone;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::json::{Key, Kind, NameHash, Value};
use crate::schema::{AttributeId, Definition, Mutability, Operation, Predefined, Role, Scope};
use crate::text::{Same, Span, quoted};

/// Memory that all objects and lists around share.
#[derive(Default)]
pub(super) struct Shared<'d> {
    /// Two bits an attribute for each object around: whether it is there, whether it has a value.
    seen: Vec<u64>,
    /// The ways in which attributes were written that occur more than once, by the place of their
    /// bits in `seen`.
    spellings: Vec<(usize, Key<'d>)>,
    /// The values of the lists around.
    pub(super) entries: Vec<Entry>,
    /// Members that may be a required attribute.
    pub(super) suspects: Vec<Suspect<'d>>,
    /// How many attributes were found in the wrong place.
    pub(super) misplaced: usize,
}

/// A member that no schema knows, and that is nearly a required attribute: it is told of together
/// with the attribute that is missing, or alone where that is there after all.
pub(super) struct Suspect<'d> {
    /// The required attribute.
    pub(super) id: AttributeId,
    pub(super) key: Key<'d>,
    pub(super) value: Value<'d>,
    /// Where it stands in an extension and belongs at the top: the extension.
    pub(super) within: Option<Key<'d>>,
}

/// The predefined sub-attributes of a value that its list is judged by, as places on the tape.
#[derive(Clone, Copy, Default)]
pub(super) struct Element {
    /// `primary`, where it is true or means to be.
    pub(super) primary: Option<NonZero<u32>>,
    pub(super) value: Option<NonZero<u32>>,
    pub(super) kind: Option<NonZero<u32>>,
    pub(super) reference: Option<NonZero<u32>>,
}

/// Ways to write one name that are told apart.
const SPELLINGS: usize = 16;

const PRESENT: u64 = 1;
const ASSIGNED: u64 = 2;

/// Attributes whose bits share a word.
const SHARING: usize = 32;

/// The word of an attribute among those of its object, and how far its bits are shifted there.
#[inline(always)]
fn place(definition: &Definition) -> (usize, usize) {
    let ordinal = definition.ordinal;
    (ordinal / SHARING, ordinal % SHARING * 2)
}

/// A string that reads true is a defect, which once mended leaves the value primary.
#[inline(always)]
fn means_true(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Boolean => value.as_bool() == Some(true),
        Kind::String => value
            .as_str()
            .is_some_and(|text| text.eq_ignore_ascii_case("true")),
        _ => false,
    }
}

impl Element {
    #[inline(always)]
    pub(super) fn note(&mut self, predefined: Predefined, value: Value<'_>) {
        // The root alone is at 0, and it is no member.
        let at = NonZero::new(value.index());
        match predefined {
            Predefined::Primary if means_true(value) => self.primary = at,
            Predefined::Value => self.value = at,
            Predefined::Type => self.kind = at,
            Predefined::Ref => self.reference = at,
            Predefined::Primary | Predefined::Display => {}
        }
    }
}

impl<'v, 'd> Validator<'v, 'd> {
    /// Checks the members of an object against a scope. `current` is the object as it is stored.
    pub(super) fn object(
        &mut self,
        object: Value<'d>,
        scope: &Scope,
        owner: Option<&Definition>,
        current: Option<Value<'v>>,
    ) -> Element {
        if self.report.sink.is_satisfied() {
            return Element::default();
        }
        let registry = self.view.registry();
        let base = self.shared.seen.len();
        let first_suspect = self.shared.suspects.len();
        for _ in 0..scope.members().len().div_ceil(SHARING) {
            self.shared.seen.push(0);
        }
        let outside = self.around.replace(object);
        let mut element = Element::default();
        for (key, value) in object.members() {
            let escaped;
            let name = if let Some(name) = key.plain_bytes() {
                name
            } else {
                escaped = key.name();
                escaped.as_bytes()
            };
            let found = scope.find(key.hash(), name);
            let found = found.and_then(|(member, same)| {
                let definition = registry.definition(member.id)?;
                Some((member, definition, same == Same::Exactly))
            });
            let Some((member, definition, exact)) = found else {
                self.report.path.push(Step::Name(key));
                let name = key.name();
                let adrift = object.is_adrift() && self.drifted(&name, key.hash(), value);
                if adrift || (name.contains(['"', '\n', '\r']) && object.is_guessed()) {
                    // What is wrong with it has been told.
                    self.partial = true;
                    self.report.path.pop();
                    continue;
                }
                self.unknown(key, &key.name(), value, scope, owner);
                self.report.path.pop();
                continue;
            };
            let first = self.note_presence(base, value, definition);
            if let Some(predefined) = member.predefined {
                element.note(predefined, value);
            }
            let alone = first && exact && current.is_none();
            if alone && self.is_right(member, value, object) {
                continue;
            }
            self.report.path.push(Step::Name(key));
            if !first {
                self.again(base, key, object, definition);
            } else if !exact && (self.hints || self.view.is_document()) {
                self.other_case(key, &key.name(), definition);
            }
            if first && definition.role == Role::ExtensionObject {
                self.extension(definition, key, value);
            }
            let stored = match current {
                Some(current) if first => Stored::of(current, definition),
                _ => Stored::Untold,
            };
            self.member(member.id, definition, key, value, stored);
            self.report.path.pop();
        }
        self.around = outside;
        // What stands elsewhere for want of a bracket isn't missing.
        self.partial |= object.is_adrift();
        self.missing(object, scope, base, owner, first_suspect);
        self.shared.seen.truncate(base);
        self.shared.spellings.retain(|(at, _)| *at < base * SHARING);
        element
    }

    /// Checks an attribute of the top of the resource that stands in another object because a bracket
    /// is missing; returns whether it is one.
    #[cold]
    fn drifted(&mut self, name: &str, hash: NameHash, value: Value<'d>) -> bool {
        let (scope, registry) = (self.view.scope(), self.view.registry());
        let Some(id) = registry.find(scope, hash, name) else {
            return false;
        };
        if let Some(definition) = registry.definition(id).filter(|found| !found.is_schemas()) {
            self.attribute(id, definition, value, None);
        }
        true
    }

    /// Notes that an attribute is there; returns whether it is for the first time.
    #[inline(always)]
    fn note_presence(&mut self, base: usize, value: Value<'d>, definition: &Definition) -> bool {
        let (word, shift) = place(definition);
        let Some(seen) = self.shared.seen.get_mut(base + word) else {
            return true;
        };
        let before = *seen >> shift;
        // Where a single value belongs, an array is a mistake of its own and not a missing value.
        let unassigned = match value.kind() {
            Kind::Null => true,
            Kind::Array if value.is_empty() => definition.attribute.multi_valued,
            Kind::Array => has_nulls_alone(value),
            _ => false,
        };
        *seen |= (PRESENT | if unassigned { 0 } else { ASSIGNED }) << shift;
        before & PRESENT == 0
    }

    /// Reports an attribute that is there already.
    fn again(&mut self, base: usize, key: Key<'d>, object: Value<'d>, definition: &Definition) {
        let at = base * SHARING + definition.ordinal;
        if !self.is_written_before(at, key, object) {
            self.report.report(
                Code::DuplicateAttribute,
                key.span(),
                Some(definition),
                &|| {
                    let (name, path) = (key.name(), &definition.path);
                    let message =
                        format!("`{name}` is `{path}` again: the case of a name does not matter.");
                    Diagnostic::new(Code::DuplicateAttribute, message).help("Keep one of them.")
                },
            );
        }
    }

    /// Whether an attribute that is there already is written letter by letter like before: that is a
    /// defect of the JSON and has been told. After many ways to write one name, nothing is told
    /// either.
    fn is_written_before(&mut self, at: usize, key: Key<'d>, object: Value<'d>) -> bool {
        let name = key.name();
        let spellings = &mut self.shared.spellings;
        if !spellings.iter().any(|(known, _)| *known == at) {
            let first = object.entry(&name).map(|(first, _)| first);
            spellings.extend(first.map(|first| (at, first)));
        }
        let mut known = spellings.iter().filter(|(known, _)| *known == at);
        let count = known.clone().count();
        if count >= SPELLINGS || known.any(|(_, known)| known.name() == name) {
            return true;
        }
        spellings.push((at, key));
        false
    }

    fn other_case(&mut self, key: Key<'d>, name: &str, definition: &Definition) {
        let written = &definition.attribute.name;
        self.report
            .report(Code::NameCase, key.span(), Some(definition), &|| {
                let message = format!("`{name}` is written `{written}` in its schema.");
                let edit = Edit::replace(key.span(), quoted(written));
                Diagnostic::new(Code::NameCase, message)
                    .help("The case of a name does not matter, but not everybody knows.")
                    .safe_fix("Correct the case", vec![edit])
            });
    }

    #[inline(always)]
    fn member(
        &mut self,
        id: AttributeId,
        definition: &Definition,
        key: Key<'d>,
        value: Value<'d>,
        stored: Stored<'v>,
    ) {
        if definition.is_schemas() {
            // Checked before everything else.
            return;
        }
        if definition.is_ignored(self.options.operation) {
            self.read_only(definition, key, value, stored);
        } else if definition.is_withheld(self.options.operation) {
            self.never_returned(definition, key, value);
        } else if definition.mutability() != Mutability::Immutable
            || !self.changes_immutable(definition, value, stored)
        {
            self.attribute(id, definition, value, stored.value());
        }
    }

    fn extension(&mut self, definition: &Definition, key: Key<'d>, value: Value<'d>) {
        let uri = &definition.attribute.name;
        let declared = self.declared;
        // null and the empty object are no data.
        let no_data = value.is_null() || (value.kind() == Kind::Object && value.is_empty());
        if no_data || declared.names_or_means(uri, self.view) {
            return;
        }
        self.report.report(
            Code::UndeclaredExtension,
            key.span(),
            Some(definition),
            &|| {
                let message = format!(
                    "The resource has attributes of `{uri}`, which `schemas` does not name."
                );
                let finding = Diagnostic::new(Code::UndeclaredExtension, message)
                    .help("Add the URI to `schemas`.");
                match declared.insertion(uri) {
                    Some(edit) => finding.safe_fix("Add the schema URI", vec![edit]),
                    None => finding,
                }
            },
        );
    }

    /// Required attributes that have no value, and what was suspected to be one of them.
    fn missing(
        &mut self,
        object: Value<'d>,
        scope: &Scope,
        base: usize,
        owner: Option<&Definition>,
        first_suspect: usize,
    ) {
        let mut suspects = Vec::new();
        if self.shared.suspects.len() > first_suspect {
            for suspect in self.shared.suspects.split_off(first_suspect) {
                // Some are of an object further out.
                if owner.is_none() || suspect.within.is_none() {
                    suspects.push(suspect);
                } else {
                    self.shared.suspects.push(suspect);
                }
            }
        }
        if !self.partial {
            for &id in scope.required() {
                self.miss(id, object, base, &mut suspects);
            }
            if owner.is_none() {
                let view = self.view;
                for extension in view.extensions().iter().filter(|e| e.required) {
                    self.miss(extension.object, object, base, &mut suspects);
                }
            }
        }
        for suspect in suspects {
            self.clear(&suspect, owner);
        }
    }

    fn miss(
        &mut self,
        id: AttributeId,
        object: Value<'d>,
        base: usize,
        suspects: &mut Vec<Suspect<'d>>,
    ) {
        let Some(definition) = self.view.registry().definition(id) else {
            return;
        };
        let (word, shift) = place(definition);
        let seen = self.shared.seen.get(base + word);
        // `schemas` is checked before everything else.
        if seen.is_some_and(|seen| seen >> shift & ASSIGNED != 0) || definition.is_schemas() {
            return;
        }
        let severity = match definition.requirement(self.options.operation) {
            Some(severity) => severity,
            None if definition.role == Role::ExtensionObject => {
                if self
                    .declared
                    .misspells(&definition.attribute.name, self.view)
                {
                    return;
                }
                Severity::Error
            }
            None => return,
        };
        match suspects.iter().position(|suspect| suspect.id == id) {
            Some(index) => {
                let suspect = suspects.remove(index);
                self.report_suspect(&suspect, definition, severity);
            }
            None => self.report_missing(object, definition, severity),
        }
    }

    fn report_missing(&mut self, object: Value<'d>, definition: &Definition, severity: Severity) {
        let written = object.entry(&definition.attribute.name);
        let span = match written {
            Some((_, value)) => value.span(),
            None => Span::new(object.span().start, object.span().start + 1),
        };
        let depth = self.report.path.len();
        self.report
            .path
            .extend(written.map(|(key, _)| Step::Name(key)));
        let extension = definition.role == Role::ExtensionObject;
        let code = if extension {
            Code::MissingExtension
        } else {
            Code::Required
        };
        let resource_type = &self.view.resource_type().name;
        let operation = self.options.operation;
        self.report
            .report_as(severity, span, Some(definition), &|| {
                let path = &definition.path;
                let message = if extension {
                    format!("`{resource_type}` requires the extension `{path}`.")
                } else if written.is_some() {
                    format!("`{path}` is required and has no value.")
                } else {
                    format!("`{path}` is required.")
                };
                let mut finding = Diagnostic::new(code, message);
                if let Some((reference, rule)) = requirement_rule(definition, operation) {
                    finding = finding.cite(reference, rule);
                }
                if severity == Severity::Warning {
                    return finding
                        .help("A response may leave it out when other attributes were asked for.");
                }
                finding
            });
        self.report.path.truncate(depth);
    }
}

/// The rule that an attribute is required by, where it isn't the characteristic alone.
fn requirement_rule(
    definition: &Definition,
    operation: Operation,
) -> Option<(&'static str, &'static str)> {
    match operation {
        _ if definition.role == Role::ExtensionObject => None,
        Operation::Replace => Some(("RFC 7644 §3.5.1", "W-21")),
        _ => definition.nonempty_rule(),
    }
}

/// What the stored resource has for an attribute.
#[derive(Clone, Copy)]
pub(super) enum Stored<'v> {
    /// It isn't known.
    Untold,
    /// This, or nothing.
    Known(Option<Value<'v>>),
}

impl<'v> Stored<'v> {
    fn of(current: Value<'v>, definition: &Definition) -> Self {
        Self::Known(current.get(&definition.attribute.name))
    }

    fn value(self) -> Option<Value<'v>> {
        match self {
            Self::Untold => None,
            Self::Known(value) => value,
        }
    }
}
