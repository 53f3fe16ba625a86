//! `cargo run -- scimlens_plugin.wasm`

mod scimlens;

use std::error::Error;

use serde_json::{Value, json};

use scimlens::Scimlens;

const DOCUMENT: &str = r#"{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "mira",
  "active": "True"
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which module?")?;
    let mut scimlens = Scimlens::new(&std::fs::read(path)?)?;
    let refused = |error: Value| error["detail"].to_string();

    let report = json!({ "call": "validate", "document": DOCUMENT, "fixed": true });
    let report = scimlens.call(&report)?.map_err(refused)?;
    for finding in report["diagnostics"].as_array().into_iter().flatten() {
        let message = finding["message"].as_str().unwrap_or_default();
        println!("{} {message}", finding["range"]["start"]);
    }
    let user: Value = serde_json::from_str(report["fixed"].as_str().unwrap_or_default())?;

    let filter = r#"userName sw "MI" and active eq true"#;
    let matches =
        json!({ "call": "matches", "filter": filter, "resourceType": "User", "resource": user });
    println!("{}", scimlens.call(&matches)?.map_err(refused)?["matches"]);

    let opened = scimlens.call(&json!({ "call": "open", "profile": "entra" }))?;
    let toolkit = &opened.map_err(refused)?["toolkit"];
    let request = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{ "op": "Replace", "path": "active", "value": "False" }],
    });
    let apply =
        json!({ "call": "applyPatch", "toolkit": toolkit, "resource": user, "request": request });
    let patched = scimlens.call(&apply)?.map_err(refused)?;
    let notes = patched["notes"].as_array().map_or(0, Vec::len);
    println!(
        "{} {} {notes}",
        patched["changed"], patched["resource"]["active"]
    );
    let close = json!({ "call": "close", "toolkit": toolkit });
    scimlens.call(&close)?.map_err(refused)?;

    let wrong = json!({ "call": "parseFilter", "filter": "userName eq mira" });
    if let Err(error) = scimlens.call(&wrong)? {
        let keyword = error["scimType"].as_str().unwrap_or_default();
        println!("{} {keyword} {}", error["status"], error["range"]["start"]);
    }
    Ok(())
}
