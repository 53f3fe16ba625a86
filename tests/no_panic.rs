//! Whatever comes in: no panic, no end of time, and answers that keep within their bounds.
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
use generate::hostile::{MANY, in_case};
use generate::json_text::json_text;
use generate::seeds::{grafted, one_of, seeds};
use proptest::prelude::*;
use scimlens::attribute;
use scimlens::diagnostic::{
    Counts, Diagnostic, Error, Safety, Severity, Verdict, fix_all, render_json, render_text,
    write_error_json,
};
use scimlens::filter::{self, Context, Filter, Predicate, Quirks};
use scimlens::json::{self, Document, Limits, Tape};
use scimlens::lint;
use scimlens::message::{self, Report, check, validate};
use scimlens::patch::{self, Manner};
use scimlens::profile::{Profile, Target};
use scimlens::resource::{Operation, Options};
use scimlens::schema::{Registry, TypeId, write_resource_type, write_schema};
use scimlens::text::Span;
use serde_json::Value as Json;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

fn registry() -> &'static Registry {
    static REGISTRY: std::sync::OnceLock<Registry> = std::sync::OnceLock::new();
    REGISTRY.get_or_init(Registry::builtin)
}

/// A resource that a client creates, whatever it says that it is.
fn as_resource() -> message::Options<'static> {
    message::Options::of_resource(Options::default())
}

fn types() -> Vec<Option<TypeId>> {
    let known = registry().resource_types().map(|(id, _)| Some(id));
    std::iter::once(None).chain(known).collect()
}

fn user() -> TypeId {
    registry().type_named("User").unwrap()
}

fn read(text: &str) -> Document<'_> {
    Document::read(text, Limits::default(), Tape::default())
}

fn assert_inside(span: Span, text: &str) {
    let inside = text.get(span.start as usize..span.end as usize).is_some();
    assert!(inside, "{span:?} in {text:?}");
}

/// What must be so of findings, wherever they come from.
fn check_findings(findings: &[Diagnostic], text: &str) {
    for finding in findings {
        if let Some(span) = finding.span {
            assert_inside(span, text);
        }
        assert!(finding.pointer.is_empty() || finding.pointer.starts_with('/'));
        for fix in &finding.fixes {
            let mut spans: Vec<Span> = fix.edits.iter().map(|edit| edit.span).collect();
            spans.sort();
            for &span in &spans {
                assert_inside(span, text);
            }
            assert!(
                spans.windows(2).all(|pair| pair[0].end <= pair[1].start),
                "{fix:?}"
            );
        }
    }
    let report: Json = serde_json::from_str(&render_json(findings, text)).unwrap();
    let counts = Counts::of(findings);
    assert_eq!(report["valid"], counts.error == 0);
    let length = text.encode_utf16().count() as u64;
    let listed = report["diagnostics"].as_array().unwrap();
    assert_eq!(listed.len(), findings.len());
    for (json, finding) in listed.iter().zip(findings) {
        assert_eq!(json["message"], finding.message);
        if finding.span.is_some() {
            let (start, end) = (&json["range"]["start"], &json["range"]["end"]);
            let (start, end) = (start.as_u64().unwrap(), end.as_u64().unwrap());
            assert!(start <= end && end <= length, "{json}");
        }
    }
    let shown = render_text(findings, text);
    let heads = findings.iter().map(|finding| {
        let (severity, code) = (finding.severity.as_str(), finding.code.as_str());
        format!("{severity}[{code}]: ")
    });
    let mut rest = shown.as_str();
    for head in heads {
        let (_, behind) = rest.split_once(&head).unwrap();
        rest = behind;
    }
    assert!(!shown.contains(|c: char| c.is_control() && c != '\n'));
}

fn check_error(error: &Error, text: &str) {
    if let Some(span) = error.span() {
        assert_inside(span, text);
    }
    assert!((400..500).contains(&error.status()), "{error}");
    assert!(error.detail().ends_with(['.', '?', ')']), "{error}");
    let mut json = String::new();
    write_error_json(error, Some(text), &mut json);
    let json: Json = serde_json::from_str(&json).unwrap();
    assert_eq!(json["detail"], error.detail());
}

