//! Operations as they are meant: each that a quirk of the profile is needed for is rewritten into one
//! that RFC 7644 has, and applied in its stead.

use core::ops::Range;

use super::apply::Patch;
use super::operation::Place;
use super::path::Path;
use super::quirks::{Options, needed};
use super::request::{Op, Operation};
use super::rewriting::{Mark, Rewriting};
use crate::diagnostic::{Code, Diagnostic, Error, ScimType};
use crate::json::{Document, Kind, Value};
use crate::schema::{Mutability, ResourceTypeView};
use crate::text::Span;

/// The operations of a request that are rewritten, and what is done about each one.
pub(super) struct Tolerated {
    rewriting: Rewriting,
    plans: Vec<Plan>,
}

/// What is done about an operation.
pub(super) struct Plan {
    pub(super) notes: Vec<Diagnostic>,
    pub(super) way: Way,
    /// What is done where its filter matches nothing.
    otherwise: Option<(Diagnostic, Way)>,
    /// What comes after it: the keys that are paths.
    pub(super) then: Vec<Plan>,
}

pub(super) enum Way {
    AsSent,
    Ignored,
    /// These of the rewritten ones are applied.
    Rewritten(Range<usize>),
}

/// The rewritten operations, read.
pub(super) struct Rewritten<'d> {
    operations: Vec<Operation<'d>>,
    spaced: bool,
}

impl Tolerated {
    /// Rewrites what the quirks are needed for; `None` where none is on.
    pub(super) fn of(
        operations: &[Operation<'_>],
        view: ResourceTypeView<'_>,
        options: Options,
    ) -> Result<Option<Self>, Error> {
        if options.quirks == super::Quirks::default() {
            return Ok(None);
        }
        let mut rewriter = Rewriter::new(view, options, "[");
        let mut plans = Vec::with_capacity(operations.len());
        for (index, operation) in operations.iter().enumerate() {
            let plan = rewriter.operation(operation);
            plans.push(plan.map_err(|error| error.in_operation(index))?);
        }
        rewriter.out.put("]", Span::at(0));
        Ok(Some(Self {
            rewriting: rewriter.out,
            plans,
        }))
    }

    /// The rewritten operations as a document.
    pub(super) fn document(&self) -> Result<Document<'_>, Error> {
        Document::parse(self.rewriting.text()).map_err(|defect| {
            let detail = defect.diagnose(self.rewriting.text()).message;
            Error::new(ScimType::InvalidSyntax, detail)
        })
    }
}

impl<'d> Rewritten<'d> {
    pub(super) fn read(document: &'d Document<'_>) -> Self {
        let list = document.root().into_iter().flat_map(Value::elements);
        Self {
            operations: list.filter_map(Operation::rewritten).collect(),
            spaced: document.is_spaced(),
        }
    }
}

