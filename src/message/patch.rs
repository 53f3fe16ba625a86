//! PATCH requests (RFC 7644 §3.5.2), as far as they can be judged without the resource.

use super::checker::{Checker, shown};
use super::embedded::Embedded;
use crate::attribute::{AttributePath, read_path};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity, Sink};
use crate::filter::{Limits, check_brackets, loose_space};
use crate::json::{Key, Kind, Value};
use crate::patch::{Op, Path, needed, refused_key};
use crate::resource::{Operation, Part, Reporter, Step, check_value_at};
use crate::schema::{
    AttributeId, Definition, Mutability, ResourceTypeView, Role, TypeId, Unresolved,
};
use crate::text::Span;

const PATCH: &str = "RFC 7644 §3.5.2";
const WORDS: &[&str] = &["add", "remove", "replace"];
const OPS: &[Op] = &[Op::Add, Op::Remove, Op::Replace];

/// Checks the operations against a resource type; returns it. Without one that is told it is the
/// one against which the request has the fewest errors and warnings.
pub(super) fn check<'d>(
    checker: &mut Checker<'_, 'd>,
    root: Value<'d>,
    told: Option<TypeId>,
) -> Option<TypeId> {
    let id = told.or_else(|| likeliest(checker, root));
    if let Some(view) = id.and_then(|id| checker.registry.view(id)) {
        operations(checker, root, view);
    }
    id
}

fn likeliest<'d>(checker: &Checker<'_, 'd>, root: Value<'d>) -> Option<TypeId> {
    let mut options = checker.options;
    options.resource.unknown = Some(Severity::Warning);
    let mut best: Option<(usize, TypeId)> = None;
    for (id, _) in checker.registry.resource_types() {
        let Some(view) = checker.registry.view(id) else {
            continue;
        };
        let (mut doubts, mut path) = (Doubts(0), Vec::new());
        let mut trial = Checker {
            registry: checker.registry,
            options,
            report: Reporter::new(&mut doubts, &mut path),
        };
        operations(&mut trial, root, view);
        if best.is_none_or(|(fewest, _)| doubts.0 < fewest) {
            best = Some((doubts.0, id));
        }
        if doubts.0 == 0 {
            break;
        }
    }
    best.map(|(_, id)| id)
}

/// Counts errors and warnings.
struct Doubts(usize);

impl Sink for Doubts {
    fn report(&mut self, severity: Severity, _: &mut dyn FnMut() -> Diagnostic) {
        self.0 += usize::from(severity != Severity::Info);
    }
}

fn operations<'d>(checker: &mut Checker<'_, 'd>, root: Value<'d>, view: ResourceTypeView<'_>) {
    checker.objects(root, "Operations", &mut |checker, _, object| {
        operation(checker, object, view);
    });
}

fn operation<'d>(checker: &mut Checker<'_, 'd>, object: Value<'d>, view: ResourceTypeView<'_>) {
    let mut op = None;
    checker.member(object, "op", &mut |checker, value| {
        let codes = (Code::MessageKeyword, Code::PatchOpCase);
        let index = checker.keyword(value, "op", WORDS, codes, (PATCH, "P-05"));
        op = index.and_then(|index| OPS.get(index).copied());
    });
    let Some(op) = op else {
        checker.member(object, "path", &mut |checker, path| {
            find(checker, path, view);
        });
        return;
    };
    if !super::patch_quirks::check(checker, object, view) {
        sound(checker, op, object, view);
    }
}

