//! How a client writes a PATCH request: the same changes in other words.

use super::difference::{Append, Changes, Set, Target};
use super::request::PATCH_OP;
use crate::json::{Edit, Kind};
use crate::text::write_quoted;

/// How a client writes a boolean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Booleans {
    /// As JSON has it: true.
    Literal,
    /// As a string: "true".
    Word,
    /// As a string with a capital: "True".
    Capital,
}

/// The habits of a client that writes PATCH requests. [`Manner::RFC`] has none. Some of them take a
/// quirk to be understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each habit stands for itself"
)]
pub struct Manner {
    /// Operations begin with a capital: "Add", "Remove", "Replace".
    pub capitals: bool,
    /// Every operation names its attribute by a path; none has several attributes in its value.
    pub path_always: bool,
    /// No operation that sets an attribute has a path, not even one that sets a single attribute.
    pub path_never: bool,
    /// Without a path the keys of the value are paths: "name.givenName", "urn:…:User:manager".
    pub keys_are_paths: bool,
    /// Each value that is removed from a list has an operation of its own.
    pub one_removal_an_operation: bool,
    /// Each value that is added to a list has an operation of its own.
    pub one_addition_an_operation: bool,
    /// Members are removed by giving them as the value of `remove`.
    pub removal_by_value: bool,
    /// Members that are given have a `$ref` that is null, if no other.
    pub null_references: bool,
    /// The members of a group are replaced as a whole.
    pub whole_memberships: bool,
    /// A complex value that has nothing but its `value` is given as that alone.
    pub plain_complex: bool,
    /// How booleans are written.
    pub booleans: Booleans,
}

impl Manner {
    /// The fewest operations that RFC 7644 §3.5.2 allows.
    pub const RFC: Self = Self {
        capitals: false,
        path_always: false,
        path_never: false,
        keys_are_paths: false,
        one_removal_an_operation: false,
        one_addition_an_operation: false,
        removal_by_value: false,
        null_references: false,
        whole_memberships: false,
        plain_complex: false,
        booleans: Booleans::Literal,
    };
}

impl Default for Manner {
    fn default() -> Self {
        Self::RFC
    }
}

/// What one operation does.
#[derive(Clone, Copy)]
enum Op {
    Add,
    Remove,
    Replace,
}

impl Op {
    const fn word(self, capitals: bool) -> &'static str {
        match (self, capitals) {
            (Self::Add, false) => "add",
            (Self::Add, true) => "Add",
            (Self::Remove, false) => "remove",
            (Self::Remove, true) => "Remove",
            (Self::Replace, false) => "replace",
            (Self::Replace, true) => "Replace",
        }
    }
}

/// Writes the request that makes the changes.
pub(super) fn write(changes: &Changes<'_>, manner: Manner) -> String {
    let mut out = String::from("{\"schemas\":[");
    write_quoted(PATCH_OP, &mut out);
    out.push_str("],\"Operations\":[");
    let mut writer = Writer {
        out,
        manner,
        first: true,
    };
    for path in &changes.removals {
        writer.operation(Op::Remove, Some(path), None);
    }
    for Append { target, values } in &changes.losses {
        let alone = manner.one_removal_an_operation;
        writer.lists(Op::Remove, target, values, alone);
    }
    for (path, value) in &changes.steps {
        let op = value.as_ref().map_or(Op::Remove, |_| Op::Replace);
        writer.operation(op, Some(path), value.as_ref());
    }
    writer.sets_and_appends(changes);
    writer.out.push_str("]}");
    writer.out
}

struct Writer {
    out: String,
    manner: Manner,
    first: bool,
}

impl Writer {
    /// An operation up to its path.
    fn begin(&mut self, op: Op, path: Option<&str>) {
        let comma = if self.first { "" } else { "," };
        self.first = false;
        let word = op.word(self.manner.capitals);
        self.out.push_str(comma);
        self.out.push_str("{\"op\":\"");
        self.out.push_str(word);
        self.out.push('"');
        if let Some(path) = path {
            self.out.push_str(",\"path\":");
            write_quoted(path, &mut self.out);
        }
    }

    fn operation(&mut self, op: Op, path: Option<&str>, value: Option<&Edit<'_>>) {
        self.begin(op, path);
        if let Some(value) = value {
            self.out.push_str(",\"value\":");
            self.value(value);
        }
        self.out.push('}');
    }

    fn value(&mut self, value: &Edit<'_>) {
        let capital = match self.manner.booleans {
            Booleans::Literal => return value.write(&mut self.out),
            Booleans::Word => false,
            Booleans::Capital => true,
        };
        match value.kind() {
            Kind::Boolean => self.out.push_str(match (value.as_bool(), capital) {
                (Some(true), false) => "\"true\"",
                (Some(true), true) => "\"True\"",
                (_, false) => "\"false\"",
                (_, true) => "\"False\"",
            }),
            Kind::Array => {
                self.out.push('[');
                for (index, element) in value.elements().enumerate() {
                    self.out.push_str(if index > 0 { "," } else { "" });
                    self.value(&element);
                }
                self.out.push(']');
            }
            Kind::Object => {
                self.out.push('{');
                for (index, (name, member)) in value.members().enumerate() {
                    self.out.push_str(if index > 0 { "," } else { "" });
                    write_quoted(&name, &mut self.out);
                    self.out.push(':');
                    self.value(&member);
                }
                self.out.push('}');
            }
            _ => value.write(&mut self.out),
        }
    }

