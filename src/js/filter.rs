use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::engine::Engine;
use super::error::{thrown, unusable};
use super::object::{Names, ObjectView, Reading};
use crate::diagnostic::{Error, ScimType};
use crate::filter::{Filter, Predicate, write_tree};
use crate::text::write_quoted;

/// A parsed and compiled filter.
#[wasm_bindgen]
pub struct FilterHandle {
    filter: Filter,
    predicate: Predicate,
    names: Names,
}

impl FilterHandle {
    pub(super) fn new(filter: Filter, predicate: Predicate) -> Self {
        Self {
            filter,
            predicate,
            names: Names::default(),
        }
    }
}

#[wasm_bindgen]
impl FilterHandle {
    /// The tree, as JSON; ranges in UTF-16 code units.
    pub fn ast(&self) -> String {
        let mut out = String::new();
        write_tree(&self.filter, &mut out);
        out
    }

    /// The canonical text.
    pub fn print(&self) -> String {
        self.filter.to_string()
    }

    /// The attributes that it reads, as a JSON array.
    pub fn attributes(&self) -> String {
        let mut out = String::from("[");
        for (index, attribute) in self.predicate.attributes().iter().enumerate() {
            out.push_str(if index > 0 { "," } else { "" });
            write_quoted(attribute, &mut out);
        }
        out.push(']');
        out
    }

    /// Whether the resource matches whose text is in the engine's slot 0.
    pub fn matches(&self, engine: &mut Engine, length: usize) -> Result<bool, JsValue> {
        engine.with_sound_document(length, |document| {
            if let Some(defect) = document
                .defects()
                .iter()
                .find(|defect| defect.kind.is_syntax())
            {
                let found = defect.diagnose(document.text()).message;
                let detail = format!("The resource is not JSON: {found}");
                let error = Error::new(ScimType::InvalidSyntax, detail).at(defect.span);
                return Err(thrown(&error, Some(document.text())));
            }
            let root = document
                .root()
                .ok_or_else(|| unusable("The resource is empty."))?;
            Ok(self.predicate.matches(&root))
        })
    }

    /// Whether a JavaScript object matches, read in place. What the object's own code throws comes
    /// out as an array of one.
    #[wasm_bindgen(js_name = matchesObject)]
    pub fn matches_object(&self, resource: JsValue) -> Result<bool, JsValue> {
        let reading = Reading::new(&self.names);
        let matches = self.predicate.matches(&ObjectView::new(resource, &reading));
        reading.into_failure().map_or(Ok(matches), Err)
    }
}
