use js_sys::Reflect;
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};

use super::error::{thrown, unusable};
use crate::diagnostic::{Error, Severity};
use crate::message::{self, DocumentKind};
use crate::profile::Profile;
use crate::schema::{JsonSchemaDialect, Operation, Registry, TypeId};
use crate::{filter, json, patch, resource};

/// An object of options, read member by member: what is missing, undefined or null isn't given.
///
/// serde would read it in one go, but brings 25 kB of code for it, most of it to put floating-point
/// numbers into error messages.
pub(super) struct Bag(JsValue);

impl Bag {
    pub(super) fn new(options: JsValue) -> Result<Self, JsValue> {
        if options.is_undefined() || options.is_null() || options.is_object() {
            return Ok(Self(options));
        }
        Err(unusable("Options are an object."))
    }

    fn get(&self, name: &str) -> Option<JsValue> {
        if !self.0.is_object() {
            return None;
        }
        let value = Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!value.is_undefined() && !value.is_null()).then_some(value)
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, JsValue> {
        match self.get(name).map(|value| value.as_string()) {
            None => Ok(None),
            Some(Some(text)) => Ok(Some(text)),
            Some(None) => Err(unusable(&format!("The option `{name}` is a string."))),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, JsValue> {
        match self.get(name).map(|value| value.as_bool()) {
            None => Ok(None),
            Some(Some(flag)) => Ok(Some(flag)),
            Some(None) => Err(unusable(&format!("The option `{name}` is true or false."))),
        }
    }

    /// A whole number.
    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, JsValue> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        #[expect(clippy::cast_possible_truncation, reason = "what is beyond is cut")]
        match value.as_f64().filter(|number| number.fract() == 0.0) {
            Some(number) => Ok(Some(number as i64)),
            None => Err(unusable(&format!("`{name}` is a whole number."))),
        }
    }

    /// A whole number from 1 to the largest that a u32 holds.
    fn number(&self, name: &str) -> Result<Option<u32>, JsValue> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value
            .as_f64()
            .filter(|n| n.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(n));
        match number {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "in range"
            )]
            Some(number) => Ok(Some(number as u32)),
            None => Err(unusable(&format!(
                "The limit `{name}` is a whole number from 1 to 4294967295."
            ))),
        }
    }

    fn bag(&self, name: &str) -> Result<Self, JsValue> {
        Self::new(self.get(name).unwrap_or_default())
    }

    /// Strings; a lone one counts as a list of one.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, JsValue> {
        let Some(value) = self.get(name) else {
            return Ok(Vec::new());
        };
        if let Some(text) = value.as_string() {
            return Ok(vec![text]);
        }
        let array = js_sys::Array::from(&value);
        let texts: Option<Vec<String>> = array.iter().map(|item| item.as_string()).collect();
        texts.ok_or_else(|| unusable(&format!("The option `{name}` is an array of strings.")))
    }

    /// The resource type that is named.
    pub(super) fn resource_type(&self, registry: &Registry) -> Result<Option<TypeId>, JsValue> {
        resource_type(self.text("resourceType")?, registry)
    }

    /// Who sends the resource; who creates it, where nobody is named.
    pub(super) fn operation(&self) -> Result<Operation, JsValue> {
        match self.text("operation")?.as_deref() {
            None | Some("create") => Ok(Operation::Create),
            Some("replace") => Ok(Operation::Replace),
            Some("read") => Ok(Operation::Read),
            Some(other) => Err(none_of("operation", other, "create, replace, read")),
        }
    }

    /// Which JSON Schema to write; the newest, where none is named.
    pub(super) fn dialect(&self) -> Result<JsonSchemaDialect, JsValue> {
        match self.text("target")?.as_deref() {
            None | Some("2020-12") => Ok(JsonSchemaDialect::Draft202012),
            Some("draft-07") => Ok(JsonSchemaDialect::Draft07),
            Some(other) => Err(none_of("target", other, "draft-07, 2020-12")),
        }
    }

    /// How to validate.
    pub(super) fn validation(
        &self,
        registry: &Registry,
    ) -> Result<message::Options<'static>, JsValue> {
        let kind = match self.text("kind")? {
            None => None,
            Some(word) => Some(DocumentKind::from_word(&word).ok_or_else(|| {
                let words: Vec<_> = DocumentKind::ALL.iter().map(|kind| kind.as_str()).collect();
                none_of("kind", &word, &words.join(", "))
            })?),
        };
        let unknown = match self.text("unknown")?.as_deref() {
            None | Some("warning") => Some(Severity::Warning),
            Some("error") => Some(Severity::Error),
            Some("info") => Some(Severity::Info),
            Some("ignore") => None,
            Some(other) => return Err(none_of("unknown", other, "error, warning, info, ignore")),
        };
        let resource = resource::Options {
            resource_type: self.resource_type(registry)?,
            operation: self.operation()?,
            unknown,
            current: None,
        };
        Ok(message::Options {
            kind,
            resource,
            ..message::Options::default()
        })
    }

    /// The profile: a name, or `{base, quirks}`.
    pub(super) fn profile(&self) -> Result<Profile, JsValue> {
        let name = self.get("profile").and_then(|value| value.as_string());
        let refused = |error: Error| thrown(&error, None);
        if let Some(name) = name {
            return Profile::named(&name).map_err(refused);
        }
        let given = self.bag("profile")?;
        let base = given.text("base")?;
        let mut profile = Profile::named(base.as_deref().unwrap_or("rfc")).map_err(refused)?;
        let quirks = given.bag("quirks")?;
        if let Some(names) = quirks.0.dyn_ref::<js_sys::Object>() {
            for id in js_sys::Object::keys(names).iter() {
                let id = id.as_string().unwrap_or_default();
                if let Some(on) = quirks.flag(&id)? {
                    profile.set(&id, on).map_err(refused)?;
                }
            }
        }
        Ok(profile)
    }

    /// The limits that are given, and the defaults of the others.
    pub(super) fn limits(&self) -> Result<Limits, JsValue> {
        let given = self.bag("limits")?;
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
        Ok(limits)
    }
}

