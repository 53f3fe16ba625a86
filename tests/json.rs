//! `json` against RFC 8259 as `serde_json` has it, and against texts that are meant to hurt.
//!
//! The oracle for what is JSON is `IgnoredAny` of `serde_json`: it reads the grammar without a limit of
//! depth or of the size of numbers, and takes halves of surrogate pairs. What we refuse beyond that
//! is nesting past the limit; names that occur twice and halves of pairs are defects that leave the
//! text JSON.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests may panic"
)]

mod generate;

use generate::Choices;
use generate::damage::{damage, damaged};
use generate::hostile;
use generate::json_text::{JsonText, Written, json_text};
use proptest::prelude::*;
use scimlens::diagnostic::{apply_edits, render_json, render_text};
use scimlens::json::{
    Defect, DefectKind, Document, Guess, Kind, Limits, Tape, Value, compare_numbers, equal,
    write_compact,
};
use scimlens::text::{LineIndex, Span};
use serde_json::Value as Json;

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn read(text: &str) -> Document<'_> {
    Document::read(text, Limits::default(), Tape::default())
}

fn generated(bytes: &[u8]) -> JsonText {
    json_text(&mut Choices::new(bytes))
}

/// What the tape holds, as `serde_json` would: of members with one name, the last counts.
fn rebuild(value: Value<'_>) -> Json {
    match value.kind() {
        Kind::Null => Json::Null,
        Kind::Boolean => value.as_bool().unwrap().into(),
        Kind::Number => serde_json::from_str(value.as_number().unwrap()).unwrap(),
        Kind::String => value.as_str().unwrap().into(),
        Kind::Array => value.elements().map(rebuild).collect(),
        Kind::Object => {
            let members = value
                .members()
                .map(|(key, value)| (key.name().into_owned(), rebuild(value)));
            Json::Object(members.collect())
        }
        Kind::Key | Kind::Invalid => panic!("no value of JSON"),
    }
}

