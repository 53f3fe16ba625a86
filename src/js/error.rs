use wasm_bindgen::JsValue;

use crate::diagnostic::{Diagnostic, Error, ScimType, write_error_json};

/// An error as JavaScript gets it: a string of JSON that the wrapper turns into a `ScimError`.
/// `text` is what the error's place counts in; without it the place is left out.
pub(super) fn thrown(error: &Error, text: Option<&str>) -> JsValue {
    let mut out = String::new();
    write_error_json(error, text, &mut out);
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
