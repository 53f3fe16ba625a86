//! The house keeps its order: the direction of dependency, who may name what, and how large a file
//! may grow. A word about each rule stands in CONTRIBUTING.md.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests may panic"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of `src`, from the ground up. A folder may use those of lower floors, and nothing
/// else; those of one floor don't know each other.
const FLOORS: &[&[&str]] = &[
    &["text"],
    &["diagnostic"],
    &["json"],
    &["attribute"],
    &["schema"],
    &["filter"],
    &["resource"],
    &["patch"],
    &["message"],
    &["profile"],
    &["lint"],
    &["store"],
    &["service"],
    &["js", "plugin"],
];

/// What reaches outside, or keeps state between calls.
const FORBIDDEN_IN_THE_CORE: &[&str] = &[
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::process",
    "std::thread",
    "std::time",
    "static mut",
    "thread_local!",
    "wasm_bindgen",
    "js_sys",
];

/// Words that say nothing of what a file holds.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc"];

const LONGEST_FILE: usize = 900;

fn floor(folder: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&folder))
}

/// What is wrong with the text of a file of `folder`.
fn faults(folder: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let own = floor(folder);
    for used in uses(text) {
        if used == folder {
            continue;
        }
        match (own, floor(&used)) {
            (Some(own), Some(theirs)) if theirs < own => {}
            (_, None) => faults.push(format!("uses `{used}`, which has no floor")),
            _ => faults.push(format!("uses `{used}`, which is no lower floor")),
        }
    }
    if !matches!(folder, "js" | "plugin") {
        for word in FORBIDDEN_IN_THE_CORE {
            if code(text).any(|line| line.contains(word)) {
                faults.push(format!("names `{word}`"));
            }
        }
    }
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        faults.push(format!("has {lines} lines: is it still one idea?"));
    }
    faults
}

/// How many `super::` stand in a row at most.
fn longest_climb(text: &str) -> usize {
    let climbs = code(text).map(|line| {
        let starts = line.match_indices("super::").map(|(at, _)| &line[at..]);
        let lengths = starts.map(|mut rest| {
            let mut steps = 0;
            while let Some(behind) = rest.strip_prefix("super::") {
                (rest, steps) = (behind, steps + 1);
            }
            steps
        });
        lengths.max().unwrap_or(0)
    });
    climbs.max().unwrap_or(0)
}

/// The lines that are no comment.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with("//"))
}

/// The folders that a text names behind `crate::`; of `use crate::{a::…, b}` each one.
fn uses(text: &str) -> BTreeSet<String> {
    let code: String = code(text).collect::<Vec<_>>().join("\n");
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate` and `scimlens_crate` are something else.
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => found.extend(first_word(rest)),
            Some(group) => {
                let (mut depth, mut item) = (0, true);
                for (at, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => item = true,
                        c if item && c.is_alphabetic() => {
                            found.extend(first_word(&group[at..]));
                            item = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found
}

fn first_word(text: &str) -> Option<String> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    let word = &text[..end.unwrap_or(text.len())];
    let module = word.chars().next().is_some_and(char::is_lowercase);
    module.then(|| word.to_owned())
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn every_file_keeps_to_its_floor() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults_of_all = Vec::new();
    let files = rust_files(&src);
    assert!(files.len() > 50, "only {} files", files.len());
    for file in files {
        let short = file.strip_prefix(&src).unwrap();
        let folder = short.components().next().unwrap().as_os_str();
        let folder = folder.to_str().unwrap();
        let name = short.file_stem().unwrap().to_str().unwrap();
        assert!(!EMPTY_NAMES.contains(&name), "{}", short.display());
        if folder == "lib.rs" {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        // Tests at the end of a file may use what they like.
        let text = text.split("#[cfg(test)]").next().unwrap();
        assert!(floor(folder).is_some(), "{folder} has no floor");
        // `super` of the module that a folder is would be the crate.
        let inside = short.components().count() - usize::from(name == "mod");
        let climb = longest_climb(text);
        assert!(climb < inside, "{} leaves its folder", short.display());
        for fault in faults(folder, text) {
            faults_of_all.push(format!("src/{} {fault}", short.display()));
        }
    }
    assert!(faults_of_all.is_empty(), "\n{}", faults_of_all.join("\n"));
}

#[test]
fn a_fault_is_seen() {
    assert!(faults("json", "use crate::text::Span;").is_empty());
    for upward in [
        "use crate::schema::Registry;",
        "use crate::{text::Span, schema::{Registry, Scope}};",
        "fn f(x: crate::schema::Registry) {}",
    ] {
        assert_eq!(
            faults("json", upward),
            ["uses `schema`, which is no lower floor"],
            "{upward}"
        );
    }
    assert_eq!(
        longest_climb("use super::super::schema::X;\nuse super::y;"),
        2
    );
    assert_eq!(longest_climb("// super::super::x\nlet a = b::c;"), 0);
    assert_eq!(faults("js", "use crate::plugin::X;").len(), 1);
    assert_eq!(faults("json", "use std::time::Instant;").len(), 1);
    assert_eq!(faults("filter", "use wasm_bindgen::JsValue;").len(), 1);
    assert!(faults("js", "use wasm_bindgen::JsValue;").is_empty());
    assert!(faults("json", "/// As crate::schema does it.").is_empty());
    assert_eq!(faults("json", &"\n".repeat(LONGEST_FILE + 1)).len(), 1);
}
