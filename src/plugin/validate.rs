use core::fmt::Write;

use super::refusal::Refusal;
use super::request::{Input, Members};
use super::toolkit::Toolkit;
use crate::diagnostic::{Counts, Diagnostic, Format, fix_until_done, render, write_json_array};
use crate::json::{Document, write_string};
use crate::message::Report;

/// The members of a call that validates.
pub(super) const MEMBERS: &[&str] = &[
    "call",
    "toolkit",
    "document",
    "kind",
    "resourceType",
    "operation",
    "unknown",
    "current",
    "fixed",
    "format",
    "uri",
];

/// Validates a document: `{"valid", "counts", "kind", "resourceType", "diagnostics"}`, and where they
/// are asked for `fixed` and `rendered`.
pub(super) fn validate(
    toolkit: &Toolkit,
    request: Members<'_>,
    out: &mut String,
) -> Result<(), Refusal> {
    let registry = &toolkit.registry;
    let input = request.needed_document("document")?;
    let asked = Asked::of(request)?;
    let mut options = request.validation(registry, &toolkit.profile)?;
    let current = request.document("current")?;
    let current = toolkit.current(current.as_ref().map(|input| &*input.text))?;
    options.resource.current = current.as_ref().and_then(Document::root);
    let report = |text: &str| Report::of(&toolkit.parse(text), registry, &options);
    let Report {
        diagnostics,
        outcome,
    } = report(&input.text);
    begin(&diagnostics, out);
    // Writing to a String can't fail.
    let _ = write!(out, r#","kind":"{}""#, outcome.kind.as_str());
    if let Some(view) = outcome.resource_type.and_then(|id| registry.view(id)) {
        out.push_str(r#","resourceType":"#);
        write_string(&view.resource_type().name, out);
    }
    asked.end(
        &input,
        &diagnostics,
        &mut |text| report(text).diagnostics,
        out,
    );
    Ok(())
}

/// What is asked for beside the findings.
pub(super) struct Asked<'r> {
    fixed: bool,
    format: Option<Format>,
    uri: Option<std::borrow::Cow<'r, str>>,
}

impl<'r> Asked<'r> {
    pub(super) fn of(request: Members<'r>) -> Result<Self, Refusal> {
        let formats = Format::ALL.map(|format| (format.as_str(), format));
        Ok(Self {
            fixed: request.flag("fixed")?.unwrap_or_default(),
            format: request.one_of("format", &formats)?,
            uri: request.text("uri")?,
        })
    }

    /// Writes the findings and what was asked for beside them, and ends the report.
    pub(super) fn end(
        &self,
        input: &Input<'_>,
        found: &[Diagnostic],
        check: &mut dyn FnMut(&str) -> Vec<Diagnostic>,
        out: &mut String,
    ) {
        let positions = input.positions();
        out.push_str(r#","diagnostics":"#);
        write_json_array(found, positions, out);
        if self.fixed {
            out.push_str(r#","fixed":"#);
            write_string(&fix_until_done(&input.text, check), out);
        }
        if let Some(format) = self.format {
            out.push_str(r#","rendered":"#);
            let rendered = render(format, found, positions, self.uri.as_deref());
            write_string(&rendered, out);
        }
        out.push('}');
    }
}

/// Begins a report: whether there is no error, and how many findings there are of each severity.
pub(super) fn begin(found: &[Diagnostic], out: &mut String) {
    let Counts {
        error,
        warning,
        info,
    } = Counts::of(found);
    let valid = error == 0;
    // Writing to a String can't fail.
    let _ = write!(
        out,
        r#"{{"valid":{valid},"counts":{{"error":{error},"warning":{warning},"info":{info}}}"#
    );
}
