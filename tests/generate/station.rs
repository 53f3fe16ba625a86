//! A resource type with an attribute of every type, and resources of it: good ones, and such as
//! leave out, empty or mistype what they like.

use super::Choices;

pub(crate) const BASE: &str = "urn:example:params:scim:schemas:station:1.0:Station";
pub(crate) const EXTENSION: &str = "urn:example:params:scim:schemas:station:1.0:Crew";

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Kind {
    /// A string whose case doesn't matter.
    Text,
    /// A string whose case matters.
    Exact,
    Boolean,
    Integer,
    Decimal,
    DateTime,
    Binary,
    Complex,
}

pub(crate) struct Attribute {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) many: bool,
    pub(crate) extension: bool,
    /// Of every resource.
    pub(crate) common: bool,
}

pub(crate) struct Sub {
    pub(crate) of: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

const fn one(name: &'static str, kind: Kind) -> Attribute {
    Attribute {
        name,
        kind,
        many: false,
        extension: false,
        common: false,
    }
}

const fn many(name: &'static str, kind: Kind) -> Attribute {
    Attribute {
        many: true,
        ..one(name, kind)
    }
}

const fn sub(of: &'static str, name: &'static str, kind: Kind) -> Sub {
    Sub { of, name, kind }
}

pub(crate) const ATTRIBUTES: &[Attribute] = &[
    Attribute {
        common: true,
        ..one("externalId", Kind::Exact)
    },
    one("label", Kind::Text),
    one("serial", Kind::Exact),
    one("active", Kind::Boolean),
    one("level", Kind::Integer),
    one("score", Kind::Decimal),
    one("built", Kind::DateTime),
    one("key", Kind::Binary),
    many("tags", Kind::Text),
    many("codes", Kind::Exact),
    many("levels", Kind::Integer),
    one("name", Kind::Complex),
    many("slots", Kind::Complex),
    Attribute {
        extension: true,
        ..one("badge", Kind::Text)
    },
    Attribute {
        extension: true,
        ..many("rooms", Kind::Text)
    },
];

pub(crate) const SUBS: &[Sub] = &[
    sub("name", "formal", Kind::Text),
    sub("name", "rank", Kind::Integer),
    sub("slots", "value", Kind::Text),
    sub("slots", "type", Kind::Text),
    sub("slots", "serial", Kind::Exact),
    sub("slots", "primary", Kind::Boolean),
    sub("slots", "since", Kind::DateTime),
    sub("slots", "rank", Kind::Decimal),
];

/// Texts of numbers, several of the same value.
pub(crate) const NUMBERS: &[&str] = &["0", "1", "1.0", "10e-1", "-1", "1.5", "100", "1E2", "-0.0"];

/// Points in time, each with its milliseconds from the first.
pub(crate) const INSTANTS: &[(&str, i64)] = &[
    ("2011-05-13T04:42:34Z", 0),
    ("2011-05-13T06:42:34+02:00", 0),
    ("2011-05-13T04:42:34.000Z", 0),
    ("2011-05-13T04:42:34", 0),
    ("2011-05-13T04:42:34.5Z", 500),
    ("2011-05-12T23:42:35-05:00", 1000),
    ("2011-05-13T24:00:00Z", 69_446_000),
    ("2011-05-14T00:00:00Z", 69_446_000),
];

/// Base64, several of the same bytes.
pub(crate) const BINARIES: &[&str] = &["QUI=", "QUI", "qui=", "QUJD"];

/// The schemas, as /Schemas serves them.
pub(crate) fn schemas() -> String {
    let attributes = |extension: bool| {
        let own = ATTRIBUTES
            .iter()
            .filter(|attribute| attribute.extension == extension && !attribute.common);
        own.map(|attribute| {
            let subs = SUBS.iter().filter(|sub| sub.of == attribute.name);
            let subs: Vec<String> = subs
                .map(|sub| definition(sub.name, sub.kind, false, ""))
                .collect();
            let subs = match attribute.kind {
                Kind::Complex => format!(r#","subAttributes":[{}]"#, subs.join(",")),
                _ => String::new(),
            };
            definition(attribute.name, attribute.kind, attribute.many, &subs)
        })
        .collect::<Vec<_>>()
        .join(",")
    };
    format!(
        r#"[{{"id":"{BASE}","name":"Station","attributes":[{}]}},{{"id":"{EXTENSION}","name":"Crew","attributes":[{}]}}]"#,
        attributes(false),
        attributes(true)
    )
}

/// The resource type, as /ResourceTypes serves it.
pub(crate) fn resource_type() -> String {
    format!(
        r#"{{"name":"Station","endpoint":"/Stations","schema":"{BASE}","schemaExtensions":[{{"schema":"{EXTENSION}","required":false}}]}}"#
    )
}

fn definition(name: &str, kind: Kind, many: bool, more: &str) -> String {
    let (word, exact) = match kind {
        Kind::Text => ("string", false),
        Kind::Exact => ("string", true),
        Kind::Boolean => ("boolean", false),
        Kind::Integer => ("integer", false),
        Kind::Decimal => ("decimal", false),
        Kind::DateTime => ("dateTime", false),
        Kind::Binary => ("binary", true),
        Kind::Complex => ("complex", false),
    };
    format!(r#"{{"name":"{name}","type":"{word}","multiValued":{many},"caseExact":{exact}{more}}}"#)
}

/// A short string: pieces that differ in case, in composition, or by a letter.
pub(crate) fn string(choices: &mut Choices<'_>) -> String {
    let pieces = [
        "a", "A", "b", "é", "É", "e\u{301}", "ß", "SS", "\"", "\\", " ", "1", "😀", "Z",
    ];
    (0..choices.below(4))
        .map(|_| choices.pick(&pieces))
        .collect()
}

/// A resource.
pub(crate) fn station(choices: &mut Choices<'_>) -> String {
    let (mut base, mut extension) = (Vec::new(), Vec::new());
    for attribute in ATTRIBUTES {
        if choices.once_in(3) {
            continue;
        }
        let member = member(choices, attribute.name, |choices| match attribute.many {
            true if choices.once_in(10) => value(choices, attribute.name, attribute.kind),
            true => {
                let count = choices.below(4);
                let values = (0..count).map(|_| value(choices, attribute.name, attribute.kind));
                format!("[{}]", values.collect::<Vec<_>>().join(","))
            }
            false => value(choices, attribute.name, attribute.kind),
        });
        if attribute.extension {
            &mut extension
        } else {
            &mut base
        }
        .push(member);
    }
    if !extension.is_empty() || choices.once_in(4) {
        base.push(member(choices, EXTENSION, |_| {
            format!("{{{}}}", extension.join(","))
        }));
    }
    format!("{{{}}}", base.join(","))
}

fn member(
    choices: &mut Choices<'_>,
    name: &str,
    value: impl FnOnce(&mut Choices<'_>) -> String,
) -> String {
    let name = match choices.below(6) {
        0 => name.to_uppercase(),
        _ => name.to_owned(),
    };
    format!("\"{name}\":{}", value(choices))
}

fn value(choices: &mut Choices<'_>, of: &str, kind: Kind) -> String {
    let text = |text: &str| serde_json::to_string(text).unwrap();
    if choices.once_in(12) {
        return "null".to_owned();
    }
    match kind {
        // A value of another type is none that compares, but there is one.
        _ if choices.once_in(16) && kind != Kind::Complex => match kind {
            Kind::Text | Kind::Exact | Kind::DateTime | Kind::Binary => "true".to_owned(),
            _ => text("true"),
        },
        Kind::Text | Kind::Exact => text(&string(choices)),
        Kind::Boolean => choices.pick(&["true", "false"]).to_owned(),
        Kind::Integer | Kind::Decimal => choices.pick(NUMBERS).to_owned(),
        Kind::DateTime if choices.once_in(8) => text("yesterday"),
        Kind::DateTime => text(choices.pick(INSTANTS).0),
        Kind::Binary => text(choices.pick(BINARIES)),
        Kind::Complex => {
            let mut members = Vec::new();
            for sub in SUBS.iter().filter(|sub| sub.of == of) {
                if !choices.once_in(3) {
                    members.push(member(choices, sub.name, |choices| {
                        value(choices, "", sub.kind)
                    }));
                }
            }
            format!("{{{}}}", members.join(","))
        }
    }
}
