use std::borrow::Cow;

use super::document::{Document, Guess};
use super::name_hash::NameHash;
use super::node::{Kind, Node};
use super::string::unescape;
use crate::text::{Span, same_but_for_case, same_bytes};

/// A value of a document, borrowed: a pointer and an index, so that it is passed in registers.
#[derive(Clone, Copy, Debug)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    at: u32,
}

impl<'d> Value<'d> {
    pub(super) const fn root(document: &'d Document<'d>) -> Self {
        Self { document, at: 0 }
    }

    #[inline(always)]
    fn node(self) -> &'d Node {
        self.document.node(self.at)
    }

    /// What it is.
    #[inline(always)]
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Where it stands; of a string, with its quotes.
    #[inline(always)]
    pub fn span(self) -> Span {
        let node = self.node();
        Span::new(node.start, node.end)
    }

    /// The text as it stands in the document.
    pub fn source(self) -> &'d str {
        self.span().of(self.document.text())
    }

    /// The whole text that it is part of.
    pub fn document_text(self) -> &'d str {
        self.document.text()
    }

    /// Whether brackets of its document are missing or too many, so that it may stand elsewhere than
    /// it is meant to.
    pub fn is_adrift(self) -> bool {
        self.document.guess() == Guess::Brackets
    }

    /// Whether some of its document had to be guessed.
    pub fn is_guessed(self) -> bool {
        self.document.guess() != Guess::None
    }

    /// Its index on the tape: unique in the document, growing in document order.
    #[inline(always)]
    pub fn index(self) -> u32 {
        self.at
    }

    /// The value at an [`Value::index`] of the same document.
    #[must_use]
    #[inline(always)]
    pub fn other(self, index: u32) -> Self {
        Self { at: index, ..self }
    }

    /// How many nodes of the tape it takes: itself, and all that is in it.
    pub fn size(self) -> usize {
        (self.following().at - self.at) as usize
    }

    /// The index on the tape behind it and all that is in it.
    pub fn end_index(self) -> u32 {
        self.following().at
    }

    /// Whether it is a value of the same document.
    pub(super) fn is_in_document_of(self, other: Self) -> bool {
        core::ptr::eq(self.document, other.document)
    }

    /// Whether it, or the name that it is, stands right behind another value, with a comma between.
    #[inline(always)]
    pub(super) fn follows(self, other: Self) -> bool {
        self.is_in_document_of(other)
            && other.following().at == self.at
            && other.node().end + 1 == self.node().start
    }

    /// The node of its name, where it is the value of a member and its name is written like this.
    pub(super) fn named(self, name: &str) -> Option<Self> {
        let key = self.key()?;
        let (name, written) = (name.as_bytes(), key.plain_bytes()?);
        let is_it = name.len() == written.len()
            && (core::ptr::eq(name.as_ptr(), written.as_ptr()) || name == written);
        is_it.then_some(Self { at: key.at, ..self })
    }

    /// The text and the nodes from the beginning of a value to the end of another one behind it.
    pub(super) fn between(start: Self, end: Self) -> (&'d str, &'d [Node]) {
        let text = Span::new(start.node().start, end.node().end).of(start.document.text());
        let nodes = start.at as usize..end.following().at as usize;
        (text, start.document.nodes().get(nodes).unwrap_or_default())
    }

    /// Whether it is the same place of the same document.
    #[inline(always)]
    pub fn is_at(self, other: Self) -> bool {
        self.at == other.at && self.is_in_document_of(other)
    }

    /// The name of the member that it is the value of. Only for a value of an object.
    pub fn key(self) -> Option<Key<'d>> {
        let at = self.at.checked_sub(1)?;
        let document = self.document;
        (document.node(at).kind == Kind::Key).then_some(Key { document, at })
    }

    /// Whether it is the literal `null`.
    #[inline(always)]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The boolean that it is.
    #[inline(always)]
    pub fn as_bool(self) -> Option<bool> {
        let node = self.node();
        (node.kind == Kind::Boolean).then(|| node.has(Node::TRUE))
    }

    /// The characters of the string that it is; borrowed where it holds no escape.
    pub fn as_str(self) -> Option<Cow<'d, str>> {
        let node = self.node();
        (node.kind == Kind::String).then(|| quoted_text(self.document.text(), node))
    }

    /// The characters of the string that it is, where they stand in the text as they are: it holds
    /// no escape.
    #[inline(always)]
    pub fn as_plain_str(self) -> Option<&'d str> {
        let node = self.node();
        (node.kind == Kind::String && !node.has(Node::ESCAPED))
            .then(|| inner_span(node).of(self.document.text()))
    }

    /// The same as bytes of UTF-8.
    #[inline(always)]
    pub(crate) fn plain_bytes(self) -> Option<&'d [u8]> {
        let node = self.node();
        if node.kind != Kind::String || node.has(Node::ESCAPED) {
            return None;
        }
        let text = self.document.text().as_bytes();
        text.get(node.start as usize + 1..node.end as usize - 1)
    }

    /// The characters of the string that it is, nearly always in the text; those of one with escapes
    /// are put into `room`. Of anything else, none.
    #[inline(always)]
    pub fn text_in<'r>(self, room: &'r mut String) -> &'r str
    where
        'd: 'r,
    {
        match self.as_plain_str() {
            Some(text) => text,
            None => self.unescaped_in(room),
        }
    }

    #[cold]
    fn unescaped_in(self, room: &mut String) -> &str {
        *room = self.as_str().unwrap_or_default().into_owned();
        room
    }

    /// The number that it is, as written.
    pub fn as_number(self) -> Option<&'d str> {
        (self.kind() == Kind::Number).then(|| self.source())
    }

    /// The elements of the array that it is; of anything else, none.
    #[inline(always)]
    pub fn elements(self) -> Elements<'d> {
        let node = self.node();
        let end = if node.kind == Kind::Array {
            node.tail
        } else {
            0
        };
        Elements {
            next: Self {
                at: self.at + 1,
                ..self
            },
            end,
        }
    }

    /// The members of the object that it is, in document order; of anything else, none.
    #[inline(always)]
    pub fn members(self) -> MemberIter<'d> {
        let node = self.node();
        let end = if node.kind == Kind::Object {
            node.tail
        } else {
            0
        };
        MemberIter {
            next: Self {
                at: self.at + 1,
                ..self
            },
            end,
        }
    }

    /// The value of the first member whose name is `name`, ASCII case aside as SCIM has it
    /// (RFC 7643 §2.1). Linear in the number of members.
    pub fn get(self, name: &str) -> Option<Self> {
        self.entry(name).map(|(_, value)| value)
    }

    /// The same for a caller who has the hash of the name.
    #[inline(always)]
    pub(crate) fn get_hashed(self, name: &str, hash: NameHash) -> Option<Self> {
        let mut members = self.members();
        members
            .find(|(key, _)| key.is(name, hash))
            .map(|(_, value)| value)
    }

    /// The same with the name as it is written.
    pub fn entry(self, name: &str) -> Option<(Key<'d>, Self)> {
        let hash = NameHash::of(name.as_bytes());
        self.members().find(|(key, _)| key.is(name, hash))
    }

    /// Whether it is an empty array, an empty object, or an empty string.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        let node = self.node();
        match node.kind {
            Kind::Array | Kind::Object => node.tail <= self.at + 1,
            Kind::String => node.end <= node.start + 2,
            _ => false,
        }
    }

    #[inline(always)]
    fn following(self) -> Self {
        Self {
            // Never backwards, whatever the tape says: loops end.
            at: self.node().tail.max(self.at + 1),
            ..self
        }
    }
}

