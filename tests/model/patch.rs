//! A naive reading of RFC 7644 §3.5.2 over plain JSON values: what an operation makes of a resource, or
//! the scimType of its refusal.

use scimlens::schema::Registry;
use serde_json::{Map, Value, json};

pub(super) const THING: &str = "urn:example:params:scim:schemas:model:1.0:Thing";
pub(super) const EXTRA: &str = "urn:example:params:scim:schemas:model:1.0:Extra";

/// An attribute as the model knows it.
#[derive(Debug)]
pub(super) struct Attr {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) multi: bool,
    pub(super) required: bool,
    pub(super) exact: bool,
    pub(super) mutability: &'static str,
    pub(super) subs: &'static [Attr],
}

pub(super) const fn attr(name: &'static str, kind: &'static str) -> Attr {
    Attr {
        name,
        kind,
        multi: false,
        required: false,
        exact: false,
        mutability: "readWrite",
        subs: &[],
    }
}

pub(super) const fn of(name: &'static str, multi: bool, subs: &'static [Attr]) -> Attr {
    Attr {
        multi,
        subs,
        ..attr(name, "complex")
    }
}

pub(super) const BASE: &[Attr] = &[
    Attr {
        required: true,
        ..attr("label", "string")
    },
    attr("title", "string"),
    attr("count", "integer"),
    attr("flag", "boolean"),
    Attr {
        mutability: "readOnly",
        ..attr("code", "string")
    },
    Attr {
        mutability: "immutable",
        ..attr("serial", "string")
    },
    Attr {
        multi: true,
        ..attr("tags", "string")
    },
    Attr {
        multi: true,
        exact: true,
        ..attr("codes", "string")
    },
    of(
        "owner",
        false,
        &[
            Attr {
                required: true,
                ..attr("value", "string")
            },
            attr("name", "string"),
            Attr {
                mutability: "immutable",
                ..attr("born", "string")
            },
            Attr {
                mutability: "readOnly",
                ..attr("source", "string")
            },
        ],
    ),
    of(
        "items",
        true,
        &[
            attr("value", "string"),
            attr("type", "string"),
            attr("primary", "boolean"),
            attr("note", "string"),
            Attr {
                mutability: "immutable",
                ..attr("fixed", "string")
            },
            Attr {
                mutability: "readOnly",
                ..attr("seen", "string")
            },
        ],
    ),
    of(
        "members",
        true,
        &[
            Attr {
                mutability: "immutable",
                ..attr("value", "string")
            },
            attr("type", "string"),
            attr("display", "string"),
        ],
    ),
];

pub(super) const EXTENSION: &[Attr] = &[
    attr("grade", "string"),
    Attr {
        multi: true,
        ..attr("marks", "integer")
    },
    of(
        "boss",
        false,
        &[attr("value", "string"), attr("name", "string")],
    ),
    Attr {
        mutability: "readOnly",
        ..attr("rank", "integer")
    },
];

pub(super) fn definition(attribute: &Attr) -> Value {
    json!({
        "name": attribute.name, "type": attribute.kind, "multiValued": attribute.multi,
        "required": attribute.required, "caseExact": attribute.exact, "mutability": attribute.mutability,
        "subAttributes": attribute.subs.iter().map(definition).collect::<Vec<_>>(),
    })
}

pub(super) fn registry() -> Registry {
    let schema = |id: &str, name: &str, attributes: &[Attr]| {
        let attributes: Vec<_> = attributes.iter().map(definition).collect();
        json!({"id": id, "name": name, "attributes": attributes}).to_string()
    };
    let thing = json!({
        "name": "Thing", "endpoint": "/Things", "schema": THING,
        "schemaExtensions": [{"schema": EXTRA, "required": false}],
    });
    Registry::builder()
        .schemas(&schema(THING, "Thing", BASE))
        .schemas(&schema(EXTRA, "Extra", EXTENSION))
        .resource_types(&thing.to_string())
        .build()
        .unwrap()
}

pub(super) type Object = Map<String, Value>;
pub(super) type Refusal = &'static str;

/// What an operation is about.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) extension: bool,
    /// `None`: the extension as a whole.
    pub(super) attribute: Option<String>,
    /// A sub-attribute, and the text that it has to be equal to.
    pub(super) filter: Option<(String, String)>,
    pub(super) sub: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) op: &'static str,
    pub(super) target: Option<Target>,
    /// The members of a value without a path.
    pub(super) members: Vec<(Target, Value)>,
    pub(super) value: Option<Value>,
}

