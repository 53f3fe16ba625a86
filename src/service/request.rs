use std::borrow::Cow;

/// An HTTP request, as far as SCIM looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// The method, in capitals.
    pub method: &'r str,
    /// The address: whole, from the root of the server on, or from the base URL on.
    pub url: &'r str,
    /// The headers; names in any case.
    pub headers: &'r [(Cow<'r, str>, Cow<'r, str>)],
    /// The body; empty where there is none.
    pub body: &'r [u8],
}

impl<'r> Request<'r> {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&'r str> {
        let mut found = self.headers.iter();
        let found = found.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim())
    }
}
