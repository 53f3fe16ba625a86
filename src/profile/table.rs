use super::Switches;
use crate::patch::Manner;

/// A habit of clients that can be tolerated, or a reading that can be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Quirk {
    /// Its name.
    pub id: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// Where it acts: "filter", "patch", "resource".
    pub acts_on: &'static str,
    /// The section that it departs from, or the question that it answers.
    pub reference: &'static str,
    pub(super) set: fn(&mut Switches, bool),
}

/// A named set of quirks.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    /// Whom it is for.
    pub summary: &'static str,
    pub(super) quirks: &'static [&'static str],
    /// How this client writes a PATCH request.
    pub(super) manner: Manner,
}

macro_rules! quirks {
    ($($id:literal, $acts_on:literal, $reference:literal, $summary:literal, $($engine:ident . $switch:ident)+;)*) => {
        /// Every quirk there is. A row: id, where it acts, what it departs from, what it does, and
        /// the switches of the engines that it turns.
        pub const QUIRKS: &[Quirk] = &[$(Quirk {
            id: $id,
            summary: $summary,
            acts_on: $acts_on,
            reference: $reference,
            set: |switches, on| { $(switches.$engine.$switch = on;)+ },
        },)*];
    };
}

quirks! {
    "filter-comparison-behind-brackets", "filter", "RFC 7644 §3.4.2.2",
        "attr[…].sub op value in a filter is read as attr[… and sub op value].",
        filter.comparison_behind_brackets;
    "coerce-boolean-strings", "filter", "RFC 7643 §2.3.2",
        "The strings True and False, in any case, are read as booleans where the attribute is one.",
        filter.boolean_strings;
    "filter-complex-as-value", "filter", "RFC 7644 §3.4.2.2",
        "A complex attribute that no schema describes is compared by its value, as described ones are.",
        filter.complex_as_value;
    "filter-bare-word", "filter", "RFC 7644 §3.4.2.2",
        "A string of one word may stand without quotes.",
        filter.bare_word;
    "filter-single-quotes", "filter", "RFC 7644 §3.4.2.2",
        "A string may stand in single quotes.",
        filter.single_quotes;
    "filter-literal-case", "filter", "RFC 7644 §3.4.2.2",
        "true, false and null may be written in any case.",
        filter.literal_case;
    "filter-missing-space", "filter", "RFC 7644 §3.4.2.2",
        "The space between an operator and a string, and around and and or, may be missing.",
        filter.missing_space;
    "unknown-filter-attr-no-match", "filter", "RFC 7644 §3.4.2.1",
        "An attribute that the resource type does not have counts as having no value.",
        filter.unknown_attribute_no_match;
    "ne-any-value", "filter", "RFC 7644 §3.4.2.2",
        "ne of a multi-valued attribute holds when any of its values differs.",
        filter.ne_any_value;
}

const PATH_ALWAYS: Manner = Manner {
    path_always: true,
    ..Manner::RFC
};

const CAPITALS_AND_PATHS: Manner = Manner {
    capitals: true,
    ..PATH_ALWAYS
};

const ONE_BY_ONE: Manner = Manner {
    one_removal_an_operation: true,
    ..Manner::RFC
};

/// Every profile there is.
pub const PROFILES: &[Preset] = &[
    Preset {
        name: "rfc",
        summary: "RFC 7643 and RFC 7644 with their errata, nothing else.",
        quirks: &[],
        manner: Manner::RFC,
    },
    Preset {
        name: "interop",
        summary: "The interoperability profile draft-zollner-scim-interop-profile, which tolerates nothing.",
        quirks: &[],
        manner: PATH_ALWAYS,
    },
    Preset {
        name: "lenient",
        summary: "What clients in the field send and only one thing can mean.",
        quirks: &[
            "filter-comparison-behind-brackets",
            "coerce-boolean-strings",
            "filter-complex-as-value",
        ],
        manner: Manner::RFC,
    },
    Preset {
        name: "entra",
        summary: "Microsoft Entra ID.",
        quirks: &[
            "filter-comparison-behind-brackets",
            "coerce-boolean-strings",
            "filter-complex-as-value",
        ],
        manner: CAPITALS_AND_PATHS,
    },
    Preset {
        name: "entra-optscim",
        summary: "Microsoft Entra ID with the flag aadOptscim062020.",
        quirks: &[
            "filter-comparison-behind-brackets",
            "filter-complex-as-value",
        ],
        manner: ONE_BY_ONE,
    },
    Preset {
        name: "okta",
        summary: "Okta.",
        quirks: &[],
        manner: ONE_BY_ONE,
    },
    Preset {
        name: "onelogin",
        summary: "OneLogin.",
        quirks: &["coerce-boolean-strings"],
        manner: Manner::RFC,
    },
    Preset {
        name: "permissive",
        summary: "Everything that can be read at all.",
        quirks: &[
            "filter-comparison-behind-brackets",
            "coerce-boolean-strings",
            "filter-complex-as-value",
            "filter-bare-word",
            "filter-single-quotes",
            "filter-literal-case",
            "filter-missing-space",
            "unknown-filter-attr-no-match",
        ],
        manner: Manner::RFC,
    },
];
