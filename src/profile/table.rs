use super::{Known, Switches};
use crate::patch::{Booleans, Manner};

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
    /// What it is called.
    pub title: &'static str,
    /// Whom it is for.
    pub summary: &'static str,
    /// Whether it is named for a client.
    pub client: bool,
    /// Where it is known from; empty for one that is made up of others.
    pub source: &'static str,
    /// How what its client sends is known, the surest first.
    pub known: &'static [Known],
    /// The ids of the quirks that it turns on.
    pub quirks: &'static [&'static str],
    /// How this client writes a PATCH request.
    pub manner: Manner,
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
    "coerce-boolean-strings", "filter and patch", "RFC 7643 §2.3.2",
        "The strings True and False, in any case, are read as booleans where the attribute is one.",
        filter.boolean_strings patch.boolean_strings;
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
    "complex-from-string", "patch", "RFC 7643 §2.3.8",
        "A string where a complex value belongs is read as the sub-attribute value of it.",
        patch.complex_from_string;
    "create-on-filtered-write", "patch", "RFC 7644 §3.5.2.3",
        "add and replace with a value filter that matches nothing add the value, if the filter is one eq or several joined by and.",
        patch.create_on_filtered_write;
    "remove-with-value", "patch", "RFC 7644 §3.5.2.2",
        "remove with a value removes the values that equal it, and no other.",
        patch.remove_with_value;
    "remove-with-value-all", "patch", "RFC 7644 §3.5.2.2",
        "remove with a value removes all that the path names, as if there were no value.",
        patch.remove_with_value_all;
    "empty-string-unsets", "patch", "RFC 7643 §2.5",
        "The empty string unassigns an attribute, as null does.",
        patch.empty_string_unsets;
    "ignore-readonly-in-patch", "patch", "RFC 7644 §3.5.2",
        "A value for a readOnly attribute is ignored, also where it is not the one that the resource has.",
        patch.ignore_read_only;
    "unknown-path-ignored", "patch", "RFC 7644 §3.5.2",
        "An operation on an attribute that the resource type does not have is ignored.",
        patch.ignore_unknown_path;
    "unknown-schema-uri", "patch", "RFC 7643 §3",
        "A URI in schemas that the resource type does not have is ignored.",
        patch.ignore_unknown_schema;
    "unknown-attributes-reject", "patch", "RFC 7644 §3.1",
        "An attribute or schema that the resource type does not have is refused, also without a path.",
        patch.reject_unknown;
    "json-in-string", "patch", "RFC 7643 §2.3.8",
        "A string where a complex value belongs is read as the JSON text that it holds.",
        patch.json_in_string;
    "singular-as-array", "patch", "RFC 7643 §2.4",
        "An array of one value is read as that value where the attribute has one.",
        patch.single_as_array;
    "filtered-keys-in-value", "patch", "RFC 7644 §3.5.2",
        "A key with a value filter, in a value without a path, is read as the path of an operation of its own.",
        patch.filtered_keys;
    "extension-attribute-unqualified", "patch", "RFC 7644 §3.10",
        "An attribute of an extension may be named without the URI, if only one extension has it and the base schema does not.",
        patch.unqualified;
    "scim1-urn-map", "patch", "RFC 7644 §3.10",
        "URIs of SCIM 1.x, and those made from them, are read as the URIs of today.",
        patch.scim1_uris;
    "managerId", "patch", "RFC 7643 §4.3",
        "The sub-attribute managerId of SCIM 1.1 is read as value.",
        patch.manager_id;
    "patch-schemas-missing", "patch", "RFC 7644 §3.5.2",
        "schemas of a PATCH request may be missing, or name something else.",
        patch.missing_schemas;
    "empty-operations", "patch", "RFC 7644 §3.5.2",
        "A PATCH request without operations changes nothing.",
        patch.empty_operations;
    "replace-value-path-merge", "patch", "RFC 7644 §3.5.2.3",
        "replace of a value that a filter finds leaves the sub-attributes that are not named.",
        patch.value_path_merge;
    "remove-no-match-noTarget", "patch", "RFC 7644 §3.12",
        "remove that finds nothing to remove is refused with noTarget.",
        patch.remove_no_match_refused;
}

