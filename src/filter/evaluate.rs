//! Evaluation (RFC 7644 §3.4.2.2; AMBIGUITIES ), over anything that looks like JSON.

use core::cmp::Ordering;
use std::borrow::Cow;

use super::compile::{Form, Name, Operand, Predicate, Target, Test};
use super::tree::CompareOp;
use crate::attribute::{DateTime, compose, fold_case, fold_user_name};
use crate::json::{Kind, NameHash, Value, compare_numbers};
use crate::schema::Type;

/// What a filter reads of a value: the tape, a document under change, and objects of a host all look
/// like this.
pub trait View: Sized {
    /// What it is.
    fn kind(&self) -> Kind;

    /// The boolean that it is.
    fn as_bool(&self) -> Option<bool>;

    /// The string that it is.
    fn as_text(&self) -> Option<Cow<'_, str>>;

    /// The number that it is, as JSON writes it.
    fn as_number(&self) -> Option<Cow<'_, str>>;

    /// The member of this name, in any case; `hash` is the hash of the name.
    fn member(&self, name: &str, hash: NameHash) -> Option<Self>;

    /// Whether the test holds for one of the elements of the array that it is.
    fn any_element(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool;

    /// Whether the test holds for one of the values of the object that it is.
    fn any_member(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool;
}

impl View for Value<'_> {
    fn kind(&self) -> Kind {
        Value::kind(*self)
    }

    fn as_bool(&self) -> Option<bool> {
        Value::as_bool(*self)
    }

    fn as_text(&self) -> Option<Cow<'_, str>> {
        self.as_str()
    }

    fn as_number(&self) -> Option<Cow<'_, str>> {
        Value::as_number(*self).map(Cow::Borrowed)
    }

    fn member(&self, name: &str, hash: NameHash) -> Option<Self> {
        self.members()
            .find(|(key, _)| key.hash() == hash && key.name().eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    fn any_element(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        self.elements().any(|element| test(&element))
    }

    fn any_member(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        self.members().any(|(_, value)| test(&value))
    }
}

/// Where there is no value.
struct Nothing;

impl View for Nothing {
    fn kind(&self) -> Kind {
        Kind::Null
    }

    fn as_bool(&self) -> Option<bool> {
        None
    }

    fn as_text(&self) -> Option<Cow<'_, str>> {
        None
    }

    fn as_number(&self) -> Option<Cow<'_, str>> {
        None
    }

    fn member(&self, _: &str, _: NameHash) -> Option<Self> {
        None
    }

    fn any_element(&self, _: &mut dyn FnMut(&Self) -> bool) -> bool {
        false
    }

    fn any_member(&self, _: &mut dyn FnMut(&Self) -> bool) -> bool {
        false
    }
}

impl Predicate {
    /// Whether a resource matches, or a value where the filter stood in brackets. `null` is neither
    /// (RFC 7643 §2.5).
    pub fn matches<V: View>(&self, resource: &V) -> bool {
        resource.kind() != Kind::Null && self.root.holds(resource)
    }
}

impl Test {
    /// Whether it holds where there is no value, as `not` and `ne` do. A translation has to ask for
    /// the value then.
    pub(super) fn holds_of_nothing(&self) -> bool {
        self.holds(&Nothing)
    }

    pub(super) fn holds<V: View>(&self, scope: &V) -> bool {
        match self {
            Self::All(tests) => tests.iter().all(|test| test.holds(scope)),
            Self::Any(tests, None) => tests.iter().any(|test| test.holds(scope)),
            Self::Any(tests, Some(choice)) => choice.holds(tests, scope),
            Self::Not(test) => !test.holds(scope),
            Self::Present(target) => target.any(scope, &mut |value| {
                value.is_some_and(|v| is_assigned(v, false))
            }),
            Self::Compare(target, op, operand) => compare(target, *op, operand, scope),
            Self::Value(target, filter) => target.any(scope, &mut |value| {
                value.is_some_and(|element| filter.holds(element))
            }),
            Self::Fixed(answer) => *answer,
        }
    }
}

