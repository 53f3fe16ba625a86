//! Where references lead (RFC 7643 §2.3.7, §7).

use core::num::NonZero;

use super::object::Element;
use super::reporter::Step;
use super::validate::Validator;
use super::value::shown;
use crate::attribute::{is_plain_address, scheme};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::json::Value;
use crate::schema::{Definition, Refers, Registry, ResourceType, TypeId};
use crate::text::{is_same_text, quoted, same_but_for_case};

/// The resource that a URI is the address of: its type, and where its id stands in the URI.
#[derive(Clone, Copy)]
pub(super) struct Target {
    resource_type: TypeId,
    id: (usize, usize),
}

/// The reference that was resolved last, as its place on the tape, and what it leads to.
#[derive(Clone, Copy)]
pub(super) struct Resolved {
    reference: u32,
    target: Option<Target>,
}

impl Target {
    /// Reads the address of a resource, absolute or relative to the base URL (S-47): what stands
    /// before the id is the endpoint of a resource type.
    pub(super) fn of(uri: &str, registry: &Registry) -> Option<Self> {
        Self::of_address(address(uri).as_bytes(), registry)
    }

    /// The same for an address without query and fragment.
    fn of_address(address: &[u8], registry: &Registry) -> Option<Self> {
        let slash = last_slash(address)?;
        let resource_type = registry.type_of_parent(address.get(..slash)?)?;
        Some(Self {
            resource_type,
            id: (slash + 1, address.len()),
        })
    }

    /// Of an address without query and fragment: the resource type that it is of, if any, and what
    /// stands where the id would.
    pub(super) fn led<'t>(
        address: &'t [u8],
        registry: &Registry,
    ) -> Option<(Option<TypeId>, &'t [u8])> {
        let (parent, last) = address.split_at_checked(last_slash(address)?)?;
        Some((registry.type_of_parent(parent), last.get(1..)?))
    }

    pub(super) fn resource_type<'r>(&self, registry: &'r Registry) -> Option<&'r ResourceType> {
        Some(registry.view(self.resource_type)?.resource_type())
    }

    fn id<'t>(&self, uri: &'t str) -> &'t str {
        uri.get(self.id.0..self.id.1).unwrap_or_default()
    }
}

/// Where the last slash is, eight bytes at a time.
fn last_slash(address: &[u8]) -> Option<usize> {
    const SLASHES: u64 = 0x2F2F_2F2F_2F2F_2F2F;
    const LOW: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let (start, words) = address.as_rchunks::<8>();
    let mut end = address.len();
    for word in words.iter().rev() {
        let other = u64::from_le_bytes(*word) ^ SLASHES;
        let found = !(((other & LOW) + LOW) | other | LOW);
        if found != 0 {
            return Some(end - 1 - found.leading_zeros() as usize / 8);
        }
        end -= 8;
    }
    start.iter().rposition(|&byte| byte == b'/')
}

/// A URI without its query and fragment.
pub(super) fn address(uri: &str) -> &str {
    let end = uri.bytes().position(|byte| matches!(byte, b'?' | b'#'));
    uri.get(..end.unwrap_or(uri.len())).unwrap_or_default()
}

fn lists(definition: &Definition, kind: &str) -> bool {
    let types = &definition.attribute.reference_types;
    types.iter().any(|known| same_but_for_case(known, kind))
}

/// Whether a URI of this scheme can lead to something over HTTP, or to what a bulk request makes.
fn is_followed(scheme: &str) -> bool {
    let known = ["https", "http", "bulkId"];
    known.iter().any(|known| same_but_for_case(known, scheme))
}

