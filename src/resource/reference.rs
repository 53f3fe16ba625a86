//! Where references lead (RFC 7643 §2.3.7, §7).

use core::num::NonZero;

use super::object::Element;
use super::reporter::Step;
use super::validate::Validator;
use super::value::shown;
use crate::attribute::scheme;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::json::Value;
use crate::schema::{Definition, Registry, ResourceType};
use crate::text::quoted;

/// The resource that a URI is the address of: its type and id.
pub(super) struct Target<'r, 't> {
    pub(super) resource_type: &'r ResourceType,
    pub(super) id: &'t str,
}

/// Reads the address of a resource, absolute or relative to the base URL (S-47): what stands before
/// the id is the endpoint of a resource type.
pub(super) fn target<'r, 't>(registry: &'r Registry, uri: &'t str) -> Option<Target<'r, 't>> {
    let (before, id) = address(uri).rsplit_once('/')?;
    let leads = |resource_type: &&ResourceType| {
        let endpoint = resource_type.endpoint.trim_matches('/');
        let rest = before.strip_suffix(endpoint);
        !endpoint.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    let (_, resource_type) = registry
        .resource_types()
        .find(|(_, resource_type)| leads(resource_type))?;
    Some(Target { resource_type, id })
}

/// A URI without its query and fragment.
pub(super) fn address(uri: &str) -> &str {
    let end = uri.bytes().position(|byte| matches!(byte, b'?' | b'#'));
    uri.get(..end.unwrap_or(uri.len())).unwrap_or_default()
}

fn lists(definition: &Definition, kind: &str) -> bool {
    let types = &definition.attribute.reference_types;
    types.iter().any(|known| known.eq_ignore_ascii_case(kind))
}

/// Whether the attribute refers to SCIM resources alone.
fn is_of_resources(definition: &Definition) -> bool {
    let types = &definition.attribute.reference_types;
    !types.is_empty() && !lists(definition, "uri") && !lists(definition, "external")
}

impl<'d> Validator<'_, 'd> {
    /// What a reference leads to, as far as the reference alone shows it.
    pub(super) fn reference_target(&mut self, definition: &Definition, value: Value<'d>) {
        let attribute = &definition.attribute;
        // A URI that only names may be of any scheme.
        if attribute.reference_types.is_empty() || lists(definition, "uri") {
            return;
        }
        let text = value.as_str().unwrap_or_default();
        match scheme(&text) {
            Some(scheme) => {
                let known = ["http", "https", "bulkId"];
                if !known.iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
                    self.not_addressable(definition, value);
                    return;
                }
            }
            None if is_of_resources(definition) && !text.contains('/') && !text.is_empty() => {
                self.without_endpoint(definition, value, &text);
                return;
            }
            None => {}
        }
        if !is_of_resources(definition) {
            return;
        }
        let Some(target) = target(self.view.registry(), &text) else {
            return;
        };
        let led = &target.resource_type.name;
        if lists(definition, led) {
            return;
        }
        self.report
            .report(Code::ReferenceType, value.span(), Some(definition), &|| {
                let path = &definition.path;
                let wanted = attribute.reference_types.join(" or ");
                let message = format!("`{path}` refers to {wanted}; this leads to {led}.");
                Diagnostic::new(Code::ReferenceType, message)
            });
    }

    fn not_addressable(&mut self, definition: &Definition, value: Value<'d>) {
        self.report.report(
            Code::ReferenceTarget,
            value.span(),
            Some(definition),
            &|| {
                let (path, found) = (&definition.path, shown(value));
                let message = format!("{found} in `{path}` can't be followed over HTTP.");
                Diagnostic::new(Code::ReferenceTarget, message).help("Use an http(s) URL.")
            },
        );
    }

    fn without_endpoint(&mut self, definition: &Definition, value: Value<'d>, id: &str) {
        let registry = self.view.registry();
        self.report.report(
            Code::ReferenceTarget,
            value.span(),
            Some(definition),
            &|| {
                let (path, found) = (&definition.path, shown(value));
                let message = format!("{found} in `{path}` has no endpoint before the id.");
                let finding = Diagnostic::new(Code::ReferenceTarget, message)
                    .help("Relative to the base URL, the reference to a user reads Users/{id}.")
                    .cite("RFC 7643 §2.3.7", "S-47");
                let [only] = definition.attribute.reference_types.as_slice() else {
                    return finding;
                };
                let known = registry.resource_types().find(|(_, t)| t.name == *only);
                let Some((_, resource_type)) = known else {
                    return finding;
                };
                let endpoint = resource_type.endpoint.trim_matches('/');
                let mended = format!("{endpoint}/{id}");
                let edit = Edit::replace(value.span(), quoted(&mended));
                finding.unsafe_fix(format!("Use {mended}"), vec![edit])
            },
        );
    }

    /// `$ref` beside `value` and `type`: all three are about one resource.
    pub(super) fn reference_beside(
        &mut self,
        definition: &Definition,
        value: Value<'d>,
        element: Element,
    ) {
        let of_element = |at: Option<NonZero<u32>>| at.map(|at| value.other(at.get()));
        let Some(reference) = of_element(element.reference) else {
            return;
        };
        let Some(key) = reference.key() else {
            return;
        };
        let registry = self.view.registry();
        let of_resources = registry.sub_attribute_of(definition, "$ref");
        let of_resources = of_resources.and_then(|id| registry.definition(id));
        let text = reference.as_str().unwrap_or_default();
        let Some(target) = of_resources
            .filter(|of| is_of_resources(of))
            .and_then(|_| target(registry, &text))
        else {
            return;
        };
        let id = of_element(element.value).and_then(Value::as_str);
        let named = of_element(element.kind).and_then(Value::as_str);
        let led = &target.resource_type.name;
        let other_id = |id: &str| {
            !id.is_empty()
                && id != target.id
                && !target.id.contains('%')
                && !id.starts_with("bulkId:")
        };
        let why = match (id, named) {
            (Some(id), _) if other_id(&id) => {
                format!(
                    "`value` is {}, and `$ref` leads to {}",
                    quoted(&id),
                    quoted(target.id)
                )
            }
            (_, Some(named))
                if registry.type_named(&named).is_some() && !named.eq_ignore_ascii_case(led) =>
            {
                format!("`type` is {named}, and `$ref` leads to {led}")
            }
            _ => return,
        };
        self.report.within(Step::Name(key), |report| {
            report.report(
                Code::ReferenceMismatch,
                reference.span(),
                of_resources,
                &|| {
                    Diagnostic::new(Code::ReferenceMismatch, format!("{why}."))
                        .help("Both are about the same resource.")
                },
            );
        });
    }
}
