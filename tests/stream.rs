//! Streams: the same findings wherever the stream is cut, the same as for each row alone, and memory
//! that is bounded by the longest row.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::sync::LazyLock;

use proptest::prelude::*;
use scimlens::json::Limits;
use scimlens::message::{Options, RowFindings, Stream, check};
use scimlens::schema::Registry;
use serde_json::{Value, json};

const LIST: &str = r#""schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]"#;

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::builtin);

/// Everything that a stream tells, each finding as JSON.
#[derive(PartialEq, Debug)]
struct Told {
    rows: u32,
    invalid: u32,
    findings: Vec<String>,
}

fn told(pieces: &[&[u8]], limits: Limits) -> Told {
    let mut stream = Stream::new(Options::default(), limits);
    let mut findings = Vec::new();
    let mut sink = |row: RowFindings<'_>| {
        let mut out = String::new();
        row.write_json(&mut out);
        findings.push(out);
    };
    for piece in pieces {
        stream.push(piece, &REGISTRY, &mut sink);
        assert!(stream.capacity() <= (limits.bytes as usize).max(8));
    }
    stream.finish(&REGISTRY, &mut sink);
    Told {
        rows: stream.rows(),
        invalid: stream.invalid(),
        findings,
    }
}

/// Bytes that a failure shows as text.
#[derive(Clone)]
struct Bytes(Vec<u8>);

impl core::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0.escape_ascii().to_string())
    }
}

/// What a stream is made of, broken in every way that comes to mind.
fn any_stream() -> impl Strategy<Value = Bytes> {
    let pieces: Vec<&[u8]> = vec![
        b"{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mira\"}",
        b"{\"userName\":\"ol\xc3\xa9 \xf0\x9f\x98\x80\"}",
        b"{\"id\":\"7\",\"active\":\"\\ud83d\\ude00\"}",
        b"{\n  \"userName\": \"a\",\n  \"emails\": [\n    {\n      \"value\": 1\n    }\n  ]\n}",
        b"{\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],\n \"Resources\": [",
        b"\"Resources\":[",
        b"\"totalResults\":0",
        b"{\"userName\":\"cut",
        b"{\"emails\":[1,2}",
        b"{\"a\":{\"b\":[",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\"",
        b"\"a\"",
        b"\\",
        b"\n",
        b"\r\n",
        b"\n\n",
        b" ",
        b"\t",
        b"tru",
        b"12",
        b"\xff",
        b"\0",
        b"\xef\xbb\xbf",
        b"\xed\xa0",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..14)
        .prop_map(|pieces| Bytes(pieces.concat()))
}

fn row() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mira"}"#
                .to_owned()
        ),
        "[a-z\"\\\\{\\[\\]},:é😀]{0,8}"
            .prop_map(|name| json!({ "id": name, "userName": name, "active": "x" }).to_string()),
        Just(r#"{"id": "9", "emails": [{"value": tru, "primary": [}]}"#.to_owned()),
        Just(r#"{"id":"2","userName":"a","userName":"\ud800"}"#.to_owned()),
        Just("[7]".to_owned()),
        Just("{}".to_owned()),
        Just("\"text\"".to_owned()),
        Just("12".to_owned()),
    ]
}