/// Checks an operation, whose `op` is known, as RFC 7644 has it.
pub(super) fn sound<'d>(
    checker: &mut Checker<'_, 'd>,
    op: Op,
    object: Value<'d>,
    view: ResourceTypeView<'_>,
) {
    let path = object.entry("path").filter(|(_, path)| !path.is_null());
    let mut target = None;
    checker.member(object, "path", &mut |checker, path| {
        target = find(checker, path, view);
    });
    let value = object.entry("value");
    match path {
        None if op == Op::Remove => {
            checker.lacks(
                (object, "path"),
                Code::PatchNoPath,
                (PATCH, "P-35"),
                &|| "`remove` needs a `path`.".to_owned(),
            );
        }
        _ if op == Op::Remove => no_value(checker, object),
        _ if value.is_none() => {
            let cite = match op {
                Op::Replace => ("RFC 7644 §3.5.2.3", "P-44"),
                _ => ("RFC 7644 §3.5.2.1", "P-25"),
            };
            checker.lacks((object, "value"), Code::PatchNoValue, cite, &|| {
                format!("`{}` needs a `value`.", op.as_str())
            });
        }
        _ => {}
    }
    if let (Some(target), Some(path)) = (&target, path) {
        changeable(checker, op, target, path, value, view);
    }
    let Some((key, value)) = value.filter(|_| op != Op::Remove) else {
        return;
    };
    checker.report.path.push(Step::Name(key));
    match (&target, path) {
        (Some(target), _) => target_value(checker, op, target, value, view),
        (None, None) => members(checker, op, value, view),
        (None, Some(_)) => {}
    }
    checker.report.path.pop();
}

/// `remove` with a value would remove all of the attribute where the sender meant some.
fn no_value<'d>(checker: &mut Checker<'_, 'd>, object: Value<'d>) {
    let by_value = checker.options.patch.remove_with_value;
    checker.whole_member(object, "value", &mut |checker, value| {
        if by_value {
            let message = "`remove` has a `value`: what equals it is removed.".to_owned();
            let code = Code::PatchRemoveWithValue;
            let note = needed(code, "remove-with-value", value.span(), message);
            checker.note(&note);
            return;
        }
        let (code, cite) = (Code::PatchValue, ("RFC 7644 §3.5.2.2", "P-43"));
        let help = "Name the values to remove by a filter: members[value eq \"…\"].";
        checker.tell_help(code, value.span(), cite, help, &|| {
            "`remove` takes no `value`.".to_owned()
        });
    });
}

/// What an operation works on.
struct Target {
    attribute: AttributeId,
    sub: Option<AttributeId>,
    filtered: bool,
}

impl Target {
    fn leaf(&self) -> AttributeId {
        self.sub.unwrap_or(self.attribute)
    }
}

/// Checks a path and finds what it names.
fn find<'d>(
    checker: &mut Checker<'_, 'd>,
    string: Value<'d>,
    view: ResourceTypeView<'_>,
) -> Option<Target> {
    let text = string.as_str()?;
    if let Some(extension) = view.extension(&text) {
        return Some(whole(extension.object));
    }
    let quirks = checker.options.filter;
    let mut found = Embedded::of(string, checker);
    let path = match Path::parse_with(&text, Limits::default(), quirks) {
        Ok(path) => path,
        Err(error) => {
            let code = if error.is_invalid_filter() {
                Code::FilterSyntax
            } else {
                Code::PatchPath
            };
            found.say(&error.diagnose(code));
            return None;
        }
    };
    for note in &path.notes {
        found.say(note);
    }
    for &span in &path.loose_space {
        found.report(Severity::Warning, &mut || loose_space(&text, span));
    }
    let attribute = AttributePath {
        sub: None,
        ..path.attribute
    };
    let unknown = |unresolved: Unresolved| unresolved.diagnose(Code::PatchAttribute);
    let attribute = match view.resolve(&attribute, &text) {
        Ok(resolved) => resolved.attribute,
        Err(unresolved) => {
            let whole = view.resolve(&path.attribute, &text).err();
            found.say(&unknown(whole.unwrap_or(unresolved)));
            return None;
        }
    };
    let definition = view.registry().definition(attribute)?;
    let complex = definition.is_complex();
    if path.filter.is_some() && !complex && !definition.attribute.multi_valued {
        found.report(Severity::Error, &mut || {
            let message = format!(
                "`{}` has a single value and no sub-attributes: no value filter can stand behind it.",
                definition.path
            );
            Diagnostic::new(Code::PatchPath, message).at(path.attribute.span())
        });
        return None;
    }
    if let Some(filter) = path.filter.as_ref().filter(|_| complex) {
        check_brackets(filter, &text, attribute, view, quirks, &mut found);
    }
    let sub = match path.sub.or(path.attribute.sub) {
        None => None,
        Some(sub) => match view.resolve_sub(attribute, sub, &text) {
            Ok(sub) => Some(sub),
            Err(unresolved) => {
                found.say(&unknown(unresolved));
                return None;
            }
        },
    };
    let filtered = path.filter.is_some();
    if let Some(sub) = sub.filter(|_| !filtered && definition.attribute.multi_valued) {
        every_value(checker, string, definition, sub, view);
    }
    Some(Target {
        attribute,
        sub,
        filtered,
    })
}

