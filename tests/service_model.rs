//! Any sequence of requests keeps what a service provider promises: names are unique, groups and
//! their members agree, a version changes exactly when the resource does, totals are right, no
//! password is ever seen again, what the audit tells makes the same state, and `rewind` goes back to
//! any of them.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests may panic"
)]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use scimlens::json::Document;
use scimlens::patch::{Limits, apply};
use scimlens::schema::Registry;
use scimlens::service::{Host, HostFailed, Options, Request, Response, ServiceProvider, World};
use serde_json::{Value, json};

const SECRET: &str = "s3cret-";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

/// A clock that goes on by a second for each request, and ids that are counted, or told.
#[derive(Default)]
struct Counted {
    seconds: u32,
    ids: u32,
    told: Option<(String, String)>,
}

impl Host for Counted {
    fn now(&mut self) -> Result<String, HostFailed> {
        if let Some((now, _)) = &self.told {
            return Ok(now.clone());
        }
        self.seconds += 1;
        let (minutes, seconds) = (self.seconds / 60, self.seconds % 60);
        Ok(format!("2026-01-31T09:{minutes:02}:{seconds:02}Z"))
    }

    fn new_id(&mut self) -> Result<String, HostFailed> {
        if let Some((_, id)) = &mut self.told {
            return Ok(std::mem::replace(id, "spent".to_owned()));
        }
        self.ids += 1;
        Ok(self.ids.to_string())
    }
}

/// What a step does; ids and names are small numbers, so that they meet.
#[derive(Clone, Debug)]
enum Step {
    Post(Value),
    Put(u32, Value, bool),
    Patch(u32, Value),
    Delete(u32),
    Bulk(Vec<(u8, u32, Value)>),
    Get(String),
}

fn id() -> impl Strategy<Value = u32> {
    1..9_u32
}

fn user() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec!["a", "A", "b", "é", "E\u{301}", "c d"]);
    let title = prop::option::of(prop::sample::select(vec!["x", "y"]));
    let password = prop::option::of(0..3_u8);
    (name, title, password, prop::option::of(id()), any::<bool>()).prop_map(
        |(name, title, password, manager, extra)| {
            let mut user = json!({"schemas": [USER], "userName": name});
            if let Some(title) = title {
                user["title"] = title.into();
                user["displayName"] = title.into();
            }
            if let Some(password) = password {
                user["password"] = format!("{SECRET}{password}").into();
            }
            if let Some(manager) = manager {
                user[ENTERPRISE] = json!({"manager": {"value": manager.to_string()}});
            }
            if extra {
                user["emails"] = json!([{"value": "m@shop.example", "type": "work"}]);
                user["groups"] = json!([{"value": "none"}]);
                user["id"] = "mine".into();
            }
            user
        },
    )
}

fn group() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec!["staff", "crew"]);
    (name, prop::collection::vec(id(), 0..4)).prop_map(|(name, members)| {
        let members: Vec<_> = members
            .iter()
            .map(|id| json!({"value": id.to_string()}))
            .collect();
        json!({"schemas": [GROUP], "displayName": name, "members": members})
    })
}

fn resource() -> impl Strategy<Value = Value> {
    prop_oneof![3 => user(), 2 => group()]
}

fn operation() -> impl Strategy<Value = Value> {
    prop_oneof![
        user().prop_map(|user| json!({"op": "replace", "value": {"userName": user["userName"], "title": user["title"]}})),
        (0..3_u8).prop_map(|n| json!({"op": "add", "path": "password", "value": format!("{SECRET}{n}")})),
        Just(json!({"op": "remove", "path": "title"})),
        Just(json!({"op": "replace", "path": "displayName", "value": "new"})),
        id().prop_map(|id| json!({"op": "add", "path": "members", "value": [{"value": id.to_string()}]})),
        id().prop_map(|id| json!({"op": "remove", "path": format!("members[value eq \"{id}\"]")})),
        Just(json!({"op": "remove", "path": "members"})),
        Just(json!({"op": "remove", "path": "userName"})),
        Just(json!({"op": "replace", "path": "groups", "value": []})),
        Just(json!({"op": "replace", "path": "nonsense[", "value": 1})),
    ]
}

