//! The interoperability lint: what of a document, a request, or a log of requests and answers is
//! against the standards, or legal and not understood by everybody.
//!
//! Documents are held to what [`crate::message::check`] finds, and to rules besides ([`RULES`]); how
//! bad a finding is depends on the [`Profile`]. With a [`Target`] it is also held to what an
//! application takes. Takes time linear in the text, but for look-ups in sorted indices.
//!
//! ```
//! use scimlens::lint::{Options, lint};
//! use scimlens::profile::Profile;
//! use scimlens::schema::Registry;
//!
//! let request = r#"{
//!   "method": "PATCH", "url": "/Users/2819c223",
//!   "body": {
//!     "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
//!     "Operations": [{"op": "Replace", "path": "active", "value": "False"}]
//!   }
//! }"#;
//! let registry = Registry::builtin();
//! let strict = lint(request, &registry, &Options::default());
//! let codes: Vec<_> = strict.iter().map(|finding| finding.code.as_str()).collect();
//! assert_eq!(codes, ["lint/op-case", "lint/boolean-string"]);
//!
//! let profile = Profile::named("interop")?;
//! let options = Options { profile: Some(&profile), ..Options::default() };
//! assert!(lint(request, &registry, &options).len() >= 2);
//! # Ok::<(), scimlens::diagnostic::Error>(())
//! ```

mod body;
mod classify;
mod discovery;
mod exchange;
mod finder;
mod http;
mod patch;
mod query;
mod recognise;
mod remembered;
mod resource;
mod response;
mod rules;
mod sequence;
mod split;
mod target;
mod traffic;
mod url;

pub use recognise::{Candidate, Evidence, recognise, recognise_among};
pub use rules::{RULES, Rule, Scope, Stance};
pub use traffic::lint;

use crate::json::Limits;
use crate::profile::{Profile, Target};

/// What a lint is held to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'p> {
    /// Whose habits are known: what the quirks of the profile tolerate is an info, and what the
    /// standards allow is only told outside "rfc". "rfc" where none is given.
    pub profile: Option<&'p Profile>,
    /// The application that the request is for.
    pub target: Option<&'static Target>,
    /// How large a document may be.
    pub json: Limits,
}