/// A text as a resource, with all options.
fn check_resource(text: &str, current: &str) {
    let (document, current) = (read(text), read(current));
    for resource_type in types() {
        for operation in [Operation::Create, Operation::Replace, Operation::Read] {
            for unknown in [None, Some(Severity::Info), Some(Severity::Error)] {
                let options = Options {
                    resource_type,
                    operation,
                    unknown,
                    current: current.root().filter(|_| operation == Operation::Replace),
                };
                let options = message::Options::of_resource(options);
                let report = Report::of(&document, registry(), &options);
                let starts: Vec<u32> = report
                    .diagnostics
                    .iter()
                    .map(|finding| finding.span.map_or(0, |span| span.start))
                    .collect();
                assert!(
                    starts.is_sorted(),
                    "findings come in document order: {text:?}"
                );
                if unknown == Some(Severity::Info) {
                    check_findings(&report.diagnostics, text);
                }
                let mut verdict = Verdict::default();
                validate(&document, registry(), &options, &mut verdict);
                let errors = Counts::of(&report.diagnostics).error;
                assert_eq!(verdict.is_valid(), errors == 0, "{text:?}");
            }
        }
    }
}

fn errors_of(text: &str) -> (usize, Vec<Diagnostic>) {
    let findings = check(text, registry(), &as_resource()).diagnostics;
    (Counts::of(&findings).error, findings)
}

/// Where every error has a safe fix, fixing leaves fewer, until there is none or one that has no
/// safe fix. A fix can uncover a value that could not be checked before (`[null]` becomes `null`);
/// then what was said before is not said again.
fn check_fixes(text: &str) {
    let (mut errors, mut findings) = errors_of(text);
    let mut text = text.to_owned();
    let safe = |finding: &Diagnostic| finding.fixes.iter().any(|fix| fix.safety == Safety::Safe);
    let is_error = |finding: &&Diagnostic| finding.severity == Severity::Error;
    for round in 0.. {
        assert!(round < 10, "{text:?} is never mended");
        if errors == 0 || !findings.iter().filter(is_error).all(safe) {
            return;
        }
        let mended = fix_all(&text, &findings);
        let (left, found) = errors_of(&mended);
        let again =
            |finding: &Diagnostic| findings.iter().any(|old| old.message == finding.message);
        let others = !found.iter().filter(is_error).any(again);
        assert!(
            left < errors || others,
            "{text:?} became {mended:?} with {found:?}"
        );
        (text, errors, findings) = (mended, left, found);
    }
}

/// A text as a filter, with and without a resource type, on some resources.
fn check_filter(text: &str, resources: &[&str]) {
    let quirks = Quirks {
        missing_space: true,
        single_quotes: true,
        literal_case: true,
        bare_word: true,
        comparison_behind_brackets: true,
        boolean_strings: true,
        unknown_attribute_no_match: true,
        ..Quirks::default()
    };
    let documents: Vec<_> = resources.iter().map(|text| read(text)).collect();
    for of in types() {
        let mut findings = Vec::new();
        let view = of.and_then(|id| registry().view(id));
        for quirks in [Quirks::default(), quirks] {
            filter::diagnose(text, filter::Limits::default(), quirks, view, &mut findings);
            check_findings(&findings, text);
            findings.clear();
        }
        let parsed = Filter::parse(text, filter::Limits::default());
        let compiled = parsed.and_then(|filter| {
            let mut tree = String::new();
            filter::write_tree(&filter, &mut tree);
            assert!(
                serde_json::from_str::<serde::de::IgnoredAny>(&tree).is_ok(),
                "{tree}"
            );
            let again = Filter::parse(&filter.to_string(), filter::Limits::default()).unwrap();
            assert_eq!(again.to_string(), filter.to_string());
            filter::check(&filter, view, &mut findings);
            check_findings(&findings, text);
            let predicate = Predicate::new(&filter, registry(), of);
            let errors = Counts::of(&findings).error;
            assert_eq!(predicate.is_err(), errors > 0, "{text:?} {findings:?}");
            let context = Context {
                registry: registry(),
                resource_type: of,
                several_types: true,
                base: None,
            };
            for root in documents.iter().filter_map(Document::root) {
                let _ = Predicate::in_context(&filter, &context).map(|any| any.matches(&root));
            }
            predicate
        });
        match compiled {
            Err(error) => {
                check_error(&error, text);
                assert!(error.is_invalid_filter(), "{error}");
            }
            Ok(predicate) => {
                for root in documents.iter().filter_map(Document::root) {
                    let _ = predicate.matches(&root);
                }
            }
        }
    }
}

