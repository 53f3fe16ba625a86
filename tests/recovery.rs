//! A document with one character too few, or too many, is told of once, and all else that is wrong
//! with it is told as before.
#![allow(clippy::unwrap_used, clippy::string_slice, reason = "tests may panic")]

use scimlens::diagnostic::{Code, Diagnostic};
use scimlens::json::Document;
use scimlens::message::{Options, check};
use scimlens::schema::Registry;

/// A user with three mistakes in what it says.
const USER: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"mira","name":{"familyName":"Chen","givenName":"Mira"},"active":true,"title":"Lead","emails":[{"value":"mira@mail.example","type":"work","primary":true},{"value":"m@home.example","type":"home"}],"locale":"not a locale","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Ops","manager":{"value":"26118915"}},"colour":"red","photos":"x"}"#;

/// What a changed text has more of, and less of, than the three mistakes.
struct Told {
    syntax: usize,
    more: usize,
    lost: usize,
}

fn told(text: &str, registry: &Registry, known: &[Code]) -> Told {
    let found = check(text, registry, &Options::default()).diagnostics;
    let is_syntax = |finding: &&Diagnostic| finding.code == Code::JsonSyntax;
    let syntax = found.iter().filter(is_syntax).count();
    let mut rest: Vec<_> = found.iter().map(|finding| finding.code).collect();
    rest.retain(|code| *code != Code::JsonSyntax);
    let mut lost = 0;
    for code in known {
        match rest.iter().position(|found| found == code) {
            Some(at) => drop(rest.remove(at)),
            None => lost += 1,
        }
    }
    Told {
        syntax,
        more: rest.len(),
        lost,
    }
}

/// Counts the changed texts that are no JSON, and those of them with one finding more and none less.
fn count(texts: impl Iterator<Item = String>) -> (usize, usize) {
    let registry = Registry::builtin();
    let known = check(USER, &registry, &Options::default()).diagnostics;
    let known: Vec<_> = known.iter().map(|finding| finding.code).collect();
    assert_eq!(known.len(), 3);
    let (mut all, mut good) = (0, 0);
    for text in texts.filter(|text| Document::parse(text).is_err()) {
        let told = told(&text, &registry, &known);
        assert!(told.syntax > 0, "{text}");
        all += 1;
        good += usize::from(told.syntax == 1 && told.more == 0 && told.lost == 0);
    }
    (good, all)
}

#[test]
fn a_character_that_is_missing_is_one_finding() {
    let without = |at: usize| format!("{}{}", &USER[..at], &USER[at + 1..]);
    let (good, all) = count((0..USER.len()).map(without));
    // Behind `"locale":` and `"photos":` the mistake stands in the value itself; a name of a boolean
    // that isn't closed reaches into the next one.
    assert!(all - good <= 6, "{good} of {all}");
}

#[test]
fn a_character_too_many_is_one_finding_nearly_always() {
    for (added, share) in [
        (",", 90),
        (":", 90),
        ("=", 90),
        ("\u{a0}", 90),
        ("x", 90),
        ("\"", 75),
        ("[", 65),
        ("]", 80),
        ("{", 80),
        ("}", 80),
    ] {
        let with = |at: usize| format!("{}{added}{}", &USER[..at], &USER[at..]);
        let (good, all) = count((0..USER.len()).map(with));
        assert!(good * 100 >= all * share, "{added:?}: {good} of {all}");
    }
}

#[test]
fn a_text_that_ends_anywhere_is_one_finding() {
    let registry = Registry::builtin();
    for end in 1..USER.len() {
        let found = check(&USER[..end], &registry, &Options::default()).diagnostics;
        let syntax = found
            .iter()
            .filter(|finding| finding.code == Code::JsonSyntax);
        assert_eq!(syntax.count(), 1, "{}", &USER[..end]);
    }
}

#[test]
fn many_slips_take_time_linear_in_the_text() {
    let registry = Registry::builtin();
    for piece in [
        "\"a\":\"b,",
        "[01 ",
        "{\"a\":[1}",
        "\"x\"1 ",
        "},",
        "],{",
        "'a ",
        "\u{201c}",
        "{{",
        "\"a\" ",
        ",,",
        ":",
        "=",
        "\u{a0}1,",
        "tru \"x\" ",
    ] {
        for open in ["", "{", "[", "{\"a\":["] {
            let text = format!("{open}{}", piece.repeat(60_000 / piece.len()));
            // Quadratic, this would take minutes.
            check(&text, &registry, &Options::default());
        }
    }
}