/// The value, if `serde_json` holds it exactly: names once each, and numbers that are small integers.
fn exact(text: &str) -> Option<Json> {
    let clean = Document::parse(text).is_ok_and(|document| document.defects().is_empty());
    let mut runs = text.split(|c: char| !c.is_ascii_digit());
    let mut pairs = text.as_bytes().windows(2);
    let floats =
        pairs.any(|pair| pair[0].is_ascii_digit() && matches!(pair[1], b'e' | b'E' | b'.'));
    if !clean || floats || text.contains("-0") || runs.any(|run| run.len() > 15) {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// The nodes under a value, names included, in document order.
fn nodes(value: Value<'_>, out: &mut Vec<Written>) {
    let span = value.span();
    out.push((value.kind(), span.start as usize, span.end as usize));
    value.elements().for_each(|element| nodes(element, out));
    for (key, member) in value.members() {
        let span = key.span();
        out.push((Kind::Key, span.start as usize, span.end as usize));
        nodes(member, out);
    }
}

/// What must be so of every text, JSON or not.
fn check_reading(text: &str) {
    let document = read(text);
    let defects = document.defects();
    let refused = defects.iter().any(|defect| defect.kind.is_syntax());
    assert_eq!(Document::parse(text).is_err(), refused, "{text:?}");
    let starts: Vec<u32> = defects.iter().map(|defect| defect.span.start).collect();
    assert!(starts.is_sorted(), "{defects:?}");
    let inside = |start: usize, end: usize| text.get(start..end).is_some();
    let covers = |span: Span| inside(span.start as usize, span.end as usize);
    for defect in defects {
        assert!(covers(defect.span), "{text:?} {defect:?}");
        for edit in defect
            .diagnose(text)
            .fixes
            .iter()
            .flat_map(|fix| &fix.edits)
        {
            assert!(covers(edit.span), "{text:?} {edit:?}");
        }
    }
    let Some(root) = document.root() else {
        assert!(refused, "{text:?} has neither a root nor a defect");
        return;
    };
    let mut found = Vec::new();
    nodes(root, &mut found);
    assert_eq!(found.len(), document.node_count());
    for pair in found.windows(2) {
        // A bracket that is missing stands where what is in it begins.
        let ordered = match document.guess() {
            Guess::None => pair[0].1 < pair[1].1,
            _ => pair[0].1 <= pair[1].1,
        };
        assert!(ordered, "{text:?} {pair:?}");
    }
    let invalid = found.iter().filter(|node| node.0 == Kind::Invalid).count();
    assert!(invalid <= defects.len(), "each has a defect of its own");
    assert!(
        found
            .iter()
            .all(|node| inside(node.1, node.2) && node.1 <= node.2),
        "{text:?}"
    );
    // What is missing takes no room.
    let empty = |node: &Written| node.1 == node.2 && node.0 != Kind::Invalid;
    assert!(
        document.guess() != Guess::None || !found.iter().any(empty),
        "{text:?}"
    );
}

fn entropy() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..160)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn accepts_of_arbitrary_bytes_what_serde_json_accepts(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let text = String::from_utf8_lossy(&bytes);
        prop_assert_eq!(Document::parse(&text).is_ok(), is_json(&text), "{:?}", text);
        check_reading(&text);
    }

    #[test]
    fn accepts_of_the_characters_of_json_what_serde_json_accepts(
        text in "[\\[\\]{}:,\"\\\\/*' \t\n0-9a-fA-Frstulnx.+é\u{1}-]{0,14}",
    ) {
        prop_assert_eq!(Document::parse(&text).is_ok(), is_json(&text), "{:?}", text);
        check_reading(&text);
    }

    #[test]
    fn the_tape_holds_what_was_written(bytes in entropy()) {
        let JsonText { text, nodes: written, duplicates, lone_surrogates } = generated(&bytes);
        let document = Document::parse(&text).unwrap();
        let root = document.root().unwrap();
        let mut found = Vec::new();
        nodes(root, &mut found);
        prop_assert_eq!(&found, &written);
        prop_assert_eq!(document.node_count(), written.len());
        let count = |wanted: fn(&DefectKind) -> bool| {
            document.defects().iter().filter(|defect| wanted(&defect.kind)).count()
        };
        prop_assert_eq!(count(|kind| matches!(kind, DefectKind::DuplicateName { .. })), duplicates);
        prop_assert_eq!(count(|kind| matches!(kind, DefectKind::LoneSurrogate)), lone_surrogates);
        prop_assert_eq!(document.defects().len(), duplicates + lone_surrogates);
        check_reading(&text);
        // serde_json's Value has no halves of surrogate pairs.
        if lone_surrogates == 0 {
            prop_assert_eq!(rebuild(root), serde_json::from_str::<Json>(&text).unwrap());
        }
    }

    #[test]
    fn a_compact_copy_is_the_same_value(bytes in entropy()) {
        let JsonText { text, duplicates, .. } = generated(&bytes);
        let document = Document::parse(&text).unwrap();
        let root = document.root().unwrap();
        let mut compact = String::new();
        write_compact(root, document.is_spaced(), &mut compact);
        let copy = Document::parse(&compact).unwrap();
        prop_assert!(!copy.is_spaced());
        prop_assert_eq!(copy.node_count(), document.node_count());
        if duplicates == 0 {
            prop_assert!(equal(copy.root().unwrap(), root));
        }
    }

    #[test]
    fn equal_is_what_serde_json_calls_equal(a in entropy(), b in entropy(), change in damage()) {
        let (a, b) = (generated(&a), generated(&b));
        let near = damaged(&a.text, &[change]);
        for other in [&a.text, &b.text, &near] {
            let (Some(x), Some(y)) = (exact(&a.text), exact(other)) else { continue };
            let documents = [Document::parse(&a.text).unwrap(), Document::parse(other).unwrap()];
            let roots = [documents[0].root().unwrap(), documents[1].root().unwrap()];
            prop_assert_eq!(equal(roots[0], roots[1]), x == y, "{} {}", a.text, other);
        }
    }

    #[test]
    fn the_order_of_members_does_not_matter(
        names in prop::collection::btree_set("[a-c]{0,4}", 0..80),
        order in any::<prop::sample::Index>(),
        other in any::<prop::sample::Index>(),
    ) {
        let object = |members: &[String]| format!("{{{}}}", members.join(","));
        let mut members: Vec<String> = names.iter().map(|name| format!("\"{name}\":\"{name}\"")).collect();
        let one = object(&members);
        let length = members.len().max(1);
        members.rotate_left(order.index(length));
        let turned = object(&members);
        let documents = [Document::parse(&one).unwrap(), Document::parse(&turned).unwrap()];
        prop_assert!(equal(documents[0].root().unwrap(), documents[1].root().unwrap()));
        if let Some(member) = members.get_mut(other.index(length)) {
            member.insert(member.len() - 1, 'x');
            let changed = object(&members);
            let changed = Document::parse(&changed).unwrap();
            prop_assert!(!equal(documents[0].root().unwrap(), changed.root().unwrap()));
        }
    }

    #[test]
    fn accepts_of_damaged_json_what_serde_json_accepts(
        bytes in entropy(),
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let text = damaged(&generated(&bytes).text, &damages);
        let parsed = Document::parse(&text);
        prop_assert_eq!(parsed.is_ok(), is_json(&text), "{:?} {:?}", text, parsed.err());
        check_reading(&text);
    }

    #[test]
    fn each_safe_fix_takes_its_defect_away(
        bytes in entropy(),
        damages in prop::collection::vec(damage(), 1..3),
    ) {
        let text = damaged(&generated(&bytes).text, &damages);
        for defect in read(&text).defects() {
            let fixes = defect.diagnose(&text).fixes;
            for fix in fixes.iter().filter(|fix| fix.safety.as_str() == "safe") {
                let mended = apply_edits(&text, &fix.edits);
                let after = read(&mended);
                prop_assert!(!after.defects().contains(defect), "{:?} {:?} {:?}", text, mended, defect);
            }
        }
    }

    #[test]
    fn numbers_compare_as_their_floats_do(a in -1e9..1e9_f64, b in -1e9..1e9_f64) {
        let order = a.partial_cmp(&b).unwrap();
        prop_assert_eq!(compare_numbers(&a.to_string(), &b.to_string()), order);
        prop_assert_eq!(compare_numbers(&format!("{a:e}"), &b.to_string()), order);
    }

    #[test]
    fn a_tape_used_again_is_as_good_as_new(first in entropy(), second in entropy(), cut in any::<prop::sample::Index>()) {
        let broken = generated(&first).text;
        let broken = String::from_utf8_lossy(&broken.as_bytes()[..cut.index(broken.len() + 1)]).into_owned();
        let text = generated(&second).text;
        let used = read(&broken).into_tape();
        let (again, new) = (Document::read(&text, Limits::default(), used), read(&text));
        prop_assert_eq!(again.defects(), new.defects());
        prop_assert_eq!(again.is_spaced(), new.is_spaced());
        let (mut a, mut b) = (Vec::new(), Vec::new());
        nodes(again.root().unwrap(), &mut a);
        nodes(new.root().unwrap(), &mut b);
        prop_assert_eq!(a, b);
    }
}

