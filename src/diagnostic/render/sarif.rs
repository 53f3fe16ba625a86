use core::fmt::Write;

use crate::diagnostic::{CODES, CodeInfo, Diagnostic, Fix, ScimType, Severity};
use crate::text::{LineIndex, Span, Utf16Table, write_quoted};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The findings as a SARIF 2.1.0 log of one run. Every code is a rule, in the order of [`CODES`], so
/// that `ruleIndex` says the same for all documents. Regions have lines and columns in UTF-16 code
/// units; fixes are replacements.
///
/// `uri` says where the text is kept: a URI, or a path relative to the root of a repository; what
/// can't stand in a URI is percent-encoded. Tools that show findings beside files need it. Without
/// a text there are no regions and no fixes.
pub(super) fn render(diagnostics: &[Diagnostic], text: Option<&str>, uri: Option<&str>) -> String {
    let places = text.map(|text| Places {
        text,
        index: LineIndex::new(text),
        units: Utf16Table::new(text),
    });
    let mut log = Log {
        out: String::new(),
        places,
        uri: uri.map(encoded),
    };
    log.begin('{');
    log.text("$schema", SCHEMA);
    log.text("version", "2.1.0");
    log.list("runs", &mut |log| {
        log.begin('{');
        log.driver();
        // As texts are split here.
        log.list("newlineSequences", &mut |log| {
            for ending in ["\r\n", "\n", "\r"] {
                log.value(ending);
            }
        });
        log.text("columnKind", "utf16CodeUnits");
        log.artifact();
        log.list("results", &mut |log| {
            for diagnostic in diagnostics {
                log.result(diagnostic);
            }
        });
        log.end('}');
    });
    log.end('}');
    log.out
}

struct Places<'t> {
    text: &'t str,
    index: LineIndex,
    units: Utf16Table<'t>,
}

impl Places<'_> {
    /// Line and column, both from 1. A byte order mark isn't counted.
    fn locate(&self, offset: u32) -> (u32, u32) {
        let line = self.index.locate(self.text, offset).line;
        let start = self.index.line_span(self.text, line).start;
        let mark = u32::from(start == 0 && offset > 0 && self.text.starts_with('\u{feff}'));
        let column = self.units.offset(offset) - self.units.offset(start);
        (line, column.saturating_sub(mark) + 1)
    }
}

/// JSON under construction: a comma is written wherever one is due.
struct Log<'t> {
    out: String,
    places: Option<Places<'t>>,
    uri: Option<String>,
}

