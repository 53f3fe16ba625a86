//! What each operation of a request did.

use core::fmt::Write;

use super::by_name::ByName;
use super::request::Op;
use crate::json::{Document, Edit, Kind, Value, equal};
use crate::text::{Pointer, write_quoted};

/// What one operation did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The index of the operation.
    pub operation: usize,
    /// What kind it is of.
    pub op: Op,
    /// JSON pointers (RFC 6901) to what it changed, in the resource as the operation left it; what it
    /// removed has the pointer that it had. A list that lost values is named as a whole.
    pub touched: Vec<String>,
    /// JSON text of what was at the deepest place that holds all that was touched; `None` where there
    /// was nothing.
    pub before: Option<String>,
    /// The same as it is afterwards.
    pub after: Option<String>,
}

impl Step {
    /// Whether it changed anything.
    pub fn changed(&self) -> bool {
        !self.touched.is_empty()
    }

    fn write(&self, out: &mut String) {
        // Writing to a String can't fail.
        let _ = write!(
            out,
            r#"{{"operation":{},"op":"{}","changed":{},"touched":["#,
            self.operation,
            self.op.as_str(),
            self.changed()
        );
        for (index, pointer) in self.touched.iter().enumerate() {
            out.push_str(if index > 0 { "," } else { "" });
            write_quoted(pointer, out);
        }
        out.push(']');
        for (name, value) in [("before", &self.before), ("after", &self.after)] {
            if let Some(value) = value {
                let _ = write!(out, r#","{name}":{value}"#);
            }
        }
        out.push('}');
    }
}

/// Writes the `steps` of the JavaScript API.
pub fn write_steps(steps: &[Step], out: &mut String) {
    out.push('[');
    for (index, step) in steps.iter().enumerate() {
        out.push_str(if index > 0 { "," } else { "" });
        step.write(out);
    }
    out.push(']');
}

/// Looks at the resource after each operation: takes time linear in it (but for a sort of the members
/// of an object) and the space of a copy.
pub(super) struct Tracer {
    last: String,
    pub(super) steps: Vec<Step>,
}

impl Tracer {
    pub(super) fn new(resource: &Edit<'_>) -> Self {
        Self {
            last: text_of(resource),
            steps: Vec::new(),
        }
    }

    pub(super) fn step(&mut self, operation: usize, op: Op, resource: &Edit<'_>) {
        let now = text_of(resource);
        let mut step = Step {
            operation,
            op,
            touched: Vec::new(),
            before: None,
            after: None,
        };
        if let (Ok(before), Ok(after)) = (Document::parse(&self.last), Document::parse(&now)) {
            let (before, after) = (before.root(), after.root());
            touch(before, after, &mut Pointer::root(), &mut step.touched);
            let place = common(&step.touched);
            let at = |root| step.touched.first().and_then(|_| find(root, place));
            let text = |value: Value<'_>| value.source().to_owned();
            let texts = (at(before).map(text), at(after).map(text));
            (step.before, step.after) = texts;
        }
        self.steps.push(step);
        self.last = now;
    }
}

fn text_of(resource: &Edit<'_>) -> String {
    let mut text = String::new();
    resource.write(&mut text);
    text
}

fn is_unassigned(value: Option<Value<'_>>) -> bool {
    value.is_none_or(|value| {
        value.is_null() || matches!(value.kind(), Kind::Array | Kind::Object) && value.is_empty()
    })
}

/// Finds where two values differ. What is null or empty is as good as missing (RFC 7643 §2.5).
fn touch(
    before: Option<Value<'_>>,
    after: Option<Value<'_>>,
    pointer: &mut Pointer,
    touched: &mut Vec<String>,
) {
    if is_unassigned(before) && is_unassigned(after) {
        return;
    }
    let (Some(old), Some(new)) = (before, after) else {
        return touched.push(pointer.as_str().to_owned());
    };
    // Most of a resource is as it was, to the letter: nothing in that is looked at.
    if old.source() == new.source() {
        return;
    }
    match (old.kind(), new.kind()) {
        (Kind::Object, Kind::Object) => objects(old, new, pointer, touched),
        (Kind::Array, Kind::Array) if !new.is_empty() => lists(old, new, pointer, touched),
        _ if equal(old, new) => {}
        _ => touched.push(pointer.as_str().to_owned()),
    }
}

fn objects(old: Value<'_>, new: Value<'_>, pointer: &mut Pointer, touched: &mut Vec<String>) {
    let (of_old, of_new) = (ByName::of(Some(old)), ByName::of(Some(new)));
    for (key, value) in new.members() {
        let length = pointer.push_name(&key.name());
        touch(of_old.get(&key.name()), Some(value), pointer, touched);
        pointer.truncate(length);
    }
    for (key, value) in old.members() {
        if of_new.get(&key.name()).is_none() {
            let length = pointer.push_name(&key.name());
            touch(Some(value), None, pointer, touched);
            pointer.truncate(length);
        }
    }
}

/// Operations change values in their places and add them at the end; where some are gone, the others
/// have moved.
fn lists(old: Value<'_>, new: Value<'_>, pointer: &mut Pointer, touched: &mut Vec<String>) {
    if new.elements().count() < old.elements().count() {
        return touched.push(pointer.as_str().to_owned());
    }
    let mut olds = old.elements();
    for (index, value) in new.elements().enumerate() {
        let length = pointer.push_index(index);
        touch(olds.next(), Some(value), pointer, touched);
        pointer.truncate(length);
    }
}

/// The pointer to the deepest place that holds all of these.
fn common(pointers: &[String]) -> &str {
    let Some((first, rest)) = pointers.split_first() else {
        return "";
    };
    rest.iter().fold(first, |common: &str, pointer| {
        let mut steps = common.split('/').zip(pointer.split('/'));
        let mut length = 0;
        // Each begins with an empty step.
        while let Some((step, _)) = steps.next().filter(|(one, other)| one == other) {
            length += step.len() + 1;
        }
        common.get(..length.saturating_sub(1)).unwrap_or_default()
    })
}

fn find<'d>(root: Option<Value<'d>>, pointer: &str) -> Option<Value<'d>> {
    pointer.split('/').skip(1).try_fold(root?, |value, step| {
        if value.kind() == Kind::Array {
            return value.elements().nth(step.parse().ok()?);
        }
        value.get(&step.replace("~1", "/").replace("~0", "~"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_place_holds_all() {
        let common = |pointers: &[&str]| {
            let pointers: Vec<_> = pointers.iter().map(|&pointer| pointer.to_owned()).collect();
            common(&pointers).to_owned()
        };
        assert_eq!(common(&["/title"]), "/title");
        assert_eq!(common(&["/emails/0/value", "/emails/1"]), "/emails");
        assert_eq!(common(&["/emails/0/value", "/emails/0"]), "/emails/0");
        assert_eq!(common(&["/name/a", "/names"]), "");
        assert_eq!(common(&["/a~1b/c", "/a~1b/d"]), "/a~1b");
    }
}
