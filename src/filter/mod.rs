//! The filter language (RFC 7644 §3.4.2.2): text to tree, tree to text, checks against a resource
//! type, and evaluation.
//!
//! ```
//! use scimlens::filter::{Filter, Limits, Predicate};
//! use scimlens::json::Document;
//! use scimlens::schema::Registry;
//!
//! let registry = Registry::builtin();
//! let filter = Filter::parse(r#"emails[type eq "work"] and active eq true"#, Limits::default())?;
//! let predicate = Predicate::new(&filter, &registry, registry.type_named("User"))?;
//!
//! let user = Document::parse(r#"{"active": true, "emails": [{"type": "WORK", "value": "a@b.example"}]}"#);
//! assert!(user.is_ok_and(|user| user.root().is_some_and(|root| predicate.matches(&root))));
//! # Ok::<(), scimlens::diagnostic::Error>(())
//! ```
#![expect(
    clippy::inline_always,
    reason = "the module is compiled with little inlining, where a call is kept for each of the few \
              instructions that are done per word"
)]

mod check;
mod choice;
mod compile;
mod complete;
mod describe;
mod equality;
mod evaluate;
mod explain;
mod export;
mod grammar;
mod limits;
mod literal;
mod print;
mod program;
mod quirks;
mod reference;
mod resolve;
mod slip;
mod tokens;
pub mod translate;
mod tree;

pub(crate) use check::{boolean_word, check_brackets, loose_space};
pub use check::{check, diagnose};
pub use compile::{Context, Predicate};
pub(crate) use compile::{Form, Name, Operand, Target, Test};
pub use complete::{Completion, CompletionKind, complete, write_completions};
pub use describe::describe;
pub(crate) use equality::Equality;
pub use evaluate::View;
pub(crate) use evaluate::{Seen, is_assigned, order_matches, prepared_match};
pub use explain::write_explanation;
pub use export::write_tree;
pub(crate) use export::{write_attribute_path, write_expression_tree};
pub(crate) use grammar::bracketed;
pub use limits::Limits;
pub(crate) use print::write_expression;
pub use quirks::Quirks;
pub(crate) use resolve::resolve;
pub use slip::attribute_path_error;
pub use tokens::{Token, TokenKind, tokenize};
pub use tree::{CompareOp, Expression, Filter, Literal};
