use nom::bytes::complete::take_while;
use nom::{IResult, Parser};

use super::name::{begins_name, is_attribute_name, is_name_byte};
use super::uri::{is_absolute_uri, scheme};
use crate::text::Span;

/// The name of an attribute as RFC 7644 §3.10 writes it: `[schema URI ":"] name ["." sub-attribute]`.
///
/// It holds spans of the text that it was read from, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AttributePath {
    /// The schema URI, without the colon behind it.
    pub urn: Option<Span>,
    /// The attribute.
    pub name: Span,
    /// The sub-attribute.
    pub sub: Option<Span>,
}

/// Why a text is no attribute path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PathDefect {
    /// There is nothing.
    Empty,
    /// What stands before the last colon is no absolute URI.
    Uri(Span),
    /// This is no name of an attribute.
    Name(Span),
    /// There is more than one level of sub-attributes; this is what is too much.
    Depth(Span),
}

impl AttributePath {
    /// From the first byte of the URI, or of the name, to the last of the name or sub-attribute.
    pub fn span(&self) -> Span {
        let start = self.urn.unwrap_or(self.name);
        start.to(self.sub.unwrap_or(self.name))
    }
}

/// The characters at the start of a text that can belong to an attribute path, in bytes.
#[derive(Default)]
struct Extent {
    length: usize,
    /// Where the last colon is.
    colon: Option<usize>,
    /// Where the first dot behind it is.
    dot: Option<usize>,
    /// Whether there is nothing but colons, dots and what names are made of.
    plain: bool,
}

/// Goes up to white space, a bracket or a quote. Parentheses end the path unless a colon came before:
/// URIs can hold them.
#[inline(always)]
fn extent(input: &str) -> Extent {
    let mut found = Extent {
        plain: true,
        ..Extent::default()
    };
    let mut rest = input.as_bytes();
    while let Ok((behind, names)) = names(rest) {
        found.length += names.len();
        let Some((&byte, more)) = behind.split_first() else {
            break;
        };
        match byte {
            b'.' => found.dot = found.dot.or(Some(found.length)),
            b':' => (found.colon, found.dot) = (Some(found.length), None),
            b' ' | b'[' | b']' | b'"' => break,
            b'(' | b')' if found.colon.is_none() => break,
            _ if is_white_space(input, found.length, byte) => break,
            _ => found.plain = false,
        }
        found.length += 1;
        rest = more;
    }
    found
}

/// What names of attributes are made of.
#[inline(always)]
fn names(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(is_name_byte).parse(input)
}

/// Whether the character at byte `at` is white space; no byte within a character is.
fn is_white_space(text: &str, at: usize, byte: u8) -> bool {
    if byte.is_ascii() {
        return char::from(byte).is_whitespace();
    }
    let behind = text.get(at..).and_then(|rest| rest.chars().next());
    behind.is_some_and(char::is_whitespace)
}

/// Reads the attribute path that `text` begins with at byte `at`, and says how many bytes it took.
/// The URI ends at the last colon: names of attributes have none.
///
/// # Errors
/// What is wrong with the characters that stand there.
pub fn read_path(text: &str, at: u32) -> Result<(AttributePath, u32), PathDefect> {
    let rest = text.get(at as usize..).unwrap_or_default();
    let found = extent(rest);
    let place = |offset: usize| u32::try_from(offset).map_or(u32::MAX, |offset| at + offset);
    let urn = found.colon.map(|colon| Span::new(at, place(colon)));
    let start = urn.map_or(at, |urn| urn.end + 1);
    let end = place(found.length);
    let (name, sub) = match found.dot.map(place) {
        None => (Span::new(start, end), None),
        Some(dot) => (Span::new(start, dot), Some(Span::new(dot + 1, end))),
    };
    let path = AttributePath { urn, name, sub };
    if !(found.plain && is_plain_path(&path, text)) {
        check(&path, text)?;
    }
    Ok((path, end - at))
}

/// Whether the parts of a path begin as they must and have no dots left, which is all that matters
/// where they are made of what names are made of.
#[inline(always)]
fn is_plain_path(path: &AttributePath, text: &str) -> bool {
    let named = path.sub.is_none_or(|sub| {
        let sub = sub.of(text);
        begins_name(sub) && !sub.as_bytes().contains(&b'.')
    });
    // All of these characters may stand in a URI.
    named
        && begins_name(path.name.of(text))
        && path.urn.is_none_or(|urn| scheme(urn.of(text)).is_some())
}

/// What is wrong with a path, if anything.
#[cold]
fn check(path: &AttributePath, text: &str) -> Result<(), PathDefect> {
    if path.span().is_empty() {
        return Err(PathDefect::Empty);
    }
    if let Some(urn) = path.urn
        && !is_absolute_uri(urn.of(text))
    {
        return Err(PathDefect::Uri(urn));
    }
    if !is_attribute_name(path.name.of(text)) {
        return Err(PathDefect::Name(path.name));
    }
    if let Some(sub) = path.sub
        && !is_attribute_name(sub.of(text))
    {
        return Err(match sub.of(text).find('.') {
            Some(dot) if dot > 0 => {
                let dot = u32::try_from(dot).unwrap_or_default();
                PathDefect::Depth(Span::new(sub.start + dot, sub.end))
            }
            _ => PathDefect::Name(sub),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> Result<(Option<&str>, &str, Option<&str>), PathDefect> {
        let (path, length) = read_path(text, 0)?;
        assert_eq!(path.span(), Span::new(0, length));
        Ok((
            path.urn.map(|span| span.of(text)),
            path.name.of(text),
            path.sub.map(|span| span.of(text)),
        ))
    }

    proptest! {
        #[test]
        fn plain_paths_are_sound(text in "([a-z$._:\\-1]{0,4}[:.]){0,3}[a-zA-Z$.1\\-]{0,4}|[a:.$( é\u{a0}]{0,8}") {
            let read = read_path(&text, 0);
            if let Ok((path, length)) = read {
                prop_assert_eq!(check(&path, &text), Ok(()));
                prop_assert_eq!(path.span(), Span::new(0, length));
            }
        }
    }

    #[test]
    fn splits_uri_name_and_sub_attribute() {
        assert_eq!(
            parts("name.givenName eq"),
            Ok((None, "name", Some("givenName")))
        );
        assert_eq!(parts("members[value"), Ok((None, "members", None)));
        assert_eq!(
            parts("urn:ietf:params:scim:schemas:core:2.0:User:emails.$ref"),
            Ok((
                Some("urn:ietf:params:scim:schemas:core:2.0:User"),
                "emails",
                Some("$ref")
            ))
        );
        assert_eq!(
            parts("http://a.example:80/(x)/s:y"),
            Ok((Some("http://a.example:80/(x)/s"), "y", None))
        );
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(parts(""), Err(PathDefect::Empty));
        assert_eq!(parts("foo:userName"), Err(PathDefect::Uri(Span::new(0, 3))));
        assert_eq!(parts("urn:a%2:b"), Err(PathDefect::Uri(Span::new(0, 7))));
        assert_eq!(parts("a.b.c"), Err(PathDefect::Depth(Span::new(3, 5))));
        assert_eq!(parts("a..b"), Err(PathDefect::Name(Span::new(2, 4))));
        assert_eq!(parts("a."), Err(PathDefect::Name(Span::new(2, 2))));
        assert_eq!(parts("/emails/0"), Err(PathDefect::Name(Span::new(0, 9))));
    }
}
