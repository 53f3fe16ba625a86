use super::defect::{Defect, DefectKind};
use super::document::{Tape, index};
use super::duplicate::find_duplicates;
use super::name_hash::NameHash;
use super::node::{Kind, Node};
use super::scan::{number_end, skip_space, string_stop};
use crate::text::Span;

/// No container is open.
const NONE: u32 = u32::MAX;

/// The text can't be read any further; the defect that says why has been noted.
pub(super) struct Broken;

/// What stands where the name of a member, or the end of an object, belongs.
pub(super) enum Name {
    /// A name and its colon; a value follows at this offset.
    Value(usize),
    /// The object ends at this offset.
    Close(usize),
}

pub(super) struct Parser<'p> {
    pub(super) text: &'p str,
    pub(super) bytes: &'p [u8],
    pub(super) tape: &'p mut Tape,
    /// Index of the innermost open container; the ones around it are linked by their `tail`.
    open: u32,
    depth: u32,
    max_depth: u32,
}

impl<'p> Parser<'p> {
    pub(super) fn new(text: &'p str, max_depth: u32, tape: &'p mut Tape) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            tape,
            open: NONE,
            depth: 0,
            max_depth,
        }
    }

    /// Fills the tape; leaves it empty where the text breaks off.
    pub(super) fn run(mut self) {
        if self.document().is_err() {
            self.tape.nodes.clear();
        }
    }

    fn document(&mut self) -> Result<(), Broken> {
        let mut at = self.start();
        loop {
            at = self.value(at)?;
            loop {
                if self.open == NONE {
                    return self.end(at);
                }
                let end = at;
                at = self.space(end);
                let object = self.is_object();
                match self.bytes.get(at) {
                    Some(b',') => {
                        at = self.space(at + 1);
                        if object {
                            match self.name(at)? {
                                Name::Value(value) => at = value,
                                Name::Close(close) => {
                                    at = self.close(close);
                                    continue;
                                }
                            }
                        } else if self.bytes.get(at) == Some(&b']') {
                            self.trailing_comma(at);
                            at = self.close(at);
                            continue;
                        }
                        break;
                    }
                    Some(b'}') if object => at = self.close(at),
                    Some(b']') if !object => at = self.close(at),
                    _ => {
                        self.separator(end, at)?;
                        if object {
                            match self.name(at)? {
                                Name::Value(value) => at = value,
                                Name::Close(_) => return Err(Broken),
                            }
                        }
                        break;
                    }
                }
            }
        }
    }

    /// A value, or a container's beginning up to where its first value is expected.
    #[inline]
    fn value(&mut self, from: usize) -> Result<usize, Broken> {
        let mut at = from;
        loop {
            at = self.space(at);
            match self.bytes.get(at) {
                Some(b'"') => {
                    let (end, flags) = self.string(at)?;
                    self.tape.push(Kind::String, at, end, flags);
                    return Ok(end);
                }
                Some(b'{') => {
                    self.begin(Kind::Object, at)?;
                    at = self.space(at + 1);
                    if self.bytes.get(at) == Some(&b'}') {
                        return Ok(self.close(at));
                    }
                    match self.name(at)? {
                        Name::Value(value) => at = value,
                        Name::Close(close) => return Ok(self.close(close)),
                    }
                }
                Some(b'[') => {
                    self.begin(Kind::Array, at)?;
                    at = self.space(at + 1);
                    if self.bytes.get(at) == Some(&b']') {
                        return Ok(self.close(at));
                    }
                }
                Some(b'-' | b'0'..=b'9') => return self.number(at),
                _ => return self.word(at),
            }
        }
    }

    fn number(&mut self, at: usize) -> Result<usize, Broken> {
        match number_end(self.bytes, at) {
            Ok(end) if !self.continues_word(end) => {
                self.tape.push(Kind::Number, at, end, 0);
                Ok(end)
            }
            _ => self.bad_word(at),
        }
    }

    fn word(&mut self, at: usize) -> Result<usize, Broken> {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let (kind, flags, length) = match rest {
            [b't', b'r', b'u', b'e', ..] => (Kind::Boolean, Node::TRUE, 4),
            [b'f', b'a', b'l', b's', b'e', ..] => (Kind::Boolean, 0, 5),
            [b'n', b'u', b'l', b'l', ..] => (Kind::Null, 0, 4),
            _ => return self.bad_value(at),
        };
        let end = at + length;
        if self.continues_word(end) {
            return self.bad_word(at);
        }
        self.tape.push(kind, at, end, flags);
        Ok(end)
    }

    /// The string whose opening quote is at `at`: its end, and its flags.
    #[inline]
    pub(super) fn string(&mut self, at: usize) -> Result<(usize, u8), Broken> {
        let stop = string_stop(self.bytes, at + 1);
        if self.bytes.get(stop) == Some(&b'"') {
            return Ok((stop + 1, 0));
        }
        self.string_rest(at, stop)
    }

    /// A member's name and colon, at `at` (white space skipped).
    #[inline]
    pub(super) fn name(&mut self, at: usize) -> Result<Name, Broken> {
        if self.bytes.get(at) != Some(&b'"') {
            return self.bad_name(at);
        }
        let (end, flags) = self.string(at)?;
        self.push_name(at, end, flags, Span::new(index(at + 1), index(end - 1)));
        self.colon(end).map(Name::Value)
    }

    #[inline]
    pub(super) fn push_name(&mut self, start: usize, end: usize, flags: u8, name: Span) {
        let raw = self.bytes.get(name.start as usize..name.end as usize);
        let hash = if flags & Node::ESCAPED == 0 {
            NameHash::of(raw.unwrap_or_default())
        } else {
            NameHash::of(super::unescape(name.of(self.text)).as_bytes())
        };
        self.tape.nodes.push(Node {
            start: index(start),
            end: index(end),
            tail: hash.0,
            kind: Kind::Key,
            flags,
        });
    }

    #[inline]
    pub(super) fn colon(&mut self, at: usize) -> Result<usize, Broken> {
        if self.bytes.get(at) == Some(&b':') {
            return Ok(at + 1);
        }
        let colon = self.space(at);
        if self.bytes.get(colon) == Some(&b':') {
            return Ok(colon + 1);
        }
        self.missing_colon(at, colon)
    }

    #[inline]
    fn begin(&mut self, kind: Kind, at: usize) -> Result<(), Broken> {
        self.depth += 1;
        if self.depth > self.max_depth {
            return Err(self.too_deep(at));
        }
        let this = index(self.tape.nodes.len());
        self.tape.push(kind, at, at, 0);
        if let Some(node) = self.tape.nodes.last_mut() {
            node.tail = self.open;
        }
        self.open = this;
        Ok(())
    }

    /// Closes the innermost container with the bracket at `at`.
    #[inline]
    fn close(&mut self, at: usize) -> usize {
        let tail = index(self.tape.nodes.len());
        let this = self.open;
        let mut object = false;
        if let Some(node) = self.tape.nodes.get_mut(this as usize) {
            self.open = node.tail;
            node.tail = tail;
            node.end = index(at + 1);
            object = node.kind == Kind::Object;
        }
        self.depth -= 1;
        if object {
            find_duplicates(self.text, this, self.tape);
        }
        at + 1
    }

    #[inline]
    pub(super) fn is_object(&self) -> bool {
        let node = self.tape.nodes.get(self.open as usize);
        node.is_some_and(|node| node.kind == Kind::Object)
    }

    /// Where the innermost open container begins.
    pub(super) fn opened_at(&self) -> Option<u32> {
        self.tape
            .nodes
            .get(self.open as usize)
            .map(|node| node.start)
    }

    /// Skips white space (and comments, each of which is a defect).
    #[inline]
    pub(super) fn space(&mut self, at: usize) -> usize {
        let end = skip_space(self.bytes, at);
        self.tape.spaced |= end != at;
        if self.bytes.get(end) == Some(&b'/') {
            return self.comment(end);
        }
        end
    }

    fn end(&mut self, at: usize) -> Result<(), Broken> {
        let at = self.space(at);
        if at < self.bytes.len() {
            self.text_behind(at);
        }
        Ok(())
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
