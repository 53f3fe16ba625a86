//! SCIM 2.0 in Rust, for every place that runs WebAssembly.
