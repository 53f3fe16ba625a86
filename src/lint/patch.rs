//! The operations of a PATCH request: what is legal, or nearly, and read in more than one way.

use std::borrow::Cow;

use super::finder::{Finder, brief, mend};
use super::resource::{is_no_id, is_reference, value as look_at};
use crate::diagnostic::{Code, Edit};
use crate::filter::{Expression, Limits, Literal};
use crate::json::{Key, Kind, Value};
use crate::patch::{Op, Path};
use crate::resource::{Step, removal};
use crate::schema::{AttributeId, Definition, Mutability, ResourceTypeView, Role, Type};
use crate::text::{quoted, sorted_indices};

/// Looks at all operations of a request.
pub(super) fn operations<'d>(
    finder: &mut Finder<'_, 'd>,
    root: Value<'d>,
    view: ResourceTypeView<'_>,
) {
    if let Some((key, meta)) = root.entry("meta")
        && let Some(names) = meta.get("attributes")
    {
        finder.say_at(
            Step::Name(key),
            Code::LintOldPatch,
            names.span(),
            "`meta.attributes`",
        );
    }
    let Some((key, list)) = root.entry("Operations") else {
        return;
    };
    finder.path.push(Step::Name(key));
    let mut paths = Vec::new();
    for (index, object) in list.elements().enumerate() {
        finder.path.push(Step::Index(index));
        if let Some((_, path)) = object.entry("path")
            && let Some(text) = path.as_str()
        {
            paths.push((text, path, index));
        }
        if let Some(operation) = Operation::read(object) {
            operation.look(finder, view);
        }
        if let Some((key, word)) = object.entry("operation") {
            finder.say_at(
                Step::Name(key),
                Code::LintOldPatch,
                word.span(),
                "`operation`",
            );
        }
        finder.path.pop();
    }
    repeated_paths(finder, &paths);
    super::target::operations(finder, list, view);
    finder.path.pop();
}

/// Paths that an operation before has.
fn repeated_paths<'d>(finder: &mut Finder<'_, 'd>, paths: &[(Cow<'d, str>, Value<'d>, usize)]) {
    let folded: Vec<_> = paths
        .iter()
        .map(|(text, ..)| text.to_ascii_lowercase())
        .collect();
    let order = sorted_indices(folded.len(), &|a, b| folded.get(a).cmp(&folded.get(b)));
    for pair in order.windows(2) {
        if let [first, second] = *pair
            && folded.get(first) == folded.get(second)
            && let Some((text, path, index)) = paths.get(second)
        {
            let step = Step::Index(*index);
            finder.say_at(
                step,
                Code::LintDuplicateTarget,
                path.span(),
                &format!("`{text}`"),
            );
        }
    }
}

/// An operation as it is written.
struct Operation<'d> {
    object: Value<'d>,
    op: Op,
    path: Option<(Value<'d>, Cow<'d, str>)>,
    value: Option<Value<'d>>,
}

/// What a path leads to.
pub(super) struct Leads<'r> {
    pub(super) id: AttributeId,
    pub(super) attribute: &'r Definition,
    sub: Option<&'r Definition>,
    pub(super) filter: Option<Expression>,
}

impl<'r> Leads<'r> {
    const fn leaf(&self) -> &'r Definition {
        match self.sub {
            Some(sub) => sub,
            None => self.attribute,
        }
    }
}

impl<'d> Operation<'d> {
    fn read(object: Value<'d>) -> Option<Self> {
        let word = object.get("op")?.as_str()?.to_ascii_lowercase();
        let op = [Op::Add, Op::Remove, Op::Replace]
            .into_iter()
            .find(|op| op.as_str() == word)?;
        let path = object
            .get("path")
            .and_then(|path| Some((path, path.as_str()?)));
        Some(Self {
            object,
            op,
            path,
            value: object.get("value"),
        })
    }

    fn look(&self, finder: &mut Finder<'_, 'd>, view: ResourceTypeView<'_>) {
        let Some((path, text)) = &self.path else {
            if self.op != Op::Remove && self.object.get("path").is_none_or(Value::is_null) {
                self.without_path(finder, view);
            }
            return;
        };
        let Some(leads) = leads_to(text, view) else {
            return;
        };
        odd_identifiers(finder, *path, text, &leads);
        match self.op {
            Op::Remove => self.removal(finder, *path, text, &leads),
            _ => self.assignment(finder, *path, text, &leads, view),
        }
    }