#[test]
fn depth_is_limited_and_nothing_else() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(Document::parse(&nested(128)).is_ok());
    let refused = Document::parse(&nested(129)).unwrap_err();
    assert_eq!(refused.kind, DefectKind::TooDeep { limit: 128 });
    assert_eq!(refused.span.start, 128);
    for number in ["1e999999", "-1e-999999", &"9".repeat(5000)] {
        let document = Document::parse(number).unwrap();
        assert_eq!(document.root().unwrap().as_number(), Some(number));
    }
    let limits = Limits { bytes: 8, depth: 2 };
    let kinds = |text: &str| {
        let document = Document::read(text, limits, Tape::default());
        let kinds = document.defects().iter().map(|defect| defect.kind.clone());
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(kinds("[[1,2]]"), []);
    assert_eq!(kinds("[[[1]]]"), [DefectKind::TooDeep { limit: 2 }]);
    assert_eq!(kinds("[1,2,3,4]"), [DefectKind::TooLarge { limit: 8 }]);
}

#[test]
fn an_end_that_comes_too_early_names_the_bracket() {
    for (text, opened, closing) in [
        ("{\"a\": [1, 2", 6, "]}"),
        ("[{\"a\":", 1, "}]"),
        ("{", 0, "}"),
        ("[[],\n", 0, "]"),
    ] {
        let kinds: Vec<_> = read(text)
            .defects()
            .iter()
            .map(|d| d.kind.clone())
            .collect();
        let closing = closing.to_owned();
        let unclosed = DefectKind::Unclosed { opened, closing };
        assert_eq!(kinds, [unclosed], "{text:?}");
    }
}

/// `tests/json-cases.jsonl`: `y_` is JSON, `n_` is none. `codes` are the findings.
#[test]
fn the_cases_of_rfc_8259() {
    let mut count = 0;
    for line in include_str!("json-cases.jsonl").lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let (name, text) = (
            case["name"].as_str().unwrap(),
            case["text"].as_str().unwrap(),
        );
        let parsed = Document::parse(text);
        assert_eq!(
            parsed.is_ok(),
            name.starts_with("y_"),
            "{name} {:?}",
            parsed.err()
        );
        assert!(name.starts_with("y_") || name.starts_with("n_"), "{name}");
        let codes = |defect: &Defect| defect.diagnose(text).code.as_str();
        let found: Json = read(text).defects().iter().map(codes).collect();
        assert_eq!(found, case["codes"], "{name}");
        assert_eq!(
            is_json(text),
            parsed.is_ok() || found[0] == "json/depth",
            "{name}"
        );
        check_reading(text);
        count += 1;
    }
    assert!(count >= 120, "{count} cases");
}

#[test]
fn hostile_texts_are_read_in_linear_time() {
    for (name, text) in hostile::json_texts() {
        let document = read(&text);
        let refused = document
            .defects()
            .iter()
            .any(|defect| defect.kind.is_syntax());
        let too_deep = matches!(
            document.defects().last(),
            Some(Defect {
                kind: DefectKind::TooDeep { .. },
                ..
            })
        );
        assert_eq!(refused, !is_json(&text) || too_deep, "{name}");
        if !document.defects().is_empty() {
            let lines = LineIndex::new(&text);
            // The last ones: whoever counts from the beginning of the text has most to do for them.
            let last = document.defects().iter().rev().take(hostile::MANY / 100);
            let findings: Vec<_> = last.map(|d| d.diagnose_among(&text, &lines)).collect();
            assert!(is_json(&render_json(&findings, &text)), "{name}");
            assert!(!render_text(&findings, &text).is_empty(), "{name}");
        }
        if let Some(root) = document.root() {
            let mut compact = String::new();
            write_compact(root, document.is_spaced(), &mut compact);
            assert!(compact.len() <= text.len(), "{name}");
            assert!(equal(root, root) || refused, "{name}");
        }
    }
}
