/// A place as people count it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters (Unicode scalar values).
    pub column: u32,
}

/// Where the lines of a text begin. Lines end with LF, CR LF or CR.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
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
        Self { starts }
    }

    /// Line and column of a byte offset of the text that the index was made from.
    pub fn locate(&self, text: &str, offset: u32) -> LineColumn {
        let line = self.starts.partition_point(|&start| start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let before = text
            .get(start as usize..offset as usize)
            .unwrap_or_default();
        LineColumn {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(before.chars().count()).map_or(u32::MAX, |n| n + 1),
        }
    }

    /// The text of a line (from 1) without its line ending.
    pub fn line<'t>(&self, text: &'t str, line: u32) -> &'t str {
        let index = (line as usize).saturating_sub(1);
        let start = self
            .starts
            .get(index)
            .map_or(text.len(), |&start| start as usize);
        let end = self
            .starts
            .get(index + 1)
            .map_or(text.len(), |&next| next as usize);
        text.get(start..end)
            .unwrap_or_default()
            .trim_end_matches(['\n', '\r'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(index.line(text, 2), "bé😀c");
        assert_eq!(index.line(text, 4), "e");
        assert_eq!(index.line(text, 9), "");
    }
}
