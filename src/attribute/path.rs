use nom::bytes::complete::take_while;
use nom::{IResult, Parser};

use super::name::{is_attribute_name, is_name_byte};
use super::uri::is_absolute_uri;
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

/// Length in bytes of the characters at the start of `input` that can belong to an attribute path, and
/// where the last colon among them is: up to white space, a bracket or a quote. Parentheses end it
/// unless a colon came before: URIs can hold them.
fn extent(input: &str) -> (usize, Option<usize>) {
    let (mut at, mut colon) = (0, None);
    let mut rest = input.as_bytes();
    while let Ok((behind, names)) = names(rest) {
        at += names.len();
        let Some((&byte, more)) = behind.split_first() else {
            break;
        };
        match byte {
            b':' => colon = Some(at),
            b'[' | b']' | b'"' => break,
            b'(' | b')' if colon.is_none() => break,
            _ if is_white_space(input, at, byte) => break,
            _ => {}
        }
        at += 1;
        rest = more;
    }
    (at, colon)
}

/// What names of attributes, and the dot between two, are made of.
fn names(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|byte| is_name_byte(byte) || byte == b'.').parse(input)
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
    let (length, colon) = extent(rest);
    let place = |offset: usize| u32::try_from(offset).map_or(u32::MAX, |offset| at + offset);
    if length == 0 {
        return Err(PathDefect::Empty);
    }
    let urn = colon.map(|colon| Span::new(at, place(colon)));
    if let Some(urn) = urn
        && !is_absolute_uri(urn.of(text))
    {
        return Err(PathDefect::Uri(urn));
    }
    let first = colon.map_or(0, |colon| colon + 1);
    let token = rest.as_bytes().get(first..length).unwrap_or_default();
    let dot = token.iter().position(|&byte| byte == b'.');
    let (start, end) = (place(first), place(length));
    let (name, sub) = match dot {
        None => (Span::new(start, end), None),
        Some(dot) => {
            let dot = place(first + dot);
            (Span::new(start, dot), Some(Span::new(dot + 1, end)))
        }
    };
    if !is_attribute_name(name.of(text)) {
        return Err(PathDefect::Name(name));
    }
    if let Some(sub) = sub
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
    Ok((AttributePath { urn, name, sub }, end - at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(Option<&str>, &str, Option<&str>), PathDefect> {
        let (path, length) = read_path(text, 0)?;
        assert_eq!(path.span(), Span::new(0, length));
        Ok((
            path.urn.map(|span| span.of(text)),
            path.name.of(text),
            path.sub.map(|span| span.of(text)),
        ))
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
