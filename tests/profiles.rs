//! docs/profiles.md is written from the table of profiles: `cargo xtask docs`. What it says beyond the
//! table stands here.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may panic"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use scimlens::patch::{Booleans, Manner};
use scimlens::profile::{PROFILES, Profile, QUIRKS};

const INTRODUCTION: &str = "\
# Profiles

A profile says how far a request may stray from RFC 7643 and RFC 7644. The default, `rfc`, is the text
of both with their errata. The others add quirks: each is one habit of clients that is tolerated, or
one reading that is chosen, and can be turned on or off by itself.

```js
const scim = new Scim({ profile: \"entra\" });
const stricter = new Scim({ profile: { base: \"entra\", quirks: { \"empty-string-unsets\": false } } });
scim.profile.quirks; // every quirk there is, and whether it is on
```

A quirk that was needed leaves a note: a finding with a code of its own, the place in the request, and
the name of the quirk. So a service provider can live with a client and still tell what is wrong with
it. With the quirk off, the answer is the strict one, to the letter.

Most quirks of PATCH rewrite an operation into the one that is meant, before it is applied; whatever
else holds for an operation holds for it as well. `remove` of a required attribute is refused whoever
sends it.
";

const NO_QUIRKS: &str = "\
## What is no quirk

These are read the same in every profile, since the RFCs allow them or leave room for them: `op` and
the members of a request in any case (with a warning); null as a value, or in one; a lone value for a
list; dotted keys and keys with the URI of a schema in a value without a path; a readOnly attribute
that is sent back as it is; further URIs in `schemas` of the request.
";

const STYLES: &str = "\
## Styles of `diff`

`diff(before, after, { style })` writes the request as the client of the profile does. Applied in that
profile it makes the resource; the tests hold that for generated resources in each.

No client can write an empty string where the profile reads it as unassigned (`empty-string-unsets`):
from such a request the attribute has no value.
";

/// What is known of each client, and from where.
const SOURCES: &[(&str, &str)] = &[
    ("interop", "draft-zollner-scim-interop-profile-02."),
    (
        "entra",
        "MicrosoftDocs/entra-docs, `docs/identity/app-provisioning`: the tutorial for a SCIM endpoint, the compatibility page, attribute customisation; the validation template in AzureAD/SCIMReferenceCode; reports of implementers (MicrosoftDocs/azure-docs 69234 and 73842 on the manager, Captain-P-Goldfish/SCIM-SDK 416 and 668 on value filters).",
    ),
    (
        "entra-optscim",
        "The compatibility page of the same documentation, on `aadOptscim062020`.",
    ),
    (
        "okta",
        "okta/okta-developer-docs, `docs/reference/scim/scim-20` and the SCIM FAQ.",
    ),
    (
        "onelogin",
        "developers.onelogin.com on the SCIM API and the user schema; a log in goauthentik/authentik 11249.",
    ),
    (
        "jumpcloud",
        "support.jumpcloud.com; the value of `remove` from a report of an implementer.",
    ),
    (
        "authentik",
        "The source of goauthentik/authentik, `authentik/providers/scim/clients`.",
    ),
    ("keycloak", "The source of the plugin mitodl/keycloak-scim."),
    (
        "google",
        "Google documents the life cycle of its users, and no request.",
    ),
    ("ping", "docs.pingidentity.com on the SCIM provisioner."),
];

/// The habits of a client, in words.
fn habits(manner: Manner) -> String {
    let flags = [
        (manner.capitals, "`op` begins with a capital"),
        (manner.path_always, "every operation has a path"),
        (manner.path_never, "attributes are set without a path"),
        (
            manner.keys_are_paths,
            "several attributes in one operation, by keys that are paths",
        ),
        (
            manner.removal_by_value && !manner.one_removal_an_operation,
            "members are removed by giving them",
        ),
        (
            manner.removal_by_value && manner.one_removal_an_operation,
            "members are removed by giving them, one by one",
        ),
        (
            !manner.removal_by_value && manner.one_removal_an_operation,
            "values are removed one by one",
        ),
        (
            manner.one_addition_an_operation,
            "values are added one by one",
        ),
        (manner.null_references, "members have a `$ref` of null"),
        (manner.whole_memberships, "members are replaced as a whole"),
        (
            manner.plain_complex,
            "a complex value with nothing but a `value` is that string",
        ),
        (
            manner.booleans == Booleans::Word,
            "booleans are the strings true and false",
        ),
        (
            manner.booleans == Booleans::Capital,
            "booleans are the strings True and False",
        ),
    ];
    let habits = flags.iter().filter(|(on, _)| *on).map(|(_, habit)| *habit);
    match habits.collect::<Vec<_>>().join("; ") {
        none if none.is_empty() => "the fewest operations".to_owned(),
        habits => habits,
    }
}

fn document() -> String {
    let mut out = String::from(INTRODUCTION);
    out += "\n## The profiles\n\n| Profile | For | Quirks |\n| --- | --- | --- |\n";
    for preset in PROFILES {
        let profile = Profile::named(preset.name).unwrap();
        let on = profile.quirks().filter(|(_, on)| *on);
        let on: Vec<_> = on.map(|(quirk, _)| format!("`{}`", quirk.id)).collect();
        let quirks = match on.len() {
            0 => "none".to_owned(),
            _ => on.join(", "),
        };
        writeln!(out, "| `{}` | {} | {quirks} |", preset.name, preset.summary).unwrap();
    }
    out += "\n## The quirks\n\n| Quirk | Acts on | Departs from | What it does | On in |\n| --- | --- | --- | --- | --- |\n";
    for (place, quirk) in QUIRKS.iter().enumerate() {
        let named = PROFILES.iter().filter(|preset| {
            let profile = Profile::named(preset.name).unwrap();
            profile.quirks().nth(place).is_some_and(|(_, on)| on)
        });
        let named: Vec<_> = named.map(|preset| preset.name).collect();
        writeln!(
            out,
            "| `{}` | {} | {} | {} | {} |",
            quirk.id,
            quirk.acts_on,
            quirk.reference,
            quirk.summary,
            named.join(", ")
        )
        .unwrap();
    }
    write!(out, "\n{NO_QUIRKS}\n{STYLES}\n").unwrap();
    out += "| Profile | As that client writes it |\n| --- | --- |\n";
    for preset in PROFILES {
        let manner = Profile::named(preset.name).unwrap().manner();
        writeln!(out, "| `{}` | {} |", preset.name, habits(manner)).unwrap();
    }
    out += "\n## Sources\n\n";
    for (name, source) in SOURCES {
        writeln!(out, "- `{name}`: {source}").unwrap();
    }
    out += "\nThis file is written by `cargo xtask docs`.\n";
    out
}

#[test]
fn the_reference_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/profiles.md");
    let text = document();
    if std::env::var_os("SCIMLENS_WRITE_DOCS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "docs/profiles.md is stale: run `cargo xtask docs`."
    );
}

#[test]
fn what_is_said_of_profiles_is_said_of_ones_that_there_are() {
    for (name, _) in SOURCES {
        assert!(Profile::named(name).is_ok(), "{name}");
    }
    let told = ["rfc", "lenient", "permissive"];
    let without = PROFILES
        .iter()
        .map(|preset| preset.name)
        .filter(|name| !told.contains(name) && !SOURCES.iter().any(|(known, _)| known == name));
    assert_eq!(without.collect::<Vec<_>>(), Vec::<&str>::new());
}
