//! Findings as text for people and as JSON for programs.

mod json;
mod text;

pub use json::{Counts, render_json, write_error_json, write_json_array};
pub use text::render_text;
