//! Where the path of an attribute leads, in a filter.

use crate::attribute::{AttributePath, read_path};
use crate::schema::{AttributeId, ResourceTypeView, Unresolved};
use crate::text::Span;

/// Where a path leads: the attribute, and the sub-attribute where it names one. A bare URI of an
/// extension leads to the extension as a whole.
pub(crate) struct Place {
    pub(crate) attribute: AttributeId,
    pub(crate) sub: Option<AttributeId>,
}

impl Place {
    /// The attribute or sub-attribute that is named.
    pub(crate) fn leaf(&self) -> AttributeId {
        self.sub.unwrap_or(self.attribute)
    }
}

/// Finds the attribute that a path names. The schema is the longest one that is known, so the last
/// part of a bare URI is no attribute (AMBIGUITIES A-09).
pub(crate) fn resolve(
    view: ResourceTypeView<'_>,
    path: &AttributePath,
    text: &str,
) -> Result<Place, Unresolved> {
    if path.urn.is_some()
        && let Some(extension) = view.extension(path.span().of(text))
    {
        return Ok(Place {
            attribute: extension.object,
            sub: None,
        });
    }
    match view.resolve(path, text) {
        Ok(found) => Ok(Place {
            attribute: found.attribute,
            sub: found.sub,
        }),
        Err(unresolved) => Err(wrong_joint(view, path, text).unwrap_or(unresolved)),
    }
}

/// For a path that begins with a known schema and goes on with a dot instead of a colon, or the
/// other way round.
fn wrong_joint(view: ResourceTypeView<'_>, path: &AttributePath, text: &str) -> Option<Unresolved> {
    path.urn?;
    let whole = path.span().of(text);
    let resource_type = view.resource_type();
    let extensions = resource_type.extensions.iter().map(|e| e.schema.as_str());
    let known = core::iter::once(resource_type.schema.as_str()).chain(extensions);
    let schema = known
        .filter(|schema| {
            let start = whole.get(..schema.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(schema))
        })
        .max_by_key(|schema| schema.len())?;
    let rest = whole.get(schema.len()..)?;
    let (joint, name) = (rest.chars().next()?, rest.get(1..)?);
    if !matches!(joint, '.' | ':') {
        return None;
    }
    let meant = format!("{schema}:{}", name.replacen(':', ".", 1));
    let (meant_path, length) = read_path(&meant, 0).ok()?;
    let resolves = length as usize == meant.len() && view.resolve(&meant_path, &meant).is_ok();
    resolves.then(|| Unresolved {
        span: Span::new(path.span().start, path.span().end),
        message: format!(
            "A colon stands between schema and attribute, a dot before a sub-attribute, unlike in `{whole}`."
        ),
        suggestion: Some(meant),
    })
}
