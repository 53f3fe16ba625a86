//! docs/dialects is written from the tables of senders, profiles and applications: `cargo xtask docs`.
//! What it says beyond the tables stands here, each with how it is known. And senders are recognised
//! by the traces of what they send.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use scimlens::diagnostic::Severity;
use scimlens::json::{Document, Limits};
use scimlens::lint::{Options, lint, recognise, recognise_among};
use scimlens::patch::{Booleans, Manner, diff};
use scimlens::profile::{
    Fact, Habit, Known, PROFILES, Preset, Profile, QUIRKS, SENDERS, Sender, Sign, TARGETS, Target,
};
use scimlens::schema::Registry;
use serde_json::Value;

/// What a client does, told in its profile's page.
struct Account {
    profile: &'static str,
    /// What happens, what is sent, and how it is known.
    sends: &'static [(&'static str, &'static str, Known)],
    notes: &'static [&'static str],
}

const DOCUMENTED: Known = Known::Documented;
const OBSERVED: Known = Known::Observed;
const SOURCE: Known = Known::Source;
const INFERRED: Known = Known::Inferred;

const ACCOUNTS: &[Account] = &[
    Account {
        profile: "entra",
        sends: &[
            (
                "Connection test",
                "GET of Users with a filter on the matching attribute and a random value; an empty ListResponse is expected, 404 fails.",
                DOCUMENTED,
            ),
            (
                "New user",
                "GET with a filter, then POST. `meta.resourceType`, `roles: []`, and the enterprise extension in `schemas`; no password.",
                DOCUMENTED,
            ),
            (
                "Changed user",
                "PATCH with an operation for each attribute; `op` has a capital letter. add or replace, whichever.",
                DOCUMENTED,
            ),
            (
                "Manager",
                "A PATCH of its own, after the users, with a plain string as the value.",
                OBSERVED,
            ),
            (
                "Deactivation",
                "`active` is replaced by the string False; the user must still be found.",
                DOCUMENTED,
            ),
            (
                "Deletion",
                "DELETE about 30 days after the user was deleted in the directory; after an unassignment only the deactivation.",
                DOCUMENTED,
            ),
            (
                "New group",
                "GET without members and with a filter on displayName, then POST without members, with a URI of its own in `schemas`.",
                DOCUMENTED,
            ),
            (
                "Members",
                "add and remove of `members`, with the values in `value` and `$ref` null.",
                DOCUMENTED,
            ),
        ],
        notes: &[
            "Where no work mail address is there, a replace of `emails[type eq \"work\"].value` is expected to make one.",
            "Only eq and and are used in filters; spaces come as plus signs.",
        ],
    },
    Account {
        profile: "entra-optscim",
        sends: &[
            (
                "Changed user",
                "Attributes with a filter in an operation each; all others in one operation without a path, whose keys are paths.",
                DOCUMENTED,
            ),
            (
                "Deactivation",
                "`active` is replaced by the boolean false.",
                DOCUMENTED,
            ),
            ("Members", "remove with a filter in the path.", DOCUMENTED),
            ("Manager", "A plain string, as without the flag.", SOURCE),
        ],
        notes: &["The flag stands in the tenant URL. Provisioning on demand does not honour it."],
    },
    Account {
        profile: "okta",
        sends: &[
            (
                "Connection test",
                "GET of Users with startIndex 1 and count 2.",
                DOCUMENTED,
            ),
            (
                "New user",
                "GET with a filter on userName, then POST with a password, `groups: []` and an externalId.",
                DOCUMENTED,
            ),
            (
                "Changed user",
                "GET, then PUT of the whole resource, with what was read.",
                DOCUMENTED,
            ),
            (
                "Deactivation",
                "PATCH without a path, `active` false. Users are never deleted.",
                DOCUMENTED,
            ),
            (
                "Reactivation",
                "The filter finds the user; PATCH without a path, then PUT.",
                DOCUMENTED,
            ),
            (
                "Groups",
                "POST with `members: []`; a rename without a path carries the id; members are added with `display` and removed by a filter.",
                DOCUMENTED,
            ),
            (
                "Import",
                "Pages of 100, with numbers as numbers and in the same order each time.",
                DOCUMENTED,
            ),
        ],
        notes: &[
            "Applications of the App Integration Wizard change users and groups by PUT alone.",
            "Discovery is not read, but for entitlements. A host with an underscore is refused.",
        ],
    },
    Account {
        profile: "onelogin",
        sends: &[
            (
                "Connection test",
                "GET of Users with a filter on a userName that nobody has; an empty list or 404 passes.",
                DOCUMENTED,
            ),
            (
                "New user",
                "POST of a template that the owner of the application edits; the one that is given has URIs of SCIM 1.x, `emails` as an object and `managerId`.",
                DOCUMENTED,
            ),
            (
                "Changed user",
                "PUT, with a bare question mark at the end of the URL.",
                OBSERVED,
            ),
            ("Filters", "The query ends in an ampersand.", OBSERVED),
            (
                "Deactivation",
                "PUT with `active` false, or DELETE, by a setting.",
                DOCUMENTED,
            ),
        ],
        notes: &["Answers must be readable as application/json."],
    },
    Account {
        profile: "jumpcloud",
        sends: &[
            (
                "Activation",
                "A user and a group are created, a member is added, and both are deleted again.",
                DOCUMENTED,
            ),
            ("Members", "remove with the values in `value`.", OBSERVED),
        ],
        notes: &["What bodies look like in detail is not documented."],
    },
    Account {
        profile: "authentik",
        sends: &[
            (
                "Connection test",
                "GET of ServiceProviderConfig; it decides between PATCH and PUT.",
                SOURCE,
            ),
            (
                "New user",
                "POST; after 409 a filter finds the one that is there.",
                SOURCE,
            ),
            ("Changed user", "PUT.", SOURCE),
            (
                "Groups",
                "PATCH without a path with the whole resource, or PUT; an operation for each member; remove with the value.",
                SOURCE,
            ),
        ],
        notes: &[],
    },
    Account {
        profile: "keycloak",
        sends: &[
            ("New user", "POST without a look-up.", SOURCE),
            (
                "Changed user",
                "PUT, or PATCH by an option, with `active` as a string.",
                SOURCE,
            ),
            (
                "Groups",
                "`members` is replaced, or removed where none is left; `$ref` is relative.",
                SOURCE,
            ),
        ],
        notes: &["Mail addresses have no type and none is primary."],
    },
    Account {
        profile: "google",
        sends: &[(
            "Deactivation",
            "Suspension and deletion can be put off by some days.",
            DOCUMENTED,
        )],
        notes: &["Google does not document its requests: nothing is known of their form."],
    },
    Account {
        profile: "ping",
        sends: &[
            (
                "Look-up",
                "A filter on userName, or on emails as if it were a string.",
                DOCUMENTED,
            ),
            ("Changed user", "PUT; users are not patched.", DOCUMENTED),
            (
                "Groups",
                "All are fetched to find one; they are patched.",
                DOCUMENTED,
            ),
            ("Members", "add and remove by PATCH.", INFERRED),
            (
                "Deactivation",
                "PUT with `active` false, or DELETE, by a setting.",
                DOCUMENTED,
            ),
        ],
        notes: &[],
    },
];

