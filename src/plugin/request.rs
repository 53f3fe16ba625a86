use std::borrow::Cow;

use super::refusal::Refusal;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Defect, DefectKind, Document, Kind, Value, write_compact};
use crate::schema::nearest;

/// A document of a request: its text, or a JSON value in place of it.
pub(super) struct Input<'r> {
    pub(super) text: Cow<'r, str>,
    /// Whether the host has the text, so that places in it mean something.
    is_text: bool,
}

impl Input<'_> {
    /// The text that places are told in.
    pub(super) fn positions(&self) -> Option<&str> {
        self.is_text.then_some(&*self.text)
    }
}

/// An object of a request, read member by member: what is missing or null isn't given.
#[derive(Clone, Copy)]
pub(super) struct Members<'r> {
    request: &'r Document<'r>,
    object: Option<Value<'r>>,
}

impl<'r> Members<'r> {
    /// The members of a request, which is an object.
    pub(super) fn of(request: &'r Document<'r>) -> Result<Self, Refusal> {
        if let Some(defect) = request
            .defects()
            .iter()
            .find(|defect| defect.kind.is_syntax())
        {
            let found = defect.diagnose(request.text()).message;
            let detail = format!("The request is not JSON: {found}");
            let error = Error::new(ScimType::InvalidSyntax, detail).at(defect.span);
            return Err(Refusal::of(&error, Some(request.text())));
        }
        let object = request.root().filter(|root| root.kind() == Kind::Object);
        if object.is_none() {
            let detail = "A request is an object with a member `call`.";
            return Err(Error::new(ScimType::InvalidSyntax, detail).into());
        }
        Ok(Self { request, object })
    }

    /// Refuses members that are not known: a host would take what it asked for as done.
    pub(super) fn know(self, what: &str, known: &[&str]) -> Result<(), Refusal> {
        let mut members = self.object.into_iter().flat_map(Value::members);
        let Some(name) = members.find_map(|(key, _)| {
            let name = key.name();
            (!known.contains(&&*name)).then_some(name)
        }) else {
            return Ok(());
        };
        let near = match nearest(known.iter().copied(), &name) {
            Some(near) => format!(" Did you mean `{near}`?"),
            None => String::new(),
        };
        let list = known.join(", ");
        let detail = format!("{what} has no member `{name}`.{near} There are {list}.");
        Err(Refusal::unusable(detail))
    }