/// A request on a resource, of every type.
fn check_patch(resource: &str, request: &str) {
    let (before, operations) = (read(resource), read(request));
    for id in types().into_iter().flatten() {
        let view = registry().view(id).unwrap();
        for options in strict_and_tolerant() {
            match patch::apply(&before, &operations, view, options) {
                Err(error) => check_error(&error, request),
                Ok(patched) => {
                    check_findings(&patched.notes, request);
                    let after = Document::parse(&patched.json).unwrap();
                    assert!(after.defects().is_empty(), "{}", patched.json);
                    assert!(!after.is_spaced(), "{}", patched.json);
                    check_difference(&before, &after, id);
                }
            }
        }
    }
}

/// Without a quirk, and with every one that tolerates something.
fn strict_and_tolerant() -> [patch::Options; 2] {
    let tolerant = Profile::named("permissive").unwrap().switches();
    let tolerant = patch::Options {
        quirks: tolerant.patch,
        filter: tolerant.filter,
        ..patch::Options::default()
    };
    [patch::Options::default(), tolerant]
}

/// The request that leads from one resource to another does so.
fn check_difference(before: &Document<'_>, after: &Document<'_>, id: TypeId) {
    let view = registry().view(id).unwrap();
    for name in ["rfc", "entra", "entra-optscim", "authentik"] {
        let manner = Profile::named(name).unwrap().manner();
        match patch::diff(before, after, view, manner) {
            Err(error) => assert!(error.status() == 400 && !error.detail().is_empty()),
            Ok(request) => {
                let request = Document::parse(&request).unwrap();
                assert!(request.defects().is_empty());
            }
        }
    }
}

/// What is written of schemas and resource types is read back the same.
fn check_definitions(registry: &Registry) {
    for schema in registry.schemas() {
        let mut text = String::new();
        write_schema(schema, &mut text);
        let again = Registry::builder().schemas(&text).build().unwrap();
        assert_eq!(again.schema(&schema.id), Some(schema));
    }
    for (_, resource_type) in registry.resource_types() {
        let mut text = String::new();
        write_resource_type(resource_type, &mut text);
        assert!(serde_json::from_str::<Json>(&text).is_ok(), "{text}");
    }
}

/// A text as a document of every kind.
fn check_message(text: &str) {
    let kinds = message::DocumentKind::ALL.iter().copied().map(Some);
    for kind in kinds.chain([None]) {
        let options = message::Options {
            kind,
            ..message::Options::default()
        };
        let report = message::check(text, registry(), &options);
        check_findings(&report.diagnostics, text);
    }
}

