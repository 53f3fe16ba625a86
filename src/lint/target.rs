//! A request, held against what an application takes.

use super::finder::{Finder, mend, sentence};
use super::resource::is_reference;
use super::url::Endpoint;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::filter::{Expression, Filter};
use crate::json::{Key, Kind, Value};
use crate::profile::{Refusal, Target};
use crate::resource::{Step, removal};
use crate::schema::ResourceTypeView;
use crate::text::{Span, quoted, same_but_for_case};

/// A finding about the application, with its name and how sure the fact is.
fn say<'f>(
    finder: &'f mut Finder<'_, '_>,
    target: &Target,
    field: &str,
    code: Code,
    span: Span,
    about: &str,
) -> Option<&'f mut Diagnostic> {
    let unsure = target.is_unverified(field);
    let finding = finder.say(code, span, about)?;
    finding.message = sentence(code, about);
    finding.unverified = unsure;
    let mut help = format!("{}: {}.", target.name, target.source);
    if unsure {
        help.push_str(" This was not read again in its documentation.");
    }
    finding.help = Some(help);
    Some(finding)
}

/// What a resource lacks that is created.
pub(super) fn created<'d>(
    finder: &mut Finder<'_, 'd>,
    root: Value<'d>,
    view: ResourceTypeView<'_>,
) {
    let Some(target) = finder.world.target else {
        return;
    };
    // What is told is told of users.
    if view.resource_type().name != "User" {
        return;
    }
    for path in target.required {
        let value = path.split('.').try_fold(root, Value::get);
        if value.is_none_or(|value| value.is_null() || value.is_empty()) {
            let code = Code::LintTargetRequired;
            say(
                finder,
                target,
                "required",
                code,
                root.span(),
                &format!("`{path}`"),
            );
        }
    }
    for name in target.refused_at_creation {
        if let Some((key, value)) = root.entry(name) {
            finder.path.push(Step::Name(key));
            refused(finder, target, "refused_at_creation", key, value);
            finder.path.pop();
        }
    }
    for path in target.primary {
        let list = root.get(path);
        let mut values = list.into_iter().flat_map(Value::elements);
        let primary =
            |value: Value<'_>| value.get("primary").and_then(Value::as_bool) == Some(true);
        if let Some(list) = list.filter(|list| !list.is_empty())
            && !values.any(primary)
        {
            let code = Code::LintTargetRequired;
            let about = format!("a primary value of `{path}`");
            say(finder, target, "primary", code, list.span(), &about);
        }
    }
}

/// What an application makes of the values of a resource.
pub(super) fn values<'d>(finder: &mut Finder<'_, 'd>, root: Value<'d>, view: ResourceTypeView<'_>) {
    let Some(target) = finder.world.target else {
        return;
    };
    let user = view.resource_type().name == "User";
    for (key, value) in root.members() {
        let name = key.name();
        let is = |known: &str| same_but_for_case(known, &name);
        finder.path.push(Step::Name(key));
        if user && target.refused.iter().any(|known| is(known)) {
            refused(finder, target, "refused", key, value);
        }
        if let Some((_, most)) = target.at_most.iter().find(|(known, _)| is(known)) {
            for (index, element) in value.elements().enumerate().skip(*most) {
                finder.path.push(Step::Index(index));
                let about = format!("`{name}` has at most {most}");
                let code = Code::LintTargetRefusesAttribute;
                let edit = removal(element.span(), element.document_text());
                let said = say(finder, target, "at_most", code, element.span(), &about);
                mend(said, false, "Leave it out", edit.into_iter().collect());
                finder.path.pop();
            }
        }
        if let Some((_, most)) = target.lengths.iter().find(|(known, _)| is(known))
            && let Some(length) = value.as_str().map(|text| text.chars().count())
            && length > *most
        {
            let about = format!("`{name}` has {length} characters, the most is {most}");
            say(
                finder,
                target,
                "lengths",
                Code::LintTargetLength,
                value.span(),
                &about,
            );
        }
        members(finder, target, value, &name, view);
        finder.path.pop();
    }
}

/// An attribute that is not taken.
fn refused<'d>(
    finder: &mut Finder<'_, 'd>,
    target: &Target,
    field: &str,
    key: Key<'d>,
    value: Value<'d>,
) {
    let code = Code::LintTargetRefusesAttribute;
    let about = format!("`{}`", key.name());
    let edit = removal(key.span().to(value.span()), value.document_text());
    let said = say(finder, target, field, code, value.span(), &about);
    mend(said, true, "Leave it out", edit.into_iter().collect());
}

