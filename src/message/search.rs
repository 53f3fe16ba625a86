//! Queries that are sent by POST (RFC 7644 §3.4.3).

use super::checker::{Checker, integer};
use super::embedded::Embedded;
use super::list::cursor;
use super::rules::Cite;
use crate::attribute::read_path;
use crate::diagnostic::{Code, Diagnostic, ScimType, Severity};
use crate::filter::{Limits, attribute_path_error, diagnose};
use crate::json::{Kind, Value};
use crate::schema::{ResourceTypeView, TypeId};
use crate::text::sort_by_place;

const QUERY: &str = "RFC 7644 §3.4.2";
const SORT: &str = "RFC 7644 §3.4.2.3";
const PAGES: &str = "RFC 7644 §3.4.2.4";
const NAMES: &str = "RFC 7644 §3.9";
const ORDERS: &[&str] = &["ascending", "descending"];

pub(super) fn check<'d>(checker: &mut Checker<'_, 'd>, root: Value<'d>, told: Option<TypeId>) {
    let given = |name: &str| root.get(name).filter(|value| !value.is_null());
    let listed = |name: &str| {
        let mut elements = given(name).into_iter().flat_map(Value::elements);
        elements.any(|element| !element.is_null())
    };
    let both = listed("attributes") && listed("excludedAttributes");
    for name in ["attributes", "excludedAttributes"] {
        checker.whole_member(root, name, &mut |checker, list| {
            if both && name == "excludedAttributes" {
                conflict(
                    checker,
                    list,
                    (NAMES, "Q-33"),
                    "`attributes` and `excludedAttributes` exclude each other.",
                );
            }
            checker.each(list, &mut |checker, _, element| {
                // That several names stand in one string is told with the missing array.
                let several = element.as_str().is_some_and(|text| text.contains(','));
                if several && list.kind() != Kind::Array {
                    return;
                }
                attribute(checker, element, told);
            });
        });
    }
    checker.member(root, "filter", &mut |checker, value| {
        filter(checker, value, told);
    });
    checker.member(root, "sortBy", &mut |checker, value| {
        sort_by(checker, value, told);
    });
    checker.member(root, "sortOrder", &mut |checker, value| {
        let codes = (Code::MessageKeyword, Code::MessageKeywordCase);
        checker.keyword(value, "sortOrder", ORDERS, codes, (SORT, "Q-18"));
        if given("sortBy").is_none() {
            checker.tell_as(
                Severity::Warning,
                Code::MessageUnexpected,
                value.span(),
                (SORT, "Q-19"),
                &|| "`sortOrder` means nothing without `sortBy`.".to_owned(),
            );
        }
    });
    for (name, least, rule) in [("startIndex", 1, "Q-22"), ("count", 0, "Q-23")] {
        checker.member(root, name, &mut |checker, value| {
            if integer(Some(value)).is_some_and(|number| number < least) {
                checker.tell_as(
                    Severity::Warning,
                    Code::MessageRange,
                    value.span(),
                    (PAGES, rule),
                    &|| {
                        let number = value.source();
                        format!("`{name}` is {number}, which is read as {least}.")
                    },
                );
            }
        });
    }
    checker.member(root, "cursor", &mut |checker, value| {
        cursor(checker, value);
        if given("startIndex").is_some() {
            let message = "`cursor` and `startIndex` exclude each other.";
            conflict(checker, value, ("RFC 9865 §3", "C-19"), message);
        }
    });
}

fn conflict<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>, cite: Cite, message: &str) {
    checker.say(Code::MessageConflict, value.span(), cite, &|| {
        Diagnostic::new(Code::MessageConflict, message)
    });
}

