//! The texts of the vectors: SCIM as people send it, good and bad, to start from.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::{Value, json};

/// The texts, by what they are.
#[derive(Default)]
pub(crate) struct Seeds {
    pub(crate) resources: Vec<String>,
    pub(crate) filters: Vec<String>,
    pub(crate) requests: Vec<String>,
    pub(crate) paths: Vec<String>,
    /// Schemas and resource types.
    pub(crate) definitions: Vec<String>,
}

/// Read once, and only as deep as each vector is JSON.
pub(crate) fn seeds() -> &'static Seeds {
    static SEEDS: OnceLock<Seeds> = OnceLock::new();
    SEEDS.get_or_init(read)
}

fn read() -> Seeds {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut seeds = Seeds::default();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for vector in text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
        {
            let mut keep = |list: fn(&mut Seeds) -> &mut Vec<String>, value: &Value| {
                list(&mut seeds).extend(value.as_str().map(str::to_owned));
            };
            keep(|seeds| &mut seeds.resources, &vector["input"]);
            keep(|seeds| &mut seeds.resources, &vector["resource"]);
            keep(|seeds| &mut seeds.filters, &vector["filter"]);
            keep(|seeds| &mut seeds.requests, &vector["request"]);
            let request = vector["request"].as_str().unwrap_or_default();
            let request: Value = serde_json::from_str(request).unwrap_or_default();
            for operation in request["Operations"].as_array().into_iter().flatten() {
                keep(|seeds| &mut seeds.paths, &operation["path"]);
            }
            for member in ["schemas", "resourceTypes"] {
                for text in vector["scim"][member].as_array().into_iter().flatten() {
                    keep(|seeds| &mut seeds.definitions, text);
                }
            }
        }
    }
    for list in [
        &seeds.resources,
        &seeds.filters,
        &seeds.requests,
        &seeds.paths,
        &seeds.definitions,
    ] {
        assert!(
            list.len() > 20,
            "the vectors have so few of these: {list:?}"
        );
    }
    seeds
}

/// One of the texts.
pub(crate) fn one_of(list: &'static [String]) -> impl Strategy<Value = String> {
    any::<prop::sample::Index>().prop_map(|at| at.get(list).clone())
}

/// A JSON text in which one value has been exchanged for another: one that is odd, or one out of
/// another text.
pub(crate) fn grafted(text: &str, other: &str, places: [prop::sample::Index; 3]) -> String {
    let (Ok(mut tree), Ok(other)) = (serde_json::from_str(text), serde_json::from_str(other))
    else {
        return text.to_owned();
    };
    let mut pool = vec![
        json!(null),
        json!(""),
        json!([]),
        json!({}),
        json!([null]),
        json!([{}]),
        json!([[]]),
        json!({"": {}}),
        json!({"value": null}),
        json!(true),
        json!("True"),
        json!(0),
        json!(-1.5),
        json!("2026-02-30T25:00:00Z"),
        json!("\u{0}é😀\u{fffd}"),
        json!(["a", "a"]),
        json!({"value": [[1]]}),
    ];
    pool.extend(
        pointers(&other)
            .iter()
            .filter_map(|at| other.pointer(at).cloned()),
    );
    let targets = pointers(&tree);
    let graft = places[0].get(&pool).clone();
    if let Some(place) = tree.pointer_mut(&targets[places[1].index(targets.len())]) {
        match place.as_object_mut() {
            // Half of the time, a member more.
            Some(members) if places[2].index(2) == 0 => {
                let names = ["value", "primary", "VALUE", "schemas", "path", "$ref", ""];
                members.insert(places[2].get(&names).to_string(), graft);
            }
            _ => *place = graft,
        }
    }
    tree.to_string()
}

/// The JSON pointers of every value.
fn pointers(tree: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut next = 0;
    while next < found.len() {
        let at = found[next].clone();
        match tree.pointer(&at) {
            Some(Value::Array(list)) => {
                found.extend((0..list.len()).map(|index| format!("{at}/{index}")));
            }
            Some(Value::Object(members)) => found.extend(
                members
                    .keys()
                    .map(|name| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))),
            ),
            _ => {}
        }
        next += 1;
    }
    found
}
