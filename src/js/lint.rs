use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::engine::Engine;
use super::error::{thrown, unusable};
use crate::diagnostic::{Counts, Error, Format, fix_all, render, write_json_array};
use crate::json::{Document, Tape, decode};
use crate::lint::{self, lint, recognise};
use crate::message::{self, Report};
use crate::profile::{Profile, Target, write_profiles, write_targets};

/// More rounds than any text needs whose fixes don't undo each other.
const ROUNDS: usize = 16;

#[wasm_bindgen]
impl Engine {
    /// Lints the text in slot 0, in the profile `client`, for the application `target`. What comes
    /// back depends on `format`: "" for a line "errors warnings infos" and a JSON array of findings;
    /// "fixed" for the text with all safe fixes applied; or a format of reports. Without `positions`
    /// findings have no places; `uri` says to SARIF where the text is kept.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "what may be missing can't be borrowed from JavaScript"
    )]
    pub fn lint(
        &mut self,
        length: usize,
        client: Option<String>,
        target: Option<String>,
        format: &str,
        positions: bool,
        uri: Option<String>,
    ) -> Result<String, JsValue> {
        let refused = |error: Error| thrown(&error, None);
        let named = client.map(|name| Profile::named(&name)).transpose();
        let named = named.map_err(refused)?;
        let target = target.map(|id| Target::known(&id)).transpose();
        let options = lint::Options {
            profile: Some(named.as_ref().unwrap_or(&self.profile)),
            target: target.map_err(refused)?,
            json: self.json_limits(),
        };
        let (text, defect) = decode(self.piece(length).0);
        let too_long = length > options.json.bytes as usize;
        if format == "fixed" {
            return Ok(self.mended(text.into_owned(), &options));
        }
        let mut found = if too_long {
            let none = Document::too_large(options.json, Tape::default());
            Report::of(&none, &self.registry, &message::Options::default()).diagnostics
        } else {
            lint(&text, &self.registry, &options)
        };
        if let Some(finding) = defect {
            let at = found.partition_point(|other| other.span < finding.span);
            found.insert(at, finding);
        }
        let text = positions.then_some(&*text);
        if format.is_empty() {
            let Counts {
                error,
                warning,
                info,
            } = Counts::of(&found);
            let mut out = format!("{error} {warning} {info}\n");
            write_json_array(&found, text, &mut out);
            return Ok(out);
        }
        let Some(format) = Format::named(format) else {
            let known = Format::ALL.map(Format::as_str).join(", ");
            return Err(unusable(&format!(
                "There is no format \"{format}\": use one of {known}."
            )));
        };
        Ok(render(format, &found, text, uri.as_deref()))
    }
}

#[wasm_bindgen]
impl Engine {
    /// Who may have sent the request, or the log, in slot 0: a JSON array.
    pub fn recognise(&mut self, length: usize) -> String {
        let (text, _) = decode(self.piece(length).0);
        let candidates = recognise(&text, &self.registry, self.json_limits());
        let mut out = String::from("[");
        for (index, candidate) in candidates.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            candidate.write(&mut out);
        }
        out.push(']');
        out
    }

    /// The profiles that there are: a JSON array.
    pub fn profiles(&self) -> String {
        let mut out = String::new();
        write_profiles(&mut out);
        out
    }

    /// The applications that there are: a JSON array.
    pub fn targets(&self) -> String {
        let mut out = String::new();
        write_targets(&mut out);
        out
    }
}

impl Engine {
    /// The text with all safe fixes applied. A loop of its own: what is handed on as a function stays
    /// in the smaller module, with all that it calls.
    fn mended(&self, text: String, options: &lint::Options<'_>) -> String {
        let mut text = text;
        for _ in 0..ROUNDS {
            let mended = fix_all(&text, &lint(&text, &self.registry, options));
            if mended == text {
                break;
            }
            text = mended;
        }
        text
    }
}
