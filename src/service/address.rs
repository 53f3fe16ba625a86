//! Addresses: the base URL, and what a request's URL says beyond it (RFC 7644 §1.3, §3.13).

use crate::diagnostic::{Error, ScimType};

/// The base URL, without a slash at its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Base(pub(super) String);

impl Base {
    /// Takes a base URL as a client would write it.
    pub(super) fn new(url: &str) -> Result<Self, Error> {
        let url = url.trim_end_matches('/');
        let is_usable = url.contains("://") && !url.contains(['?', '#', ' ', '"', '\\']);
        if !is_usable || !crate::attribute::is_absolute_uri(url) {
            let detail = format!("`{url}` is no base URL: it reads https://example.com/scim/v2.");
            return Err(Error::new(ScimType::InvalidValue, detail));
        }
        Ok(Self(url.to_owned()))
    }

    /// What stands behind the base URL in a request's URL, and the query. The host doesn't matter,
    /// and a URL may begin anywhere: a server can be mounted under any prefix. One that begins without
    /// a slash is relative to the base URL.
    ///
    /// # Errors
    /// `invalidVers` where the URL names a version of the protocol that this isn't.
    pub(super) fn split<'u>(&self, url: &'u str) -> Result<(&'u str, &'u str), Error> {
        let url = url.split('#').next().unwrap_or_default();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let path = path_of(path).trim_end_matches('/');
        let own = path_of(&self.0);
        let rest = strip_prefix(path, own).or_else(|| {
            let (before, version) = own.rsplit_once('/')?;
            is_version(version).then(|| strip_prefix(path, before))?
        });
        let rest = rest.unwrap_or(path);
        let first = rest.strip_prefix('/').unwrap_or(rest);
        let (first, behind) = first.split_at(first.find('/').unwrap_or(first.len()));
        if !is_version(first) {
            return Ok((rest, query));
        }
        if first != "v2" {
            let detail = format!("Version {first} of SCIM is not supported: this is v2.");
            return Err(Error::new(ScimType::InvalidVers, detail));
        }
        Ok((behind, query))
    }

    /// The address of a resource.
    pub(super) fn location(&self, endpoint: &str, id: &str) -> String {
        let mut location = format!("{}{endpoint}/", self.0);
        encode_segment(id, &mut location);
        location
    }
}

/// The path of a URL, from its first slash on.
fn path_of(url: &str) -> &str {
    match url.split_once("://") {
        None => url,
        Some((_, rest)) => rest.split_at(rest.find('/').unwrap_or(rest.len())).1,
    }
}

/// What follows a prefix that ends where a segment does.
fn strip_prefix<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(prefix)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix('v').unwrap_or_default();
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    number.starts_with(|c: char| c.is_ascii_digit()) && number.chars().all(digits)
}

/// The text that percent-encoded text stands for (RFC 3986 §2.1). What needn't be encoded and is
/// not, counts as it is.
///
/// # Errors
/// `invalidSyntax` for what is no encoding, or none of UTF-8.
pub(super) fn decode(text: &str) -> Result<String, Error> {
    let refused = |what: &str| {
        let detail = format!("The URL has {what} in `{text}`; it is percent-encoded UTF-8.");
        Error::new(ScimType::InvalidSyntax, detail)
    };
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let pair = part.get(..2).filter(|pair| !pair.starts_with('+'));
        let byte = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.ok_or_else(|| refused("a % without two hexadecimal digits"))?);
        bytes.extend_from_slice(part.get(2..).unwrap_or_default().as_bytes());
    }
    String::from_utf8(bytes).map_err(|_| refused("bytes that are not UTF-8"))
}

/// Writes a segment of a path: what is not unreserved is percent-encoded.
pub(super) fn encode_segment(text: &str, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| char::from(DIGITS.get(usize::from(value)).copied().unwrap_or(b'0'));
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'@' | b'=' | b'+');
        if plain {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_stands_behind_the_base_url() {
        let base = Base::new("https://example.com/scim/v2/").unwrap();
        for (url, rest) in [
            ("https://example.com/scim/v2/Users?a=b#c", ("/Users", "a=b")),
            ("/scim/v2/Users/", ("/Users", "")),
            ("/scim/Users", ("/Users", "")),
            ("/Users/1", ("/Users/1", "")),
            ("/v2/Users", ("/Users", "")),
            ("https://other.example/scim/v2", ("", "")),
            ("https://example.com", ("", "")),
            ("/scim/v2x", ("/v2x", "")),
            ("Users/1?a", ("Users/1", "a")),
            ("v2/Users", ("/Users", "")),
            ("?a", ("", "a")),
        ] {
            assert_eq!(base.split(url).unwrap(), rest, "{url}");
        }
        for url in ["/scim/v1/Users", "/v3/Users", "/scim/v2/v1.1/Users"] {
            let error = base.split(url).unwrap_err();
            assert_eq!(error.scim_type(), Some(ScimType::InvalidVers), "{url}");
        }
        assert!(Base::new("/scim").is_err());
        assert!(Base::new("https://a.example/s?x").is_err());
    }

    #[test]
    fn segments_are_encoded_and_decoded() {
        let mut out = String::new();
        encode_segment("a b/é%", &mut out);
        assert_eq!(out, "a%20b%2F%C3%A9%25");
        assert_eq!(decode(&out).unwrap(), "a b/é%");
        for broken in ["%", "%4", "%zz", "%+1", "%ff", "a%é"] {
            assert!(decode(broken).is_err(), "{broken}");
        }
    }
}