    /// Replaces the operation.
    fn rewritten(&self, operations: String) -> Vec<Edit> {
        if operations.is_empty() {
            return Vec::new();
        }
        vec![Edit::replace(self.object.span(), operations)]
    }

    fn removal(&self, finder: &mut Finder<'_, 'd>, path: Value<'d>, text: &str, leads: &Leads<'_>) {
        let given = self.object.entry("value");
        if let Some((key, value)) = given.filter(|(_, value)| !value.is_null()) {
            null_references(finder, key, value);
            let about = format!("`{text}`, {}", brief(value));
            let code = Code::LintRemoveWithValue;
            let said = finder.say_at(Step::Name(key), code, value.span(), &about);
            let edits = self.rewritten(removals(text, value));
            mend(said, true, "Remove each value by a filter", edits);
        } else if leads.attribute.attribute.multi_valued
            && leads.filter.is_none()
            && leads.sub.is_none()
        {
            let about = format!("`{text}`");
            let step = path.key().map_or(Step::Index(0), Step::Name);
            finder.say_at(step, Code::LintRemoveAllValues, path.span(), &about);
        }
    }

    fn assignment(
        &self,
        finder: &mut Finder<'_, 'd>,
        path: Value<'d>,
        text: &str,
        leads: &Leads<'_>,
        view: ResourceTypeView<'_>,
    ) {
        let leaf = leads.leaf();
        let about = format!("`{text}`");
        let step = path.key().map_or(Step::Index(0), Step::Name);
        let filtered = leads.filter.is_some();
        let whole = leads.sub.is_none();
        if filtered && whole {
            let code = Code::LintFilterWithoutSubAttribute;
            finder.say_at(step, code, path.span(), &about);
        }
        if filtered && !whole && leaf.mutability() == Mutability::Immutable {
            finder.say_at(step, Code::LintPatchImmutable, path.span(), &about);
        } else if filtered && !whole {
            let code = match self.op {
                Op::Add => Code::LintFilteredAdd,
                _ => Code::LintFilteredReplace,
            };
            finder.say_at(step, code, path.span(), &about);
        }
        let single = !leads.attribute.attribute.multi_valued && !filtered;
        if let Some(word) = self
            .object
            .get("op")
            .filter(|_| self.op == Op::Add && single)
        {
            let said = finder.say_at(step, Code::LintAddSingleValued, word.span(), &about);
            let edit = Edit::replace(word.span(), r#""replace""#);
            mend(said, true, "Use replace", vec![edit]);
        }
        let Some((key, value)) = self.object.entry("value") else {
            return;
        };
        finder.path.push(Step::Name(key));
        if !self.unsets(finder, text, leaf, value) {
            self.given(finder, text, leads, value, view);
        }
        finder.path.pop();
    }

    /// Whether a value says that there is none, in one of the ways that clients have.
    fn unsets(
        &self,
        finder: &mut Finder<'_, 'd>,
        text: &str,
        leaf: &Definition,
        value: Value<'d>,
    ) -> bool {
        let reference = is_reference(leaf) && !leaf.attribute.multi_valued;
        let hollow = reference
            && value.kind() == Kind::Object
            && value.get("value").is_some_and(Value::is_empty);
        let empty = value.kind() == Kind::String && value.is_empty();
        let code = if value.is_null() {
            Code::LintNullUnsets
        } else if reference && empty {
            // The validator has it: a string where the attribute is complex.
            return true;
        } else if hollow {
            Code::LintEmptyReference
        } else if empty && leaf.attribute.kind == Type::String {
            Code::LintEmptyStringUnsets
        } else {
            return false;
        };
        let safe = code != Code::LintEmptyStringUnsets
            || finder.world.profile.tolerates("empty-string-unsets");
        let said = finder.say(code, value.span(), &format!("`{text}`"));
        if !leaf.attribute.required {
            let operation = format!(r#"{{"op":"remove","path":{}}}"#, quoted(text));
            mend(
                said,
                safe,
                "Remove the attribute",
                self.rewritten(operation),
            );
        }
        true
    }

    fn given(
        &self,
        finder: &mut Finder<'_, 'd>,
        text: &str,
        leads: &Leads<'_>,
        value: Value<'d>,
        view: ResourceTypeView<'_>,
    ) {
        let leaf = leads.leaf();
        let list = leads.sub.is_none() && leads.filter.is_none() && leaf.attribute.multi_valued;
        if list && value.kind() == Kind::Object {
            let said = finder.say_of(Code::LintSingleForList, value);
            let edits = vec![
                Edit::insert(value.span().start, "["),
                Edit::insert(value.span().end, "]"),
            ];
            mend(said, true, "Make it a list", edits);
        }
        if list && self.op == Op::Replace && is_reference(leaf) {
            finder.say(
                Code::LintReplaceAllMembers,
                value.span(),
                &format!("`{text}`"),
            );
        }
        let partial = self.op == Op::Replace
            && leads.filter.is_none()
            && leaf.role != Role::ExtensionObject
            && value.kind() == Kind::Object
            && !leaf.attribute.multi_valued
            && leaf.value.is_none()
            && leaf
                .attribute
                .sub_attributes
                .iter()
                .any(|sub| value.get(&sub.name).is_none());
        if partial {
            let said = finder.say(
                Code::LintReplaceDropsSiblings,
                value.span(),
                &format!("`{text}`"),
            );
            let mut out = String::new();
            for (key, value) in value.members() {
                put(
                    &mut out,
                    self.op,
                    &format!("{text}.{}", key.name()),
                    value.source(),
                );
            }
            mend(said, true, "Name each sub-attribute", self.rewritten(out));
        }
        if leaf.attribute.name == "value" && leads.sub.is_some() && is_reference(leads.attribute) {
            if value.as_str().is_some_and(|text| is_no_id(&text)) {
                finder.say_of(Code::LintReferenceNotId, value);
            }
            return;
        }
        look_at(finder, value, leaf, view);
    }

    fn without_path(&self, finder: &mut Finder<'_, 'd>, view: ResourceTypeView<'_>) {
        let Some(value) = self.value.filter(|value| value.kind() == Kind::Object) else {
            return;
        };
        let edits = self.rewritten(split(self.op, value, view));
        let word = self.object.get("op").unwrap_or(value);
        let said = finder.say(Code::LintPathlessOp, word.span(), self.op.as_str());
        mend(said, true, "Write an operation for each attribute", edits);
        let Some((key, _)) = self.object.entry("value") else {
            return;
        };
        finder.path.push(Step::Name(key));
        for (key, value) in value.members() {
            let name = key.name();
            if view.extension(&name).is_some() {
                continue;
            }
            let Some(leads) = leads_to(&name, view) else {
                continue;
            };
            finder.path.push(Step::Name(key));
            let code = if name.contains(':') {
                Some(Code::LintPathlessUriKey)
            } else {
                leads.sub.map(|_| Code::LintPathlessDottedKey)
            };
            if let Some(code) = code {
                // What mends the operation mends all of its names.
                finder.say(code, key.span(), &format!("`{name}`"));
            }
            let leaf = leads.leaf();
            let unset = match value.kind() {
                Kind::Null => Some(Code::LintNullUnsets),
                Kind::String if value.is_empty() => Some(Code::LintEmptyStringUnsets),
                _ => None,
            };
            if let Some(code) = unset {
                finder.say(code, value.span(), &format!("`{name}`"));
            } else if leaf.mutability() != Mutability::ReadOnly {
                look_at(finder, value, leaf, view);
            }
            finder.path.pop();
        }
        finder.path.pop();
    }
}

/// Values of a removal whose `$ref` is null.
fn null_references<'d>(finder: &mut Finder<'_, 'd>, key: Key<'d>, value: Value<'d>) {
    finder.path.push(Step::Name(key));
    for (index, element) in value.elements().enumerate() {
        if let Some((key, null)) = element.entry("$ref")
            && null.is_null()
        {
            finder.path.push(Step::Index(index));
            let code = Code::LintNullReference;
            let said = finder.say_at(Step::Name(key), code, null.span(), "`$ref`");
            let edit = removal(key.span().to(null.span()), null.document_text());
            mend(said, true, "Leave it out", edit.into_iter().collect());
            finder.path.pop();
        }
    }
    finder.path.pop();
}

/// What a path leads to, where it parses and leads anywhere.
pub(super) fn leads_to<'r>(text: &str, view: ResourceTypeView<'r>) -> Option<Leads<'r>> {
    let registry = view.registry();
    if let Some(extension) = view.extension(text) {
        return Some(Leads {
            id: extension.object,
            attribute: registry.definition(extension.object)?,
            sub: None,
            filter: None,
        });
    }
    let path = Path::parse(text, Limits::default()).ok()?;
    let resolved = view.resolve(&path.attribute, text).ok()?;
    let sub = match path.sub {
        Some(sub) => Some(view.resolve_sub(resolved.attribute, sub, text).ok()?),
        None => resolved.sub,
    };
    Some(Leads {
        id: resolved.attribute,
        attribute: registry.definition(resolved.attribute)?,
        sub: sub.and_then(|id| registry.definition(id)),
        filter: path.filter,
    })
}

