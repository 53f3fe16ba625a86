//! The lint as a whole: every rule has a vector that triggers it and a near miss, safe fixes mend
//! what they are for and nothing else, what is valid stays without a finding in "rfc", and
//! docs/lint.md is written from the table of rules: `cargo xtask docs`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use scimlens::diagnostic::{Diagnostic, Safety, Severity, apply_edits, fix_until_done};
use scimlens::lint::{Options, RULES, Rule, Scope, Stance, lint};
use scimlens::message;
use scimlens::profile::{Profile, Target};
use scimlens::schema::Registry;
use serde_json::{Value, json};

fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All vectors of a kind.
fn vectors(kind: &str) -> Vec<Value> {
    let files = fs::read_dir(at_root("tests/vectors")).unwrap();
    let mut files: Vec<_> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts = files.iter().map(|path| fs::read_to_string(path).unwrap());
    let lines = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
    let all = lines.map(|line| serde_json::from_str::<Value>(&line).unwrap());
    all.filter(|vector| vector["kind"] == kind).collect()
}

/// A vector of the lint, ready to run.
struct Case {
    name: String,
    input: String,
    profile: Profile,
    target: Option<&'static Target>,
}

impl Case {
    fn of(vector: &Value) -> Self {
        let client = vector["client"].as_str().unwrap_or("rfc");
        let target = vector["target"].as_str();
        Self {
            name: vector["name"].as_str().unwrap().to_owned(),
            input: vector["input"].as_str().unwrap().to_owned(),
            profile: Profile::named(client).unwrap(),
            target: target.map(|name| Target::named(name).unwrap()),
        }
    }

    fn run(&self, text: &str, registry: &Registry) -> Vec<Diagnostic> {
        let options = Options {
            profile: Some(&self.profile),
            target: self.target,
            ..Options::default()
        };
        lint(text, registry, &options)
    }
}

fn codes(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|finding| finding.code.as_str()).collect()
}

#[test]
fn every_rule_has_a_vector_that_triggers_it_and_a_near_miss() {
    let registry = Registry::builtin();
    let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for vector in vectors("lint") {
        let Some(rule) = vector["rule"].as_str() else {
            continue;
        };
        let case = Case::of(&vector);
        let found = codes(&case.run(&case.input, &registry)).contains(&rule);
        let wanted = vector["found"].as_bool().unwrap();
        assert_eq!(found, wanted, "{}", case.name);
        counts.entry(rule.to_owned()).or_default()[usize::from(wanted)] += 1;
    }
    for rule in RULES {
        let code = rule.code.as_str();
        let [misses, hits] = counts.remove(code).unwrap_or_default();
        assert!(
            hits > 0 && misses > 0,
            "{code}: {hits} hits, {misses} near misses"
        );
    }
    assert!(counts.is_empty(), "there are no such rules: {counts:?}");
}

#[test]
fn a_safe_fix_mends_what_it_is_for_and_nothing_else_appears() {
    let registry = Registry::builtin();
    let mut mended = 0;
    for vector in vectors("lint") {
        let case = Case::of(&vector);
        let before = case.run(&case.input, &registry);
        let safe =
            |finding: &Diagnostic| finding.fixes.iter().any(|fix| fix.safety == Safety::Safe);
        if !before.iter().any(safe) {
            continue;
        }
        let fixed = fix_until_done(&case.input, &mut |text| case.run(text, &registry));
        let after = case.run(&fixed, &registry);
        assert!(!after.iter().any(safe), "{}: {fixed}", case.name);
        // One change may mend several findings, and then only one of them has it.
        let mut left = codes(
            &before
                .iter()
                .filter(|f| !safe(f))
                .cloned()
                .collect::<Vec<_>>(),
        );
        for code in codes(&after) {
            let known = left.iter().position(|known| *known == code);
            let at = known.unwrap_or_else(|| panic!("{}: {code} appears: {fixed}", case.name));
            left.swap_remove(at);
        }
        mended += 1;
    }
    assert!(mended > 50, "only {mended} were mended");
}

#[test]
fn what_is_valid_has_no_finding_in_rfc() {
    let registry = Registry::builtin();
    let mut count = 0;
    for vector in vectors("validate") {
        if !vector["scim"].is_null() || !vector["options"].is_null() {
            continue;
        }
        let input = vector["input"].as_str().unwrap();
        let valid = message::check(input, &registry, &message::Options::default());
        if !valid.diagnostics.is_empty() {
            continue;
        }
        let found = lint(input, &registry, &Options::default());
        assert_eq!(codes(&found), [""; 0], "{}", vector["name"]);
        count += 1;
    }
    assert!(count > 100, "only {count} are valid");
}

