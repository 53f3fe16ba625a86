use super::operation::Place;
use super::quirks::Options;
use crate::attribute::{AttributePath, is_attribute_name, read_path};
use crate::diagnostic::{Diagnostic, Error, ScimType};
use crate::filter::{
    Expression, Limits, Quirks, attribute_path_error, bracketed, write_attribute_path,
    write_expression, write_expression_tree,
};
use crate::schema::ResourceTypeView;
use crate::text::{Span, elided, write_quoted};

/// The path of an operation (RFC 7644 §3.5.2 Figure 7):
/// `attrPath / attrPath "[" valFilter "]" ["." sub-attribute]`. Spans are bytes of its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    /// The attribute, and its sub-attribute where there are no brackets.
    pub attribute: AttributePath,
    /// The filter in brackets.
    pub filter: Option<Expression>,
    /// The sub-attribute behind the brackets.
    pub sub: Option<Span>,
    /// The quirks that were needed to read the filter.
    pub notes: Vec<Diagnostic>,
    /// White space of the filter that the grammar doesn't have, which is read over.
    pub loose_space: Vec<Span>,
}

impl Path {
    /// Parses a path.
    ///
    /// # Errors
    /// `invalidPath`, or `invalidFilter` for what is wrong inside the brackets, with the place.
    pub fn parse(text: &str, limits: Limits) -> Result<Self, Error> {
        Self::parse_with(text, limits, Quirks::default())
    }

    /// Parses a path, and tolerates in the brackets what the quirks allow. [`Path::notes`] tells what
    /// that was.
    ///
    /// # Errors
    /// As [`Path::parse`].
    pub fn parse_with(text: &str, limits: Limits, quirks: Quirks) -> Result<Self, Error> {
        if text.len() > limits.length as usize {
            return Err(Self::too_long(text.len(), limits));
        }
        let (attribute, length) = match read_path(text, 0) {
            Ok(found) => found,
            Err(defect) => {
                let error = attribute_path_error(text, defect, ScimType::InvalidPath);
                return Err(error.expecting(["attribute"]));
            }
        };
        let rest = text.get(length as usize..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(Self {
                attribute,
                filter: None,
                sub: None,
                notes: Vec::new(),
                loose_space: Vec::new(),
            });
        }
        if !rest.starts_with('[') {
            return Err(behind(text, length, &["[", ".", "end of path"]));
        }
        if let Some(sub) = attribute.sub {
            let detail = "Brackets filter the values of an attribute, not of a sub-attribute.";
            let span = Span::new(sub.start - 1, sub.end);
            return Err(Error::new(ScimType::InvalidPath, detail).at(span));
        }
        Self::parse_brackets(text, length, attribute, limits, quirks)
    }

    /// The refusal of a path of more bytes than are allowed.
    pub(crate) fn too_long(length: usize, limits: Limits) -> Error {
        let limit = limits.length;
        let detail = format!("The path has {length} bytes; the limit is {limit}.");
        Error::new(ScimType::InvalidPath, detail)
    }

    /// Parses a path and finds what it names in a resource type.
    ///
    /// # Errors
    /// As [`Path::parse`]; `invalidPath` for an attribute that the type doesn't have.
    pub fn parse_for(
        text: &str,
        view: ResourceTypeView<'_>,
        limits: Limits,
        quirks: Quirks,
    ) -> Result<Self, Error> {
        let path = Self::parse_with(text, limits, quirks)?;
        let options = Options {
            limits: super::Limits {
                path: limits,
                ..Default::default()
            },
            filter: quirks,
            ..Default::default()
        };
        Place::find(text, view, options)?;
        Ok(path)
    }