    /// Adds values to a list, or removes them by giving them.
    fn lists(&mut self, op: Op, target: &Target<'_>, values: &[Edit<'_>], alone: bool) {
        let path = target.path();
        let size = if alone { 1 } else { values.len().max(1) };
        for values in values.chunks(size) {
            self.begin(op, Some(&path));
            self.out.push_str(",\"value\":[");
            for (index, value) in values.iter().enumerate() {
                self.out.push_str(if index > 0 { "," } else { "" });
                self.given(op, &path, value);
            }
            self.out.push_str("]}");
        }
    }

    /// A value as it is given in a list: what is to be removed by its `value` alone.
    fn given(&mut self, op: Op, path: &str, value: &Edit<'_>) {
        let bare = value.get("$ref").is_none() || matches!(op, Op::Remove);
        let references = self.manner.null_references && path == "members" && bare;
        let id = value.get("value");
        if references && id.is_some() {
            self.out.push_str("{\"$ref\":null,");
        }
        match (op, id) {
            (Op::Remove, Some(id)) => {
                self.out.push_str(if references { "" } else { "{" });
                self.out.push_str("\"value\":");
                id.write(&mut self.out);
                self.out.push('}');
            }
            (_, Some(_)) if references => {
                let place = self.out.len();
                self.value(value);
                // Its own brace is written already.
                self.out.replace_range(place..=place, "");
            }
            _ => self.value(value),
        }
    }

    /// What sets an attribute, where it is written otherwise than it is.
    fn set<'d>(&self, set: &Set<'d>) -> (Target<'d>, Edit<'d>) {
        let (target, value) = (set.target, &set.value);
        if self.manner.plain_complex {
            let lone = value.members().all(|(name, _)| name == "value");
            let of_object = value.get("value").filter(|_| lone && target.sub.is_none());
            let plain = match of_object {
                Some(plain) => Some(plain.into_owned()),
                None => (target.sub == Some("value")).then(|| value.clone()),
            };
            // What looks like JSON, or is empty, could be taken for something else.
            let is_plain =
                |text: &str| !text.is_empty() && !text.trim_start().starts_with(['{', '[']);
            if let Some(plain) =
                plain.filter(|plain| plain.as_str().is_some_and(|text| is_plain(&text)))
            {
                return (target.whole(), plain);
            }
        }
        (target, value.clone())
    }

    fn sets_and_appends(&mut self, changes: &Changes<'_>) {
        let Changes { sets, appends, .. } = changes;
        let manner = self.manner;
        if manner.path_always {
            for set in sets {
                let op = if set.new { Op::Add } else { Op::Replace };
                let (target, value) = self.set(set);
                self.operation(op, Some(&target.path()), Some(&value));
            }
        } else if manner.path_never || manner.keys_are_paths {
            let sets: Vec<_> = sets.iter().map(|set| self.set(set)).collect();
            self.without_path(&sets);
        }
        if manner.path_always || manner.path_never || manner.keys_are_paths {
            for Append { target, values } in appends {
                self.lists(Op::Add, target, values, manner.one_addition_an_operation);
            }
            return;
        }
        // What has had no value is added as well as replaced: where all is new, one `add` does it.
        let all_new = sets.iter().all(|set| set.new);
        let of_sets = sets
            .iter()
            .map(|set| (&set.target, set.value.clone()))
            .collect();
        let of_appends = appends.iter().map(|append| {
            (
                &append.target,
                Edit::Array(Box::new(append.values.clone().into())),
            )
        });
        if all_new {
            let mut parts: Vec<_> = of_sets;
            parts.extend(of_appends);
            self.joined(Op::Add, &parts);
        } else {
            self.joined(Op::Replace, &of_sets);
            self.joined(Op::Add, &of_appends.collect::<Vec<_>>());
        }
    }

    /// One operation that sets all parts, without a path; a lone one has a path where it may.
    fn without_path(&mut self, parts: &[(Target<'_>, Edit<'_>)]) {
        match parts {
            [] => return,
            [(target, value)] if !self.manner.path_never => {
                return self.operation(Op::Replace, Some(&target.path()), Some(value));
            }
            _ => {}
        }
        let mut object = Edit::empty_object();
        for (target, value) in parts {
            if !self.manner.keys_are_paths {
                put(&mut object, &mut target.steps(), value);
                continue;
            }
            let path = target.path();
            if value.kind() != Kind::Object {
                put(&mut object, &mut core::iter::once(path.as_str()), value);
                continue;
            }
            for (name, member) in value.members() {
                let key = format!("{path}.{name}");
                put(&mut object, &mut core::iter::once(key.as_str()), &member);
            }
        }
        self.operation(Op::Replace, None, Some(&object));
    }

    /// One operation for all parts: with a path where they are of one attribute, else without.
    fn joined(&mut self, op: Op, parts: &[(&Target<'_>, Edit<'_>)]) {
        match parts {
            [] => {}
            [(target, value)] => self.operation(op, Some(&target.path()), Some(value)),
            [(first, _), rest @ ..]
                if rest.iter().all(|(other, _)| first.same_attribute(other)) =>
            {
                let mut object = Edit::empty_object();
                for (target, value) in parts {
                    put(&mut object, &mut target.sub.into_iter(), value);
                }
                let path = first.whole().path();
                self.operation(op, Some(&path), Some(&object));
            }
            _ => {
                let mut object = Edit::empty_object();
                for (target, value) in parts {
                    put(&mut object, &mut target.steps(), value);
                }
                self.operation(op, None, Some(&object));
            }
        }
    }
}

/// Puts a value into nested objects, at the end of the steps.
fn put<'d>(object: &mut Edit<'d>, steps: &mut dyn Iterator<Item = &str>, value: &Edit<'d>) {
    let Some(name) = steps.next() else {
        *object = value.clone();
        return;
    };
    let members = object.members_mut();
    if let Some(inner) = members.and_then(|members| members.get_or_insert(name, Edit::empty_object))
    {
        put(inner, steps, value);
    }
}
