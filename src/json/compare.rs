use core::cmp::Ordering;
use std::borrow::Cow;

use super::node::Kind;
use super::number::compare_numbers;
use super::value::Value;
use crate::text::sorted_indices;

/// Above this, names are sorted instead of compared pair by pair.
const SMALL: usize = 32;

/// Whether two values stand for the same: strings by their characters, numbers by their value,
/// objects whatever the order of their members, arrays in order.
///
/// Names of members are compared with their case. Recursion is as deep as the documents, whose
/// depth is limited.
pub fn equal(a: Value<'_>, b: Value<'_>) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Boolean, Kind::Boolean) => a.as_bool() == b.as_bool(),
        (Kind::String, Kind::String) => a.as_str() == b.as_str(),
        (Kind::Number, Kind::Number) => compare_numbers(a.source(), b.source()).is_eq(),
        (Kind::Array, Kind::Array) => {
            let (mut a, mut b) = (a.elements(), b.elements());
            loop {
                match (a.next(), b.next()) {
                    (None, None) => return true,
                    (Some(a), Some(b)) if equal(a, b) => {}
                    _ => return false,
                }
            }
        }
        (Kind::Object, Kind::Object) => equal_objects(a, b),
        _ => false,
    }
}

fn equal_objects(a: Value<'_>, b: Value<'_>) -> bool {
    let count = a.members().count();
    if count != b.members().count() {
        return false;
    }
    if count <= SMALL {
        return a.members().all(|(key, value)| {
            let name = key.name();
            let mut others = b.members();
            others.any(|(k, v)| k.hash() == key.hash() && k.name() == name && equal(value, v))
        });
    }
    pair_up(&named(a), &named(b), str::cmp, |a, b| equal(*a, *b))
}

fn named(object: Value<'_>) -> Vec<(Cow<'_, str>, Value<'_>)> {
    let members = object.members();
    members.map(|(key, value)| (key.name(), value)).collect()
}

/// Whether each of the members `a` has one in `b` of a name that compares as equal, and of the same
/// value. Takes n log n steps, whatever the names are.
pub(super) fn pair_up<V>(
    a: &[(Cow<'_, str>, V)],
    b: &[(Cow<'_, str>, V)],
    compare: fn(&str, &str) -> Ordering,
    same: impl Fn(&V, &V) -> bool,
) -> bool {
    let name = |index: usize| b.get(index).map_or("", |(name, _)| name.as_ref());
    let order = sorted_indices(b.len(), &|x, y| compare(name(x), name(y)));
    a.iter().all(|(wanted, value)| {
        let first = order.partition_point(|&at| compare(name(at), wanted).is_lt());
        let candidates = order.iter().skip(first);
        candidates
            .filter_map(|&at| b.get(at))
            .take_while(|(name, _)| compare(name, wanted).is_eq())
            .any(|(_, other)| same(value, other))
    })
}
