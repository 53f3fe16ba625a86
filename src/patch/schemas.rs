//! `schemas` follows the data: an extension is named exactly as long as it has a value
//! (AMBIGUITIES A-53).

use crate::diagnostic::{Error, ScimType};
use crate::json::{Edit, List, Tag, hash_texts};
use crate::schema::ResourceTypeView;
use crate::text::same_but_for_case;

fn names(list: &Edit<'_>, uri: &str) -> bool {
    list.elements().any(|item| {
        item.as_str()
            .is_some_and(|item| same_but_for_case(&item, uri))
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

/// The tag of the table in which `schemas` is looked up.
const NAMES: Tag = Tag::MAX - 2;

/// Names each extension that has a value, and no other; or sees to that for one of them. URIs that
/// the resource type doesn't know stay as they are; a resource without `schemas` stays without.
pub(super) fn synchronise(resource: &mut Edit<'_>, view: ResourceTypeView<'_>, one: Option<&str>) {
    let Some(members) = resource.members_mut() else {
        return;
    };
    if members.get("schemas").is_none() {
        return;
    }
    for extension in view.extensions() {
        let Some(object) = view.registry().definition(extension.object) else {
            continue;
        };
        let uri = &object.attribute.name;
        if one.is_some_and(|one| one != uri) {
            continue;
        }
        let value = members.get(uri);
        let has_value = value.is_some_and(|object| !object.is_unassigned());
        if !has_value && value.is_some() {
            members.remove(uri);
        }
        let wanted = has_value || extension.required;
        let Some(list) = members.get_mut("schemas").and_then(Edit::elements_mut) else {
            return;
        };
        let named = slots_of(list, uri);
        if wanted && named.is_empty() {
            list.push(Edit::Text(uri.clone()));
        } else if !wanted {
            for slot in named {
                list.remove(slot);
            }
            list.compact();
        }
    }
}

/// Where a list names a URI.
fn slots_of(list: &mut List<'_>, uri: &str) -> Vec<usize> {
    let names_it = |item: &Edit<'_>| {
        let item = item.as_str();
        item.is_some_and(|item| same_but_for_case(&item, uri))
    };
    if !list.is_worth_a_table(NAMES) {
        let named = list.entries().filter(|(_, item)| names_it(item));
        return named.map(|(slot, _)| slot).collect();
    }
    let mut found = Vec::new();
    let hash = |text: &str| hash_texts([text.to_ascii_lowercase().as_str()]);
    let hashes_of = |item: &Edit<'_>, note: &mut dyn FnMut(u64)| {
        if let Some(text) = item.as_str() {
            note(hash(&text));
        }
    };
    list.find(NAMES, &hashes_of, hash(uri), &mut |slot, item| {
        if names_it(item) {
            found.push(slot);
        }
        false
    });
    found
}
