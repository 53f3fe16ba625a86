use core::fmt::Write;

use super::counts::Counts;
use crate::diagnostic::{Diagnostic, Error, ScimType};
use crate::text::{Span, Utf16Table, write_quoted};

/// The findings as a JSON document: `{"valid", "counts", "diagnostics"}`.
///
/// Ranges are in UTF-16 code units of `text`; without a text there are no ranges and no fixes.
pub(super) fn render(diagnostics: &[Diagnostic], text: Option<&str>) -> String {
    let counts = Counts::of(diagnostics);
    let mut out = String::new();
    let _ = write!(
        out,
        r#"{{"valid":{},"counts":{{"error":{},"warning":{},"info":{}}},"diagnostics":"#,
        counts.error == 0,
        counts.error,
        counts.warning,
        counts.info
    );
    write_json_array(diagnostics, text, &mut out);
    out.push('}');
    out
}

/// Writes the findings as a JSON array of the `Diagnostic` of the JavaScript API. Ranges are in
/// UTF-16 code units of `text`; without a text there are no ranges and no fixes.
pub fn write_json_array(diagnostics: &[Diagnostic], text: Option<&str>, out: &mut String) {
    let table = text
        .filter(|_| !diagnostics.is_empty())
        .map(Utf16Table::new);
    out.push('[');
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        Writer {
            out,
            table: table.as_ref(),
        }
        .diagnostic(diagnostic);
    }
    out.push(']');
}

struct Writer<'w, 't> {
    out: &'w mut String,
    table: Option<&'w Utf16Table<'t>>,
}

impl Writer<'_, '_> {
    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        self.out.push_str(r#"{"code":"#);
        write_quoted(diagnostic.code.as_str(), self.out);
        self.text("severity", diagnostic.severity.as_str());
        self.text("message", &diagnostic.message);
        self.optional("help", diagnostic.help.as_deref());
        self.text("pointer", &diagnostic.pointer);
        self.optional("attribute", diagnostic.attribute.as_deref());
        if let Some((span, table)) = diagnostic.span.zip(self.table) {
            self.out.push(',');
            self.range(span, table);
        }
        self.optional("reference", diagnostic.reference);
        self.optional("rule", diagnostic.rule);
        self.optional("scimType", diagnostic.scim_type.map(ScimType::as_str));
        self.optional("quirk", diagnostic.quirk);
        if diagnostic.unverified {
            self.out.push_str(r#","unverified":true"#);
        }
        if let (Some(table), false) = (self.table, diagnostic.fixes.is_empty()) {
            self.fixes(diagnostic, table);
        }
        self.out.push('}');
    }

    fn fixes(&mut self, diagnostic: &Diagnostic, table: &Utf16Table<'_>) {
        self.out.push_str(r#","fixes":["#);
        for (index, fix) in diagnostic.fixes.iter().enumerate() {
            self.out.push_str(if index > 0 { "," } else { "" });
            self.out.push_str(r#"{"title":"#);
            write_quoted(&fix.title, self.out);
            self.text("safety", fix.safety.as_str());
            self.out.push_str(r#","edits":["#);
            for (index, edit) in fix.edits.iter().enumerate() {
                self.out.push_str(if index > 0 { ",{" } else { "{" });
                self.range(edit.span, table);
                self.text("text", &edit.text);
                self.out.push('}');
            }
            self.out.push_str("]}");
        }
        self.out.push(']');
    }

    fn range(&mut self, span: Span, table: &Utf16Table<'_>) {
        let (start, end) = (table.offset(span.start), table.offset(span.end));
        // Writing to a String can't fail.
        let _ = write!(self.out, r#""range":{{"start":{start},"end":{end}}}"#);
    }

    fn text(&mut self, name: &str, value: &str) {
        self.out.push_str(",\"");
        self.out.push_str(name);
        self.out.push_str("\":");
        write_quoted(value, self.out);
    }

    fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }
}

/// Writes an error as `{"status", "scimType", "detail", "range", "operation", "reference",
/// "rule", "expected"}`, what it doesn't have left out. The range is in UTF-16 code units of `text`; without a text there is none.
pub fn write_error_json(error: &Error, text: Option<&str>, out: &mut String) {
    // Writing to a String can't fail.
    let _ = write!(out, r#"{{"status":{}"#, error.status());
    let table = error.span().and(text).map(Utf16Table::new);
    let mut writer = Writer {
        out,
        table: table.as_ref(),
    };
    writer.optional("scimType", error.scim_type().map(ScimType::as_str));
    writer.text("detail", error.detail());
    if let Some((span, table)) = error.span().zip(writer.table) {
        writer.out.push(',');
        writer.range(span, table);
    }
    if let Some(operation) = error.operation() {
        let _ = write!(writer.out, r#","operation":{operation}"#);
    }
    writer.optional("reference", error.reference());
    writer.optional("rule", error.rule());
    if !error.expected().is_empty() {
        writer.out.push_str(r#","expected":["#);
        for (index, expected) in error.expected().iter().enumerate() {
            writer.out.push_str(if index > 0 { "," } else { "" });
            write_quoted(expected, writer.out);
        }
        writer.out.push(']');
    }
    writer.out.push('}');
}