fn members<'d>(
    finder: &mut Finder<'_, 'd>,
    target: &Target,
    list: Value<'d>,
    name: &str,
    view: ResourceTypeView<'_>,
) {
    let count = list.elements().count();
    if target.members == 0 || count <= target.members || !has_members(view, name) {
        return;
    }
    let about = format!("{count}, the most is {}", target.members);
    say(
        finder,
        target,
        "members",
        Code::LintTooManyMembers,
        list.span(),
        &about,
    );
}

pub(super) fn has_members(view: ResourceTypeView<'_>, name: &str) -> bool {
    let known = view.registry().describe(name, Some(view.id()));
    known.is_some_and(|definition| definition.attribute.multi_valued && is_reference(definition))
}

/// What an application makes of the operations of a PATCH.
pub(super) fn operations<'d>(
    finder: &mut Finder<'_, 'd>,
    list: Value<'d>,
    view: ResourceTypeView<'_>,
) {
    let Some(target) = finder.world.target else {
        return;
    };
    let count = list.elements().count();
    if target.operations > 0 && count > target.operations {
        let about = format!("{count}, the most is {}", target.operations);
        let code = Code::LintTooManyOperations;
        say(finder, target, "operations", code, list.span(), &about);
    }
    let mut changed = 0;
    for (index, object) in list.elements().enumerate() {
        finder.path.push(Step::Index(index));
        let op = object.get("op").and_then(Value::as_str).unwrap_or_default();
        let path = object.get("path").and_then(Value::as_str);
        let value = object.get("value");
        let name = path.as_deref().unwrap_or_default();
        let attribute = name.split('[').next().unwrap_or_default();
        if has_members(view, attribute) {
            changed += value.map_or(1, |value| value.elements().count().max(1));
        }
        for refusal in target.refuses {
            if is_refused(*refusal, &op, name, value, view) {
                let code = Code::LintTargetRefusesRequest;
                say(
                    finder,
                    target,
                    "refuses",
                    code,
                    object.span(),
                    &told(*refusal),
                );
            }
        }
        if let Some((key, value)) = object.entry("value")
            && path.is_none()
        {
            finder.path.push(Step::Name(key));
            values(finder, value, view);
            finder.path.pop();
        }
        finder.path.pop();
    }
    if target.members > 0 && changed > target.members {
        let about = format!("{changed}, the most is {}", target.members);
        say(
            finder,
            target,
            "members",
            Code::LintTooManyMembers,
            list.span(),
            &about,
        );
    }
}

/// A refusal as a finding tells of it.
fn told(refusal: Refusal) -> String {
    match refusal {
        Refusal::Method(method, _) => method.to_owned(),
        Refusal::Endpoint(name) => format!("/{name}"),
        Refusal::Operation(op, _) => format!("`{op}`"),
        Refusal::RemoveAllMembers => "all members are removed".to_owned(),
        Refusal::ReplaceMembers => "all members are replaced".to_owned(),
        Refusal::FilteredPath => "a path with a filter".to_owned(),
        Refusal::AllButDeactivation => "anything but `active` false".to_owned(),
    }
}

fn is_refused(
    refusal: Refusal,
    op: &str,
    path: &str,
    value: Option<Value<'_>>,
    view: ResourceTypeView<'_>,
) -> bool {
    let is = |known: &str| same_but_for_case(op, known);
    let endpoint = view.resource_type().endpoint.trim_start_matches('/');
    match refusal {
        Refusal::Operation(known, at) => is(known) && endpoint == at,
        Refusal::RemoveAllMembers => is("remove") && has_members(view, path) && value.is_none(),
        Refusal::ReplaceMembers => is("replace") && has_members(view, path),
        Refusal::FilteredPath => path.contains('['),
        Refusal::AllButDeactivation => {
            let named = match path {
                "" => value.filter(|value| value.members().count() == 1),
                _ => None,
            };
            let active = match path {
                "active" => value,
                _ => named.and_then(|value| value.get("active")),
            };
            endpoint == "Users" && active.and_then(Value::as_bool) != Some(false)
        }
        Refusal::Method(..) | Refusal::Endpoint(_) => false,
    }
}

/// What an application makes of a method and an endpoint.
pub(super) fn request<'d>(
    finder: &mut Finder<'_, 'd>,
    place: Value<'d>,
    method: &str,
    endpoint: &Endpoint<'_>,
) {
    let Some(target) = finder.world.target else {
        return;
    };
    for refusal in target.refuses {
        let is_it = match *refusal {
            Refusal::Method(known, at) => {
                known == method
                    && endpoint.resource_type.is_some()
                    && (at.is_empty() || at == endpoint.name)
            }
            Refusal::Endpoint(known) => known == endpoint.name,
            _ => false,
        };
        if is_it {
            let code = Code::LintTargetRefusesRequest;
            say(
                finder,
                target,
                "refuses",
                code,
                place.span(),
                &told(*refusal),
            );
        }
    }
}

