//! Senders: by what their requests are known. Each habit has a weight, and where it was seen or
//! read; a habit that speaks against a sender has a negative one.

use crate::diagnostic::Code;

/// A client that can be told by its habits.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    /// The profile that is named for it.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub habits: &'static [Habit],
}

/// Something that a sender does, or doesn't do.
#[derive(Clone, Copy, Debug)]
pub struct Habit {
    /// How it shows.
    pub sign: Sign,
    /// How much it says.
    pub weight: i8,
    /// How it is known.
    pub known: Known,
}

/// How a habit shows.
#[derive(Clone, Copy, Debug)]
pub enum Sign {
    /// A header whose value has this in it.
    Header(&'static str, &'static str),
    /// A URL with this in it.
    Url(&'static str),
    /// A finding of the lint, with this in its sentence.
    Finding(Code, &'static str),
}

/// How something about a vendor is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// Its documentation says so.
    Documented,
    /// Its source code does so.
    Source,
    /// A log or an implementer's report shows it.
    Observed,
    /// It follows from what is documented.
    Inferred,
}

impl Known {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Source => "source",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
        }
    }
}

const fn doc(sign: Sign, weight: i8) -> Habit {
    Habit {
        sign,
        weight,
        known: Known::Documented,
    }
}

const fn src(sign: Sign, weight: i8) -> Habit {
    Habit {
        sign,
        weight,
        known: Known::Source,
    }
}

const fn seen(sign: Sign, weight: i8) -> Habit {
    Habit {
        sign,
        weight,
        known: Known::Observed,
    }
}

const fn found(code: Code) -> Sign {
    Sign::Finding(code, "")
}

/// Every sender that can be told.
pub static SENDERS: &[Sender] = &[
    Sender {
        id: "entra",
        name: "Microsoft Entra ID",
        habits: &[
            doc(found(Code::LintOpCase), 3),
            doc(Sign::Finding(Code::LintBooleanString, "\"False\""), 3),
            doc(Sign::Finding(Code::LintBooleanString, "\"True\""), 3),
            doc(Sign::Finding(Code::LintUnknownSchemaUri, "ADSCIM"), 6),
            doc(found(Code::LintNullReference), 2),
            doc(found(Code::LintRemoveWithValue), 1),
            seen(found(Code::LintReferenceAsString), 2),
            doc(
                Sign::Url("excludedAttributes=members&filter=displayName"),
                3,
            ),
            seen(found(Code::LintSpaceAsPlus), 1),
            doc(found(Code::LintClientSendsMeta), 1),
            doc(found(Code::LintPathlessOp), -4),
            doc(found(Code::LintPut), -3),
        ],
    },
    Sender {
        id: "entra-optscim",
        name: "Microsoft Entra ID with aadOptscim062020",
        habits: &[
            doc(found(Code::LintPathlessDottedKey), 4),
            doc(found(Code::LintPathlessUriKey), 4),
            src(found(Code::LintReferenceAsString), 2),
            doc(found(Code::LintOpCase), -6),
            doc(found(Code::LintPut), -3),
        ],
    },
    Sender {
        id: "okta",
        name: "Okta",
        habits: &[
            seen(Sign::Header("user-agent", "Okta SCIM Client"), 8),
            seen(Sign::Header("accept-charset", "utf-8"), 1),
            doc(found(Code::LintPathlessOp), 2),
            doc(Sign::Url("startIndex=1&count=2"), 2),
            doc(Sign::Url("startIndex=1&count=100"), 2),
            doc(Sign::Finding(Code::LintClientSendsReadOnly, "`groups`"), 1),
            doc(found(Code::LintOpCase), -6),
            doc(found(Code::LintPathlessDottedKey), -4),
            doc(found(Code::LintRemoveWithValue), -4),
        ],
    },
    Sender {
        id: "onelogin",
        name: "OneLogin",
        habits: &[
            seen(found(Code::LintDanglingQuery), 4),
            seen(found(Code::LintInventedUri), 4),
            doc(found(Code::LintOldUri), 2),
            doc(found(Code::LintManagerId), 2),
            doc(found(Code::LintMultiValuedAsObject), 2),
            doc(found(Code::LintOpCase), -4),
        ],
    },
    Sender {
        id: "jumpcloud",
        name: "JumpCloud",
        habits: &[
            seen(found(Code::LintRemoveWithValue), 2),
            doc(found(Code::LintOpCase), -4),
            doc(found(Code::LintPathlessOp), -3),
        ],
    },
    Sender {
        id: "authentik",
        name: "authentik",
        habits: &[
            src(Sign::Url("/ServiceProviderConfig"), 2),
            src(found(Code::LintPathlessOp), 2),
            src(found(Code::LintPatchReadOnly), 1),
            src(found(Code::LintRemoveWithValue), 2),
            src(found(Code::LintOpCase), -6),
        ],
    },
    Sender {
        id: "keycloak",
        name: "The SCIM plugin of Keycloak",
        habits: &[
            src(Sign::Finding(Code::LintBooleanString, "\"false\""), 3),
            src(Sign::Finding(Code::LintBooleanString, "\"true\""), 3),
            src(found(Code::LintRemoveAllValues), 2),
            src(found(Code::LintReplaceAllMembers), 1),
            src(found(Code::LintMissingType), 1),
            src(found(Code::LintCreateWithoutLookup), 2),
            src(found(Code::LintOpCase), -6),
            src(found(Code::LintInventedUri), -4),
        ],
    },
    Sender {
        id: "ping",
        name: "PingFederate",
        habits: &[
            doc(Sign::Finding(Code::LintComplexCompared, "`emails`"), 3),
            doc(found(Code::LintPut), 1),
            doc(found(Code::LintOpCase), -4),
        ],
    },
];
