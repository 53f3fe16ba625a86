use super::Span;

/// A place as people count it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters (Unicode scalar values).
    pub column: u32,
}

/// Bytes between two checkpoints: a look-up reads at most this many.
const STRIDE: usize = 256;

/// Where the lines of a text begin. Lines end with LF, CR LF or CR.
///
/// Building reads the text once; however long a line is, a look-up takes the time of a binary
/// search.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// Characters before byte `STRIDE * i`; empty where the text is ASCII.
    checkpoints: Vec<u32>,
}

impl LineIndex {
    /// Reads the whole text once.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let mut bytes = text.bytes().zip(1_u32..).peekable();
        while let Some((byte, next)) = bytes.next() {
            let crlf = byte == b'\r' && matches!(bytes.peek(), Some((b'\n', _)));
            if byte == b'\n' || (byte == b'\r' && !crlf) {
                starts.push(next);
            }
        }
        let mut checkpoints = Vec::new();
        if !text.is_ascii() {
            let mut before = 0;
            for chunk in text.as_bytes().chunks(STRIDE) {
                checkpoints.push(before);
                before += characters(chunk);
            }
            checkpoints.push(before);
        }
        Self {
            starts,
            checkpoints,
        }
    }

    /// Line and column of a byte offset of the text that the index was made from.
    pub fn locate(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = self.characters_before(text, offset);
        LineColumn {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: before.saturating_sub(self.characters_before(text, start)) + 1,
        }
    }

    fn characters_before(&self, text: &str, offset: u32) -> u32 {
        let offset = (offset as usize).min(text.len());
        let checkpoint = offset / STRIDE;
        match self.checkpoints.get(checkpoint) {
            None => u32::try_from(offset).unwrap_or(u32::MAX),
            Some(before) => {
                let rest = text.as_bytes().get(checkpoint * STRIDE..offset);
                before + characters(rest.unwrap_or_default())
            }
        }
    }

    /// Where a line (from 1) is, without its line ending.
    pub fn line_span(&self, text: &str, line: u32) -> Span {
        let index = (line as usize).saturating_sub(1);
        let start = self
            .starts
            .get(index)
            .map_or(text.len(), |&start| start as usize);
        let end = self
            .starts
            .get(index + 1)
            .map_or(text.len(), |&next| next as usize);
        let line = text.get(start..end).unwrap_or_default();
        let length = line.trim_end_matches(['\n', '\r']).len();
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(offset(start), offset(start + length))
    }
}

/// How many characters begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> u32 {
    let begins = |byte: &u8| u32::from(!matches!(byte, 0x80..=0xBF));
    bytes.iter().map(begins).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_lines_of_every_ending_and_columns_in_characters() {
        let text = "a\nbé😀c\r\nd\re";
        let index = LineIndex::new(text);
        let place = |needle: &str| {
            let offset = u32::try_from(text.find(needle).unwrap()).unwrap();
            let LineColumn { line, column } = index.locate(text, offset);
            (line, column)
        };
        assert_eq!(place("a"), (1, 1));
        assert_eq!(place("c"), (2, 4));
        assert_eq!(place("d"), (3, 1));
        assert_eq!(place("e"), (4, 1));
        assert_eq!(index.line_span(text, 2).of(text), "bé😀c");
        assert_eq!(index.line_span(text, 4).of(text), "e");
        assert_eq!(index.line_span(text, 9).of(text), "");
    }

    proptest! {
        #[test]
        fn columns_are_counted_as_by_hand(text in "[aé😀\\n]{0,900}") {
            let index = LineIndex::new(&text);
            let (mut line, mut column) = (1, 1);
            for (offset, character) in text.char_indices() {
                let offset = u32::try_from(offset).unwrap();
                prop_assert_eq!(index.locate(&text, offset), LineColumn { line, column });
                column += 1;
                if character == '\n' {
                    (line, column) = (line + 1, 1);
                }
            }
        }
    }
}