/// A list that asks for no filter.
pub(super) fn no_filter<'d>(
    finder: &mut Finder<'_, 'd>,
    place: Value<'d>,
    method: &str,
    endpoint: &Endpoint<'_>,
) {
    let Some(target) = finder.world.target else {
        return;
    };
    let list = method == "GET" && endpoint.id.is_none() && endpoint.resource_type.is_some();
    if list && target.needs_filter {
        let code = Code::LintTargetFilter;
        say(
            finder,
            target,
            "needs_filter",
            code,
            place.span(),
            "there is none",
        );
    }
}

/// A filter that no application reads.
pub(super) fn unread_filter<'d>(finder: &mut Finder<'_, 'd>, place: Value<'d>) {
    if let Some(target) = finder.world.target {
        let code = Code::LintTargetFilter;
        say(
            finder,
            target,
            "operators",
            code,
            place.span(),
            "this is none",
        );
    }
}

/// A page that is longer than those of an application.
pub(super) fn page<'d>(finder: &mut Finder<'_, 'd>, place: Value<'d>, count: i64) {
    let Some(target) = finder.world.target else {
        return;
    };
    if target.page == 0 || count <= target.page || place.kind() != Kind::String {
        return;
    }
    let about = format!("{count}, the most is {}", target.page);
    let code = Code::LintTargetPageSize;
    let text = place.as_str().unwrap_or_default();
    let url = super::url::Url::of(&text);
    let mended = url
        .parameter("count")
        .map(|parameter| url.with(parameter, &target.page.to_string()));
    let said = say(finder, target, "page", code, place.span(), &about);
    let edit = mended.map(|text| Edit::replace(place.span(), quoted(&text)));
    mend(
        said,
        true,
        "Ask for as many as there are",
        edit.into_iter().collect(),
    );
}

/// What an application makes of a filter.
pub(super) fn filter(finder: &mut Finder<'_, '_>, span: Span, filter: &Filter) {
    let Some(target) = finder.world.target else {
        return;
    };
    let mut wrong = None;
    let mut joined = None;
    walk(
        target,
        filter.root(),
        filter.text(),
        &mut wrong,
        &mut joined,
    );
    if let Some((field, about)) = wrong {
        let code = Code::LintTargetFilter;
        say(finder, target, field, code, span, &about);
    }
    if let Some(about) = joined {
        let code = Code::LintAndCombination;
        say(finder, target, "pairs", code, span, &about);
    }
}

/// Finds the first comparison that is not taken, and the first `and`.
fn walk(
    target: &Target,
    expression: &Expression,
    text: &str,
    wrong: &mut Option<(&'static str, String)>,
    joined: &mut Option<String>,
) {
    let none = |list: &[&str], word: &str| {
        !list.is_empty() && !list.iter().any(|known| known.eq_ignore_ascii_case(word))
    };
    match expression {
        Expression::And(all, span) => {
            let named: Vec<&str> = all.iter().map(|one| attribute(one, text)).collect();
            let known = |pairs: &[(&str, &str)]| match named.as_slice() {
                [a, b] => pairs.contains(&(*a, *b)) || pairs.contains(&(*b, *a)),
                _ => false,
            };
            if target.pairs.is_some_and(|pairs| !known(pairs)) {
                joined.get_or_insert_with(|| format!("`{}`", span.of(text)));
            } else if target.pairs.is_some() {
                return;
            }
            for one in all {
                walk(target, one, text, wrong, joined);
            }
        }
        Expression::Or(all, _) => {
            if !target.operators.is_empty() {
                wrong.get_or_insert_with(|| ("operators", "`or`".to_owned()));
            }
            for one in all {
                walk(target, one, text, wrong, joined);
            }
        }
        Expression::Not(inner, _) => {
            if !target.operators.is_empty() {
                wrong.get_or_insert_with(|| ("operators", "`not`".to_owned()));
            }
            walk(target, inner, text, wrong, joined);
        }
        Expression::Present { .. } if none(target.operators, "pr") => {
            wrong.get_or_insert_with(|| ("operators", "`pr`".to_owned()));
        }
        Expression::Compare { op, .. } if none(target.operators, op.as_str()) => {
            wrong.get_or_insert_with(|| ("operators", format!("`{}`", op.as_str())));
        }
        _ => {
            let name = attribute(expression, text);
            if none(target.filterable, name) {
                wrong.get_or_insert_with(|| ("filterable", format!("`{name}`")));
            }
        }
    }
}

fn attribute<'t>(expression: &Expression, text: &'t str) -> &'t str {
    match expression {
        Expression::Compare { path, .. }
        | Expression::Present { path, .. }
        | Expression::ValuePath { path, .. } => path.span().of(text),
        _ => "",
    }
}
