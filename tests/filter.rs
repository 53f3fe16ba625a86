//! The filter language held to its promises: texts that are meant to hurt, the printer, the fixes,
//! and one answer whatever a resource is read from.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use scimlens::diagnostic::{Diagnostic, Safety, Severity, fix_all};
use scimlens::filter::{
    Context, Expression, Filter, Limits, Predicate, Quirks, View, complete, describe, diagnose,
    tokenize, write_explanation, write_tree,
};
use scimlens::json::{Document, Kind, NameHash};
use scimlens::schema::Registry;
use serde_json::Value;

/// As much as a host can allow.
const WIDE: Limits = Limits {
    length: 8 << 20,
    depth: Limits::MAX_DEPTH,
    clauses: u32::MAX,
};

fn found(text: &str, limits: Limits) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    diagnose(text, limits, Quirks::default(), None, &mut found);
    found
}

/// Everything that reads a text.
fn read_all(text: &str, limits: Limits) {
    let registry = Registry::builtin();
    let parsed = Filter::parse(text, limits);
    let strict = found(text, limits);
    let errors = strict.iter().any(|f| f.severity == Severity::Error);
    assert_eq!(parsed.is_err(), errors, "{}", head(text));
    tokenize(text);
    let end = u32::try_from(text.len()).unwrap();
    complete(text, end, Quirks::default(), &registry, None);
    if let Ok(filter) = parsed {
        use_filter(&filter, &registry);
    }
}

fn use_filter(filter: &Filter, registry: &Registry) {
    let document = Document::parse(r#"{"a":1}"#).unwrap();
    let mut out = String::new();
    write_tree(filter, &mut out);
    let predicate = Predicate::new(filter, registry, None).unwrap();
    predicate.matches(&document.root().unwrap());
    write_explanation(filter, &predicate, document.root().unwrap(), &mut out);
    describe(filter, registry, None);
    let printed = filter.to_string();
    assert_eq!(Filter::parse(&printed, WIDE).unwrap().to_string(), printed);
}

fn head(text: &str) -> String {
    text.chars().take(60).collect()
}

#[test]
fn texts_that_are_meant_to_hurt() {
    // Without optimisation a tenth shows the same.
    let many = if cfg!(debug_assertions) {
        10_000
    } else {
        100_000
    };
    for part in [
        "(",
        ")",
        "[",
        "]",
        ".",
        ":",
        "not ",
        "not(",
        "!",
        "!(",
        "a.",
        "a[",
        "\"",
        "'",
        "\\",
        "\\\"",
        "a pr and ",
        "a pr or ",
        "and ",
        "eq ",
        "=",
        "&&",
        ",",
        "%",
        "%20",
        "+",
        " ",
        "\t",
        "é",
        "urn:x:",
        "a eq 1 ",
        "a pr, ",
        "a == 'b' && ",
        "((a pr)) and ",
        "e\u{301}",
        "„ ",
        "‚ ",
        "x„",
    ] {
        read_all(&part.repeat(many), WIDE);
        read_all(&part.repeat(many), Limits::default());
        read_all(&format!("a eq {}", part.repeat(many)), WIDE);
        read_all(&format!("a[b eq {}]", part.repeat(many)), WIDE);
    }
    let long = "x".repeat(1 << 20);
    read_all(&format!("a eq \"{long}\""), WIDE);
    read_all(&format!("a eq {long}"), WIDE);
    read_all(&format!("{long} pr"), WIDE);
    read_all(&format!("a eq \"{}\"", "\\u00e9".repeat(1 << 18)), WIDE);
    read_all(&format!("a eq {}", "9".repeat(1 << 20)), WIDE);
}

#[test]
fn many_clauses_and_many_attributes() {
    let clauses: Vec<_> = (0..50_000).map(|n| format!("a{n} pr")).collect();
    let filter = Filter::parse(&clauses.join(" or "), WIDE).unwrap();
    let registry = Registry::builtin();
    assert_eq!(filter.attributes(&registry, None).len(), 50_000);
    let again = "title pr or title eq \"x\" or userName pr or TITLE pr";
    let filter = Filter::parse(again, WIDE).unwrap();
    let of = registry.type_named("User");
    assert_eq!(filter.attributes(&registry, of).len(), 2);
}

/// The deepest filter fits on the stack that WebAssembly has: one mebibyte. Frames are larger
/// without optimisation; `pkg/test/filter.test.ts` holds the module itself to it.
#[test]
fn the_deepest_filter_fits_on_a_small_stack() {
    let deepest = usize::try_from(Limits::MAX_DEPTH).unwrap();
    let work = move || {
        for (open, close) in [("(", ")"), ("not (", ")"), ("(b pr and (c pr or ", "))")] {
            let levels = deepest / open.matches('(').count();
            let text = format!("{}a pr{}", open.repeat(levels), close.repeat(levels));
            let filter = Filter::parse(&text, WIDE).unwrap();
            use_filter(&filter, &Registry::builtin());
            let more = format!("{}{text}{}", "(".repeat(9), ")".repeat(9));
            assert!(Filter::parse(&more, WIDE).is_err());
        }
        read_all(&"not ".repeat(1000), WIDE);
    };
    let size = if cfg!(debug_assertions) { 4 } else { 1 };
    let thread = std::thread::Builder::new().stack_size(size << 20);
    thread.spawn(work).unwrap().join().unwrap();
}

/// The vectors that have a filter.
fn vectors() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
            let vector: Value = serde_json::from_str(line).unwrap();
            if vector["filter"].is_string() {
                all.push(vector);
            }
        }
    }
    assert!(all.len() > 400);
    all
}

