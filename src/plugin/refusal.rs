use crate::diagnostic::{Error, ScimType, write_error_json};

/// Why a call has no result: the members of a `ScimError` of the JavaScript API, as JSON.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) String);

impl Refusal {
    /// An error whose place is in a text; without the text the place is left out.
    pub(super) fn of(error: &Error, text: Option<&str>) -> Self {
        let mut out = String::new();
        write_error_json(error, text, &mut out);
        Self(out)
    }

    /// A request or a member of it that can't be used.
    pub(super) fn unusable(detail: impl Into<String>) -> Self {
        Error::new(ScimType::InvalidValue, detail).into()
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::of(&error, None)
    }
}
