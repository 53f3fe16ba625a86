//! The door to JavaScript. It converts and holds no SCIM rule.
//!
//! Texts come in through two slots of memory that the engine owns, since JavaScript's
//! `TextEncoder.encodeInto` writes there thirty times faster than wasm-bindgen copies a string
//! argument. Reports go out as a line of facts and a JSON text that JavaScript parses when somebody
//! looks at it. Nothing here is held for a report: only engines, service providers, sets and streams
//! have handles. A toolkit keeps its filters in one store.

mod answer;
mod engine;
mod error;
mod filter;
mod lint;
mod object;
mod options;
mod service;
mod set;
mod stream;

pub use engine::Engine;
pub use filter::FilterStore;
pub use service::ServiceHandle;
pub use set::SetHandle;
pub use stream::StreamHandle;

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of the crate.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
