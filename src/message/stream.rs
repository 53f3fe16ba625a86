use core::fmt::Write;
use std::borrow::Cow;

use super::report::Report;
use super::validate::Options;
use crate::diagnostic::{Code, Diagnostic, Severity, write_json_array};
use crate::json::{
    Around, Break, Document, Limits, Piece, Row, RowSplitter, Tape, decode, find_root_string,
    unescape,
};
use crate::schema::Registry;
use crate::text::{Span, write_quoted};

/// Validates a stream of resources: NDJSON, a JSON array, or a ListResponse (RFC 7644 §3.4.2), told
/// apart by their first bytes. A byte order mark before them is skipped.
///
/// The stream comes in pieces that are cut anywhere. Memory is bounded by the longest row, and that
/// by the limit on documents. What surrounds the rows of a ListResponse is checked at its end, without
/// places, unless it takes more than 16 kB. A broken row
/// is reported, and the stream goes on: behind the line end in NDJSON, behind its closing bracket
/// elsewhere.
///
/// ```
/// use scimlens::message::{Options, Stream};
/// use scimlens::schema::Registry;
///
/// let registry = Registry::builtin();
/// let mut stream = Stream::new(Options::default(), Default::default());
/// let mut found = Vec::new();
/// for piece in ["[{\"userName\": \"mira\"", "}, {}, 7, {\"id\": \"2\", \"active\": tr", "ue]"] {
///     stream.push(piece.as_bytes(), &registry, &mut |row| found.push((row.number, row.id.map(String::from))));
/// }
/// stream.finish(&registry, &mut |row| found.push((row.number, row.id.map(String::from))));
/// assert_eq!(found, [(0, None), (1, None), (2, None), (3, Some("2".into()))]);
/// assert_eq!((stream.rows(), stream.invalid()), (4, 4));
/// ```
#[derive(Debug)]
pub struct Stream {
    splitter: RowSplitter,
    checker: Checker,
}

/// What was found about a row, or between rows.
#[derive(Debug)]
pub struct RowFindings<'r> {
    /// The number of the row, from 0. What is found between rows has the number of the row that
    /// follows, or would follow.
    pub number: u32,
    /// The line of the stream that the row begins in, from 1.
    pub line: u32,
    /// The column of that line in UTF-16 code units, from 1; `None` between rows, and where something
    /// else stands before the row in its line.
    pub column: Option<u32>,
    /// `id` of the resource, where it can be read.
    pub id: Option<Cow<'r, str>>,
    /// The text of the row, which places are counted in; empty between rows. Bytes that are no UTF-8
    /// are replaced. Of a row over the limit nothing is told.
    pub text: &'r str,
    /// The findings, in document order; at least one, unless the rows are only taken apart.
    pub diagnostics: Vec<Diagnostic>,
}

/// Takes the findings, row by row.
pub type FindingSink<'s> = dyn FnMut(RowFindings<'_>) + 's;

impl Stream {
    /// Nothing has been read yet. The limits are those of a row; no row has a current resource.
    pub fn new(options: Options<'static>, limits: Limits) -> Self {
        Self {
            splitter: RowSplitter::new(limits.bytes),
            checker: Checker {
                options,
                limits,
                tape: Tape::default(),
                validates: true,
                invalid: 0,
            },
        }
    }

    /// Takes the rows apart and hands on each of them. Nothing is found in them but what keeps them
    /// from being read as rows.
    pub fn of_rows(limits: Limits) -> Self {
        let mut stream = Self::new(Options::default(), limits);
        stream.checker.validates = false;
        stream
    }

    /// Reads the next piece of the stream. Rows without findings cost nothing but their check.
    pub fn push(&mut self, piece: &[u8], registry: &Registry, sink: &mut FindingSink<'_>) {
        let checker = &mut self.checker;
        self.splitter
            .push(piece, &mut |piece| checker.take(piece, registry, sink));
    }

    /// The stream has ended: checks what is left. What is pushed afterwards is not read.
    pub fn finish(&mut self, registry: &Registry, sink: &mut FindingSink<'_>) {
        let checker = &mut self.checker;
        self.splitter
            .finish(&mut |piece| checker.take(piece, registry, sink));
    }

    /// Rows so far.
    pub const fn rows(&self) -> u32 {
        self.splitter.rows()
    }

    /// Rows with an error so far, and places between rows with one: 0 means that all is well.
    pub const fn invalid(&self) -> u32 {
        self.checker.invalid
    }

