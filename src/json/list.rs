use super::edit::Edit;
use super::lookup::Lookup;
use super::steps::Steps;
use super::value::Value;

/// Lists shorter than this are looked through; so are longer ones, the first few times.
const SHORT: usize = 32;
const FEW_TIMES: u32 = 4;

/// What the elements of a list are looked up by. Whoever looks says what hashes an element has;
/// they have to be the same ones for the same tag.
pub type Tag = u32;

/// Tells the hashes of an element.
pub type HashesOf<'f> = dyn Fn(&Edit<'_>, &mut dyn FnMut(u64)) + 'f;

/// The elements of an array under change. An element keeps its slot until [`List::compact`]; slots
/// that are free stay so, and new elements come last.
#[derive(Clone, Debug, Default)]
pub struct List<'d> {
    slots: Vec<Option<Edit<'d>>>,
    count: usize,
    /// The array that it was made of, and how many elements that has.
    source: Option<(Value<'d>, usize)>,
    /// The slots that were written to, in the order in which that was done.
    journal: Vec<u32>,
    /// How far [`List::take_written`] has read the journal.
    taken: usize,
    /// How often each slot was written to; those beyond the end, never.
    versions: Vec<u32>,
    tables: Vec<Table>,
    steps: Steps,
}

/// The elements by their hashes, as far as the journal has been read.
#[derive(Clone, Debug)]
struct Table {
    tag: Tag,
    asked: u32,
    read: usize,
    lookup: Option<Lookup>,
}

impl Table {
    fn new(tag: Tag) -> Self {
        Self {
            tag,
            asked: 1,
            read: 0,
            lookup: None,
        }
    }
}

impl<'d> From<Vec<Edit<'d>>> for List<'d> {
    fn from(elements: Vec<Edit<'d>>) -> Self {
        elements.into_iter().collect()
    }
}

impl<'d> FromIterator<Edit<'d>> for List<'d> {
    fn from_iter<I: IntoIterator<Item = Edit<'d>>>(elements: I) -> Self {
        let slots: Vec<_> = elements.into_iter().map(Some).collect();
        Self {
            count: slots.len(),
            slots,
            ..Self::default()
        }
    }
}

impl<'d> List<'d> {
    /// The elements of an array of a document.
    pub(super) fn of_source(array: Value<'d>, spaced: bool) -> Self {
        // Mostly they are of a size.
        let first = array.elements().next().map_or(1, Value::size);
        let mut slots = Vec::with_capacity(array.size() / first + 1);
        slots.extend(array.elements().map(|value| {
            let element = Edit::Source { value, spaced };
            Some(element)
        }));
        Self {
            count: slots.len(),
            source: Some((array, slots.len())),
            slots,
            ..Self::default()
        }
    }

    /// Whether it was made of this array, and is longer or shorter by now.
    pub(super) fn has_outgrown(&self, array: Value<'_>) -> bool {
        let of = self.source.filter(|(source, _)| source.is_at(array));
        of.is_some_and(|(_, count)| count != self.count)
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The element in a slot.
    pub fn get(&self, slot: usize) -> Option<&Edit<'d>> {
        self.slots.get(slot)?.as_ref()
    }