/// The tree without its places.
fn shape(expression: &Expression, text: &str) -> String {
    let many = |name: &str, operands: &[Expression]| {
        let parts: Vec<_> = operands
            .iter()
            .map(|operand| shape(operand, text))
            .collect();
        format!("{name}({})", parts.join(","))
    };
    match expression {
        Expression::And(operands, _) => many("and", operands),
        Expression::Or(operands, _) => many("or", operands),
        Expression::Not(operand, _) => format!("not({})", shape(operand, text)),
        Expression::Present { path, .. } => format!("{} pr", path.span().of(text)),
        Expression::Compare {
            path, op, value, ..
        } => format!("{} {op:?} {value:?}", path.span().of(text)),
        Expression::ValuePath { path, filter, .. } => {
            format!("{}[{}]", path.span().of(text), shape(filter, text))
        }
    }
}

#[test]
fn printing_and_parsing_give_the_same_tree() {
    for vector in vectors() {
        let text = vector["filter"].as_str().unwrap();
        let Ok(filter) = Filter::parse(text, WIDE) else {
            continue;
        };
        let printed = filter.to_string();
        let again = Filter::parse(&printed, WIDE).unwrap();
        assert_eq!(
            shape(filter.root(), text),
            shape(again.root(), &printed),
            "{text}"
        );
        assert!(again.loose_space().is_empty(), "{printed}");
    }
}

#[test]
fn safe_fixes_lead_somewhere() {
    let registry = Registry::builtin();
    let user = registry.type_named("User").and_then(|id| registry.view(id));
    let mut mended = 0;
    for vector in vectors() {
        let mut text = vector["filter"].as_str().unwrap().to_owned();
        for round in 0.. {
            let mut found = Vec::new();
            diagnose(&text, WIDE, Quirks::default(), user, &mut found);
            let fixed = fix_all(&text, &found);
            if fixed == text {
                let safe = found
                    .iter()
                    .flat_map(|f| &f.fixes)
                    .any(|fix| fix.safety == Safety::Safe);
                assert!(!safe, "a safe fix changes nothing: {text}");
                break;
            }
            mended += 1;
            assert!(round < 6, "fixes without end: {text}");
            text = fixed;
        }
    }
    assert!(mended > 30, "only {mended} were mended");
}

/// A resource as another library reads it.
struct Other<'v>(&'v Value);

impl View for Other<'_> {
    fn kind(&self) -> Kind {
        match self.0 {
            Value::Null => Kind::Null,
            Value::Bool(_) => Kind::Boolean,
            Value::Number(_) => Kind::Number,
            Value::String(_) => Kind::String,
            Value::Array(_) => Kind::Array,
            Value::Object(_) => Kind::Object,
        }
    }

    fn as_bool(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn as_text(&self) -> Option<Cow<'_, str>> {
        self.0.as_str().map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<Cow<'_, str>> {
        self.0
            .as_number()
            .map(|number| Cow::Owned(number.to_string()))
    }

    fn member(&self, name: &str, _: NameHash) -> Option<Self> {
        let mut members = self.0.as_object()?.iter();
        let (_, value) = members.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(Self(value))
    }

    fn any_element(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        let mut elements = self.0.as_array().into_iter().flatten();
        elements.any(|element| test(&Self(element)))
    }

    fn any_member(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        let mut members = self.0.as_object().into_iter().flatten();
        members.any(|(_, member)| test(&Self(member)))
    }
}

/// Every filter of the vectors over every resource of the vectors, from the tape and from another
/// library.
#[test]
fn one_answer_whatever_the_resource_is_read_from() {
    let registry = Registry::builtin();
    let vectors = vectors();
    let plain = |vector: &&Value| vector["beyondDouble"].is_null();
    let resources: BTreeSet<&str> = vectors
        .iter()
        .filter(plain)
        .filter_map(|vector| vector["resource"].as_str())
        .collect();
    let filters: BTreeSet<&str> = vectors
        .iter()
        .filter_map(|v| v["filter"].as_str())
        .collect();
    let predicates: Vec<_> = filters
        .into_iter()
        .filter(|text| text.len() < 500)
        .filter_map(|text| Filter::parse(text, WIDE).ok())
        .flat_map(|filter| {
            [None, registry.type_named("User")]
                .map(|of| Predicate::new(&filter, &registry, of).ok())
        })
        .flatten()
        .collect();
    let mut held = 0;
    for resource in resources {
        let document = Document::parse(resource).unwrap();
        let other: Value = serde_json::from_str(resource).unwrap();
        for predicate in &predicates {
            let matches = predicate.matches(&document.root().unwrap());
            assert_eq!(
                matches,
                predicate.matches(&Other(&other)),
                "{predicate:?} {resource}"
            );
            held += usize::from(matches);
        }
    }
    assert!(held > 1000, "only {held} match");
}

