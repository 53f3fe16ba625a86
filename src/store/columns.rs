//! Filters answered from columns: each attribute that a filter asks for is read once from all
//! resources, and kept.

use super::bits::Bits;
use super::column::{Column, end_of, same_place};
use crate::filter::{Target, Test};
use crate::json::Value;

/// Most columns that are kept. A filter that reads more is answered without.
const MOST: usize = 64;

/// Fewest changed resources for which the columns are read anew.
const FEW: usize = 32;

/// The columns of the resources as they were at one time, and behind them those that have changed
/// since, each as a row more: the last row of a resource counts.
///
/// A column takes four bytes for each value, and each different value once with 20 bytes more.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    table: Table,
    /// How many resources, or places of such, were read at once.
    rows: usize,
    /// Which resources the rows behind those are of.
    late: Vec<u32>,
    /// How many resources there were when it was last asked.
    known: usize,
    /// The resources that have changed and were not read since.
    changed: Vec<u32>,
    /// The same, one bit for each resource.
    marks: Bits,
}

/// Rows that attributes are read from: resources, or the values of a complex attribute.
#[derive(Clone, Debug, Default)]
struct Table {
    columns: Vec<Column>,
    parts: Vec<Part>,
}

/// The values of a complex attribute, each a row, for value paths.
#[derive(Clone, Debug)]
struct Part {
    target: Target,
    fresh: bool,
    /// Where the values of each row around begin, and an end.
    starts: Vec<u32>,
    table: Table,
}

impl Columns {
    /// Notes that a resource has changed, or was removed.
    pub(super) fn change(&mut self, row: usize) {
        if row < self.known && !self.marks.get(row) {
            self.marks.set(row, true);
            self.changed.push(end_of(row));
        }
    }

    /// Makes room for what a test reads of `length` resources. Says whether columns have to be read
    /// before it can be asked; `None` where that is not worth while.
    pub(super) fn prepare(&mut self, test: &Test, length: usize) -> Option<bool> {
        let new = length.saturating_sub(self.known);
        let stale = self.late.len() + self.changed.len() + new;
        let outdated = stale > FEW.max(self.rows / 16) || self.rows == 0;
        let planned = !outdated && self.table.plan(test);
        let count = self.table.count();
        if outdated || (planned && stale > 0) || count > MOST {
            // Columns are of the same time, or the values of a row don't belong together.
            *self = Self::default();
            self.rows = length;
            self.known = length;
            self.marks = Bits::none(length);
            self.table.plan(test);
            if self.table.count() > MOST {
                *self = Self::default();
                return None;
            }
            return Some(true);
        }
        let new = end_of(self.known)..end_of(length);
        self.marks = core::mem::take(&mut self.marks).fitted(length);
        self.known = length;
        for row in new {
            self.change(row as usize);
        }
        Some(planned)
    }

    /// Reads a resource; nothing where there is none.
    pub(super) fn read(&mut self, resource: Option<&Value<'_>>) {
        self.table.read(resource, false);
    }

    /// All resources have been read.
    pub(super) fn finish(&mut self) {
        self.table.finish();
    }

    /// The resources that have changed and were not read since.
    pub(super) fn stale(&self) -> Vec<u32> {
        self.changed.clone()
    }

    /// Reads a resource that has changed; nothing where it is gone.
    pub(super) fn read_again(&mut self, row: u32, resource: Option<&Value<'_>>) {
        self.table.read(resource, true);
        self.late.push(row);
        self.marks.set(row as usize, false);
    }

    /// The resources that were read again are no longer stale.
    pub(super) fn catch_up(&mut self) {
        let marks = &self.marks;
        self.changed.retain(|row| marks.get(*row as usize));
    }

    /// The answers of a test that was prepared, for the resources that are not stale.
    pub(super) fn ask(&self, test: &Test) -> Bits {
        let all = self.table.ask(test, self.rows + self.late.len());
        let mut answers = all.clone().fitted(self.known);
        for (behind, row) in self.late.iter().enumerate() {
            answers.set(*row as usize, all.get(self.rows + behind));
        }
        answers
    }

    pub(super) fn memory(&self) -> usize {
        let rows = self.late.capacity() + self.changed.capacity();
        self.marks.memory() + self.table.memory() + rows * size_of::<u32>()
    }
}

