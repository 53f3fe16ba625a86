//! How many rules of the catalogue (tests/rules.json) have vectors (tests/vectors).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::shell::{Outcome, root};

/// Prints the count for each area; with `open`, the rules that have none. Fails on a vector that
/// names a rule that there isn't.
pub(crate) fn rules(open: bool) -> Outcome {
    let catalogue = read("tests/rules.json")?;
    let catalogue: Value =
        serde_json::from_str(&catalogue).map_err(|error| format!("tests/rules.json: {error}"))?;
    let rules: Vec<(&str, &str, &str)> = catalogue
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|rule| {
            Some((
                rule["area"].as_str()?,
                rule["id"].as_str()?,
                rule["text"].as_str()?,
            ))
        })
        .collect();
    let named = named_in_vectors()?;
    let known: BTreeSet<&str> = rules.iter().map(|(_, id, _)| *id).collect();
    let unknown: Vec<_> = named
        .iter()
        .filter(|(id, _)| !known.contains(id.as_str()))
        .collect();
    if !unknown.is_empty() {
        return Err(format!(
            "The vectors name rules that the catalogue does not have: {unknown:?}"
        ));
    }
    let mut areas: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (area, id, text) in &rules {
        let covered = named.contains_key(*id);
        let (with, all) = areas.entry(area).or_default();
        *with += usize::from(covered);
        *all += 1;
        if open && !covered {
            println!("{id:<6} {text}");
        }
    }
    println!("area  with vectors  rules");
    for (area, (with, all)) in &areas {
        println!("{area:<4} {with:>13} {all:>6}");
    }
    let with: usize = areas.values().map(|(with, _)| with).sum();
    println!("all  {with:>13} {:>6}", rules.len());
    Ok(())
}

/// Each rule that a vector names, and how many do.
fn named_in_vectors() -> Outcome<BTreeMap<String, usize>> {
    let mut named = BTreeMap::new();
    let entries = fs::read_dir(root().join("tests/vectors"))
        .map_err(|error| format!("tests/vectors: {error}"))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        for line in text.lines() {
            let vector: Value = serde_json::from_str(line)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            for rule in vector["rules"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                *named.entry(rule.to_owned()).or_default() += 1;
            }
        }
    }
    Ok(named)
}

fn read(path: &str) -> Outcome<String> {
    fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))
}
