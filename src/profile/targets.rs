//! Applications: what of SCIM each takes, as far as its public documentation says. What is not told
//! is left empty, and nothing is held against it.

use super::unknown;
use crate::diagnostic::Error;

/// An application, and what it takes.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The name by which it is chosen.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The documentation that says so.
    pub source: &'static str,
    /// Operators that a filter may have; empty where that is not told.
    pub operators: &'static [&'static str],
    /// Attributes that a filter may name; empty where that is not told.
    pub filterable: &'static [&'static str],
    /// Pairs of attributes that may be joined by `and`; without any, `and` is refused.
    pub pairs: Option<&'static [(&'static str, &'static str)]>,
    /// Whether a list needs a filter.
    pub needs_filter: bool,
    /// The most resources on a page; 0 where that is not told.
    pub page: i64,
    /// What a user is not created without.
    pub required: &'static [&'static str],
    /// Attributes that it refuses.
    pub refused: &'static [&'static str],
    /// Attributes that it refuses where a user is created.
    pub refused_at_creation: &'static [&'static str],
    /// Requests that it doesn't take.
    pub refuses: &'static [Refusal],
    /// The most values that lists may have.
    pub at_most: &'static [(&'static str, usize)],
    /// Lists of which one value must be primary.
    pub primary: &'static [&'static str],
    /// The longest values, in characters.
    pub lengths: &'static [(&'static str, usize)],
    /// The most operations in a PATCH; 0 where that is not told.
    pub operations: usize,
    /// The most members that one request may change; 0 where that is not told.
    pub members: usize,
    /// What of this was not read again in its documentation, by the name of the field.
    pub unverified: &'static [&'static str],
    /// What else is known, in sentences.
    pub notes: &'static [&'static str],
}

/// A kind of request that an application doesn't take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// This method at this endpoint; "" for any endpoint with a resource type.
    Method(&'static str, &'static str),
    /// Anything at this endpoint.
    Endpoint(&'static str),
    /// A PATCH with this operation at this endpoint.
    Operation(&'static str, &'static str),
    /// A PATCH that removes all members.
    RemoveAllMembers,
    /// A PATCH that replaces all members.
    ReplaceMembers,
    /// A path with a filter in a PATCH.
    FilteredPath,
    /// A PATCH of a user that does anything but deactivate.
    AllButDeactivation,
}

const NONE: Target = Target {
    id: "",
    name: "",
    source: "",
    operators: &[],
    filterable: &[],
    pairs: None,
    needs_filter: false,
    page: 0,
    required: &[],
    refused: &[],
    refused_at_creation: &[],
    refuses: &[],
    at_most: &[],
    primary: &[],
    lengths: &[],
    operations: 0,
    members: 0,
    unverified: &[],
    notes: &[],
};

const EQ: &[&str] = &["eq"];

