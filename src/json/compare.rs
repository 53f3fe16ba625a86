use super::node::Kind;
use super::number::compare_numbers;
use super::value::Value;

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
        (Kind::Object, Kind::Object) => {
            a.members().count() == b.members().count()
                && a.members().all(|(key, value)| {
                    let name = key.name();
                    let mut others = b.members();
                    others
                        .any(|(k, v)| k.hash() == key.hash() && k.name() == name && equal(value, v))
                })
        }
        _ => false,
    }
}
