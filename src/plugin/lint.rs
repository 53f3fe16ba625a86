use super::refusal::Refusal;
use super::request::Members;
use super::toolkit::Toolkit;
use super::validate::{Asked, begin};
use crate::json::{Document, Tape};
use crate::lint::{self, lint};
use crate::message::{self, Report};
use crate::profile::{Profile, Target};

/// The members of a call that lints.
pub(super) const MEMBERS: &[&str] = &[
    "call", "toolkit", "document", "client", "target", "fixed", "format", "uri",
];

/// Lints a document, a request, an answer or a log: `{"valid", "counts", "diagnostics"}`, and where they
/// are asked for `fixed` and `rendered`.
pub(super) fn run(
    toolkit: &Toolkit,
    request: Members<'_>,
    out: &mut String,
) -> Result<(), Refusal> {
    let input = request.needed_document("document")?;
    let asked = Asked::of(request)?;
    let client = request.text("client")?;
    let client = client.map(|name| Profile::named(&name)).transpose()?;
    let target = request.text("target")?;
    let target = target.map(|id| Target::known(&id)).transpose()?;
    let options = lint::Options {
        profile: Some(client.as_ref().unwrap_or(&toolkit.profile)),
        target,
        json: toolkit.limits.json,
    };
    let registry = &toolkit.registry;
    let mut check = |text: &str| {
        if text.len() <= options.json.bytes as usize {
            return lint(text, registry, &options);
        }
        let none = Document::too_large(options.json, Tape::default());
        Report::of(&none, registry, &message::Options::default()).diagnostics
    };
    let found = check(&input.text);
    begin(&found, out);
    asked.end(&input, &found, &mut check, out);
    Ok(())
}
