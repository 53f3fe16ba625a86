use core::cell::Cell;

use nom::IResult;
use nom::Parser;
use nom::bytes::complete::take_while1;

use super::name::is_attribute_name;
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

/// Takes the characters that can belong to an attribute path at the start of `input`: up to white
/// space, a bracket or a quote. Parentheses end it unless a colon came before: URIs can hold them.
fn path_characters(input: &str) -> IResult<&str, &str> {
    let colon = Cell::new(false);
    take_while1(|c: char| {
        colon.set(colon.get() || c == ':');
        match c {
            '[' | ']' | '"' => false,
            '(' | ')' => colon.get(),
            c => !c.is_whitespace(),
        }
    })
    .parse(input)
}

/// Reads the attribute path that `text` begins with at byte `at`, and says how many bytes it took.
/// The URI ends at the last colon: names of attributes have none.
///
/// # Errors
/// What is wrong with the characters that stand there.
pub fn read_path(text: &str, at: u32) -> Result<(AttributePath, u32), PathDefect> {
    let rest = text.get(at as usize..).unwrap_or_default();
    let (_, token) = path_characters(rest).map_err(|_| PathDefect::Empty)?;
    let length = u32::try_from(token.len()).map_err(|_| PathDefect::Empty)?;
    let (urn, name) = match token.rsplit_once(':') {
        Some((urn, name)) => (Some(urn), name),
        None => (None, token),
    };
    let end = at + length;
    let start_of_name = end - u32::try_from(name.len()).unwrap_or(length);
    let uri = urn.map(|_| Span::new(at, start_of_name - 1));
    if let Some((uri, span)) = urn.zip(uri)
        && !is_absolute_uri(uri)
    {
        return Err(PathDefect::Uri(span));
    }
    let (name, sub) = match name.find('.') {
        None => (Span::new(start_of_name, end), None),
        Some(dot) => {
            let dot = start_of_name + u32::try_from(dot).unwrap_or_default();
            (Span::new(start_of_name, dot), Some(Span::new(dot + 1, end)))
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
    Ok((
        AttributePath {
            urn: uri,
            name,
            sub,
        },
        length,
    ))
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
