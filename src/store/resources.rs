use std::borrow::Cow;

use super::columns::Columns;
use super::index::Index;
use super::order::SortKeys;
use super::parsed::Parsed;
use crate::attribute::{compose, fold_user_name};
use crate::diagnostic::{Error, ScimType};
use crate::json::{
    Document, Kind, Limits, Resident, Tape, Value, find_root_string, unescape, write_compact,
};
use crate::resource::detect;
use crate::schema::{Definition, Registry, Role, TypeId};

/// Resources of one or several types, as compact JSON text, in the order in which they arrived.
///
/// A resource is known by its position, which stays the same whatever comes and goes: that of one
/// that was removed is not given again. Memory is that of the texts, 20 bytes for each position, 16
/// for the look-ups by id and by name of the user, and that of the columns of filters and of the
/// values that were last sorted by ([`Resources::memory`] has the sum). A long one that was patched
/// stays parsed, within bounds.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    pub(super) rows: Vec<Row>,
    /// Of rows that are there.
    count: u32,
    pub(super) bytes: usize,
    pub(super) parsed: Parsed,
    types: Vec<(Option<TypeId>, u32)>,
    pub(super) ids: Index,
    pub(super) user_names: Index,
    /// Once somebody has asked for one.
    pub(super) external_ids: Option<Index>,
    /// Whether some id, name of a user or external id was none that can be looked up.
    pub(super) odd: bool,
    /// Grows with each change.
    pub(super) revision: u32,
    pub(super) limits: Limits,
    tape: Tape,
    pub(super) columns: Columns,
    pub(super) sort_keys: SortKeys,
}

/// A resource, or the place where one was.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) kept: Kept,
    of: Option<TypeId>,
    /// Whether the case of `userName` matters.
    exact: bool,
    /// The revision that last changed it.
    pub(super) revision: u32,
}

/// A text that is there.
#[derive(Clone, Debug, Default)]
pub(super) enum Kept {
    #[default]
    Nothing,
    Text(Box<str>),
    Parsed(Box<Resident>),
}

impl Kept {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(text),
            Self::Parsed(resident) => Some(resident.text()),
        }
    }
}

