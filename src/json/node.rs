/// What a node of the tape is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number
    Number,
    /// A string
    String,
    /// An array; its elements follow
    Array,
    /// An object; its keys and values follow in turn
    Object,
    /// The name of a member; its value follows
    Key,
    /// Something that stands where a value belongs and is none; only [`super::Document::read`]
    /// leaves such nodes, each with a defect of its own
    Invalid,
}

/// One entry of the tape: 16 bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// First byte; of a string, its opening quote.
    pub(crate) start: u32,
    /// After the last byte; of a string, after its closing quote.
    pub(crate) end: u32,
    /// The index after the node and all that is in it. While a container is open: the index of the
    /// container around it. Of a key: the hash of its name.
    pub(crate) tail: u32,
    pub(crate) kind: Kind,
    pub(crate) flags: u8,
}

impl Node {
    /// A string or key with at least one backslash.
    pub(crate) const ESCAPED: u8 = 1;
    /// A key that stands without quotes (a defect that was read over).
    pub(crate) const BARE: u8 = 2;
    /// The boolean `true`.
    pub(crate) const TRUE: u8 = 4;

    pub(crate) const fn has(self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// The same so many bytes and nodes further on.
    pub(crate) fn moved(self, bytes: u32, nodes: u32) -> Self {
        Self {
            start: self.start.wrapping_add(bytes),
            end: self.end.wrapping_add(bytes),
            // Of a key, this is the hash of its name.
            tail: match self.kind {
                Kind::Key => self.tail,
                _ => self.tail.wrapping_add(nodes),
            },
            ..self
        }
    }
}

/// What a look-up outside the tape yields; the tape's own indices never leave it.
pub(crate) const MISSING: Node = Node {
    start: 0,
    end: 0,
    tail: u32::MAX,
    kind: Kind::Invalid,
    flags: 0,
};