fn patch() -> impl Strategy<Value = Value> {
    prop::collection::vec(operation(), 1..4)
        .prop_map(|operations| json!({"schemas": [PATCH_OP], "Operations": operations}))
}

fn step() -> impl Strategy<Value = Step> {
    let query = prop::sample::select(vec![
        "/Users?filter=userName%20eq%20%22A%22",
        "/Groups?sortBy=displayName&count=2",
        "/?attributes=groups,members&sortBy=id&sortOrder=descending",
        "/Users?cursor=&count=1",
        "/Users/1",
        "/Users?filter=oops",
        "/Schemas",
    ]);
    let part = (0..4_u8, id(), prop_oneof![resource(), patch()]);
    prop_oneof![
        4 => resource().prop_map(Step::Post),
        2 => (id(), resource(), any::<bool>()).prop_map(|(id, body, old)| Step::Put(id, body, old)),
        4 => (id(), patch()).prop_map(|(id, body)| Step::Patch(id, body)),
        1 => id().prop_map(Step::Delete),
        1 => prop::collection::vec(part, 1..5).prop_map(Step::Bulk),
        1 => query.prop_map(|url| Step::Get(url.to_owned())),
    ]
}

struct Run<'w> {
    provider: ServiceProvider,
    world: World<'w>,
    host: Counted,
}

impl Run<'_> {
    fn send(&mut self, method: &str, url: &str, body: &str, version: Option<&str>) -> Response {
        let headers: Vec<_> = version
            .map(|version| (Cow::Borrowed("If-Match"), Cow::Borrowed(version)))
            .into_iter()
            .collect();
        let request = Request {
            method,
            url,
            headers: &headers,
            body: body.as_bytes(),
        };
        self.provider
            .handle(&request, &self.world, &mut self.host)
            .unwrap()
    }

    fn endpoint(body: &Value) -> &'static str {
        if body["schemas"][0] == GROUP {
            "/Groups"
        } else {
            "/Users"
        }
    }

    /// The endpoint of the resource with an id; that of users where there is none.
    fn place(&mut self, id: u32) -> String {
        let url = format!("/Groups/{id}");
        if self.send("GET", &url, "", None).status == 200 {
            url
        } else {
            format!("/Users/{id}")
        }
    }

    fn take(&mut self, step: &Step) -> Response {
        match step {
            Step::Post(body) => self.send("POST", Self::endpoint(body), &body.to_string(), None),
            Step::Put(id, body, stale) => {
                let url = format!("{}/{id}", Self::endpoint(body));
                let version = stale.then_some("W/\"stale\"");
                self.send("PUT", &url, &body.to_string(), version)
            }
            Step::Patch(id, body) => {
                let url = self.place(*id);
                self.send("PATCH", &url, &body.to_string(), None)
            }
            Step::Delete(id) => {
                let url = self.place(*id);
                self.send("DELETE", &url, "", None)
            }
            Step::Bulk(parts) => {
                let operations: Vec<_> = parts.iter().enumerate().map(|(index, (method, id, data))| {
                    let endpoint = Self::endpoint(data);
                    let named = format!("{endpoint}/{id}");
                    match method {
                        0 => {
                            let mut data = data.clone();
                            let next = format!("bulkId:b{}", (index + 1) % parts.len());
                            data["members"] = json!([{ "value": next }]);
                            json!({"method": "POST", "path": endpoint, "bulkId": format!("b{index}"), "data": data})
                        }
                        1 => json!({"method": "PUT", "path": named, "data": data}),
                        2 => json!({"method": "PATCH", "path": named, "data": data}),
                        _ => json!({"method": "DELETE", "path": named}),
                    }
                }).collect();
                let body = json!({"schemas": [BULK], "Operations": operations});
                self.send("POST", "/Bulk", &body.to_string(), None)
            }
            Step::Get(url) => self.send("GET", url, "", None),
        }
    }

    /// All resources, as a client reads them, by id.
    fn all(&mut self) -> BTreeMap<String, Value> {
        let list: Value = serde_json::from_str(&self.send("GET", "/", "", None).body).unwrap();
        let resources = list["Resources"].as_array().unwrap();
        assert_eq!(list["totalResults"], resources.len());
        assert_eq!(list["itemsPerPage"], resources.len());
        let by_id = resources
            .iter()
            .map(|r| (r["id"].as_str().unwrap().to_owned(), r.clone()));
        let by_id: BTreeMap<_, _> = by_id.collect();
        assert_eq!(by_id.len(), resources.len(), "ids are unique");
        by_id
    }

    fn audit(&self) -> Vec<Value> {
        let mut out = String::new();
        self.provider.write_audit(0, &self.world, &mut out);
        assert!(!out.contains(SECRET) && !out.contains("pbkdf2"), "{out}");
        serde_json::from_str(&out).unwrap()
    }
}

