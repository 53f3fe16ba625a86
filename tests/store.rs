//! Many resources: kept, looked up, changed, asked and paged.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use proptest::prelude::*;
use scimlens::diagnostic::ScimType;
use scimlens::filter::{self, Filter, Predicate};
use scimlens::json::{Document, Limits, Splice};
use scimlens::patch;
use scimlens::resource::Projection;
use scimlens::schema::Registry;
use scimlens::store::{Loader, Query, Question, Resources, Terms};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

fn user(id: &str, name: &str, rest: &str) -> String {
    format!(r#"{{"schemas":["{USER}"],"id":"{id}","userName":"{name}"{rest}}}"#)
}

fn set(texts: &[String]) -> (Resources, Registry) {
    let registry = Registry::builtin();
    let mut resources = Resources::default();
    for text in texts {
        resources.insert(text, &registry).unwrap();
    }
    (resources, registry)
}

fn question(text: &str, resources: &Resources, registry: &Registry) -> Question {
    let filter = Filter::parse(text, filter::Limits::default()).unwrap();
    Question::new(&filter, resources, None, None, registry).unwrap()
}

#[test]
fn positions_stay_and_look_ups_keep_step() {
    let (mut resources, registry) = set(&[
        user("a", "mira", ""),
        user("b", "otto", ""),
        user("c", "Zoë", ""),
    ]);
    assert_eq!(resources.position_of_id("b"), Some(1));
    assert_eq!(resources.position_of_id("B"), None);
    assert_eq!(resources.position_of_user_name("ZOË"), Some(2));

    assert!(resources.remove(0));
    assert!(!resources.remove(0) && !resources.remove(9));
    assert_eq!((resources.len(), resources.end()), (2, 3));
    assert_eq!(resources.position_of_id("a"), None);
    assert_eq!(resources.position_of_user_name("mira"), None);
    assert_eq!(resources.text(0), None);
    assert!(resources.text(1).is_some());

    let renamed = user("b", "mira", "");
    assert_eq!(resources.replace(1, &renamed, &registry), Ok(true));
    assert_eq!(resources.replace(0, &renamed, &registry), Ok(false));
    assert_eq!(resources.position_of_user_name("Mira"), Some(1));
    assert_eq!(resources.position_of_user_name("otto"), None);

    let spaced = user("d", "otto", "").replace(':', " : ").replace(
        " : ietf : params : scim : schemas : core : 2.0 : ",
        ":ietf:params:scim:schemas:core:2.0:",
    );
    assert_eq!(resources.insert(&spaced, &registry), Ok(3));
    assert_eq!(resources.text(3), Some(user("d", "otto", "").as_str()));
    assert_eq!(resources.positions().collect::<Vec<_>>(), [1, 2, 3]);
    let refused = resources.replace(1, "[]", &registry).unwrap_err();
    assert_eq!(refused.detail(), "A resource is a JSON object.");
    assert_eq!(resources.text(1), Some(renamed.as_str()));
}

#[test]
fn an_exact_user_name_is_looked_up_exactly() {
    let schema = r#"{"id":"urn:example:Machine","name":"Machine","attributes":[{"name":"userName","type":"string","caseExact":true,"required":true}]}"#;
    let of = r#"{"id":"Machine","name":"Machine","endpoint":"/Machines","schema":"urn:example:Machine"}"#;
    let registry = Registry::builder()
        .schemas(schema)
        .resource_types(of)
        .build()
        .unwrap();
    let mut resources = Resources::default();
    let text = r#"{"schemas":["urn:example:Machine"],"id":"1","userName":"Press"}"#;
    resources.insert(text, &registry).unwrap();
    assert_eq!(resources.position_of_user_name("press"), None);
    assert_eq!(resources.position_of_user_name("Press"), Some(0));
}

#[test]
fn look_ups_hold_for_many_that_come_and_go() {
    let (mut resources, registry) = set(&[]);
    for number in 0..500 {
        let text = user(&format!("id{number}"), &format!("User{}", number % 100), "");
        assert_eq!(resources.insert(&text, &registry), Ok(number));
    }
    for number in 0..100 {
        assert_eq!(
            resources.position_of_user_name(&format!("user{number}")),
            Some(number)
        );
        resources.remove(number);
        assert_eq!(
            resources.position_of_user_name(&format!("uSER{number}")),
            Some(number + 100)
        );
        assert_eq!(resources.position_of_id(&format!("id{number}")), None);
    }
}

fn load(text: &[u8], limits: Limits, size: usize) -> Result<Resources, String> {
    let registry = Registry::builtin();
    let mut loader = Loader::new(limits);
    for piece in text.chunks(size) {
        loader.push(piece, &registry);
    }
    let set = loader.finish(&registry);
    set.map_err(|error| error.detail().to_owned())
}

#[test]
fn rows_are_loaded_from_every_form_of_stream() {
    let (one, two) = (user("1", "mira", ""), user("2", "otto", ""));
    let list = format!(r#"{{"totalResults": 2, "Resources": [{one}, {two}]}}"#);
    for text in [format!("{one}\n{two}\n"), format!("[{one},\n {two}]"), list] {
        for size in [1, 7, 10_000] {
            let loaded = load(text.as_bytes(), Limits::default(), size).unwrap();
            let texts: Vec<_> = loaded
                .positions()
                .map(|at| loaded.text(at).unwrap())
                .collect();
            assert_eq!(texts, [one.as_str(), two.as_str()]);
        }
    }
    assert!(load(b"", Limits::default(), 1).unwrap().is_empty());
    assert!(load(b"[]", Limits::default(), 1).unwrap().is_empty());
}

#[test]
fn a_broken_row_is_named() {
    for (text, beginning) in [
        (
            "{}\n{\"id\":}\n{}",
            "Row 1, in line 2: A value belongs here",
        ),
        ("{}\n7", "Row 1, in line 2: A resource is a JSON object."),
        ("[{}, {} {}]", "Row 2, in line 1: The comma between"),
        ("[{},\n{}", "Row 2, in line 2: The stream ends"),
        (
            "{\"id\":\"aaaaaaaaaaaaaaaaaaaa\"}",
            "Row 0, in line 1: It has 29 bytes; the limit is 20.",
        ),
        ("{}\n{\"a\":[[[]]]}", "Row 1, in line 2: "),
    ] {
        let limits = Limits {
            bytes: 20,
            depth: 3,
        };
        let refused = load(text.as_bytes(), limits, 5).unwrap_err();
        assert!(refused.starts_with(beginning), "{refused}");
    }
    let refused = load(b"{\"id\":\"\xff\"}", Limits::default(), 99).unwrap_err();
    assert_eq!(refused, "Row 0, in line 1: Its byte 7 is not UTF-8.");
}

#[test]
fn a_filter_is_asked_of_each_type_as_that_type_has_it() {
    let group = format!(r#"{{"schemas":["{GROUP}"],"id":"g","displayName":"mira"}}"#);
    let (mut resources, registry) = set(&[
        user("a", "mira", r#","active":true"#),
        group,
        user("b", "otto", ""),
    ]);
    for (text, expected) in [
        ("active eq true", vec![0]),
        ("not (active eq true)", vec![1, 2]),
        (r#"displayName eq "MIRA" or userName eq "otto""#, vec![1, 2]),
        ("members ne \"x\"", vec![0, 1, 2]),
        ("nobody pr", vec![]),
    ] {
        let asked = question(text, &resources, &registry);
        assert_eq!(resources.select(&asked), expected, "{text}");
        assert_eq!(resources.count(&asked), expected.len());
    }
    // At the endpoint of one type it is an error.
    let filter = Filter::parse("nobody pr", filter::Limits::default()).unwrap();
    let endpoint = registry.type_named("User");
    assert!(Question::new(&filter, &resources, endpoint, None, &registry).is_err());
    // A predicate is asked as it is.
    let filter = Filter::parse("displayName pr", filter::Limits::default()).unwrap();
    let predicate = Predicate::new(&filter, &registry, endpoint).unwrap();
    assert_eq!(resources.select(&Question::of(predicate)), [1]);
}

#[test]
fn a_patch_is_kept() {
    let (mut resources, registry) = set(&[user("a", "mira", "")]);
    let request = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"userName","value":"otto"}]}"#;
    let request = Document::parse(request).unwrap();
    let limits = patch::Limits::default();
    let patched = resources
        .patch(0, &request, None, limits, &registry)
        .unwrap();
    assert!(patched.applied.changed && patched.splices.is_none());
    assert_eq!(resources.text(0), Some(user("a", "otto", "").as_str()));
    assert_eq!(resources.position_of_user_name("otto"), Some(0));
    let refused = resources
        .patch(1, &request, None, limits, &registry)
        .unwrap_err();
    assert_eq!(refused.scim_type(), Some(ScimType::NoTarget));
}

fn group(id: &str, members: usize) -> String {
    let members: Vec<String> = (0..members)
        .map(|at| format!(r#"{{"value":"member-{at:06}","display":"Mira \"{at}\" Lindqvist"}}"#))
        .collect();
    format!(
        r#"{{"schemas":["{GROUP}"],"id":"{id}","displayName":"staff","members":[{}],"externalId":"x"}}"#,
        members.join(",")
    )
}

/// What a long group may be asked for; members are small numbers, so that they meet.
fn change_of_group() -> impl Strategy<Value = String> {
    let member = || (0..1200_u32).prop_map(|at| format!("member-{at:06}"));
    prop_oneof![
        4 => member().prop_map(|id| format!(r#"{{"op":"add","path":"members","value":[{{"value":"{id}"}}]}}"#)),
        4 => member().prop_map(|id| format!(r#"{{"op":"remove","path":"members[value eq \"{id}\"]"}}"#)),
        2 => (member(), "[a-zé]{0,3}").prop_map(|(id, name)| format!(r#"{{"op":"replace","path":"members[value eq \"{id}\"].display","value":"{name}"}}"#)),
        1 => "[a-zé]{1,3}".prop_map(|name| format!(r#"{{"op":"replace","path":"displayName","value":"{name}"}}"#)),
        1 => Just(r#"{"op":"remove","path":"externalId"}"#.to_owned()),
        1 => Just(r#"{"op":"add","value":{"externalId":"y","members":[{"value":"late"}]}}"#.to_owned()),
        1 => Just(r#"{"op":"remove","path":"members[value sw \"member-00001\"]"}"#.to_owned()),
        1 => Just(r#"{"op":"replace","path":"members[value eq \"nobody\"]","value":{"value":"x"}}"#.to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A long resource that stays parsed is what patching its text each time gives, to filters and
    /// look-ups too; and each change can be undone.
    #[test]
    fn a_group_that_is_patched_many_times_is_what_patching_its_text_gives(
        requests in prop::collection::vec(prop::collection::vec(change_of_group(), 1..8), 1..8),
    ) {
        let (mut resources, registry) = set(&[user("a", "mira", ""), group("g", 800)]);
        let view = registry.view(registry.type_named("Group").unwrap()).unwrap();
        let mut text = group("g", 800);
        for operations in requests {
            let request = format!(r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{}]}}"#, operations.join(","));
            let request = Document::parse(&request).unwrap();
            let limits = patch::Limits::default();
            let expected = patch::apply(&Document::parse(&text).unwrap(), &request, view, limits);
            let outcome = resources.patch(1, &request, None, limits, &registry);
            match (expected, outcome) {
                (Ok(expected), Ok(outcome)) => {
                    prop_assert_eq!(expected.changed, outcome.applied.changed);
                    prop_assert_eq!(resources.text(1), Some(expected.json.as_str()));
                    let mut back = expected.json.clone();
                    Splice::undo(&outcome.splices.unwrap(), &mut back);
                    prop_assert_eq!(&back, &text);
                    text = expected.json;
                }
                (Err(expected), Err(error)) => prop_assert_eq!(expected, error),
                (expected, outcome) => prop_assert!(false, "{expected:?} {outcome:?}"),
            }
            let asked = question(r#"members.value eq "member-000007" or externalId eq "x""#, &resources, &registry);
            let has = text.contains("member-000007") || text.contains(r#""externalId":"x""#);
            prop_assert_eq!(resources.count(&asked), usize::from(has));
            prop_assert_eq!(resources.position_of_id("g"), Some(1));
        }
        let kept = resources.memory();
        let bare = resources.text(1).unwrap().to_owned();
        resources.replace(1, &bare, &registry).unwrap();
        prop_assert!(resources.memory() < kept);
        prop_assert_eq!(resources.text(1), Some(bare.as_str()));
    }
}

#[test]
fn what_stays_parsed_is_bounded() {
    // Each takes some 2.3 MB of nodes.
    let groups: Vec<String> = (0..40).map(|at| group(&format!("g{at}"), 28_000)).collect();
    let (mut resources, registry) = set(&groups);
    let texts = resources.memory();
    let request = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"crew"}]}"#;
    let request = Document::parse(request).unwrap();
    for position in 0..40 {
        let limits = patch::Limits::default();
        resources
            .patch(position, &request, None, limits, &registry)
            .unwrap();
        let text = resources.text(position).unwrap();
        assert!(text.contains(r#""displayName":"crew""#));
    }
    let more = resources.memory() - texts;
    assert!(more > 32 << 20 && more <= 64 << 20, "{more}");
    assert_eq!(resources.position_of_id("g0"), Some(0));
}

#[test]
fn cursors_outlive_changes_elsewhere() {
    let (mut resources, registry) =
        set(&["d", "b", "a", "c", "e"].map(|name| user(name, name, "")));
    let terms = Terms::new(&registry);
    let sorted = Query {
        sort_by: Some("userName"),
        count: Some(2),
        cursor: Some(""),
        ..Query::default()
    };
    let first = resources.query(&sorted, &terms).unwrap();
    assert_eq!((first.positions, first.previous_cursor), (vec![2, 1], None));
    let cursor = first.next_cursor.unwrap();
    let next = Query {
        cursor: Some(&cursor),
        ..sorted
    };
    let from_b = next;

    // A resource of the first page goes, and one comes.
    resources.remove(2);
    resources.insert(&user("f", "bb", ""), &registry).unwrap();
    let second = resources.query(&next, &terms).unwrap();
    assert_eq!(second.positions, [5, 3]);
    // Back to what stands before it now.
    let back = second.previous_cursor.unwrap();
    let back = Query {
        cursor: Some(&back),
        ..sorted
    };
    assert_eq!(resources.query(&back, &terms).unwrap().positions, [1]);

    // The resource that the page begins at changes, or goes: the page begins where it was.
    resources
        .replace(1, &user("b", "z", ""), &registry)
        .unwrap();
    assert_eq!(resources.query(&next, &terms).unwrap().positions, [5, 3]);

    // Without an order it does no harm.
    let plain = Query {
        sort_by: None,
        ..sorted
    };
    let first = resources.query(&plain, &terms).unwrap();
    assert_eq!(first.positions, [0, 1]);
    let cursor = first.next_cursor.unwrap();
    resources.remove(1);
    let next = Query {
        cursor: Some(&cursor),
        ..plain
    };
    assert_eq!(resources.query(&next, &terms).unwrap().positions, [3, 4]);
    assert_eq!(resources.query(&from_b, &terms).unwrap().positions, [5, 3]);

    // Of a long name there is a hash alone.
    let long = "b".repeat(2000);
    let long = resources.insert(&user("g", &long, ""), &registry).unwrap();
    let page = resources.query(&sorted, &terms).unwrap();
    assert_eq!(page.positions, [5, long]);
    let behind = page.next_cursor.unwrap();
    assert!(behind.len() < 100);
    let behind = Query {
        cursor: Some(&behind),
        ..sorted
    };
    let page = resources.query(&behind, &terms).unwrap();
    assert_eq!(page.positions, [3, 0]);
    resources.remove(long);
    let stale = resources.query(&behind, &terms).unwrap_err();
    assert_eq!(stale.scim_type(), Some(ScimType::ExpiredCursor));

    // A cursor of another holder of resources, or of another query.
    let others = Terms { secret: 7, ..terms };
    for (query, terms) in [
        (next, others),
        (
            Query {
                filter: Some("id pr"),
                ..next
            },
            terms,
        ),
        (
            Query {
                sort_by: Some("id"),
                ..next
            },
            terms,
        ),
        (
            Query {
                endpoint: registry.type_named("User"),
                ..next
            },
            terms,
        ),
    ] {
        let refused = resources.query(&query, &terms).unwrap_err();
        assert_eq!(refused.scim_type(), Some(ScimType::InvalidCursor));
    }
}

#[test]
fn a_page_has_no_more_than_the_provider_gives() {
    let (mut resources, registry) = set(&["a", "b", "c"].map(|name| user(name, name, "")));
    let terms = Terms {
        max_results: Some(2),
        ..Terms::new(&registry)
    };
    let page = resources.query(&Query::default(), &terms).unwrap();
    assert_eq!((page.positions.len(), page.total), (2, 3));
    let query = Query {
        count: Some(9),
        cursor: Some(""),
        ..Query::default()
    };
    let page = resources.query(&query, &terms).unwrap();
    assert_eq!(page.positions.len(), 2);
    let cursor = page.next_cursor.unwrap();
    let next = Query {
        cursor: Some(&cursor),
        ..query
    };
    let page = resources.query(&next, &terms).unwrap();
    assert_eq!((page.positions, page.next_cursor), (vec![2], None));
    let mut out = String::new();
    let page = resources
        .query(
            &Query {
                count: Some(1),
                ..Query::default()
            },
            &terms,
        )
        .unwrap();
    let projection = Projection::new(&["id"], &[], &registry).unwrap();
    resources.write_list(&page, &projection, &registry, &mut out);
    let expected = format!(
        r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"itemsPerPage":1,"startIndex":1,"Resources":[{{"schemas":["{USER}"],"id":"a"}}]}}"#
    );
    assert_eq!(out, expected);
}
