//! SCIM 2.0 in Rust, for every place that runs WebAssembly.
#![cfg_attr(test, allow(clippy::string_slice, reason = "tests may panic"))]

pub mod attribute;
pub mod diagnostic;
pub mod filter;
#[cfg(feature = "js")]
pub mod js;
pub mod json;
pub mod patch;
pub mod resource;
pub mod schema;
pub mod text;
