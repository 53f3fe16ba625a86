use super::defect::{Defect, DefectKind};
use super::document::{Tape, index};
use super::duplicate::find_duplicates;
use super::name_hash::NameHash;
use super::node::{Kind, Node};
use super::scan::{number_end, skip_space, string_stop};
use crate::text::Span;

/// No container is open.
pub(super) const NONE: u32 = u32::MAX;

/// The text can't be read any further; the defect that says why has been noted.
pub(super) struct Broken;

/// What stands where the name of a member, or the end of an object, belongs.
pub(super) enum Name {
    /// A name and its colon; a value follows at this offset.
    Value(usize),
    /// There is no member to read; the text goes on at this offset as behind a value.
    Behind(usize),
    /// The object ends at this offset.
    Close(usize),
}

/// How the text goes on behind something that isn't JSON.
pub(super) enum Resume {
    /// At this offset, as behind a value.
    Behind(usize),
    /// At this offset with the next member or element.
    Next(usize),
    /// At this offset with a value.
    Value(usize),
}

/// The bracket that closes an object, or an array.
#[inline(always)]
const fn closing(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}

pub(super) struct Parser<'p> {
    pub(super) text: &'p str,
    pub(super) bytes: &'p [u8],
    pub(super) tape: &'p mut Tape,
    /// The nodes of the tape, taken out of it while it is written.
    pub(super) nodes: Vec<Node>,
    /// Index of the innermost open container; the ones around it are linked by their `tail`.
    pub(super) open: u32,
    /// Whether that is an object.
    pub(super) object: bool,
    pub(super) depth: u32,
    max_depth: u32,
    /// How many times it was guessed what is meant.
    pub(super) guesses: u32,
}

