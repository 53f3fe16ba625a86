//! The values of one attribute in many rows.

use super::bits::Bits;
use super::dictionary::{Dictionary, Truth};
use crate::filter::{CompareOp, Form, Operand, Target};
use crate::json::Value;
use crate::schema::Type;

/// The values that a target leads to in each row, as codes of a dictionary: what a filter says of a
/// value is found out once for each that differs.
#[derive(Clone, Debug)]
pub(super) struct Column {
    target: Target,
    /// It has not been filled yet.
    pub(super) fresh: bool,
    dictionary: Dictionary,
    /// One for each row, 0 where it has no value; with `starts`, as many as each row has.
    codes: Vec<u32>,
    /// Where the codes of each row begin, and an end; empty while no row has several.
    starts: Vec<u32>,
}

/// How the strings of a target are kept: as they are where more than their characters is compared.
fn form_of(target: &Target) -> Option<Form> {
    let leaf = target.sub.as_ref().unwrap_or(&target.name);
    let by_meaning = matches!(target.kind, Some(Type::DateTime | Type::Binary))
        || leaf.text.eq_ignore_ascii_case("$ref");
    (!by_meaning).then_some(target.form)
}

fn are_instants(target: &Target) -> bool {
    target.kind == Some(Type::DateTime)
}

/// Whether two targets lead to the same values.
pub(super) fn same_place(one: &Target, other: &Target) -> bool {
    let pairs = [
        (one.extension.as_ref(), other.extension.as_ref()),
        (Some(&one.name), Some(&other.name)),
        (one.sub.as_ref(), other.sub.as_ref()),
    ];
    let same_names = pairs.iter().all(|pair| match pair {
        (None, None) => true,
        (Some(one), Some(other)) => {
            one.hash == other.hash && one.text.eq_ignore_ascii_case(&other.text)
        }
        _ => false,
    });
    same_names
        && one.missing_is_false == other.missing_is_false
        && one.objects_by_value == other.objects_by_value
}

impl Column {
    pub(super) fn new(target: &Target) -> Self {
        Self {
            target: target.clone(),
            fresh: true,
            dictionary: Dictionary::new(form_of(target), are_instants(target)),
            codes: Vec::new(),
            starts: Vec::new(),
        }
    }

    /// Whether it has the values of a target, in the form that they are compared in.
    pub(super) fn is_of(&self, target: &Target) -> bool {
        same_place(&self.target, target)
            && form_of(&self.target) == form_of(target)
            && are_instants(&self.target) == are_instants(target)
    }

    /// Adds a row; one without values where there is nothing to read.
    pub(super) fn read(&mut self, scope: Option<&Value<'_>>) {
        let before = self.codes.len();
        if let Some(scope) = scope {
            let (dictionary, codes, target) = (&mut self.dictionary, &mut self.codes, &self.target);
            target.any(scope, &mut |value| {
                codes.push(dictionary.code(value, target));
                false
            });
        }
        let count = self.codes.len() - before;
        if self.starts.is_empty() {
            if count == 0 {
                self.codes.push(0);
            }
            if count <= 1 {
                return;
            }
            self.starts.extend((0..).take(before + 1));
        }
        self.starts.push(end_of(self.codes.len()));
    }

    /// It has all rows.
    pub(super) fn finish(&mut self) {
        self.fresh = false;
        self.codes.shrink_to_fit();
        self.starts.shrink_to_fit();
    }

    /// The rows that have a value of which it is true.
    fn any(&self, length: usize, truth: &Truth) -> Bits {
        if self.starts.is_empty() {
            return match truth {
                Truth::One(0) => Bits::none(length),
                Truth::One(one) => self.rows(length, |code| code == *one),
                Truth::Each(each) => {
                    self.rows(length, |code| each.get(code as usize) == Some(&true))
                }
            };
        }
        Bits::of(length, |row| {
            let range = self.starts.get(row).zip(self.starts.get(row + 1));
            let codes =
                range.and_then(|(start, end)| self.codes.get(*start as usize..*end as usize));
            codes.is_some_and(|codes| codes.iter().any(|code| truth.of(*code)))
        })
    }

    /// The rows whose only code fulfils a test.
    fn rows(&self, length: usize, test: impl Fn(u32) -> bool) -> Bits {
        let mut codes = self.codes.iter();
        Bits::of(length, |_| codes.next().is_some_and(|code| test(*code)))
    }

    /// The rows whose attribute has a value, for `pr`.
    pub(super) fn present(&self, length: usize) -> Bits {
        self.any(length, &self.dictionary.assigned(false))
    }

    /// The rows for which a comparison holds.
    pub(super) fn compare(
        &self,
        length: usize,
        target: &Target,
        op: CompareOp,
        operand: &Operand,
    ) -> Bits {
        if matches!(operand, Operand::Null) {
            let assigned = self.any(length, &self.dictionary.assigned(true));
            return match op {
                CompareOp::Eq => assigned.not(),
                CompareOp::Ne => assigned,
                _ => Bits::none(length),
            };
        }
        match op {
            CompareOp::Ne => {
                let equal = self.dictionary.truth(target, CompareOp::Eq, operand);
                if !target.ne_any_value {
                    return self.any(length, &equal).not();
                }
                let all = self.dictionary.len();
                let without = self.any(length, &Truth::One(0).not(all)).not();
                self.any(length, &equal.not(all)).or(&without)
            }
            op => self.any(length, &self.dictionary.truth(target, op, operand)),
        }
    }

    pub(super) fn memory(&self) -> usize {
        let codes = self.codes.capacity() + self.starts.capacity();
        codes * size_of::<u32>() + self.dictionary.memory()
    }
}

/// Each value takes at least a byte of text.
pub(super) fn end_of(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
