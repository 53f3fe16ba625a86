//! Runs `tests/vectors/*.jsonl` natively, and writes what came out to `target/vectors/native.jsonl`
//! so that the WebAssembly build can be held to the very same answers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests may panic"
)]

#[path = "kinds/filter.rs"]
mod filter_kinds;
#[path = "kinds/lint.rs"]
mod lint_kind;
#[path = "kinds/service.rs"]
mod service_kind;
#[path = "kinds/store.rs"]
mod store_kinds;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use scimlens::diagnostic::{
    Counts, Error, Severity, fix_until_done, write_error_json, write_json_array,
};
use scimlens::json::{Document, Limits, Tape};
use scimlens::message::{self, DocumentKind, Options, Report, RowFindings, Stream};
use scimlens::patch::{self, Manner};
use scimlens::profile::Profile;
use scimlens::resource::{self, Operation};
use scimlens::schema::{Registry, TypeId};
use serde_json::{Value, json};

fn text<'v>(vector: &'v Value, member: &str) -> &'v str {
    vector[member]
        .as_str()
        .unwrap_or_else(|| panic!("{member} is a string in {vector}"))
}

fn resource_type(name: &Value, registry: &Registry) -> Option<TypeId> {
    name.as_str().map(|name| registry.type_named(name).unwrap())
}

/// The registry that `scim` of a vector describes: what JavaScript gives to `new Scim(…)`.
fn registry_of(scim: &Value) -> Registry {
    let texts = |member: &str| -> Vec<String> {
        let list = scim[member].as_array().into_iter().flatten();
        list.map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let builder = Registry::builder();
    let builder = texts("schemas")
        .iter()
        .fold(builder, |builder, text| builder.schemas(text));
    let builder = texts("resourceTypes")
        .iter()
        .fold(builder, |builder, text| builder.resource_types(text));
    builder
        .build()
        .expect("the schemas of the vector are sound")
}

fn options_of(vector: &Value, registry: &Registry) -> Options<'static> {
    let options = &vector["options"];
    let kind = options["kind"].as_str();
    let resource = resource::Options {
        current: None,
        resource_type: resource_type(&options["resourceType"], registry),
        operation: match options["operation"].as_str() {
            None | Some("create") => Operation::Create,
            Some("replace") => Operation::Replace,
            Some("read") => Operation::Read,
            other => panic!("{other:?}"),
        },
        unknown: match options["unknown"].as_str() {
            None | Some("warning") => Some(Severity::Warning),
            Some("error") => Some(Severity::Error),
            Some("info") => Some(Severity::Info),
            Some("ignore") => None,
            other => panic!("{other:?}"),
        },
    };
    let switches = filter_kinds::profile_of(&vector["scim"]["profile"]).switches();
    Options {
        kind: kind.map(|kind| DocumentKind::from_word(kind).unwrap()),
        resource,
        filter: switches.filter,
        patch: switches.patch,
        ..Options::default()
    }
}

/// What the JavaScript door returns for a validation.
fn validate(vector: &Value, registry: &Registry) -> String {
    let current = vector["options"]["current"].as_str();
    let current = current.map(|text| Document::parse(text).expect("the current resource is JSON"));
    let mut options = options_of(vector, registry);
    options.resource.current = current.as_ref().and_then(Document::root);
    let input = text(vector, "input");
    let Report {
        diagnostics,
        outcome,
    } = message::check(input, registry, &options);
    let Counts {
        error,
        warning,
        info,
    } = Counts::of(&diagnostics);
    let name = outcome.resource_type.and_then(|id| registry.view(id));
    let name = name.map_or(String::new(), |view| view.resource_type().name.clone());
    let kind = outcome.kind.as_str();
    let mut out = format!("{kind} {error} {warning} {info} {name}\n");
    write_json_array(&diagnostics, Some(input), &mut out);
    if vector["expect"]["fixed"].is_string() {
        out.push('\n');
        out += &fix_until_done(input, &mut |text| {
            message::check(text, registry, &options).diagnostics
        });
    }
    out
}

