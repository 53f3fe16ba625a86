use core::fmt::Write;

use crate::text::{LineIndex, Span, columns};

/// Most columns of a source line that are shown, and how many of them before the place.
const SHOWN: usize = 100;
const BEFORE: usize = 50;

/// The part of a line that a place is in, fit to be shown in a terminal.
pub(super) struct Excerpt {
    /// The line, from 1.
    pub(super) line: u32,
    /// What is shown of it; cut ends are marked with an ellipsis.
    pub(super) text: String,
    /// Columns of `text` before the place.
    pub(super) before: usize,
    /// Columns that the place covers, at least one.
    pub(super) covered: usize,
    /// The line that the place ends in, where that is another one.
    pub(super) to_line: Option<u32>,
}

impl Excerpt {
    /// Takes time independent of how long the line and the place are.
    pub(super) fn of(span: Span, text: &str, index: &LineIndex) -> Self {
        let line = index.locate(text, span.start).line;
        let whole = index.line_span(text, line);
        let start = span.start.clamp(whole.start, whole.end);
        let mut shown = Shown::default();
        let lead = Span::new(whole.start, start).of(text);
        let from = if fits(whole.of(text)) {
            0
        } else {
            lead_start(lead)
        };
        if from > 0 {
            shown.text.push('…');
            shown.columns += 1;
        }
        for character in lead.get(from..).unwrap_or_default().chars() {
            shown.push(character);
        }
        let before = shown.columns;
        let marked = Span::new(start, span.end.clamp(start, whole.end)).of(text);
        let complete = shown.take(marked);
        let covered = (shown.columns - before).max(1);
        let rest = Span::new(start, whole.end).of(text);
        if !complete || !shown.take(rest.get(marked.len()..).unwrap_or_default()) {
            shown.text.push('…');
        }
        let end = index.locate(text, span.end.max(span.start)).line;
        Self {
            line,
            text: shown.text,
            before,
            covered,
            to_line: (end > line).then_some(end),
        }
    }

    /// Writes the line and, below it, what marks the place, each behind `margin`.
    pub(super) fn write(&self, margin: &str, out: &mut String) {
        let number = self.line.to_string();
        // Writing to a String can't fail.
        let _ = writeln!(out, "{margin}{number} | {}", self.text);
        let (width, before) = (number.len(), self.before);
        let _ = write!(out, "{margin}{:width$} | {:before$}", "", "");
        out.push_str(&"^".repeat(self.covered));
        if let Some(line) = self.to_line {
            let _ = write!(out, " up to line {line}");
        }
        out.push('\n');
    }
}

#[derive(Default)]
struct Shown {
    text: String,
    columns: usize,
}

impl Shown {
    fn push(&mut self, character: char) {
        let character = visible(character);
        self.columns += columns(character);
        self.text.push(character);
    }

    /// Takes characters while there is room; says whether all of them were taken.
    fn take(&mut self, text: &str) -> bool {
        for character in text.chars() {
            if self.columns >= SHOWN {
                return false;
            }
            self.push(character);
        }
        true
    }
}

/// Whether a line can be shown whole.
fn fits(line: &str) -> bool {
    // No character has more than four bytes; those without width are few.
    line.len() <= 4 * SHOWN && line.chars().map(visible).map(columns).sum::<usize>() <= SHOWN
}

/// Where to begin so that what stands before the place takes no more than its room.
fn lead_start(lead: &str) -> usize {
    let mut room = BEFORE;
    for (offset, character) in lead.char_indices().rev() {
        let width = columns(visible(character));
        if width > room {
            return offset + character.len_utf8();
        }
        room -= width;
    }
    0
}

/// A character that neither a terminal nor a reader can be fooled with: controls become their
/// pictures, and marks that turn the direction of writing become U+FFFD.
pub(super) fn visible(character: char) -> char {
    match character {
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or(' '),
        '\u{7f}' => '\u{2421}',
        _ if is_deceptive(character) => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}

/// Controls without a picture, line separators, and marks that turn the direction of writing or
/// aren't seen at all.
const fn is_deceptive(character: char) -> bool {
    matches!(
        character,
        '\u{80}'..='\u{9f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// A sentence on one line, as [`visible`] has its characters.
pub(super) fn visible_line(sentence: &str) -> String {
    let mut line = String::with_capacity(sentence.len());
    for character in sentence.chars() {
        line.push(if character == '\n' {
            ' '
        } else {
            visible(character)
        });
    }
    line
}