#[test]
fn no_finding_of_a_profile_is_worse_than_where_nothing_is_tolerated() {
    let registry = Registry::builtin();
    let worst = |found: &[Diagnostic], code: &str| {
        let all = found.iter().filter(|finding| finding.code.as_str() == code);
        all.map(|finding| finding.severity).min()
    };
    for vector in vectors("lint") {
        let mut case = Case::of(&vector);
        case.profile = Profile::named("interop").unwrap();
        let strict = case.run(&case.input, &registry);
        case.profile = Profile::named("permissive").unwrap();
        let lenient = case.run(&case.input, &registry);
        for finding in &lenient {
            let code = finding.code.as_str();
            let known = worst(&strict, code);
            assert!(
                known.is_some_and(|known| known <= finding.severity),
                "{} {code}",
                case.name
            );
        }
    }
}

/// The rules that the quirks of the traces are about; the others are no property of a request.
const OF_QUIRKS: &[(&str, &str)] = &[
    ("space-as-plus", "space-as-plus"),
    ("op-case", "op-case"),
    ("manager-plain-string", "reference-as-string"),
    ("manager-unqualified", "extension-unqualified"),
    ("filtered-replace-creates", "filtered-replace"),
    ("filtered-add-creates", "filtered-add"),
    ("boolean-string", "boolean-string"),
    ("unknown-schema-urn", "unknown-schema-uri"),
    ("client-sends-meta", "client-sends-meta"),
    ("filter-complex-attribute", "complex-compared"),
    ("remove-with-value", "remove-with-value"),
    ("null-subattribute", "null-reference"),
    ("null-attribute", "null-attribute"),
    ("malformed-urn", "malformed-uri"),
    ("enterprise-at-root", "extension-attribute-at-root"),
    ("unquoted-filter-value", "unquoted-value"),
    ("empty-string-means-unset", "empty-string-unsets"),
    ("null-means-unset", "null-unsets"),
    ("pathless-dotted-keys", "pathless-dotted-key"),
    ("no-lookup", "create-without-lookup"),
    ("email-without-type-or-primary", "missing-type"),
    ("put-default", "put"),
    ("put-only", "put"),
    ("put-only-users", "put"),
    ("readonly-sent", "client-sends-read-only"),
    ("pathless-op", "pathless-op"),
    ("readonly-in-patch", "patch-read-only"),
    ("empty-array", "empty-array"),
    ("member-without-type", "member-without-type"),
    ("replace-members", "replace-all-members"),
    ("scim1-urn", "old-uri"),
    ("multi-valued-as-object", "multi-valued-as-object"),
    ("scim1-managerId", "manager-id"),
    ("content-type-json", "request-content-type"),
    ("trailing-question-mark", "dangling-query"),
    ("invented-urn", "invented-uri"),
];

/// The profile of the sender of a trace.
fn sender(trace: &Value) -> &str {
    match (trace["idp"].as_str().unwrap(), trace["variant"].as_str()) {
        (_, Some("aadOptscim062020")) => "entra-optscim",
        ("google-workspace", _) => "google",
        ("keycloak-scim", _) => "keycloak",
        ("pingfederate", _) => "ping",
        ("rippling", _) => "lenient",
        (idp, _) => idp,
    }
}

/// The rule that a quirk of a trace is about.
fn rule_of(quirk: &str) -> Option<&'static str> {
    let (_, name) = OF_QUIRKS.iter().find(|(known, _)| *known == quirk)?;
    let code = |rule: &&Rule| rule.code.as_str().strip_prefix("lint/") == Some(name);
    Some(RULES.iter().find(code).unwrap().code.as_str())
}

fn stance_of(code: &str) -> Stance {
    RULES
        .iter()
        .find(|rule| rule.code.as_str() == code)
        .unwrap()
        .stance
}

