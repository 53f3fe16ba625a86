//! Every code has an example (`tests/diagnostics.jsonl`) that is run here, and docs/diagnostics.md is
//! written from the table of codes and the examples: `cargo xtask docs`.
//!
//! An example is a line of JSON: `code`, and one of
//! - `input`: a document, with `options` as `validate` takes them; `latin1` where its bytes are
//!   Latin-1,
//! - `load`: a schema document to be loaded,
//! - `filter`, with `resourceType`: a filter to be checked,
//! - `request`, with `resource`: a PATCH request to be applied.
//!
//! `scim` has the options of the toolkit. `repeat` (`text`, `times`) says what the `…` in a text
//! stands for; a `#` in it counts. `with` names the codes that the example can't be had without.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use scimlens::diagnostic::{CODES, CodeInfo, Diagnostic, Fix, apply_edits, render_text};
use scimlens::filter::{self, diagnose};
use scimlens::json::{self, Document, Tape, decode};
use scimlens::message::{DocumentKind, Options, RegistryBuilder, Report};
use scimlens::patch;
use scimlens::profile::Profile;
use scimlens::resource::{Operation, says_type};
use scimlens::schema::Registry;
use serde_json::Value;

/// The areas of codes, and what they are about.
const AREAS: &[(&str, &str)] = &[
    (
        "json",
        "The text as JSON (RFC 8259), before anything is known of SCIM.",
    ),
    (
        "schema",
        "A resource against the schemas of its resource type (RFC 7643).",
    ),
    (
        "definition",
        "Schemas and resource types themselves (RFC 7643 §6, §7).",
    ),
    (
        "message",
        "Messages: lists, queries, bulk requests, errors (RFC 7644, RFC 9865).",
    ),
    (
        "filter",
        "Filters (RFC 7644 §3.4.2.2), alone and inside documents.",
    ),
    (
        "patch",
        "PATCH requests (RFC 7644 §3.5.2), checked or applied.",
    ),
];

const INTRODUCTION: &str = "\
# Diagnostics

Every finding has a code, which stays the same from version to version. Each is listed here with an
example that triggers it, what is reported, and what a fix makes of it. The examples are run by the
tests.

A finding of severity *error* is against a rule: a strict service provider refuses the document. A
*warning* is legal or tolerated, and likely not meant. An *info* is worth knowing. Rules are those of
the catalogue, `tests/rules.json`; the keyword is the `scimType` that a service provider answers
with. A *safe* fix keeps the meaning that the sender can only have had, and `fixed()` applies it; an
*unsafe* one is a suggestion.

The codes of the lint have a page of their own: [lint](lint.md).

This file is written by `cargo xtask docs`.
";

/// Settings that are documents themselves.
const LONG: &[(&str, &str)] = &[
    ("schemas", "the schema"),
    ("resourceTypes", "the resource type"),
    ("resource", "the resource"),
    ("current", "the stored resource"),
];

/// An option as JavaScript writes it.
fn member(name: &str, value: &Value) -> String {
    match value.as_object() {
        None => format!("{name}: {value}"),
        Some(object) => {
            let members: Vec<_> = object
                .iter()
                .map(|(name, value)| member(name, value))
                .collect();
            format!("{name}: {{ {} }}", members.join(", "))
        }
    }
}

fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

struct Example {
    line: Value,
}

impl Example {
    fn member(&self, name: &str) -> Option<&str> {
        self.line[name].as_str()
    }

    /// The text that the finding is about, as it is shown.
    fn shown(&self) -> &str {
        let members = ["input", "load", "filter", "request"];
        members
            .into_iter()
            .find_map(|name| self.member(name))
            .unwrap_or_else(|| panic!("the example {} has none of {members:?}", self.line))
    }

    /// The same with its repetitions.
    fn text(&self) -> String {
        let repeat = &self.line["repeat"];
        let Some(text) = repeat["text"].as_str() else {
            return self.shown().to_owned();
        };
        let times = repeat["times"].as_u64().unwrap();
        let repeated = (0..times).map(|count| text.replace('#', &count.to_string()));
        self.shown().replace('…', &repeated.collect::<String>())
    }

    fn number(&self, limit: &str) -> Option<u32> {
        let limit = self.line["scim"]["limits"][limit].as_u64();
        limit.map(|limit| u32::try_from(limit).unwrap())
    }

    /// What is found, and the text that it is found in.
    fn run(&self) -> (Vec<Diagnostic>, String) {
        let text = self.text();
        if self.member("load").is_some() {
            let loaded = self.builder().schemas(&text).build();
            let refused = loaded.expect_err("the example is refused");
            return (refused.documents.concat(), text);
        }
        let registry = self.builder().build().unwrap();
        if self.member("input").is_some() {
            return self.validate(&text, &registry);
        }
        if self.member("filter").is_some() {
            return (self.check_filter(&text, &registry), text);
        }
        let resource = Document::parse(self.member("resource").unwrap()).unwrap();
        let request = Document::parse(&text).unwrap();
        let view = registry.view(registry.type_named("User").unwrap()).unwrap();
        let switches = self.profile().switches();
        let options = patch::Options {
            quirks: switches.patch,
            filter: switches.filter,
            ..patch::Options::default()
        };
        let patched = patch::apply(&resource, &request, view, options);
        let mut notes =
            patched.map_or_else(|error| panic!("{error}: {text}"), |patched| patched.notes);
        if !says_type(&resource, &registry) {
            notes.insert(0, patch::guessed_type(view));
        }
        (notes, text)
    }

