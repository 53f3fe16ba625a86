//! The values of multi-valued attributes among each other (RFC 7643 §2.4).

use core::num::NonZero;
use std::borrow::Cow;

use super::compare::{compare, is_unassigned};
use super::edits::removal;
use super::object::Element;
use super::repeated::{Entry, repeated};
use super::reporter::Step;
use super::validate::Validator;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::json::{Kind, Value, equal};
use crate::schema::{AttributeId, Definition, Mutability, Uniqueness};
use crate::text::sorted_indices;

impl<'v, 'd> Validator<'v, 'd> {
    /// Checks each value of a list, then all of them together.
    pub(super) fn values(
        &mut self,
        id: AttributeId,
        definition: &Definition,
        list: Value<'d>,
        current: Option<Value<'v>>,
    ) {
        if self.is_missed(definition, list) {
            return;
        }
        let stored = current.and_then(|current| StoredList::of(self, id, definition, current));
        let base = self.shared.entries.len();
        let value_of = definition
            .value
            .and_then(|id| self.view.registry().definition(id));
        let keyed = value_of.unwrap_or(definition);
        let mut primary: Option<(usize, Value<'d>)> = None;
        // A value alone repeats none.
        let several = self.hints && list.elements().nth(1).is_some();
        for (index, value) in list.elements().enumerate() {
            if self.report.sink.is_satisfied() {
                break;
            }
            self.report.path.push(Step::Index(index));
            let known = stored.as_ref().and_then(|stored| stored.find(value));
            let element = self.single(id, definition, value, known);
            if let Some(at) = element.primary {
                match primary {
                    None => primary = Some((index, value)),
                    // That it is the same value again is told.
                    Some((_, first)) if several && equal(first, value) => {}
                    Some((first, _)) => {
                        self.second_primary(definition, list.other(at.get()), first);
                    }
                }
            }
            if several {
                self.shared.entries.push(entry(list, value, element, keyed));
            }
            self.report.path.pop();
        }
        if several {
            self.duplicates(definition, list, base, keyed);
        }
        self.shared.entries.truncate(base);
    }

    fn second_primary(&mut self, definition: &Definition, value: Value<'d>, first: usize) {
        let Some(key) = value.key() else {
            return;
        };
        self.report.within(Step::Name(key), |report| {
            report.report(Code::Primary, value.span(), Some(definition), &|| {
                let path = &definition.path;
                let message =
                    format!("Two values of `{path}` are primary; {path}[{first}] is already.");
                let edit = Edit::replace(value.span(), "false");
                Diagnostic::new(Code::Primary, message)
                    .help("At most one value is primary.")
                    .unsafe_fix("Use false", vec![edit])
            });
        });
    }

    /// Values that are in the list already, with the same type (MV-11).
    fn duplicates(
        &mut self,
        definition: &Definition,
        list: Value<'d>,
        base: usize,
        keyed: &Definition,
    ) {
        let entries = self.shared.entries.get(base..).unwrap_or_default();
        let found = repeated(list, entries, keyed.attribute.case_exact);
        if found.is_empty() {
            return;
        }
        let registry = self.view.registry();
        let unique = keyed.uniqueness() != Uniqueness::None;
        let elements: Vec<_> = list.elements().collect();
        for (first, again) in found {
            let (Some(&earlier), Some(&value)) = (elements.get(first), elements.get(again)) else {
                continue;
            };
            // Where a value is missing there is nothing that could be the same.
            if key_of(value).is_none() {
                continue;
            }
            self.report.within(Step::Index(again), |report| {
                report.report(
                    Code::DuplicateValue,
                    value.span(),
                    Some(definition),
                    &|| {
                        let path = &definition.path;
                        let what = if definition.is_complex() && !unique {
                            "the same value and type as"
                        } else {
                            "the same value as"
                        };
                        let message = format!("{path}[{again}] has {what} {path}[{first}].");
                        let finding = Diagnostic::new(Code::DuplicateValue, message);
                        let Some(edit) = removal(value.span(), value.document_text()) else {
                            return finding;
                        };
                        let whole = Some(value);
                        if compare(registry, definition, Some(earlier), whole).is_eq()
                            && no_more_members(value, earlier)
                        {
                            finding.safe_fix("Remove it", vec![edit])
                        } else {
                            finding.unsafe_fix("Remove it", vec![edit])
                        }
                    },
                );
            });
        }
    }

    /// null in an array.
    pub(super) fn null_in_list(&mut self, definition: &Definition, value: Value<'d>) {
        let severity = Severity::Error;
        self.report
            .report_as(severity, value.span(), Some(definition), &|| {
                let path = &definition.path;
                let message = format!("`{path}` lists values, and null is none.");
                let finding = Diagnostic::new(Code::Type, message).cite("RFC 7643 §2.5", "S-53");
                match removal(value.span(), value.document_text()) {
                    Some(edit) => finding.safe_fix("Remove the null", vec![edit]),
                    None => finding,
                }
            });
    }
}

/// Whether each member of `again` is one of `first`: nothing is lost without it.
fn no_more_members(again: Value<'_>, first: Value<'_>) -> bool {
    again
        .members()
        .all(|(key, value)| is_unassigned(value) || first.get(&key.name()).is_some())
}

/// The value that tells an element of a list from others.
fn key_of(element: Value<'_>) -> Option<Value<'_>> {
    let value = if element.kind() == Kind::Object {
        element.get("value")?
    } else {
        element
    };
    match value.kind() {
        Kind::String | Kind::Number | Kind::Boolean if !value.is_empty() => Some(value),
        _ => None,
    }
}

fn entry(list: Value<'_>, value: Value<'_>, element: Element, keyed: &Definition) -> Entry {
    let key = if value.kind() == Kind::Object {
        element.value
    } else {
        NonZero::new(value.index())
    };
    // A value that is unique is so whatever its type.
    let typed = keyed.uniqueness() == Uniqueness::None;
    Entry::new(list, key, element.kind.filter(|_| typed))
}

/// The stored values of a list whose sub-attributes can't all be changed, in the order of `value`.
struct StoredList<'v> {
    sorted: Vec<(Cow<'v, str>, Value<'v>)>,
}

impl<'v> StoredList<'v> {
    fn of(
        validator: &Validator<'v, '_>,
        id: AttributeId,
        definition: &Definition,
        current: Value<'v>,
    ) -> Option<Self> {
        let registry = validator.view.registry();
        let scope = registry.scope_of(definition)?;
        registry.sub_attribute(id, "value")?;
        let fixed = |id: &AttributeId| {
            let sub = registry.definition(*id);
            sub.is_some_and(|sub| {
                matches!(
                    sub.mutability(),
                    Mutability::Immutable | Mutability::ReadOnly
                )
            })
        };
        if !scope.members().iter().any(fixed) {
            return None;
        }
        let keyed = current
            .elements()
            .filter_map(|element| Some((element.get("value")?.as_str()?, element)));
        let keyed: Vec<_> = keyed.collect();
        let key = |index: usize| keyed.get(index).map(|(key, _)| key);
        let order = sorted_indices(keyed.len(), &|a, b| key(a).cmp(&key(b)));
        let sorted = order
            .into_iter()
            .filter_map(|index| keyed.get(index).cloned())
            .collect();
        Some(Self { sorted })
    }

    /// The stored value that an element stands for.
    fn find(&self, element: Value<'_>) -> Option<Value<'v>> {
        let key = element.get("value")?;
        let key = key.as_str()?;
        let at = self
            .sorted
            .binary_search_by(|(known, _)| known.as_ref().cmp(&key))
            .ok()?;
        self.sorted.get(at).map(|(_, value)| *value)
    }
}