pub(super) fn named<'a>(attributes: &'a [Attr], name: &str) -> Option<&'a Attr> {
    attributes
        .iter()
        .find(|a| a.name.eq_ignore_ascii_case(name))
}

/// Null and an empty array count as no value (RFC 7643 §2.5).
pub(super) fn unassigned(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

pub(super) fn nothing(value: &Value) -> bool {
    unassigned(value) || value.as_object().is_some_and(Map::is_empty)
}

/// Whether one value has the type of its attribute.
pub(super) fn has_type(value: &Value, attribute: &Attr) -> bool {
    match attribute.kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64(),
        _ => value
            .as_object()
            .is_some_and(|object| sound(object, attribute.subs)),
    }
}

/// Whether the members of an object have the types of theirs; those that a client can't set count
/// too.
pub(super) fn sound(object: &Object, attributes: &[Attr]) -> bool {
    object.iter().all(|(name, value)| {
        named(attributes, name).is_none_or(|a| {
            nothing(value)
                || match value {
                    Value::Array(values) => a.multi && values.iter().all(|v| has_type(v, a)),
                    value => !a.multi && has_type(value, a),
                }
        })
    })
}

pub(super) fn complete(value: &Value, attribute: &Attr) -> bool {
    let subs = attribute.subs.iter().filter(|sub| sub.required);
    let mut subs = subs.filter(|_| value.is_object());
    subs.all(|sub| value.get(sub.name).is_some_and(|value| !nothing(value)))
}

/// What a service provider stores of a given value.
pub(super) fn kept(value: &Value, attribute: &Attr) -> Value {
    let Value::Object(object) = value else {
        return value.clone();
    };
    let mut kept = Object::new();
    for (name, value) in object {
        if let Some(sub) = named(attribute.subs, name)
            && sub.mutability != "readOnly"
            && !unassigned(value)
        {
            kept.insert(sub.name.to_owned(), value.clone());
        }
    }
    Value::Object(kept)
}

/// Whether two values of a multi-valued attribute are the same.
pub(super) fn alike(a: &Value, b: &Value, attribute: &Attr) -> bool {
    match (a, b) {
        (Value::String(a), Value::String(b)) if !attribute.exact => {
            a.to_lowercase() == b.to_lowercase()
        }
        (Value::Object(a), Value::Object(b)) if attribute.name == "members" => {
            let text = |object: &Object, name: &str| {
                object
                    .get(name)
                    .and_then(Value::as_str)
                    .map(str::to_lowercase)
            };
            let types = (text(a, "type"), text(b, "type"));
            text(a, "value") == text(b, "value")
                && (types.0.is_none() || types.1.is_none() || types.0 == types.1)
        }
        (Value::Object(a), Value::Object(b)) => {
            let counted = |object: &Object| -> Object {
                let counts = |(name, value): &(&String, &Value)| {
                    let read_only =
                        named(attribute.subs, name).is_some_and(|sub| sub.mutability == "readOnly");
                    let not_primary = *name == "primary" && **value == json!(false);
                    !nothing(value)
                        && !read_only
                        && !not_primary
                        && *name != "display"
                        && *name != "$ref"
                };
                object
                    .iter()
                    .filter(counts)
                    .map(|(n, v)| (n.clone(), v.clone()))
                    .collect()
            };
            counted(a) == counted(b)
        }
        _ => a == b,
    }
}

pub(super) fn is_primary(value: &Value) -> bool {
    value.get("primary") == Some(&json!(true))
}

pub(super) fn set_one(
    object: &mut Object,
    attribute: &Attr,
    new: Option<Value>,
) -> Result<(), Refusal> {
    let old = object.get(attribute.name).filter(|value| !nothing(value));
    if attribute.mutability == "immutable" && old.is_some() && old != new.as_ref() {
        return Err("mutability");
    }
    match new {
        Some(new) => object.insert(attribute.name.to_owned(), new),
        None => object.remove(attribute.name),
    };
    Ok(())
}

