use core::cmp::Ordering;
use std::borrow::Cow;

use super::compare::{equal, pair_up};
use super::node::Kind;
use super::number::compare_numbers;
use super::value::Value;
use super::write::{write_compact, write_string};

/// A value under change: copied on write, one level at a time. What isn't touched stays a piece of
/// the document that it came from, and is written out as the text that it was.
#[derive(Clone, Debug)]
pub enum Edit<'d> {
    /// A value of a document.
    Source {
        /// The value.
        value: Value<'d>,
        /// Whether its document has white space between tokens.
        spaced: bool,
    },
    /// A string that no document holds.
    Text(String),
    /// A boolean that no document holds.
    Boolean(bool),
    /// An object some member of which has changed.
    Object(Members<'d>),
    /// An array some element of which has changed.
    Array(Vec<Edit<'d>>),
}

/// The members of an object under change, in order.
#[derive(Clone, Debug, Default)]
pub struct Members<'d>(Vec<(Cow<'d, str>, Edit<'d>)>);

impl<'d> Edit<'d> {
    /// An empty object.
    pub fn empty_object() -> Self {
        Self::Object(Members::default())
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Source { value, .. } => value.kind(),
            Self::Text(_) => Kind::String,
            Self::Boolean(_) => Kind::Boolean,
            Self::Object(_) => Kind::Object,
            Self::Array(_) => Kind::Array,
        }
    }

    /// The string that it is.
    pub fn as_str(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Source { value, .. } => value.as_str(),
            Self::Text(text) => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }

    /// The boolean that it is.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Source { value, .. } => value.as_bool(),
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// Its members, ready to change; `None` where it is no object.
    pub fn members_mut(&mut self) -> Option<&mut Members<'d>> {
        if let Self::Source { value, spaced } = *self
            && value.kind() == Kind::Object
        {
            let member =
                |(key, value): (super::Key<'d>, _)| (key.name(), Self::Source { value, spaced });
            *self = Self::Object(Members(value.members().map(member).collect()));
        }
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Its elements, ready to change; `None` where it is no array.
    pub fn elements_mut(&mut self) -> Option<&mut Vec<Self>> {
        if let Self::Source { value, spaced } = *self
            && value.kind() == Kind::Array
        {
            let element = |value| Self::Source { value, spaced };
            *self = Self::Array(value.elements().map(element).collect());
        }
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The member of this name, in any case; a copy costs one level at most.
    pub fn get(&self, name: &str) -> Option<Cow<'_, Self>> {
        match self {
            Self::Source { value, spaced } => value.get(name).map(|value| {
                let spaced = *spaced;
                Cow::Owned(Self::Source { value, spaced })
            }),
            Self::Object(members) => members.get(name).map(Cow::Borrowed),
            _ => None,
        }
    }

    /// Its elements; of anything but an array, none.
    pub fn elements(&self) -> impl Iterator<Item = Cow<'_, Self>> {
        let (source, edited): (_, &[Self]) = match self {
            Self::Source { value, spaced } => (Some((*value, *spaced)), &[]),
            Self::Array(elements) => (None, elements),
            _ => (None, &[]),
        };
        let source = source.into_iter().flat_map(|(list, spaced)| {
            list.elements()
                .map(move |value| Cow::Owned(Self::Source { value, spaced }))
        });
        source.chain(edited.iter().map(Cow::Borrowed))
    }

    /// Its members; of anything but an object, none.
    pub fn members(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, Self>)> {
        let (source, edited): (_, &[(Cow<'d, str>, Self)]) = match self {
            Self::Source { value, spaced } => (Some((*value, *spaced)), &[]),
            Self::Object(members) => (None, &members.0),
            _ => (None, &[]),
        };
        let source = source.into_iter().flat_map(|(object, spaced)| {
            object
                .members()
                .map(move |(key, value)| (key.name(), Cow::Owned(Self::Source { value, spaced })))
        });
        let edited = edited
            .iter()
            .map(|(name, value)| (Cow::Borrowed(name.as_ref()), Cow::Borrowed(value)));
        source.chain(edited)
    }

    /// Its members that have a value.
    fn assigned(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, Self>)> {
        self.members().filter(|(_, value)| !value.is_unassigned())
    }

    /// Whether it has no value in the sense of RFC 7643 §2.5: null, or an empty array or object.
    pub fn is_unassigned(&self) -> bool {
        match self {
            Self::Source { value, .. } => {
                value.is_null() || (value.kind() != Kind::String && value.is_empty())
            }
            Self::Object(members) => members.0.is_empty(),
            Self::Array(elements) => elements.is_empty(),
            Self::Text(_) | Self::Boolean(_) => false,
        }
    }

    /// Whether two values stand for the same: numbers by value, objects whatever the order of their
    /// members, whose names are compared without case; a member without a value is as good as none
    /// (RFC 7643 §2.5).
    pub fn equals(&self, other: &Self) -> bool {
        if let (Self::Source { value: a, .. }, Self::Source { value: b, .. }) = (self, other)
            && equal(*a, *b)
        {
            return true;
        }
        match (self.kind(), other.kind()) {
            (Kind::String, Kind::String) => self.as_str() == other.as_str(),
            (Kind::Boolean, Kind::Boolean) => self.as_bool() == other.as_bool(),
            (Kind::Number, Kind::Number) => match (self, other) {
                (Self::Source { value: a, .. }, Self::Source { value: b, .. }) => {
                    compare_numbers(a.source(), b.source()).is_eq()
                }
                _ => false,
            },
            (Kind::Null, Kind::Null) => true,
            (Kind::Array, Kind::Array) => {
                let (mut a, mut b) = (self.elements(), other.elements());
                loop {
                    match (a.next(), b.next()) {
                        (None, None) => return true,
                        (Some(a), Some(b)) if a.equals(&b) => {}
                        _ => return false,
                    }
                }
            }
            (Kind::Object, Kind::Object) => {
                let (a, b): (Vec<_>, Vec<_>) =
                    (self.assigned().collect(), other.assigned().collect());
                a.len() == b.len() && pair_up(&a, &b, without_case, |a, b| a.equals(b))
            }
            _ => false,
        }
    }

    /// Writes it without white space between tokens.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Source { value, spaced } => write_compact(*value, *spaced, out),
            Self::Text(text) => write_string(text, out),
            Self::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Array(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    element.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.0.iter().enumerate() {
                    out.push_str(if index > 0 { "," } else { "" });
                    write_string(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// The order of two names, ASCII case aside.
fn without_case(a: &str, b: &str) -> Ordering {
    let folded = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(folded).cmp(b.bytes().map(folded))
}

impl<'d> Members<'d> {
    /// The value of the member of this name, in any case.
    pub fn get(&self, name: &str) -> Option<&Edit<'d>> {
        self.0
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The value of the member of this name, in any case, ready to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Edit<'d>> {
        let found = self
            .0
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }

    /// Sets a member; a new one comes last, under this name.
    pub fn set(&mut self, name: &str, value: Edit<'d>) {
        match self.get_mut(name) {
            Some(place) => *place = value,
            None => self.0.push((Cow::Owned(name.to_owned()), value)),
        }
    }

    /// The value of the member of this name, ready to change; put there by `make` where there is
    /// none.
    pub fn get_or_insert(
        &mut self,
        name: &str,
        make: impl FnOnce() -> Edit<'d>,
    ) -> Option<&mut Edit<'d>> {
        if self.get(name).is_none() {
            self.0.push((Cow::Owned(name.to_owned()), make()));
        }
        self.get_mut(name)
    }

    /// Removes every member of this name, in any case; says whether there was one.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.0.len() < before
    }
}