impl Resources {
    /// No resources. The limits are those of each resource's text.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            ..Self::default()
        }
    }

    /// How many resources there are.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The position behind the last one: that of the next resource.
    pub fn end(&self) -> u32 {
        // Insertion checks it.
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// The positions of the resources, in order.
    pub fn positions(&self) -> impl Iterator<Item = u32> {
        let rows = (0..).zip(&self.rows);
        rows.filter_map(|(position, row)| row.kept.text().map(|_| position))
    }

    /// The text of a resource, without white space between its tokens.
    pub fn text(&self, position: u32) -> Option<&str> {
        self.rows.get(position as usize)?.kept.text()
    }

    /// The resource type of a resource, where it is known.
    pub fn type_of(&self, position: u32) -> Option<TypeId> {
        self.rows.get(position as usize)?.of
    }

    /// The resource types that occur, in order of arrival, `None` for resources of no known type.
    pub fn types(&self) -> impl Iterator<Item = Option<TypeId>> {
        let there = self.types.iter().filter(|(_, count)| *count > 0);
        there.map(|(of, _)| *of)
    }

    /// The limits of each resource's text.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Grows with each change of a resource.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The revision in which a resource was last changed.
    pub(super) fn changed(&self, position: u32) -> Option<u32> {
        let row = self.rows.get(position as usize)?;
        row.kept.text().map(|_| row.revision)
    }

    /// Bytes of memory.
    pub fn memory(&self) -> usize {
        let rows = self.rows.capacity() * size_of::<Row>();
        let external_ids = self.external_ids.as_ref().map_or(0, Index::memory);
        let indices = self.ids.memory() + self.user_names.memory() + external_ids;
        let parsed = self.parsed.memory();
        self.bytes + rows + indices + parsed + self.columns.memory() + self.sort_keys.memory()
    }

    /// Adds a resource behind the others, and says at which position. Its type is found out.
    ///
    /// # Errors
    /// `invalidSyntax` where the text is no JSON object or over the limits, with the place.
    pub fn insert(&mut self, text: &str, registry: &Registry) -> Result<u32, Error> {
        self.insert_as(text, None, registry)
    }

    /// Adds a resource of a type behind the others; its type is found out where none is given.
    ///
    /// # Errors
    /// As [`Resources::insert`].
    pub fn insert_as(
        &mut self,
        text: &str,
        of: Option<TypeId>,
        registry: &Registry,
    ) -> Result<u32, Error> {
        let position = self.end();
        if position == u32::MAX {
            return Err(too_many());
        }
        let read = self.read(text, of, registry)?;
        self.rows.push(Row::default());
        self.put(position, read);
        Ok(position)
    }

    /// Puts another text in the place of a resource; of a place without one, nothing comes of it.
    /// Its type stays, unless there was none.
    ///
    /// # Errors
    /// As [`Resources::insert`]; the resource is as it was.
    pub fn replace(
        &mut self,
        position: u32,
        text: &str,
        registry: &Registry,
    ) -> Result<bool, Error> {
        let of = self.type_of(position);
        let read = self.read(text, of, registry)?;
        if !self.remove(position) {
            return Ok(false);
        }
        self.put(position, read);
        Ok(true)
    }

    /// Keeps a text that its maker vouches for: a JSON object without white space between tokens,
    /// with this id, of this type. It goes behind the others, takes the place of the one at its
    /// position, or fills a place that one was removed from. Nothing comes of a position beyond the
    /// end.
    ///
    /// # Errors
    /// `tooMany` where positions run out.
    pub(crate) fn keep(
        &mut self,
        position: u32,
        text: String,
        of: TypeId,
        id: &str,
        registry: &Registry,
    ) -> Result<(), Error> {
        if position == u32::MAX {
            return Err(too_many());
        }
        if position == self.end() {
            self.rows.push(Row::default());
        }
        self.remove(position);
        let named = user_name_of(Some(of), registry);
        // Only where there is one: who looks for it in vain reads all of the text.
        let name = named.and_then(|_| find_root_string(&text, "userName"));
        let user_name = name.map(|name| unescape(name).into_owned());
        self.put(
            position,
            Read {
                text: text.into_boxed_str(),
                of: Some(of),
                exact: named.is_some_and(|named| named.attribute.case_exact),
                id: Some(id.to_owned()),
                user_name,
                odd: false,
            },
        );
        Ok(())
    }

    /// Keeps another text of a resource, which says the same of its id, its name and its external id.
    pub(crate) fn keep_anew(&mut self, position: u32, text: String) {
        let Some(row) = self.rows.get_mut(position as usize) else {
            return;
        };
        let Some(length) = row.kept.text().map(str::len) else {
            return;
        };
        self.parsed.forget(position, &row.kept);
        self.bytes = self.bytes - length + text.len();
        self.revision = self.revision.saturating_add(1);
        row.revision = self.revision;
        row.kept = Kept::Text(text.into_boxed_str());
        self.columns.change(position as usize);
    }

    /// Removes a resource, and says whether there was one. The others stay where they are.
    pub fn remove(&mut self, position: u32) -> bool {
        let Some(row) = self.rows.get_mut(position as usize) else {
            return false;
        };
        let kept = core::mem::take(&mut row.kept);
        let Some(text) = kept.text() else {
            return false;
        };
        self.parsed.forget(position, &kept);
        self.revision = self.revision.saturating_add(1);
        row.revision = self.revision;
        self.columns.change(position as usize);
        self.bytes -= text.len();
        self.count -= 1;
        let of = row.of;
        if let Some((_, count)) = self.types.iter_mut().find(|(known, _)| *known == of) {
            *count -= 1;
        }
        true
    }

    /// The position of the resource with this id; of the first, should there be several.
    pub fn position_of_id(&self, id: &str) -> Option<u32> {
        let id = compose(id);
        let same = |position: u32| {
            let found = self.root_string(position, "id");
            found.is_some_and(|found| compose(&found) == id)
        };
        self.ids.find(&id, &same)
    }

    /// The position of the resource with this `userName`, in any case unless its schema says that
    /// case matters; of the first, should there be several.
    pub fn position_of_user_name(&self, name: &str) -> Option<u32> {
        let folded = fold_user_name(name);
        let same = |position: u32| {
            let exact = self
                .rows
                .get(position as usize)
                .is_some_and(|row| row.exact);
            let found = self.root_string(position, "userName");
            found.is_some_and(|found| {
                if exact {
                    compose(&found) == compose(name)
                } else {
                    fold_user_name(&found) == folded
                }
            })
        };
        self.user_names.find(&folded, &same)
    }

    /// A string that a resource has under a name; the text is read up to there.
    fn root_string(&self, position: u32, name: &str) -> Option<Cow<'_, str>> {
        find_root_string(self.text(position)?, name).map(unescape)
    }

    /// Calls with a resource, parsed; `None` where there is none at the position.
    pub(super) fn with<T>(
        &mut self,
        position: u32,
        use_it: impl FnOnce(Value<'_>) -> T,
    ) -> Option<T> {
        if let Some(resident) = self.resident(position) {
            return resident.read(|document| document.root().map(use_it));
        }
        let tape = core::mem::take(&mut self.tape);
        let text = self.text(position).unwrap_or_default();
        let document = Document::read(text, self.limits, tape);
        let result = document.root().map(use_it);
        self.tape = document.into_tape();
        result
    }

    fn read(&mut self, text: &str, of: Option<TypeId>, registry: &Registry) -> Result<Read, Error> {
        let tape = core::mem::take(&mut self.tape);
        let document = Document::read(text, self.limits, tape);
        let read = Read::of(&document, of, registry);
        self.tape = document.into_tape();
        read
    }

    /// Fills an empty place.
    fn put(&mut self, position: u32, read: Read) {
        let Some(row) = self.rows.get_mut(position as usize) else {
            return;
        };
        if let Some(id) = &read.id {
            self.ids.insert(&compose(id), position);
        }
        if let Some(name) = &read.user_name {
            self.user_names.insert(&fold_user_name(name), position);
        }
        self.revision = self.revision.saturating_add(1);
        self.bytes += read.text.len();
        self.count += 1;
        match self.types.iter_mut().find(|(known, _)| *known == read.of) {
            Some((_, count)) => *count += 1,
            None => self.types.push((read.of, 1)),
        }
        *row = Row {
            kept: Kept::Text(read.text),
            of: read.of,
            exact: read.exact,
            revision: self.revision,
        };
        self.odd |= read.odd;
        self.note_external_id(position);
    }
}

