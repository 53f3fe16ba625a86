//! The door to any host of WebAssembly: a module that imports nothing, with six functions. It converts
//! and holds no rule of SCIM. docs/plugin.md says how a host calls it.
//!
//! A call goes in as JSON and comes out as JSON, each in a buffer that the module owns and the host
//! fills or reads: `{"call": "validate", "document": …}` gives `{"result": …}` or `{"error": …}`. The
//! reports are those of the JavaScript API, byte for byte.
//!
//! Between calls the module keeps the buffers that the host holds and the toolkits that it opened, and
//! nothing else.

mod abi;
mod buffers;
mod call;
mod filter;
mod lint;
mod options;
mod patch;
mod refusal;
mod request;
mod toolkit;
mod validate;

pub use abi::{ABI, scimlens_abi, scimlens_alloc, scimlens_call, scimlens_free, scimlens_length};
pub use buffers::LONGEST;
pub use call::Module;
