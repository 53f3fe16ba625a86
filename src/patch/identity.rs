//! When two values of a multi-valued attribute are the same value (AMBIGUITIES A-45).

use super::operation::Known;
use crate::attribute::{equals_folded, fold_case};
use crate::json::{Edit, Kind};
use crate::text::sorted_indices;

/// Up to this many new elements are compared with all others; more are looked up.
const FEW: usize = 4;

/// Which of the new elements are the same value as one of `known`, or as an earlier one that
/// is added:
/// for each, whether it is. Elements are compared only with those of the same `value`, so that
/// adding m values to n takes no m × n comparisons.
pub(super) fn repeated(known: &[Edit<'_>], new: &[Edit<'_>], attribute: Known<'_>) -> Vec<bool> {
    if new.len() <= FEW {
        return repeated_few(known, new, attribute);
    }
    let element = |index: usize| match index.checked_sub(known.len()) {
        None => known.get(index),
        Some(index) => new.get(index),
    };
    let count = known.len() + new.len();
    let all = known.iter().chain(new);
    let keys: Vec<String> = all.map(|element| place_key(element, attribute)).collect();
    let order = sorted_indices(count, &|a, b| keys.get(a).cmp(&keys.get(b)));
    let mut repeated = vec![false; new.len()];
    for run in order.chunk_by(|&a, &b| keys.get(a) == keys.get(b)) {
        for (place, &index) in run.iter().enumerate() {
            let Some(new_index) = index.checked_sub(known.len()) else {
                continue;
            };
            let found = run.iter().take(place).any(|&earlier| {
                // What isn't added is nothing to be the same as.
                let added = earlier.checked_sub(known.len());
                let dropped = added.and_then(|index| repeated.get(index)) == Some(&true);
                let pair = element(earlier).zip(element(index));
                !dropped && pair.is_some_and(|(earlier, this)| same(earlier, this, attribute))
            });
            if let Some(flag) = repeated.get_mut(new_index) {
                *flag = found;
            }
        }
    }
    repeated
}

/// The same for a few new elements, without a look at the order of the others.
fn repeated_few(known: &[Edit<'_>], new: &[Edit<'_>], attribute: Known<'_>) -> Vec<bool> {
    let mut repeated: Vec<bool> = Vec::with_capacity(new.len());
    for this in new {
        let key = key(this);
        let added = new
            .iter()
            .zip(&repeated)
            .filter(|(_, repeated)| !**repeated);
        let mut earlier = known.iter().chain(added.map(|(earlier, _)| earlier));
        let found = earlier.any(|earlier| has_key(earlier, &key) && same(earlier, this, attribute));
        repeated.push(found);
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
        !tells_apart(&name, &value) || b.get(&name).is_some_and(|other| value.equals(&other))
    })
}

/// Whether a member counts when two values are compared.
fn tells_apart(name: &str, value: &Edit<'_>) -> bool {
    let is = |other: &str| other.eq_ignore_ascii_case(name);
    let not_primary = is("primary") && value.as_bool() == Some(false);
    !(is("$ref") || is("display") || not_primary || value.is_unassigned())
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
    with_key(element, |text| fold_case(text).into_owned())
}

/// A key that elements have alike when they are the same, and hardly otherwise: the [`key`], or the
/// strings of an element without one, such as an address.
pub(super) fn place_key(element: &Edit<'_>, attribute: Known<'_>) -> String {
    let key = key(element);
    if !key.is_empty() || is_membership(attribute) {
        return key;
    }
    let members = element
        .members()
        .filter(|(name, value)| tells_apart(name, value));
    let texts = members.filter_map(|(name, value)| {
        let text = value.as_str()?;
        Some(format!("{}\0{text}\0", name.to_ascii_lowercase()))
    });
    let texts: Vec<String> = texts.collect();
    let order = sorted_indices(texts.len(), &|a, b| texts.get(a).cmp(&texts.get(b)));
    let sorted = order.into_iter().filter_map(|index| texts.get(index));
    sorted.map(String::as_str).collect()
}

fn has_key(element: &Edit<'_>, key: &str) -> bool {
    with_key(element, |text| equals_folded(text, key))
}

fn with_key<T>(element: &Edit<'_>, use_it: impl FnOnce(&str) -> T) -> T {
    let value = element.get("value");
    let text = match &value {
        Some(value) => value.as_str(),
        None => element.as_str(),
    };
    use_it(&text.unwrap_or_default())
}