const INTRODUCTION: &str = "\
# Dialects

What clients send, and what applications take. Each page says where it is known from, and how sure it
is: *documented* stands in the vendor's documentation, *source* in source code, *observed* in a log or
a report of an implementer, *inferred* follows from what is documented. What is not told is not known,
and nothing is held against it.

Clients are profiles ([profiles](../profiles.md)): `new Scim({ profile: \"entra\" })`,
`scim.lint(request, { client: \"entra\" })`, and `scim.recognise(request)`, which tells them by their
habits. Applications are targets: `scim.lint(request, { target: \"aws\" })`.

These files are written by `cargo xtask docs`.
";

fn at_root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A habit in words.
fn habit(habit: &Habit) -> String {
    match habit.sign {
        Sign::Header(name, part) => format!("The header `{name}` has `{part}`."),
        Sign::Url(part) => format!("A URL has `{part}`."),
        Sign::Finding(code, "") => {
            let info = code.info();
            format!("{} (`{}`)", info.meaning, info.text)
        }
        Sign::Finding(code, part) => {
            let info = code.info();
            format!("{} (`{}`, with {part})", info.meaning, info.text)
        }
    }
}

/// The profile that an account is of.
fn preset(account: &Account) -> &'static Preset {
    let mut presets = PROFILES.iter();
    presets
        .find(|preset| preset.name == account.profile)
        .unwrap()
}