    /// Writes it as the `PatchPath` of the JavaScript API, with its canonical text; ranges in UTF-16
    /// code units of `text`.
    pub fn write(&self, text: &str, out: &mut String) {
        let mut canonical = self.attribute.span().of(text).to_owned();
        out.push_str(r#"{"attribute":"#);
        write_attribute_path(&self.attribute, text, out);
        if let Some(filter) = &self.filter {
            canonical.push('[');
            write_expression(filter, text, &mut canonical);
            canonical.push(']');
            out.push_str(r#","filter":"#);
            write_expression_tree(filter, text, out);
        }
        if let Some(sub) = self.sub {
            canonical.push('.');
            canonical.push_str(sub.of(text));
            out.push_str(r#","sub":"#);
            write_quoted(sub.of(text), out);
        }
        out.push_str(r#","text":"#);
        write_quoted(&canonical, out);
        out.push('}');
    }

    fn parse_brackets(
        text: &str,
        open: u32,
        attribute: AttributePath,
        limits: Limits,
        quirks: Quirks,
    ) -> Result<Self, Error> {
        let inner = text.get(open as usize + 1..).unwrap_or_default();
        if let Some(close) = inner.find(']')
            && let Some(index) = inner.get(..close)
            && !index.is_empty()
            && index.bytes().all(|byte| byte.is_ascii_digit())
        {
            let detail = "SCIM has no array indices: name the value by a filter, as in emails[type eq \"work\"].";
            let end = open + 2 + u32::try_from(close).unwrap_or_default();
            return Err(Error::new(ScimType::InvalidPath, detail).at(Span::new(open, end)));
        }
        let brackets = bracketed(text, open + 1, limits, quirks)?;
        let behind_brackets = brackets.close + 1;
        let rest = text.get(behind_brackets as usize..).unwrap_or_default();
        let sub = match rest.strip_prefix('.') {
            None if rest.is_empty() => None,
            None => return Err(behind(text, behind_brackets, &[".", "end of path"])),
            Some(name) => {
                let start = behind_brackets + 1;
                let end = start + u32::try_from(name.len()).unwrap_or_default();
                if !is_attribute_name(name) {
                    let detail = format!("`{name}` is no name of a sub-attribute.");
                    let error = Error::new(ScimType::InvalidPath, detail).at(Span::new(start, end));
                    return Err(error.expecting(["sub-attribute"]));
                }
                Some(Span::new(start, end))
            }
        };
        Ok(Self {
            attribute,
            filter: Some(brackets.filter),
            sub,
            notes: brackets.notes,
            loose_space: brackets.loose,
        })
    }
}

fn behind(text: &str, at: u32, expected: &[&str]) -> Error {
    let rest = text.get(at as usize..).unwrap_or_default();
    let end = at + u32::try_from(rest.len()).unwrap_or_default();
    let rest = elided(rest, 80);
    let detail = format!("The path goes on with `{rest}`, which the grammar does not have.");
    let error = Error::new(ScimType::InvalidPath, detail).at(Span::new(at, end));
    error.expecting(expected.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Path, Error> {
        Path::parse(text, Limits::default())
    }

    #[test]
    fn reads_every_form() {
        for text in [
            "members",
            "name.familyName",
            "addresses[type eq \"work\"]",
            "emails[type eq \"work\" and value ew \"example.com\"].value",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
            "members[ value eq \"a\" ]",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
        let text = "emails[not (type eq \"a]b\")].$ref";
        assert_eq!(parse(text).unwrap().sub.unwrap().of(text), "$ref");
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (text, scim_type, place) in [
            ("", ScimType::InvalidPath, ""),
            ("/emails/0", ScimType::InvalidPath, "/emails/0"),
            ("emails[0]", ScimType::InvalidPath, "[0]"),
            (
                "emails[type eq \"work\"].value.x",
                ScimType::InvalidPath,
                "value.x",
            ),
            (
                "emails[type eq \"work\"]value",
                ScimType::InvalidPath,
                "value",
            ),
            ("emails.type[value pr]", ScimType::InvalidPath, ".type"),
            ("schemas eq \"x\"", ScimType::InvalidPath, " eq \"x\""),
            ("members[value eq\"x\"]", ScimType::InvalidFilter, ""),
            ("members[value foo \"x\"]", ScimType::InvalidFilter, "foo"),
            ("members[value eq \"x\"", ScimType::InvalidFilter, "["),
            ("members[", ScimType::InvalidFilter, ""),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.scim_type(), Some(scim_type), "{text}");
            assert_eq!(error.span().unwrap().of(text), place, "{text}");
        }
    }
}
