use wasm_bindgen::JsValue;

use crate::diagnostic::{Error, ScimType, write_error_json};
use crate::message::Refused;

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

/// Schemas or resource types that can't be loaded, with what was found in each document.
pub(super) fn unloadable(refused: &Refused, schemas: &[String], types: &[String]) -> JsValue {
    let mut out = String::new();
    refused.write(schemas, types, &mut out);
    JsValue::from_str(&out)
}
