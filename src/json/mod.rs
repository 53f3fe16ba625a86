//! JSON text as a flat tape of nodes with spans into the source (RFC 8259).
//!
//! [`Document::parse`] accepts exactly RFC 8259 and stops a caller at the first defect;
//! [`Document::read`] is for editors: it goes on behind the slips that people make (a trailing
//! comma, `True`, single quotes) and tells of each. Both take time linear in the text (a large
//! object with clashing names costs a factor log n), and use no recursion.
//!
//! [`RowSplitter`] takes a stream of resources apart, in memory bounded by the longest of them.
//!
//! A [`Value`] borrows from the tape; nothing is copied until somebody asks for text that holds
//! escapes.
#![expect(
    clippy::inline_always,
    reason = "the module is compiled with little inlining, where a call is kept for each of the few \
              instructions that are done per byte and per node: parsing took twice the time"
)]

mod altered;
mod brackets;
mod changes;
mod compare;
mod defect;
mod document;
mod duplicate;
mod edit;
mod encoding;
mod list;
mod lookup;
mod members;

mod name_hash;
mod nesting;
mod node;
mod number;
mod parse;
mod places;
mod quotes;
mod recover;
mod resident;
mod rows;
mod scan;
mod steps;
mod string;
mod value;
mod write;

pub use altered::Altered;
pub use changes::{Changes, Cut, Splice};
pub use compare::equal;
pub use defect::{Defect, DefectKind};
pub use document::{Document, Guess, Limits, Tape};
pub use edit::Edit;
pub use encoding::decode;
pub use list::{HashesOf, List, Tag};
pub use lookup::hash_texts;
pub use members::Members;

pub use name_hash::NameHash;
pub use nesting::find_root_string;
pub use node::Kind;
pub use number::{compare_numbers, is_exact_double, is_integer, normal_number};
pub use places::StringPlaces;
pub use resident::Resident;
pub use rows::{Around, Break, BreakKind, Piece, Row, RowSink, RowSplitter};
pub use string::unescape;
pub use value::{Elements, Key, MemberIter, Value};
pub use write::{write_compact, write_string};
