use super::kind::DocumentKind;
use super::validate::{Options, Outcome, validate};
use crate::diagnostic::{Code, Diagnostic, Format, Safety, render};
use crate::json::{Document, Guess, Limits, Tape};
use crate::schema::Registry;
use crate::text::sort_by_place;

/// Everything that a validation found, in document order.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The findings.
    pub diagnostics: Vec<Diagnostic>,
    /// What else was found out.
    pub outcome: Outcome,
}

/// Validates a text of any kind and collects all findings in document order; a finding without a
/// place of its own comes first.
///
/// ```
/// use scimlens::message::{DocumentKind, Options, check};
/// use scimlens::schema::Registry;
///
/// let registry = Registry::builtin();
/// let text = r#"{
///   "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
///   "Operations": [{"op": "replace", "path": "name.familyNmae", "value": "Okoye"}]
/// }"#;
/// let report = check(text, &registry, &Options::default());
/// assert_eq!(report.outcome.kind, DocumentKind::Patch);
/// assert_eq!(report.diagnostics[0].pointer, "/Operations/0/path");
/// assert_eq!(report.diagnostics[0].help.as_deref(), Some("Did you mean `familyName`?"));
/// ```
pub fn check(text: &str, registry: &Registry, options: &Options<'_>) -> Report {
    let document = Document::read(text, Limits::default(), Tape::default());
    Report::of(&document, registry, options)
}

impl Report {
    /// Validates a document that has been read already.
    pub fn of(document: &Document<'_>, registry: &Registry, options: &Options<'_>) -> Self {
        let mut diagnostics = Vec::new();
        let mut outcome = validate(document, registry, options, &mut diagnostics);
        let told = options.kind.is_some() || options.resource.resource_type.is_some();
        let required = |finding: &Diagnostic| finding.code == Code::Required;
        if !told
            && outcome.kind == DocumentKind::Resource
            && diagnostics.iter().any(required)
            && let Some(root) = document.root()
            && let Some((kind, id)) = DocumentKind::reconsider(root, registry)
        {
            // One mistake in `schemas` would be many in the members.
            let mut meant = *options;
            meant.kind = Some(kind);
            meant.resource.resource_type = id;
            diagnostics.clear();
            outcome = validate(document, registry, &meant, &mut diagnostics);
        }
        if document.guess() != Guess::None {
            // What is mended by a fix may not be what is meant.
            let mut fixes = diagnostics.iter_mut().flat_map(|found| &mut found.fixes);
            fixes.by_ref().for_each(|fix| fix.safety = Safety::Unsafe);
        }
        sort_by_place(&mut diagnostics, |finding: &Diagnostic| {
            finding.span.map_or(0, |span| span.start)
        });
        Self {
            diagnostics,
            outcome,
        }
    }

    /// Validates what surrounds the rows of a ListResponse: a document that has none of its `rows`.
    /// The findings have no places, since nobody has that text.
    pub(super) fn of_surroundings(
        document: &Document<'_>,
        rows: u32,
        registry: &Registry,
        options: &Options<'_>,
    ) -> Self {
        let options = Options {
            kind: Some(DocumentKind::List),
            rows: Some(rows),
            ..*options
        };
        let mut report = Self::of(document, registry, &options);
        for finding in &mut report.diagnostics {
            finding.span = None;
            finding.fixes.clear();
        }
        report
    }

    /// The findings in a format. Without the text there are no places in it; `uri` says to SARIF
    /// where it is kept.
    pub fn render(&self, format: Format, text: Option<&str>, uri: Option<&str>) -> String {
        render(format, &self.diagnostics, text, uri)
    }
}
