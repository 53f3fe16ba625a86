//! Vectors of the lint.

use scimlens::diagnostic::{Counts, fix_until_done, write_json_array};
use scimlens::json::Limits;
use scimlens::lint::{Options, lint, recognise};
use scimlens::profile::{Profile, Target};
use scimlens::schema::Registry;
use serde_json::{Value, json};

/// The answer to a vector of this kind: as the door gives it, and in the form that `expect` has.
pub(crate) fn answer(vector: &Value, registry: &Registry) -> Option<(String, Value)> {
    if vector["kind"] == "recognise" {
        return Some(candidates(vector, registry));
    }
    if vector["kind"] != "lint" {
        return None;
    }
    let input = vector["input"].as_str().unwrap();
    let profile = vector["client"]
        .as_str()
        .map_or_else(Profile::default, |name| Profile::named(name).unwrap());
    let options = Options {
        profile: Some(&profile),
        target: vector["target"]
            .as_str()
            .map(|name| Target::named(name).unwrap()),
        ..Options::default()
    };
    let found = lint(input, registry, &options);
    let Counts {
        error,
        warning,
        info,
    } = Counts::of(&found);
    let mut out = format!("{error} {warning} {info}\n");
    write_json_array(&found, Some(input), &mut out);
    let codes: Vec<_> = found.iter().map(|finding| finding.code.as_str()).collect();
    let diagnostics = out.split_once('\n').unwrap().1.to_owned();
    let fixed = fix_until_done(input, &mut |text| lint(text, registry, &options));
    if vector["expect"]["fixed"].is_string() {
        out.push('\n');
        out += &fixed;
    }
    let diagnostics: Value = serde_json::from_str(&diagnostics).unwrap();
    let answer = json!({ "codes": codes, "diagnostics": diagnostics, "fixed": fixed });
    Some((out, answer))
}

/// Who may have sent it.
fn candidates(vector: &Value, registry: &Registry) -> (String, Value) {
    let input = vector["input"].as_str().unwrap();
    let found = recognise(input, registry, Limits::default());
    let mut texts = Vec::new();
    for candidate in &found {
        let mut text = String::new();
        candidate.write(&mut text);
        texts.push(text);
    }
    let out = format!("[{}]", texts.join(","));
    let candidates: Value = serde_json::from_str(&out).unwrap();
    (out, json!({ "candidates": candidates }))
}
