//! Resources: validation against the schemas of their resource type, and what of them is returned.

#![expect(
    clippy::inline_always,
    reason = "the module is compiled with little inlining, where a call is kept for each of the few \
              instructions that are done per member"
)]

mod compare;
mod edits;
mod format;
mod glance;
mod list;
mod mutability;
mod object;
mod project;
mod reference;
mod repeated;
mod reporter;
mod response;
mod schemas;
mod unknown;
mod validate;
mod value;

pub use crate::schema::Operation;
pub(crate) use edits::{insert_first, removal};
pub use project::Projection;
pub(crate) use repeated::{Entry, repeated};
pub(crate) use reporter::{Reporter, Step, notation, pointer};
pub use schemas::{detect, detect_and_tell, says_type};
pub(crate) use schemas::{is_doubtful, lacks_required, meant};
pub use validate::Options;
pub(crate) use validate::{Part, check_value, check_value_at, report_defects, validate_at};
