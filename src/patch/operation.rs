//! From the text of a path to the place in the resource that it names.

use super::apply::refuse;
use super::path::Path;
use super::quirks::Options;
use crate::attribute::{AttributePath, read_path};
use crate::diagnostic::{Code, Diagnostic, Error, ScimType};
use crate::filter::{Predicate, check_brackets};
use crate::schema::{AttributeId, Definition, ResourceTypeView, Role, Unresolved};
use crate::text::Span;

/// An attribute with its id.
#[derive(Clone, Copy)]
pub(super) struct Known<'r> {
    pub(super) id: AttributeId,
    pub(super) definition: &'r Definition,
}

impl<'r> Known<'r> {
    pub(super) fn of(id: AttributeId, view: ResourceTypeView<'r>) -> Option<Self> {
        let definition = view.registry().definition(id)?;
        Some(Self { id, definition })
    }

    pub(super) fn name(&self) -> &'r str {
        &self.definition.attribute.name
    }

    pub(super) fn path(&self) -> &'r str {
        &self.definition.path
    }

    pub(super) fn is_multi_valued(&self) -> bool {
        self.definition.attribute.multi_valued
    }

    pub(super) fn is_complex(&self) -> bool {
        self.definition.is_complex()
    }
}

/// What an operation works on.
pub(super) struct Place<'r> {
    /// The extension whose object holds the attribute.
    pub(super) extension: Option<Known<'r>>,
    /// The attribute; a whole extension is one too.
    pub(super) attribute: Known<'r>,
    /// Which of its values.
    pub(super) filter: Option<Predicate>,
    /// Which sub-attribute of them.
    pub(super) sub: Option<Known<'r>>,
    /// The quirks that were needed to read it; spans are in the text of the path.
    pub(super) notes: Vec<Diagnostic>,
}

impl<'r> Place<'r> {
    /// Finds the place that the text of a path names. The span of an error is in that text.
    pub(super) fn find(
        text: &str,
        view: ResourceTypeView<'r>,
        options: Options,
    ) -> Result<Self, Error> {
        let quirks = options.filter;
        let whole = view
            .extension(text)
            .and_then(|extension| Known::of(extension.object, view));
        if let Some(attribute) = whole {
            return Ok(Self::attribute(attribute, view));
        }
        let path = Path::parse_with(text, options.limits.path, quirks)?;
        let unresolved = |unresolved: Unresolved| unknown(&unresolved);
        let attribute = AttributePath {
            sub: None,
            ..path.attribute
        };
        let whole = |error| view.resolve(&path.attribute, text).err().unwrap_or(error);
        let id = view
            .resolve(&attribute, text)
            .map_err(|error| unresolved(whole(error)))?
            .attribute;
        let attribute = Known::of(id, view).ok_or_else(|| vanished(text))?;
        if path.filter.is_some() && !attribute.is_complex() && !attribute.is_multi_valued() {
            let path = attribute.path();
            let detail = format!(
                "`{path}` has a single value and no sub-attributes: no value filter can stand behind it."
            );
            return refuse(ScimType::InvalidPath, detail);
        }
        let sub = path.sub.or(path.attribute.sub);
        let sub = sub
            .map(|sub| view.resolve_sub(id, sub, text))
            .transpose()
            .map_err(unresolved)?;
        if path.filter.is_some() && !attribute.is_multi_valued() && !attribute.is_complex() {
            return Err(plain_brackets(attribute, path.attribute.span().end, text));
        }
        let mut notes = path.notes;
        let filter = path.filter.as_ref();
        if let Some(filter) = filter.filter(|_| quirks.boolean_strings) {
            let mut found = Vec::new();
            check_brackets(filter, text, id, view, quirks, &mut found);
            notes.extend(
                found
                    .into_iter()
                    .filter(|note| note.code == Code::FilterQuirk),
            );
        }
        let filter = filter
            .map(|filter| Predicate::of_brackets(filter, text, id, view, quirks))
            .transpose()?;
        Ok(Self {
            filter,
            notes,
            sub: sub.and_then(|sub| Known::of(sub, view)),
            ..Self::attribute(attribute, view)
        })
    }

    /// The place of a whole attribute.
    pub(super) fn attribute(attribute: Known<'r>, view: ResourceTypeView<'r>) -> Self {
        let extension = attribute
            .definition
            .parent
            .filter(|_| attribute.definition.role == Role::Extension);
        Self {
            extension: extension.and_then(|id| Known::of(id, view)),
            attribute,
            filter: None,
            sub: None,
            notes: Vec::new(),
        }
    }

    /// The place that a key of a value without a path names: an extension, an attribute, or a
    /// sub-attribute in dotted notation.
    pub(super) fn of_key(name: &str, view: ResourceTypeView<'r>) -> Option<Self> {
        if let Some(extension) = view.extension(name) {
            return Known::of(extension.object, view).map(|known| Self::attribute(known, view));
        }
        let (path, length) = read_path(name, 0).ok()?;
        if length as usize != name.len() {
            return None;
        }
        let resolved = view.resolve(&path, name).ok()?;
        let attribute = Known::of(resolved.attribute, view)?;
        Some(Self {
            sub: resolved.sub.and_then(|sub| Known::of(sub, view)),
            ..Self::attribute(attribute, view)
        })
    }

    /// Why a key of a value without a path is refused although it names no attribute: it is a path,
    /// and to ignore it would lose what it was sent for.
    pub(super) fn refused_key(
        name: &str,
        view: ResourceTypeView<'r>,
        options: Options,
    ) -> Option<Error> {
        if is_filtered(name) && Self::find(name, view, options).is_ok() {
            let detail = format!(
                "`{name}` has a value filter, which a key of a value without a `path` can't have: send an operation with it as the `path`."
            );
            return Some(Error::new(ScimType::InvalidPath, detail));
        }
        let (path, length) = read_path(name, 0).ok()?;
        let whole = length as usize == name.len() && path.urn.is_some();
        let unresolved = view.resolve(&path, name).err().filter(|_| whole)?;
        // A URI of this resource type, and a dot behind it.
        let dotted = unresolved.span == path.span() && unresolved.suggestion.is_some();
        dotted.then(|| unknown(&unresolved))
    }

    /// The attribute, or the sub-attribute where there is one.
    pub(super) fn leaf(&self) -> Known<'r> {
        self.sub.unwrap_or(self.attribute)
    }
}

/// Why a key of a value without a path is refused although it names no attribute, in a sentence.
pub(crate) fn refused_key(name: &str, view: ResourceTypeView<'_>) -> Option<String> {
    let error = Place::refused_key(name, view, Options::default())?;
    Some(error.detail().to_owned())
}

/// Whether a key has brackets, as no name of an attribute has.
pub(super) fn is_filtered(key: &str) -> bool {
    key.contains('[')
}

fn plain_brackets(attribute: Known<'_>, open: u32, text: &str) -> Error {
    let path = attribute.path();
    let detail = format!(
        "`{path}` has one value, and that is no complex one: there is nothing to filter. Leave the brackets out."
    );
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    Error::new(ScimType::InvalidPath, detail).at(Span::new(open, end))
}

fn unknown(unresolved: &Unresolved) -> Error {
    let detail = match &unresolved.suggestion {
        Some(near) => format!("{} Did you mean `{near}`?", unresolved.message),
        None => unresolved.message.clone(),
    };
    Error::new(ScimType::InvalidPath, detail).at(unresolved.span)
}

/// For an id that the registry doesn't know although it gave it.
fn vanished(text: &str) -> Error {
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    Error::new(ScimType::InvalidPath, "The path leads nowhere.").at(Span::new(0, end))
}
