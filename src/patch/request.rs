use std::borrow::Cow;

use super::quirks::{Options, Quirks, needed};
use crate::diagnostic::{Code, Diagnostic, Edit, Error, ScimType};
use crate::filter;
use crate::json::{Document, Kind, Value};
use crate::text::{Pointer, Span, elided, quoted, same_but_for_case};

/// The schema of the message (RFC 7644 §3.5.2).
pub(super) const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// What a request may cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Most operations in one request.
    pub operations: usize,
    /// Most values that the operations of one request may look at or change where nothing but a look
    /// at each value of a list tells which are meant. Filters that ask for a text by `eq` don't
    /// count, after the first few on a list: the values are looked up.
    pub visits: usize,
    /// Limits of each path and its filter.
    pub path: filter::Limits,
}

/// A request of these operations, which are JSON with commas between.
pub(crate) fn request_of(operations: &str) -> String {
    format!(r#"{{"schemas":["{PATCH_OP}"],"Operations":[{operations}]}}"#)
}

impl Default for Limits {
    /// 100,000 operations, 20 million values.
    fn default() -> Self {
        Self {
            operations: 100_000,
            visits: 20_000_000,
            path: filter::Limits::default(),
        }
    }
}

/// What an operation does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// Adds values.
    Add,
    /// Removes values.
    Remove,
    /// Replaces values.
    Replace,
}

impl Op {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
        }
    }

    fn from_keyword(word: &str) -> Option<Self> {
        let all = [Self::Add, Self::Remove, Self::Replace];
        all.into_iter()
            .find(|op| op.as_str().eq_ignore_ascii_case(word))
    }
}

/// One operation of a request, its form checked.
#[derive(Clone, Debug)]
pub(super) struct Operation<'d> {
    pub(super) op: Op,
    pub(super) path: Option<(Cow<'d, str>, Value<'d>)>,
    /// `value`, where it is given; null counts as given.
    pub(super) value: Option<Value<'d>>,
    /// The whole operation.
    pub(super) object: Value<'d>,
}

impl<'d> Operation<'d> {
    /// An operation that was written by the engine itself.
    pub(super) fn rewritten(object: Value<'d>) -> Option<Self> {
        let path = object.get("path");
        Some(Self {
            op: Op::from_keyword(&object.get("op")?.as_str()?)?,
            path: path.and_then(|path| Some((path.as_str()?, path))),
            value: object.get("value"),
            object,
        })
    }
}

/// The operations of a request, and what was tolerated in it.
pub(super) struct Request<'d> {
    pub(super) operations: Vec<Operation<'d>>,
    pub(super) notes: Vec<Diagnostic>,
}

impl<'d> Request<'d> {
    /// Checks the form of the message.
    pub(super) fn read(document: &'d Document<'_>, options: Options) -> Result<Self, Error> {
        let Options { limits, quirks, .. } = options;
        if let Some(defect) = document.defects().first() {
            let detail = defect.diagnose(document.text()).message;
            let detail = format!("The request is not usable as JSON: {detail}");
            return Err(invalid(detail, defect.span));
        }
        let root = document.root().filter(|root| root.kind() == Kind::Object);
        let Some(root) = root else {
            return Err(invalid("A PATCH request is a JSON object.", Span::at(0)));
        };
        let mut request = Self {
            operations: Vec::new(),
            notes: Vec::new(),
        };
        request.check_schemas(root, quirks)?;
        let list = request.member(root, "Operations", None);
        let Some(list) = list else {
            let detail = "The request has no `Operations`.";
            return Err(malformed(detail, root.span(), "P-04"));
        };
        if list.kind() != Kind::Array {
            return Err(malformed("`Operations` is an array.", list.span(), "P-04"));
        }
        let count = list.elements().count();
        if count == 0 && quirks.empty_operations {
            let message = "`Operations` is empty: nothing changes.".to_owned();
            let (code, quirk) = (Code::PatchNoOperations, "empty-operations");
            request
                .notes
                .push(needed(code, quirk, list.span(), message));
        } else if count == 0 {
            let detail = "`Operations` is empty: a PATCH has one operation or more. Where there is nothing to change, as between equal resources, no request is sent.";
            return Err(malformed(detail, list.span(), "P-04"));
        }
        if count > limits.operations {
            let limit = limits.operations;
            let detail = format!("The request has {count} operations; the limit is {limit}.");
            return Err(invalid(detail, list.span()));
        }
        for (index, object) in list.elements().enumerate() {
            let operation = request.operation(index, object);
            request
                .operations
                .push(operation.map_err(|error| error.in_operation(index))?);
        }
        Ok(request)
    }

