use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic};
use crate::text::Span;

/// Bytes as text. Those that are no UTF-8 become U+FFFD, and there is a finding for them, at the
/// first of these characters.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<Diagnostic>) {
    match core::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(error) => {
            let finding = encoding_defect(bytes, error.valid_up_to());
            (String::from_utf8_lossy(bytes), Some(finding))
        }
    }
}

fn encoding_defect(bytes: &[u8], at: usize) -> Diagnostic {
    let utf16 = matches!(bytes.first_chunk::<2>(), Some([0xFF, 0xFE] | [0xFE, 0xFF]));
    let message = if utf16 {
        "The bytes are UTF-16; SCIM is UTF-8.".to_owned()
    } else {
        format!("The byte at offset {at} is not UTF-8.")
    };
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    let replacement = Span::new(at, at.saturating_add(3));
    Diagnostic::new(Code::JsonEncoding, message).at(replacement)
}
