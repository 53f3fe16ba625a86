//! The cold half of the parser: what is noted, and how it goes on, where the text isn't JSON.
//!
//! A slip with one obvious reading is read over, so that one missing comma doesn't hide what the
//! schema has to say. Anything else ends the reading: guesses would make defects of their own.

use super::defect::DefectKind;
use super::document::index;
use super::node::{Kind, Node};
use super::parse::{Broken, Name, Parser};
use super::scan::string_stop;
use super::string::hex_unit;
use crate::text::Span;

#[cold]
const fn cold() {}

const fn begins_value(byte: u8) -> bool {
    matches!(
        byte,
        b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'
    )
}

impl Parser<'_> {
    /// Where the first value begins: after a byte order mark, if there is one.
    pub(super) fn start(&mut self) -> usize {
        if self.text.starts_with('\u{feff}') {
            self.defect(DefectKind::ByteOrderMark, 0, 3);
            return 3;
        }
        0
    }

    /// The rest of a string that has a backslash, a control character or the end of the text at
    /// `stop`.
    pub(super) fn string_rest(&mut self, at: usize, stop: usize) -> Result<(usize, u8), Broken> {
        let mut stop = stop;
        let mut flags = 0;
        loop {
            match self.bytes.get(stop) {
                Some(b'"') => return Ok((stop + 1, flags)),
                Some(b'\\') => {
                    flags = Node::ESCAPED;
                    stop = string_stop(self.bytes, self.escape(stop));
                }
                Some(&control) if control != b'\n' && control != b'\r' => {
                    self.defect(DefectKind::ControlCharacter { control }, stop, stop + 1);
                    stop = string_stop(self.bytes, stop + 1);
                }
                _ => {
                    self.defect(DefectKind::UnclosedString, at, stop);
                    return Err(Broken);
                }
            }
        }
    }

    /// The offset after the escape whose backslash is at `at`.
    fn escape(&mut self, at: usize) -> usize {
        match self.bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at + 2,
            Some(b'u') => self.unicode_escape(at),
            // What follows is a defect of its own.
            Some(0..0x20) | None => at + 1,
            Some(_) => {
                let width = self.character_at(at + 1).len_utf8();
                self.defect(DefectKind::BadEscape, at, at + 1 + width);
                at + 1 + width
            }
        }
    }

    fn unicode_escape(&mut self, at: usize) -> usize {
        let Some(unit) = self.hex_at(at + 2) else {
            let digits = self.bytes.get(at + 2..).unwrap_or_default();
            let valid = digits
                .iter()
                .take(4)
                .take_while(|b| b.is_ascii_hexdigit())
                .count();
            self.defect(DefectKind::BadEscape, at, at + 2 + valid);
            return at + 2 + valid;
        };
        let end = at + 6;
        if !(0xD800..0xE000).contains(&unit) {
            return end;
        }
        let pair = unit < 0xDC00 && self.bytes.get(end..end + 2) == Some(b"\\u");
        if pair && matches!(self.hex_at(end + 2), Some(0xDC00..=0xDFFF)) {
            return end + 6;
        }
        self.defect(DefectKind::LoneSurrogate, at, end);
        end
    }

    fn hex_at(&self, at: usize) -> Option<u32> {
        hex_unit(self.text.get(at..)?).map(|(unit, _)| unit)
    }

    /// Something else than a value, where a value belongs.
    pub(super) fn bad_value(&mut self, at: usize) -> Result<usize, Broken> {
        cold();
        match self.bytes.get(at) {
            None => Err(self.unclosed()),
            Some(b'\'') => self.single_quoted(at),
            Some(b',' | b':' | b'}' | b']') => {
                self.defect(DefectKind::ExpectedValue, at, at + 1);
                Err(Broken)
            }
            Some(_) => self.bad_word(at),
        }
    }

    /// A word or number that JSON doesn't have: `True`, `NaN`, `01`.
    pub(super) fn bad_word(&mut self, at: usize) -> Result<usize, Broken> {
        cold();
        let end = self.word_end(at);
        if end == at {
            let width = self.character_at(at).len_utf8();
            self.defect(DefectKind::ExpectedValue, at, at + width);
            return Err(Broken);
        }
        self.defect(DefectKind::BadWord, at, end);
        self.push(Kind::Invalid, at, end, 0);
        Ok(end)
    }

    fn single_quoted(&mut self, at: usize) -> Result<usize, Broken> {
        let end = self.single_quoted_end(at)?;
        self.push(Kind::Invalid, at, end, 0);
        Ok(end)
    }

    fn single_quoted_end(&mut self, at: usize) -> Result<usize, Broken> {
        let rest = self.bytes.get(at + 1..).unwrap_or_default();
        let stop = rest
            .iter()
            .position(|byte| matches!(byte, b'\'' | b'\n' | b'\r'));
        let end = at + 1 + stop.unwrap_or(rest.len());
        if self.bytes.get(end) == Some(&b'\'') {
            self.defect(DefectKind::SingleQuotes, at, end + 1);
            Ok(end + 1)
        } else {
            self.defect(DefectKind::UnclosedString, at, end);
            Err(Broken)
        }
    }

    /// Something else than a quoted name, where one belongs.
    pub(super) fn bad_name(&mut self, at: usize) -> Result<Name, Broken> {
        cold();
        match self.bytes.get(at) {
            None => Err(self.unclosed()),
            Some(b'}') => {
                self.trailing_comma(at);
                Ok(Name::Close(at))
            }
            Some(b'\'') => {
                let end = self.single_quoted_end(at)?;
                let name = Span::new(index(at + 1), index(end - 1));
                self.push_name(at, end, 0, name);
                self.colon(end).map(Name::Value)
            }
            Some(_) => {
                let end = self.word_end(at);
                let colon = self.bytes.get(super::scan::skip_space(self.bytes, end));
                if end == at || colon != Some(&b':') {
                    let width = self.character_at(at).len_utf8();
                    self.defect(DefectKind::ExpectedName, at, end.max(at + width));
                    return Err(Broken);
                }
                self.defect(DefectKind::BareName, at, end);
                let name = Span::new(index(at), index(end));
                self.push_name(at, end, Node::BARE, name);
                self.colon(end).map(Name::Value)
            }
        }
    }

    /// Neither a comma nor the container's end at `at`, after a value that ends at `end`: a comma was
    /// left out, or the text is broken.
    pub(super) fn separator(&mut self, end: usize, at: usize) -> Result<(), Broken> {
        cold();
        match self.bytes.get(at) {
            None => Err(self.unclosed()),
            Some(b'"') => {
                self.defect(DefectKind::MissingComma, end, end);
                Ok(())
            }
            Some(byte) if !self.object && begins_value(*byte) => {
                self.defect(DefectKind::MissingComma, end, end);
                Ok(())
            }
            Some(_) => {
                let end = self.word_end(at);
                let width = self.character_at(at).len_utf8();
                self.defect(DefectKind::ExpectedSeparator, at, end.max(at + width));
                Err(Broken)
            }
        }
    }

    pub(super) fn missing_colon(&mut self, end: usize, at: usize) -> Result<usize, Broken> {
        cold();
        match self.bytes.get(at) {
            None => Err(self.unclosed()),
            Some(byte) if begins_value(*byte) => {
                self.defect(DefectKind::MissingColon, end, end);
                Ok(at)
            }
            Some(_) => {
                let width = self.character_at(at).len_utf8();
                self.defect(DefectKind::ExpectedColon, at, at + width);
                Err(Broken)
            }
        }
    }

    /// A comma before the closing bracket at `at`.
    pub(super) fn trailing_comma(&mut self, at: usize) {
        cold();
        // Comments may stand between, and hold commas themselves; they have just been noted.
        let mut end = self.space_before(at);
        for defect in self.tape.defects.iter().rev() {
            if defect.kind != DefectKind::Comment || defect.span.end as usize != end {
                break;
            }
            end = self.space_before(defect.span.start as usize);
        }
        self.defect(DefectKind::TrailingComma, end.saturating_sub(1), end);
    }

    /// Skips comments and the white space around them.
    pub(super) fn comment(&mut self, at: usize) -> usize {
        cold();
        let mut at = at;
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            let length = if rest.starts_with("//") {
                rest.find(['\n', '\r']).unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else {
                return at;
            };
            self.defect(DefectKind::Comment, at, at + length);
            at = super::scan::skip_space(self.bytes, at + length);
        }
    }

    /// More text behind the root value.
    pub(super) fn text_behind(&mut self, at: usize) {
        cold();
        let end = self.space_before(self.bytes.len());
        self.defect(DefectKind::TextBehind, at, end);
    }

    fn unclosed(&mut self) -> Broken {
        let end = self.space_before(self.bytes.len());
        let before = self.text.get(..end).unwrap_or_default();
        let start = end - before.chars().next_back().map_or(0, char::len_utf8);
        match self.opened_at() {
            Some(opened) => self.defect(DefectKind::Unclosed { opened }, start, end),
            None => self.defect(DefectKind::Empty, 0, self.bytes.len()),
        }
        Broken
    }

    /// Where the white space (RFC 8259 §2) that ends at `at` begins.
    fn space_before(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.trim_end_matches([' ', '\n', '\r', '\t']).len()
    }

    /// Whether a letter, digit or the like stands at `at`, so that the token before it goes on.
    pub(super) fn continues_word(&self, at: usize) -> bool {
        self.word_end(at) > at
    }

    fn word_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '+' | '-' | '.');
        at + rest.find(|c| !of_word(c)).unwrap_or(rest.len())
    }

    fn character_at(&self, at: usize) -> char {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.chars().next().unwrap_or_default()
    }
}
