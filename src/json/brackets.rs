//! Brackets that are missing, too many, or of the wrong kind.
//!
//! Which it is shows at the other end of the text: what is closed there more often than it is opened
//! must be open here.

use super::defect::DefectKind;
use super::document::{Guess, index};
use super::node::{Kind, Node};
use super::parse::{Broken, NONE, Name, Parser, Resume};
use super::recover::begins_value;
use super::scan::{skip_space, string_stop};
use crate::text::Span;

/// A value of more nodes than this isn't moved into an array that its bracket is missing of.
const MOVABLE: usize = 4096;

/// Objects and arrays.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Count {
    objects: i64,
    arrays: i64,
}

impl Count {
    const fn and(self, object: bool, more: i64) -> Self {
        if object {
            Self {
                objects: self.objects + more,
                ..self
            }
        } else {
            Self {
                arrays: self.arrays + more,
                ..self
            }
        }
    }
}

impl Parser<'_> {
    /// How many are open.
    fn count_open(&self) -> Count {
        let mut count = Count {
            objects: 0,
            arrays: 0,
        };
        let mut at = self.open;
        while let Some(node) = self.nodes.get(at as usize) {
            count = count.and(node.kind == Kind::Object, 1);
            at = node.tail;
        }
        count
    }

    /// How many are closed from `at` on more often than they are opened.
    fn count_closed(&self, at: usize) -> Count {
        let mut count = Count {
            objects: 0,
            arrays: 0,
        };
        let mut at = at;
        while let Some(byte) = self.bytes.get(at) {
            at += 1;
            match byte {
                b'{' => count.objects -= 1,
                b'}' => count.objects += 1,
                b'[' => count.arrays -= 1,
                b']' => count.arrays += 1,
                b'"' => at = self.string_end(at),
                _ => {}
            }
        }
        count
    }

    /// The end of a string from behind its opening quote, or of its line.
    fn string_end(&self, at: usize) -> usize {
        let mut at = string_stop(self.bytes, at);
        loop {
            match self.bytes.get(at) {
                Some(b'"') => return at + 1,
                Some(b'\\') => at = string_stop(self.bytes, at + 2),
                Some(b'\n' | b'\r') | None => return at,
                Some(_) => at = string_stop(self.bytes, at + 1),
            }
        }
    }

    /// How many containers are open inside the innermost object, or array.
    fn count_inside(&self, object: bool) -> Option<i64> {
        let mut at = self.open;
        let mut inside = 0;
        while let Some(node) = self.nodes.get(at as usize) {
            if (node.kind == Kind::Object) == object {
                return Some(inside);
            }
            inside += 1;
            at = node.tail;
        }
        None
    }

    /// A closing bracket of the other kind at `at`, behind a value that ends at `end`.
    pub(super) fn wrong_bracket(
        &mut self,
        end: usize,
        at: usize,
        byte: u8,
    ) -> Result<Resume, Broken> {
        self.guess(Guess::Brackets)?;
        let open = self.count_open();
        let closed = self.count_closed(at + 1);
        let closes_object = byte == b'}';
        let inside = self.count_inside(closes_object);
        let lacking = inside.map(|inside| {
            let open = open.and(closes_object, -1);
            open.and(!closes_object, -inside)
        });
        let instead = open.and(self.object, -1);
        let opened = self.opened_at().unwrap_or_default();
        if lacking == Some(closed) || (inside == Some(1) && closed != open && closed != instead) {
            self.defect(DefectKind::NotClosed { opened }, at, at + 1);
            for _ in 0..inside.unwrap_or_default() {
                self.close(end.saturating_sub(1));
            }
            return Ok(Resume::Behind(at));
        }
        if closed == open || (closed != instead && self.depth == 1) {
            self.defect(DefectKind::StrayBracket, at, at + 1);
            self.spoil_last();
            return Ok(Resume::Behind(at + 1));
        }
        self.defect(DefectKind::WrongBracket { opened }, at, at + 1);
        Ok(Resume::Behind(self.close(at)))
    }

    /// A closing bracket where a value belongs.
    pub(super) fn bracket_for_value(&mut self, at: usize) -> Result<Resume, Broken> {
        let behind = skip_space(self.bytes, at + 1);
        let byte = self.bytes.get(behind).copied().unwrap_or_default();
        if self.object && begins_value(byte) {
            self.guess(Guess::Brackets)?;
            self.defect(DefectKind::StrayBracket, at, at + 1);
            return Ok(Resume::Value(behind));
        }
        if self.object {
            self.defect(DefectKind::ExpectedValue, at, at + 1);
        }
        Ok(Resume::Behind(self.no_value(at)))
    }

    /// An opening bracket where the name of a member belongs.
    pub(super) fn bracket_for_name(&mut self, at: usize, byte: u8) -> Result<Name, Broken> {
        self.guess(Guess::Brackets)?;
        let (open, closed) = (self.count_open(), self.count_closed(at));
        if closed == open.and(false, 1) && self.wrap_last(byte) {
            return Ok(Name::Value(at));
        }
        if byte == b'{' && self.in_array() && closed == open.and(true, -1) {
            let opened = self.opened_at().unwrap_or_default();
            // The comma belongs to the array.
            let before = self.space_before(at).saturating_sub(1);
            let before = self.space_before(before);
            self.defect(DefectKind::NotClosed { opened }, before, before);
            self.close(before.saturating_sub(1));
            return Ok(Name::Value(at));
        }
        self.defect(DefectKind::StrayBracket, at, at + 1);
        self.name_behind(at + 1)
    }

    /// Moves the latest member's value into an array whose bracket is missing before it.
    fn wrap_last(&mut self, byte: u8) -> bool {
        let Some(last) = self.last_child() else {
            return false;
        };
        let Some(&value) = self.nodes.get(last) else {
            return false;
        };
        if value.kind == Kind::Array && byte != b'[' {
            // Its end was none.
            let end = value.end as usize;
            self.defect(DefectKind::StrayBracket, end.saturating_sub(1), end);
            if let Some(array) = self.nodes.get_mut(last) {
                array.tail = self.open;
            }
            self.open = index(last);
            self.object = false;
            self.depth += 1;
            return true;
        }
        let alike = match value.kind {
            Kind::Object => byte == b'{',
            Kind::Array => byte == b'[',
            Kind::String => byte == b'"',
            _ => false,
        };
        if !alike || self.nodes.len() - last > MOVABLE {
            return false;
        }
        let start = value.start as usize;
        if self.begin(Kind::Array, start).is_err() {
            return false;
        }
        // It was put last; what is in it comes behind it.
        if let Some(array) = self.nodes.pop() {
            self.nodes.insert(last, array);
        }
        self.open = index(last);
        for node in self.nodes.iter_mut().skip(last + 1) {
            *node = node.moved(0, 1);
        }
        self.defect(DefectKind::NoOpening { bracket: b'[' }, start, start);
        true
    }

    /// A colon behind a string that is no name: a bracket is missing before it.
    pub(super) fn colon_behind_string(&mut self, end: usize, at: usize) -> Result<Resume, Broken> {
        self.guess(Guess::Brackets)?;
        let Some(string) = self.nodes.last().copied() else {
            return Err(Broken);
        };
        let open = self.count_open();
        let closed = self.count_closed(at);
        let around = !self.object && self.in_object() && closed == open.and(false, -1);
        if !around && closed != open.and(true, 1) {
            self.defect(DefectKind::ExpectedSeparator, at, at + 1);
            let behind = skip_space(self.bytes, at + 1);
            let value = self
                .bytes
                .get(behind)
                .is_some_and(|byte| begins_value(*byte));
            return Ok(if value && !self.object {
                Resume::Value(behind)
            } else {
                Resume::Behind(at + 1)
            });
        }
        self.nodes.pop();
        let start = string.start as usize;
        if around {
            let opened = self.opened_at().unwrap_or_default();
            // The comma belongs to the object.
            let before = self.space_before(start).saturating_sub(1);
            let before = self.space_before(before);
            self.defect(DefectKind::NotClosed { opened }, before, before);
            self.close(before.saturating_sub(1));
        } else {
            self.defect(DefectKind::NoOpening { bracket: b'{' }, start, start);
            self.begin(Kind::Object, start)?;
        }
        self.push_name(start, end, string.flags, inner(string));
        Ok(Resume::Value(at + 1))
    }

    /// A name that no colon follows, but a comma or a closing bracket at `at`.
    pub(super) fn name_alone(&mut self, at: usize) -> Result<Name, Broken> {
        self.guess(Guess::Words)?;
        let name = self.nodes.last().copied();
        let open = self.count_open();
        let closed = self.count_closed(at);
        let Some(name) = name.filter(|name| !name.has(Node::BARE)) else {
            return Ok(Name::Behind(self.told_alone(at)));
        };
        if closed == open.and(false, 1) {
            self.nodes.pop();
            if self.wrap_last(b'"') {
                self.tape.guess = Guess::Brackets;
                self.push(
                    Kind::String,
                    name.start as usize,
                    name.end as usize,
                    name.flags,
                );
                return Ok(Name::Behind(at));
            }
            self.nodes.push(name);
        }
        let object = self.nodes.get(self.open as usize).copied();
        if let Some(object) = object
            && self.nodes.len() == self.open as usize + 2
            && closed == open.and(true, -1)
            && object.tail != NONE
        {
            // The object was never meant: its name is the value.
            self.nodes.truncate(self.open as usize);
            self.open = object.tail;
            self.depth -= 1;
            self.object = self
                .nodes
                .get(self.open as usize)
                .is_some_and(|node| node.kind == Kind::Object);
            self.tape.guess = Guess::Brackets;
            let start = object.start as usize;
            self.defect(DefectKind::StrayBracket, start, start + 1);
            self.push(
                Kind::String,
                name.start as usize,
                name.end as usize,
                name.flags,
            );
            return Ok(Name::Behind(at));
        }
        Ok(Name::Behind(self.told_alone(at)))
    }

    fn told_alone(&mut self, at: usize) -> usize {
        self.defect(DefectKind::ExpectedColon, at, at + 1);
        self.no_value(at)
    }

    /// The text ends before its brackets do: closes them all.
    pub(super) fn unclosed(&mut self) -> usize {
        let end = self.space_before(self.bytes.len());
        let before = self.text.get(..end).unwrap_or_default();
        let start = end - before.chars().next_back().map_or(0, char::len_utf8);
        let opened = self.opened_at().unwrap_or_default();
        let mut closing = String::new();
        self.tape.guess = Guess::Brackets;
        // A string or word that the text ends in has been told.
        let last = self.tape.defects.last();
        let told = last.is_some_and(|defect| {
            let cut = matches!(
                defect.kind,
                DefectKind::UnclosedString | DefectKind::BadWord
            );
            cut && defect.span.end as usize == end
        });
        while self.open != NONE {
            closing.push(if self.object { '}' } else { ']' });
            self.close(end.saturating_sub(1));
        }
        if !told {
            self.defect(DefectKind::Unclosed { opened, closing }, start, end);
        }
        self.bytes.len()
    }

    /// Behind the root value at `at`, where more follows: whether the root was closed too early, or a
    /// string that was meant to be a name; and how it goes on then.
    pub(super) fn open_again(&mut self, at: usize, byte: u8) -> Option<Resume> {
        let root = *self.nodes.first()?;
        let object = root.kind == Kind::Object;
        if byte == b':' && root.kind == Kind::String {
            self.guess(Guess::Brackets).ok()?;
            let start = root.start as usize;
            self.nodes.clear();
            self.defect(DefectKind::NoOpening { bracket: b'{' }, start, start);
            self.begin(Kind::Object, start).ok()?;
            self.push_name(start, root.end as usize, root.flags, inner(root));
            return Some(Resume::Value(at + 1));
        }
        if byte != b',' || !(object || root.kind == Kind::Array) {
            return None;
        }
        let one = Count {
            objects: i64::from(object),
            arrays: i64::from(!object),
        };
        if self.count_closed(at) != one {
            return None;
        }
        self.guess(Guess::Brackets).ok()?;
        let end = root.end as usize;
        self.defect(DefectKind::StrayBracket, end.saturating_sub(1), end);
        if let Some(root) = self.nodes.first_mut() {
            root.tail = NONE;
        }
        self.open = 0;
        self.object = object;
        self.depth = 1;
        Some(Resume::Behind(at))
    }

    /// What the container around the innermost one is.
    fn around(&self) -> Option<Kind> {
        let innermost = self.nodes.get(self.open as usize)?;
        self.nodes
            .get(innermost.tail as usize)
            .map(|node| node.kind)
    }

    fn in_object(&self) -> bool {
        self.around() == Some(Kind::Object)
    }

    fn in_array(&self) -> bool {
        self.around() == Some(Kind::Array)
    }

    /// Whether an opening bracket has a comma or a closing bracket behind it.
    pub(super) fn opens_nothing(&self, at: usize) -> bool {
        let behind = skip_space(self.bytes, at + 1);
        matches!(self.bytes.get(behind), Some(b',' | b']' | b'}'))
    }

    /// The index of the latest value in the innermost open container.
    fn last_child(&self) -> Option<usize> {
        let mut at = self.open as usize + 1;
        let mut last = None;
        while let Some(node) = self.nodes.get(at) {
            if node.kind == Kind::Key {
                at += 1;
                last = None;
                continue;
            }
            last = Some(at);
            at = (node.tail as usize).max(at + 1);
        }
        last
    }

    /// The latest value in the innermost open container may be something else than is meant.
    fn spoil_last(&mut self) {
        if let Some(last) = self.last_child()
            && let Some(node) = self.nodes.get_mut(last)
        {
            node.kind = Kind::Invalid;
            node.tail = index(last + 1);
            self.nodes.truncate(last + 1);
        }
    }
}

fn inner(string: Node) -> Span {
    Span::new(string.start + 1, string.end.saturating_sub(1))
}