/// The name of a member.
#[derive(Clone, Copy, Debug)]
pub struct Key<'d> {
    document: &'d Document<'d>,
    at: u32,
}

impl<'d> Key<'d> {
    #[inline(always)]
    fn node(self) -> &'d Node {
        self.document.node(self.at)
    }

    /// The name; borrowed where it holds no escape.
    #[inline(always)]
    pub fn name(self) -> Cow<'d, str> {
        key_name(self.document.text(), self.node())
    }

    /// The same for those who read many.
    #[inline(always)]
    pub(super) fn name_at_once(self) -> Cow<'d, str> {
        if self.node().has(Node::ESCAPED) {
            return self.name();
        }
        let Span { start, end } = inner_span(self.node());
        let name = self.document.text().get(start as usize..end as usize);
        Cow::Borrowed(name.unwrap_or_default())
    }

    /// The bytes of the name, where they stand in the text as they are: it holds no escape.
    #[inline(always)]
    pub(crate) fn plain_bytes(self) -> Option<&'d [u8]> {
        let node = self.node();
        if node.has(Node::ESCAPED) {
            return None;
        }
        let Span { start, end } = inner_span(node);
        let text = self.document.text().as_bytes();
        text.get(start as usize..end as usize)
    }

    /// Whether the name is this one, ASCII case aside. `hash` is the hash of `name`.
    #[inline(always)]
    pub(crate) fn is(self, name: &str, hash: NameHash) -> bool {
        self.hash() == hash
            && match self.plain_bytes() {
                Some(bytes) => same_bytes(bytes, name.as_bytes()).is_some(),
                None => same_but_for_case(&self.name(), name),
            }
    }

    /// The hash of the name, ASCII case aside.
    #[inline(always)]
    pub fn hash(self) -> NameHash {
        NameHash(self.node().tail)
    }

    /// Where it stands, with its quotes.
    pub fn span(self) -> Span {
        let node = self.node();
        Span::new(node.start, node.end)
    }

    /// Where the name stands, without the quotes.
    pub fn name_span(self) -> Span {
        inner_span(self.node())
    }

    /// Whether the span of the name holds the name letter by letter, without escapes.
    pub fn is_plain(self) -> bool {
        !self.node().has(Node::ESCAPED)
    }
}

