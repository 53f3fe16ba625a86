use std::borrow::Cow;

use crate::filter::View;
use crate::json::{Edit, Kind, NameHash, Value};

/// A value under change, as filters see it.
pub(super) struct EditView<'e, 'd>(pub(super) Cow<'e, Edit<'d>>);

impl View for EditView<'_, '_> {
    fn kind(&self) -> Kind {
        self.0.kind()
    }

    fn as_bool(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn as_text(&self) -> Option<Cow<'_, str>> {
        self.0.as_str()
    }

    fn as_number(&self) -> Option<Cow<'_, str>> {
        match self.0.as_ref() {
            Edit::Source { value, .. } => Value::as_number(*value).map(Cow::Borrowed),
            _ => None,
        }
    }

    fn member(&self, name: &str, _: NameHash) -> Option<Self> {
        self.0
            .get(name)
            .map(|value| Self(Cow::Owned(value.into_owned())))
    }

    fn any_element(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        self.0
            .elements()
            .any(|element| test(&Self(Cow::Owned(element.into_owned()))))
    }

    fn any_member(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        self.0
            .members()
            .any(|(_, value)| test(&Self(Cow::Owned(value.into_owned()))))
    }
}