/// Values with which a simple reader of paths doesn't get along.
fn odd_identifiers<'d>(
    finder: &mut Finder<'_, 'd>,
    path: Value<'d>,
    text: &str,
    leads: &Leads<'_>,
) {
    if leads.filter.as_ref().is_some_and(has_odd_value) {
        let step = path.key().map_or(Step::Index(0), Step::Name);
        finder.say_at(
            step,
            Code::LintOddIdentifier,
            path.span(),
            &format!("`{text}`"),
        );
    }
}

fn has_odd_value(expression: &Expression) -> bool {
    match expression {
        Expression::And(all, _) | Expression::Or(all, _) => all.iter().any(has_odd_value),
        Expression::Not(inner, _) => has_odd_value(inner),
        Expression::ValuePath { filter, .. } => has_odd_value(filter),
        Expression::Compare { value, .. } => {
            matches!(value, Literal::String(text) if text.contains(['"', '\\', '[', ']']))
        }
        Expression::Present { .. } => false,
    }
}

/// Adds an operation to a list of them.
fn put(out: &mut String, op: Op, path: &str, value: &str) {
    if !out.is_empty() {
        out.push_str(", ");
    }
    out.push_str(r#"{"op":""#);
    out.push_str(op.as_str());
    out.push_str(r#"","path":"#);
    out.push_str(&quoted(path));
    if op != Op::Remove {
        out.push_str(r#","value":"#);
        out.push_str(value);
    }
    out.push('}');
}

/// A removal for each value of a list, by its `value`; nothing where one has none.
fn removals(path: &str, value: Value<'_>) -> String {
    let mut out = String::new();
    let list = value.kind() == Kind::Array;
    let single = core::iter::once(value).filter(|_| !list);
    for element in value.elements().chain(single) {
        let id = element.get("value").and_then(Value::as_str);
        let Some(id) = id.filter(|_| !path.contains('[')) else {
            return String::new();
        };
        let path = format!("{path}[value eq {}]", quoted(&id));
        put(&mut out, Op::Remove, &path, "");
    }
    out
}

/// An operation for each attribute of a value without a path; nothing where a name is no path.
fn split(op: Op, value: Value<'_>, view: ResourceTypeView<'_>) -> String {
    let mut out = String::new();
    for (key, value) in value.members() {
        let name = key.name();
        let Some(leads) = leads_to(&name, view) else {
            return String::new();
        };
        let leaf = leads.leaf();
        let extension = leaf.role == Role::ExtensionObject;
        let inner = value.kind() == Kind::Object
            && !leaf.attribute.multi_valued
            && (extension || leaf.attribute.kind == Type::Complex && leaf.value.is_none());
        if !inner {
            put_attribute(&mut out, op, &name, value, leaf);
            continue;
        }
        let between = if extension { ':' } else { '.' };
        for (key, value) in value.members() {
            let path = format!("{name}{between}{}", key.name());
            let Some(leads) = leads_to(&path, view) else {
                return String::new();
            };
            put_attribute(&mut out, op, &path, value, leads.leaf());
        }
    }
    out
}

/// Adds an operation that sets an attribute, in the way that is understood best.
fn put_attribute(out: &mut String, op: Op, path: &str, value: Value<'_>, leaf: &Definition) {
    let unset = value.is_null() && !leaf.attribute.required;
    let op = match op {
        _ if unset => Op::Remove,
        Op::Add if !leaf.attribute.multi_valued => Op::Replace,
        op => op,
    };
    let list = leaf.attribute.multi_valued && value.kind() == Kind::Object;
    if list {
        put(out, op, path, &format!("[{}]", value.source()));
    } else {
        put(out, op, path, value.source());
    }
}
