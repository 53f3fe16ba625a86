use std::borrow::Cow;

use super::altered::Altered;
use super::compare::{equal, pair_up};
use super::list::List;
use super::members::{Members, without_case};
use super::node::Kind;
use super::number::compare_numbers;
use super::value::Value;
use super::write::write_compact;

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
    Object(Box<Members<'d>>),
    /// An array some element of which has changed.
    Array(Box<List<'d>>),
}

impl<'d> Edit<'d> {
    /// An empty object.
    pub fn empty_object() -> Self {
        Self::Object(Box::default())
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
            *self = Self::Object(Box::new(Members::of_source(value, spaced)));
        }
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }

    /// Its elements, ready to change; `None` where it is no array.
    pub fn elements_mut(&mut self) -> Option<&mut List<'d>> {
        if let Self::Source { value, spaced } = *self
            && value.kind() == Kind::Array
        {
            *self = Self::Array(Box::new(List::of_source(value, spaced)));
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
        let (source, edited) = match self {
            Self::Source { value, spaced } => (Some((*value, *spaced)), None),
            Self::Array(elements) => (None, Some(elements)),
            _ => (None, None),
        };
        let source = source.into_iter().flat_map(|(list, spaced)| {
            list.elements()
                .map(move |value| Cow::Owned(Self::Source { value, spaced }))
        });
        source.chain(
            edited
                .into_iter()
                .flat_map(|list| list.iter())
                .map(Cow::Borrowed),
        )
    }

    /// Its members; of anything but an object, none.
    pub fn members(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, Self>)> {
        let (source, edited) = match self {
            Self::Source { value, spaced } => (Some((*value, *spaced)), None),
            Self::Object(members) => (None, Some(members)),
            _ => (None, None),
        };
        let source = source.into_iter().flat_map(|(object, spaced)| {
            object
                .members()
                .map(move |(key, value)| (key.name(), Cow::Owned(Self::Source { value, spaced })))
        });
        let edited = edited.into_iter().flat_map(|members| members.iter());
        source.chain(edited.map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(value))))
    }

    /// Whether it has no value in the sense of RFC 7643 §2.5: null, or an empty array or object.
    pub fn is_unassigned(&self) -> bool {
        match self {
            Self::Source { value, .. } => {
                value.is_null() || (value.kind() != Kind::String && value.is_empty())
            }
            Self::Object(members) => members.is_empty(),
            Self::Array(elements) => elements.is_empty(),
            Self::Text(_) | Self::Boolean(_) => false,
        }
    }

    /// Whether two values stand for the same: numbers by value, objects whatever the order of their
    /// members, whose names are compared without case; a member without a value is as good as none
    /// (RFC 7643 §2.5).
    pub fn equals(&self, other: &Self) -> bool {
        if let (Self::Source { value: a, .. }, Self::Source { value: b, .. }) = (self, other)
            && (a.is_at(*b) || equal(*a, *b))
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
                if self.differs_in_length(other) || other.differs_in_length(self) {
                    return false;
                }
                let (mut a, mut b) = (self.elements(), other.elements());
                loop {
                    match (a.next(), b.next()) {
                        (None, None) => return true,
                        (Some(a), Some(b)) if a.equals(&b) => {}
                        _ => return false,
                    }
                }
            }
            (Kind::Object, Kind::Object) => self.equals_object(other),
            _ => false,
        }
    }

    /// The value of a document that it is, if its text is its compact form.
    #[inline(always)]
    pub(super) fn untouched(&self) -> Option<Value<'d>> {
        match self {
            Self::Source {
                value,
                spaced: false,
            } => Some(*value),
            _ => None,
        }
    }

    /// Whether it is known to have come from the other one, and to have more elements now, or fewer.
    fn differs_in_length(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Array(list), Self::Source { value, .. }) => list.has_outgrown(*value),
            _ => false,
        }
    }

    /// Whether it is the value at this very place of its document.
    pub(super) fn is_place(&self, place: Value<'_>) -> bool {
        matches!(self, Self::Source { value, .. } if value.is_at(place))
    }

    fn equals_object(&self, other: &Self) -> bool {
        if let (Self::Object(members), Self::Source { value, spaced }) = (self, other)
            && let Some(same) = members.equals_source(*value, *spaced)
        {
            return same;
        }
        let (mut a, mut b) = (self.members(), other.members());
        // Mostly the members are in the same order.
        let (first, second) = loop {
            match (a.next(), b.next()) {
                (None, None) => return true,
                (Some((name, value)), Some((known, other))) if name == known => {
                    let neither = value.is_unassigned() && other.is_unassigned();
                    if !neither && !value.equals(&other) {
                        return false;
                    }
                }
                apart => break apart,
            }
        };
        let assigned = |(_, value): &(_, Cow<'_, Self>)| !value.is_unassigned();
        let a: Vec<_> = first.into_iter().chain(a).filter(assigned).collect();
        let b: Vec<_> = second.into_iter().chain(b).filter(assigned).collect();
        a.len() == b.len() && pair_up(&a, &b, without_case, |a, b| a.equals(b))
    }

    /// What was done to look up values in it.
    #[cfg(test)]
    pub(crate) fn steps(&self) -> usize {
        match self {
            Self::Object(members) => members.steps(),
            Self::Array(list) => list.steps(),
            _ => 0,
        }
    }

    /// Writes it without white space between tokens.
    pub fn write(&self, out: &mut String) {
        let mut written = Altered::new("", core::mem::take(out));
        self.put(&mut written);
        *out = written.into_text();
    }

    /// Writes it without white space between tokens, beside the text of the document that most of
    /// it is of.
    pub fn alter<'t>(&self, source: &'t str) -> Altered<'t> {
        let mut altered = Altered::new(source, String::new());
        self.put(&mut altered);
        altered.end()
    }

    fn put(&self, out: &mut Altered<'_>) {
        match self {
            Self::Source {
                value,
                spaced: false,
            } => out.push(value.source()),
            Self::Source { value, .. } => write_compact(*value, true, out.settle()),
            Self::Text(text) => out.push_quoted(text),
            Self::Boolean(value) => out.push(if *value { "true" } else { "false" }),
            Self::Array(elements) => {
                out.push("[");
                let mut run = Run::default();
                for element in elements.iter() {
                    if let Some(value) = element.untouched() {
                        run.go_on((value, value), out);
                    } else {
                        run.comma(out);
                        element.put(out);
                    }
                }
                run.end(out);
                out.push("]");
            }
            Self::Object(members) => {
                out.push("{");
                let mut run = Run::default();
                for (name, value) in members.iter() {
                    let key = value.untouched().and_then(|value| value.named(name));
                    if let Some((value, key)) = value.untouched().zip(key) {
                        run.go_on((key, value), out);
                    } else {
                        run.comma(out);
                        out.push_quoted(name);
                        out.push(":");
                        value.put(out);
                    }
                }
                run.end(out);
                out.push("}");
            }
        }
    }
}

/// Members or elements that follow one another in their document, to be written as one piece.
#[derive(Default)]
struct Run<'d> {
    /// What comes first, which may be a name, and the last value.
    ends: Option<(Value<'d>, Value<'d>)>,
    /// Whether something was written before.
    behind: bool,
}

impl<'d> Run<'d> {
    /// Takes the next one in, or writes what there was and begins anew.
    #[inline(always)]
    fn go_on(&mut self, (start, end): (Value<'d>, Value<'d>), out: &mut Altered<'_>) {
        match &mut self.ends {
            Some((_, last)) if start.follows(*last) => *last = end,
            _ => {
                self.end(out);
                self.ends = Some((start, end));
            }
        }
    }

    /// Writes what there is.
    fn end(&mut self, out: &mut Altered<'_>) {
        if let Some((start, end)) = self.ends.take() {
            self.comma(out);
            out.push(Value::between(start, end).0);
        }
    }

    /// Writes what there is, and the comma before something else.
    fn comma(&mut self, out: &mut Altered<'_>) {
        self.end(out);
        if core::mem::replace(&mut self.behind, true) {
            out.push(",");
        }
    }
}
