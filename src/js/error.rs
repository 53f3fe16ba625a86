use core::fmt::Write;

use wasm_bindgen::JsValue;

use crate::diagnostic::{Diagnostic, Error, ScimType};
use crate::text::{Utf16Table, write_quoted};

/// An error as JavaScript gets it: a string of JSON that the wrapper turns into a `ScimError`.
/// `text` is what the error's place counts in; without it the place is left out.
pub(super) fn thrown(error: &Error, text: Option<&str>) -> JsValue {
    let mut out = format!(r#"{{"status":{}"#, error.status());
    if let Some(scim_type) = error.scim_type() {
        member("scimType", scim_type.as_str(), &mut out);
    }
    member("detail", error.detail(), &mut out);
    if let Some((span, text)) = error.span().zip(text) {
        let table = Utf16Table::new(text);
        let (start, end) = (table.offset(span.start), table.offset(span.end));
        // Writing to a String can't fail.
        let _ = write!(out, r#","range":{{"start":{start},"end":{end}}}"#);
    }
    if let Some(operation) = error.operation() {
        let _ = write!(out, r#","operation":{operation}"#);
    }
    if !error.expected().is_empty() {
        out.push_str(r#","expected":["#);
        for (index, expected) in error.expected().iter().enumerate() {
            out.push_str(if index > 0 { "," } else { "" });
            write_quoted(expected, &mut out);
        }
        out.push(']');
    }
    out.push('}');
    JsValue::from_str(&out)
}

/// Options or documents that can't be used.
pub(super) fn unusable(detail: &str) -> JsValue {
    thrown(&Error::new(ScimType::InvalidValue, detail), None)
}

/// Schemas or resource types that can't be loaded: all that is wrong with them, in one sentence
/// each.
pub(super) fn unloadable(found: &[Diagnostic]) -> JsValue {
    let sentences = found.iter().map(|finding| match finding.pointer.as_str() {
        "" => finding.message.clone(),
        pointer => format!("{pointer}: {}", finding.message),
    });
    unusable(&sentences.collect::<Vec<_>>().join(" "))
}

fn member(name: &str, value: &str, out: &mut String) {
    // Writing to a String can't fail.
    let _ = write!(out, r#","{name}":"#);
    write_quoted(value, out);
}