/// How to validate, in one number: reading an object member by member takes as long as validating a
/// short document. 0 is what is done where nothing is told.
#[derive(Clone, Copy)]
pub(super) struct Told(pub(super) u32);

/// By their place: two bits each.
const OPERATIONS: [Operation; 3] = [Operation::Create, Operation::Replace, Operation::Read];
const UNKNOWN: [Option<Severity>; 4] = [
    Some(Severity::Warning),
    Some(Severity::Error),
    Some(Severity::Info),
    None,
];

impl Told {
    /// Without the current resource.
    pub(super) fn of(options: message::Options<'_>, registry: &Registry) -> Self {
        let resource = options.resource;
        let place = |found: Option<usize>| found.and_then(|at| u32::try_from(at).ok());
        let operation = OPERATIONS.iter().position(|o| *o == resource.operation);
        let unknown = UNKNOWN.iter().position(|u| *u == resource.unknown);
        let kind = DocumentKind::ALL
            .iter()
            .position(|k| Some(*k) == options.kind);
        let resource_type = resource
            .resource_type
            .and_then(|id| registry.place_of_type(id));
        Self(
            place(operation).unwrap_or_default()
                | place(unknown).unwrap_or_default() << 2
                | place(kind).map_or(0, |at| at + 1) << 4
                | resource_type.map_or(0, |at| u32::from(at) + 1) << 8,
        )
    }

    pub(super) fn options(self, registry: &Registry) -> message::Options<'static> {
        let at = |shift: u32, bits: u32| (self.0 >> shift & ((1 << bits) - 1)) as usize;
        let kind = at(4, 4).checked_sub(1);
        message::Options {
            kind: kind.and_then(|at| DocumentKind::ALL.get(at).copied()),
            resource: resource::Options {
                resource_type: self.resource_type(registry),
                operation: OPERATIONS.get(at(0, 2)).copied().unwrap_or_default(),
                unknown: UNKNOWN.get(at(2, 2)).copied().unwrap_or_default(),
                current: None,
            },
            ..message::Options::default()
        }
    }

    /// The resource type that is told.
    pub(super) fn resource_type(self, registry: &Registry) -> Option<TypeId> {
        registry.type_at(((self.0 >> 8) as usize).checked_sub(1)?)
    }
}

/// How to apply a PATCH, in one number: whether to trace it, in the lowest bit; whether the text of
/// the request is the caller's; whether the caller keeps the text of the resource; whether that is
/// ASCII; and from the eighth bit on the resource type as in [`Told`].
#[derive(Clone, Copy)]
pub(super) struct Patching(pub(super) u32);

impl Patching {
    pub(super) const fn traces(self) -> bool {
        self.0 & 1 != 0
    }

    /// False where the caller had an object: its text, and places in it, were never seen.
    pub(super) const fn has_positions(self) -> bool {
        self.0 & 2 != 0
    }

    pub(super) const fn keeps_text(self) -> bool {
        self.0 & 4 != 0
    }

    /// Whether a text that is kept has as many UTF-16 code units as bytes.
    pub(super) const fn is_ascii(self) -> bool {
        self.0 & 8 != 0
    }

    /// The resource type that is told.
    pub(super) fn resource_type(self, registry: &Registry) -> Option<TypeId> {
        Told(self.0).resource_type(registry)
    }
}

/// The limits in force, for each of the engines.
#[derive(Clone, Copy, Default)]
pub(super) struct Limits {
    pub(super) json: json::Limits,
    pub(super) filter: filter::Limits,
    pub(super) patch: patch::Limits,
}

/// The limits as JavaScript names them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LimitsOut {
    document_bytes: u32,
    depth: u32,
    filter_length: u32,
    filter_depth: u32,
    filter_clauses: u32,
    operations: u32,
    visits: u32,
}

impl Limits {
    pub(super) fn to_js(self) -> Result<JsValue, JsValue> {
        let out = LimitsOut {
            document_bytes: self.json.bytes,
            depth: self.json.depth,
            filter_length: self.filter.length,
            filter_depth: self.filter.depth,
            filter_clauses: self.filter.clauses,
            operations: u32::try_from(self.patch.operations).unwrap_or(u32::MAX),
            visits: u32::try_from(self.patch.visits).unwrap_or(u32::MAX),
        };
        serde_wasm_bindgen::to_value(&out).map_err(JsValue::from)
    }
}

/// The resource type of this name.
pub(super) fn resource_type(
    name: Option<String>,
    registry: &Registry,
) -> Result<Option<TypeId>, JsValue> {
    let Some(name) = name else {
        return Ok(None);
    };
    if let Some(id) = registry.type_named(&name) {
        return Ok(Some(id));
    }
    let known = registry
        .resource_types()
        .map(|(_, known)| known.name.as_str());
    let known = known.collect::<Vec<_>>().join(", ");
    Err(none_of("resourceType", &name, &known))
}

fn none_of(option: &str, value: &str, known: &str) -> JsValue {
    unusable(&format!(
        "The option `{option}` is \"{value}\", which is none of {known}."
    ))
}
