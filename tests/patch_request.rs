//! What applies a PATCH request and what checks one without the resource agree: a request that is
//! applied in a profile is none with an error in that profile.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may panic"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use scimlens::diagnostic::Severity;
use scimlens::json::Document;
use scimlens::message::{self, DocumentKind, Options};
use scimlens::patch;
use scimlens::profile::{PROFILES, Profile};
use scimlens::schema::Registry;
use serde_json::Value;

/// The profile that `scim` of a vector names.
fn profile_of(scim: &Value) -> Profile {
    let told = &scim["profile"];
    let base = told.as_str().or_else(|| told["base"].as_str());
    let mut profile = Profile::named(base.unwrap_or("rfc")).unwrap();
    for (id, on) in told["quirks"].as_object().into_iter().flatten() {
        profile.set(id, on.as_bool().unwrap()).unwrap();
    }
    profile
}

/// Whether a request is applied, and the errors that are found in it.
fn both(vector: &Value, profile: &Profile, registry: &Registry) -> Option<(bool, Vec<String>)> {
    let text = |member: &str| vector[member].as_str();
    let (resource, request) = (text("resource")?, text("request")?);
    let switches = profile.switches();
    let id = registry.type_named(text("resourceType")?)?;
    let options = patch::Options {
        quirks: switches.patch,
        filter: switches.filter,
        ..patch::Options::default()
    };
    let (before, operations) = (
        Document::parse(resource).ok()?,
        Document::parse(request).ok()?,
    );
    let applied = patch::apply(&before, &operations, registry.view(id)?, options).is_ok();
    let mut options = Options {
        kind: Some(DocumentKind::Patch),
        filter: switches.filter,
        patch: switches.patch,
        ..Options::default()
    };
    options.resource.resource_type = Some(id);
    let found = message::check(request, registry, &options).diagnostics;
    let errors = found
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    let errors = errors.map(|f| format!("{} {}: {}", f.code.as_str(), f.pointer, f.message));
    Some((applied, errors.collect()))
}

#[test]
fn what_is_applied_in_a_profile_has_no_error_in_it() {
    let registry = Registry::builtin();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let (mut asked, mut needed, mut failures) = (0, 0, String::new());
    for file in [
        "patch-quirks.jsonl",
        "patch-field.jsonl",
        "patch.jsonl",
        "patch-prototype.jsonl",
        "patch-value-path.jsonl",
    ] {
        let lines = fs::read_to_string(folder.join(file)).unwrap();
        for line in lines.lines() {
            let vector: Value = serde_json::from_str(line).unwrap();
            let own = [profile_of(&vector["scim"])];
            let named = PROFILES
                .iter()
                .map(|preset| Profile::named(preset.name).unwrap());
            for profile in own.into_iter().chain(named) {
                let Some((true, errors)) = both(&vector, &profile, &registry) else {
                    continue;
                };
                asked += 1;
                let strict = both(&vector, &Profile::default(), &registry);
                needed += usize::from(strict.is_some_and(|(_, errors)| !errors.is_empty()));
                if !errors.is_empty() {
                    let (name, request) = (&vector["name"], &vector["request"]);
                    writeln!(
                        failures,
                        "{file} {name} in {}\n  {request}\n  {errors:?}",
                        profile.name()
                    )
                    .unwrap();
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert!(asked > 3000 && needed > 300, "{asked} {needed}");
}