/// What is kept of a text.
struct Read {
    text: Box<str>,
    of: Option<TypeId>,
    exact: bool,
    id: Option<String>,
    user_name: Option<String>,
    /// Whether one of them is no string.
    odd: bool,
}

impl Read {
    fn of(document: &Document<'_>, of: Option<TypeId>, registry: &Registry) -> Result<Self, Error> {
        let refused = |detail: &str| Error::new(ScimType::InvalidSyntax, detail);
        let mut defects = document.defects().iter();
        if let Some(defect) = defects.find(|defect| defect.kind.is_syntax()) {
            let finding = defect.diagnose(document.text());
            let detail = match finding.help {
                Some(help) => format!("{} {help}", finding.message),
                None => finding.message,
            };
            return Err(refused(&detail).at(defect.span));
        }
        let root = document.root().filter(|root| root.kind() == Kind::Object);
        let root = root.ok_or_else(|| refused("A resource is a JSON object."))?;
        let mut text = String::new();
        let length = root.source().len();
        if text.try_reserve_exact(length).is_err() {
            let detail = format!("There is not enough memory for a text of {length} bytes.");
            return Err(Error::new(ScimType::TooMany, detail));
        }
        write_compact(root, document.is_spaced(), &mut text);
        let of = of.or_else(|| detect(document, registry));
        let string = |name: &str| Some(unescape(find_root_string(&text, name)?).into_owned());
        let (id, user_name) = (string("id"), string("userName"));
        let named = user_name_of(of, registry);
        Ok(Self {
            text: text.into_boxed_str(),
            of,
            exact: named.is_some_and(|named| named.attribute.case_exact),
            odd: ["id", "userName"].iter().any(|name| {
                let value = root.get(name);
                value.is_some_and(|value| !matches!(value.kind(), Kind::String | Kind::Null))
            }),
            id,
            user_name,
        })
    }
}

/// The name of users, where a type has it.
fn user_name_of(of: Option<TypeId>, registry: &Registry) -> Option<&Definition> {
    let named = registry.describe("userName", Some(of?))?;
    (named.role == Role::Base).then_some(named)
}

fn too_many() -> Error {
    let detail = "There are as many resources as positions can be counted.";
    Error::new(ScimType::TooMany, detail)
}