    /// The element in a slot, ready to change.
    pub fn get_mut(&mut self, slot: usize) -> Option<&mut Edit<'d>> {
        self.write(slot);
        self.slots.get_mut(slot)?.as_mut()
    }

    /// The elements in order.
    pub fn iter(&self) -> impl Iterator<Item = &Edit<'d>> {
        self.slots.iter().flatten()
    }

    /// The elements in order, each with its slot.
    pub fn entries(&self) -> impl Iterator<Item = (usize, &Edit<'d>)> {
        let numbered = self.slots.iter().enumerate();
        numbered.filter_map(|(slot, element)| {
            self.steps.step();
            Some((slot, element.as_ref()?))
        })
    }

    /// Adds an element at the end.
    pub fn push(&mut self, element: Edit<'d>) {
        let slot = self.slots.len();
        self.slots.push(Some(element));
        self.count += 1;
        self.write(slot);
    }

    /// Takes the element of a slot out.
    pub fn remove(&mut self, slot: usize) {
        let element = self.slots.get_mut(slot).and_then(Option::take);
        if element.is_some() {
            self.count -= 1;
            self.write(slot);
        }
    }

    /// Closes the gaps where most slots are free. Elements change their slots.
    pub fn compact(&mut self) {
        if self.slots.len() > SHORT && self.count < self.slots.len() / 2 {
            let slots = core::mem::take(&mut self.slots).into_iter();
            let (steps, source) = (core::mem::take(&mut self.steps), self.source);
            *self = slots.flatten().collect();
            (self.steps, self.source) = (steps, source);
        }
    }

    /// The steps of this list, and of what is in it.
    #[cfg(test)]
    pub(super) fn steps(&self) -> usize {
        let lookups = self.tables.iter().filter_map(|table| table.lookup.as_ref());
        let lookups: usize = lookups.map(|lookup| lookup.steps.count()).sum();
        self.steps.count() + lookups + self.iter().map(Edit::steps).sum::<usize>()
    }

    fn write(&mut self, slot: usize) {
        if !self.tables.is_empty() {
            if self.versions.len() <= slot {
                self.versions.resize(slot + 1, 0);
            }
            if let Some(version) = self.versions.get_mut(slot) {
                *version += 1;
            }
        }
        self.journal.push(super::document::index(slot));
    }

    /// The slots that were written to since the last call, some perhaps more than once, some perhaps
    /// free by now.
    pub fn take_written(&mut self) -> Vec<usize> {
        let written = self.journal.get(self.taken..).unwrap_or_default();
        let written = written.iter().map(|&slot| slot as usize).collect();
        self.taken = self.journal.len();
        written
    }

    /// Whether finding elements by a tag is worth a table of them: the list is long, and this isn't
    /// the first time.
    pub fn is_worth_a_table(&mut self, tag: Tag) -> bool {
        if self.slots.len() < SHORT {
            return false;
        }
        let Some(table) = self.tables.iter_mut().find(|table| table.tag == tag) else {
            self.tables.push(Table::new(tag));
            return false;
        };
        table.asked = table.asked.saturating_add(1);
        table.asked > FEW_TIMES
    }

    /// Whether elements are looked up by a tag, as far as [`List::is_worth_a_table`] was asked.
    pub fn has_table(&self, tag: Tag) -> bool {
        let table = self.tables.iter().find(|table| table.tag == tag);
        table.is_some_and(|table| table.asked > FEW_TIMES)
    }

    /// Hands out the slots of the elements that have a hash, in no order, until `stop` says so. The
    /// first call for a tag makes its table; the next ones read what was written meanwhile.
    pub fn find(
        &mut self,
        tag: Tag,
        hashes_of: &HashesOf<'_>,
        hash: u64,
        stop: &mut dyn FnMut(usize, &Edit<'d>) -> bool,
    ) {
        if !self.tables.iter().any(|table| table.tag == tag) {
            self.tables.push(Table::new(tag));
        }
        let Some(table) = self.tables.iter_mut().find(|table| table.tag == tag) else {
            return;
        };
        let versions = &self.versions;
        let version = |slot: u32| versions.get(slot as usize).copied().unwrap_or(0);
        let slots = &self.slots;
        let element = |slot: u32| slots.get(slot as usize)?.as_ref();
        let lookup = table.lookup.get_or_insert_with(|| {
            table.read = self.journal.len();
            let mut lookup = Lookup::default();
            for slot in 0..super::document::index(slots.len()) {
                if let Some(element) = element(slot) {
                    hashes_of(element, &mut |hash| {
                        lookup.insert(hash, slot, version(slot));
                    });
                }
            }
            lookup
        });
        for &slot in self.journal.get(table.read..).unwrap_or_default() {
            if let Some(element) = element(slot) {
                hashes_of(element, &mut |hash| {
                    lookup.insert(hash, slot, version(slot));
                });
            }
        }
        table.read = self.journal.len();
        lookup.find(hash, &version, &mut |slot| {
            element(slot).is_some_and(|element| stop(slot as usize, element))
        });
    }
}