/// Every application there is.
pub static TARGETS: &[Target] = &[
    Target {
        id: "aws",
        name: "AWS IAM Identity Center",
        source: "docs.aws.amazon.com/singlesignon/latest/developerguide: limitations, listgroups, patchgroup, createuser",
        operators: EQ,
        pairs: Some(&[("id", "members")]),
        page: 100,
        required: &[
            "userName",
            "displayName",
            "name.givenName",
            "name.familyName",
        ],
        refused: &[
            "password",
            "ims",
            "photos",
            "x509Certificates",
            "entitlements",
        ],
        refused_at_creation: &["groups"],
        refuses: &[
            Refusal::Endpoint("Bulk"),
            Refusal::Endpoint("Me"),
            Refusal::Endpoint(".search"),
            Refusal::RemoveAllMembers,
            Refusal::ReplaceMembers,
        ],
        at_most: &[("emails", 1)],
        primary: &["emails"],
        members: 100,
        unverified: &["page"],
        notes: &[
            "Groups are returned without members.",
            "`display` in values of lists is not supported.",
            "An older text says 50 resources on a page.",
        ],
        ..NONE
    },
    Target {
        id: "google-cloud-identity",
        name: "Google Cloud Identity",
        source: "docs.cloud.google.com/identity/docs/scim/reference/rest/v1/customers.v2.Users: list, patch; goauthentik/authentik issue 16678",
        operators: EQ,
        filterable: &["userName"],
        pairs: Some(&[]),
        needs_filter: true,
        required: &["userName"],
        refuses: &[Refusal::Method("PUT", ""), Refusal::Endpoint("Bulk")],
        operations: 20,
        notes: &[
            "There is no paging and no sorting.",
            "PUT is answered with 404 and HTML.",
            "The list has the key `resources` in lower case.",
            "No endpoint for groups was seen.",
        ],
        ..NONE
    },
    Target {
        id: "snowflake",
        name: "Snowflake",
        source: "docs.snowflake.com: release notes (bundle 2026_03), SCIM reference",
        operators: &["eq", "sw"],
        pairs: Some(&[]),
        notes: &[
            "Since bundle 2026_03 and, or are answered with invalidFilter, and lists have pages.",
        ],
        ..NONE
    },
    Target {
        id: "slack",
        name: "Slack",
        source: "docs.slack.dev/reference/scim-api: scim-api-2, rate limits",
        notes: &[
            "DELETE of a user deactivates; DELETE of a group is for good.",
            "Too many requests are answered with 429 and Retry-After.",
        ],
        ..NONE
    },
    Target {
        id: "github-emu",
        name: "GitHub Enterprise Managed Users",
        source: "docs.github.com/rest/enterprise-admin/scim",
        operators: EQ,
        filterable: &["userName", "externalId", "id"],
        required: &["userName", "emails", "externalId"],
        unverified: &["operators", "filterable"],
        notes: &[
            "A request needs a User-Agent.",
            "DELETE of a user can't be undone; `active` false can.",
            "Users are created before the groups that have them.",
        ],
        ..NONE
    },
    Target {
        id: "github-organisation",
        name: "GitHub organisations",
        source: "docs.github.com: REST, SCIM",
        refuses: &[Refusal::FilteredPath],
        notes: &["`active` false removes the identity."],
        ..NONE
    },
    Target {
        id: "atlassian",
        name: "Atlassian",
        source: "developer.atlassian.com: user provisioning API",
        operators: EQ,
        filterable: &["userName", "externalId"],
        pairs: Some(&[]),
        required: &["emails"],
        primary: &["emails"],
        notes: &[
            "The domain of the mail address must be verified.",
            "There is no sorting.",
            "A user that was deleted is answered with 404.",
        ],
        ..NONE
    },
    Target {
        id: "zoom",
        name: "Zoom",
        source: "developers.zoom.us: SCIM2",
        operators: EQ,
        filterable: &["userName", "externalId"],
        notes: &[
            "A request needs Accept: application/scim+json.",
            "The kind of user is told by an extension of its own.",
        ],
        ..NONE
    },
    Target {
        id: "figma",
        name: "Figma",
        source: "developers.figma.com/docs/rest-api/scim",
        filterable: &["userName", "externalId"],
        page: 200,
        refuses: &[Refusal::Endpoint("Bulk")],
        lengths: &[("userName", 100), ("displayName", 100), ("externalId", 255)],
        notes: &[
            "There is no sorting and no ETag.",
            "`active` false also removes from the organisation.",
        ],
        ..NONE
    },
    Target {
        id: "datadog",
        name: "Datadog",
        source: "docs.datadoghq.com/api/latest/scim",
        operators: EQ,
        filterable: &["userName"],
        refuses: &[Refusal::Operation("remove", "Users")],
        notes: &["The only `type` of a mail address is work."],
        ..NONE
    },
    Target {
        id: "salesforce",
        name: "Salesforce",
        source: "help.salesforce.com: identity_scim_overview, identity_scim_rest_api",
        required: &["entitlements"],
        notes: &[
            "and and or have the same precedence.",
            "Users are deactivated, never deleted.",
            "An error has `schemas` as a string and `status` as a number.",
        ],
        ..NONE
    },
    Target {
        id: "notion",
        name: "Notion",
        source: "notion.com: help, provision users and groups with SCIM",
        notes: &[
            "DELETE removes from the workspace.",
            "Profiles can be changed where the domain is verified.",
        ],
        ..NONE
    },
    Target {
        id: "miro",
        name: "Miro",
        source: "developers.miro.com",
        members: 8000,
        notes: &["More members in one PATCH are answered with 413."],
        ..NONE
    },
    Target {
        id: "hcp-terraform",
        name: "HCP Terraform",
        source: "developer.hashicorp.com",
        operators: EQ,
        filterable: &["userName", "externalId"],
        page: 200,
        notes: &["`userName` is compared without case, `externalId` exactly; `count` may be 0."],
        ..NONE
    },
    Target {
        id: "mirantis",
        name: "Mirantis Kubernetes Engine",
        source: "docs.mirantis.com",
        operators: EQ,
        filterable: &["userName"],
        notes: &["There is no sorting."],
        ..NONE
    },
    Target {
        id: "databricks",
        name: "Databricks",
        source: "docs.databricks.com",
        notes: &["A filter has up to 200 nodes."],
        ..NONE
    },
    Target {
        id: "sentry",
        name: "Sentry",
        source: "docs.sentry.io",
        refuses: &[Refusal::AllButDeactivation],
        ..NONE
    },
    Target {
        id: "entra",
        name: "Microsoft Entra ID as a service provider",
        source: "Microsoft Graph: entra-id-scim-api-reference (March 2026)",
        operators: &["eq", "ew"],
        required: &["password"],
        refuses: &[Refusal::Method("PUT", "")],
        notes: &[
            "Pages go by cursor alone; `count` 0 is answered with 400.",
            "The list has the key `resources` in lower case and no `totalResults`.",
            "An extension of its own with mailNickname is required.",
        ],
        ..NONE
    },
];

impl Target {
    /// The application of this id.
    pub fn named(id: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.id == id)
    }

    /// The application of this id.
    ///
    /// # Errors
    /// `invalidValue` for an id that none has, with those that there are.
    pub fn known(id: &str) -> Result<&'static Self, Error> {
        let names = &mut TARGETS.iter().map(|target| target.id);
        Self::named(id).ok_or_else(|| unknown("application", id, names))
    }

    /// Whether a field was not read again in its documentation.
    pub fn is_unverified(&self, field: &str) -> bool {
        self.unverified.contains(&field)
    }
}