impl<'p> Parser<'p> {
    pub(super) fn new(text: &'p str, max_depth: u32, tape: &'p mut Tape) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            nodes: core::mem::take(&mut tape.nodes),
            tape,
            open: NONE,
            object: false,
            depth: 0,
            max_depth,
            guesses: 0,
        }
    }

    /// Fills the tape; leaves it empty where the text breaks off.
    pub(super) fn run(mut self) {
        if self.document().is_err() {
            self.nodes.clear();
        }
        self.tape.nodes = self.nodes;
    }

    /// Goes through the text in one loop, each step of which is written once: what is done per name
    /// and per value stands in it, and isn't called.
    fn document(&mut self) -> Result<(), Broken> {
        let mut at = self.start();
        // Whether a member comes next, and not a value alone.
        let mut named = false;
        loop {
            let mut byte;
            (at, byte) = self.next(at);
            let mut ended = None;
            if named {
                match self.name(at, byte)? {
                    Name::Value(value) => (at, byte) = self.next(value),
                    Name::Close(end) => ended = Some(self.close(end)),
                    Name::Behind(end) => ended = Some(end),
                }
            }
            at = match (ended, byte) {
                (Some(end), _) => end,
                (None, b'"') => match self.string(at) {
                    Ok((end, flags)) => {
                        self.push(Kind::String, at, end, flags);
                        end
                    }
                    Err(stop) => self.unclosed_value(at, stop),
                },
                (None, b'{' | b'[') => {
                    named = byte == b'{';
                    let kind = if named { Kind::Object } else { Kind::Array };
                    self.begin(kind, at)?;
                    (at, byte) = self.next(at + 1);
                    if byte != closing(named) {
                        continue;
                    }
                    self.close(at)
                }
                (None, b'-' | b'0'..=b'9') => self.number(at),
                (None, _) => match self.word(at)? {
                    Resume::Behind(end) => end,
                    Resume::Next(value) | Resume::Value(value) => {
                        (at, named) = (value, false);
                        continue;
                    }
                },
            };
            // Behind a value.
            loop {
                if self.open == NONE {
                    match self.end(at) {
                        Some(Resume::Behind(behind)) => at = behind,
                        Some(Resume::Next(value) | Resume::Value(value)) => {
                            (at, named) = (value, false);
                            break;
                        }
                        None => return Ok(()),
                    }
                }
                let end = at;
                (at, byte) = self.next(end);
                named = self.object;
                if byte == b',' {
                    at += 1;
                    if named {
                        break;
                    }
                    (at, byte) = self.next(at);
                    if byte != b']' {
                        break;
                    }
                    self.trailing_comma(at);
                } else if byte != closing(named) {
                    match self.separator(end, at)? {
                        Resume::Behind(behind) => {
                            at = behind;
                            continue;
                        }
                        Resume::Next(next) => (at, named) = (next, self.object),
                        Resume::Value(value) => (at, named) = (value, false),
                    }
                    break;
                }
                at = self.close(at);
            }
        }
    }

    fn number(&mut self, at: usize) -> usize {
        match number_end(self.bytes, at) {
            Ok(end) if self.ends_token(end) => {
                self.push(Kind::Number, at, end, 0);
                end
            }
            _ => self.bad_word(at),
        }
    }

    fn word(&mut self, at: usize) -> Result<Resume, Broken> {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let (kind, flags, length) = match rest {
            [b't', b'r', b'u', b'e', ..] => (Kind::Boolean, Node::TRUE, 4),
            [b'f', b'a', b'l', b's', b'e', ..] => (Kind::Boolean, 0, 5),
            [b'n', b'u', b'l', b'l', ..] => (Kind::Null, 0, 4),
            _ => return self.bad_value(at),
        };
        let end = at + length;
        if !self.ends_token(end) {
            return Ok(Resume::Behind(self.bad_word(at)));
        }
        self.push(kind, at, end, flags);
        Ok(Resume::Behind(end))
    }

    /// The string whose opening quote is at `at`: its end, and its flags; or where its line ends, if
    /// it isn't closed there.
    #[inline(always)]
    pub(super) fn string(&mut self, at: usize) -> Result<(usize, u8), usize> {
        let stop = string_stop(self.bytes, at + 1);
        if let Some(b'"') = self.bytes.get(stop) {
            return Ok((stop + 1, 0));
        }
        self.string_rest(stop)
    }

    /// A member's name and colon, at `at` (white space skipped).
    #[inline(always)]
    pub(super) fn name(&mut self, at: usize, byte: u8) -> Result<Name, Broken> {
        if byte != b'"' {
            return self.bad_name(at);
        }
        match self.string(at) {
            Ok((end, flags)) => {
                self.push_name(at, end, flags, Span::new(index(at + 1), index(end - 1)));
                self.colon(end)
            }
            Err(stop) => self.unclosed_name(at, stop),
        }
    }

    #[inline(always)]
    pub(super) fn push_name(&mut self, start: usize, end: usize, flags: u8, name: Span) {
        let raw = self.bytes.get(name.start as usize..name.end as usize);
        let hash = if flags & Node::ESCAPED == 0 {
            NameHash::of(raw.unwrap_or_default())
        } else {
            NameHash::of(super::unescape(name.of(self.text)).as_bytes())
        };
        self.node(Kind::Key, start, end, hash.0, flags);
    }

    #[inline(always)]
    pub(super) fn colon(&mut self, at: usize) -> Result<Name, Broken> {
        if let Some(b':') = self.bytes.get(at) {
            return Ok(Name::Value(at + 1));
        }
        let (colon, byte) = self.next(at);
        if byte == b':' {
            return Ok(Name::Value(colon + 1));
        }
        self.missing_colon(at, colon)
    }

    #[inline(always)]
    pub(super) fn begin(&mut self, kind: Kind, at: usize) -> Result<(), Broken> {
        self.depth += 1;
        if self.depth > self.max_depth {
            return Err(self.too_deep(at));
        }
        let this = index(self.nodes.len());
        self.node(kind, at, 0, self.open, 0);
        self.open = this;
        self.object = kind == Kind::Object;
        Ok(())
    }

    /// Closes the innermost container with the bracket at `at`.
    #[inline]
    pub(super) fn close(&mut self, at: usize) -> usize {
        let tail = index(self.nodes.len());
        let this = self.open;
        let closes_object = self.object;
        if let Some(node) = self.nodes.get_mut(this as usize) {
            self.open = node.tail;
            node.tail = tail;
            node.end = index(at + 1);
        }
        self.depth -= 1;
        let around = self.nodes.get(self.open as usize);
        self.object = around.is_some_and(|node| node.kind == Kind::Object);
        if closes_object {
            find_duplicates(self.text, this, &self.nodes, &mut self.tape.defects);
        }
        at + 1
    }

    #[inline(always)]
    pub(super) fn push(&mut self, kind: Kind, start: usize, end: usize, flags: u8) {
        let tail = index(self.nodes.len()) + 1;
        self.node(kind, start, end, tail, flags);
    }

    /// The one place where the tape grows.
    #[inline(always)]
    fn node(&mut self, kind: Kind, start: usize, end: usize, tail: u32, flags: u8) {
        self.nodes.push(Node {
            start: index(start),
            end: index(end),
            tail,
            kind,
            flags,
        });
    }

    /// Where the innermost open container begins.
    pub(super) fn opened_at(&self) -> Option<u32> {
        self.nodes.get(self.open as usize).map(|node| node.start)
    }

    /// The next byte that is no white space, and where it is; 0 at the end of the text. Comments,
    /// and white space that JSON doesn't have, are skipped too; each is a defect.
    #[inline(always)]
    pub(super) fn next(&mut self, at: usize) -> (usize, u8) {
        match self.bytes.get(at) {
            Some(&byte) if byte.cast_signed() > 0x20 && byte != b'/' => (at, byte),
            _ => self.next_after_space(at),
        }
    }

    fn next_after_space(&mut self, at: usize) -> (usize, u8) {
        let mut end = skip_space(self.bytes, at);
        self.tape.spaced |= end != at;
        if let Some(b'/' | 0..0x20 | 0x7f..) = self.bytes.get(end) {
            end = self.no_token(end);
        }
        (end, self.bytes.get(end).copied().unwrap_or(0))
    }

    /// Whether a number or literal that ends at `at` really ends there.
    #[inline]
    fn ends_token(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            None | Some(b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t') => true,
            Some(_) => !self.continues_word(at),
        }
    }

    /// Behind the root value: where it goes on after all, if it wasn't meant to end.
    fn end(&mut self, at: usize) -> Option<Resume> {
        let (at, byte) = self.next(at);
        if at < self.bytes.len() {
            return self.text_behind(at, byte);
        }
        None
    }

    pub(super) fn defect(&mut self, kind: DefectKind, start: usize, end: usize) {
        let span = Span::new(index(start), index(end));
        self.tape.defects.push(Defect::new(kind, span));
    }

    fn too_deep(&mut self, at: usize) -> Broken {
        let limit = self.max_depth;
        self.defect(DefectKind::TooDeep { limit }, at, at + 1);
        Broken
    }
}
