use super::node::Kind;
use super::value::Value;

pub use crate::text::write_quoted as write_string;

/// Writes a value without white space between its tokens. Strings and numbers stay as they were
/// written, escapes included. `spaced` says whether the document has white space between tokens:
/// where it has none, the text is copied as a whole.
///
/// Recursion is as deep as the value, whose depth is limited.
pub fn write_compact(value: Value<'_>, spaced: bool, out: &mut String) {
    if !spaced {
        out.push_str(value.source());
        return;
    }
    match value.kind() {
        Kind::Array => {
            out.push('[');
            for (index, element) in value.elements().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_compact(element, spaced, out);
            }
            out.push(']');
        }
        Kind::Object => {
            out.push('{');
            for (index, (key, member)) in value.members().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(key.span().of(value.document_text()));
                out.push(':');
                write_compact(member, spaced, out);
            }
            out.push('}');
        }
        _ => out.push_str(value.source()),
    }
}