    fn profile(&self) -> Profile {
        let given = &self.line["scim"]["profile"];
        let base = given.as_str().or(given["base"].as_str()).unwrap_or("rfc");
        let mut profile = Profile::named(base).unwrap();
        for (id, on) in given["quirks"].as_object().into_iter().flatten() {
            profile.set(id, on.as_bool().unwrap()).unwrap();
        }
        profile
    }

    fn builder(&self) -> RegistryBuilder {
        let texts = |member: &str| self.line["scim"][member].as_array().into_iter().flatten();
        let builder = texts("schemas").fold(Registry::builder(), |builder, text| {
            builder.schemas(text.as_str().unwrap())
        });
        texts("resourceTypes").fold(builder, |builder, text| {
            builder.resource_types(text.as_str().unwrap())
        })
    }

    fn validate(&self, text: &str, registry: &Registry) -> (Vec<Diagnostic>, String) {
        let options = &self.line["options"];
        let current = options["current"]
            .as_str()
            .map(|text| Document::parse(text).unwrap());
        let mut told = Options {
            kind: options["kind"]
                .as_str()
                .map(|kind| DocumentKind::from_word(kind).unwrap()),
            ..Options::default()
        };
        let resource_type = options["resourceType"].as_str();
        told.resource.resource_type = resource_type.map(|name| registry.type_named(name).unwrap());
        told.resource.current = current.as_ref().and_then(Document::root);
        told.resource.operation = match options["operation"].as_str() {
            None | Some("create") => Operation::Create,
            Some("replace") => Operation::Replace,
            Some("read") => Operation::Read,
            other => panic!("the operation {other:?}"),
        };
        let mut limits = json::Limits::default();
        limits.bytes = self.number("documentBytes").unwrap_or(limits.bytes);
        let latin1 = self.line["latin1"] == true;
        let bytes: Vec<u8> = if latin1 {
            text.chars().map(|c| u8::try_from(c).unwrap()).collect()
        } else {
            text.as_bytes().to_vec()
        };
        let (text, encoding) = decode(&bytes);
        let document = Document::read(&text, limits, Tape::default());
        let mut findings = Report::of(&document, registry, &told).diagnostics;
        findings.extend(encoding);
        (findings, text.into_owned())
    }

    fn check_filter(&self, text: &str, registry: &Registry) -> Vec<Diagnostic> {
        let resource_type = self.member("resourceType");
        let view = resource_type.and_then(|name| registry.view(registry.type_named(name)?));
        let mut limits = filter::Limits::default();
        limits.length = self.number("filterLength").unwrap_or(limits.length);
        let quirks = self.profile().switches().filter;
        let mut findings = Vec::new();
        diagnose(text, limits, quirks, view, &mut findings);
        findings
    }

    /// What the example is run with, as JavaScript says it.
    fn setting(&self) -> Option<String> {
        let mut settings = Vec::new();
        for (given, call) in [("options", "validate"), ("scim", "new Scim")] {
            let options = self.line[given].as_object().into_iter().flatten();
            let short = options.filter(|(name, _)| !LONG.iter().any(|(long, _)| name == long));
            let short: Vec<_> = short.map(|(name, value)| member(name, value)).collect();
            if !short.is_empty() {
                settings.push(format!("`{{ {} }}` of `{call}`", short.join(", ")));
            }
        }
        for (name, words) in LONG {
            for given in [&self.line, &self.line["options"], &self.line["scim"]] {
                let texts = given[name]
                    .as_array()
                    .map_or(std::slice::from_ref(&given[name]), |list| list);
                for text in texts.iter().filter_map(Value::as_str) {
                    settings.push(format!("{words} `{text}`"));
                }
            }
        }
        if let Some(resource_type) = self.member("resourceType") {
            settings.push(format!(
                "`{{ resourceType: \"{resource_type}\" }}` of `checkFilter`"
            ));
        }
        if self.line["latin1"] == true {
            settings.push("the text in Latin-1".to_owned());
        }
        if let Some(text) = self.line["repeat"]["text"].as_str() {
            let times = self.line["repeat"]["times"].as_u64().unwrap();
            settings.push(format!("`{text}` {times} times for the `…`"));
        }
        (!settings.is_empty()).then(|| settings.join(", and "))
    }