#[test]
fn the_traces_show_the_quirks_that_they_are_listed_with() {
    /// What its own profile doesn't take either (pkg/test/traces.test.ts).
    const REFUSED: [&str; 2] = ["onelogin-02-create-scim1-urns", "entra-19-filter-unquoted"];
    /// Their operations have capital letters as well, which is not what they are there for.
    const CAPITALS_NOT_LISTED: [&str; 3] = [
        "entra-06-mover-replace-missing-work-email",
        "entra-07-mover-add-phone-by-filter",
        "entra-10-hard-delete",
    ];
    let registry = Registry::builtin();
    let mut shown = BTreeSet::new();
    let mut files: Vec<_> = fs::read_dir(at_root("tests/traces")).unwrap().collect();
    files.sort_by_key(|entry| entry.as_ref().unwrap().path());
    for entry in files {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let trace: Value = serde_json::from_str(&text).unwrap();
        let id = trace["id"].as_str().unwrap();
        let mut requests = trace["requests"].clone();
        for request in requests.as_array_mut().unwrap() {
            request["url"] = request["path"].take();
        }
        let log = requests.to_string();
        let run = |name: &str| {
            let profile = Profile::named(name).unwrap();
            let options = Options {
                profile: Some(&profile),
                ..Options::default()
            };
            lint(&log, &registry, &options)
        };
        let own = run(sender(&trace));
        let errors: Vec<_> = own
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .collect();
        assert!(
            errors.is_empty() || REFUSED.contains(&id),
            "{id}: {errors:?}"
        );
        let listed: BTreeSet<&str> = trace["quirks"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|quirk| rule_of(quirk["code"].as_str().unwrap()))
            .collect();
        let found = run("interop");
        for rule in &listed {
            assert!(codes(&found).contains(rule), "{id}: {rule}");
        }
        // What the standards allow is no finding in rfc: what is left is exactly what was listed.
        let broken = |rule: &&&str| stance_of(rule) == Stance::Broken;
        let mut told: BTreeSet<&str> = listed.iter().filter(broken).copied().collect();
        if CAPITALS_NOT_LISTED.contains(&id) {
            told.insert("lint/op-case");
        }
        let found = run("rfc");
        let found: BTreeSet<&str> = codes(&found).into_iter().collect();
        assert_eq!(found, told, "{id}");
        shown.extend(trace["quirks"].as_array().unwrap().iter().map(|quirk| {
            let code = quirk["code"].as_str().unwrap();
            code.to_owned()
        }));
    }
    let unseen = OF_QUIRKS.iter().filter(|(code, _)| !shown.contains(*code));
    assert_eq!(unseen.count(), 0, "{shown:?}");
}

#[test]
fn a_large_log_and_odd_text_are_linted() {
    let registry = Registry::builtin();
    let profile = Profile::named("interop").unwrap();
    let options = Options {
        profile: Some(&profile),
        target: Target::named("aws"),
        ..Options::default()
    };
    let request = json!({"method": "GET", "url": "/Users?filter=userName eq \"m\""});
    let log = format!("{request}\n").repeat(2000);
    assert!(lint(&log, &registry, &options).len() >= 2000);
    for odd in [
        "",
        "null",
        "[]",
        "{}",
        "\n\n",
        "{\"method\":\"GET\",\"url\":\"\"}",
        "{\"log\":{\"entries\":[null,{}]}}",
        "{\"method\":\"PATCH\",\"url\":\"%\",\"body\":\"\"}",
        "{\"method\":\"\",\"url\":\"?&&=&filter=%zz\",\"body\":[[]]}",
        "{\"method\":\"POST\",\"url\":\"//\",\"headers\":[1,{\"name\":1}],\"response\":{\"status\":1e9}}",
        "{\"a\":1}\n{\"method\":\"GET\",\"url\":\"/Users\"}\nnot json",
    ] {
        for cut in 0..=odd.len() {
            lint(odd.get(..cut).unwrap_or_default(), &registry, &options);
        }
    }
}

const INTRODUCTION: &str = "\
# Lint

`scim.lint(input, { client, target })`, and `scimlens lint FILE...`, tell of a document, a request, or
a log of requests and answers (a HAR file, an array, or NDJSON) what is against the standards, and
what is legal and not understood by everybody. Findings have the form of all others, with codes that
begin with `lint/`.

What the validator finds is a finding of a rule here where there is one for it; what no rule is about
keeps the code of the validator ([diagnostics](diagnostics.md)).

How bad a finding is depends on the profile, which is that of the toolkit or `client`:

- *broken*: a standard says so. It holds in every profile.
- *prohibited*: the standards allow it, draft-zollner-scim-interop-profile-02 does not. Nothing is said
  in `rfc`; it is an error in `interop`.