/// Sub-attributes that are given replace those that are there; the others stay.
pub(super) fn merge(object: &mut Object, value: &Value, attribute: &Attr) -> Result<(), Refusal> {
    let given = value
        .as_object()
        .filter(|given| sound(given, attribute.subs))
        .ok_or("invalidValue")?;
    for (name, value) in given {
        let Some(sub) = named(attribute.subs, name).filter(|sub| sub.mutability != "readOnly")
        else {
            continue;
        };
        set_one(object, sub, (!unassigned(value)).then(|| value.clone()))?;
    }
    Ok(())
}

/// add or replace of a whole attribute.
pub(super) fn assign(
    op: &str,
    object: &mut Object,
    attribute: &Attr,
    value: &Value,
) -> Result<(), Refusal> {
    if attribute.multi {
        let values = value
            .as_array()
            .cloned()
            .unwrap_or_else(|| vec![value.clone()]);
        if values
            .iter()
            .any(|v| !has_type(v, attribute) || !complete(v, attribute))
        {
            return Err("invalidValue");
        }
        if values
            .iter()
            .filter(|value| is_primary(&kept(value, attribute)))
            .count()
            > 1
        {
            return Err("invalidValue");
        }
        let mut list = match object.get(attribute.name) {
            Some(Value::Array(list)) if op == "add" => list.clone(),
            _ => Vec::new(),
        };
        for value in values {
            let value = kept(&value, attribute);
            if nothing(&value) || list.iter().any(|known| alike(known, &value, attribute)) {
                continue;
            }
            if is_primary(&value) {
                demote(&mut list);
            }
            list.push(value);
        }
        object.insert(attribute.name.to_owned(), Value::Array(list));
        return Ok(());
    }
    if attribute.kind == "complex" {
        if !value.is_object() {
            return Err("invalidValue");
        }
        let held = object.entry(attribute.name).or_insert_with(|| json!({}));
        if nothing(held) {
            *held = json!({});
        }
        return merge(held.as_object_mut().unwrap(), value, attribute);
    }
    if !has_type(value, attribute) {
        return Err("invalidValue");
    }
    set_one(object, attribute, Some(value.clone()))
}

pub(super) fn demote(list: &mut [Value]) {
    for value in list.iter_mut().filter(|value| is_primary(value)) {
        value["primary"] = json!(false);
    }
}

pub(super) fn matches(value: &Value, filter: Option<&(String, String)>, exact: bool) -> bool {
    let Some((name, wanted)) = filter else {
        return true;
    };
    let found = match value {
        Value::Object(object) => object
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, v)| v),
        value => Some(value),
    };
    found
        .and_then(Value::as_str)
        .is_some_and(|text| text == wanted || !exact && text.eq_ignore_ascii_case(wanted))
}

/// An attribute goes: one that is required can't.
pub(super) fn unassign(op: &str, object: &mut Object, attribute: &Attr) -> Result<(), Refusal> {
    if attribute.required {
        return Err(if op == "remove" {
            "mutability"
        } else {
            "invalidValue"
        });
    }
    set_one(object, attribute, None)
}

