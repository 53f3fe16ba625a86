use core::fmt::Write;

use wasm_bindgen::JsValue;

use crate::diagnostic::{Error, ScimType, Severity, write_error_json, write_json_array};
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

/// Schemas or resource types that can't be loaded: what is wrong with them in one sentence each,
/// and `documents`, which has the findings in each as
/// `{"option", "index", "diagnostics"}`.
pub(super) fn unloadable(refused: &Refused, schemas: &[String], types: &[String]) -> JsValue {
    let errors = refused.documents.iter().flatten();
    let errors = errors.filter(|finding| finding.severity == Severity::Error);
    let sentences = errors.map(|finding| match finding.pointer.as_str() {
        "" => finding.message.clone(),
        pointer => format!("{pointer}: {}", finding.message),
    });
    let detail = sentences.collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    write_error_json(&Error::new(ScimType::InvalidValue, detail), None, &mut out);
    out.pop();
    out.push_str(r#","documents":["#);
    let schemas = schemas.iter().enumerate().map(|given| ("schemas", given));
    let types = types
        .iter()
        .enumerate()
        .map(|given| ("resourceTypes", given));
    let given = schemas.chain(types);
    let mut begun = false;
    for ((option, (index, text)), found) in given.zip(&refused.documents) {
        if found.is_empty() {
            continue;
        }
        out.push_str(if core::mem::replace(&mut begun, true) {
            ","
        } else {
            ""
        });
        // Writing to a String can't fail.
        let _ = write!(
            out,
            r#"{{"option":"{option}","index":{index},"diagnostics":"#
        );
        write_json_array(found, Some(text), &mut out);
        out.push('}');
    }
    out.push_str("]}");
    JsValue::from_str(&out)
}