impl Log<'_> {
    fn comma(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(['{', '[', ':']) {
            self.out.push(',');
        }
    }

    fn begin(&mut self, bracket: char) {
        self.comma();
        self.out.push(bracket);
    }

    fn end(&mut self, bracket: char) {
        self.out.push(bracket);
    }

    fn value(&mut self, text: &str) {
        self.comma();
        write_quoted(text, &mut self.out);
    }

    fn name(&mut self, name: &str) {
        self.value(name);
        self.out.push(':');
    }

    fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        self.value(text);
    }

    fn number(&mut self, name: &str, number: usize) {
        self.name(name);
        // Writing to a String can't fail.
        let _ = write!(self.out, "{number}");
    }

    fn object(&mut self, name: &str, members: &mut dyn FnMut(&mut Self)) {
        self.name(name);
        self.begin('{');
        members(self);
        self.end('}');
    }

    fn list(&mut self, name: &str, elements: &mut dyn FnMut(&mut Self)) {
        self.name(name);
        self.begin('[');
        elements(self);
        self.end(']');
    }

    fn message(&mut self, name: &str, text: &str) {
        self.object(name, &mut |log| log.text("text", text));
    }

    fn driver(&mut self) {
        self.object("tool", &mut |log| {
            log.object("driver", &mut |log| {
                log.text("name", "scimlens");
                log.text("semanticVersion", env!("CARGO_PKG_VERSION"));
                log.list("rules", &mut |log| {
                    for (_, info) in CODES {
                        log.rule(info);
                    }
                });
            });
        });
    }

    fn rule(&mut self, info: &CodeInfo) {
        self.begin('{');
        self.text("id", info.text);
        self.text("name", &pascal_case(info.text));
        self.message("shortDescription", info.meaning);
        self.object("help", &mut |log| {
            let help = rule_help(info);
            log.text("text", &help);
            log.text("markdown", &help);
        });
        self.object("defaultConfiguration", &mut |log| {
            log.text("level", level(info.severity));
        });
        self.object("properties", &mut |log| {
            let area = info.text.split('/').next().unwrap_or_default();
            log.list("tags", &mut |log| {
                log.value("scim");
                log.value(area);
            });
        });
        self.end('}');
    }

    fn artifact(&mut self) {
        self.list("artifacts", &mut |log| {
            log.begin('{');
            if let Some(uri) = log.uri.take() {
                log.object("location", &mut |log| log.text("uri", &uri));
                log.uri = Some(uri);
            }
            if let Some(length) = log.places.as_ref().map(|places| places.text.len()) {
                log.number("length", length);
            }
            log.text("mimeType", "application/scim+json");
            log.text("encoding", "UTF-8");
            log.list("roles", &mut |log| log.value("analysisTarget"));
            log.end('}');
        });
    }

    fn artifact_location(&mut self) {
        self.object("artifactLocation", &mut |log| {
            if let Some(uri) = log.uri.take() {
                log.text("uri", &uri);
                log.uri = Some(uri);
            }
            log.number("index", 0);
        });
    }

    fn result(&mut self, diagnostic: &Diagnostic) {
        self.begin('{');
        self.text("ruleId", diagnostic.code.as_str());
        self.number("ruleIndex", diagnostic.code as usize);
        self.text("level", level(diagnostic.severity));
        match &diagnostic.help {
            Some(help) => self.message("message", &format!("{} {help}", diagnostic.message)),
            None => self.message("message", &diagnostic.message),
        }
        self.list("locations", &mut |log| {
            log.begin('{');
            log.object("physicalLocation", &mut |log| {
                log.artifact_location();
                if let Some(span) = diagnostic.span {
                    log.region("region", span);
                }
            });
            log.list("logicalLocations", &mut |log| {
                log.begin('{');
                log.text("fullyQualifiedName", &diagnostic.pointer);
                log.end('}');
            });
            log.end('}');
        });
        let mendable =
            self.places.is_some() && diagnostic.fixes.iter().any(|fix| !fix.edits.is_empty());
        if mendable {
            self.list("fixes", &mut |log| {
                for fix in diagnostic.fixes.iter().filter(|fix| !fix.edits.is_empty()) {
                    log.fix(fix);
                }
            });
        }
        self.object("properties", &mut |log| log.facts(diagnostic));
        self.end('}');
    }

    fn facts(&mut self, diagnostic: &Diagnostic) {
        self.text("pointer", &diagnostic.pointer);
        for (name, fact) in [
            ("attribute", diagnostic.attribute.as_deref()),
            ("reference", diagnostic.reference),
            ("rule", diagnostic.rule),
            ("scimType", diagnostic.scim_type.map(ScimType::as_str)),
        ] {
            if let Some(fact) = fact {
                self.text(name, fact);
            }
        }
    }

    fn fix(&mut self, fix: &Fix) {
        self.begin('{');
        self.message("description", &fix.title);
        self.list("artifactChanges", &mut |log| {
            log.begin('{');
            log.artifact_location();
            log.list("replacements", &mut |log| {
                for edit in &fix.edits {
                    log.begin('{');
                    log.region("deletedRegion", edit.span);
                    if !edit.text.is_empty() {
                        log.message("insertedContent", &edit.text);
                    }
                    log.end('}');
                }
            });
            log.end('}');
        });
        self.object("properties", &mut |log| {
            log.text("safety", fix.safety.as_str());
        });
        self.end('}');
    }

    fn region(&mut self, name: &str, span: Span) {
        let Some(places) = &self.places else {
            return;
        };
        let (start, end) = (
            places.locate(span.start),
            places.locate(span.end.max(span.start)),
        );
        self.object(name, &mut |log| {
            for (name, number) in [
                ("startLine", start.0),
                ("startColumn", start.1),
                ("endLine", end.0),
                ("endColumn", end.1),
            ] {
                log.number(name, number as usize);
            }
        });
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule_help(info: &CodeInfo) -> String {
    let mut help = info.meaning.to_owned();
    // Writing to a String can't fail.
    if let Some(reference) = info.reference {
        let _ = write!(help, " See {reference}.");
    }
    if let Some(scim_type) = info.scim_type {
        let keyword = scim_type.as_str();
        let _ = write!(
            help,
            " A service provider answers with the error `{keyword}`."
        );
    }
    help
}

/// The code "json/lone-surrogate" as `JsonLoneSurrogate`.
fn pascal_case(code: &str) -> String {
    let mut name = String::with_capacity(code.len());
    for word in code.split(['/', '-']) {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// A URI reference with what can't stand in it percent-encoded (RFC 3986 §2). A percent sign stays.
fn encoded(uri: &str) -> String {
    let mut out = String::with_capacity(uri.len());
    for byte in uri.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'%' | b':' | b'/' | b'?' | b'#' | b'@' | b'!' | b'$'
            | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' => {
                out.push(char::from(byte));
            }
            _ => {
                // Writing to a String can't fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Edit};
    use serde_json::{Value, json};

    fn run(diagnostics: &[Diagnostic], text: Option<&str>, uri: Option<&str>) -> Value {
        let log: Value = serde_json::from_str(&render(diagnostics, text, uri)).unwrap();
        log["runs"][0].clone()
    }

    #[test]
    fn rules_stand_where_their_index_says() {
        let findings: Vec<_> = CODES
            .iter()
            .map(|(code, _)| Diagnostic::new(*code, "x"))
            .collect();
        let run = run(&findings, None, None);
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), CODES.len());
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
        assert_eq!(rules[0]["name"], "JsonSyntax");
    }

    #[test]
    fn regions_count_utf16_and_no_byte_order_mark() {
        let text = "\u{feff}{\r\n  \"é😀\": x,\r\n}";
        let at = |needle: &str| {
            let start = u32::try_from(text.find(needle).unwrap()).unwrap();
            Span::new(start, start + u32::try_from(needle.len()).unwrap())
        };
        let finding = Diagnostic::new(Code::JsonSyntax, "x").at(at("x")).safe_fix(
            "Mend it",
            vec![Edit::delete(at("{\r\n")), Edit::insert(at("x").start, "\"")],
        );
        let run = run(&[finding], Some(text), Some("data/mira é.json"));
        let result = &run["results"][0];
        let region = |start: [u32; 2], end: [u32; 2]| json!({ "startLine": start[0], "startColumn": start[1], "endLine": end[0], "endColumn": end[1] });
        assert_eq!(
            result["locations"][0]["physicalLocation"],
            json!({
                "artifactLocation": { "uri": "data/mira%20%C3%A9.json", "index": 0 },
                "region": region([2, 10], [2, 11]),
            })
        );
        assert_eq!(
            result["fixes"][0]["artifactChanges"][0]["replacements"],
            json!([
                { "deletedRegion": region([1, 1], [2, 1]) },
                { "deletedRegion": region([2, 10], [2, 10]), "insertedContent": { "text": "\"" } },
            ])
        );
        assert_eq!(
            run["artifacts"][0]["location"]["uri"],
            "data/mira%20%C3%A9.json"
        );
    }
}
