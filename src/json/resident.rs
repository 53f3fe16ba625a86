use super::document::{Document, Limits, Tape, index};
use super::edit::Edit;
use super::name_hash::NameHash;
use super::node::{Kind, Node};
use super::value::Value;
use super::write::write_string;

/// A text that stays parsed: it owns its tape, has no white space between tokens, and no defects.
///
/// What becomes of it under change is made from it, not parsed again: what an [`Edit`] left alone
/// stays where it is, or is moved ([`super::Changes`]).
#[derive(Clone, Debug, Default)]
pub struct Resident {
    pub(super) text: String,
    pub(super) tape: Tape,
}

impl Resident {
    /// Keeps a document; `None` where it has a defect.
    pub fn new(document: Document<'_>) -> Option<Self> {
        if !document.defects().is_empty() {
            return None;
        }
        let root = document.root()?;
        if document.is_spaced() {
            let mut whole = Self::room(document.text().len(), document.node_count());
            whole.source(root, true);
            return Some(whole);
        }
        Some(Self {
            text: document.text().trim().to_owned(),
            tape: document.into_tape(),
        })
    }

    /// Parses a text without white space between tokens; gives it back where it has a defect.
    pub fn of_text(text: String, limits: Limits) -> Result<Self, String> {
        let document = Document::read(&text, limits, Tape::default());
        let fits = !document.is_spaced() && document.defects().is_empty();
        let mut tape = document.into_tape();
        if !fits {
            return Err(text);
        }
        tape.nodes.shrink_to_fit();
        Ok(Self { text, tape })
    }

    /// Its text alone.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Bytes of memory beside the text: those of its nodes, and of room for more.
    pub fn overhead(&self) -> usize {
        self.text.capacity() - self.text.len() + self.tape.nodes.capacity() * size_of::<Node>()
    }

    fn room(bytes: usize, nodes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            tape: Tape {
                nodes: Vec::with_capacity(nodes),
                ..Tape::default()
            },
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Hands it out as a document.
    pub fn read<T>(&mut self, use_it: impl FnOnce(&Document<'_>) -> T) -> T {
        let tape = core::mem::take(&mut self.tape);
        let document = Document::of_tape(&self.text, tape);
        let answer = use_it(&document);
        self.tape = document.into_tape();
        answer
    }

    /// Number of nodes: values plus names of members.
    pub fn node_count(&self) -> usize {
        self.tape.nodes.len()
    }

    pub(super) fn put(&mut self, edit: &Edit<'_>) {
        match edit {
            Edit::Source { value, spaced } => self.source(*value, *spaced),
            Edit::Text(text) => self.quoted(text, Kind::String),
            Edit::Boolean(value) => {
                let start = self.text.len();
                self.text.push_str(if *value { "true" } else { "false" });
                let flags = if *value { Node::TRUE } else { 0 };
                self.node(Kind::Boolean, start, flags);
            }
            Edit::Array(list) => {
                let open = self.open(Kind::Array, '[');
                let mut first = true;
                let mut run = None;
                for element in list.iter() {
                    let Edit::Source {
                        value,
                        spaced: false,
                    } = element
                    else {
                        self.run(run.take(), &mut first);
                        self.comma(&mut first);
                        self.put(element);
                        continue;
                    };
                    run = match run {
                        Some((start, end)) if value.follows(end) => Some((start, *value)),
                        run => {
                            self.run(run, &mut first);
                            Some((*value, *value))
                        }
                    };
                }
                self.run(run, &mut first);
                self.close(open, ']');
            }
            Edit::Object(members) => {
                let open = self.open(Kind::Object, '{');
                let mut first = true;
                for (name, value) in members.iter() {
                    self.comma(&mut first);
                    self.key(name);
                    self.put(value);
                }
                self.close(open, '}');
            }
        }
    }

    fn source(&mut self, value: Value<'_>, spaced: bool) {
        if !spaced {
            self.copy(value, value);
            return;
        }
        match value.kind() {
            Kind::Array => {
                let open = self.open(Kind::Array, '[');
                let mut first = true;
                for element in value.elements() {
                    self.comma(&mut first);
                    self.source(element, true);
                }
                self.close(open, ']');
            }
            Kind::Object => {
                let open = self.open(Kind::Object, '{');
                let mut first = true;
                for (key, member) in value.members() {
                    self.comma(&mut first);
                    self.key(&key.name());
                    self.source(member, true);
                }
                self.close(open, '}');
            }
            _ => self.copy(value, value),
        }
    }

    /// Writes elements that follow one another in their document.
    fn run(&mut self, run: Option<(Value<'_>, Value<'_>)>, first: &mut bool) {
        if let Some((start, end)) = run {
            self.comma(first);
            self.copy(start, end);
        }
    }

    /// Copies the text and the nodes from the beginning of a value to the end of another.
    pub(super) fn copy(&mut self, start: Value<'_>, end: Value<'_>) {
        let (text, nodes) = Value::between(start, end);
        let bytes = index(self.text.len()).wrapping_sub(start.span().start);
        let places = index(self.tape.nodes.len()).wrapping_sub(start.index());
        self.text.push_str(text);
        let nodes = nodes.iter().map(|node| node.moved(bytes, places));
        self.tape.nodes.extend(nodes);
    }

    pub(super) fn key(&mut self, name: &str) {
        self.quoted(name, Kind::Key);
        if let Some(node) = self.tape.nodes.last_mut() {
            node.tail = NameHash::of(name.as_bytes()).0;
        }
        self.text.push(':');
    }

    fn quoted(&mut self, text: &str, kind: Kind) {
        let start = self.text.len();
        write_string(text, &mut self.text);
        let written = self.text.get(start..).unwrap_or_default();
        let flags = if written.contains('\\') {
            Node::ESCAPED
        } else {
            0
        };
        self.node(kind, start, flags);
    }

    pub(super) fn comma(&mut self, first: &mut bool) {
        if !core::mem::take(first) {
            self.text.push(',');
        }
    }

    fn open(&mut self, kind: Kind, bracket: char) -> usize {
        let (at, start) = (self.tape.nodes.len(), self.text.len());
        self.text.push(bracket);
        self.node(kind, start, 0);
        at
    }

    fn close(&mut self, at: usize, bracket: char) {
        self.text.push(bracket);
        let (end, tail) = (index(self.text.len()), index(self.tape.nodes.len()));
        if let Some(node) = self.tape.nodes.get_mut(at) {
            node.end = end;
            node.tail = tail;
        }
    }

    /// A node from `start` to the end of the text so far.
    fn node(&mut self, kind: Kind, start: usize, flags: u8) {
        self.tape.nodes.push(Node {
            start: index(start),
            end: index(self.text.len()),
            tail: index(self.tape.nodes.len()) + 1,
            kind,
            flags,
        });
    }

    /// Whether a fresh parse of its text gives the same tape.
    pub fn is_sound(&self) -> bool {
        let limits = Limits {
            depth: Limits::MAX_DEPTH,
            ..Limits::default()
        };
        let fresh = Document::read(&self.text, limits, Tape::default());
        let spaced = fresh.is_spaced() || !fresh.defects().is_empty();
        let fresh = fresh.into_tape().nodes;
        let same = |(a, b): (&Node, &Node)| {
            let part = |node: &Node| (node.start, node.end, node.tail, node.kind, node.flags);
            part(a) == part(b)
        };
        !spaced
            && fresh.len() == self.tape.nodes.len()
            && fresh.iter().zip(&self.tape.nodes).all(same)
    }
}
