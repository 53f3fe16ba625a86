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

/// The columns of the resources as they were at one time. What has changed since is noted, and not
/// answered from here.
///
/// A column takes four bytes for each value, and each different value once with 20 bytes more.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    table: Table,
    /// How many resources, or places of such, the columns have.
    rows: usize,
    changed: Bits,
    changes: usize,
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
        if !self.changed.get(row) {
            self.changed.set(row, true);
            self.changes += usize::from(row < self.rows);
        }
    }

    /// The resources that have to be asked themselves, of `length` that there are.
    pub(super) fn stale(&self, length: usize) -> impl Iterator<Item = usize> {
        let changed = if self.changes > 0 {
            self.changed.rows()
        } else {
            Vec::new()
        };
        let changed = changed.into_iter().map(|row| row as usize);
        changed.chain(self.rows..length)
    }

    /// Makes room for what a test reads of `length` resources. Says whether columns have to be read
    /// before it can be asked; `None` where that is not worth while.
    pub(super) fn prepare(&mut self, test: &Test, length: usize) -> Option<bool> {
        let stale = self.changes + length.saturating_sub(self.rows);
        let outdated = stale > FEW.max(self.rows / 16) || self.rows == 0;
        let planned = !outdated && self.table.plan(test);
        let count = self.table.count();
        if outdated || (planned && stale > 0) || count > MOST {
            // Columns are of the same time, or the values of a row don't belong together.
            *self = Self::default();
            self.rows = length;
            self.changed = Bits::none(length);
            self.table.plan(test);
            if self.table.count() > MOST {
                *self = Self::default();
                return None;
            }
            return Some(true);
        }
        Some(planned)
    }

    /// Reads a resource; nothing where there is none.
    pub(super) fn read(&mut self, resource: Option<&Value<'_>>) {
        self.table.read(resource);
    }

    /// All resources have been read.
    pub(super) fn finish(&mut self) {
        self.table.finish();
    }

    /// The answers of a test that was prepared, for the resources that are as they were.
    pub(super) fn ask(&self, test: &Test) -> Bits {
        self.table.ask(test, self.rows)
    }

    pub(super) fn memory(&self) -> usize {
        self.changed.memory() + self.table.memory()
    }
}

impl Table {
    /// Makes room for what a test reads, and says whether there is something to be read.
    fn plan(&mut self, test: &Test) -> bool {
        match test {
            Test::All(tests) | Test::Any(tests) => {
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

    /// Reads a row for what is not filled yet.
    fn read(&mut self, row: Option<&Value<'_>>) {
        for column in self.columns.iter_mut().filter(|column| column.fresh) {
            column.read(row);
        }
        for part in &mut self.parts {
            part.read(row);
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
            Test::Any(tests) => {
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

    fn read(&mut self, row: Option<&Value<'_>>) {
        if !self.fresh && !self.table.is_fresh() {
            return;
        }
        let mut end = self.starts.last().copied().unwrap_or_default();
        if let Some(row) = row {
            let table = &mut self.table;
            self.target.any(row, &mut |value| {
                if let Some(value) = value {
                    end = end_of(end as usize + 1);
                    table.read(Some(value));
                }
                false
            });
        }
        if self.fresh {
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
