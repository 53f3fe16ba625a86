use core::cmp::Ordering;

use crate::attribute::{DateTime, fold_case};
use crate::json::{Kind, Value, compare_numbers};
use crate::schema::{Definition, Mutability, Registry, Type};
use crate::text::sorted_indices;

/// The order of two values of an attribute, equal where they stand for the same: case counts as
/// caseExact says, dateTimes are compared as instants, the order of values and members doesn't
/// matter, nor do unassigned sub-attributes, nor readOnly ones of an attribute that a client can
/// write. `None` is no value. The order is total, so that lists can be sorted by it.
pub(super) fn compare(
    registry: &Registry,
    definition: &Definition,
    a: Option<Value<'_>>,
    b: Option<Value<'_>>,
) -> Ordering {
    let assigned = |value: &Value<'_>| !is_unassigned(*value);
    match (a.filter(assigned), b.filter(assigned)) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(a), Some(b)) if a.kind() == Kind::Array && b.kind() == Kind::Array => {
            compare_lists(registry, definition, a, b)
        }
        (Some(a), Some(b)) => compare_single(registry, definition, a, b),
    }
}

/// null and the empty array are no value (RFC 7643 §2.5).
pub(super) fn is_unassigned(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Null | Kind::Invalid => true,
        Kind::Array => value.is_empty(),
        _ => false,
    }
}

fn compare_lists(
    registry: &Registry,
    definition: &Definition,
    a: Value<'_>,
    b: Value<'_>,
) -> Ordering {
    let a: Vec<_> = a.elements().collect();
    let b: Vec<_> = b.elements().collect();
    let pairs = |a: &[Value<'_>], b: &[Value<'_>]| {
        let pairs = a.iter().zip(b);
        let mut orders = pairs.map(|(a, b)| compare_single(registry, definition, *a, *b));
        orders
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    let lengths = a.len().cmp(&b.len());
    if lengths.is_ne() || pairs(&a, &b).is_eq() {
        return lengths;
    }
    let sorted = |list: &[Value<'_>]| -> Vec<usize> {
        sorted_indices(list.len(), &|x, y| match (list.get(x), list.get(y)) {
            (Some(x), Some(y)) => compare_single(registry, definition, *x, *y),
            _ => Ordering::Equal,
        })
    };
    let mut orders =
        sorted(&a)
            .into_iter()
            .zip(sorted(&b))
            .map(|(x, y)| match (a.get(x), b.get(y)) {
                (Some(x), Some(y)) => compare_single(registry, definition, *x, *y),
                _ => Ordering::Equal,
            });
    orders
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

fn compare_single(
    registry: &Registry,
    definition: &Definition,
    a: Value<'_>,
    b: Value<'_>,
) -> Ordering {
    match (a.kind(), b.kind()) {
        (Kind::String, Kind::String) => compare_strings(definition, a, b),
        (Kind::Number, Kind::Number) => compare_numbers(a.source(), b.source()),
        (Kind::Object, Kind::Object) => {
            let scope = registry.scope_of(definition);
            let members = scope.map_or(&[][..], |scope| scope.members());
            let of_provider = definition.mutability() == Mutability::ReadOnly;
            let mut orders = members.iter().filter_map(|&id| {
                let sub = registry.definition(id)?;
                let name = &sub.attribute.name;
                (of_provider || sub.mutability() != Mutability::ReadOnly)
                    .then(|| compare(registry, sub, a.get(name), b.get(name)))
            });
            orders
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        }
        (x, y) if x == y => a.source().cmp(b.source()),
        (x, y) => (x as u8).cmp(&(y as u8)),
    }
}

fn compare_strings(definition: &Definition, a: Value<'_>, b: Value<'_>) -> Ordering {
    let (a, b) = (
        a.as_str().unwrap_or_default(),
        b.as_str().unwrap_or_default(),
    );
    let attribute = &definition.attribute;
    if a == b {
        return Ordering::Equal;
    }
    match attribute.kind {
        Type::DateTime => match (DateTime::parse(&a), DateTime::parse(&b)) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
            (Err(_), Err(_)) => a.cmp(&b),
        },
        Type::String if !attribute.case_exact => fold_case(&a).cmp(&fold_case(&b)),
        _ => a.cmp(&b),
    }
}
