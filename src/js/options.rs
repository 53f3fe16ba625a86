use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use super::error::unusable;
use crate::diagnostic::Severity;
use crate::schema::{Registry, TypeId};
use crate::{filter, json, patch, resource};

/// Options of an engine.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct EngineOptions {
    /// JSON texts of schemas.
    pub(super) schemas: Vec<String>,
    /// JSON texts of resource types.
    pub(super) resource_types: Vec<String>,
    pub(super) limits: LimitOptions,
}

/// What documents, filters and requests may cost.
#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct LimitOptions {
    document_bytes: Option<u32>,
    depth: Option<u32>,
    filter_length: Option<u32>,
    filter_depth: Option<u32>,
    operations: Option<u32>,
}

/// The limits in force, for each of the engines.
#[derive(Clone, Copy, Default)]
pub(super) struct Limits {
    pub(super) json: json::Limits,
    pub(super) filter: filter::Limits,
    pub(super) patch: patch::Limits,
}

impl LimitOptions {
    pub(super) fn or_default(self) -> Limits {
        let mut limits = Limits::default();
        let json = &mut limits.json;
        json.bytes = self.document_bytes.unwrap_or(json.bytes);
        json.depth = self.depth.unwrap_or(json.depth);
        let filter = &mut limits.filter;
        filter.length = self.filter_length.unwrap_or(filter.length);
        filter.depth = self.filter_depth.unwrap_or(filter.depth);
        limits.patch.path = limits.filter;
        if let Some(operations) = self.operations {
            limits.patch.operations = operations as usize;
        }
        limits
    }
}

/// Options of a validation.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ValidateOptions {
    resource_type: Option<String>,
    operation: Option<String>,
    unknown: Option<String>,
    /// False where the caller had an object: its text, and places in it, were never seen.
    pub(super) positions: Option<bool>,
}

impl ValidateOptions {
    pub(super) fn resolve(&self, registry: &Registry) -> Result<resource::Options, JsValue> {
        let mut options = resource::Options {
            resource_type: resource_type(self.resource_type.as_deref(), registry)?,
            ..resource::Options::default()
        };
        options.operation = match self.operation.as_deref() {
            None | Some("create") => resource::Operation::Create,
            Some("replace") => resource::Operation::Replace,
            Some("read") => resource::Operation::Read,
            Some(other) => return Err(none_of("operation", other, "create, replace, read")),
        };
        options.unknown = match self.unknown.as_deref() {
            None | Some("warning") => Some(Severity::Warning),
            Some("error") => Some(Severity::Error),
            Some("info") => Some(Severity::Info),
            Some("ignore") => None,
            Some(other) => return Err(none_of("unknown", other, "error, warning, info, ignore")),
        };
        Ok(options)
    }
}

/// Options of a PATCH.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct PatchOptions {
    pub(super) resource_type: Option<String>,
    /// False where the caller had the request as an object.
    pub(super) positions: Option<bool>,
}

/// Reads options; `undefined` and `null` are none.
pub(super) fn read<T: DeserializeOwned + Default>(options: JsValue) -> Result<T, JsValue> {
    if options.is_undefined() || options.is_null() {
        return Ok(T::default());
    }
    serde_wasm_bindgen::from_value(options)
        .map_err(|error| unusable(&format!("The options are not usable: {error}.")))
}

/// The resource type of this name.
pub(super) fn resource_type(
    name: Option<&str>,
    registry: &Registry,
) -> Result<Option<TypeId>, JsValue> {
    let Some(name) = name else {
        return Ok(None);
    };
    if let Some(id) = registry.type_named(name) {
        return Ok(Some(id));
    }
    let known = registry
        .resource_types()
        .map(|(_, known)| known.name.as_str());
    let known = known.collect::<Vec<_>>().join(", ");
    Err(none_of("resourceType", name, &known))
}

fn none_of(option: &str, value: &str, known: &str) -> JsValue {
    unusable(&format!(
        "The option `{option}` is \"{value}\", which is none of {known}."
    ))
}