- *unportable*: the standards allow it, and not everybody understands it. Nothing is said in `rfc`.
- *target*: it depends on the application that the request is for, `target`
  ([applications](dialects/README.md#applications)).

Where the profile has the quirk that tolerates it ([profiles](profiles.md)), the finding is an info.

A *safe* fix keeps the meaning that the sender can only have had. The tests hold each rule to a vector
that triggers it and to a near miss, and the safe fixes to mending what they are for.

This file is written by `cargo xtask docs`.
";

const ORDER: [(Scope, &str); 8] = [
    (Scope::Body, "Resources and messages."),
    (Scope::Patch, "Operations of a PATCH request."),
    (
        Scope::Query,
        "Queries and filters, in a URL or a `SearchRequest`.",
    ),
    (Scope::Http, "Method, URL and headers of a request."),
    (Scope::Response, "Answers of a service provider."),
    (Scope::Discovery, "What a service provider says of itself."),
    (
        Scope::Sequence,
        "Several requests in a row, with their answers.",
    ),
    (Scope::Target, "A request, held against an application."),
];

fn stance(rule: &Rule) -> &'static str {
    match rule.stance {
        Stance::Broken => "broken",
        Stance::Prohibited => "prohibited",
        Stance::Unportable => "unportable",
        Stance::Target => "target",
    }
}

/// Whether a vector shows a fix of the rule, and how safe it is.
fn fixes(registry: &Registry) -> BTreeMap<String, &'static str> {
    let mut fixes = BTreeMap::new();
    for vector in vectors("lint")
        .iter()
        .filter(|vector| vector["found"] == true)
    {
        let case = Case::of(vector);
        let rule = vector["rule"].as_str().unwrap();
        let found = case.run(&case.input, registry);
        let of_rule = found.iter().filter(|finding| finding.code.as_str() == rule);
        let all: Vec<_> = of_rule.flat_map(|finding| &finding.fixes).collect();
        if all.iter().any(|fix| fix.safety == Safety::Safe) {
            fixes.insert(rule.to_owned(), "safe");
        } else if !all.is_empty() {
            fixes.insert(rule.to_owned(), "unsafe");
        }
    }
    fixes
}

fn reference() -> String {
    let fixes = fixes(&Registry::builtin());
    let mut out = INTRODUCTION.to_owned();
    for (scope, about) in ORDER {
        let word = scope.as_str();
        writeln!(out, "\n## {word}\n\n{about}\n").unwrap();
        out.push_str("| code | rule | severity | where | quirk | fix | what it finds |\n");
        out.push_str("|---|---|---|---|---|---|---|\n");
        for rule in RULES.iter().filter(|rule| rule.scope == scope) {
            let info = rule.code.info();
            let quirk = match rule.quirk {
                "" => String::new(),
                quirk => format!("`{quirk}`"),
            };
            let help = if rule.help.is_empty() { "" } else { " " };
            writeln!(
                out,
                "| `{}` | {} | {} | {} | {quirk} | {} | {}{help}{} ({}) |",
                info.text,
                info.rule.unwrap_or_default(),
                info.severity.as_str(),
                stance(rule),
                fixes.get(info.text).copied().unwrap_or_default(),
                info.meaning,
                rule.help,
                info.reference.unwrap_or_default(),
            )
            .unwrap();
        }
    }
    out
}

#[test]
fn the_reference_is_what_the_table_says() {
    let file = at_root("docs/lint.md");
    let written = reference();
    if std::env::var_os("SCIMLENS_WRITE_DOCS").is_some() {
        fs::write(&file, written).unwrap();
        return;
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        known == written,
        "docs/lint.md is stale: run `cargo xtask docs`."
    );
}

#[test]
fn a_request_that_is_too_large_is_offered_as_several() {
    let registry = Registry::builtin();
    let options = Options {
        target: Target::named("aws"),
        ..Options::default()
    };
    let members: Vec<Value> = (0..250)
        .map(|at| json!({"value": format!("u{at}")}))
        .collect();
    let request = json!({
        "method": "PATCH",
        "url": "/Groups/g",
        "body": {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [
                {"op": "replace", "path": "displayName", "value": "Crew"},
                {"op": "add", "path": "members", "value": members},
            ],
        },
    });
    let other = json!({"method": "GET", "url": "/Groups/g"});
    for text in [
        request.to_string(),
        json!([other, request]).to_string(),
        format!("{other}\n{request}\n"),
    ] {
        let found = lint(&text, &registry, &options);
        let too_large = |finding: &&Diagnostic| finding.code.as_str() == "lint/too-many-members";
        let finding = found.iter().find(too_large).unwrap();
        let fix = finding
            .fixes
            .iter()
            .find(|fix| fix.title == "Send 3 requests")
            .unwrap();
        assert_eq!(fix.safety, Safety::Unsafe);
        let mended = apply_edits(&text, &fix.edits);
        assert!(lint(&mended, &registry, &options).is_empty(), "{mended}");
        let all: Vec<Value> = match serde_json::from_str(&mended) {
            Ok(all) => all,
            Err(_) => mended
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect(),
        };
        let operations = all
            .iter()
            .filter_map(|one| one["body"]["Operations"].as_array());
        let sent: Vec<&Value> = operations
            .flatten()
            .filter(|operation| operation["path"] == "members")
            .flat_map(|operation| operation["value"].as_array().unwrap())
            .collect();
        assert_eq!(sent, members.iter().collect::<Vec<_>>());
    }
}