/// A text as what the lint takes: by itself, and as the body of a request.
fn check_lint(text: &str) {
    for (client, target) in [
        ("rfc", None),
        ("interop", Some("aws")),
        ("entra", Some("sentry")),
    ] {
        let profile = Profile::named(client).unwrap();
        let options = lint::Options {
            profile: Some(&profile),
            target: target.and_then(Target::named),
            ..lint::Options::default()
        };
        let string = serde_json::json!({"method": "PUT", "url": "/Users/a?filter=a", "body": text});
        let whole = format!(r#"{{"method":"PATCH","url":"/Groups/a","body":{text}}}"#);
        for text in [text, &string.to_string(), &whole] {
            check_findings(&lint::lint(text, registry(), &options), text);
            lint::recognise(text, registry(), Limits::default());
        }
    }
}

fn damages() -> impl Strategy<Value = Vec<generate::damage::Damage>> {
    prop::collection::vec(damage(), 0..4)
}

fn places() -> impl Strategy<Value = [prop::sample::Index; 3]> {
    any::<[prop::sample::Index; 3]>()
}

fn resource() -> impl Strategy<Value = String> {
    let seed = || one_of(&seeds().resources);
    let json = prop::collection::vec(any::<u8>(), 0..160)
        .prop_map(|bytes| json_text(&mut Choices::new(&bytes)).text);
    prop_oneof![
        2 => (seed(), damages()).prop_map(|(text, damages)| damaged(&text, &damages)),
        3 => (seed(), seed(), places(), places()).prop_map(|(text, other, first, second)| {
            grafted(&grafted(&text, &other, first), &other, second)
        }),
        1 => json,
        1 => any::<String>(),
    ]
}

fn request() -> impl Strategy<Value = String> {
    let seed = || one_of(&seeds().requests);
    prop_oneof![
        1 => (seed(), damages()).prop_map(|(text, damages)| damaged(&text, &damages)),
        3 => (seed(), one_of(&seeds().resources), places()).prop_map(|(text, other, places)| {
            grafted(&text, &other, places)
        }),
        2 => (one_of(&seeds().paths), damages(), any::<prop::sample::Index>(), resource()).prop_map(
            |(path, damages, op, value)| {
                let value: Json = serde_json::from_str(&value).unwrap_or_default();
                let op = op.get(&["add", "remove", "replace"]);
                let operation = serde_json::json!({"op": op, "path": damaged(&path, &damages), "value": value});
                serde_json::json!({"schemas": [PATCH_OP], "Operations": [operation]}).to_string()
            }
        ),
    ]
}

fn definition() -> impl Strategy<Value = String> {
    let seed = || one_of(&seeds().definitions);
    prop_oneof![
        (seed(), damages()).prop_map(|(text, damages)| damaged(&text, &damages)),
        (seed(), seed(), places()).prop_map(|(text, other, places)| grafted(&text, &other, places)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_a_resource_or_is_not(text in resource(), current in one_of(&seeds().resources)) {
        check_resource(&text, &current);
        check_fixes(&text);
    }

    #[test]
    fn any_text_is_a_filter_or_is_not(
        text in prop_oneof![
            3 => (one_of(&seeds().filters), damages()).prop_map(|(text, damages)| damaged(&text, &damages)),
            1 => any::<String>(),
            1 => "[a-cA-C()\\[\\] \".:$ eqnotrpd0-9é]{0,30}",
        ],
        first in one_of(&seeds().resources),
        second in resource(),
    ) {
        check_filter(&text, &[&first, &second]);
    }

    #[test]
    fn any_text_is_a_message_or_is_not(text in prop_oneof![request(), resource(), definition()]) {
        check_message(&text);
        check_lint(&text);
    }

    #[test]
    fn any_request_is_applied_or_refused(text in resource(), request in request()) {
        check_patch(&text, &request);
    }

    #[test]
    fn any_seed_takes_any_request(text in one_of(&seeds().resources), request in request()) {
        check_patch(&text, &request);
    }

    #[test]
    fn any_two_resources_have_a_difference_or_none(
        before in one_of(&seeds().resources), other in one_of(&seeds().resources), places in places(),
    ) {
        let after = grafted(&before, &other, places);
        for id in types().into_iter().flatten() {
            check_difference(&read(&before), &read(&after), id);
        }
    }

    #[test]
    fn any_definition_is_loaded_or_refused(
        text in definition(), other in one_of(&seeds().definitions), resource in one_of(&seeds().resources),
    ) {
        match Registry::builder().schemas(&text).resource_types(&other).build() {
            Err(refused) => check_findings(&refused.documents[0], &text),
            Ok(registry) => {
                check_definitions(&registry);
                let report = check(&resource, &registry, &as_resource());
                check_findings(&report.diagnostics, &resource);
            }
        }
        if let Err(refused) = Registry::builder().resource_types(&text).build() {
            check_findings(&refused.documents[0], &text);
        }
    }

    #[test]
    fn any_text_is_a_path_or_is_not(
        text in prop_oneof![
            (one_of(&seeds().paths), damages()).prop_map(|(text, damages)| damaged(&text, &damages)),
            any::<String>(),
        ],
        at in any::<prop::sample::Index>(),
    ) {
        let at = u32::try_from(at.index(text.len() + 2)).unwrap();
        for at in [0, at] {
            if let Ok((path, length)) = attribute::read_path(&text, at) {
                assert_inside(path.span(), &text);
                prop_assert_eq!(path.span(), Span::new(at, at + length));
            }
        }
        if let Err(error) = patch::Path::parse(&text, filter::Limits::default()) {
            check_error(&error, &text);
        }
        let _ = attribute::DateTime::parse(&text);
        let _ = attribute::check_base64(&text);
        if let Some(at) = attribute::uri_defect(&text) {
            prop_assert!(at < text.len());
        }
        let folded = attribute::fold_case(&text);
        prop_assert!(attribute::equals_folded(&text, &folded));
        prop_assert_eq!(attribute::fold_case(&folded), folded.clone());
    }
}

fn user_with(members: &str) -> String {
    format!(r#"{{"schemas":["{USER}","{ENTERPRISE}"],"userName":"mira",{members}}}"#)
}

fn list_of(item: impl Fn(usize) -> String) -> String {
    let items: Vec<String> = (0..MANY).map(item).collect();
    items.join(",")
}

/// Resources that would take minutes if anything was done for each value with all the others.
fn hostile_resources() -> Vec<(&'static str, String)> {
    let unknown = list_of(|i| format!(r#""unknown{i}":{i}"#));
    vec![
        ("unknown attributes", user_with(&unknown)),
        (
            "unknown sub-attributes",
            user_with(&format!(r#""name":{{{unknown}}}"#)),
        ),
        (
            "values",
            user_with(&format!(
                r#""emails":[{}]"#,
                list_of(|i| format!(r#"{{"value":"m{i}@b.example","type":"work"}}"#))
            )),
        ),
        (
            "primary values",
            user_with(&format!(
                r#""emails":[{}]"#,
                list_of(|_| r#"{"value":"m@b.example","primary":true}"#.to_owned())
            )),
        ),
        (
            "equal values",
            user_with(&format!(
                r#""emails":[{}]"#,
                list_of(|_| r#"{"value":"m@b.example"}"#.to_owned())
            )),
        ),
        (
            "values of another type",
            user_with(&format!(r#""emails":[{}]"#, list_of(|i| i.to_string()))),
        ),
        (
            "schemas",
            format!(
                r#"{{"schemas":[{}],"userName":"mira"}}"#,
                list_of(|i| format!(r#""urn:example:{i}""#))
            ),
        ),
        (
            "one schema",
            format!(
                r#"{{"schemas":[{}],"userName":"mira"}}"#,
                list_of(|_| format!("\"{USER}\""))
            ),
        ),
        (
            "an extension in every case",
            user_with(&list_of(|i| {
                format!(r#""{}":{{}}"#, in_case(ENTERPRISE, i))
            })),
        ),
        (
            "an attribute again and again",
            user_with(&list_of(|_| r#""title":"x""#.to_owned())),
        ),
        (
            "strings for booleans",
            user_with(&format!(
                r#""emails":[{}]"#,
                list_of(|_| r#"{"value":"x","primary":"True"}"#.to_owned())
            )),
        ),
        (
            "a long name",
            user_with(&format!(r#""{}":{{"a":[[]]}}"#, "n".repeat(10 * MANY))),
        ),
        (
            "a long value",
            user_with(&format!(r#""title":"{}""#, "é".repeat(5 * MANY))),
        ),
        (
            "a long date",
            user_with(&format!(
                r#""meta":{{"created":"{}"}}"#,
                "2".repeat(5 * MANY)
            )),
        ),
        (
            "a long certificate",
            user_with(&format!(
                r#""x509Certificates":[{{"value":"{}"}}]"#,
                "A".repeat(4 * MANY)
            )),
        ),
        (
            "a long reference",
            user_with(&format!(r#""profileUrl":"{}""#, "%20[".repeat(MANY))),
        ),
    ]
}

#[test]
fn hostile_resources_are_validated_in_linear_time() {
    for (name, text) in hostile_resources() {
        let report = check(&text, registry(), &as_resource());
        let valid = Counts::of(&report.diagnostics).error == 0;
        lint_whole(&text);
        assert_eq!(report.outcome.resource_type, Some(user()), "{name}");
        let last = &report.diagnostics[report.diagnostics.len().saturating_sub(100)..];
        check_findings(last, &text);
        // Fixing moves a large text: most is done when the most is to do.
        let mended = fix_all(&text, &report.diagnostics);
        assert!(valid || !mended.is_empty(), "{name}");
    }
}

/// What hurts a filter by itself is in `tests/filter.rs`.
#[test]
fn a_filter_reads_a_large_resource_once() {
    let (_, resource) = &hostile_resources()[2];
    let document = Document::parse(resource).unwrap();
    let many = [r#"emails[value eq "nobody" and type eq "home"]"#; 10].join(" or ");
    let filter = Filter::parse(&many, filter::Limits::default()).unwrap();
    let predicate = Predicate::new(&filter, registry(), Some(user())).unwrap();
    assert!(!predicate.matches(&document.root().unwrap()));
}

/// Requests that would take minutes if anything was done for each value, or for each operation on
/// an attribute of one value, with all the others.
fn hostile_requests() -> Vec<(&'static str, String)> {
    let request =
        |operations: String| format!(r#"{{"schemas":["{PATCH_OP}"],"Operations":[{operations}]}}"#);
    let emails = list_of(|i| format!(r#"{{"value":"m{i}@c.example","type":"work"}}"#));
    let unknown = list_of(|i| format!(r#""unknown{i}":{i}"#));
    let one = |operation: &str| {
        request(
            operation
                .replace("EMAILS", &emails)
                .replace("UNKNOWN", &unknown),
        )
    };
    let many = |operation: &str| request(list_of(|i| operation.replace("INDEX", &i.to_string())));
    vec![
        (
            "operations",
            many(r#"{"op":"replace","path":"title","value":"INDEX"}"#),
        ),
        (
            "members in another case",
            many(r#"{"OP":"Add","PATH":"title","VALUE":"INDEX"}"#),
        ),
        (
            "the same value",
            many(r#"{"op":"add","path":"emails","value":{"value":"m@c.example"}}"#),
        ),
        (
            "values added",
            one(r#"{"op":"add","path":"emails","value":[EMAILS]}"#),
        ),
        (
            "values without a value",
            request(format!(
                r#"{{"op":"add","path":"addresses","value":[{}]}}"#,
                list_of(|i| format!(r#"{{"type":"work","streetAddress":"{i}"}}"#))
            )),
        ),
        (
            "values replaced",
            one(r#"{"op":"replace","path":"emails","value":[EMAILS]}"#),
        ),
        (
            "values removed",
            one(r#"{"op":"remove","path":"emails[type eq \"work\"]"}"#),
        ),
        (
            "a sub-attribute of values",
            one(r#"{"op":"replace","path":"emails[type eq \"work\"].type","value":"home"}"#),
        ),
        (
            "unknown attributes",
            one(r#"{"op":"add","value":{UNKNOWN}}"#),
        ),
        (
            "unknown sub-attributes",
            one(r#"{"op":"replace","path":"name","value":{UNKNOWN}}"#),
        ),
        (
            "unknown sub-attributes of a value",
            one(r#"{"op":"add","path":"emails","value":[{UNKNOWN}]}"#),
        ),
    ]
}

/// Lints a large text where nearly all rules hold.
fn lint_whole(text: &str) {
    let profile = Profile::named("interop").unwrap();
    let options = lint::Options {
        profile: Some(&profile),
        ..lint::Options::default()
    };
    let found = lint::lint(text, registry(), &options);
    check_findings(&found[found.len().saturating_sub(100)..], text);
}

#[test]
fn hostile_requests_are_applied_in_linear_time() {
    let small = user_with(r#""title":"x""#);
    let large = user_with(&list_of(|i| format!(r#""unknown{i}":{i}"#)));
    let (_, many) = &hostile_resources()[2];
    let view = registry().view(user()).unwrap();
    for (name, request) in hostile_requests() {
        lint_whole(&request);
        // Operations one by one on something large take their product.
        let by_one = ["operations", "members in another case", "the same value"].contains(&name);
        let resources = match name {
            _ if by_one || name.starts_with("unknown") => vec![&small],
            "values added" => vec![&small, &large, many],
            _ => vec![many],
        };
        for resource in resources {
            let before = read(resource);
            for options in strict_and_tolerant() {
                match patch::apply(&before, &read(&request), view, options) {
                    Err(error) => check_error(&error, &request),
                    Ok(patched) => {
                        let after = Document::parse(&patched.json).unwrap();
                        let difference = patch::diff(&before, &after, view, Manner::default());
                        assert!(difference.is_ok(), "{name} {difference:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn only_a_value_is_taken_out_of_an_array() {
    for (value, fixes) in [
        ("[\"mira\"]", 1),
        ("[null]", 0),
        ("[[\"mira\"]]", 0),
        ("[]", 0),
    ] {
        let text = format!(r#"{{"schemas":["{USER}"],"userName":{value}}}"#);
        let (_, findings) = errors_of(&text);
        assert_eq!(
            findings
                .iter()
                .map(|finding| finding.fixes.len())
                .sum::<usize>(),
            fixes,
            "{value}"
        );
    }
}

#[test]
fn bytes_that_are_no_text_are_told_of() {
    for bytes in [
        &b"\xff"[..],
        b"{\"a\":\"\xc3\"}",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xc0\xaf",
    ] {
        let (text, finding) = json::decode(bytes);
        let finding = finding.unwrap();
        assert_eq!(finding.code.as_str(), "json/encoding");
        check_findings(&[finding], &text);
    }
    assert!(json::decode("é😀".as_bytes()).1.is_none());
}
