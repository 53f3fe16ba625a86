use super::refusal::Refusal;
use super::request::{Members, none_of};
use crate::diagnostic::Severity;
use crate::message::{self, DocumentKind};
use crate::profile::Profile;
use crate::schema::{Operation, Registry, TypeId};
use crate::{filter, json, patch, resource};

const LIMITS: &[&str] = &[
    "documentBytes",
    "depth",
    "filterLength",
    "filterDepth",
    "filterClauses",
    "operations",
    "visits",
    "answerBytes",
];

const OPERATIONS: [(&str, Operation); 3] = [
    ("create", Operation::Create),
    ("replace", Operation::Replace),
    ("read", Operation::Read),
];

const UNKNOWN: [(&str, Option<Severity>); 4] = [
    ("error", Some(Severity::Error)),
    ("warning", Some(Severity::Warning)),
    ("info", Some(Severity::Info)),
    ("ignore", None),
];

/// The limits in force.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) json: json::Limits,
    pub(super) filter: filter::Limits,
    pub(super) patch: patch::Limits,
    /// The longest answer, in bytes.
    pub(super) answer: u32,
}

impl Default for Limits {
    /// Those of the engines, and answers of 64 MiB.
    fn default() -> Self {
        Self {
            json: json::Limits::default(),
            filter: filter::Limits::default(),
            patch: patch::Limits::default(),
            answer: 64 << 20,
        }
    }
}

impl Members<'_> {
    /// The resource type that is named.
    pub(super) fn resource_type(self, registry: &Registry) -> Result<Option<TypeId>, Refusal> {
        let Some(name) = self.text("resourceType")? else {
            return Ok(None);
        };
        if let Some(id) = registry.type_named(&name) {
            return Ok(Some(id));
        }
        let known = registry.resource_types();
        let known: Vec<_> = known.map(|(_, known)| known.name.as_str()).collect();
        Err(none_of("resourceType", &name, &known))
    }

    /// How to validate, without the current resource.
    pub(super) fn validation(
        self,
        registry: &Registry,
        profile: &Profile,
    ) -> Result<message::Options<'static>, Refusal> {
        let kind = match self.text("kind")? {
            None => None,
            Some(word) => Some(DocumentKind::from_word(&word).ok_or_else(|| {
                let words: Vec<_> = DocumentKind::ALL.iter().map(|kind| kind.as_str()).collect();
                none_of("kind", &word, &words)
            })?),
        };
        let resource = resource::Options {
            resource_type: self.resource_type(registry)?,
            operation: self.one_of("operation", &OPERATIONS)?.unwrap_or_default(),
            unknown: self
                .one_of("unknown", &UNKNOWN)?
                .unwrap_or(Some(Severity::Warning)),
            current: None,
        };
        let switches = profile.switches();
        Ok(message::Options {
            kind,
            resource,
            filter: switches.filter,
            patch: switches.patch,
            ..message::Options::default()
        })
    }

    /// The profile: a name, or `{base, quirks}`.
    pub(super) fn profile(self) -> Result<Profile, Refusal> {
        if !self.is_object("profile") {
            let name = self.text("profile")?;
            return Ok(Profile::named(name.as_deref().unwrap_or("rfc"))?);
        }
        let given = self.object("profile")?;
        given.know("A profile", &["base", "quirks"])?;
        let base = given.text("base")?;
        let mut profile = Profile::named(base.as_deref().unwrap_or("rfc"))?;
        let quirks = given.object("quirks")?;
        for id in quirks.names() {
            if let Some(on) = quirks.flag(&id)? {
                profile.set(&id, on)?;
            }
        }
        Ok(profile)
    }

    /// The limits that are given, and the defaults of the others.
    pub(super) fn limits(self) -> Result<Limits, Refusal> {
        let given = self.object("limits")?;
        given.know("`limits`", LIMITS)?;
        let mut limits = Limits::default();
        let json = &mut limits.json;
        json.bytes = given.number("documentBytes")?.unwrap_or(json.bytes);
        let depth = given.number("depth")?.unwrap_or(json.depth);
        json.depth = depth.min(json::Limits::MAX_DEPTH);
        let filter = &mut limits.filter;
        filter.length = given.number("filterLength")?.unwrap_or(filter.length);
        let depth = given.number("filterDepth")?.unwrap_or(filter.depth);
        filter.depth = depth.min(filter::Limits::MAX_DEPTH);
        filter.clauses = given.number("filterClauses")?.unwrap_or(filter.clauses);
        limits.patch.path = limits.filter;
        if let Some(operations) = given.number("operations")? {
            limits.patch.operations = operations as usize;
        }
        if let Some(visits) = given.number("visits")? {
            limits.patch.visits = visits as usize;
        }
        limits.answer = given.number("answerBytes")?.unwrap_or(limits.answer);
        Ok(limits)
    }
}
