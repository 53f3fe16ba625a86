//! SCIM 2.0 (RFC 7643, RFC 7644) in Rust, for every place that runs WebAssembly: a validator with
//! positions and fixes, the filter language, and the PATCH engine.
//!
//! # What it does
//!
//! **Validate** a document. Findings have a stable code, a sentence, a place, the section of the RFC,
//! and fixes ([`resource`], [`diagnostic`]):
//!
//! ```
//! use scimlens::diagnostic::fix_all;
//! use scimlens::message::{Options, check};
//! use scimlens::schema::Registry;
//!
//! let text = r#"{"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "mira", "active": "True"}"#;
//! let registry = Registry::builtin();
//! let report = check(text, &registry, &Options::default());
//! assert_eq!(report.diagnostics[0].message, r#"`active` is a boolean; "True" is a string."#);
//!
//! let mended = fix_all(text, &report.diagnostics);
//! assert!(check(&mended, &registry, &Options::default()).diagnostics.is_empty());
//! ```
//!
//! **Filter** resources. A parsed filter is compiled against the schemas and asked about as many
//! resources as one likes ([`filter`]):
//!
//! ```
//! use scimlens::filter::{Filter, Limits};
//!
//! let filter = Filter::parse(r#"emails[type EQ "work"]  and title pr"#, Limits::default())?;
//! assert_eq!(filter.to_string(), r#"emails[type eq "work"] and title pr"#);
//!
//! let error = Filter::parse("userName eq 'mira'", Limits::default()).unwrap_err();
//! assert_eq!(error.span().map(|span| (span.start, span.end)), Some((12, 18)));
//! # Ok::<(), scimlens::diagnostic::Error>(())
//! ```
//!
//! **Patch** a resource, whole or not at all, with the keyword of RFC 7644 Table 9 where it fails
//! ([`patch`]).
//!
//! **Lint** a request, an answer or a log: what is legal and still not understood by everybody
//! ([`lint`]).
//!
//! **Keep** many resources, and look up, filter, sort and page them ([`store`]).
//!
//! **Load** schemas and resource types as servers send them ([`schema::Registry::builder`]).
//!
//! # How it is built
//!
//! Text comes in once, as UTF-8, and becomes a tape: flat nodes with spans into the source
//! ([`json`]). Everything reads the tape and borrows from it. Who checks something reports to a
//! [`diagnostic::Sink`] and pays for no more than the sink wants. Nothing panics, and time is linear
//! in the input.
//!
//! Each module uses those before it, never those behind:
//! [`text`], [`diagnostic`], [`json`], [`attribute`], [`schema`], [`filter`], [`resource`] and
//! [`patch`], [`message`], [`profile`], [`lint`], [`store`], [`service`]; `js` and `plugin` (with the features of those names) are the doors to JavaScript and
//! to any other host of WebAssembly, and hold no rule of SCIM.
#![cfg_attr(test, allow(clippy::string_slice, reason = "tests may panic"))]

pub mod attribute;
pub mod diagnostic;
pub mod filter;
#[cfg(feature = "js")]
pub mod js;
pub mod json;
pub mod lint;
pub mod message;
pub mod patch;
#[cfg(feature = "plugin")]
pub mod plugin;
pub mod profile;
pub mod resource;
pub mod schema;
pub mod service;
pub mod store;
pub mod text;

/// Runs the Rust of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
