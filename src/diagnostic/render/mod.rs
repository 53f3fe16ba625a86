//! Findings as text for people, and as JSON for programs.

mod counts;
mod excerpt;
mod json;
mod markdown;
mod sarif;
mod text;

pub use counts::Counts;
pub use json::{write_error_json, write_json_array};

use crate::diagnostic::Diagnostic;

/// How findings can be written out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For a terminal.
    Text,
    /// For programs: the findings of the JavaScript API.
    Json,
    /// For tools: SARIF 2.1.0.
    Sarif,
    /// For issues and comments.
    Markdown,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Text, Self::Json, Self::Sarif, Self::Markdown];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Markdown => "markdown",
        }
    }

    /// The format of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// The findings about `text` in a format. Without a text there are no places in it. `uri` says to
/// SARIF where the text is kept.
pub fn render(
    format: Format,
    diagnostics: &[Diagnostic],
    text: Option<&str>,
    uri: Option<&str>,
) -> String {
    match format {
        Format::Text => text::render(diagnostics, text),
        Format::Json => json::render(diagnostics, text),
        Format::Sarif => sarif::render(diagnostics, text, uri),
        Format::Markdown => markdown::render(diagnostics, text),
    }
}

/// The findings for a terminal: sentence, place, the line with the place marked, help.
pub fn render_text(diagnostics: &[Diagnostic], text: &str) -> String {
    render(Format::Text, diagnostics, Some(text), None)
}

/// The findings as a JSON document: `{"valid", "counts", "diagnostics"}`. Ranges are in UTF-16 code
/// units of `text`.
pub fn render_json(diagnostics: &[Diagnostic], text: &str) -> String {
    render(Format::Json, diagnostics, Some(text), None)
}