    /// The names of all members.
    pub(super) fn names(self) -> impl Iterator<Item = Cow<'r, str>> {
        let members = self.object.into_iter().flat_map(Value::members);
        members.map(|(key, _)| key.name())
    }

    fn get(self, name: &str) -> Option<Value<'r>> {
        // As `JSON.parse` reads it: the last of two members of one name.
        let members = self.object.into_iter().flat_map(Value::members);
        let found = members.filter(|(key, _)| key.name() == name).last();
        found
            .map(|(_, value)| value)
            .filter(|value| !value.is_null())
    }

    pub(super) fn text(self, name: &str) -> Result<Option<Cow<'r, str>>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let text = value
            .as_str()
            .ok_or_else(|| Refusal::unusable(format!("The member `{name}` is a string.")))?;
        self.require_whole(name, value)?;
        Ok(Some(text))
    }

    pub(super) fn flag(self, name: &str) -> Result<Option<bool>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let flag = value
            .as_bool()
            .ok_or_else(|| Refusal::unusable(format!("The member `{name}` is true or false.")))?;
        Ok(Some(flag))
    }

    /// A whole number from 1 to the largest that a u32 holds.
    pub(super) fn number(self, name: &str) -> Result<Option<u32>, Refusal> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value.as_number().and_then(|digits| digits.parse().ok());
        let number = number.filter(|number| *number > 0).ok_or_else(|| {
            Refusal::unusable(format!(
                "The member `{name}` is a whole number from 1 to 4294967295."
            ))
        })?;
        Ok(Some(number))
    }

    /// The value of the table that a member names; the first, where none is named.
    pub(super) fn one_of<T: Copy>(
        self,
        name: &str,
        table: &[(&str, T)],
    ) -> Result<Option<T>, Refusal> {
        let Some(word) = self.text(name)? else {
            return Ok(None);
        };
        if let Some((_, value)) = table.iter().find(|(known, _)| *known == word) {
            return Ok(Some(*value));
        }
        let words: Vec<_> = table.iter().map(|(word, _)| *word).collect();
        Err(none_of(name, &word, &words))
    }

    /// An object; without members where none is given.
    pub(super) fn object(self, name: &str) -> Result<Self, Refusal> {
        let object = self.get(name);
        if object.is_some_and(|value| value.kind() != Kind::Object) {
            return Err(Refusal::unusable(format!(
                "The member `{name}` is an object."
            )));
        }
        let request = self.request;
        Ok(Self { request, object })
    }

    /// Whether a member is given.
    pub(super) fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Whether a member is an object.
    pub(super) fn is_object(self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.kind() == Kind::Object)
    }

    /// A document.
    pub(super) fn document(self, name: &str) -> Result<Option<Input<'r>>, Refusal> {
        let given = self.get(name);
        given.map(|value| self.input(name, value)).transpose()
    }

    /// A document that has to be there.
    pub(super) fn needed_document(self, name: &str) -> Result<Input<'r>, Refusal> {
        self.document(name)?.ok_or_else(|| lacks(name))
    }

    /// A text that has to be there.
    pub(super) fn needed_text(self, name: &str) -> Result<Cow<'r, str>, Refusal> {
        self.text(name)?.ok_or_else(|| lacks(name))
    }

    /// Documents in an array; a lone one counts as an array of one.
    pub(super) fn documents(self, name: &str) -> Result<Vec<Input<'r>>, Refusal> {
        match self.get(name) {
            None => Ok(Vec::new()),
            Some(list) if list.kind() == Kind::Array => list
                .elements()
                .map(|value| self.input(name, value))
                .collect(),
            Some(value) => Ok(vec![self.input(name, value)?]),
        }
    }

    fn input(self, name: &str, value: Value<'r>) -> Result<Input<'r>, Refusal> {
        match value.kind() {
            Kind::String => {
                self.require_whole(name, value)?;
                let text = value.as_str().unwrap_or_default();
                Ok(Input {
                    text,
                    is_text: true,
                })
            }
            Kind::Object | Kind::Array => {
                let text = if self.request.is_spaced() {
                    let mut compact = String::new();
                    write_compact(value, true, &mut compact);
                    Cow::Owned(compact)
                } else {
                    Cow::Borrowed(value.source())
                };
                Ok(Input {
                    text,
                    is_text: false,
                })
            }
            _ => Err(Refusal::unusable(format!(
                "`{name}` is a document: JSON text in a string, or an object."
            ))),
        }
    }

    /// Refuses a string with half of a surrogate pair: it would become another text.
    fn require_whole(self, name: &str, value: Value<'r>) -> Result<(), Refusal> {
        let span = value.span();
        let inside = |defect: &&Defect| {
            defect.kind == DefectKind::LoneSurrogate
                && span.start <= defect.span.start
                && defect.span.end <= span.end
        };
        let Some(defect) = self.request.defects().iter().find(inside) else {
            return Ok(());
        };
        let found = defect.diagnose(self.request.text()).message;
        let detail = format!("`{name}` is no Unicode text: {found}");
        let error = Error::new(ScimType::InvalidSyntax, detail).at(defect.span);
        Err(Refusal::of(&error, Some(self.request.text())))
    }
}

fn lacks(name: &str) -> Refusal {
    Refusal::unusable(format!(
        "The request has no member `{name}`, which this call needs."
    ))
}

pub(super) fn none_of(name: &str, value: &str, known: &[&str]) -> Refusal {
    let list = known.join(", ");
    Refusal::unusable(format!(
        "The member `{name}` is \"{value}\", which is none of {list}."
    ))
}
