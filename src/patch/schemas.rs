//! `schemas` follows the data: an extension is named exactly as long as it has a value
//! (AMBIGUITIES A-53).

use crate::diagnostic::{Error, ScimType};
use crate::json::Edit;
use crate::schema::ResourceTypeView;

fn names(list: &Edit<'_>, uri: &str) -> bool {
    list.elements().any(|item| {
        item.as_str()
            .is_some_and(|item| item.eq_ignore_ascii_case(uri))
    })
}

/// Drops the data of extensions that an operation took out of `schemas`.
///
/// # Errors
/// `mutability` where the base schema was taken out.
pub(super) fn drop_unnamed<'d>(
    resource: &mut Edit<'d>,
    before: Option<&Edit<'d>>,
    view: ResourceTypeView<'_>,
) -> Result<(), Error> {
    let Some(before) = before else {
        return Ok(());
    };
    let after = resource.get("schemas").map(std::borrow::Cow::into_owned);
    let gone =
        |uri: &str| names(before, uri) && !after.as_ref().is_some_and(|after| names(after, uri));
    let base = &view.resource_type().schema;
    if gone(base) {
        let detail = format!("`schemas` can't lose `{base}`, the base schema.");
        return Err(Error::new(ScimType::Mutability, detail));
    }
    for extension in view.extensions() {
        let Some(object) = view.registry().definition(extension.object) else {
            continue;
        };
        let uri = &object.attribute.name;
        if gone(uri)
            && let Some(members) = resource.members_mut()
        {
            members.remove(uri);
        }
    }
    Ok(())
}

/// Names each extension that has a value, and no other. URIs that the resource type doesn't know
/// stay as they are; a resource without `schemas` stays without.
pub(super) fn synchronise(resource: &mut Edit<'_>, view: ResourceTypeView<'_>) {
    for extension in view.extensions() {
        let Some(object) = view.registry().definition(extension.object) else {
            continue;
        };
        let uri = &object.attribute.name;
        let has_value = resource
            .get(uri)
            .is_some_and(|object| !object.is_unassigned());
        let Some(list) = resource.get("schemas") else {
            return;
        };
        let named = names(&list, uri);
        let wanted = has_value || extension.required;
        let Some(members) = resource.members_mut() else {
            return;
        };
        if !has_value {
            members.remove(uri);
        }
        let Some(list) = members.get_mut("schemas").and_then(Edit::elements_mut) else {
            return;
        };
        if wanted && !named {
            list.push(Edit::Text(uri.clone()));
        } else if !wanted && named {
            list.retain(|item| {
                !item
                    .as_str()
                    .is_some_and(|item| item.eq_ignore_ascii_case(uri))
            });
        }
    }
}