/// An operation on one attribute, in the object that holds it.
#[expect(
    clippy::too_many_lines,
    reason = "one rule after the other, as the RFC has them"
)]
pub(super) fn operate(
    op: &str,
    target: &Target,
    object: &mut Object,
    attribute: &Attr,
    value: Option<&Value>,
) -> Result<(), Refusal> {
    let sub = target
        .sub
        .as_ref()
        .map(|sub| named(attribute.subs, sub).unwrap());
    let filter = target.filter.as_ref();
    if attribute.multi && (filter.is_some() || sub.is_some()) {
        let mut list = object
            .get(attribute.name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let found: Vec<usize> = (0..list.len())
            .filter(|&at| matches(&list[at], filter, attribute.exact))
            .collect();
        if found.is_empty() {
            let silent = op == "remove" || (value.is_none() && filter.is_none());
            return if silent { Ok(()) } else { Err("noTarget") };
        }
        let makes_primary = match (sub, value) {
            (Some(sub), Some(value)) => sub.name == "primary" && *value == json!(true),
            (None, Some(value)) => is_primary(&kept(value, attribute)),
            _ => false,
        };
        for &at in &found {
            let element = &mut list[at];
            match (sub, value) {
                (Some(sub), Some(value)) => {
                    if !has_type(value, sub) {
                        return Err("invalidValue");
                    }
                    if let Some(object) = element.as_object_mut() {
                        set_one(object, sub, Some(value.clone()))?;
                    }
                }
                (Some(sub), None) => {
                    if let Some(object) = element.as_object_mut()
                        && object.contains_key(sub.name)
                    {
                        unassign(op, object, sub)?;
                    }
                }
                (None, Some(value)) if op == "add" && attribute.kind == "complex" => {
                    merge(element.as_object_mut().unwrap(), value, attribute)?;
                }
                (None, Some(value)) => {
                    if !has_type(value, attribute) || !complete(value, attribute) {
                        return Err("invalidValue");
                    }
                    let mut new = kept(value, attribute);
                    for sub in attribute.subs {
                        let old = element.get(sub.name).filter(|old| !nothing(old)).cloned();
                        match (sub.mutability, old) {
                            ("readOnly", Some(old)) => new[sub.name] = old,
                            ("immutable", Some(old)) if new.get(sub.name) != Some(&old) => {
                                return Err("mutability");
                            }
                            _ => {}
                        }
                    }
                    *element = new;
                }
                (None, None) => *element = Value::Null,
            }
            if !element.is_null() && !nothing(element) && !complete(element, attribute) {
                return Err("invalidValue");
            }
        }
        if makes_primary {
            if found.len() > 1 {
                return Err("invalidValue");
            }
            demote(&mut list);
            list[found[0]]["primary"] = json!(true);
        }
        let emptied = |at: usize, value: &Value| nothing(value) && found.contains(&at);
        let left: Vec<Value> = list
            .iter()
            .enumerate()
            .filter(|(at, v)| !emptied(*at, v))
            .map(|(_, v)| v.clone())
            .collect();
        if left.is_empty() {
            return unassign(op, object, attribute);
        }
        object.insert(attribute.name.to_owned(), Value::Array(left));
        return Ok(());
    }
    if filter.is_some() {
        let held = object
            .get(attribute.name)
            .filter(|held| matches(held, filter, false));
        if held.is_none() {
            return if op == "remove" {
                Ok(())
            } else {
                Err("noTarget")
            };
        }
    }
    match (sub, value) {
        (None, None) => return unassign(op, object, attribute),
        (None, Some(value)) => assign(op, object, attribute, value)?,
        (Some(sub), Some(value)) => {
            let held = object.entry(attribute.name).or_insert_with(|| json!({}));
            if held.is_null() {
                return Err("noTarget");
            }
            assign(op, held.as_object_mut().unwrap(), sub, value)?;
        }
        (Some(sub), None) => {
            if let Some(held) = object
                .get_mut(attribute.name)
                .and_then(Value::as_object_mut)
                && held.contains_key(sub.name)
            {
                unassign(op, held, sub)?;
            }
        }
    }
    match object.get(attribute.name) {
        Some(held) if nothing(held) => unassign(op, object, attribute),
        Some(held) if !attribute.multi && !complete(held, attribute) => Err(if op == "remove" {
            "mutability"
        } else {
            "invalidValue"
        }),
        _ => Ok(()),
    }
}

pub(super) fn at_target(
    op: &str,
    target: &Target,
    resource: &mut Object,
    value: Option<&Value>,
) -> Result<(), Refusal> {
    let attributes = if target.extension { EXTENSION } else { BASE };
    let value = value.filter(|value| !unassigned(value));
    let Some(name) = &target.attribute else {
        let mut held = resource
            .get(EXTRA)
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let given = match value {
            None => &Object::new(),
            Some(value) => value
                .as_object()
                .filter(|given| sound(given, attributes))
                .ok_or("invalidValue")?,
        };
        if value.is_none() {
            held.clear();
        } else if op == "replace" {
            held.retain(|name, _| {
                named(attributes, name).is_some_and(|a| a.mutability == "readOnly")
            });
        }
        for (name, value) in given {
            let Some(attribute) = named(attributes, name).filter(|a| a.mutability != "readOnly")
            else {
                continue;
            };
            if unassigned(value) {
                unassign(op, &mut held, attribute)?;
            } else {
                assign(op, &mut held, attribute, value)?;
                if held.get(attribute.name).is_some_and(nothing) {
                    held.remove(attribute.name);
                }
            }
        }
        resource.insert(EXTRA.to_owned(), Value::Object(held));
        return Ok(());
    };
    let attribute = named(attributes, name).unwrap();
    let sub = target
        .sub
        .as_ref()
        .map(|sub| named(attribute.subs, sub).unwrap());
    if attribute.mutability == "readOnly" || sub.is_some_and(|sub| sub.mutability == "readOnly") {
        return Err("mutability");
    }
    if !target.extension {
        return operate(op, target, resource, attribute, value);
    }
    let mut held = resource
        .get(EXTRA)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    operate(op, target, &mut held, attribute, value)?;
    resource.insert(EXTRA.to_owned(), Value::Object(held));
    Ok(())
}

/// `schemas` names the extension as long as it has a value.
pub(super) fn name_extension(resource: &mut Object) {
    let has_value = resource.get(EXTRA).is_some_and(|extra| !nothing(extra));
    if !has_value {
        resource.remove(EXTRA);
    }
    let schemas = resource["schemas"].as_array_mut().unwrap();
    schemas.retain(|uri| has_value || uri != EXTRA);
    if has_value && !schemas.contains(&json!(EXTRA)) {
        schemas.push(json!(EXTRA));
    }
}

pub(super) fn step(resource: &mut Object, operation: &Operation) -> Result<(), Refusal> {
    let op = operation.op;
    let Some(target) = &operation.target else {
        if op == "remove" {
            return Err("noTarget");
        }
        if operation.value.is_some() {
            return Err("invalidValue");
        }
        for (target, value) in &operation.members {
            let attributes = if target.extension { EXTENSION } else { BASE };
            let attribute = target
                .attribute
                .as_ref()
                .and_then(|name| named(attributes, name));
            if target.attribute.is_some() && attribute.is_none() {
                continue;
            }
            if let (None, Value::Object(given)) = (&target.attribute, value) {
                for (name, value) in given {
                    let single = Target {
                        attribute: Some(name.clone()),
                        ..target.clone()
                    };
                    if let Some(attribute) = named(attributes, name) {
                        one_member(op, &single, attribute, resource, value)?;
                    }
                }
                continue;
            }
            match attribute {
                Some(attribute) => one_member(op, target, attribute, resource, value)?,
                None if op == "add" && nothing(value) => {}
                None => at_target(op, target, resource, Some(value))?,
            }
        }
        name_extension(resource);
        return Ok(());
    };
    let value = match (op, &operation.value) {
        ("remove", None | Some(Value::Null)) => None,
        ("remove", Some(_)) => return Err("invalidSyntax"),
        (_, None) => return Err("invalidValue"),
        (_, Some(value)) => Some(value),
    };
    let attributes = if target.extension { EXTENSION } else { BASE };
    let attribute = target
        .attribute
        .as_ref()
        .and_then(|name| named(attributes, name));
    let sub = target
        .sub
        .as_ref()
        .zip(attribute)
        .and_then(|(sub, attribute)| named(attribute.subs, sub));
    let read_only = [attribute, sub]
        .into_iter()
        .flatten()
        .any(|a| a.mutability == "readOnly");
    if op == "add" && value.is_some_and(nothing) && !read_only {
        return Ok(());
    }
    at_target(op, target, resource, value)?;
    name_extension(resource);
    Ok(())
}

/// A member of a value without a path; what is readOnly may be sent back as it is.
pub(super) fn one_member(
    op: &str,
    target: &Target,
    attribute: &Attr,
    resource: &mut Object,
    value: &Value,
) -> Result<(), Refusal> {
    let sub = target
        .sub
        .as_ref()
        .map(|sub| named(attribute.subs, sub).unwrap());
    let leaf = sub.unwrap_or(attribute);
    if leaf.mutability == "readOnly" {
        let holder = if target.extension {
            resource.get(EXTRA).and_then(Value::as_object)
        } else {
            Some(&*resource)
        };
        let held = holder.and_then(|holder| holder.get(attribute.name));
        let held = match sub {
            Some(sub) => held.and_then(|held| held.get(sub.name)),
            None => held,
        };
        return if value.is_null() || held == Some(value) {
            Ok(())
        } else {
            Err("mutability")
        };
    }
    if op == "add" && nothing(value) {
        return Ok(());
    }
    at_target(op, target, resource, Some(value))
}

/// Without members that have no value, and with names in one case.
pub(super) fn plain(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let assigned = object.iter().filter(|(_, value)| !nothing(value));
            Value::Object(
                assigned
                    .map(|(name, value)| (name.to_ascii_lowercase(), plain(value)))
                    .collect(),
            )
        }
        Value::Array(values) => values.iter().map(plain).collect(),
        value => value.clone(),
    }
}