fn compare<V: View>(target: &Target, op: CompareOp, operand: &Operand, scope: &V) -> bool {
    if matches!(operand, Operand::Null) {
        let assigned = target.any(scope, &mut |value| {
            value.is_some_and(|v| is_assigned(v, true))
        });
        return match op {
            CompareOp::Eq => !assigned,
            CompareOp::Ne => assigned,
            _ => false,
        };
    }
    let meets = |value: Option<&V>, op| match target.value_of(value) {
        Some(value) => value_matches(Some(&value), target, op, operand),
        None => value_matches(value, target, op, operand),
    };
    match op {
        CompareOp::Ne if target.ne_any_value => {
            let mut none = true;
            let differs = target.any(scope, &mut |value| {
                none = false;
                !meets(value, CompareOp::Eq)
            });
            differs || none
        }
        // `ne` is the opposite of `eq`, for lists of values too (AMBIGUITIES A-15).
        CompareOp::Ne => !target.any(scope, &mut |value| meets(value, CompareOp::Eq)),
        op => target.any(scope, &mut |value| meets(value, op)),
    }
}

impl Target {
    /// The value that an object is compared by, where objects stand for one.
    pub(crate) fn value_of<V: View>(&self, value: Option<&V>) -> Option<V> {
        let by_value = value.filter(|v| self.objects_by_value && v.kind() == Kind::Object);
        by_value.and_then(|object| object.member("value", NameHash::of(b"value")))
    }

    /// Whether the test holds for one of the values that it leads to. A value that is missing where
    /// that means false is handed on as `None`.
    pub(crate) fn any<V: View>(&self, scope: &V, test: &mut dyn FnMut(Option<&V>) -> bool) -> bool {
        let holder;
        let scope = match &self.extension {
            None => scope,
            Some(uri) => match scope.member(&uri.text, uri.hash) {
                None => return false,
                Some(extension) => {
                    holder = extension;
                    &holder
                }
            },
        };
        self.any_of(
            scope,
            &self.name,
            self.sub.is_none(),
            &mut |value| match (value, &self.sub) {
                (Some(value), Some(sub)) => self.any_of(value, sub, true, test),
                (value, _) => test(value),
            },
        )
    }

    /// Whether the test holds for one of the values of a member.
    fn any_of<V: View>(
        &self,
        holder: &V,
        name: &Name,
        last: bool,
        test: &mut dyn FnMut(Option<&V>) -> bool,
    ) -> bool {
        if holder.kind() != Kind::Object {
            // The values of a simple attribute are called `value`.
            let alias = name.text.eq_ignore_ascii_case("value");
            return alias && holder.kind() != Kind::Null && test(Some(holder));
        }
        match holder.member(&name.text, name.hash) {
            // A null in a list is no value (RFC 7643 §2.5).
            Some(values) if values.kind() == Kind::Array => values
                .any_element(&mut |element| element.kind() != Kind::Null && test(Some(element))),
            Some(value) if value.kind() != Kind::Null => test(Some(&value)),
            _ => last && self.missing_is_false && test(None),
        }
    }
}

/// Whether a value counts as one. An empty string does for comparisons with null, and doesn't for
/// `pr`.
pub(crate) fn is_assigned<V: View>(value: &V, empty_string: bool) -> bool {
    match value.kind() {
        Kind::Null | Kind::Invalid => false,
        Kind::String => empty_string || value.as_text().is_some_and(|text| !text.is_empty()),
        Kind::Array => value.any_element(&mut |element| is_assigned(element, empty_string)),
        Kind::Object => value.any_member(&mut |member| is_assigned(member, empty_string)),
        Kind::Boolean | Kind::Number | Kind::Key => true,
    }
}