const fn whole(attribute: AttributeId) -> Target {
    Target {
        attribute,
        sub: None,
        filtered: false,
    }
}

fn every_value<'d>(
    checker: &mut Checker<'_, 'd>,
    path: Value<'d>,
    attribute: &Definition,
    sub: AttributeId,
    view: ResourceTypeView<'_>,
) {
    let leaf = view.registry().definition(sub);
    let code = Code::PatchEveryValue;
    checker.report.report(code, path.span(), leaf, &|| {
        let (leaf, attribute) = (leaf.map_or("", |leaf| &leaf.path), &attribute.path);
        let message = format!("`{leaf}` without a filter changes every value of `{attribute}`.");
        Diagnostic::new(code, message).help(format!("Name the value: {attribute}[type eq \"…\"]."))
    });
}

/// Whether the mutability of the target, and its being required, allow the operation.
fn changeable<'d>(
    checker: &mut Checker<'_, 'd>,
    op: Op,
    target: &Target,
    path: (Key<'d>, Value<'d>),
    value: Option<(Key<'d>, Value<'d>)>,
    view: ResourceTypeView<'_>,
) {
    let registry = view.registry();
    let chain = [Some(target.attribute), target.sub];
    for definition in chain
        .into_iter()
        .flatten()
        .filter_map(|id| registry.definition(id))
    {
        if definition.mutability() == Mutability::ReadOnly {
            at_path(checker, path, definition, Code::PatchReadOnly, &|| {
                format!("`{}` is readOnly.", definition.path)
            });
            return;
        }
    }
    let Some(definition) = registry.definition(target.leaf()) else {
        return;
    };
    // A filter leaves the other values; then the attribute still has some.
    let all = target.sub.is_some() || !target.filtered;
    if !definition.attribute.required || !all {
        return;
    }
    match op {
        Op::Remove => at_path(checker, path, definition, Code::PatchRequired, &|| {
            format!("`{}` is required and can't be removed.", definition.path)
        }),
        Op::Replace => {
            let Some((key, value)) = value.filter(|(_, value)| is_unassigned(*value)) else {
                return;
            };
            checker.report.path.push(Step::Name(key));
            unassigned(checker, value, definition);
            checker.report.path.pop();
        }
        Op::Add => {}
    }
}

fn unassigned<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>, definition: &Definition) {
    let code = Code::Required;
    checker
        .report
        .report(code, value.span(), Some(definition), &|| {
            let message = format!("`{}` is required and can't be unassigned.", definition.path);
            Diagnostic::new(code, message)
        });
}

/// Reports something about the target of a path.
fn at_path<'d>(
    checker: &mut Checker<'_, 'd>,
    (key, path): (Key<'d>, Value<'d>),
    definition: &Definition,
    code: Code,
    message: &dyn Fn() -> String,
) {
    checker.report.path.push(Step::Name(key));
    checker
        .report
        .report(code, path.span(), Some(definition), &|| {
            Diagnostic::new(code, message())
        });
    checker.report.path.pop();
}

/// null, and an array without elements, unassign an attribute.
fn is_unassigned(value: Value<'_>) -> bool {
    value.is_null() || value.kind() == Kind::Array && value.is_empty()
}

/// Checks a value against the attribute that it is for.
fn target_value<'d>(
    checker: &mut Checker<'_, 'd>,
    op: Op,
    target: &Target,
    value: Value<'d>,
    view: ResourceTypeView<'_>,
) {
    let Some(definition) = view.registry().definition(target.leaf()) else {
        return;
    };
    if is_unassigned(value) || definition.mutability() == Mutability::ReadOnly {
        return;
    }
    let one = target.filtered && target.sub.is_none();
    let multi_valued = definition.attribute.multi_valued && !one;
    let object = definition.is_complex() && value.kind() == Kind::Object;
    let part = if multi_valued {
        // A lone value counts as a list of one.
        if value.kind() == Kind::Array {
            Part::Attribute
        } else {
            Part::Element
        }
    } else if object && op == Op::Replace && definition.role == Role::ExtensionObject {
        // A whole extension gives way to the new one.
        Part::Attribute
    } else if object && !(one && op == Op::Replace) {
        // What is not named stays.
        Part::SubAttributes
    } else if one {
        Part::Element
    } else {
        Part::Attribute
    };
    // Whoever changes a resource is a client.
    let mut options = checker.options.resource;
    options.operation = Operation::Create;
    let report = &mut checker.report;
    check_value_at(value, target.leaf(), part, view, options, report);
}

