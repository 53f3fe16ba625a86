//! What is tolerated in a request beyond RFC 7644, and what is read otherwise.

use super::request::Limits;
use crate::diagnostic::{Code, Diagnostic};
use crate::filter;
use crate::schema::ResourceTypeView;
use crate::text::Span;

/// What a PATCH request may say that RFC 7644 refuses, and what may be read differently. All are off
/// by default; when one was needed, a note says so and names it.
///
/// Most rewrite an operation into the one that is meant before it is applied, so that everything
/// else holds for it as it does for any other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each switch stands for itself"
)]
pub struct Quirks {
    /// `"True"`: a string for a boolean.
    pub boolean_strings: bool,
    /// `"id"` for `{"value": "id"}`.
    pub complex_from_string: bool,
    /// A value filter that matches nothing makes the value, if it is one `eq` or several joined by
    /// `and` (AMBIGUITIES ).
    pub create_on_filtered_write: bool,
    /// `remove` with a `value` takes away what equals it.
    pub remove_with_value: bool,
    /// The `value` of a `remove` counts for nothing: all that the path names goes.
    pub remove_with_value_all: bool,
    /// `""` unassigns.
    pub empty_string_unsets: bool,
    /// Values for readOnly attributes are ignored, whatever they are.
    pub ignore_read_only: bool,
    /// An operation on an attribute that the resource type doesn't have is ignored.
    pub ignore_unknown_path: bool,
    /// A URI in `schemas` that the resource type doesn't have is ignored.
    pub ignore_unknown_schema: bool,
    /// What no schema defines is refused.
    pub reject_unknown: bool,
    /// A string that holds the JSON text of a complex value.
    pub json_in_string: bool,
    /// An array of one value for an attribute that takes one.
    pub single_as_array: bool,
    /// A key with a value filter, in a value without a path, is a path.
    pub filtered_keys: bool,
    /// An attribute of an extension without the URI of the extension.
    pub unqualified: bool,
    /// URIs of SCIM 1.x, and those that were made from them.
    pub scim1_uris: bool,
    /// `managerId` of SCIM 1.1 for `value`.
    pub manager_id: bool,
    /// `schemas` of the request is missing, or names something else.
    pub missing_schemas: bool,
    /// `Operations` may be empty.
    pub empty_operations: bool,
    /// `replace` of a value that is found by a filter merges.
    pub value_path_merge: bool,
    /// `remove` that finds nothing is refused.
    pub remove_no_match_refused: bool,
}

impl Quirks {
    /// All off.
    pub const NONE: Self = Self {
        boolean_strings: false,
        complex_from_string: false,
        create_on_filtered_write: false,
        remove_with_value: false,
        remove_with_value_all: false,
        empty_string_unsets: false,
        ignore_read_only: false,
        ignore_unknown_path: false,
        ignore_unknown_schema: false,
        reject_unknown: false,
        json_in_string: false,
        single_as_array: false,
        filtered_keys: false,
        unqualified: false,
        scim1_uris: false,
        manager_id: false,
        missing_schemas: false,
        empty_operations: false,
        value_path_merge: false,
        remove_no_match_refused: false,
    };
}

/// How a request is applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// What it may cost.
    pub limits: Limits,
    /// What is tolerated in it.
    pub quirks: Quirks,
    /// What is tolerated in the brackets of a path.
    pub filter: filter::Quirks,
    /// Whether to record what each operation did.
    pub trace: bool,
}

impl From<Limits> for Options {
    fn from(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }
}

/// The note that a quirk was needed.
pub(crate) fn needed(code: Code, quirk: &'static str, span: Span, message: String) -> Diagnostic {
    let mut finding = Diagnostic::new(code, message)
        .at(span)
        .help(format!("The profile allows it by the quirk `{quirk}`."));
    finding.quirk = Some(quirk);
    finding
}

/// The note that the type of a resource is a guess from its attributes: neither `schemas` nor
/// `meta.resourceType` says which it is of, and nobody else has.
pub fn guessed_type(view: ResourceTypeView<'_>) -> Diagnostic {
    let name = &view.resource_type().name;
    let message =
        format!("The resource does not say of which type it is; it is taken for a `{name}`.");
    Diagnostic::new(Code::PatchResourceType, message)
        .help("Name it in `schemas`, or by the option `resourceType`.")
}