impl<'d> Patch<'d, '_> {
    /// Applies an operation as it is meant.
    pub(super) fn tolerant(
        &mut self,
        (index, sent): (usize, &Operation<'d>),
        (tolerated, rewritten): (&Tolerated, &Rewritten<'d>),
    ) -> Result<(), Error> {
        let Some(plan) = tolerated.plans.get(index) else {
            return self.operation(sent);
        };
        self.carry_out(plan, sent, (tolerated, rewritten))?;
        let mut then = plan.then.iter();
        then.try_for_each(|plan| self.carry_out(plan, sent, (tolerated, rewritten)))
    }

    fn carry_out(
        &mut self,
        plan: &Plan,
        sent: &Operation<'d>,
        (tolerated, rewritten): (&Tolerated, &Rewritten<'d>),
    ) -> Result<(), Error> {
        self.notes.extend(plan.notes.iter().cloned());
        let Err(error) = self.follow(&plan.way, sent, tolerated, rewritten) else {
            return Ok(());
        };
        match &plan.otherwise {
            Some((note, way)) if error.scim_type() == Some(ScimType::NoTarget) => {
                self.notes.push(note.clone());
                self.follow(way, sent, tolerated, rewritten)
            }
            _ => Err(error),
        }
    }

    fn follow(
        &mut self,
        way: &Way,
        sent: &Operation<'d>,
        tolerated: &Tolerated,
        rewritten: &Rewritten<'d>,
    ) -> Result<(), Error> {
        let range = match way {
            Way::AsSent => return self.operation(sent),
            Way::Ignored => return Ok(()),
            Way::Rewritten(range) => range.clone(),
        };
        let origin = |span: Span| tolerated.rewriting.origin(span);
        let spaced = core::mem::replace(&mut self.spaced, rewritten.spaced);
        let known = self.notes.len();
        let operations = rewritten.operations.get(range).unwrap_or_default();
        let applied = operations
            .iter()
            .try_for_each(|meant| self.operation(meant));
        self.spaced = spaced;
        for note in self.notes.iter_mut().skip(known) {
            note.span = note.span.map(origin);
            // They would edit a text that nobody has sent.
            note.fixes.clear();
        }
        applied.map_err(|error| error.relocated(origin))
    }
}

/// Rewrites operations.
pub(super) struct Rewriter<'r> {
    pub(super) view: ResourceTypeView<'r>,
    pub(super) options: Options,
    pub(super) out: Rewriting,
    count: usize,
    pub(super) notes: Vec<Diagnostic>,
    /// Whether anything in the operation at hand was written otherwise than it was sent.
    pub(super) changed: bool,
    /// Operations that keys with a value filter stand for, and where those are.
    pub(super) paths: Vec<(String, Span)>,
}

impl<'r> Rewriter<'r> {
    /// Begins with `open`, which the operations are written behind.
    pub(super) fn new(view: ResourceTypeView<'r>, options: Options, open: &str) -> Self {
        let mut out = Rewriting::default();
        out.put(open, Span::at(0));
        Self {
            view,
            options,
            out,
            count: 0,
            notes: Vec::new(),
            changed: false,
            paths: Vec::new(),
        }
    }

    /// Notes that a quirk was needed, and that the operation is not what was sent.
    pub(super) fn needs(&mut self, code: Code, quirk: &'static str, span: Span, message: String) {
        self.changed = true;
        let span = self.out.seen(span);
        self.notes.push(needed(code, quirk, span, message));
    }

    pub(super) fn operation(&mut self, operation: &Operation<'_>) -> Result<Plan, Error> {
        self.notes.clear();
        self.changed = false;
        let mut plan = match &operation.path {
            None => self.without_path(operation)?,
            Some((text, path)) => self.with_path(operation, text, *path)?,
        };
        plan.notes.append(&mut self.notes);
        Ok(plan)
    }

    fn without_path(&mut self, operation: &Operation<'_>) -> Result<Plan, Error> {
        let Some(value) = operation.value.filter(|_| operation.op != Op::Remove) else {
            return Ok(Way::AsSent.plan());
        };
        let whole = operation.object.span();
        let mark = self.begin(whole);
        let unset = self.attributes(value, operation.op)?;
        self.end(operation.op, None, whole);
        let paths = core::mem::take(&mut self.paths);
        self.changed |= !paths.is_empty();
        let mut written = 1;
        if !unset.is_empty() {
            // `add` can't unassign.
            self.begin(whole);
            for (index, (key, span)) in unset.iter().enumerate() {
                self.out.put(if index > 0 { "," } else { "{" }, *span);
                self.out.put_string(key, *span);
                self.out.put(":null", *span);
            }
            self.out.put("}", whole);
            self.end(Op::Replace, None, whole);
            written = 2;
        }
        let mut plan = self.settle(mark, written).plan();
        plan.notes = core::mem::take(&mut self.notes);
        for (operation, span) in paths {
            plan.then.push(self.key_with_path(&operation, span)?);
        }
        Ok(plan)
    }

    /// An operation that a key with a value filter stands for.
    fn key_with_path(&mut self, operation: &str, span: Span) -> Result<Plan, Error> {
        let document = Document::parse(operation).ok();
        let root = document.as_ref().and_then(Document::root);
        let Some(meant) = root.and_then(Operation::rewritten) else {
            return Ok(Way::Ignored.plan());
        };
        self.changed = true;
        let before = self.out.enter(span);
        let plan = match &meant.path {
            Some((text, path)) => self.with_path(&meant, text, *path),
            None => Ok(Way::Ignored.plan()),
        };
        self.out.leave(before);
        let mut plan = plan?;
        plan.notes = core::mem::take(&mut self.notes);
        Ok(plan)
    }

    fn with_path(
        &mut self,
        operation: &Operation<'_>,
        sent: &str,
        path: Value<'_>,
    ) -> Result<Plan, Error> {
        let quirks = self.options.quirks;
        let meant = self.name(sent, path.span());
        let text = meant.as_deref().unwrap_or(sent);
        let place = match Place::find(text, self.view, self.options) {
            Ok(place) => place,
            Err(error) => {
                let read = Path::parse_with(text, self.options.limits.path, self.options.filter);
                if quirks.ignore_unknown_path && error.is_invalid_path() && read.is_ok() {
                    let message = format!("{} The operation is ignored.", error.detail());
                    let (code, quirk) = (Code::PatchUnknownPath, "unknown-path-ignored");
                    self.needs(code, quirk, path.span(), message);
                    return Ok(Way::Ignored.plan());
                }
                // The one who applies it says what is wrong.
                return Ok(Way::AsSent.plan());
            }
        };
        let mut chain = [place.sub, Some(place.attribute)].into_iter().flatten();
        let read_only = chain.find(|known| known.definition.mutability() == Mutability::ReadOnly);
        if let Some(known) = read_only.filter(|_| quirks.ignore_read_only) {
            let message = format!("`{}` is readOnly; the operation is ignored.", known.path());
            let (code, quirk) = (Code::PatchReadOnlyDropped, "ignore-readonly-in-patch");
            self.needs(code, quirk, path.span(), message);
            return Ok(Way::Ignored.plan());
        }
        let whole = operation.object.span();
        let mark = self.begin(whole);
        let mut op = operation.op;
        let mut nothing = false;
        match operation.value {
            Some(value) if op == Op::Remove => self.of_remove(value),
            Some(value) => {
                nothing = self.value(value, place.leaf())?;
                let one = place.sub.is_some() || !place.attribute.is_multi_valued();
                if nothing && op == Op::Add && (one || place.filter.is_some()) {
                    // `add` can't unassign; it would set what was sent, so this is what is meant.
                    op = Op::Replace;
                }
                op = self.merges(op, &place, value);
            }
            None => {
                let end = operation.object.span();
                self.out.put("null", end);
                if op != Op::Remove {
                    // A missing value is no null.
                    self.out.back_to(mark);
                    return Ok(Way::AsSent.plan());
                }
            }
        }
        self.end(op, Some((text, path, meant.is_some())), whole);
        let way = self.settle(mark, 1);
        let mut plan = way.plan();
        if quirks.create_on_filtered_write && op != Op::Remove {
            plan.otherwise = self.otherwise(operation, text, &place, path, nothing)?;
        }
        Ok(plan)
    }

    fn of_remove(&mut self, value: Value<'_>) {
        if !self.options.quirks.remove_with_value_all
            || self.options.quirks.remove_with_value
            || value.is_null()
        {
            return self.out.copy(value.source(), value.span());
        }
        let message = "The `value` of `remove` counts for nothing: all that the path names goes.";
        let (code, quirk) = (Code::PatchRemoveWithValue, "remove-with-value-all");
        self.needs(code, quirk, value.span(), message.to_owned());
        self.out.put("null", value.span());
    }

    /// `add` merges where `replace` puts one record in the place of another.
    fn merges(&mut self, op: Op, place: &Place<'_>, value: Value<'_>) -> Op {
        let record = place.filter.is_some() && place.sub.is_none() && place.attribute.is_complex();
        let merges = self.options.quirks.value_path_merge && op == Op::Replace;
        if !merges || !record || value.kind() != Kind::Object {
            return op;
        }
        let message = format!(
            "What is not named of the value of `{}` is left as it is.",
            place.attribute.path()
        );
        let (code, quirk) = (Code::PatchValuePathMerge, "replace-value-path-merge");
        self.needs(code, quirk, value.span(), message);
        Op::Add
    }

    /// What is done where the filter of a path matches nothing.
    fn otherwise(
        &mut self,
        operation: &Operation<'_>,
        text: &str,
        place: &Place<'r>,
        path: Value<'_>,
        nothing: bool,
    ) -> Result<Option<(Diagnostic, Way)>, Error> {
        if place.filter.is_none() || !place.attribute.is_multi_valued() {
            return Ok(None);
        }
        let quirk = "create-on-filtered-write";
        let say = |message: String| needed(Code::PatchFilteredWrite, quirk, path.span(), message);
        let attribute = place.attribute.path();
        let Some(value) = operation.value else {
            return Ok(None);
        };
        if nothing || value.is_null() {
            let message =
                format!("No value of `{attribute}` matches: there is nothing to unassign.");
            return Ok(Some((say(message), Way::Ignored)));
        }
        let Some(clauses) = self.clauses(text, place) else {
            return Ok(None);
        };
        let whole = operation.object.span();
        let mark = self.begin(whole);
        let changed = core::mem::replace(&mut self.changed, true);
        let notes = self.notes.len();
        let made = self.element(&clauses, place, value, path.span())?;
        // They are noted of the operation itself.
        self.notes.truncate(notes);
        let way = if made {
            let list = text.split('[').next().unwrap_or_default();
            self.end(Op::Add, Some((list, path, true)), whole);
            let message = format!(
                "No value of `{attribute}` matches: one is added that has what the filter asks for."
            );
            Some((say(message), self.settle(mark, 1)))
        } else {
            self.out.back_to(mark);
            None
        };
        self.changed = changed;
        Ok(way)
    }

    fn begin(&mut self, whole: Span) -> Mark {
        let mark = self.out.mark();
        let first = self.out.text().ends_with('[');
        let open = if first { "{\"value\":" } else { ",{\"value\":" };
        self.out.put(open, whole);
        mark
    }

    fn end(&mut self, op: Op, path: Option<(&str, Value<'_>, bool)>, whole: Span) {
        if let Some((text, sent, renamed)) = path {
            self.out.put(",\"path\":", whole);
            if renamed {
                self.out.put_string(text, sent.span());
            } else {
                self.out.copy(sent.source(), sent.span());
            }
        }
        self.out.put(",\"op\":\"", whole);
        self.out.put(op.as_str(), whole);
        self.out.put("\"}", whole);
    }

    /// Keeps what was written since `mark` where it differs from what was sent.
    fn settle(&mut self, mark: Mark, written: usize) -> Way {
        if !self.changed {
            self.out.back_to(mark);
            return Way::AsSent;
        }
        let first = self.count;
        self.count += written;
        Way::Rewritten(first..self.count)
    }
}

impl Way {
    fn plan(self) -> Plan {
        Plan {
            notes: Vec::new(),
            way: self,
            otherwise: None,
            then: Vec::new(),
        }
    }
}
