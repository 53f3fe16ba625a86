//! When two values of a multi-valued attribute are the same value (AMBIGUITIES A-45).

use std::borrow::Cow;

use super::find::{Sieve, plain_member};
use super::operation::Known;
use crate::attribute::{equals_folded, fold_case};
use crate::json::{Edit, Kind, List, NameHash, Tag, hash_texts, normal_number};
use crate::schema::Mutability;
use crate::text::sorted_indices;

/// Up to this many new elements are compared with all others; more are looked up.
const FEW: usize = 4;

/// The tag of the tables in which elements are looked up by what they are the same by.
const IDENTITY: Tag = Tag::MAX;

/// Is told of a known element and a new one that is the same.
pub(super) type Repeated<'f, 'd> = dyn FnMut(&Edit<'d>, &Edit<'d>) + 'f;

/// Adds each new element that isn't the same value as one of the list, or as one that was
/// added before it. Tells of each that is added, and of each that isn't, with the known one.
///
/// Elements are compared with those alone that could be the same: a few new ones by one look at the
/// list, more of them in a table, and where lists are added to again and again the table is kept.
pub(super) fn add_new<'d>(
    list: &mut List<'d>,
    new: Vec<Edit<'d>>,
    attribute: Known<'_>,
    before_adding: &mut dyn FnMut(&mut List<'d>, &Edit<'d>),
    repeated: &mut Repeated<'_, 'd>,
) {
    let new = if list.is_worth_a_table(IDENTITY) {
        new
    } else {
        not_in(list, new, attribute, repeated)
    };
    // What is left is compared with the list where it has a table, and else with what was added.
    let tabled = list.has_table(IDENTITY);
    let mut added = List::default();
    let few = new.len() <= FEW;
    for element in new {
        let others = if tabled { &mut *list } else { &mut added };
        let known = if few && !tabled {
            let mut known = others.iter();
            known.find(|known| same(known, &element, attribute))
        } else {
            let found = same_as(others, &element, attribute, true);
            found.first().and_then(|&slot| others.get(slot))
        };
        if let Some(known) = known {
            repeated(known, &element);
            continue;
        }
        before_adding(list, &element);
        if !tabled {
            added.push(element.clone());
        }
        list.push(element);
    }
}

/// The new elements that aren't the same value as one of the list.
fn not_in<'d>(
    list: &List<'d>,
    new: Vec<Edit<'d>>,
    attribute: Known<'_>,
    tell: &mut Repeated<'_, 'd>,
) -> Vec<Edit<'d>> {
    let keys: Vec<String> = new.iter().map(key).collect();
    let sieve = Sieve::of(keys.iter().map(String::as_str));
    let few = new.len() <= FEW;
    let mut new: List<'d> = new.into();
    let value = NameHash::of(b"value");
    for (_, known) in list.entries() {
        let may_repeat = match plain_member(known, "value", value) {
            Some(text) => sieve.lets_through(text),
            None => with_key(known, |text| sieve.lets_through(text)),
        };
        if !may_repeat {
            continue;
        }
        let repeated = if few {
            let same = |(slot, element)| same(known, element, attribute).then_some(slot);
            new.entries().filter_map(same).collect()
        } else {
            same_as(&mut new, known, attribute, false)
        };
        for slot in repeated {
            if let Some(element) = new.get(slot) {
                tell(known, element);
            }
            new.remove(slot);
        }
    }
    new.iter().cloned().collect()
}

/// The slots of the elements that are the same value as this one; or the first that is found.
fn same_as(list: &mut List<'_>, element: &Edit<'_>, attribute: Known<'_>, one: bool) -> Vec<usize> {
    let mut found = Vec::new();
    let hashes_of =
        |element: &Edit<'_>, note: &mut dyn FnMut(u64)| hashes(element, attribute, note);
    let mut look = |hash: u64| {
        list.find(IDENTITY, &hashes_of, hash, &mut |slot, known| {
            if same(known, element, attribute) {
                found.push(slot);
            }
            one && !found.is_empty()
        });
    };
    if element.kind() == Kind::Object && is_membership(attribute) {
        let value = value_text(element, attribute);
        match type_of(element) {
            Some(kind) => {
                look(hash_texts([value.as_str(), "type", &kind]));
                look(hash_texts([value.as_str(), "typeless"]));
            }
            None => look(hash_texts([value.as_str()])),
        }
    } else {
        hashes(element, attribute, &mut look);
    }
    found
}

/// What an element is found by: elements that are the same have one of these in common, and others
/// hardly any.
fn hashes(element: &Edit<'_>, attribute: Known<'_>, note: &mut dyn FnMut(u64)) {
    if element.kind() != Kind::Object {
        let folds = !attribute.definition.attribute.case_exact;
        match element.as_str() {
            Some(text) if folds => note(hash_texts([fold_case(&text).as_ref()])),
            _ => note(hash_of(element)),
        }
        return;
    }
    if !is_membership(attribute) {
        let members = element
            .members()
            .filter(|(name, value)| tells_apart(name, value, attribute));
        note(hash_members(members));
        return;
    }
    let value = value_text(element, attribute);
    note(hash_texts([value.as_str()]));
    match type_of(element) {
        Some(kind) => note(hash_texts([value.as_str(), "type", &kind])),
        None => note(hash_texts([value.as_str(), "typeless"])),
    }
}

