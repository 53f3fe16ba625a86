//! How a client writes a PATCH request: the same changes in other words.

use super::difference::{Append, Changes, Set, Target};
use super::request::PATCH_OP;
use crate::json::Edit;
use crate::text::write_quoted;

/// The habits of a client that writes PATCH requests. [`Manner::RFC`] has none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manner {
    /// Operations begin with a capital: "Add", "Remove", "Replace".
    pub capitals: bool,
    /// Every operation names its attribute by a path; none has several attributes in its value.
    pub path_always: bool,
    /// Each value that is removed from a list has an operation of its own.
    pub one_removal_an_operation: bool,
}

impl Manner {
    /// The fewest operations that RFC 7644 §3.5.2 allows.
    pub const RFC: Self = Self {
        capitals: false,
        path_always: false,
        one_removal_an_operation: false,
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
    fn operation(&mut self, op: Op, path: Option<&str>, value: Option<&Edit<'_>>) {
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
        if let Some(value) = value {
            self.out.push_str(",\"value\":");
            value.write(&mut self.out);
        }
        self.out.push('}');
    }

    fn sets_and_appends(&mut self, changes: &Changes<'_>) {
        let Changes { sets, appends, .. } = changes;
        if self.manner.path_always {
            for Set { target, value, new } in sets {
                let op = if *new { Op::Add } else { Op::Replace };
                self.operation(op, Some(&target.path()), Some(value));
            }
            for Append { target, values } in appends {
                let list = Edit::Array(values.clone().into());
                self.operation(Op::Add, Some(&target.path()), Some(&list));
            }
            return;
        }
        // What has had no value is added as well as replaced: where all is new, one `add` does it.
        let all_new = sets.iter().all(|set| set.new);
        let of_sets = sets
            .iter()
            .map(|set| (&set.target, set.value.clone()))
            .collect();
        let of_appends = appends
            .iter()
            .map(|append| (&append.target, Edit::Array(append.values.clone().into())));
        if all_new {
            let mut parts: Vec<_> = of_sets;
            parts.extend(of_appends);
            self.joined(Op::Add, &parts);
        } else {
            self.joined(Op::Replace, &of_sets);
            self.joined(Op::Add, &of_appends.collect::<Vec<_>>());
        }
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