/// What is found against every resource type that can be meant: a query of several resource types
/// can name the attributes of any.
fn against_all<'d>(
    checker: &mut Checker<'_, 'd>,
    string: Value<'d>,
    told: Option<TypeId>,
    check: &dyn Fn(Option<ResourceTypeView<'_>>) -> Vec<Diagnostic>,
) {
    let registry = checker.registry;
    let types = registry.resource_types().map(|(id, _)| id);
    let meant = types.filter(|id| told.is_none_or(|told| told == *id));
    let mut all: Option<Vec<Diagnostic>> = None;
    for id in meant {
        let mut found = check(registry.view(id));
        let start = |finding: &Diagnostic| finding.span.map_or(0, |span| span.start);
        sort_by_place(&mut found, start);
        all = Some(match all {
            None => found,
            Some(mut earlier) => {
                earlier.retain(|finding| {
                    let place = start(finding);
                    found.binary_search_by_key(&place, start).is_ok()
                });
                earlier
            }
        });
        if all.as_ref().is_some_and(Vec::is_empty) {
            return;
        }
    }
    let mut embedded = Embedded::of(string, checker);
    for finding in all.unwrap_or_default() {
        embedded.say(&finding);
    }
}

fn filter<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>, told: Option<TypeId>) {
    let Some(text) = value.as_str() else {
        return;
    };
    let quirks = checker.options.filter;
    against_all(checker, value, told, &|view| {
        let mut findings = Vec::new();
        let limits = Limits::default();
        diagnose(&text, limits, quirks, view, &mut findings);
        findings
    });
}

/// The name of an attribute to return or to leave out; one that nothing knows is ignored.
fn attribute<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>, told: Option<TypeId>) {
    let Some(text) = value.as_str() else {
        return;
    };
    let Some(severity) = checker.options.resource.unknown else {
        return;
    };
    name(checker, value, told, &|view, path| {
        if view.extension(&text).is_some() {
            return None;
        }
        let unknown = view.resolve(path, &text).err()?;
        let mut finding = unknown.diagnose(Code::MessageAttributeName);
        finding.severity = severity;
        finding.scim_type = None;
        if finding.help.is_none() {
            finding.help = Some("Names that are unknown are ignored.".to_owned());
        }
        Some(finding)
    });
}

fn sort_by<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>, told: Option<TypeId>) {
    let Some(text) = value.as_str() else {
        return;
    };
    name(checker, value, told, &|view, path| {
        let resolved = match view.resolve(path, &text) {
            Err(unknown) => return Some(unknown.diagnose(Code::MessageSortBy).cite(SORT, "Q-14")),
            Ok(resolved) => resolved,
        };
        let id = resolved.sub.unwrap_or(resolved.attribute);
        let registry = view.registry();
        let definition = registry.definition(id)?;
        if !definition.is_complex() || registry.sub_attribute(id, "value").is_some() {
            return None;
        }
        let message = format!(
            "`{}` is complex: sort by one of its sub-attributes.",
            definition.path
        );
        let finding = Diagnostic::new(Code::MessageSortBy, message).cite(SORT, "Q-16");
        Some(finding.at(path.span()))
    });
}

/// Checks a name in SCIM notation: its form, and what `check` finds.
fn name<'d>(
    checker: &mut Checker<'_, 'd>,
    value: Value<'d>,
    told: Option<TypeId>,
    check: &dyn Fn(ResourceTypeView<'_>, &crate::attribute::AttributePath) -> Option<Diagnostic>,
) {
    let Some(text) = value.as_str() else {
        return;
    };
    let (path, length) = match read_path(&text, 0) {
        Ok(found) => found,
        Err(defect) => {
            let error = attribute_path_error(&text, defect, ScimType::InvalidValue);
            let mut finding = error.diagnose(Code::MessageAttributeName);
            finding.severity = Severity::Error;
            if text.contains(',') {
                finding = finding.help("Each name is an element of its own.");
            }
            Embedded::of(value, checker).say(&finding);
            return;
        }
    };
    if length as usize != text.len() {
        let rest = text.get(length as usize..).unwrap_or_default();
        checker.tell_as(
            Severity::Error,
            Code::MessageAttributeName,
            value.span(),
            (QUERY, "N-09"),
            &|| format!("`{rest}` can't stand behind the name of an attribute."),
        );
        return;
    }
    against_all(checker, value, told, &|view| {
        view.and_then(|view| check(view, &path))
            .into_iter()
            .collect()
    });
}
