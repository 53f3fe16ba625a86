//! The vectors of many resources: what the JavaScript door answers to each kind, natively.

use scimlens::diagnostic::{Error, write_error_json};
use scimlens::json::{Document, Limits};
use scimlens::resource::{Projection, detect};
use scimlens::schema::Registry;
use scimlens::store::{Loader, Query, Resources, Terms};
use serde_json::{Value, json};

/// The answer to a vector, as the door gives it and in the form that `expect` has; nothing for a vector
/// of another kind.
pub(crate) fn answer(vector: &Value, registry: &Registry) -> Option<(String, Value)> {
    let parse = |json: &str| serde_json::from_str::<Value>(json).unwrap();
    match vector["kind"].as_str()? {
        "project" => Some(match project(vector, registry) {
            Ok(out) => (out.clone(), json!({ "resource": parse(&out) })),
            Err(error) => (error.clone(), json!({ "error": parse(&error) })),
        }),
        "query" => {
            let lines = pages(vector, registry);
            let pages = lines.iter().map(|line| {
                let mut page = parse(line);
                if page.get("Resources").is_none() {
                    return json!({ "error": page });
                }
                let resources = page["Resources"].as_array().unwrap().iter();
                page["ids"] = resources.map(|resource| resource["id"].clone()).collect();
                page
            });
            let pages: Value = pages.collect();
            Some((lines.join("\n"), json!({ "pages": pages })))
        }
        _ => None,
    }
}

fn thrown(error: &Error, text: Option<&str>) -> String {
    let mut out = String::new();
    write_error_json(error, text, &mut out);
    out
}

fn projection(request: &Value, registry: &Registry) -> Result<Projection, String> {
    let listed = |member: &str| -> Vec<&str> {
        let list = request[member].as_array().into_iter().flatten();
        list.map(|name| name.as_str().unwrap()).collect()
    };
    let (named, excluded) = (listed("attributes"), listed("excludedAttributes"));
    Projection::new(&named, &excluded, registry).map_err(|error| thrown(&error, None))
}

fn project(vector: &Value, registry: &Registry) -> Result<String, String> {
    let document = Document::parse(vector["resource"].as_str().unwrap()).unwrap();
    let told = vector["selection"]["resourceType"].as_str();
    let told = told.map(|name| registry.type_named(name).unwrap());
    let id = told.or_else(|| detect(&document, registry));
    let view = id.and_then(|id| registry.view(id));
    let mut out = String::new();
    let root = document.root().unwrap();
    projection(&vector["selection"], registry)?.write(root, document.is_spaced(), view, &mut out);
    Ok(out)
}

/// The answers to the queries in turn, up to the first that is refused. A cursor is that of an answer
/// where it is the name of one: `nextCursor`, `previousCursor`.
fn pages(vector: &Value, registry: &Registry) -> Vec<String> {
    let mut loader = Loader::new(Limits::default());
    loader.push(vector["data"].as_str().unwrap().as_bytes(), registry);
    let mut resources = match loader.finish(registry) {
        Ok(resources) => resources,
        Err(error) => return vec![thrown(&error, None)],
    };
    let mut answers: Vec<String> = Vec::new();
    for request in vector["queries"].as_array().unwrap() {
        let mut request = request.clone();
        if let Some(name @ ("nextCursor" | "previousCursor")) = request["cursor"].as_str() {
            let before: Value = serde_json::from_str(answers.last().unwrap()).unwrap();
            request["cursor"] = before[name].clone();
            assert!(request["cursor"].is_string(), "{before} has no {request}");
        }
        match page(&request, &mut resources, registry) {
            Ok(list) => answers.push(list),
            Err(error) => {
                answers.push(error);
                break;
            }
        }
    }
    answers
}

fn page(request: &Value, resources: &mut Resources, registry: &Registry) -> Result<String, String> {
    let projection = projection(request, registry)?;
    let query = Query {
        endpoint: None,
        filter: request["filter"].as_str(),
        sort_by: request["sortBy"].as_str(),
        sort_order: request["sortOrder"].as_str(),
        start_index: request["startIndex"].as_i64(),
        count: request["count"].as_i64(),
        cursor: request["cursor"].as_str(),
    };
    let page = resources.query(&query, &Terms::new(registry));
    let page = page.map_err(|error| thrown(&error, query.filter))?;
    let mut out = String::new();
    resources.write_list(&page, &projection, registry, &mut out);
    Ok(out)
}