impl Table {
    /// Makes room for what a test reads, and says whether there is something to be read.
    fn plan(&mut self, test: &Test) -> bool {
        match test {
            Test::All(tests) | Test::Any(tests, _) => {
                let mut any = false;
                for test in tests {
                    any |= self.plan(test);
                }
                any
            }
            Test::Not(test) => self.plan(test),
            Test::Present(target) | Test::Compare(target, ..) => {
                let missing = self.column(target).is_none();
                if missing {
                    self.columns.push(Column::new(target));
                }
                missing || self.columns.iter().any(|column| column.fresh)
            }
            Test::Value(target, filter) => {
                if self.part(target).is_none() {
                    self.parts.push(Part::new(target));
                }
                let mut parts = self.parts.iter_mut();
                let part = parts.find(|part| same_place(&part.target, target));
                part.is_some_and(|part| part.table.plan(filter) || part.fresh)
            }
            Test::Fixed(_) => false,
        }
    }

    fn column(&self, target: &Target) -> Option<&Column> {
        self.columns.iter().find(|column| column.is_of(target))
    }

    fn part(&self, target: &Target) -> Option<&Part> {
        let mut parts = self.parts.iter();
        parts.find(|part| same_place(&part.target, target))
    }

    /// Columns and parts.
    fn count(&self) -> usize {
        let parts = self.parts.iter();
        self.columns.len() + parts.map(|part| 1 + part.table.count()).sum::<usize>()
    }

    fn is_fresh(&self) -> bool {
        let mut parts = self.parts.iter();
        self.columns.iter().any(|column| column.fresh)
            || parts.any(|part| part.fresh || part.table.is_fresh())
    }

    /// Reads a row for what is not filled yet, or for all.
    fn read(&mut self, row: Option<&Value<'_>>, all: bool) {
        let columns = self.columns.iter_mut();
        for column in columns.filter(|column| all || column.fresh) {
            column.read(row);
        }
        for part in &mut self.parts {
            part.read(row, all);
        }
    }

    fn finish(&mut self) {
        for column in &mut self.columns {
            column.finish();
        }
        for part in &mut self.parts {
            part.fresh = false;
            part.table.finish();
        }
    }

    fn ask(&self, test: &Test, length: usize) -> Bits {
        match test {
            Test::All(tests) => {
                let mut all = Bits::none(length).not();
                for test in tests {
                    if all.is_empty() {
                        break;
                    }
                    all = all.and(&self.ask(test, length));
                }
                all
            }
            Test::Any(tests, _) => {
                let answers = tests.iter().map(|test| self.ask(test, length));
                answers.fold(Bits::none(length), |any, answer| any.or(&answer))
            }
            Test::Not(test) => self.ask(test, length).not(),
            Test::Present(target) => match self.column(target) {
                Some(column) => column.present(length),
                None => Bits::none(length),
            },
            Test::Compare(target, op, operand) => match self.column(target) {
                Some(column) => column.compare(length, target, *op, operand),
                None => Bits::none(length),
            },
            Test::Value(target, filter) => match self.part(target) {
                Some(part) => part.ask(filter, length),
                None => Bits::none(length),
            },
            Test::Fixed(true) => Bits::none(length).not(),
            Test::Fixed(false) => Bits::none(length),
        }
    }

    fn memory(&self) -> usize {
        let columns = self.columns.iter().map(Column::memory).sum::<usize>();
        let parts = self
            .parts
            .iter()
            .map(|part| part.starts.capacity() * size_of::<u32>() + part.table.memory());
        columns + parts.sum::<usize>()
    }
}

impl Part {
    fn new(target: &Target) -> Self {
        Self {
            target: target.clone(),
            fresh: true,
            starts: vec![0],
            table: Table::default(),
        }
    }

    fn read(&mut self, row: Option<&Value<'_>>, all: bool) {
        if !all && !self.fresh && !self.table.is_fresh() {
            return;
        }
        let mut end = self.starts.last().copied().unwrap_or_default();
        if let Some(row) = row {
            let table = &mut self.table;
            self.target.any(row, &mut |value| {
                if let Some(value) = value {
                    end = end_of(end as usize + 1);
                    table.read(Some(value), all);
                }
                false
            });
        }
        if all || self.fresh {
            self.starts.push(end);
        }
    }

    fn ask(&self, filter: &Test, length: usize) -> Bits {
        let values = self.starts.last().copied().unwrap_or_default() as usize;
        let answers = self.table.ask(filter, values);
        let mut ranges = self.starts.iter().zip(self.starts.iter().skip(1));
        Bits::of(length, |_| {
            let range = ranges
                .next()
                .map(|(start, end)| *start as usize..*end as usize);
            range.is_some_and(|mut range| range.any(|value| answers.get(value)))
        })
    }
}