fn client_page(account: &Account) -> String {
    let preset = preset(account);
    let profile = Profile::named(preset.name).unwrap();
    let mut out = format!("# {}\n\nProfile `{}`.\n", preset.title, preset.name);
    out.push_str("\n## What it sends\n\n| when | what | known |\n|---|---|---|\n");
    for (when, what, known) in account.sends {
        let known = known.as_str();
        writeln!(out, "| {when} | {what} | {known} |").unwrap();
    }
    for note in account.notes {
        write!(out, "\n{note}\n").unwrap();
    }
    out.push_str("\n## What it needs\n\n");
    let on: Vec<_> = profile.quirks().filter(|(_, on)| *on).collect();
    if on.is_empty() {
        out.push_str("No quirk: what the RFCs ask of a service provider is enough.\n");
    }
    for (quirk, _) in on {
        writeln!(
            out,
            "- `{}`: {} ({})",
            quirk.id, quirk.summary, quirk.reference
        )
        .unwrap();
    }
    if let Some(sender) = SENDERS.iter().find(|sender| sender.id == account.profile) {
        out.push_str("\n## How it is recognised\n\n| habit | weight | known |\n|---|---|---|\n");
        for one in sender.habits {
            let (weight, known) = (one.weight, one.known.as_str());
            writeln!(out, "| {} | {weight} | {known} |", habit(one)).unwrap();
        }
    }
    write!(out, "\n## Sources\n\n{}\n", preset.source).unwrap();
    out
}

fn target_page(target: &Target) -> String {
    let mut out = format!(
        "# {}\n\nTarget `{}`.\n\n## What it takes\n\n",
        target.name, target.id
    );
    for fact in target.facts() {
        let how = match fact {
            Fact { checked: false, .. } => " *(not checked by the lint)*",
            Fact {
                verified: false, ..
            } => " *Not read again in its documentation.*",
            Fact { .. } => "",
        };
        writeln!(out, "- {}{how}", fact.text).unwrap();
    }
    write!(out, "\n## Source\n\n{}\n", target.source).unwrap();
    out
}

/// The name of the page of an application; a client may have the same.
fn file_of(target: &Target) -> String {
    format!("target-{}.md", target.id)
}

fn pages() -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut index = format!("{INTRODUCTION}\n## Clients\n\n");
    for account in ACCOUNTS {
        let file = format!("{}.md", account.profile);
        writeln!(index, "- [{}]({file})", preset(account).title).unwrap();
        pages.insert(file, client_page(account));
    }
    index.push_str("\n## Applications\n\n");
    for target in TARGETS {
        writeln!(index, "- [{}]({})", target.name, file_of(target)).unwrap();
        pages.insert(file_of(target), target_page(target));
    }
    pages.insert("README.md".to_owned(), index);
    pages
}

#[test]
fn the_pages_are_what_the_tables_say() {
    let folder = at_root("docs/dialects");
    if std::env::var_os("SCIMLENS_WRITE_DOCS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (file, text) in pages() {
            fs::write(folder.join(file), text).unwrap();
        }
        return;
    }
    let mut pages = pages();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let known = fs::read_to_string(&path).unwrap();
        let written = pages.remove(&file).unwrap_or_default();
        assert!(
            known == written,
            "docs/dialects/{file} is stale: run `cargo xtask docs`."
        );
    }
    assert!(
        pages.is_empty(),
        "run `cargo xtask docs`: {:?}",
        pages.keys()
    );
}

#[test]
fn how_a_client_is_known_is_how_what_it_sends_is_known() {
    let order = [DOCUMENTED, SOURCE, OBSERVED, INFERRED];
    for account in ACCOUNTS {
        let known: Vec<_> = order
            .into_iter()
            .filter(|known| account.sends.iter().any(|(_, _, how)| how == known))
            .collect();
        assert_eq!(preset(account).known, known, "{}", account.profile);
    }
    for preset in PROFILES {
        let told = ACCOUNTS
            .iter()
            .any(|account| account.profile == preset.name);
        assert_eq!(preset.client, told, "{}", preset.name);
    }
}

#[test]
fn the_tables_are_sound() {
    let clients = ["rfc", "interop", "lenient", "permissive"];
    for preset in PROFILES
        .iter()
        .filter(|preset| !clients.contains(&preset.name))
    {
        let told = ACCOUNTS
            .iter()
            .any(|account| account.profile == preset.name);
        assert!(told, "{} has no page", preset.name);
    }
    for sender in SENDERS {
        assert!(Profile::named(sender.id).is_ok(), "{}", sender.id);
        assert!(sender.habits.iter().any(|habit| habit.weight > 0));
    }
    let fields = [
        "operators",
        "filterable",
        "pairs",
        "needs_filter",
        "page",
        "required",
        "primary",
        "at_most",
        "lengths",
        "refused",
        "operations",
        "members",
        "refuses",
    ];
    let mut ids: Vec<_> = TARGETS.iter().map(|target| target.id).collect();
    for target in TARGETS {
        assert!(!target.source.is_empty(), "{}", target.id);
        assert!(
            target.unverified.iter().all(|field| fields.contains(field)),
            "{}",
            target.id
        );
        assert!(Target::named(target.id).is_some());
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), TARGETS.len());
    assert!(QUIRKS.len() > 20);
}

