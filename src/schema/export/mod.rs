//! Resource types for other tools: JSON Schema and TypeScript. docs/exports.md says what they can't
//! express.

mod json_schema;
mod typescript;

pub use json_schema::{JsonSchemaDialect, write_json_schema};
pub use typescript::write_typescript;
