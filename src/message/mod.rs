//! Documents of every kind: resources, the messages of RFC 7644 and RFC 9865, and the documents
//! that describe resources; and loading the latter.
//!
//! A message is described like a resource (src/schema/builtin), so the validator of resources
//! checks its members. What no schema can say stands here, a file for each kind.

mod attribute;
mod bulk;
mod bulk_reference;
mod bulk_response;
mod checker;
mod embedded;
mod error;
mod kind;
mod list;
mod load;
mod patch;
mod patch_quirks;
mod report;
mod resource_type;
mod rules;
mod schema;
mod search;
mod service_provider_config;
mod status;
mod stream;
mod unique;
mod validate;

pub(crate) use bulk_reference::Place as BulkPlace;
pub use kind::DocumentKind;
pub use load::{Refused, RegistryBuilder};
pub use report::{Report, check};
pub use stream::{FindingSink, RowFindings, Stream};
pub use validate::{Options, Outcome, validate};
