//! PATCH (RFC 7644 §3.5.2): the request, the path of an operation, and applying it to a resource.
//!
//! ```
//! use scimlens::json::Document;
//! use scimlens::patch::{Limits, apply};
//! use scimlens::schema::Registry;
//!
//! let registry = Registry::builtin();
//! let view = registry.type_named("User").and_then(|user| registry.view(user));
//! let resource = r#"{"userName":"mira","title":"Guide"}"#;
//! let request = r#"{
//!   "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
//!   "Operations": [{"op": "replace", "path": "title", "value": "Lead"}]
//! }"#;
//! let (before, request) = (Document::parse(resource), Document::parse(request));
//! if let (Ok(before), Ok(request), Some(view)) = (before, request, view) {
//!     let patched = apply(&before, &request, view, Limits::default())?;
//!     assert_eq!(patched.json, r#"{"userName":"mira","title":"Lead"}"#);
//! }
//! # Ok::<(), scimlens::diagnostic::Error>(())
//! ```

mod apply;
mod by_name;
mod cite;
#[cfg(test)]
mod cost;
mod diff;
mod difference;
mod find;
mod from_filter;
mod given;
mod guard;
mod identity;
mod ignored;
mod in_path;
mod list_difference;
mod manner;
mod operation;
mod path;
mod primary;
mod quirks;
mod reading;
mod request;
mod rewriting;
mod schemas;
mod some_values;
mod tolerate;
mod tolerate_state;
mod tolerate_value;
mod trace;
mod unassign;
mod value;
mod view;

pub use apply::{Applied, Patched, alter, apply, apply_resident, changes_of, object_of};
pub use diff::diff;
pub use manner::{Booleans, Manner};
pub(crate) use operation::refused_key;
pub use path::Path;
pub(crate) use quirks::needed;
pub use quirks::{Options, Quirks, guessed_type};
pub(crate) use reading::Reading;
pub(crate) use request::request_of;
pub use request::{Limits, Op};
pub(crate) use tolerate_value::OLD_URIS;
pub use trace::{Step, write_steps};