/// A query over several types (RFC 7644 §3.4.2.1): what a type doesn't have has no value.
#[test]
fn a_query_over_several_types_asks_each_by_its_schema() {
    let registry = Registry::builtin();
    let asked = |text: &str, name: &str, resource: &str| {
        let filter = Filter::parse(text, WIDE).unwrap();
        let context = Context {
            registry: &registry,
            resource_type: registry.type_named(name),
            several_types: true,
            base: None,
        };
        let predicate = Predicate::in_context(&filter, &context).unwrap();
        let document = Document::parse(resource).unwrap();
        predicate.matches(&document.root().unwrap())
    };
    let group = r#"{"displayName":"Crew","members":[{"value":"1"}],"title":"x","userName":"u"}"#;
    for (filter, of_group) in [
        (r#"displayName eq "crew""#, true),
        // A group has no title, whatever its document says.
        (r#"title pr or title eq "x" or userName co "u""#, false),
        (r#"title ne "x""#, true),
        ("title eq null and not (title ne null)", true),
        (r#"members[value eq "1"]"#, true),
        (r#"emails[value eq "1"]"#, false),
        (r#"not (emails[value eq "1"])"#, true),
        // What doesn't fit the type of an attribute is false, not an error.
        ("displayName gt 5 or displayName co true", false),
        (r#"password sw "a""#, false),
        ("displayName gt null", false),
    ] {
        assert_eq!(asked(filter, "Group", group), of_group, "{filter}");
    }
    assert!(asked(r#"title eq "Guide""#, "User", r#"{"title":"guide"}"#));
    assert!(!asked("password pr", "User", r#"{"password":"secret"}"#));
    assert!(!asked(
        "members pr",
        "User",
        r#"{"members":[{"value":"1"}]}"#
    ));
}

/// Relative references are resolved against the address of the service provider.
#[test]
fn references_are_relative_to_the_service_provider() {
    let registry = Registry::builtin();
    let asked = |text: &str, base| {
        let filter = Filter::parse(text, WIDE).unwrap();
        let context = Context {
            registry: &registry,
            resource_type: registry.type_named("User"),
            several_types: false,
            base,
        };
        let predicate = Predicate::in_context(&filter, &context).unwrap();
        let user = r#"{"groups":[{"$ref":"../Groups/1"}]}"#;
        predicate.matches(&Document::parse(user).unwrap().root().unwrap())
    };
    let absolute = r#"groups.$ref eq "https://a.example/scim/v2/Groups/1""#;
    assert!(asked(absolute, Some("https://a.example/scim/v2")));
    assert!(!asked(absolute, Some("https://b.example/scim/v2")));
    assert!(!asked(absolute, None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// Strict parsing and the check for editors agree, and every place is in the text.
    #[test]
    fn any_text_is_checked(text in "(a|b\\.c|emails|urn:x:y|\\[|\\]|\\(|\\)|\\.| |  |\t| eq | pr| ne |==|!=|&&|,|and| and | or |not |!|\"x\"|'x'|“x”|True|null|5|\\+1|1\\.|x y|é|%20|\\+|\"){0,14}|.{0,30}") {
        let strict = Filter::parse(&text, WIDE);
        let found = found(&text, WIDE);
        let errors = found.iter().filter(|f| f.severity == Severity::Error).count();
        prop_assert_eq!(strict.is_err(), errors > 0, "{:?}", found);
        for finding in &found {
            let span = finding.span.unwrap();
            prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
                prop_assert!(text.get(edit.span.start as usize..edit.span.end as usize).is_some());
            }
        }
        fix_all(&text, &found);
    }

    /// What the most tolerant profile reads prints as a filter by the RFC.
    #[test]
    fn what_quirks_read_prints_by_the_rfc(text in "(a|b|emails\\[| |\\]|\\]\\.c|\\(|\\)| eq | eq| pr| and |and| or |not |\"x\"|'x'|True|NULL|y){1,12}") {
        let quirks = Quirks {
            missing_space: true,
            single_quotes: true,
            literal_case: true,
            bare_word: true,
            comparison_behind_brackets: true,
            ..Quirks::default()
        };
        if let Ok(filter) = Filter::parse_with(&text, WIDE, quirks) {
            let printed = filter.to_string();
            let strict = Filter::parse(&printed, WIDE);
            prop_assert!(strict.is_ok(), "{printed}");
            let strict = strict.unwrap();
            prop_assert_eq!(shape(filter.root(), &text), shape(strict.root(), &printed));
            prop_assert_eq!(Filter::parse(&text, WIDE).is_err(), !filter.notes().is_empty());
        }
    }
}