/// What the JavaScript door returns for a stream, piece by piece, as one summary.
fn stream(vector: &Value, registry: &Registry) -> String {
    let input = match vector["hex"].as_str() {
        None => text(vector, "input").as_bytes().to_vec(),
        Some(hex) => hex
            .split_whitespace()
            .map(|byte| u8::from_str_radix(byte, 16).unwrap())
            .collect(),
    };
    let sizes: Vec<usize> = match vector["chunks"].as_array() {
        None => vec![usize::MAX],
        Some(sizes) => sizes
            .iter()
            .map(|n| usize::try_from(n.as_u64().unwrap()).unwrap())
            .collect(),
    };
    let summary = |sizes: &[usize]| {
        let mut limits = Limits::default();
        if let Some(bytes) = vector["scim"]["limits"]["documentBytes"].as_u64() {
            limits.bytes = bytes.try_into().unwrap();
        }
        let mut stream = Stream::new(options_of(vector, registry), limits);
        let mut findings = String::new();
        let mut sink = |row: RowFindings<'_>| {
            findings.push_str(if findings.is_empty() { "" } else { "," });
            row.write_json(&mut findings);
        };
        let mut rest = input.as_slice();
        for size in sizes.iter().cycle() {
            let (piece, behind) = rest.split_at(rest.len().min(*size));
            stream.push(piece, registry, &mut sink);
            rest = behind;
            if rest.is_empty() {
                break;
            }
        }
        stream.finish(registry, &mut sink);
        let (rows, invalid) = (stream.rows(), stream.invalid());
        format!(r#"{{"rows":{rows},"invalid":{invalid},"findings":[{findings}]}}"#)
    };
    let cut = summary(&sizes);
    assert_eq!(cut, summary(&[1]), "{} byte by byte", vector["name"]);
    cut
}

fn thrown(error: &Error, text: &str) -> String {
    let mut out = String::new();
    write_error_json(error, Some(text), &mut out);
    out
}

/// What the JavaScript door returns for a PATCH; or the error.
fn patch(vector: &Value, registry: &Registry) -> Result<String, String> {
    let (resource, request) = (text(vector, "resource"), text(vector, "request"));
    let before = Document::read(resource, Limits::default(), Tape::default());
    let operations = Document::read(request, Limits::default(), Tape::default());
    let told = resource_type(&vector["resourceType"], registry);
    let id = told.or_else(|| {
        message::check(resource, registry, &Options::default())
            .outcome
            .resource_type
    });
    let view = registry.view(id.expect("a resource type")).unwrap();
    let switches = filter_kinds::profile_of(&vector["scim"]["profile"]).switches();
    let options = patch::Options {
        quirks: switches.patch,
        filter: switches.filter,
        trace: vector["trace"] == true,
        ..patch::Options::default()
    };
    let mut patched = patch::apply(&before, &operations, view, options)
        .map_err(|error| thrown(&error, request))?;
    if told.is_none() && !resource::says_type(&before, registry) {
        patched.notes.insert(0, patch::guessed_type(view));
    }
    let units = patched.json.encode_utf16().count();
    let mut out = format!(
        "{} {units}\n{}{{\"notes\":",
        u8::from(patched.changed),
        patched.json
    );
    write_json_array(&patched.notes, Some(request), &mut out);
    out.push_str(",\"steps\":");
    patch::write_steps(&patched.steps, &mut out);
    out.push('}');
    Ok(out)
}

/// The request that makes one resource of another; or the error.
fn diff(vector: &Value, registry: &Registry) -> Result<String, String> {
    let (before, after) = (text(vector, "before"), text(vector, "after"));
    let before = Document::read(before, Limits::default(), Tape::default());
    let after = Document::read(after, Limits::default(), Tape::default());
    let of = resource_type(&vector["resourceType"], registry).expect("a resource type");
    let manner = match vector["style"].as_str() {
        None => Manner::RFC,
        Some(style) => Profile::named(style).unwrap().manner(),
    };
    let thrown = |error: Error| {
        let mut out = String::new();
        write_error_json(&error, None, &mut out);
        out
    };
    patch::diff(&before, &after, registry.view(of).unwrap(), manner).map_err(thrown)
}

/// Whether everything that `expected` says is so in `actual`, which may say more. Arrays have the
/// same length.
fn covers(actual: &Value, expected: &Value) -> bool {
    match (actual, expected) {
        (Value::Object(actual), Value::Object(expected)) => expected
            .iter()
            .all(|(name, value)| actual.get(name).is_some_and(|found| covers(found, value))),
        (Value::Array(actual), Value::Array(expected)) => {
            actual.len() == expected.len() && actual.iter().zip(expected).all(|(a, e)| covers(a, e))
        }
        _ => actual == expected,
    }
}