impl<'d> Validator<'_, 'd> {
    /// What a reference leads to, as far as the reference alone shows it.
    pub(super) fn reference_target(
        &mut self,
        definition: &Definition,
        value: Value<'d>,
        text: &str,
    ) {
        // A URI that only names may be of any scheme.
        if definition.refers == Refers::Anything {
            return;
        }
        let of_resources = definition.refers == Refers::Resources;
        match scheme(text) {
            Some(scheme) if !is_followed(scheme) => {
                self.not_addressable(definition, value);
                return;
            }
            None if of_resources && !text.contains('/') && !text.is_empty() => {
                self.without_endpoint(definition, value, text);
                return;
            }
            _ => {}
        }
        if !of_resources {
            return;
        }
        let registry = self.view.registry();
        let target = self.resolve(value, text);
        let Some(led) = target.and_then(|target| target.resource_type(registry)) else {
            return;
        };
        let led = &led.name;
        if lists(definition, led) {
            return;
        }
        self.report
            .report(Code::ReferenceType, value.span(), Some(definition), &|| {
                let path = &definition.path;
                let wanted = definition.attribute.reference_types.join(" or ");
                let message = format!("`{path}` refers to {wanted}; this leads to {led}.");
                Diagnostic::new(Code::ReferenceType, message)
            });
    }

    /// Whether a reference is an address as most are, and leads to something that its attribute may
    /// refer to. Of others nothing is said.
    pub(super) fn is_usual_reference(
        &mut self,
        definition: &Definition,
        value: Value<'d>,
        text: &[u8],
    ) -> bool {
        if !is_plain_address(text) || !definition.format.is_none_or(|format| format.is_usual(text))
        {
            return false;
        }
        if definition.refers != Refers::Resources {
            return true;
        }
        let registry = self.view.registry();
        let target = Target::of_address(text, registry);
        self.resolved = Some(Resolved {
            reference: value.index(),
            target,
        });
        let led = target.and_then(|target| target.resource_type(registry));
        led.is_none_or(|led| lists(definition, &led.name))
    }

    /// What a reference leads to; asked of the same one again, it remembers.
    fn resolve(&mut self, reference: Value<'d>, text: &str) -> Option<Target> {
        let at = reference.index();
        if let Some(known) = self.resolved.filter(|known| known.reference == at) {
            return known.target;
        }
        let target = Target::of(text, self.view.registry());
        self.resolved = Some(Resolved {
            reference: at,
            target,
        });
        target
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
        let Some((reference, why)) = self.mismatch(definition, value, element) else {
            return;
        };
        let Some(key) = reference.key() else {
            return;
        };
        let registry = self.view.registry();
        let of_resources = definition.reference.and_then(|id| registry.definition(id));
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

    /// The reference of a value that leads to another resource than stands beside it, and how that
    /// shows.
    pub(super) fn mismatch(
        &mut self,
        definition: &Definition,
        value: Value<'d>,
        element: Element,
    ) -> Option<(Value<'d>, String)> {
        let of_element = |at: Option<NonZero<u32>>| at.map(|at| value.other(at.get()));
        let reference = of_element(element.reference)?;
        let registry = self.view.registry();
        let of_resources = registry.definition(definition.reference?)?;
        if of_resources.refers != Refers::Resources {
            return None;
        }
        let (id, named) = (of_element(element.value), of_element(element.kind));
        // Nearly always the text of the reference is plain, and ends with the id.
        let plain = |value: Option<Value<'d>>| match value {
            None => Some(b"".as_slice()),
            Some(value) => value.plain_bytes(),
        };
        let known = self
            .resolved
            .filter(|known| known.reference == reference.index());
        if let (Some(Resolved { target, .. }), Some(text), Some(id), Some(named)) =
            (known, reference.plain_bytes(), plain(id), plain(named))
        {
            let led = target.and_then(|target| target.resource_type(registry));
            let same_id = || {
                let led_to = target.and_then(|target| text.get(target.id.0..target.id.1));
                id.is_empty() || led_to == Some(id)
            };
            if led.is_none() || (same_id() && !registry.is_type_name(named)) {
                return None;
            }
        }
        self.told_mismatch(reference, id, named)
    }

    #[cold]
    fn told_mismatch(
        &mut self,
        reference: Value<'d>,
        id: Option<Value<'d>>,
        named: Option<Value<'d>>,
    ) -> Option<(Value<'d>, String)> {
        let registry = self.view.registry();
        let mut rooms: [String; 3] = Default::default();
        let [room, id_room, kind_room] = &mut rooms;
        let text = reference.text_in(room);
        let target = self.resolve(reference, text)?;
        let led = &target.resource_type(registry)?.name;
        let target_id = target.id(text);
        // Where there is none, or no string, it is empty.
        let id = id.map_or("", |id| id.text_in(id_room));
        let named = named.map_or("", |kind| kind.text_in(kind_room));
        let other_id = !id.is_empty()
            && !is_same_text(id, target_id)
            && !target_id.contains('%')
            && !id.starts_with("bulkId:");
        let why = if other_id {
            format!(
                "`value` is {}, and `$ref` leads to {}",
                quoted(id),
                quoted(target_id)
            )
        } else if registry.type_named(named).is_some() && !same_but_for_case(named, led) {
            format!("`type` is {named}, and `$ref` leads to {led}")
        } else {
            return None;
        };
        Some((reference, why))
    }
}
