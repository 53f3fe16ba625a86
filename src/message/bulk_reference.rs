//! Where in the data of a bulk operation a string refers to a resource, so that `bulkId:` and a name
//! stand for one that another operation creates (RFC 7644 §3.7.2). Elsewhere it is a text as any.

use crate::attribute::read_path;
use crate::json::Value;
use crate::schema::{Registry, Type};

/// A place in the data of an operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// The name of the member that it is in; empty for that of a list that is the data itself.
    name: String,
    /// Whether a string there refers to a resource.
    pub(crate) refers: bool,
    /// Whether the value is one of an attribute that does.
    inside: bool,
}

impl Place {
    /// The place of a member of an object that is at this place.
    pub(crate) fn member(&self, holder: Value<'_>, name: &str, registry: &Registry) -> Self {
        let is_operation = holder.get("op").is_some();
        let path = holder.get("path").filter(|_| is_operation);
        let inside = match name {
            "value" if is_operation => {
                let path = path.and_then(Value::as_str);
                path.is_some_and(|path| path_refers(&path, registry))
            }
            _ => {
                // Inside of an extension, or of a complex attribute.
                let dot = if self.name.contains(':') { ':' } else { '.' };
                let whole = format!("{}{dot}{name}", self.name);
                let ends_reference = matches!(name, "value" | "$ref") && self.inside;
                ends_reference || refers(name, registry) || refers(&whole, registry)
            }
        };
        Self {
            name: name.to_owned(),
            refers: inside || (name == "path" && is_operation),
            inside,
        }
    }
}

/// Whether a path of PATCH leads to an attribute that refers to resources, or into one.
fn path_refers(path: &str, registry: &Registry) -> bool {
    let attribute = path.split('[').next().unwrap_or_default();
    let Ok((found, _)) = read_path(attribute, 0) else {
        return false;
    };
    let end = found.name.end as usize;
    let whole = attribute.get(..end).unwrap_or_default();
    refers(attribute, registry) || refers(whole, registry)
}

/// Whether an attribute of some resource type refers to resources.
fn refers(attribute: &str, registry: &Registry) -> bool {
    registry.resource_types().any(|(of, _)| {
        let known = registry.describe(attribute, Some(of));
        known.is_some_and(|known| {
            known.attribute.kind == Type::Reference
                || registry.sub_attribute_of(known, "$ref").is_some()
        })
    })
}
