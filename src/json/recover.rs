//! The cold half of the parser: what is noted, and how it goes on, where the text isn't JSON.
//!
//! A slip is read over, so that one missing comma doesn't hide what the schema has to say. Where
//! there is more than one reading the likeliest is taken, and the tape says that it was guessed;
//! after many guesses the reading ends. Each guess may read the text to its end: as there are only
//! so many, time stays linear.

use super::defect::DefectKind;
use super::document::{Guess, index};
use super::node::{Kind, Node};
use super::parse::{Broken, NONE, Name, Parser, Resume};
use super::scan::string_stop;
use super::string::hex_unit;
use crate::text::Span;

/// A text that takes more guesses than this isn't read.
const GUESSES: u32 = 32;

/// As many bytes before the root value are skipped.
const MARGIN: usize = 16;

#[cold]
const fn cold() {}

/// White space, or what looks like it, that RFC 8259 §2 doesn't have.
fn is_other_space(c: char) -> bool {
    match c {
        ' ' | '\n' | '\r' | '\t' => false,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => true,
        c => c.is_whitespace() || c.is_control(),
    }
}

pub(super) const fn begins_value(byte: u8) -> bool {
    matches!(
        byte,
        b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'
    )
}

/// What is written for a colon elsewhere.
pub(super) fn instead_of_colon(byte: u8) -> bool {
    matches!(byte, b'=' | b'>' | b';' | b'~' | b'|')
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
    pub(super) fn string_rest(&mut self, stop: usize) -> Result<(usize, u8), usize> {
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
                _ => return Err(stop),
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
    pub(super) fn bad_value(&mut self, at: usize) -> Result<Resume, Broken> {
        cold();
        let Some(&byte) = self.bytes.get(at) else {
            if self.open == NONE {
                self.defect(DefectKind::Empty, 0, self.bytes.len());
                return Err(Broken);
            }
            return Ok(Resume::Behind(self.no_value(at)));
        };
        if self.open == NONE {
            return self.before_root(at, byte);
        }
        match byte {
            b',' if !self.object => Ok(Resume::Behind(self.extra_commas(at))),
            b',' if self.is_value_without_name(at + 1) => {
                self.defect(DefectKind::ExtraComma, at, at + 1);
                Ok(Resume::Value(at + 1))
            }
            b',' => Ok(Resume::Behind(self.told_no_value(at))),
            b'}' | b']' => self.bracket_for_value(at),
            b':' => {
                self.guess(Guess::Words)?;
                let end = self.run_end(at, &|byte| byte == b':');
                self.defect(DefectKind::ExpectedValue, at, end);
                Ok(Resume::Value(end))
            }
            _ => self.word_or_junk(at, byte),
        }
    }

    fn word_or_junk(&mut self, at: usize, byte: u8) -> Result<Resume, Broken> {
        if let Some(inner) = self.other_quotes(at) {
            self.push(Kind::Invalid, at, inner.1, 0);
            return Ok(Resume::Behind(inner.1));
        }
        let word = self.word_end(at);
        let before_value = if byte == b'\'' { at + 1 } else { word };
        if before_value > at
            && matches!(self.bytes.get(before_value), Some(b'"' | b'{' | b'['))
            && self.unopened_value(at).is_none()
        {
            self.guess(Guess::Words)?;
            self.defect(DefectKind::ExpectedValue, at, before_value);
            return Ok(Resume::Value(before_value));
        }
        if byte == b'\'' {
            let stop = self.line_end(at);
            return Ok(Resume::Behind(self.unclosed_value(at, stop)));
        }
        if self.word_end(at) > at || self.unopened_value(at).is_some() {
            return Ok(Resume::Behind(self.bad_word(at)));
        }
        self.guess(Guess::Words)?;
        let end = self.junk_end(at);
        self.defect(DefectKind::ExpectedValue, at, end);
        match self.bytes.get(super::scan::skip_space(self.bytes, end)) {
            Some(&byte) if begins_value(byte) => Ok(Resume::Value(end)),
            _ => Ok(Resume::Behind(self.no_value(end))),
        }
    }

    /// Something before the root value: a few characters are skipped.
    fn before_root(&mut self, at: usize, byte: u8) -> Result<Resume, Broken> {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let root = rest
            .iter()
            .take(MARGIN)
            .position(|b| matches!(b, b'{' | b'['));
        if let Some(root) = root.filter(|root| *root > 0) {
            self.guess(Guess::Words)?;
            self.defect(DefectKind::ExpectedValue, at, at + root);
            return Ok(Resume::Value(at + root));
        }
        if byte == b'\'' || self.word_end(at) > at {
            return self.word_or_junk(at, byte);
        }
        let width = self.character_at(at).len_utf8();
        self.defect(DefectKind::ExpectedValue, at, at + width);
        Err(Broken)
    }

    /// A value is missing; it stands empty on the tape.
    pub(super) fn no_value(&mut self, at: usize) -> usize {
        if self.object {
            self.push(Kind::Invalid, at, at, 0);
        }
        at
    }

    fn told_no_value(&mut self, at: usize) -> usize {
        self.defect(DefectKind::ExpectedValue, at, at + 1);
        self.no_value(at)
    }

    /// Whether a value that is no name of a member stands at `at`.
    fn is_value_without_name(&self, at: usize) -> bool {
        let at = super::scan::skip_space(self.bytes, at);
        match self.bytes.get(at) {
            Some(b'"') => {
                let end = string_stop(self.bytes, at + 1);
                let behind = super::scan::skip_space(self.bytes, end + 1);
                self.bytes.get(end) == Some(&b'"') && self.bytes.get(behind) != Some(&b':')
            }
            Some(&byte) => begins_value(byte),
            None => false,
        }
    }

    /// Commas at `at` that follow a comma or an opening bracket. Returns where the text goes on as
    /// behind a value.
    fn extra_commas(&mut self, at: usize) -> usize {
        let (mut last, mut end) = (at, at);
        while let Some(b',') = self.bytes.get(end) {
            last = end;
            end = super::scan::skip_space(self.bytes, end + 1);
        }
        let before = self.space_before(at);
        let first = before.checked_sub(1);
        let first = first.filter(|first| self.bytes.get(*first) == Some(&b','));
        match (self.bytes.get(end), first) {
            (Some(b'}' | b']'), Some(first)) => {
                self.defect(DefectKind::TrailingComma, first, last + 1);
                end
            }
            (Some(b'}' | b']'), None) => {
                self.defect(DefectKind::ExtraComma, at, last + 1);
                end
            }
            _ => {
                self.defect(DefectKind::ExtraComma, at, last + 1);
                last
            }
        }
    }

    /// A word or number that JSON doesn't have: `True`, `NaN`, `01`. Or a string that lacks its
    /// opening quote.
    pub(super) fn bad_word(&mut self, at: usize) -> usize {
        cold();
        let end = if let Some(end) = self.unopened_value(at) {
            self.tape.guess = self.tape.guess.max(Guess::Words);
            self.defect(DefectKind::NoOpeningQuote, at, end);
            end
        } else {
            let end = self.word_end(at);
            self.defect(DefectKind::BadWord, at, end);
            end
        };
        self.push(Kind::Invalid, at, end, 0);
        end
    }

    /// Something else than a quoted name, where one belongs.
    pub(super) fn bad_name(&mut self, at: usize) -> Result<Name, Broken> {
        cold();
        let Some(&byte) = self.bytes.get(at) else {
            return Ok(Name::Behind(at));
        };
        let behind = super::scan::skip_space(self.bytes, at + 1);
        match byte {
            b'}' | b']' if self.bytes.get(behind) == Some(&b'"') => {
                self.guess(Guess::Brackets)?;
                self.defect(DefectKind::StrayBracket, at, at + 1);
                self.name(behind, b'"')
            }
            b'}' => {
                self.trailing_comma(at);
                Ok(Name::Close(at))
            }
            b']' => Ok(Name::Behind(at)),
            b',' => Ok(Name::Behind(self.extra_commas(at))),
            b'{' | b'[' => self.bracket_for_name(at, byte),
            _ => self.bare_name(at),
        }
    }

    fn bare_name(&mut self, at: usize) -> Result<Name, Broken> {
        if let Some((inner, end)) = self.other_quotes(at) {
            self.push_name(inner.start as usize, inner.end as usize, Node::BARE, inner);
            return self.colon(end);
        }
        if let Some(end) = self.unopened_name(at) {
            self.guess(Guess::Words)?;
            self.defect(DefectKind::NoOpeningQuote, at, end);
            let name = Span::new(index(at), index(end - 1));
            self.push_name(at, end - 1, Node::BARE, name);
            return self.colon(end);
        }
        let end = self.word_end(at);
        let colon = self.bytes.get(super::scan::skip_space(self.bytes, end));
        if end > at && colon == Some(&b':') {
            self.defect(DefectKind::BareName, at, end);
            let name = Span::new(index(at), index(end));
            self.push_name(at, end, Node::BARE, name);
            return self.colon(end);
        }
        self.guess(Guess::Words)?;
        let end = self.junk_end(at);
        self.defect(DefectKind::ExpectedName, at, end);
        self.name_behind(end)
    }

    /// The name of a member behind something that was skipped.
    pub(super) fn name_behind(&mut self, at: usize) -> Result<Name, Broken> {
        match self.next(at) {
            (at, b'"') => self.name(at, b'"'),
            (at, b'}') => Ok(Name::Close(at)),
            (at, _) => Ok(Name::Behind(at)),
        }
    }

    /// Neither a comma nor the container's end at `at`, after a value that ends at `end`.
    pub(super) fn separator(&mut self, end: usize, at: usize) -> Result<Resume, Broken> {
        cold();
        let Some(&byte) = self.bytes.get(at) else {
            return Ok(Resume::Behind(self.unclosed()));
        };
        if let Some(resume) = self.quote_behind_value(end, at, byte)? {
            return Ok(resume);
        }
        match byte {
            b'}' | b']' => self.wrong_bracket(end, at, byte),
            b':' if self.is_behind_string(end) => self.colon_behind_string(end, at),
            b'"' => {
                self.defect(DefectKind::MissingComma, end, end);
                Ok(Resume::Next(at))
            }
            b'{' | b'[' if self.object || self.opens_nothing(at) => {
                self.guess(Guess::Brackets)?;
                self.defect(DefectKind::StrayBracket, at, at + 1);
                Ok(Resume::Behind(at + 1))
            }
            byte if !self.object && begins_value(byte) => {
                self.defect(DefectKind::MissingComma, end, end);
                Ok(Resume::Next(at))
            }
            _ => self.junk_behind_value(end, at),
        }
    }

    fn junk_behind_value(&mut self, end: usize, at: usize) -> Result<Resume, Broken> {
        let word = self.word_end(at);
        let colon = self.bytes.get(super::scan::skip_space(self.bytes, word));
        if self.object && word > at && colon == Some(&b':') {
            self.defect(DefectKind::MissingComma, end, end);
            return Ok(Resume::Next(at));
        }
        self.guess(Guess::Words)?;
        let junk = self.junk_end(at);
        self.defect(DefectKind::ExpectedSeparator, at, junk);
        let (at, byte) = self.next(junk);
        Ok(match byte {
            b'"' => Resume::Next(at),
            b'{' | b'[' if !self.object => Resume::Next(at),
            _ => Resume::Behind(at),
        })
    }

    pub(super) fn missing_colon(&mut self, end: usize, at: usize) -> Result<Name, Broken> {
        cold();
        let Some(&byte) = self.bytes.get(at) else {
            return Ok(Name::Behind(self.no_value(at)));
        };
        if let Some(name) = self.quote_behind_name(end, at)? {
            return Ok(name);
        }
        let behind = super::scan::skip_space(self.bytes, at + 1);
        if matches!(byte, b',' | b'{' | b'[' | b'}' | b']') && self.bytes.get(behind) == Some(&b':')
        {
            self.guess(Guess::Words)?;
            self.defect(DefectKind::ExpectedColon, at, at + 1);
            return Ok(Name::Value(behind + 1));
        }
        match byte {
            byte if begins_value(byte) => {
                self.defect(DefectKind::MissingColon, end, end);
                Ok(Name::Value(at))
            }
            b',' | b'}' | b']' => self.name_alone(at),
            _ => {
                let mut junk = self.run_end(at, &instead_of_colon);
                if junk == at {
                    self.guess(Guess::Words)?;
                    junk = self.junk_end(at);
                }
                self.defect(DefectKind::ExpectedColon, at, junk);
                let behind = super::scan::skip_space(self.bytes, junk);
                let colon = self.bytes.get(behind) == Some(&b':');
                Ok(Name::Value(if colon { behind + 1 } else { junk }))
            }
        }
    }

    /// A comma before the closing bracket at `at`.
    pub(super) fn trailing_comma(&mut self, at: usize) {
        cold();
        // Comments may stand between, and hold commas themselves; they have just been noted.
        let mut end = self.space_before(at);
        for defect in self.tape.defects.iter().rev() {
            let between = matches!(defect.kind, DefectKind::Comment | DefectKind::OtherSpace);
            if !between || defect.span.end as usize != end {
                break;
            }
            end = self.space_before(defect.span.start as usize);
        }
        self.defect(DefectKind::TrailingComma, end.saturating_sub(1), end);
    }

    /// Skips comments and white space that JSON doesn't have, and the white space around them.
    pub(super) fn no_token(&mut self, at: usize) -> usize {
        cold();
        let mut at = at;
        loop {
            let rest = self.text.get(at..).unwrap_or_default();
            let (kind, length) = if rest.starts_with("//") {
                let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
                (DefectKind::Comment, length)
            } else if rest.starts_with("/*") {
                let length = rest.find("*/").map_or(rest.len(), |end| end + 2);
                (DefectKind::Comment, length)
            } else {
                let length = rest.find(|c| !is_other_space(c)).unwrap_or(rest.len());
                (DefectKind::OtherSpace, length)
            };
            if length == 0 {
                return at;
            }
            self.defect(kind, at, at + length);
            at = super::scan::skip_space(self.bytes, at + length);
        }
    }

    /// More text behind the root value.
    pub(super) fn text_behind(&mut self, at: usize, byte: u8) -> Option<Resume> {
        cold();
        if let Some(resume) = self.open_again(at, byte) {
            return Some(resume);
        }
        // Behind a guess it may follow from what has been told.
        if self.tape.guess == Guess::None {
            let end = self.space_before(self.bytes.len());
            self.defect(DefectKind::TextBehind, at, end);
        }
        None
    }

    /// Counts a guess. After many, the text is something else than JSON.
    pub(super) fn guess(&mut self, guess: Guess) -> Result<(), Broken> {
        self.guesses += 1;
        self.tape.guess = self.tape.guess.max(guess);
        if self.guesses > GUESSES {
            return Err(Broken);
        }
        Ok(())
    }

    pub(super) fn run_end(&self, at: usize, of_run: &dyn Fn(u8) -> bool) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let length = rest.iter().position(|byte| !of_run(*byte));
        at + length.unwrap_or(rest.len())
    }

    /// Where something that is no token ends: before the next bracket, comma, quote or line.
    fn junk_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut characters = rest.char_indices().skip(1);
        let end = characters.find(|(_, c)| matches!(c, '{' | '}' | '[' | ']' | ',' | '"' | '\n'));
        let junk = rest.get(..end.map_or(rest.len(), |(end, _)| end));
        at + junk.unwrap_or_default().trim_end().len().max(1)
    }

    pub(super) fn line_end(&self, at: usize) -> usize {
        self.run_end(at, &|byte| !matches!(byte, b'\n' | b'\r'))
    }

    /// Where the white space (RFC 8259 §2) that ends at `at` begins.
    pub(super) fn space_before(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.trim_end_matches([' ', '\n', '\r', '\t']).len()
    }

    /// Whether a letter, digit or the like stands at `at`, so that the token before it goes on.
    pub(super) fn continues_word(&self, at: usize) -> bool {
        self.word_end(at) > at
    }

    pub(super) fn word_end(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let of_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '+' | '-' | '.');
        at + rest.find(|c| !of_word(c)).unwrap_or(rest.len())
    }

    pub(super) fn character_at(&self, at: usize) -> char {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.chars().next().unwrap_or_default()
    }
}
