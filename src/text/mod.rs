//! Places in a text: byte spans, lines and columns, UTF-16 offsets, JSON pointers.
//!
//! Everything inside the core counts bytes of UTF-8; people count lines and columns, and editors
//! in JavaScript count UTF-16 code units. The conversions live here and nowhere else.

#![expect(
    clippy::inline_always,
    reason = "the module is compiled with little inlining; names are compared once per member"
)]

mod case;
mod line_index;
mod order;
mod pointer;
mod quote;
mod span;
mod utf16;
mod width;

pub use case::{Same, is_same_text, same, same_but_for_case};
pub(crate) use case::{is_same, same_bytes};
pub use line_index::{LineColumn, LineIndex};
pub use order::{sort_by_place, sorted_indices};
pub use pointer::Pointer;
pub use quote::{elided, is_plain, quoted, readable, readable_words, write_quoted};
pub use span::Span;
pub(crate) use utf16::are_ascii;
pub use utf16::{Utf16Table, from_utf16, is_ascii, utf16_length};
pub use width::columns;