/// The elements of an array, in order.
#[derive(Clone, Debug)]
pub struct Elements<'d> {
    next: Value<'d>,
    end: u32,
}

impl<'d> Iterator for Elements<'d> {
    type Item = Value<'d>;

    #[inline(always)]
    fn next(&mut self) -> Option<Value<'d>> {
        if self.next.at >= self.end {
            return None;
        }
        let value = self.next;
        self.next = value.following();
        Some(value)
    }
}

/// The members of an object, in order.
#[derive(Clone, Debug)]
pub struct MemberIter<'d> {
    next: Value<'d>,
    end: u32,
}

impl<'d> Iterator for MemberIter<'d> {
    type Item = (Key<'d>, Value<'d>);

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if self.next.at >= self.end {
            return None;
        }
        let Value { document, at } = self.next;
        let key = Key { document, at };
        let value = Value {
            document,
            at: at + 1,
        };
        self.next = value.following();
        Some((key, value))
    }
}

/// The name that a key node stands for.
pub(super) fn key_name<'d>(text: &'d str, node: &Node) -> Cow<'d, str> {
    if node.has(Node::BARE) {
        return Cow::Borrowed(inner_span(node).of(text));
    }
    quoted_text(text, node)
}

fn quoted_text<'d>(text: &'d str, node: &Node) -> Cow<'d, str> {
    let raw = inner_span(node).of(text);
    if node.has(Node::ESCAPED) {
        unescape(raw)
    } else {
        Cow::Borrowed(raw)
    }
}

#[inline(always)]
fn inner_span(node: &Node) -> Span {
    let quote = u32::from(!node.has(Node::BARE));
    Span::new(node.start + quote, node.end.saturating_sub(quote))
}