fn cut<'s>(stream: &'s [u8], cuts: &[prop::sample::Index]) -> Vec<&'s [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
    places.extend([0, stream.len()]);
    places.sort_unstable();
    places
        .windows(2)
        .map(|pair| &stream[pair[0]..pair[1]])
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_findings_are_the_same_wherever_the_stream_is_cut(
        Bytes(stream) in any_stream(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        limit in prop_oneof![Just(1_u32 << 20), 1..200_u32],
    ) {
        let limits = Limits { bytes: limit, ..Limits::default() };
        let whole = told(&[&stream], limits);
        prop_assert_eq!(&told(&cut(&stream, &cuts), limits), &whole);
        let bytes: Vec<&[u8]> = stream.chunks(1).collect();
        prop_assert_eq!(&told(&bytes, limits), &whole);
    }

    #[test]
    fn the_findings_are_those_of_each_row_alone(
        rows in prop::collection::vec(row(), 0..8),
        form in 0..5_u8,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        // A stream of lines that begins with a bracket is an array.
        let lines = form < 2;
        let rows: Vec<String> = if lines && rows.first().is_some_and(|row| row.starts_with('[')) {
            rows.into_iter().skip_while(|row| row.starts_with('[')).collect()
        } else {
            rows
        };
        let stream = match form {
            0 => rows.join("\n"),
            1 => rows.join("\r\n\r\n") + "\r\n",
            2 => format!("[{}]", rows.join(",")),
            3 => format!("\u{feff}[\n  {}\n]\n", rows.join(",\n  ")),
            _ => format!(
                "{{{LIST}, \"totalResults\": 9, \"Resources\": [{}], \"startIndex\": 1, \"itemsPerPage\": {}}}",
                rows.join(", "),
                rows.len()
            ),
        };
        let told = told(&cut(stream.as_bytes(), &cuts), Limits::default());
        let mut expected = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let report = check(row, &REGISTRY, &Options::default());
            if !report.diagnostics.is_empty() {
                let mut out = String::new();
                scimlens::diagnostic::write_json_array(&report.diagnostics, Some(row), &mut out);
                expected.push((number, serde_json::from_str::<Value>(&out).unwrap()));
            }
        }
        let found: Vec<(usize, Value)> = told.findings.iter().map(|finding| {
            let finding: Value = serde_json::from_str(finding).unwrap();
            (usize::try_from(finding["row"].as_u64().unwrap()).unwrap(), finding["diagnostics"].clone())
        }).collect();
        prop_assert_eq!(told.rows as usize, rows.len());
        prop_assert_eq!(found, expected, "{}", stream);
    }
}

#[test]
fn memory_is_bounded_by_the_longest_row() {
    let short = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mira"}"#;
    let long = short.replace("mira", &"m".repeat(10_000));
    let list = format!("{{{LIST},\"totalResults\":3000,\"Resources\":[");
    for (before, between, after) in [("", "\n", ""), ("[", ",", "]"), (&list, ",", "]}")] {
        let mut stream = Stream::new(Options::default(), Limits::default());
        let mut largest = 0;
        let mut push = |text: &str| {
            for piece in text.as_bytes().chunks(1009) {
                stream.push(piece, &REGISTRY, &mut |row| panic!("{row:?}"));
                largest = largest.max(stream.capacity());
            }
        };
        push(before);
        for number in 0..3000 {
            push(if number > 0 { between } else { "" });
            push(if number % 100 == 99 { &long } else { short });
        }
        push(after);
        stream.finish(&REGISTRY, &mut |row| panic!("{row:?}"));
        assert_eq!((stream.rows(), stream.invalid()), (3000, 0));
        assert!((5000..=2 * long.len()).contains(&largest), "{largest}");
    }
}

#[test]
fn a_stream_without_end_is_read_in_the_memory_of_the_limit() {
    let limits = Limits {
        bytes: 4096,
        ..Limits::default()
    };
    for endless in [
        "a",
        "{\"a\":",
        "[",
        "[{\"a\":\"",
        "[[",
        "\"",
        "{\"Resources\":[[\"",
        "{\"x\":\n",
        "[1 ",
        ",",
        "[,",
    ] {
        let mut stream = Stream::new(Options::default(), limits);
        for _ in 0..20_000 {
            stream.push(endless.as_bytes(), &REGISTRY, &mut |_| {});
            assert!(stream.capacity() <= 4096);
        }
        stream.finish(&REGISTRY, &mut |_| {});
        assert_eq!(stream.capacity(), 0);
        assert!(stream.invalid() > 0, "{endless}");
    }
}
