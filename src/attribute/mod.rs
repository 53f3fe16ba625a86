//! Names of attributes and schemas, their notation in paths (RFC 7644 §3.10), and the forms that
//! the types of RFC 7643 §2.3 give to strings.
#![expect(
    clippy::inline_always,
    reason = "the module is compiled with little inlining; names are read byte by byte"
)]

mod binary;
mod certificate;
mod compose;
mod compose_table;
mod contact;
mod country;
mod date_time;
mod fold;
mod format;
mod language;
mod name;
mod path;
mod pattern;
mod uri;

pub use binary::{BinaryDefect, check_base64, mended_base64};
pub use compose::compose;
pub use date_time::{DateTime, DateTimeDefect, is_usual_date_time, mended_date_time};
pub use fold::{equals_folded, fold_case, fold_user_name};
pub use format::{Format, FormatDefect};
pub use name::is_attribute_name;
pub use path::{AttributePath, PathDefect, read_path};
pub(crate) use pattern::{
    BASE64_PATTERN, COUNTRY_PATTERN, DATE_TIME_PATTERN, URI_REFERENCE_PATTERN,
};
pub use uri::{is_absolute_uri, is_uri_reference, percent_encoded, scheme, uri_defect};
pub(crate) use uri::{is_plain_address, is_uri_byte};
