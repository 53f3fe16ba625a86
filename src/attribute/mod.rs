//! Names of attributes and schemas, their notation in paths (RFC 7644 §3.10), and the forms that
//! the types of RFC 7643 §2.3 give to strings.

mod binary;
mod compose;
mod compose_table;
mod date_time;
mod fold;
mod name;
mod path;
mod pattern;
mod uri;

pub use binary::{BinaryDefect, check_base64};
pub use compose::compose;
pub use date_time::{DateTime, DateTimeDefect};
pub use fold::{equals_folded, fold_case, fold_user_name};
pub use name::is_attribute_name;
pub use path::{AttributePath, PathDefect, read_path};
pub(crate) use pattern::{BASE64_PATTERN, DATE_TIME_PATTERN, URI_REFERENCE_PATTERN};
pub(crate) use uri::is_uri_byte;
pub use uri::{is_absolute_uri, is_uri_reference, uri_defect};
