//! Resources: validation against the schemas of their resource type.

mod report;
mod schemas;
mod stream;
mod validate;
mod value;

pub use crate::schema::Operation;
pub use report::{Report, check};
pub use schemas::detect;
pub use stream::{FindingSink, RowFindings, Stream};
pub use validate::{Options, Outcome, validate};
pub(crate) use validate::{
    Part, Reporter, Step, check_value, check_value_at, pointer, report_defects, validate_at,
};