/// A hash that equal values have in common.
fn hash_of(value: &Edit<'_>) -> u64 {
    match value.kind() {
        Kind::String => hash_texts(["string", value.as_str().unwrap_or_default().as_ref()]),
        Kind::Boolean if value.as_bool() == Some(true) => hash_texts(["true"]),
        Kind::Number => {
            let number = match value {
                Edit::Source { value, .. } => value.source(),
                _ => "",
            };
            hash_texts(["number", &normal_number(number)])
        }
        Kind::Array => {
            let mut text = String::new();
            for element in value.elements() {
                text.push_str(&hash_of(&element).to_string());
                text.push(',');
            }
            hash_texts(["array", &text])
        }
        Kind::Object => hash_members(value.members().filter(|(_, value)| !value.is_unassigned())),
        Kind::Boolean | Kind::Null | Kind::Key | Kind::Invalid => hash_texts(["other"]),
    }
}

fn hash_members<'e>(members: impl Iterator<Item = (Cow<'e, str>, Cow<'e, Edit<'e>>)>) -> u64 {
    let members: Vec<String> = members
        .map(|(name, value)| format!("{} {}", name.to_ascii_lowercase(), hash_of(&value)))
        .collect();
    let order = sorted_indices(members.len(), &|a, b| members.get(a).cmp(&members.get(b)));
    hash_texts(
        order
            .iter()
            .filter_map(|&at| members.get(at))
            .map(String::as_str),
    )
}

/// The `value` of a member, as it is compared.
fn value_text(element: &Edit<'_>, attribute: Known<'_>) -> String {
    let exact = value_is_exact(attribute);
    with_key(element, |text| {
        if exact {
            text.to_owned()
        } else {
            fold_case(text).into_owned()
        }
    })
}

fn type_of(element: &Edit<'_>) -> Option<String> {
    let kind = element.get("type")?;
    kind.as_str().map(|kind| fold_case(&kind).into_owned())
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
        return same_key(known, element) && same_id(known, element, attribute) && {
            let types = (type_of(known), type_of(element));
            matches!(types, (None, _) | (_, None)) || types.0 == types.1
        };
    }
    covers(known, element, attribute) && covers(element, known, attribute)
}

/// Whether each member of `a` that tells values apart is the same in `b`.
fn covers(a: &Edit<'_>, b: &Edit<'_>, attribute: Known<'_>) -> bool {
    a.members().all(|(name, value)| {
        !tells_apart(&name, &value, attribute)
            || b.get(&name).is_some_and(|other| value.equals(&other))
    })
}

/// Whether a member counts when two values are compared.
fn tells_apart(name: &str, value: &Edit<'_>, attribute: Known<'_>) -> bool {
    let is = |other: &str| other.eq_ignore_ascii_case(name);
    let not_primary = is("primary") && value.as_bool() == Some(false);
    let subs = &attribute.definition.attribute.sub_attributes;
    let sub = subs.iter().find(|sub| is(&sub.name));
    let read_only = sub.is_some_and(|sub| sub.mutability == Mutability::ReadOnly);
    !(is("$ref") || is("display") || not_primary || read_only || value.is_unassigned())
}

/// Elements are found without regard to case; ids mostly heed it.
fn same_id(known: &Edit<'_>, element: &Edit<'_>, attribute: Known<'_>) -> bool {
    !value_is_exact(attribute)
        || match (known.get("value"), element.get("value")) {
            (Some(known), Some(element)) => known.equals(&element),
            (known, element) => known.is_none() && element.is_none(),
        }
}

fn value_is_exact(attribute: Known<'_>) -> bool {
    let subs = &attribute.definition.attribute.sub_attributes;
    let value = subs.iter().find(|sub| sub.name == "value");
    value.is_some_and(|value| value.case_exact)
}

fn same_key(known: &Edit<'_>, element: &Edit<'_>) -> bool {
    with_key(element, |key| {
        with_key(known, |known| equals_folded(known, &fold_case(key)))
    })
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
        .filter(|(name, value)| tells_apart(name, value, attribute));
    let texts = members.filter_map(|(name, value)| {
        let text = value.as_str()?;
        Some(format!("{}\0{text}\0", name.to_ascii_lowercase()))
    });
    let texts: Vec<String> = texts.collect();
    let order = sorted_indices(texts.len(), &|a, b| texts.get(a).cmp(&texts.get(b)));
    let sorted = order.into_iter().filter_map(|index| texts.get(index));
    sorted.map(String::as_str).collect()
}

fn with_key<T>(element: &Edit<'_>, use_it: impl FnOnce(&str) -> T) -> T {
    if let Some(text) = plain_member(element, "value", NameHash::of(b"value")) {
        return use_it(text);
    }
    let value = element.get("value");
    let text = match &value {
        Some(value) => value.as_str(),
        None => element.as_str(),
    };
    use_it(&text.unwrap_or_default())
}