/// Without a path the value holds the attributes, by their names.
fn members<'d>(
    checker: &mut Checker<'_, 'd>,
    op: Op,
    value: Value<'d>,
    view: ResourceTypeView<'_>,
) {
    if value.kind() != Kind::Object {
        let cite = match op {
            Op::Replace => ("RFC 7644 §3.5.2.3", "P-44"),
            _ => ("RFC 7644 §3.5.2.1", "P-27"),
        };
        if value.kind() != Kind::Invalid {
            checker.tell(Code::PatchMembers, value.span(), cite, &|| {
                let found = shown(value);
                format!("Without a `path` the `value` is an object of attributes, not {found}.")
            });
        }
        return;
    }
    for (key, value) in value.members() {
        if checker.report.sink.is_satisfied() {
            return;
        }
        let name = key.name();
        checker.report.path.push(Step::Name(key));
        match named(&name, view) {
            Err(unresolved) => {
                unknown_member(checker, &name, key.name_span(), unresolved.as_ref(), view);
            }
            Ok(target) => member(checker, op, &target, value, view),
        }
        checker.report.path.pop();
    }
}

fn member<'d>(
    checker: &mut Checker<'_, 'd>,
    op: Op,
    target: &Target,
    value: Value<'d>,
    view: ResourceTypeView<'_>,
) {
    let Some(definition) = view.registry().definition(target.leaf()) else {
        return;
    };
    let code = Code::PatchReadOnlyValue;
    if definition.mutability() == Mutability::ReadOnly {
        checker
            .report
            .report(code, value.span(), Some(definition), &|| {
                let message = format!("`{}` is readOnly.", definition.path);
                let help = "The request is refused unless the resource has this very value.";
                Diagnostic::new(code, message).help(help)
            });
        return;
    }
    if op == Op::Replace && is_unassigned(value) && definition.attribute.required {
        unassigned(checker, value, definition);
    }
    target_value(checker, op, target, value, view);
}

/// The attribute, or extension, that a member without a path names.
fn named(name: &str, view: ResourceTypeView<'_>) -> Result<Target, Option<Unresolved>> {
    if let Some(extension) = view.extension(name) {
        return Ok(whole(extension.object));
    }
    let (path, length) = read_path(name, 0).map_err(|_| None)?;
    if length as usize != name.len() {
        return Err(None);
    }
    let resolved = view.resolve(&path, name)?;
    Ok(Target {
        sub: resolved.sub,
        ..whole(resolved.attribute)
    })
}

fn unknown_member(
    checker: &mut Checker<'_, '_>,
    name: &str,
    span: Span,
    unresolved: Option<&Unresolved>,
    view: ResourceTypeView<'_>,
) {
    if let Some(refused) = refused_key(name, view) {
        checker.tell(Code::PatchPath, span, (PATCH, "P-53"), &|| refused.clone());
        return;
    }
    let Some(severity) = checker.options.resource.unknown else {
        return;
    };
    let code = Code::PatchUnknownAttribute;
    checker.report.report_as(severity, span, None, &|| {
        let owner = &view.resource_type().name;
        let message = match unresolved {
            Some(unresolved) => unresolved.message.clone(),
            None => format!("`{owner}` has no attribute `{name}`."),
        };
        let finding = Diagnostic::new(code, message).help("It is ignored.");
        let Some(near) = unresolved.and_then(|unresolved| unresolved.suggestion.as_deref()) else {
            return finding;
        };
        let finding = finding.help(format!("Did you mean `{near}`?"));
        let part = unresolved.map_or(Span::default(), |unresolved| unresolved.span);
        let plain = span.len() as usize == name.len();
        if plain {
            let edit = Edit::replace(part.shifted(span.start), near);
            finding.unsafe_fix(format!("Use {near}"), vec![edit])
        } else {
            finding
        }
    });
}
