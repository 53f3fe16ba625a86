//! The vectors of the service provider: requests one after the other, with a clock and ids that are
//! told.

use std::borrow::Cow;

use scimlens::profile::Profile;
use scimlens::schema::Registry;
use scimlens::service::{Host, HostFailed, Options, Request, Response, ServiceProvider, World};
use serde_json::{Value, json};

/// Time stands still until a step says otherwise; ids are counted.
struct Told {
    now: String,
    ids: u32,
}

impl Host for Told {
    fn now(&mut self) -> Result<String, HostFailed> {
        Ok(self.now.clone())
    }

    fn new_id(&mut self) -> Result<String, HostFailed> {
        self.ids += 1;
        Ok(format!("id-{}", self.ids))
    }
}

/// `${0:ETag}` is a header of the first answer, `${1:/nextCursor}` a part of the body of the second.
fn filled(text: &str, answers: &[(Response, Value)], escaped: bool) -> String {
    let mut parts = text.split("${");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (place, rest) = part.split_once('}').expect("the place ends");
        let (index, name) = place.split_once(':').expect("an answer and a name");
        let (response, body) = &answers[index.parse::<usize>().expect("an index")];
        let value = match name.strip_prefix('/') {
            None => response
                .header(name)
                .expect("the header is there")
                .to_owned(),
            Some(_) => body
                .pointer(name)
                .expect("the part is there")
                .as_str()
                .expect("text")
                .to_owned(),
        };
        out += &if escaped {
            value.replace('"', "\\\"")
        } else {
            value
        };
        out += rest;
    }
    out
}

/// The answer to a vector of a service provider, as the door gives it and in the form that `expect`
/// has; nothing for a vector of another kind.
pub(crate) fn answer(vector: &Value, registry: &Registry) -> Option<(String, Value)> {
    if vector["kind"] != "service" {
        return None;
    }
    let mut world = World::new(registry);
    if let Some(name) = vector["scim"]["profile"].as_str() {
        world.switches = Profile::named(name)
            .expect("the profile is known")
            .switches();
    }
    if let Some(bytes) = vector["scim"]["limits"]["documentBytes"].as_u64() {
        world.json.bytes = u32::try_from(bytes).expect("it fits");
    }
    let options = &vector["options"];
    let config = match &options["config"] {
        Value::Null => None,
        config => Some(config.to_string()),
    };
    let options = Options {
        base_url: options["baseUrl"].as_str(),
        config: config.as_deref(),
        bearer_token: options["bearerToken"].as_str(),
        subject: options["subject"].as_str(),
        state: options["state"].as_str().map(str::as_bytes),
        ..Options::default()
    };
    let mut provider = match ServiceProvider::new(&options, &world) {
        Ok(provider) => provider,
        Err(error) => {
            let mut out = String::new();
            scimlens::diagnostic::write_error_json(&error, None, &mut out);
            let error: Value = serde_json::from_str(&out).expect("an error is JSON");
            return Some((out, json!({ "error": error })));
        }
    };
    let mut host = Told {
        now: "2026-01-31T09:30:00Z".to_owned(),
        ids: 0,
    };
    let mut answers: Vec<(Response, Value)> = Vec::new();
    let mut raw = Vec::new();
    let expected = &vector["expect"]["responses"];
    let mut shown = Vec::new();
    for step in vector["steps"].as_array().expect("there are steps") {
        if let Some(now) = step["now"].as_str() {
            now.clone_into(&mut host.now);
        }
        let mut response = Response::default();
        if let Some(n) = step["rewind"].as_u64() {
            provider.rewind(n, &world);
        } else if let Some(since) = step["audit"].as_u64() {
            provider.write_audit(since, &world, &mut response.body);
        } else if step["export"] == true {
            response.body = provider.export();
        } else if step["resources"] == true {
            provider.write_resources(&world, &mut response.body);
        } else {
            let text = |name: &str| step[name].as_str().unwrap_or_default();
            let url = filled(text("url"), &answers, false);
            let body = filled(text("body"), &answers, true);
            let headers = step["headers"].as_object();
            let headers: Vec<_> = headers
                .into_iter()
                .flatten()
                .map(|(name, value)| {
                    let value = filled(value.as_str().expect("text"), &answers, false);
                    (Cow::Borrowed(name.as_str()), Cow::Owned(value))
                })
                .collect();
            let request = Request {
                method: text("method"),
                url: &url,
                headers: &headers,
                body: body.as_bytes(),
            };
            response = provider
                .handle(&request, &world, &mut host)
                .expect("the host is up");
        }
        let mut out = String::new();
        response.write_head(&mut out);
        raw.push(format!("{out}\n{}", response.body));
        let body: Value = serde_json::from_str(&response.body).unwrap_or(json!(response.body));
        let mut view: Value = serde_json::from_str(&out).expect("a head is JSON");
        view["body"] = body.clone();
        let own = &expected[answers.len()];
        let whole = format!("{out}\n{}", response.body);
        let lacks = own["lacks"].as_array().into_iter().flatten();
        let lacks = lacks.filter(|text| !whole.contains(text.as_str().unwrap_or_default()));
        view["lacks"] = json!(lacks.collect::<Vec<_>>());
        shown.push(view);
        answers.push((response, body));
    }
    Some((raw.join("\n"), json!({ "responses": shown })))
}
