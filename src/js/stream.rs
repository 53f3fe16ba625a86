use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::engine::Engine;
use crate::message::Stream;

/// A stream of resources under validation.
#[wasm_bindgen]
pub struct StreamHandle(Stream);

#[wasm_bindgen]
impl StreamHandle {
    /// Begins a stream.
    #[wasm_bindgen(constructor)]
    pub fn new(engine: &Engine, options: JsValue) -> Result<Self, JsValue> {
        let (options, limits) = engine.stream_options(options)?;
        Ok(Self(Stream::new(options, limits)))
    }

    /// Begins a stream whose rows are taken apart and not checked.
    #[wasm_bindgen(js_name = ofRows)]
    pub fn of_rows(engine: &Engine) -> Self {
        Self(Stream::of_rows(engine.json_limits()))
    }

    /// Reads the piece in slot 0 and returns what was found as a JSON array; nothing where nothing
    /// was.
    pub fn push(&mut self, engine: &Engine, length: usize) -> Option<String> {
        let mut out = String::new();
        let (piece, registry) = engine.piece(length);
        self.0.push(piece, registry, &mut |row| {
            out.push(if out.is_empty() { '[' } else { ',' });
            row.write_json(&mut out);
        });
        (!out.is_empty()).then(|| out + "]")
    }

    /// How many rows have been read.
    pub fn rows(&self) -> u32 {
        self.0.rows()
    }

    /// Ends the stream: `{"rows", "invalid", "findings"}`, with what was still to be found.
    pub fn finish(&mut self, engine: &Engine) -> String {
        let mut found = String::new();
        let (_, registry) = engine.piece(0);
        self.0.finish(registry, &mut |row| {
            found.push_str(if found.is_empty() { "" } else { "," });
            row.write_json(&mut found);
        });
        let (rows, invalid) = (self.0.rows(), self.0.invalid());
        format!(r#"{{"rows":{rows},"invalid":{invalid},"findings":[{found}]}}"#)
    }
}