#[test]
fn an_application_is_added_as_data() {
    let known = Target::named("slack").unwrap();
    let own = Box::leak(Box::new(Target {
        id: "own",
        refused: &["title"],
        lengths: &[("userName", 3)],
        ..*known
    }));
    let options = Options {
        target: Some(own),
        ..Options::default()
    };
    let user = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mira","title":"Lead"}"#;
    let found = lint(user, &Registry::builtin(), &options);
    let codes: Vec<_> = found.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(
        codes,
        ["lint/target-length", "lint/target-refuses-attribute"]
    );
}

#[test]
fn a_client_is_added_as_data() {
    let preset = Preset {
        name: "own",
        title: "One's own",
        summary: "A client of one's own.",
        client: true,
        source: "Its own documentation.",
        known: &[Known::Documented],
        quirks: &["coerce-boolean-strings"],
        manner: Manner {
            capitals: true,
            booleans: Booleans::Capital,
            ..Manner::RFC
        },
    };
    let profile = Profile::of(&preset).unwrap();
    let registry = Registry::builtin();
    let user = registry.type_named("User").unwrap();

    // How it writes.
    let active = |active: bool| {
        format!(
            r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mira","active":{active}}}"#
        )
    };
    let (before, after) = (active(true), active(false));
    let read = |text| Document::parse(text).unwrap();
    let view = registry.view(user).unwrap();
    let patch = diff(&read(&before), &read(&after), view, profile.manner()).unwrap();
    assert!(patch.contains(r#""op":"Replace""#), "{patch}");
    assert!(patch.contains(r#""False""#), "{patch}");

    // What is tolerated of it.
    let options = Options {
        profile: Some(&profile),
        ..Options::default()
    };
    let request = format!(
        r#"{{"method":"PATCH","url":"/Users/a","headers":{{"User-Agent":"Own/1","Content-Type":"application/scim+json"}},"body":{patch}}}"#
    );
    let found = lint(&request, &registry, &options);
    let word = found
        .iter()
        .find(|f| f.code.as_str() == "lint/boolean-string");
    assert_eq!(word.unwrap().severity, Severity::Info);

    // By what it is recognised.
    let own = Sender {
        id: "own",
        name: "A client of one's own",
        habits: &[Habit {
            sign: Sign::Header("User-Agent", "Own/"),
            weight: 20,
            known: Known::Observed,
        }],
    };
    let senders: Vec<Sender> = SENDERS.iter().copied().chain([own]).collect();
    let senders = Box::leak(senders.into_boxed_slice());
    let found = recognise_among(senders, &request, &registry, Limits::default());
    assert_eq!(found[0].sender.id, "own");
    assert!(found[0].likely);
}

/// Names of vendors, as the core outside `profile/` must not have them.
const VENDORS: &[&str] = &[
    "entra",
    "okta",
    "onelogin",
    "jumpcloud",
    "keycloak",
    "authentik",
    "microsoft",
    "google",
    "atlassian",
    "snowflake",
    "figma",
    "datadog",
];

#[test]
fn only_the_tables_name_vendors() {
    let mut folders = vec![at_root("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().unwrap() != "profile" {
                    folders.push(path);
                }
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text
                .lines()
                .take_while(|line| !line.contains("#[cfg(test)]"));
            for line in code.filter(|line| !line.trim_start().starts_with("//")) {
                let line = line.to_ascii_lowercase();
                let named = VENDORS.iter().find(|vendor| line.contains(*vendor));
                assert!(named.is_none(), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn senders_are_recognised_by_what_they_send() {
    let registry = Registry::builtin();
    let (mut right, mut wrong) = (0, Vec::new());
    for entry in fs::read_dir(at_root("tests/traces")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let trace: Value = serde_json::from_str(&text).unwrap();
        let id = trace["id"].as_str().unwrap();
        let sender = match (trace["idp"].as_str().unwrap(), trace["variant"].as_str()) {
            (_, Some("aadOptscim062020")) => "entra-optscim",
            _ if id.starts_with("entraflag-") => "entra-optscim",
            ("keycloak-scim", _) => "keycloak",
            ("pingfederate", _) => "ping",
            (idp, _) => idp,
        };
        let mut requests = trace["requests"].clone();
        for request in requests.as_array_mut().unwrap() {
            request["url"] = request["path"].take();
        }
        let found = recognise(&requests.to_string(), &registry, Limits::default());
        let Some(first) = found.first().filter(|first| first.likely) else {
            continue;
        };
        if first.sender.id == sender {
            right += 1;
        } else {
            wrong.push(format!(
                "{id} is taken for {}: {:?}",
                first.sender.id, first.evidence
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(right >= 12, "only {right} are recognised");
}
