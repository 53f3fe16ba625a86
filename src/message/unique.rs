//! Values that no two resources of a list have (RFC 7643 §3.1, §7).

use core::num::NonZero;

use super::checker::{Checker, shown, sole};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::json::{Key, Kind, Value};
use crate::resource::{Entry, Step, repeated};
use crate::schema::{AttributeId, Definition, ResourceTypeView, TypeId, Uniqueness};

/// Checks the resources of a list, each with its type. Takes n log n time; that two resources are
/// the same is told once.
pub(super) fn check<'d>(checker: &mut Checker<'_, 'd>, list: Value<'d>, types: &[Option<TypeId>]) {
    let resources: Vec<Value<'d>> = list.elements().collect();
    let mut same = vec![false; resources.len()];
    let ids = resources.iter().enumerate();
    let ids: Vec<Found<'d>> = ids
        .filter_map(|(index, resource)| {
            let (key, value) = resource.entry("id")?;
            Some(Found {
                index,
                within: None,
                key,
                value: sole(value),
            })
        })
        .collect();
    for (first, again) in pairs(list, &ids, true) {
        if let Some(same) = same.get_mut(again.index) {
            *same = true;
        }
        let cite = ("RFC 7643 §3.1", "S-15");
        report(checker, again, first, ("id", Severity::Error, cite));
    }
    let mut known: Vec<TypeId> = Vec::new();
    for &id in types.iter().flatten() {
        if known.contains(&id) {
            continue;
        }
        known.push(id);
        let Some(view) = checker.registry.view(id) else {
            continue;
        };
        let of_type = || {
            let all = resources.iter().zip(types).enumerate();
            all.filter(move |(_, (_, known))| **known == Some(id))
        };
        for (extension, definition) in unique_attributes(view) {
            let found = of_type().filter_map(|(index, (resource, _))| {
                let within = match extension {
                    None => None,
                    Some(name) => Some(resource.entry(name)?),
                };
                let object = within.map_or(*resource, |(_, object)| object);
                let (key, value) = object.entry(&definition.attribute.name)?;
                Some(Found {
                    index,
                    within: within.map(|(key, _)| key),
                    key,
                    value: sole(value),
                })
            });
            let found: Vec<Found<'d>> = found.collect();
            let told = match definition.nonempty_rule() {
                Some(cite) => (Severity::Error, cite),
                None => (Severity::Warning, ("RFC 7643 §7", "S-69")),
            };
            for (first, again) in pairs(list, &found, definition.attribute.case_exact) {
                if same.get(again.index) == Some(&false) {
                    let path = definition.path.as_str();
                    report(checker, again, first, (path, told.0, told.1));
                }
            }
        }
    }
}

/// A value, and where it stands.
#[derive(Clone, Copy)]
struct Found<'d> {
    index: usize,
    within: Option<Key<'d>>,
    key: Key<'d>,
    value: Value<'d>,
}

/// Each value that equals an earlier one, with that.
fn pairs<'d>(list: Value<'d>, all: &[Found<'d>], exact: bool) -> Vec<(Found<'d>, Found<'d>)> {
    let told = |found: &&Found<'d>| {
        let simple = matches!(found.value.kind(), Kind::String | Kind::Number);
        simple && !found.value.is_empty()
    };
    let all: Vec<Found<'d>> = all.iter().filter(told).copied().collect();
    let entry = |found: &Found<'d>| Entry::new(list, NonZero::new(found.value.index()), None);
    let entries: Vec<_> = all.iter().map(entry).collect();
    let pairs = repeated(list, &entries, exact).into_iter();
    let pairs = pairs.filter_map(|(first, again)| Some((*all.get(first)?, *all.get(again)?)));
    pairs.collect()
}

/// The attributes with one simple value that is unique, but `id`; each with its extension.
fn unique_attributes(view: ResourceTypeView<'_>) -> Vec<(Option<&str>, &Definition)> {
    let registry = view.registry();
    let mut found = Vec::new();
    let mut add = |extension, ids: &[AttributeId]| {
        let definitions = ids.iter().filter_map(|id| registry.definition(*id));
        found.extend(definitions.filter_map(|definition| {
            let attribute = &definition.attribute;
            let single = !attribute.multi_valued && !definition.is_complex();
            let unique = definition.uniqueness() != Uniqueness::None && attribute.name != "id";
            (single && unique).then_some((extension, definition))
        }));
    };
    add(None, view.scope().members());
    for extension in view.extensions() {
        if let Some(object) = registry.definition(extension.object)
            && let Some(scope) = registry.scope_of(object)
        {
            add(Some(object.attribute.name.as_str()), scope.members());
        }
    }
    found
}

fn report<'d>(
    checker: &mut Checker<'_, 'd>,
    again: Found<'d>,
    first: Found<'d>,
    (path, severity, cite): (&str, Severity, super::rules::Cite),
) {
    let steps = &mut *checker.report.path;
    let depth = steps.len();
    steps.push(Step::Index(again.index));
    steps.extend(again.within.map(Step::Name));
    steps.push(Step::Name(again.key));
    checker.say_as(severity, again.value.span(), cite, &|| {
        let (found, index) = (shown(again.value), first.index);
        let message = format!("`{path}` is {found}, which Resources[{index}] has already.");
        Diagnostic::new(Code::MessageDuplicate, message)
            .about(path)
            .help("No two resources of a service provider share it.")
    });
    checker.report.path.truncate(depth);
}