    fn check_schemas(&mut self, root: Value<'d>, quirks: Quirks) -> Result<(), Error> {
        let schemas = self.member(root, "schemas", None);
        let named = schemas.into_iter().flat_map(Value::elements);
        let mut named = named.filter_map(Value::as_str);
        let says_it = named.any(|uri| same_but_for_case(&uri, PATCH_OP));
        if !says_it && quirks.missing_schemas {
            let message = format!("`schemas` of the request does not name {PATCH_OP}.");
            let span = schemas.map_or(Span::at(root.span().start), Value::span);
            let (code, quirk) = (Code::PatchSchemasMissing, "patch-schemas-missing");
            self.notes.push(needed(code, quirk, span, message));
            return Ok(());
        }
        let Some(schemas) = schemas else {
            let detail = format!("The request has no `schemas`; it must name {PATCH_OP}.");
            return Err(malformed(detail, root.span(), "P-03"));
        };
        if says_it {
            return Ok(());
        }
        let detail = format!("`schemas` must name {PATCH_OP}.");
        Err(malformed(detail, schemas.span(), "P-03"))
    }

    fn operation(&mut self, index: usize, object: Value<'d>) -> Result<Operation<'d>, Error> {
        if object.kind() != Kind::Object {
            return Err(malformed(
                "An operation is a JSON object.",
                object.span(),
                "P-05",
            ));
        }
        let Some(op) = self.member(object, "op", Some(index)) else {
            let detail = "The operation has no `op`: it is add, remove or replace.";
            return Err(malformed(detail, object.span(), "P-05"));
        };
        let word = op.as_str().unwrap_or_default();
        let Some(known) = Op::from_keyword(&word) else {
            let detail = format!("`op` is add, remove or replace, not {}.", shown(op));
            let error = malformed(detail, op.span(), "P-05");
            return Err(error.expecting(["add", "remove", "replace"]));
        };
        if word != known.as_str() {
            let message = format!("`op` is written {}, not {}.", known.as_str(), shown(op));
            let edit = Edit::replace(op.span(), quoted(known.as_str()));
            let mut note = Diagnostic::new(Code::PatchOpCase, message)
                .at(op.span())
                .safe_fix(format!("Use {}", known.as_str()), vec![edit]);
            note.pointer = pointer(Some(index), "op");
            self.notes.push(note);
        }
        let path = self
            .member(object, "path", Some(index))
            .filter(|path| !path.is_null());
        let path = match path.map(|path| (path.as_str(), path)) {
            None => None,
            Some((Some(text), path)) => Some((text, path)),
            Some((None, path)) => {
                let detail = format!("`path` is a string, not {}.", shown(path));
                let error = malformed(detail, path.span(), "P-06");
                return Err(error.with_type(ScimType::InvalidPath));
            }
        };
        Ok(Operation {
            op: known,
            path,
            value: self.member(object, "value", Some(index)),
            object,
        })
    }

    /// The member of this name, of the request or of an operation; one in another case is taken, and
    /// noted.
    fn member(
        &mut self,
        object: Value<'d>,
        name: &str,
        operation: Option<usize>,
    ) -> Option<Value<'d>> {
        let (key, value) = object.entry(name)?;
        let written = key.name();
        if written != name {
            let message = format!("`{written}` is written `{name}`.");
            let edit = Edit::replace(key.span(), quoted(name));
            let mut note = Diagnostic::new(Code::PatchMemberCase, message)
                .at(key.span())
                .safe_fix(format!("Use {name}"), vec![edit]);
            note.pointer = pointer(operation, name);
            self.notes.push(note);
        }
        Some(value)
    }
}

/// A value as a sentence quotes it.
fn shown(value: Value<'_>) -> Cow<'_, str> {
    elided(value.source(), 40)
}

/// Where a member of the request stands, or of one of its operations.
fn pointer(operation: Option<usize>, name: &str) -> String {
    let mut pointer = Pointer::root();
    if let Some(index) = operation {
        pointer.push_name("Operations");
        pointer.push_index(index);
    }
    pointer.child(name).into_string()
}

pub(super) fn invalid(detail: impl Into<String>, span: Span) -> Error {
    Error::new(ScimType::InvalidSyntax, detail).at(span)
}

/// The refusal of a request whose form breaks a rule of RFC 7644 §3.5.2.
fn malformed(detail: impl Into<String>, span: Span, rule: &'static str) -> Error {
    invalid(detail, span).or_cite("RFC 7644 §3.5.2", Some(rule))
}