/// The answer to a vector: as the door gives it, and in the form that `expect` has.
fn answer(vector: &Value, registry: &Registry) -> (String, Value) {
    let parse = |json: &str| serde_json::from_str::<Value>(json).unwrap();
    let told = filter_kinds::answer(vector, registry)
        .or_else(|| store_kinds::answer(vector, registry))
        .or_else(|| service_kind::answer(vector, registry))
        .or_else(|| lint_kind::answer(vector, registry));
    if let Some(answer) = told {
        return answer;
    }
    match vector["kind"].as_str() {
        Some("validate") => {
            let out = validate(vector, registry);
            let (header, rest) = out.split_once('\n').unwrap();
            let (findings, fixed) = rest.split_once('\n').unwrap_or((rest, ""));
            let mut words = header.split(' ');
            let (kind, valid) = (words.next(), words.next() == Some("0"));
            let resource_type = header.splitn(5, ' ').nth(4);
            let answer = json!({
                "kind": kind,
                "resourceType": resource_type,
                "valid": valid,
                "diagnostics": parse(findings),
                "fixed": fixed,
            });
            (out, answer)
        }
        Some("diff") => match diff(vector, registry) {
            Err(error) => (error.clone(), json!({ "error": parse(&error) })),
            Ok(request) => {
                let operations = parse(&request)["Operations"].clone();
                (request, json!({ "operations": operations }))
            }
        },
        Some("patch") => match patch(vector, registry) {
            Err(error) => (error.clone(), json!({ "error": parse(&error) })),
            Ok(out) => {
                let (header, body) = out.split_once('\n').unwrap();
                let (changed, units) = header.split_once(' ').unwrap();
                let units: Vec<u16> = body.encode_utf16().take(units.parse().unwrap()).collect();
                let resource = String::from_utf16(&units).unwrap();
                let rest = parse(&body[resource.len()..]);
                let answer = json!({
                    "resource": parse(&resource),
                    "changed": changed == "1",
                    "notes": rest["notes"],
                    "steps": rest["steps"],
                });
                (out, answer)
            }
        },
        Some("stream") => {
            let out = stream(vector, registry);
            (out.clone(), parse(&out))
        }
        other => panic!("the kind {other:?} of {vector}"),
    }
}

#[test]
fn every_vector_holds() {
    let registry = Registry::builtin();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = fs::read_dir(root.join("tests/vectors"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "jsonl")
        })
        .collect();
    files.sort();
    let mut names = BTreeSet::new();
    let (mut answers, mut failures) = (String::new(), String::new());
    for file in files {
        let short = file.file_name().unwrap().to_string_lossy().into_owned();
        let lines = fs::read_to_string(&file).unwrap();
        for (number, line) in (1..).zip(lines.lines()) {
            let vector: Value = serde_json::from_str(line)
                .unwrap_or_else(|error| panic!("{short}:{number}: {error}"));
            let name = text(&vector, "name").to_owned();
            let own = vector.get("scim").map(registry_of);
            let (out, answer) = answer(&vector, own.as_ref().unwrap_or(&registry));
            writeln!(answers, "{}", json!({ "name": name, "answer": out })).unwrap();
            // The resource of a PATCH is compared whole; all else may say more than was asked for.
            let whole = answer["resource"] == vector["expect"]["resource"]
                || vector["expect"]["resource"].is_null();
            if !whole || !covers(&answer, &vector["expect"]) {
                let expected = &vector["expect"];
                writeln!(
                    failures,
                    "{short}:{number} {name}\n  expected {expected}\n  but got  {answer}"
                )
                .unwrap();
            }
            assert!(
                names.insert(name.clone()),
                "{short}:{number}: {name} occurs twice"
            );
        }
    }
    let directory = root.join("target/vectors");
    fs::create_dir_all(&directory).unwrap();
    fs::write(directory.join("native.jsonl"), answers).unwrap();
    assert!(names.len() >= 100, "only {} vectors", names.len());
    assert!(failures.is_empty(), "\n{failures}");
    println!("{} vectors", names.len());
}
