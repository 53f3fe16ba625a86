//! The different values of a column.

use super::index::hash_of;
use crate::attribute::DateTime;
use crate::filter::{
    CompareOp, Form, Operand, Seen, Target, View, is_assigned, order_matches, prepared_match,
};
use crate::json::Kind;

/// More slots than this are not looked through for one value: an opponent can make hashes clash.
const LONGEST_SEARCH: usize = 64;

/// Stands behind each text.
const END: char = '\0';

/// The values that occur in a column, each once, their texts one behind the other. A value is known
/// by its code; 0 is the code of no value.
#[derive(Clone, Debug)]
pub(super) struct Dictionary {
    /// How strings are kept: in the form in which they are compared, or as they are.
    form: Option<Form>,
    /// The instant of each value, where they are dateTimes.
    instants: Option<Vec<Option<Instant>>>,
    texts: String,
    cells: Vec<Cell>,
    /// Open addressing, at least twice as many as values, a power of two; 0 is free.
    slots: Vec<u32>,
    /// Whether each value has its slot, and occurs once.
    complete: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Cell {
    tag: Tag,
    /// Whether it counts as a value for `pr`, and for comparisons with null.
    present: bool,
    assigned: bool,
    start: usize,
    end: usize,
}

/// Seconds since 1970, and the place of the digits of the fraction in the texts.
#[derive(Clone, Copy, Debug)]
struct Instant {
    seconds: i64,
    fraction: (usize, usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tag {
    /// Missing where that means false.
    Missing,
    Text,
    Number,
    True,
    False,
    Other,
}

/// Which values of a column fulfil a condition.
pub(super) enum Truth {
    /// At most one.
    One(u32),
    /// By code.
    Each(Vec<bool>),
}

impl Dictionary {
    /// `instants`: the values are dateTimes.
    pub(super) fn new(form: Option<Form>, instants: bool) -> Self {
        let mut dictionary = Self {
            form,
            instants: instants.then(Vec::new),
            texts: String::new(),
            cells: Vec::new(),
            slots: vec![0; 8],
            complete: true,
        };
        dictionary.add(Cell {
            tag: Tag::Other,
            present: false,
            assigned: false,
            start: 0,
            end: 0,
        });
        dictionary
    }

    /// The code of a value that a target leads to.
    pub(super) fn code<V: View>(&mut self, value: Option<&V>, target: &Target) -> u32 {
        let present = value.is_some_and(|value| is_assigned(value, false));
        let assigned = value.is_some_and(|value| is_assigned(value, true));
        let by_value = target.value_of(value);
        let compared = by_value.as_ref().or(value);
        let (tag, text) = match compared.map(|value| (value.kind(), value)) {
            None => (Tag::Missing, None),
            Some((Kind::String, value)) => (Tag::Text, value.as_text()),
            Some((Kind::Number, value)) => (Tag::Number, value.as_number()),
            Some((Kind::Boolean, value)) if value.as_bool() == Some(true) => (Tag::True, None),
            Some((Kind::Boolean, _)) => (Tag::False, None),
            Some(_) => (Tag::Other, None),
        };
        let text = text.as_deref().unwrap_or_default();
        let cell = Cell {
            tag,
            present,
            assigned,
            start: 0,
            end: 0,
        };
        match self.form.filter(|_| tag == Tag::Text) {
            None => self.intern(cell, text),
            Some(form) => self.intern(cell, &form.prepare(text)),
        }
    }

    fn intern(&mut self, cell: Cell, text: &str) -> u32 {
        let slot = match self.find(cell, text) {
            Ok(code) => return code,
            Err(slot) => slot,
        };
        let start = self.texts.len();
        self.texts.push_str(text);
        let end = self.texts.len();
        self.texts.push(END);
        let code = self.add(Cell { start, end, ..cell });
        match slot.and_then(|slot| self.slots.get_mut(slot)) {
            Some(slot) => *slot = code,
            None => self.complete = false,
        }
        if self.cells.len() * 2 > self.slots.len() {
            self.grow();
        }
        code
    }

    fn add(&mut self, cell: Cell) -> u32 {
        let instant = self.instant(&cell);
        if let Some(instants) = &mut self.instants {
            instants.push(instant);
        }
        self.cells.push(cell);
        // There are fewer values than bytes of text, and of those fewer than fit.
        u32::try_from(self.cells.len() - 1).unwrap_or_default()
    }

    /// The code of a value that is known, or else the slot for it, if there is one near enough.
    fn find(&self, cell: Cell, text: &str) -> Result<u32, Option<usize>> {
        let mask = self.slots.len() - 1;
        let start = hash_of(text) as usize;
        for at in start..start.saturating_add(LONGEST_SEARCH) {
            let code = self.slots.get(at & mask).copied().unwrap_or_default();
            let Some(known) = self.cells.get(code as usize).filter(|_| code > 0) else {
                return Err(Some(at & mask));
            };
            let here = Cell {
                start: known.start,
                end: known.end,
                ..cell
            };
            if *known == here && self.text(known) == text {
                return Ok(code);
            }
        }
        Err(None)
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        self.slots = vec![0; size];
        for code in 1..self.cells.len() {
            let Some(cell) = self.cells.get(code) else {
                return;
            };
            let start = hash_of(self.text(cell)) as usize;
            let mut near = (start..start.saturating_add(LONGEST_SEARCH)).map(|at| at & (size - 1));
            let free = near.find(|at| self.slots.get(*at) == Some(&0));
            match free.and_then(|at| self.slots.get_mut(at)) {
                Some(slot) => *slot = u32::try_from(code).unwrap_or_default(),
                None => self.complete = false,
            }
        }
    }

    fn instant(&self, cell: &Cell) -> Option<Instant> {
        self.instants.as_ref().filter(|_| cell.tag == Tag::Text)?;
        let text = self.text(cell);
        let instant = DateTime::parse(text).ok()?;
        // Digits behind the only point there is.
        let start = cell.start + text.find('.').map_or(0, |point| point + 1);
        Some(Instant {
            seconds: instant.seconds(),
            fraction: (start, start + instant.fraction().len()),
        })
    }

    /// Which values compare so to an instant.
    fn instants_match(&self, op: CompareOp, wanted: &str) -> Vec<bool> {
        let instants = self.instants.as_deref().unwrap_or_default();
        let Ok(wanted) = DateTime::parse(wanted) else {
            return vec![false; instants.len()];
        };
        let matches = |instant: &Instant| {
            let (start, end) = instant.fraction;
            let fraction = self.texts.get(start..end).unwrap_or_default();
            let order = instant.seconds.cmp(&wanted.seconds());
            order_matches(order.then_with(|| fraction.cmp(wanted.fraction())), op)
        };
        let instants = instants.iter();
        instants
            .map(|instant| instant.as_ref().is_some_and(matches))
            .collect()
    }

    fn text(&self, cell: &Cell) -> &str {
        self.texts.get(cell.start..cell.end).unwrap_or_default()
    }

    /// Which values count as one, for `pr` or for a comparison with null.
    pub(super) fn assigned(&self, for_null: bool) -> Truth {
        let cells = self.cells.iter();
        Truth::Each(
            cells
                .map(|cell| {
                    if for_null {
                        cell.assigned
                    } else {
                        cell.present
                    }
                })
                .collect(),
        )
    }

    /// Which values compare so.
    pub(super) fn truth(&self, target: &Target, op: CompareOp, operand: &Operand) -> Truth {
        let prepared = match operand {
            Operand::Text(wanted) if self.form.is_some() => Some(wanted.as_str()),
            _ => None,
        };
        if let Some(wanted) = prepared {
            if op == CompareOp::Eq && self.complete && !target.objects_by_value {
                return Truth::One(self.code_of(wanted));
            }
            if op == CompareOp::Co && !wanted.is_empty() && !wanted.contains(END) {
                return Truth::Each(self.containing(wanted));
            }
        }
        if let (Operand::Text(wanted), true, false) =
            (operand, self.instants.is_some(), op.is_substring())
        {
            return Truth::Each(self.instants_match(op, wanted));
        }
        let holds = |cell: &Cell| {
            let text = || self.text(cell).into();
            let seen = match cell.tag {
                Tag::Missing => Seen::Missing,
                Tag::Text => match prepared {
                    Some(wanted) => return prepared_match(self.text(cell), op, wanted),
                    None => Seen::Text(text()),
                },
                Tag::Number => Seen::Number(text()),
                Tag::True => Seen::Boolean(true),
                Tag::False => Seen::Boolean(false),
                Tag::Other => return false,
            };
            seen.matches(target, op, operand)
        };
        Truth::Each(self.cells.iter().map(holds).collect())
    }

    /// The code of a string that is not an object's; 0 where it doesn't occur.
    fn code_of(&self, text: &str) -> u32 {
        let cell = Cell {
            tag: Tag::Text,
            present: !text.is_empty(),
            assigned: true,
            start: 0,
            end: 0,
        };
        self.find(cell, text).unwrap_or_default()
    }

    /// Searches all strings in one go.
    fn containing(&self, wanted: &str) -> Vec<bool> {
        let mut found = vec![false; self.cells.len()];
        let mut places = self.texts.match_indices(wanted).map(|(place, _)| place);
        let mut place = places.next();
        for (cell, found) in self.cells.iter().zip(&mut found).skip(1) {
            while let Some(at) = place.filter(|at| *at < cell.end) {
                *found |= cell.tag == Tag::Text && at >= cell.start;
                place = places.next();
            }
        }
        found
    }

    /// How many values there are, and no value.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(super) fn memory(&self) -> usize {
        self.texts.capacity()
            + self.cells.capacity() * size_of::<Cell>()
            + self.slots.capacity() * size_of::<u32>()
            + self.instants.as_ref().map_or(0, Vec::capacity) * size_of::<Option<Instant>>()
    }
}

impl Truth {
    pub(super) fn of(&self, code: u32) -> bool {
        match self {
            Self::One(one) => code == *one && code > 0,
            Self::Each(each) => each.get(code as usize).copied().unwrap_or_default(),
        }
    }

    /// The opposite, of values that there are.
    #[must_use]
    pub(super) fn not(self, count: usize) -> Self {
        let each = match self {
            Self::One(one) => (0..).map(|code: u32| code != one).take(count).collect(),
            Self::Each(mut each) => {
                for yes in &mut each {
                    *yes = !*yes;
                }
                each
            }
        };
        let mut each: Vec<bool> = each;
        if let Some(none) = each.first_mut() {
            *none = false;
        }
        Self::Each(each)
    }
}
