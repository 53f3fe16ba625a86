//! Schemas as documents (RFC 7643 §7).

use super::attribute::{self, Context};
use super::checker::{Checker, shown};
use super::kind::{DocumentKind, is_message_uri};
use crate::attribute::is_absolute_uri;
use crate::diagnostic::{Code, Severity};
use crate::json::{Kind, Value};

const URN: (&str, &str) = ("RFC 7643 §10.2.1", "D-26");

pub(super) fn check<'d>(checker: &mut Checker<'_, 'd>, root: Value<'d>) {
    checker.member(root, "id", &mut |checker, value| {
        uri(checker, value, "id");
    });
    checker.meta(root, DocumentKind::Schema);
    let id = root.get("id").and_then(Value::as_str).unwrap_or_default();
    attribute::check_list(checker, root, "attributes", &Context::of(&id));
}

/// Checks the URI of a schema: absolute, and a URN of the form that RFC 7643 §10.2.1 has. Returns
/// whether a schema can have it.
pub(super) fn uri<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>, name: &str) -> bool {
    let Some(text) = value.as_str() else {
        return false;
    };
    if !is_absolute_uri(&text) {
        let help = "The URI of a schema reads urn:example:params:scim:schemas:1.0:Badge.";
        checker.tell_help(Code::DefinitionUri, value.span(), URN, help, &|| {
            format!("`{name}` is {}, which is no absolute URI.", shown(value))
        });
        return false;
    }
    if is_message_uri(&text) {
        let cite = ("RFC 7644 §3.1", "D-09");
        checker.tell(Code::DefinitionUri, value.span(), cite, &|| {
            format!(
                "{} is the URI of a message; messages have no schema to look up.",
                shown(value)
            )
        });
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let complaint = match lower.strip_prefix("urn:") {
        None => Some("is no URN, as the URIs of SCIM schemas are"),
        Some(rest) if !is_urn_rest(rest) => Some("is not of the form of a URN, urn:namespace:name"),
        Some(rest) => {
            let kind = rest.strip_prefix("ietf:params:scim:");
            let schemas = kind.is_none_or(|kind| kind.starts_with("schemas:"));
            (!schemas).then_some("is none of `urn:ietf:params:scim:schemas:`, where schemas are")
        }
    };
    if let Some(complaint) = complaint {
        checker.tell_as(
            Severity::Warning,
            Code::DefinitionUri,
            value.span(),
            URN,
            &|| format!("{} {complaint}.", shown(value)),
        );
    }
    true
}

/// What stands behind `urn:` (RFC 8141 §2): a namespace of two to 32 letters, digits and hyphens,
/// and a name.
fn is_urn_rest(rest: &str) -> bool {
    let Some((namespace, name)) = rest.split_once(':') else {
        return false;
    };
    let bytes = namespace.as_bytes();
    let plain = bytes
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    let ends = [bytes.first(), bytes.last()];
    let alphanumeric = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    plain
        && (2..=32).contains(&bytes.len())
        && ends.into_iter().all(alphanumeric)
        && !name.is_empty()
}

impl<'d> Checker<'_, 'd> {
    /// Whether `meta` says that the document is what it is.
    pub(super) fn meta(&mut self, root: Value<'d>, kind: DocumentKind) {
        let name = kind.schema().and_then(|uri| uri.rsplit(':').next());
        let Some(name) = name else {
            return;
        };
        self.member(root, "meta", &mut |checker, meta| {
            checker.member(meta, "resourceType", &mut |checker, value| {
                let other = value.as_str().filter(|text| text != name);
                if other.is_none() || value.kind() != Kind::String {
                    return;
                }
                let cite = ("RFC 7643 §3.1", "D-25");
                checker.tell_near(Code::DefinitionMeta, value, cite, Some(name), &|| {
                    let found = shown(value);
                    format!("`meta.resourceType` of a {name} is {name}, not {found}.")
                });
            });
        });
    }
}