    /// Writes the entry of the code.
    fn write(&self, info: &CodeInfo, out: &mut String) {
        let (findings, text) = self.run();
        let finding = findings
            .iter()
            .find(|found| found.code.as_str() == info.text)
            .unwrap();
        writeln!(out, "\n### {}\n\n{}\n", info.text, info.meaning).unwrap();
        let mut facts = vec![format!("Severity: {}", info.severity.as_str())];
        // An example may cite another section than the code has in general.
        facts.extend(info.reference.map(str::to_owned));
        facts.extend(info.rule.map(|rule| format!("rule {rule}")));
        facts.extend(
            info.scim_type
                .map(|keyword| format!("`{}`", keyword.as_str())),
        );
        writeln!(out, "{}\n", facts.join(" · ")).unwrap();
        let language = if self.member("filter").is_some() {
            "text"
        } else {
            "json"
        };
        let setting = self
            .setting()
            .map(|with| format!(", with {with}"))
            .unwrap_or_default();
        writeln!(
            out,
            "Example{setting}:\n\n```{language}\n{}\n```\n",
            self.shown()
        )
        .unwrap();
        let rendered = render_text(std::slice::from_ref(finding), &text);
        let (rendered, _) = rendered.rsplit_once("\n\n").unwrap();
        writeln!(out, "Reported:\n\n```text\n{rendered}\n```").unwrap();
        let fix = finding.fixes.iter().find(|fix| !fix.edits.is_empty());
        if let (Some(fix), true) = (fix, self.line["repeat"].is_null()) {
            let Fix {
                title,
                safety,
                edits,
            } = fix;
            let mended = apply_edits(&text, edits);
            let safety = safety.as_str();
            writeln!(out, "\n{title} ({safety}):\n\n```{language}\n{mended}\n```").unwrap();
        }
    }
}

fn examples() -> BTreeMap<String, Example> {
    let lines = fs::read_to_string(at_root("tests/diagnostics.jsonl")).unwrap();
    let mut examples = BTreeMap::new();
    for (number, line) in (1..).zip(lines.lines()) {
        let line: Value = serde_json::from_str(line)
            .unwrap_or_else(|error| panic!("tests/diagnostics.jsonl:{number}: {error}"));
        let code = line["code"].as_str().unwrap().to_owned();
        let before = examples.insert(code, Example { line });
        assert!(
            before.is_none(),
            "tests/diagnostics.jsonl:{number} is a second example"
        );
    }
    examples
}

#[test]
fn every_code_has_an_example_that_triggers_it_and_nothing_else() {
    let mut examples = examples();
    let mut faults = String::new();
    for (_, info) in CODES {
        // They have vectors, and a reference of their own.
        if info.text.starts_with("lint/") {
            continue;
        }
        let Some(example) = examples.remove(info.text) else {
            writeln!(
                faults,
                "{}: there is no example. Add a line with this code to tests/diagnostics.jsonl (the \
                 forms are described in tests/diagnostics.rs), then run `cargo xtask docs`.",
                info.text
            )
            .unwrap();
            continue;
        };
        let (findings, _) = example.run();
        let found: BTreeSet<_> = findings.iter().map(|found| found.code.as_str()).collect();
        let with = example.line["with"].as_array().into_iter().flatten();
        let expected: BTreeSet<_> = with.filter_map(Value::as_str).chain([info.text]).collect();
        if found != expected {
            writeln!(
                faults,
                "{}: the example triggers {found:?}, not {expected:?}.",
                info.text
            )
            .unwrap();
        }
    }
    for code in examples.keys() {
        writeln!(faults, "{code}: there is an example, but no such code.").unwrap();
    }
    assert!(faults.is_empty(), "\n{faults}");
}

fn reference() -> String {
    let examples = examples();
    let mut out = INTRODUCTION.to_owned();
    let area_of = |info: &CodeInfo| info.text.split('/').next().unwrap();
    for (_, info) in CODES {
        let area = area_of(info);
        if area == "lint" {
            continue;
        }
        let known = AREAS.iter().any(|(name, _)| *name == area);
        assert!(
            known,
            "say in tests/diagnostics.rs (AREAS) what the codes of `{area}` are about"
        );
    }
    let in_area = |area| {
        CODES
            .iter()
            .map(|(_, info)| info)
            .filter(move |info| area_of(info) == area)
    };
    for (area, about) in AREAS {
        writeln!(out, "\n**{area}**: {about}\n").unwrap();
        for info in in_area(*area) {
            let anchor = info.text.replace('/', "");
            writeln!(out, "- [{}](#{anchor}): {}", info.text, info.meaning).unwrap();
        }
    }
    for (area, about) in AREAS {
        writeln!(out, "\n## {area}\n\n{about}").unwrap();
        for info in in_area(*area) {
            if let Some(example) = examples.get(info.text) {
                example.write(info, &mut out);
            }
        }
    }
    out
}

#[test]
fn the_reference_is_what_the_code_says() {
    let file = at_root("docs/diagnostics.md");
    let written = reference();
    if std::env::var_os("SCIMLENS_WRITE_DOCS").is_some() {
        fs::write(&file, written).unwrap();
        return;
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        known == written,
        "docs/diagnostics.md is stale: run `cargo xtask docs`."
    );
}
