//! Quotes that are missing, too many, or others than JSON has.

use super::defect::DefectKind;
use super::document::{Guess, index};
use super::node::{Kind, Node};
use super::parse::{Broken, Name, Parser, Resume};
use super::scan::skip_space;
use crate::text::Span;

/// How far the closing quote of a string that lacks the opening one is looked for, in bytes.
const LONGEST: usize = 256;

/// What stands behind a string that is a value.
const fn ends_value(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b',' | b'}' | b']'))
}

/// The quotes that close what a quote opens, which JSON doesn't have.
const fn closing_quotes(opening: char) -> Option<&'static [char]> {
    Some(match opening {
        '\'' => &['\''],
        '`' => &['`', '\''],
        '\u{2018}' | '\u{2019}' | '\u{201a}' => &['\u{2018}', '\u{2019}', '\''],
        '\u{201c}' | '\u{201d}' | '\u{201e}' => &['\u{201c}', '\u{201d}', '"'],
        _ => return None,
    })
}

impl Parser<'_> {
    /// A string in other quotes at `at`: what stands in them, and the offset behind.
    pub(super) fn other_quotes(&mut self, at: usize) -> Option<(Span, usize)> {
        let opening = self.character_at(at);
        let closing = closing_quotes(opening)?;
        let start = at + opening.len_utf8();
        let rest = self.text.get(start..)?;
        let length = rest.find(|c| matches!(c, '\n' | '\r') || closing.contains(&c))?;
        let last = self.character_at(start + length);
        if !closing.contains(&last) {
            return None;
        }
        let end = start + length + last.len_utf8();
        self.defect(DefectKind::OtherQuotes, at, end);
        Some((Span::new(index(start), index(start + length)), end))
    }

    /// A value that begins with a quote at `at` and has none before `stop`, the end of its line.
    pub(super) fn unclosed_value(&mut self, at: usize, stop: usize) -> usize {
        if let Some(end) = self.goes_on_behind(stop)
            && ends_value(self.bytes.get(skip_space(self.bytes, end)))
        {
            self.line_end_inside(stop);
            self.push(Kind::Invalid, at, end, 0);
            return end;
        }
        let end = self.content_end(at, stop);
        self.unclosed_string(at, end);
        self.push(Kind::Invalid, at, end, 0);
        end
    }

    /// The end of a string in the line behind the one that ends at `stop`, where it isn't closed.
    fn goes_on_behind(&self, stop: usize) -> Option<usize> {
        let line = skip_space(self.bytes, stop);
        let quote = self.closing_quote(line)?;
        (line > stop && quote > line).then_some(quote + 1)
    }

    fn line_end_inside(&mut self, stop: usize) {
        let control = self.bytes.get(stop).copied().unwrap_or_default();
        self.defect(DefectKind::ControlCharacter { control }, stop, stop + 1);
    }

    /// The same where the name of a member belongs.
    pub(super) fn unclosed_name(&mut self, at: usize, stop: usize) -> Result<Name, Broken> {
        self.guess(Guess::Words)?;
        if let Some(end) = self.goes_on_behind(stop)
            && self.bytes.get(skip_space(self.bytes, end)) == Some(&b':')
        {
            self.line_end_inside(stop);
            let name = Span::new(index(at + 1), index(end - 1));
            self.push_name(at + 1, end - 1, Node::BARE, name);
            return self.colon(end);
        }
        let content = self.text.get(at + 1..stop).unwrap_or_default();
        let before_value = |(colon, _): &(usize, &str)| {
            let behind = content.as_bytes().get(colon + 1);
            matches!(behind, Some(b' ' | b'\t' | b'"' | b'{' | b'['))
        };
        let colon = content.rmatch_indices(':').find(before_value);
        let colon = colon.map(|(colon, _)| at + 1 + colon);
        let end = self.content_end(at, colon.unwrap_or(stop));
        self.unclosed_string(at, end);
        if colon.is_none() && stop == self.bytes.len() {
            // The text was cut here; what the name would have been nobody knows.
            return Ok(Name::Behind(end));
        }
        self.push_name(
            at + 1,
            end,
            Node::BARE,
            Span::new(index(at + 1), index(end)),
        );
        match colon {
            Some(colon) => Ok(Name::Value(colon + 1)),
            None => Ok(Name::Behind(self.no_value(end))),
        }
    }

    fn unclosed_string(&mut self, at: usize, end: usize) {
        self.tape.guess = self.tape.guess.max(Guess::Words);
        self.defect(DefectKind::UnclosedString, at, end);
    }

    /// Where a string without a closing quote was meant to end: not behind the brackets and commas
    /// that end its line.
    fn content_end(&self, at: usize, stop: usize) -> usize {
        let content = self.text.get(at + 1..stop).unwrap_or_default();
        let content = content.trim_end_matches([',', '}', ']', ' ', '\t']);
        at + 1 + content.len()
    }

    /// The end of a string at `at` that lacks its opening quote.
    pub(super) fn unopened_value(&self, at: usize) -> Option<usize> {
        let quote = self.closing_quote(at)?;
        let behind = skip_space(self.bytes, quote + 1);
        (quote > at && ends_value(self.bytes.get(behind))).then_some(quote + 1)
    }

    /// The end of a name at `at` that lacks its opening quote.
    pub(super) fn unopened_name(&self, at: usize) -> Option<usize> {
        let quote = self.closing_quote(at)?;
        let before = self.bytes.get(quote.wrapping_sub(1));
        let behind = skip_space(self.bytes, quote + 1);
        let is_name = quote > at
            && self.bytes.get(behind) == Some(&b':')
            && !matches!(before, Some(b':' | b' ' | b'\t'));
        is_name.then_some(quote + 1)
    }

    /// The next quote at or after `at`, before any comma, bracket or line end.
    fn closing_quote(&self, at: usize) -> Option<usize> {
        let stops = |byte: u8| {
            matches!(
                byte,
                b'"' | b',' | b'{' | b'}' | b'[' | b']' | b'\n' | b'\r'
            )
        };
        let rest = self.bytes.get(at..)?.iter().take(LONGEST);
        let quote = at + rest.copied().position(stops)?;
        (self.bytes.get(quote) == Some(&b'"')).then_some(quote)
    }

    /// Whether the latest node is a string that ends at `end`.
    pub(super) fn is_behind_string(&self, end: usize) -> bool {
        let last = self.nodes.last();
        last.is_some_and(|node| node.kind == Kind::String && node.end == index(end))
    }

    /// A value that ends at `end` where something unexpected stands at `at`: whether a quote is
    /// missing or too many, and how it goes on then.
    pub(super) fn quote_behind_value(
        &mut self,
        end: usize,
        at: usize,
        byte: u8,
    ) -> Result<Option<Resume>, Broken> {
        if at != end {
            return Ok(None);
        }
        let behind = skip_space(self.bytes, at + 1);
        if byte == b'"' && ends_value(self.bytes.get(behind)) {
            self.guess(Guess::Words)?;
            self.defect(DefectKind::ExtraQuote, at, at + 1);
            self.spoil_scalar();
            return Ok(Some(Resume::Behind(at + 1)));
        }
        if !self.is_behind_string(end) || matches!(byte, b'"' | b'{' | b'}' | b'[' | b']') {
            return Ok(None);
        }
        let start = self.nodes.last().map_or(end, |node| node.start as usize);
        if byte != b':'
            && let Some(content) = self.swallowed(start, end, &[',', '}', ']'])
        {
            self.guess(Guess::Words)?;
            self.nodes.pop();
            self.unclosed_string(start, content);
            self.push(Kind::Invalid, start, content, 0);
            return Ok(Some(Resume::Behind(content)));
        }
        let Some(close) = self.unopened_value(at).filter(|close| *close > at + 2) else {
            return Ok(None);
        };
        self.guess(Guess::Words)?;
        self.nodes.pop();
        self.quote_inside(start, end);
        self.push(Kind::Invalid, start, close, 0);
        Ok(Some(Resume::Behind(close)))
    }

    /// The same for a name that ends at `end` and has no colon at `at`.
    pub(super) fn quote_behind_name(
        &mut self,
        end: usize,
        at: usize,
    ) -> Result<Option<Name>, Broken> {
        let Some(key) = self.nodes.last().copied() else {
            return Ok(None);
        };
        if at != end || key.has(Node::BARE) {
            return Ok(None);
        }
        let start = key.start as usize;
        let behind = skip_space(self.bytes, at + 1);
        if self.bytes.get(at) == Some(&b'"') && self.bytes.get(behind) == Some(&b':') {
            self.guess(Guess::Words)?;
            self.defect(DefectKind::ExtraQuote, at, at + 1);
            return Ok(Some(Name::Value(behind + 1)));
        }
        if let Some(content) = self.swallowed(start, end, &[':']) {
            self.guess(Guess::Words)?;
            self.unclosed_string(start, content);
            self.rename(start + 1, content);
            return self.colon(content).map(Some);
        }
        let Some(close) = self.unopened_name(at) else {
            return Ok(None);
        };
        self.guess(Guess::Words)?;
        self.quote_inside(start, end);
        let from = if end - start == 2 { end } else { start + 1 };
        self.rename(from, close - 1);
        self.colon(close).map(Some)
    }

    fn rename(&mut self, start: usize, end: usize) {
        self.nodes.pop();
        let name = Span::new(index(start), index(end));
        self.push_name(start, end, Node::BARE, name);
    }

    /// Where a string that runs on to the opening quote of the next one was meant to end: before
    /// what stands between two strings, which begins with one of `first`.
    fn swallowed(&self, start: usize, end: usize, first: &[char]) -> Option<usize> {
        let content = self.text.get(start + 1..end - 1)?;
        let meant = content.trim_end_matches([',', ':', '{', '}', '[', ']', ' ', '\t']);
        let between = content.get(meant.len()..)?.trim_start();
        between
            .starts_with(first)
            .then_some(start + 1 + meant.len())
    }

    /// A quote inside a string, at the end of the one that stands from `start` to `end`; of two
    /// quotes in a row the first is too many.
    fn quote_inside(&mut self, start: usize, end: usize) {
        if end - start == 2 {
            self.defect(DefectKind::ExtraQuote, start, start + 1);
        } else {
            self.defect(DefectKind::InnerQuote, end - 1, end);
        }
    }

    /// The latest value is not what is meant.
    fn spoil_scalar(&mut self) {
        if let Some(node) = self.nodes.last_mut()
            && !matches!(node.kind, Kind::Key | Kind::Array | Kind::Object)
        {
            node.kind = Kind::Invalid;
        }
    }
}