    /// Bytes of memory that are held for the row at hand.
    pub const fn capacity(&self) -> usize {
        self.splitter.capacity()
    }
}

#[derive(Debug)]
struct Checker {
    options: Options<'static>,
    limits: Limits,
    /// One tape for all rows.
    tape: Tape,
    /// Otherwise the rows are handed on as they are.
    validates: bool,
    invalid: u32,
}

impl Checker {
    fn take(&mut self, piece: Piece<'_>, registry: &Registry, sink: &mut FindingSink<'_>) {
        match piece {
            Piece::Row(row) => self.check(&row, registry, sink),
            Piece::List(around) => self.list(&around, registry, sink),
            Piece::Break(Break { kind, index, line }) => self.tell(
                RowFindings {
                    number: index,
                    line,
                    column: None,
                    id: None,
                    text: "",
                    diagnostics: vec![kind.diagnose()],
                },
                sink,
            ),
        }
    }

    /// What a ListResponse says of itself, and of the rows that it had.
    fn list(&mut self, around: &Around<'_>, registry: &Registry, sink: &mut FindingSink<'_>) {
        if !self.validates || around.text.is_empty() {
            return;
        }
        let (text, _) = decode(around.text);
        let limits = Limits {
            bytes: u32::MAX,
            ..self.limits
        };
        let document = Document::read(&text, limits, core::mem::take(&mut self.tape));
        let report = Report::of_surroundings(&document, around.rows, registry, &self.options);
        self.tape = document.into_tape();
        if report.diagnostics.is_empty() {
            return;
        }
        let findings = RowFindings {
            number: around.index,
            line: around.line,
            column: None,
            id: None,
            text: "",
            diagnostics: report.diagnostics,
        };
        self.tell(findings, sink);
    }

    fn check(&mut self, row: &Row<'_>, registry: &Registry, sink: &mut FindingSink<'_>) {
        let (text, encoding) = decode(row.text);
        let mut diagnostics = match row.too_long {
            Some(length) => vec![too_long(length, self.limits.bytes)],
            None if self.validates => self.validate(&text, registry),
            None => Vec::new(),
        };
        if let Some(finding) = encoding.filter(|_| row.too_long.is_none()) {
            let at = diagnostics.partition_point(|other| other.span < finding.span);
            diagnostics.insert(at, finding);
        }
        if row.comma_missing {
            let message = "The comma between this row and the one before is missing.";
            let finding = Diagnostic::new(Code::JsonSyntax, message).at(Span::at(0));
            diagnostics.insert(0, finding);
        }
        if diagnostics.is_empty() && self.validates {
            return;
        }
        let findings = RowFindings {
            number: row.index,
            line: row.line,
            column: row.column,
            id: find_root_string(&text, "id").map(unescape),
            text: row.too_long.map_or(&text, |_| ""),
            diagnostics,
        };
        self.tell(findings, sink);
    }

    fn validate(&mut self, text: &str, registry: &Registry) -> Vec<Diagnostic> {
        let document = Document::read(text, self.limits, core::mem::take(&mut self.tape));
        let report = Report::of(&document, registry, &self.options);
        self.tape = document.into_tape();
        report.diagnostics
    }

    fn tell(&mut self, findings: RowFindings<'_>, sink: &mut FindingSink<'_>) {
        let is_error = |finding: &Diagnostic| finding.severity == Severity::Error;
        let invalid = findings.diagnostics.iter().any(is_error);
        self.invalid = self.invalid.saturating_add(u32::from(invalid));
        sink(findings);
    }
}

fn too_long(length: u64, limit: u32) -> Diagnostic {
    let message = format!("The row has {length} bytes; the limit is {limit}.");
    Diagnostic::new(Code::JsonSize, message)
        .at(Span::at(0))
        .help("Raise the limit `documentBytes`.")
}

impl RowFindings<'_> {
    /// Writes them as the `Finding` of the JavaScript API. Ranges are in UTF-16 code units of the
    /// text of the row.
    pub fn write_json(&self, out: &mut String) {
        // Writing to a String can't fail.
        let _ = write!(out, r#"{{"row":{},"line":{}"#, self.number, self.line);
        if let Some(column) = self.column {
            let _ = write!(out, r#","column":{column}"#);
        }
        if let Some(id) = &self.id {
            out.push_str(r#","id":"#);
            write_quoted(id, out);
        }
        out.push_str(r#","text":"#);
        write_quoted(self.text, out);
        out.push_str(r#","diagnostics":"#);
        write_json_array(&self.diagnostics, Some(self.text), out);
        out.push('}');
    }
}