/// Groups and users agree about who is in which group, at any depth.
fn check_groups(all: &BTreeMap<String, Value>) {
    let values = |list: &Value| -> Vec<String> {
        let list = list.as_array().into_iter().flatten();
        list.map(|item| item["value"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut direct: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (id, group) in all
        .iter()
        .filter(|(_, r)| r["meta"]["resourceType"] == "Group")
    {
        for (member, item) in values(&group["members"])
            .iter()
            .zip(group["members"].as_array().into_iter().flatten())
        {
            direct.entry(member.clone()).or_default().insert(id.clone());
            let Some(found) = all.get(member) else {
                continue;
            };
            let name = found.get("displayName").or(found.get("userName"));
            assert_eq!(item.get("display"), name, "{item}");
            assert_eq!(item["$ref"], found["meta"]["location"]);
            assert_eq!(item["type"], found["meta"]["resourceType"]);
        }
    }
    for (id, user) in all
        .iter()
        .filter(|(_, r)| r["meta"]["resourceType"] == "User")
    {
        let mut expected: BTreeSet<String> = BTreeSet::new();
        let mut next: Vec<String> = direct.get(id).into_iter().flatten().cloned().collect();
        while let Some(group) = next.pop() {
            if expected.insert(group.clone()) {
                next.extend(direct.get(&group).into_iter().flatten().cloned());
            }
        }
        assert_eq!(
            values(&user["groups"]).into_iter().collect::<BTreeSet<_>>(),
            expected
        );
        for group in user["groups"].as_array().into_iter().flatten() {
            let group_id = group["value"].as_str().unwrap();
            let kind = if direct[id].contains(group_id) {
                "direct"
            } else {
                "indirect"
            };
            assert_eq!(group["type"], kind);
            assert_eq!(group["display"], all[group_id]["displayName"]);
        }
    }
}

fn check_names(all: &BTreeMap<String, Value>) {
    use unicode_normalization::UnicodeNormalization;
    let names = all
        .values()
        .filter_map(|resource| resource["userName"].as_str());
    let folded: Vec<String> = names
        .map(|name| name.to_lowercase().nfc().collect())
        .collect();
    assert_eq!(
        folded.iter().collect::<BTreeSet<_>>().len(),
        folded.len(),
        "{folded:?}"
    );
}

/// A version changes exactly when the resource does; a password is part of it that nobody sees.
fn check_versions(
    before: &BTreeMap<String, Value>,
    after: &BTreeMap<String, Value>,
    hashes: [&str; 2],
) {
    let hash_of = |export: &str, id: &str| {
        let rows = export
            .lines()
            .skip(1)
            .map(|row| serde_json::from_str::<Value>(row).unwrap());
        let row = rows.into_iter().find(|row| row["id"] == id);
        row.map(|row| row["password"].clone())
    };
    for (id, new) in after {
        let Some(old) = before.get(id) else { continue };
        let bare = |resource: &Value| {
            let mut bare = resource.clone();
            bare.as_object_mut().unwrap().remove("meta");
            bare
        };
        let same = bare(old) == bare(new) && hash_of(hashes[0], id) == hash_of(hashes[1], id);
        assert_eq!(
            old["meta"]["version"] == new["meta"]["version"],
            same,
            "{old} {new}"
        );
        assert_eq!(old["meta"]["created"], new["meta"]["created"]);
        if same {
            assert_eq!(old["meta"], new["meta"]);
        }
    }
}

/// The same state, passwords aside, made of nothing but the audit.
fn replay(audit: &[Value], registry: &Registry) -> BTreeMap<String, Value> {
    let world = World::new(registry);
    let mut run = Run {
        provider: ServiceProvider::new(&Options::default(), &world).unwrap(),
        world,
        host: Counted::default(),
    };
    for entry in audit {
        let resource = entry["resource"].as_str().unwrap();
        let (endpoint, id) = resource.rsplit_once('/').unwrap();
        run.host.told = Some((entry["time"].as_str().unwrap().to_owned(), id.to_owned()));
        let change = entry["change"].to_string();
        let there = run.send("GET", resource, "", None).status == 200;
        if !entry["before"].is_null() {
            run.send("DELETE", resource, "", None);
        } else if there {
            if entry["change"].is_null() {
                assert_eq!(entry["secrets"], json!(["password"]), "{entry}");
            } else {
                let response = run.send("PATCH", resource, &change, None);
                assert_eq!(response.status, 200, "{change} {}", response.body);
            }
        } else {
            let of = registry.type_of_endpoint(endpoint).unwrap();
            let schema = if endpoint == "/Groups" { GROUP } else { USER };
            let empty = json!({ "schemas": [schema] }).to_string();
            let (empty, request) = (
                Document::parse(&empty).unwrap(),
                Document::parse(&change).unwrap(),
            );
            let made = apply(
                &empty,
                &request,
                registry.view(of).unwrap(),
                Limits::default(),
            )
            .unwrap();
            let response = run.send("POST", endpoint, &made.json, None);
            assert_eq!(response.status, 201, "{change} {}", response.body);
        }
    }
    run.host.told = None;
    run.all()
}

/// The lines of a journal: an export, in whose place of each resource stands what has changed since.
struct Journal {
    head: String,
    rows: Vec<(String, String)>,
}

impl Journal {
    fn new(export: &str) -> Self {
        let (head, rows) = export.split_once('\n').unwrap();
        assert_eq!(rows, "");
        let (facts, _) = head.split_once(",\"resources\"").unwrap();
        let head = format!("{facts},\"sealed\":false}}");
        Self {
            head,
            rows: Vec::new(),
        }
    }

    fn apply(&mut self, changes: &str) {
        for line in changes.lines() {
            let rest: Value = serde_json::from_str(&line[1..]).unwrap();
            let id = rest["id"].as_str().or(rest.as_str()).unwrap();
            let place = self.rows.iter().position(|(known, _)| known == id);
            if line.starts_with('~') {
                let row = &mut self.rows[place.unwrap()].1;
                for cut in rest["cuts"].as_array().unwrap() {
                    let at = |n: usize| usize::try_from(cut[n].as_u64().unwrap()).unwrap();
                    row.replace_range(at(0)..at(0) + at(1), cut[2].as_str().unwrap());
                }
                row.truncate(usize::try_from(rest["core"].as_u64().unwrap()).unwrap());
                row.push_str(rest["tail"].as_str().unwrap());
                continue;
            }
            match (place, line.starts_with('+')) {
                (Some(at), true) => line[1..].clone_into(&mut self.rows[at].1),
                (None, true) => self.rows.push((id.to_owned(), line[1..].to_owned())),
                (Some(at), false) => drop(self.rows.remove(at)),
                (None, false) => {}
            }
        }
    }

    fn state(&self) -> String {
        let rows = self.rows.iter().map(|(_, row)| format!("{row}\n"));
        format!("{}\n{}", self.head, rows.collect::<String>())
    }
}

/// Without what only time and secrets decide, and the order of members.
fn comparable(all: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let each = all.iter().map(|(id, resource)| {
        let mut resource = resource.clone();
        resource["meta"].as_object_mut().unwrap().remove("version");
        resource["meta"]
            .as_object_mut()
            .unwrap()
            .remove("lastModified");
        // The order of values means nothing (RFC 7643 §2.4).
        if let Some(members) = resource["members"].as_array_mut() {
            members.sort_by_key(Value::to_string);
        }
        (id.clone(), resource)
    });
    each.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_requests_keep_what_is_promised(steps in prop::collection::vec(step(), 1..24), back in any::<prop::sample::Index>()) {
        let registry = Registry::builtin();
        let world = World::new(&registry);
        let mut run = Run {
            provider: ServiceProvider::new(&Options::default(), &world).unwrap(),
            world,
            host: Counted::default(),
        };
        let mut states = vec![(0, run.provider.export())];
        let mut journal = Journal::new(&states[0].1);
        let mut before = run.all();
        for step in &steps {
            let known = run.provider.last_entry();
            let response = run.take(step);
            let mut changes = String::new();
            run.provider.write_changes(known, &mut changes);
            prop_assert!(!changes.contains(SECRET));
            journal.apply(&changes);
            let text = format!("{:?} {}", response.headers, response.body);
            prop_assert!(!text.contains(SECRET) && !text.contains("pbkdf2"), "{text}");
            prop_assert!(response.status < 500, "{step:?} {text}");
            if response.status >= 400 {
                let error: Value = serde_json::from_str(&response.body).unwrap();
                prop_assert_eq!(&error["status"], &json!(response.status.to_string()));
            }
            let export = run.provider.export();
            prop_assert!(!export.contains(SECRET));
            let after = run.all();
            check_names(&after);
            check_groups(&after);
            check_versions(&before, &after, [&states.last().unwrap().1, &export]);
            let (last, unchanged) = (run.provider.last_entry(), export == states.last().unwrap().1);
            let quiet = last == states.last().unwrap().0;
            prop_assert!(unchanged || !quiet, "{step:?}");
            // Several operations can undo each other.
            prop_assert!(!unchanged || quiet || matches!(step, Step::Bulk(_)), "{step:?}");
            states.push((last, export));
            before = after;
        }
        let audit = run.audit();
        prop_assert_eq!(comparable(&replay(&audit, &registry)), comparable(&before));
        let taken = Options { state: Some(states.last().unwrap().1.as_bytes()), ..Options::default() };
        let again = ServiceProvider::new(&taken, &run.world).unwrap();
        prop_assert_eq!(&again.export(), &states.last().unwrap().1);
        let journaled = journal.state();
        let taken = Options { state: Some(journaled.as_bytes()), ..Options::default() };
        let again = ServiceProvider::new(&taken, &run.world).unwrap();
        prop_assert_eq!(&again.export(), &states.last().unwrap().1);
        let (entry, state) = &states[back.index(states.len())];
        run.provider.rewind(*entry, &run.world);
        prop_assert_eq!(&run.provider.export(), state);
        prop_assert_eq!(run.provider.last_entry(), *entry);
        check_groups(&run.all());
    }
}

/// What may be done with a group of many members and with who is in it.
#[derive(Clone, Debug)]
enum OfMany {
    Patch(Vec<Value>),
    Rename(u32),
    Delete(u32),
}

/// Users have the ids up to this; then comes the group.
const MANY: u32 = 95;

fn of_many() -> impl Strategy<Value = OfMany> {
    // The last ones are nobody.
    let member = || {
        (1..MANY + 20).prop_map(|id| {
            if id == MANY {
                "1".to_owned()
            } else {
                id.to_string()
            }
        })
    };
    let operation = prop_oneof![
        4 => prop::collection::vec((member(), prop::option::of("[a-zé]{1,4}")), 1..5).prop_map(|members| {
            let members: Vec<Value> = members.iter().map(|(id, name)| match name {
                Some(name) => json!({"value": id, "display": name}),
                None => json!({"value": id, "$ref": "https://nowhere.example"}),
            }).collect();
            json!({"op": "add", "path": "members", "value": members})
        }),
        4 => member().prop_map(|id| json!({"op": "remove", "path": format!("members[value eq \"{id}\"]")})),
        1 => (member(), "[a-z]{1,4}").prop_map(|(id, name)| json!({"op": "replace", "path": format!("members[value eq \"{id}\"].display"), "value": name})),
        1 => Just(json!({"op": "remove", "path": "members[value sw \"11\"]"})),
        1 => Just(json!({"op": "remove", "path": "displayName"})),
    ];
    prop_oneof![
        8 => prop::collection::vec(operation, 1..5).prop_map(OfMany::Patch),
        1 => (1..MANY).prop_map(OfMany::Rename),
        1 => (1..MANY).prop_map(OfMany::Delete),
    ]
}

/// Clients may call members as they like: the same with their own names.
fn as_they_are_called(all: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let mut named = all.clone();
    for group in named.values_mut() {
        for member in group["members"].as_array_mut().into_iter().flatten() {
            if let Some(found) = all.get(member["value"].as_str().unwrap()) {
                member["display"] = found["displayName"].clone();
            }
        }
    }
    named
}

fn with_a_large_group(world: World<'_>) -> Run<'_> {
    let mut run = Run {
        provider: ServiceProvider::new(&Options::default(), &world).unwrap(),
        world,
        host: Counted::default(),
    };
    for at in 1..MANY {
        let user = json!({"schemas": [USER], "userName": format!("u{at}"), "displayName": format!("User \"{at}\" é{}", "x".repeat(99))});
        assert_eq!(run.take(&Step::Post(user)).status, 201);
    }
    let members: Vec<_> = (1..MANY)
        .map(|at| json!({"value": at.to_string()}))
        .collect();
    let group =
        json!({"schemas": [GROUP], "displayName": "all", "externalId": "0", "members": members});
    assert_eq!(run.take(&Step::Post(group)).status, 201);
    run
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// A long group is changed in place. All is as where it is written as a whole, since something else
    /// in it changes as well.
    #[test]
    fn a_large_group_keeps_what_is_promised(steps in prop::collection::vec(of_many(), 1..12)) {
        let registry = Registry::builtin();
        let world = World::new(&registry);
        let (mut run, mut whole) = (with_a_large_group(world), with_a_large_group(world));
        let bare = |mut all: BTreeMap<String, Value>| {
            for one in all.values_mut() {
                one["meta"]["lastModified"] = Value::Null;
                if one["meta"]["resourceType"] == "Group" {
                    one["externalId"] = Value::Null;
                    one["meta"]["version"] = Value::Null;
                }
            }
            all
        };
        let empty = Journal::new(&ServiceProvider::new(&Options::default(), &world).unwrap().export());
        let mut journal = empty;
        let mut changes = String::new();
        run.provider.write_changes(0, &mut changes);
        journal.apply(&changes);
        let mut states = vec![(run.provider.last_entry(), run.provider.export())];
        let mut before = run.all();
        let mut in_place = 0;
        for (at, step) in steps.iter().enumerate() {
            let known = run.provider.last_entry();
            let group = format!("/Groups/{MANY}");
            match step {
                OfMany::Patch(operations) => {
                    let request = json!({"schemas": [PATCH_OP], "Operations": operations}).to_string();
                    let response = run.send("PATCH", &group, &request, None);
                    let mut operations = operations.clone();
                    operations.push(json!({"op": "replace", "path": "externalId", "value": at.to_string()}));
                    let request = json!({"schemas": [PATCH_OP], "Operations": operations}).to_string();
                    let other = whole.send("PATCH", &group, &request, None);
                    prop_assert_eq!(response.status, other.status);
                    if response.status == 200 {
                        let body: Value = serde_json::from_str(&response.body).unwrap();
                        prop_assert_eq!(&body, &run.all()[&MANY.to_string()]);
                        let same = Some(response.header("ETag").unwrap()) == body["meta"]["version"].as_str();
                        prop_assert!(same);
                    } else {
                        prop_assert_eq!(response.body, other.body);
                    }
                }
                OfMany::Rename(id) => {
                    let user = json!({"schemas": [USER], "userName": format!("u{id}"), "displayName": format!("New {at}")});
                    for run in [&mut run, &mut whole] {
                        run.send("PUT", &format!("/Users/{id}"), &user.to_string(), None);
                    }
                }
                OfMany::Delete(id) => {
                    for run in [&mut run, &mut whole] {
                        run.send("DELETE", &format!("/Users/{id}"), "", None);
                    }
                }
            }
            let after = run.all();
            check_groups(&as_they_are_called(&after));
            let export = run.provider.export();
            check_versions(&before, &after, [&states.last().unwrap().1, &export]);
            prop_assert_eq!(bare(after.clone()), bare(whole.all()));
            let mut changes = String::new();
            run.provider.write_changes(known, &mut changes);
            in_place += changes.lines().filter(|line| line.starts_with('~')).count();
            journal.apply(&changes);
            states.push((run.provider.last_entry(), export));
            before = after;
        }
        let group_changed = states.iter().any(|(entry, _)| *entry > states[0].0);
        prop_assert!(in_place > 0 || !group_changed);
        prop_assert_eq!(comparable(&replay(&run.audit(), &registry)), comparable(&before));
        let journaled = journal.state();
        let taken = Options { state: Some(journaled.as_bytes()), ..Options::default() };
        let again = ServiceProvider::new(&taken, &world).unwrap();
        prop_assert_eq!(&again.export(), &states.last().unwrap().1);
        for (entry, state) in states.iter().rev() {
            run.provider.rewind(*entry, &world);
            prop_assert_eq!(&run.provider.export(), state);
        }
        check_groups(&as_they_are_called(&run.all()));
    }
}

#[test]
fn the_audit_keeps_so_many_entries() {
    let registry = Registry::builtin();
    let world = World::new(&registry);
    let options = Options {
        audit_entries: Some(8),
        ..Options::default()
    };
    let mut run = Run {
        provider: ServiceProvider::new(&options, &world).unwrap(),
        world,
        host: Counted::default(),
    };
    let mut states = vec![run.provider.export()];
    for at in 0..50_u64 {
        let user = json!({"schemas": [USER], "userName": format!("u{at}")});
        assert_eq!(run.take(&Step::Post(user)).status, 201);
        states.push(run.provider.export());
        let audit = run.audit();
        assert_eq!(audit.last().unwrap()["seq"], at + 1);
        assert_eq!(audit[0]["seq"], run.provider.forgotten() + 1);
        assert!(audit.len() <= 10 && audit.len() >= 8.min(states.len() - 1));
    }
    let forgotten = usize::try_from(run.provider.forgotten()).unwrap();
    run.provider.rewind(0, &world);
    assert_eq!(run.provider.export(), states[forgotten]);
}

#[test]
fn a_damaged_state_is_refused_whole() {
    let registry = Registry::builtin();
    let world = World::new(&registry);
    let mut run = Run {
        provider: ServiceProvider::new(&Options::default(), &world).unwrap(),
        world,
        host: Counted::default(),
    };
    let user = json!({"schemas": [USER], "userName": "mira", "password": "s3cret-1"});
    assert_eq!(run.take(&Step::Post(user)).status, 201);
    let state = run.provider.export();
    for at in 0..state.len() {
        let mut damaged = state.clone().into_bytes();
        damaged[at] ^= 1;
        let options = Options {
            state: Some(&damaged),
            ..Options::default()
        };
        if let Ok(loaded) = ServiceProvider::new(&options, &world) {
            // Only the base URL and the case of its own words are free.
            assert!(at < state.find('\n').unwrap(), "{at} {}", loaded.export());
        }
        let options = Options {
            state: Some(&state.as_bytes()[..at]),
            ..Options::default()
        };
        let cut = ServiceProvider::new(&options, &world);
        assert!(cut.is_err() || at + 1 == state.len(), "{at}");
    }
}

#[test]
fn a_host_that_fails_changes_nothing() {
    struct Failing(u32);
    impl Host for Failing {
        fn now(&mut self) -> Result<String, HostFailed> {
            Ok("2026-01-31T09:30:00Z".to_owned())
        }
        fn new_id(&mut self) -> Result<String, HostFailed> {
            self.0 = self.0.checked_sub(1).ok_or(HostFailed)?;
            Ok(self.0.to_string())
        }
    }
    let registry = Registry::builtin();
    let world = World::new(&registry);
    let mut provider = ServiceProvider::new(&Options::default(), &world).unwrap();
    let empty = provider.export();
    let operations: Vec<_> = ["a", "b", "c"].iter().map(|name| {
        json!({"method": "POST", "path": "/Users", "bulkId": name, "data": {"schemas": [USER], "userName": name}})
    }).collect();
    let body = json!({"schemas": [BULK], "Operations": operations}).to_string();
    let request = Request {
        method: "POST",
        url: "/Bulk",
        headers: &[],
        body: body.as_bytes(),
    };
    assert_eq!(
        provider.handle(&request, &world, &mut Failing(2)),
        Err(HostFailed)
    );
    assert_eq!(provider.export(), empty);
    assert_eq!(
        provider
            .handle(&request, &world, &mut Failing(3))
            .unwrap()
            .status,
        200
    );
}

#[test]
fn an_id_that_is_taken_or_reserved_is_not_given() {
    struct Listed(Vec<&'static str>);
    impl Host for Listed {
        fn now(&mut self) -> Result<String, HostFailed> {
            Ok("2026-01-31T09:30:00Z".to_owned())
        }
        fn new_id(&mut self) -> Result<String, HostFailed> {
            Ok(self.0.pop().unwrap_or("a").to_owned())
        }
    }
    let registry = Registry::builtin();
    let world = World::new(&registry);
    let mut provider = ServiceProvider::new(&Options::default(), &world).unwrap();
    let mut host = Listed(vec!["b", "", "a", "bulkId:1", "a"]);
    let mut post = |url: &str, body: Value| {
        let body = body.to_string();
        let request = Request {
            method: "POST",
            url,
            headers: &[],
            body: body.as_bytes(),
        };
        let response = provider.handle(&request, &world, &mut host).unwrap();
        let body: Value = serde_json::from_str(&response.body).unwrap();
        (response.status, body["id"].as_str().map(str::to_owned))
    };
    let made = post("/Users", json!({"schemas": [USER], "userName": "mira"}));
    assert_eq!(made, (201, Some("a".to_owned())));
    // Ids are unique among the resources of all types (RFC 7643 §3.1).
    let group = json!({"schemas": [GROUP], "displayName": "staff"});
    assert_eq!(post("/Groups", group.clone()), (201, Some("b".to_owned())));
    assert_eq!(post("/Groups", group), (500, None));
}
