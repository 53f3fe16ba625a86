//! Which rule of the catalogue a member of a message is under, for what the validator of resources
//! finds in it.

use super::kind::DocumentKind;
use super::patch_quirks::passed_over;
use super::status::is_status;
use crate::diagnostic::{Code, Diagnostic, Edit, ScimType, Severity, Sink};
use crate::json::Value;
use crate::patch::Quirks;

/// A section of the standards and a rule of the catalogue.
pub(super) type Cite = (&'static str, &'static str);

/// A kind of document, the rule of its member `schemas`, and those of the others, by their names in
/// the description.
type Rules = (DocumentKind, Cite, &'static [(&'static str, Cite)]);

const PATCH: &str = "RFC 7644 §3.5.2";
const BULK: &str = "RFC 7644 §3.7";
const QUERY: &str = "RFC 7644 §3.4.2";
const PAGES: &str = "RFC 7644 §3.4.2.4";
const CURSOR: &str = "RFC 9865 §2";
const SEARCH: &str = "RFC 7644 §3.4.3";
const ERROR: &str = "RFC 7644 §3.12";
const CONFIG: &str = "RFC 7643 §5";
const PAGINATION: &str = "RFC 9865 §4";
const TYPE: &str = "RFC 7643 §6";
const SCHEMA: &str = "RFC 7643 §7";

static RULES: &[Rules] = &[
    (
        DocumentKind::Patch,
        (PATCH, "P-03"),
        &[
            ("Operations", (PATCH, "P-04")),
            ("Operations.op", (PATCH, "P-05")),
            ("Operations.path", (PATCH, "P-06")),
        ],
    ),
    (
        DocumentKind::Bulk,
        (BULK, "B-02"),
        &[
            ("failOnErrors", (BULK, "B-03")),
            ("Operations", (BULK, "B-04")),
            ("Operations.method", (BULK, "B-05")),
            ("Operations.bulkId", (BULK, "B-06")),
            ("Operations.version", (BULK, "B-07")),
            ("Operations.path", (BULK, "B-08")),
        ],
    ),
    (
        DocumentKind::BulkResponse,
        (BULK, "B-02"),
        &[
            ("Operations", (BULK, "B-04")),
            ("Operations.method", (BULK, "B-05")),
            ("Operations.bulkId", (BULK, "B-16")),
            ("Operations.location", (BULK, "B-10")),
            ("Operations.status", (BULK, "B-12")),
        ],
    ),
    (
        DocumentKind::List,
        (QUERY, "Q-06"),
        &[
            ("totalResults", (QUERY, "Q-07")),
            ("Resources", (QUERY, "Q-08")),
            ("startIndex", (PAGES, "Q-27")),
            ("itemsPerPage", (PAGES, "Q-27")),
            ("nextCursor", (CURSOR, "C-02")),
            ("previousCursor", (CURSOR, "C-02")),
        ],
    ),
    (
        DocumentKind::Search,
        (SEARCH, "Q-39"),
        &[
            ("attributes", (SEARCH, "Q-40")),
            ("excludedAttributes", (SEARCH, "Q-40")),
            ("filter", (SEARCH, "Q-40")),
            ("sortBy", (SEARCH, "Q-40")),
            ("sortOrder", (SEARCH, "Q-40")),
            ("startIndex", (SEARCH, "Q-40")),
            ("count", (SEARCH, "Q-40")),
            ("cursor", ("RFC 9865 §3", "C-19")),
        ],
    ),
    (
        DocumentKind::Error,
        (ERROR, "E-02"),
        &[
            ("status", (ERROR, "E-03")),
            ("scimType", (ERROR, "E-04")),
            ("detail", (ERROR, "E-05")),
        ],
    ),
    (
        DocumentKind::Schema,
        (SCHEMA, "D-25"),
        &[
            ("id", (SCHEMA, "D-22")),
            ("name", (SCHEMA, "D-23")),
            ("description", (SCHEMA, "D-23")),
            ("attributes", (SCHEMA, "S-55")),
            ("attributes.name", (SCHEMA, "S-55")),
            ("attributes.subAttributes", (SCHEMA, "S-57")),
            ("attributes.subAttributes.name", (SCHEMA, "S-55")),
        ],
    ),
    (
        DocumentKind::ResourceType,
        (TYPE, "D-16"),
        &[
            ("name", (TYPE, "D-17")),
            ("endpoint", (TYPE, "D-18")),
            ("schema", (TYPE, "D-19")),
            ("schemaExtensions", (TYPE, "D-20")),
            ("schemaExtensions.schema", (TYPE, "D-20")),
            ("schemaExtensions.required", (TYPE, "D-20")),
        ],
    ),
    (
        DocumentKind::ServiceProviderConfig,
        (CONFIG, "D-02"),
        &[
            ("documentationUri", (CONFIG, "D-12")),
            ("patch", (CONFIG, "D-11")),
            ("patch.supported", (CONFIG, "D-11")),
            ("bulk", (CONFIG, "D-11")),
            ("bulk.supported", (CONFIG, "D-11")),
            ("bulk.maxOperations", (CONFIG, "D-11")),
            ("bulk.maxPayloadSize", (CONFIG, "D-11")),
            ("filter", (CONFIG, "D-11")),
            ("filter.supported", (CONFIG, "D-11")),
            ("filter.maxResults", (CONFIG, "D-11")),
            ("changePassword", (CONFIG, "D-11")),
            ("changePassword.supported", (CONFIG, "D-11")),
            ("sort", (CONFIG, "D-11")),
            ("sort.supported", (CONFIG, "D-11")),
            ("etag", (CONFIG, "D-11")),
            ("etag.supported", (CONFIG, "D-11")),
            ("authenticationSchemes", (CONFIG, "D-13")),
            ("authenticationSchemes.type", (CONFIG, "D-14")),
            ("authenticationSchemes.name", (CONFIG, "D-13")),
            ("authenticationSchemes.description", (CONFIG, "D-13")),
            ("pagination", (PAGINATION, "C-21")),
            ("pagination.cursor", (PAGINATION, "C-21")),
            ("pagination.index", (PAGINATION, "C-21")),
            ("pagination.defaultPaginationMethod", (PAGINATION, "C-21")),
            ("pagination.defaultPageSize", (PAGINATION, "C-21")),
            ("pagination.maxPageSize", (PAGINATION, "C-21")),
            ("pagination.cursorTimeout", (PAGINATION, "C-21")),
        ],
    ),
];

