//! How many rules of the catalogue (tests/rules.json) have vectors (tests/vectors), and why the others
//! have none (tests/rules-open.json).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::shell::{Outcome, root};

/// Rules of an area: all, those with vectors, and those with a reason for having none.
#[derive(Default)]
struct Count {
    all: usize,
    with: usize,
    reasoned: usize,
}

/// Prints the counts for each area; with `open`, the rules that have no vector, each with its reason.
/// Fails on a vector or reason that names a rule that there isn't, and on a reason that a vector has
/// overtaken.
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
    let reasons = reasons()?;
    let stale: Vec<_> = reasons
        .keys()
        .filter(|id| !known.contains(id.as_str()) || named.contains_key(*id))
        .collect();
    if !stale.is_empty() {
        return Err(format!(
            "tests/rules-open.json gives reasons for rules that have vectors, or that there aren't: {stale:?}"
        ));
    }
    let mut areas: BTreeMap<&str, Count> = BTreeMap::new();
    for (area, id, text) in &rules {
        let covered = named.contains_key(*id);
        let reason = reasons.get(*id);
        for area in [*area, "all"] {
            let count = areas.entry(area).or_default();
            count.all += 1;
            count.with += usize::from(covered);
            count.reasoned += usize::from(reason.is_some());
        }
        if open && !covered {
            println!("{id:<6} {text}");
            if let Some(reason) = reason {
                println!("{:<6} No vector: {reason}", "");
            }
        }
    }
    println!("area  rules  with vectors  with a reason  open");
    let total = areas.remove("all");
    let areas = areas
        .iter()
        .chain(total.as_ref().map(|count| (&"all", count)));
    for (
        area,
        Count {
            all,
            with,
            reasoned,
        },
    ) in areas
    {
        let left = all - with - reasoned;
        println!("{area:<4} {all:>6} {with:>13} {reasoned:>14} {left:>5}");
    }
    Ok(())
}

/// Why a rule has no vector.
fn reasons() -> Outcome<BTreeMap<String, String>> {
    let text = read("tests/rules-open.json")?;
    serde_json::from_str(&text).map_err(|error| format!("tests/rules-open.json: {error}"))
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
            for rule in vector
                .get("rules")
                .and_then(Value::as_array)
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
