//! When two values of a multi-valued attribute are the same value (AMBIGUITIES A-45).

use super::operation::Known;
use crate::attribute::fold_case;
use crate::json::{Edit, Kind};
use crate::text::sorted_indices;

/// Which of the new elements are the same value as one of `known`, or as an earlier new one:
/// for each, whether it is. Elements are compared only with those of the same `value`, so that
/// adding m values to n takes no m × n comparisons.
pub(super) fn repeated(known: &[Edit<'_>], new: &[Edit<'_>], attribute: Known<'_>) -> Vec<bool> {
    let element = |index: usize| match index.checked_sub(known.len()) {
        None => known.get(index),
        Some(index) => new.get(index),
    };
    let count = known.len() + new.len();
    let keys: Vec<String> = known.iter().chain(new).map(key).collect();
    let order = sorted_indices(count, &|a, b| keys.get(a).cmp(&keys.get(b)));
    let mut repeated = vec![false; new.len()];
    for run in order.chunk_by(|&a, &b| keys.get(a) == keys.get(b)) {
        for (place, &index) in run.iter().enumerate() {
            let Some(flag) = index
                .checked_sub(known.len())
                .and_then(|index| repeated.get_mut(index))
            else {
                continue;
            };
            *flag = run.iter().take(place).any(|&earlier| {
                let pair = element(earlier).zip(element(index));
                pair.is_some_and(|(earlier, this)| same(earlier, this, attribute))
            });
        }
    }
    repeated
}

/// Whether two values of a multi-valued attribute are the same.
pub(super) fn same(known: &Edit<'_>, element: &Edit<'_>, attribute: Known<'_>) -> bool {
    if known.kind() != Kind::Object || element.kind() != Kind::Object {
        let folds = !attribute.definition.attribute.case_exact;
        return match (known.as_str(), element.as_str()) {
            (Some(a), Some(b)) if folds => fold_case(&a) == fold_case(&b),
            _ => known.equals(element),
        };
    }
    if is_membership(attribute) {
        let type_of = |edit: &Edit<'_>| {
            edit.get("type")
                .and_then(|kind| kind.as_str().map(|kind| fold_case(&kind).into_owned()))
        };
        let types = (type_of(known), type_of(element));
        return same_id(known, element, attribute)
            && (matches!(types, (None, _) | (_, None)) || types.0 == types.1);
    }
    covers(known, element) && covers(element, known)
}

/// Whether each member of `a` that tells values apart is the same in `b`.
fn covers(a: &Edit<'_>, b: &Edit<'_>) -> bool {
    a.members().all(|(name, value)| {
        ["$ref", "display"]
            .iter()
            .any(|other| other.eq_ignore_ascii_case(&name))
            || value.is_unassigned()
            || (name.eq_ignore_ascii_case("primary") && value.as_bool() == Some(false))
            || b.get(&name).is_some_and(|other| value.equals(&other))
    })
}

/// Elements are found without regard to case; ids mostly heed it.
fn same_id(known: &Edit<'_>, element: &Edit<'_>, attribute: Known<'_>) -> bool {
    let subs = &attribute.definition.attribute.sub_attributes;
    let value = subs.iter().find(|sub| sub.name == "value");
    !value.is_some_and(|value| value.case_exact)
        || match (known.get("value"), element.get("value")) {
            (Some(known), Some(element)) => known.equals(&element),
            (known, element) => known.is_none() && element.is_none(),
        }
}

/// Members and groups are the same when their `value` is.
pub(super) fn is_membership(attribute: Known<'_>) -> bool {
    matches!(attribute.path(), "members" | "groups")
}

/// What elements are looked up by: their `value`, case aside.
pub(super) fn key(element: &Edit<'_>) -> String {
    let value = element.get("value");
    let text = match &value {
        Some(value) => value.as_str(),
        None => element.as_str(),
    };
    text.map(|text| fold_case(&text).into_owned())
        .unwrap_or_default()
}