const PATH_ALWAYS: Manner = Manner {
    path_always: true,
    ..Manner::RFC
};

const ENTRA: Manner = Manner {
    capitals: true,
    removal_by_value: true,
    null_references: true,
    plain_complex: true,
    booleans: Booleans::Capital,
    ..PATH_ALWAYS
};

const ENTRA_OPTSCIM: Manner = Manner {
    keys_are_paths: true,
    one_removal_an_operation: true,
    plain_complex: true,
    ..Manner::RFC
};

const OKTA: Manner = Manner {
    path_never: true,
    one_removal_an_operation: true,
    ..Manner::RFC
};

const JUMPCLOUD: Manner = Manner {
    removal_by_value: true,
    ..PATH_ALWAYS
};

const AUTHENTIK: Manner = Manner {
    path_never: true,
    one_removal_an_operation: true,
    one_addition_an_operation: true,
    removal_by_value: true,
    ..Manner::RFC
};

const KEYCLOAK: Manner = Manner {
    whole_memberships: true,
    booleans: Booleans::Word,
    ..PATH_ALWAYS
};

/// Every profile there is.
pub const PROFILES: &[Preset] = &[
    Preset {
        name: "rfc",
        title: "RFC 7643 and RFC 7644",
        summary: "RFC 7643 and RFC 7644 with their errata, nothing else.",
        client: false,
        source: "RFC 7643, RFC 7644 and their errata.",
        known: &[],
        quirks: &[],
        manner: Manner::RFC,
    },
    Preset {
        name: "interop",
        title: "The interoperability profile",
        summary: "The interoperability profile draft-zollner-scim-interop-profile, which tolerates nothing.",
        client: false,
        source: "draft-zollner-scim-interop-profile-02.",
        known: &[],
        quirks: &["unknown-attributes-reject"],
        manner: PATH_ALWAYS,
    },
    Preset {
        name: "lenient",
        title: "Lenient",
        summary: "What clients in the field send and only one thing can mean.",
        client: false,
        source: "",
        known: &[],
        quirks: &[
            "filter-comparison-behind-brackets",
            "coerce-boolean-strings",
            "filter-complex-as-value",
            "complex-from-string",
            "create-on-filtered-write",
            "remove-with-value",
            "json-in-string",
            "singular-as-array",
            "filtered-keys-in-value",
            "extension-attribute-unqualified",
            "scim1-urn-map",
            "managerId",
            "patch-schemas-missing",
            "empty-operations",
        ],
        manner: Manner::RFC,
    },
    Preset {
        name: "entra",
        title: "Microsoft Entra ID",
        summary: "Microsoft Entra ID.",
        client: true,
        source: "MicrosoftDocs/entra-docs, docs/identity/app-provisioning: use-scim-to-provision-users-and-groups, application-provisioning-config-problem-scim-compatibility, customize-application-attributes, how-provisioning-works, known-issues, clear-attribute-values. MicrosoftDocs/azure-docs issues 11784, 69234, 73842. The validation template of AzureAD/SCIMReferenceCode. Captain-P-Goldfish/SCIM-SDK issues 416 and 668.",
        known: &[Known::Documented, Known::Observed],
        quirks: &[
            "filter-comparison-behind-brackets",
            "coerce-boolean-strings",
            "filter-complex-as-value",
            "complex-from-string",
            "create-on-filtered-write",
            "remove-with-value",
            "empty-string-unsets",
            "unknown-schema-uri",
            "json-in-string",
            "singular-as-array",
            "filtered-keys-in-value",
            "extension-attribute-unqualified",
            "empty-operations",
        ],
        manner: ENTRA,
    },
    Preset {
        name: "entra-optscim",
        title: "Microsoft Entra ID with aadOptscim062020",
        summary: "Microsoft Entra ID with the flag aadOptscim062020.",
        client: true,
        source: "MicrosoftDocs/entra-docs: application-provisioning-config-problem-scim-compatibility. The validation template of AzureAD/SCIMReferenceCode.",
        known: &[Known::Documented, Known::Source],
        quirks: &[
            "filter-comparison-behind-brackets",
            "filter-complex-as-value",
            "complex-from-string",
            "create-on-filtered-write",
            "empty-string-unsets",
            "unknown-schema-uri",
            "filtered-keys-in-value",
        ],
        manner: ENTRA_OPTSCIM,
    },
    Preset {
        name: "okta",
        title: "Okta",
        summary: "Okta.",
        client: true,
        source: "okta/okta-developer-docs: docs/reference/scim/scim-20, docs/concepts/scim/faqs. A capture of headers in oktadeveloper/okta-blog-archive, pull request 1956.",
        known: &[Known::Documented],
        quirks: &[],
        manner: OKTA,
    },
    Preset {
        name: "onelogin",
        title: "OneLogin",
        summary: "OneLogin.",
        client: true,
        source: "developers.onelogin.com: implement-scim-api, define-user-schema. A log in goauthentik/authentik issue 11249.",
        known: &[Known::Documented, Known::Observed],
        quirks: &["coerce-boolean-strings", "scim1-urn-map", "managerId"],
        manner: Manner::RFC,
    },
    Preset {
        name: "jumpcloud",
        title: "JumpCloud",
        summary: "JumpCloud.",
        client: true,
        source: "support.jumpcloud.com. A note of an implementer on the removal of members.",
        known: &[Known::Documented, Known::Observed],
        quirks: &["remove-with-value"],
        manner: JUMPCLOUD,
    },
    Preset {
        name: "authentik",
        title: "authentik",
        summary: "authentik.",
        client: true,
        source: "goauthentik/authentik: authentik/providers/scim/clients.",
        known: &[Known::Source],
        quirks: &["remove-with-value"],
        manner: AUTHENTIK,
    },
    Preset {
        name: "keycloak",
        title: "The SCIM plugin of Keycloak",
        summary: "The SCIM plugin of Keycloak.",
        client: true,
        source: "The source of mitodl/keycloak-scim.",
        known: &[Known::Source],
        quirks: &["coerce-boolean-strings"],
        manner: KEYCLOAK,
    },
    Preset {
        name: "google",
        title: "Google Workspace",
        summary: "Google Workspace, whose requests are not documented: nothing is known to be needed.",
        client: true,
        source: "workspaceupdates 2016; answers of the help centre.",
        known: &[Known::Documented],
        quirks: &[],
        manner: Manner::RFC,
    },
    Preset {
        name: "ping",
        title: "PingFederate",
        summary: "PingFederate.",
        client: true,
        source: "docs.pingidentity.com on the SCIM provisioner.",
        known: &[Known::Documented, Known::Inferred],
        quirks: &["filter-complex-as-value"],
        manner: PATH_ALWAYS,
    },
    Preset {
        name: "permissive",
        title: "Permissive",
        summary: "Everything that can be read at all.",
        client: false,
        source: "",
        known: &[],
        quirks: &[
            "filter-comparison-behind-brackets",
            "coerce-boolean-strings",
            "filter-complex-as-value",
            "filter-bare-word",
            "filter-single-quotes",
            "filter-literal-case",
            "filter-missing-space",
            "unknown-filter-attr-no-match",
            "complex-from-string",
            "create-on-filtered-write",
            "remove-with-value",
            "empty-string-unsets",
            "ignore-readonly-in-patch",
            "unknown-path-ignored",
            "unknown-schema-uri",
            "json-in-string",
            "singular-as-array",
            "filtered-keys-in-value",
            "extension-attribute-unqualified",
            "scim1-urn-map",
            "managerId",
            "patch-schemas-missing",
            "empty-operations",
        ],
        manner: Manner::RFC,
    },
];