/// Whether the strings of an attribute are words, paths or names of their own, which no number or
/// boolean becomes by quotes around it.
fn is_worded(kind: DocumentKind, name: &str) -> bool {
    match kind {
        DocumentKind::Patch | DocumentKind::Bulk | DocumentKind::BulkResponse => matches!(
            name,
            "Operations.op" | "Operations.path" | "Operations.method" | "Operations.version"
        ),
        DocumentKind::Search => name != "cursor",
        DocumentKind::Error => matches!(name, "scimType" | "status"),
        DocumentKind::Schema => !matches!(name, "name" | "description"),
        _ => false,
    }
}

/// Whether an edit puts quotes around something else than an HTTP status.
fn quotes_no_status(edit: &Edit) -> bool {
    let inner = edit
        .text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.is_some_and(|text| !is_status(text))
}

/// Hands findings on with the rules of a kind of document instead of those of resources.
pub(super) struct Recite<'r, 'd> {
    pub(super) kind: DocumentKind,
    /// A PATCH request of which some errors are none by these quirks.
    pub(super) tolerates: Option<(Value<'d>, Quirks)>,
    pub(super) sink: &'r mut dyn Sink,
}

impl Recite<'_, '_> {
    fn recite(kind: DocumentKind, finding: &mut Diagnostic) {
        let Some((_, of_schemas, members)) = RULES.iter().find(|rules| rules.0 == kind) else {
            return;
        };
        let attribute = finding.attribute.as_deref();
        let cite = match finding.code {
            Code::MissingSchemas | Code::MissingBase | Code::UnknownSchema => Some(*of_schemas),
            _ => members
                .iter()
                .find(|(name, _)| Some(*name) == attribute)
                .map(|(_, cite)| *cite),
        };
        if let Some((reference, rule)) = cite {
            finding.reference = Some(reference);
            finding.rule = Some(rule);
        }
        if finding.code == Code::Type && attribute.is_some_and(|name| is_worded(kind, name)) {
            finding
                .fixes
                .retain(|fix| !fix.edits.iter().any(quotes_no_status));
        }
        // The body of a PATCH or bulk request is no resource with values.
        if finding.scim_type.is_some() && matches!(kind, DocumentKind::Patch | DocumentKind::Bulk) {
            finding.scim_type = Some(ScimType::InvalidSyntax);
        }
    }
}

impl Sink for Recite<'_, '_> {
    fn report(&mut self, severity: Severity, describe: &mut dyn FnMut() -> Diagnostic) {
        let kind = self.kind;
        // The case of a name in a message is tolerated, no more.
        let hint = severity == Severity::Info && kind.is_message();
        let severity = if hint { Severity::Warning } else { severity };
        if let Some((root, quirks)) = self.tolerates
            && severity == Severity::Error
            && let Some(note) = passed_over(&describe(), root, quirks)
        {
            self.sink.report(note.severity, &mut || note.clone());
            return;
        }
        self.sink.report(severity, &mut || {
            let mut finding = describe();
            finding.severity = severity;
            Self::recite(kind, &mut finding);
            finding
        });
    }

    fn wants_hints(&self) -> bool {
        self.sink.wants_hints()
    }

    fn is_satisfied(&self) -> bool {
        self.sink.is_satisfied()
    }
}
