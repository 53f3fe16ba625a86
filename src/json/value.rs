use std::borrow::Cow;

use super::name_hash::NameHash;
use super::node::{Kind, MISSING, Node};
use super::string::unescape;
use crate::text::{Span, same_but_for_case};

/// A value of a document, borrowed; copying it copies two pointers and an index.
#[derive(Clone, Copy, Debug)]
pub struct Value<'d> {
    text: &'d str,
    nodes: &'d [Node],
    at: u32,
}

impl<'d> Value<'d> {
    pub(super) const fn new(text: &'d str, nodes: &'d [Node], at: u32) -> Self {
        Self { text, nodes, at }
    }

    #[inline(always)]
    fn node(self) -> &'d Node {
        self.nodes.get(self.at as usize).unwrap_or(&MISSING)
    }

    /// What it is.
    #[inline(always)]
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Where it stands; of a string, with its quotes.
    pub fn span(self) -> Span {
        let node = self.node();
        Span::new(node.start, node.end)
    }

    /// The text as it stands in the document.
    pub fn source(self) -> &'d str {
        self.span().of(self.text)
    }

    /// The whole text that it is part of.
    pub fn document_text(self) -> &'d str {
        self.text
    }

    /// Its index on the tape: unique in the document, growing in document order.
    pub fn index(self) -> u32 {
        self.at
    }

    /// The value at an [`Value::index`] of the same document.
    #[must_use]
    pub fn other(self, index: u32) -> Self {
        Self { at: index, ..self }
    }

    /// How many nodes of the tape it takes: itself, and all that is in it.
    pub fn size(self) -> usize {
        (self.following().at - self.at) as usize
    }

    /// Whether it is the same place of the same document.
    pub fn is_at(self, other: Self) -> bool {
        self.at == other.at && core::ptr::eq(self.nodes, other.nodes)
    }

    /// The name of the member that it is the value of. Only for a value of an object.
    pub fn key(self) -> Option<Key<'d>> {
        let node = self.nodes.get((self.at as usize).checked_sub(1)?)?;
        (node.kind == Kind::Key).then_some(Key {
            text: self.text,
            node,
        })
    }

    /// Whether it is the literal `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The boolean that it is.
    pub fn as_bool(self) -> Option<bool> {
        let node = self.node();
        (node.kind == Kind::Boolean).then(|| node.has(Node::TRUE))
    }

    /// The characters of the string that it is; borrowed where it holds no escape.
    pub fn as_str(self) -> Option<Cow<'d, str>> {
        let node = self.node();
        (node.kind == Kind::String).then(|| quoted_text(self.text, node))
    }

    /// The number that it is, as written.
    pub fn as_number(self) -> Option<&'d str> {
        (self.kind() == Kind::Number).then(|| self.source())
    }

    /// The elements of the array that it is; of anything else, none.
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

    /// The same with the name as it is written.
    pub fn entry(self, name: &str) -> Option<(Key<'d>, Self)> {
        let hash = NameHash::of(name.as_bytes());
        self.members()
            .find(|(key, _)| key.hash() == hash && same_but_for_case(&key.name(), name))
    }

    /// Whether it is an empty array, an empty object, or an empty string.
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
    text: &'d str,
    node: &'d Node,
}

impl<'d> Key<'d> {
    /// The name; borrowed where it holds no escape.
    #[inline(always)]
    pub fn name(self) -> Cow<'d, str> {
        key_name(self.text, self.node)
    }

    /// The hash of the name, ASCII case aside.
    #[inline(always)]
    pub fn hash(self) -> NameHash {
        NameHash(self.node.tail)
    }

    /// Where it stands, with its quotes.
    pub fn span(self) -> Span {
        Span::new(self.node.start, self.node.end)
    }

    /// Where the name stands, without the quotes.
    pub fn name_span(self) -> Span {
        inner_span(self.node)
    }

    /// Whether the span of the name holds the name letter by letter, without escapes.
    pub fn is_plain(self) -> bool {
        !self.node.has(Node::ESCAPED)
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
        let key = Key {
            text: self.next.text,
            node: self.next.node(),
        };
        let value = Value {
            at: self.next.at + 1,
            ..self.next
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

fn inner_span(node: &Node) -> Span {
    let quote = u32::from(!node.has(Node::BARE));
    Span::new(node.start + quote, node.end.saturating_sub(quote))
}
