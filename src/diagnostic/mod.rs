//! Findings: what is wrong, where, by which rule, and how to mend it.
//!
//! Whoever checks something reports to a [`Sink`] and pays for no more than the sink wants: `()`
//! wants nothing, [`Verdict`] a yes or no, `Vec<Diagnostic>` everything.

mod code;
mod error;
mod finding;
mod fix;
mod render;
mod scim_type;
mod sink;

pub use code::{CODES, Code, CodeInfo};
pub use error::Error;
pub use finding::{Diagnostic, Severity};
pub use fix::{Edit, Fix, Safety, apply_edits, fix_all, fix_until_done};
pub use render::{
    Counts, Format, render, render_json, render_text, write_error_json, write_json_array,
};
pub use scim_type::ScimType;
pub use sink::{Sink, Verdict};