/// What a comparison sees of a value.
pub(crate) enum Seen<'v> {
    /// A value that is missing where that means false.
    Missing,
    Text(Cow<'v, str>),
    Number(Cow<'v, str>),
    Boolean(bool),
    Other,
}

fn value_matches<V: View>(
    value: Option<&V>,
    target: &Target,
    op: CompareOp,
    operand: &Operand,
) -> bool {
    let seen = value.map_or(Seen::Missing, |value| {
        let text = || value.as_text().map(Seen::Text);
        let number = || value.as_number().map(Seen::Number);
        let seen = match operand {
            Operand::Text(_) | Operand::Reference(..) => text(),
            Operand::Number(_) => number(),
            Operand::Boolean(_) => value.as_bool().map(Seen::Boolean),
            Operand::Null => None,
        };
        seen.unwrap_or(Seen::Other)
    });
    seen.matches(target, op, operand)
}

impl Seen<'_> {
    pub(crate) fn matches(&self, target: &Target, op: CompareOp, operand: &Operand) -> bool {
        match (self, operand) {
            (Self::Missing, Operand::Boolean(false)) => op == CompareOp::Eq,
            (Self::Text(found), Operand::Text(wanted)) => match target.kind {
                Some(Type::DateTime) if !op.is_substring() => instants_match(found, op, wanted),
                Some(Type::Binary) => padless(found) == padless(wanted),
                _ => texts_match(found, op, wanted, target.form),
            },
            (Self::Text(found), Operand::Reference(wanted, references)) => {
                op == CompareOp::Eq && references.form(found) == *wanted
            }
            (Self::Number(found), Operand::Number(wanted)) => {
                !op.is_substring() && order_matches(compare_numbers(found, wanted), op)
            }
            (Self::Boolean(found), Operand::Boolean(wanted)) => {
                op == CompareOp::Eq && found == wanted
            }
            _ => false,
        }
    }
}

fn instants_match(found: &str, op: CompareOp, wanted: &str) -> bool {
    match (DateTime::parse(found), DateTime::parse(wanted)) {
        (Ok(found), Ok(wanted)) => order_matches(found.cmp(&wanted), op),
        _ => false,
    }
}

/// Base64 without its padding, which may be left out.
fn padless(base64: &str) -> &str {
    base64.trim_end_matches('=')
}

/// Compares strings; `wanted` is in its form already.
fn texts_match(found: &str, op: CompareOp, wanted: &str, form: Form) -> bool {
    if found.is_ascii() && form != Form::Exact {
        match op {
            CompareOp::Eq => return found.eq_ignore_ascii_case(wanted),
            CompareOp::Sw => return starts_folded(found.as_bytes(), wanted.as_bytes()),
            CompareOp::Ew => return ends_folded(found.as_bytes(), wanted.as_bytes()),
            CompareOp::Co if found.len() <= SHORT => {
                return contains_folded(found.as_bytes(), wanted.as_bytes());
            }
            _ => {}
        }
    }
    prepared_match(&form.prepare(found), op, wanted)
}

impl Form {
    /// A string as it is compared.
    pub(crate) fn prepare(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Exact => compose(text),
            Self::Folded => fold_case(text),
            Self::UserName => fold_user_name(text),
        }
    }
}

/// Compares strings that are both in their form.
pub(crate) fn prepared_match(found: &str, op: CompareOp, wanted: &str) -> bool {
    match op {
        CompareOp::Co => found.contains(wanted),
        CompareOp::Sw => found.starts_with(wanted),
        CompareOp::Ew => found.ends_with(wanted),
        // By code point, which is the order of UTF-8 bytes.
        _ => order_matches(found.cmp(wanted), op),
    }
}

/// Up to this many bytes a string is searched where it is: the search isn't linear.
const SHORT: usize = 128;

fn starts_folded(found: &[u8], wanted: &[u8]) -> bool {
    let start = found.get(..wanted.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(wanted))
}

fn ends_folded(found: &[u8], wanted: &[u8]) -> bool {
    let start = found.len().checked_sub(wanted.len());
    start.is_some_and(|start| starts_folded(found.get(start..).unwrap_or_default(), wanted))
}

fn contains_folded(found: &[u8], wanted: &[u8]) -> bool {
    wanted.is_empty()
        || found
            .windows(wanted.len())
            .any(|part| part.eq_ignore_ascii_case(wanted))
}

pub(crate) fn order_matches(order: Ordering, op: CompareOp) -> bool {
    match op {
        CompareOp::Eq => order.is_eq(),
        CompareOp::Ne => order.is_ne(),
        CompareOp::Gt => order.is_gt(),
        CompareOp::Ge => order.is_ge(),
        CompareOp::Lt => order.is_lt(),
        CompareOp::Le => order.is_le(),
        CompareOp::Co | CompareOp::Sw | CompareOp::Ew => false,
    }
}
