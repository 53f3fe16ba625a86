use super::scan::string_stop;

/// Levels of brackets whose kinds are known; of deeper ones only the number is.
const KNOWN: u32 = u64::BITS;

/// As many bytes of a string are kept as it takes to know the names that matter.
const KEPT: usize = 16;

/// A token of a JSON text, as far as brackets and strings go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Token {
    /// `{` or `[`
    Open(u8),
    /// `}` or `]`, with all that it leaves open inside
    Close,
    /// `}` or `]`, and nothing that it could close
    Stray(u8),
    /// A string up to its closing quote
    String,
    /// A string that its line ends before its closing quote does; the line end is not part of it
    CutString,
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// A line feed outside strings
    Line,
    /// A byte of anything else but white space
    Other,
}

/// How deep in brackets a text has got, and whether it is inside a string. It reads a text piece by
/// piece, wherever the pieces are cut, in constant memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Nesting {
    depth: u32,
    /// A bit a level, the outermost lowest: whether it is an object.
    objects: u64,
    string: bool,
    escape: bool,
    kept: [u8; KEPT],
    kept_length: usize,
}

impl Nesting {
    /// How many brackets are open.
    pub(super) const fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether the innermost open bracket is a brace.
    pub(super) const fn in_braces(&self) -> bool {
        self.depth > 0 && self.depth <= KNOWN && self.objects >> (self.depth - 1) & 1 == 1
    }

    /// Back to where nothing is open.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Closes the innermost bracket, which somebody else has read.
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Whether the latest string on the outermost level is `name`, ASCII case aside, written without
    /// escapes.
    pub(super) fn latest_is(&self, name: &str) -> bool {
        let kept = self.kept.get(..self.kept_length).unwrap_or_default();
        kept.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The next token at or after `at`, and the offset behind it. `None` where the piece ends before
    /// the token does; the next piece goes on from there.
    #[inline]
    pub(super) fn token(&mut self, bytes: &[u8], at: usize) -> Option<(Token, usize)> {
        let mut at = at;
        if self.string {
            return self.string_rest(bytes, at);
        }
        loop {
            let byte = *bytes.get(at)?;
            at += 1;
            let token = match byte {
                b' ' | b'\t' | b'\r' => continue,
                b'\n' => Token::Line,
                b'"' => {
                    self.string = true;
                    self.kept_length = if self.depth == 1 { 0 } else { self.kept_length };
                    return self.string_rest(bytes, at);
                }
                b'{' | b'[' => {
                    self.open(byte);
                    Token::Open(byte)
                }
                b'}' | b']' => self.close(byte),
                b',' => Token::Comma,
                b':' => Token::Colon,
                _ => Token::Other,
            };
            return Some((token, at));
        }
    }

    /// The next token at or after `at` that a value can end with, or a line: of strings only those
    /// outside of all brackets or cut by their line, of closing brackets only the last and those
    /// that close nothing. Otherwise like [`Nesting::token`], and faster.
    pub(super) fn bound(&mut self, bytes: &[u8], at: usize) -> Option<(Token, usize)> {
        let mut at = at;
        loop {
            if self.string {
                match self.string_rest(bytes, at)? {
                    (Token::String, end) if self.depth > 0 => at = end,
                    bound => return Some(bound),
                }
            }
            let byte = *bytes.get(at)?;
            at += 1;
            match byte {
                b'"' => {
                    let stop = string_stop(bytes, at);
                    if self.depth > 0 && bytes.get(stop) == Some(&b'"') {
                        at = stop + 1;
                    } else {
                        self.string = true;
                    }
                }
                b'{' | b'[' => self.open(byte),
                b'}' | b']' => {
                    let token = self.close(byte);
                    if token != Token::Close || self.depth == 0 {
                        return Some((token, at));
                    }
                }
                b'\n' => return Some((Token::Line, at)),
                _ => {}
            }
        }
    }

    #[inline]
    fn string_rest(&mut self, bytes: &[u8], at: usize) -> Option<(Token, usize)> {
        let mut at = at;
        loop {
            if self.escape {
                bytes.get(at)?;
                self.escape = false;
                // A line ends even behind a backslash.
                at += usize::from(!matches!(bytes.get(at), Some(b'\n')));
            }
            let stop = string_stop(bytes, at);
            if self.depth == 1 {
                self.keep(bytes.get(at..stop).unwrap_or_default());
            }
            match bytes.get(stop)? {
                b'"' => {
                    self.string = false;
                    return Some((Token::String, stop + 1));
                }
                b'\n' => {
                    self.string = false;
                    return Some((Token::CutString, stop));
                }
                b'\\' => {
                    self.escape = true;
                    if self.depth == 1 {
                        self.keep(b"\\");
                    }
                }
                _ => {}
            }
            at = stop + 1;
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let Some(place) = self.kept.get_mut(self.kept_length) else {
                return;
            };
            *place = *byte;
            self.kept_length += 1;
        }
    }

    fn open(&mut self, byte: u8) {
        if self.depth < KNOWN {
            let bit = 1 << self.depth;
            self.objects = if byte == b'{' {
                self.objects | bit
            } else {
                self.objects & !bit
            };
        }
        self.depth += 1;
    }

    /// A closing bracket closes the innermost bracket of its kind, whatever was left open inside.
    fn close(&mut self, byte: u8) -> Token {
        if self.depth > KNOWN {
            self.depth -= 1;
            return Token::Close;
        }
        let objects = if byte == b'}' {
            self.objects
        } else {
            !self.objects
        };
        let open = u64::MAX.checked_shr(KNOWN - self.depth).unwrap_or_default();
        match (objects & open).checked_ilog2() {
            Some(level) => {
                self.depth = level;
                Token::Close
            }
            None => Token::Stray(byte),
        }
    }
}

/// The string that the root object of a text has under `name` (ASCII case aside), as it is written
/// between its quotes. The text may be broken: it is enough that its brackets and quotes are sound
/// up to there.
pub fn find_root_string<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let bytes = text.as_bytes();
    let mut nesting = Nesting::default();
    // How much of `"name" :` stands before the token.
    let mut matched = 0;
    let mut at = 0;
    while let Some((token, end)) = nesting.token(bytes, at) {
        matched = match (token, matched) {
            (Token::String, 2) if nesting.depth() == 1 => {
                let start = at + text.get(at..end)?.find('"')? + 1;
                return text.get(start..end - 1);
            }
            (Token::String, 0 | 1) if nesting.depth() == 1 && nesting.latest_is(name) => 1,
            (Token::Colon, 1) => 2,
            (Token::Line, matched) => matched,
            (Token::Close, _) if nesting.depth() == 0 => return None,
            _ => 0,
        };
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(pieces: &[&[u8]]) -> Vec<(Token, u32)> {
        let mut nesting = Nesting::default();
        let mut found = Vec::new();
        for piece in pieces {
            let mut at = 0;
            while let Some((token, end)) = nesting.token(piece, at) {
                found.push((token, nesting.depth()));
                at = end;
            }
        }
        found
    }

    proptest! {
        #[test]
        fn tokens_are_the_same_wherever_the_text_is_cut(text in "[\\[\\]{}:,\"\\\\ \na1é]{0,40}", cut in any::<prop::sample::Index>()) {
            let bytes = text.as_bytes();
            let (head, tail) = bytes.split_at(cut.index(bytes.len() + 1));
            prop_assert_eq!(tokens(&[bytes]), tokens(&[head, tail]));
        }
    }

    proptest! {
        #[test]
        fn bounds_are_the_tokens_that_matter(text in "[\\[\\]{}:,\"\\\\ \na1é]{0,40}", cut in any::<prop::sample::Index>()) {
            let bytes = text.as_bytes();
            let (head, tail) = bytes.split_at(cut.index(bytes.len() + 1));
            let mut nesting = Nesting::default();
            let mut bounds = Vec::new();
            for piece in [head, tail] {
                let mut at = 0;
                while let Some((token, end)) = nesting.bound(piece, at) {
                    bounds.push((token, nesting.depth()));
                    at = end;
                }
            }
            let matters = |&(token, depth): &(Token, u32)| match token {
                Token::Close | Token::String => depth == 0,
                token => matches!(token, Token::Stray(_) | Token::CutString | Token::Line),
            };
            let expected: Vec<_> = tokens(&[bytes]).into_iter().filter(matters).collect();
            prop_assert_eq!(bounds, expected);
        }
    }

    #[test]
    fn a_bracket_closes_the_innermost_of_its_kind() {
        let depths = |text: &str| -> Vec<u32> {
            tokens(&[text.as_bytes()])
                .iter()
                .map(|(_, depth)| *depth)
                .collect()
        };
        assert_eq!(depths("{[{]}"), [1, 2, 3, 1, 0]);
        assert_eq!(depths("[[}]]"), [1, 2, 2, 1, 0]);
        let deep = "[".repeat(1000) + &"]".repeat(1000);
        assert_eq!(depths(&deep).last(), Some(&0));
    }

    #[test]
    fn finds_a_string_of_the_root_in_a_broken_text() {
        let text = r#"{"name": {"id": "inner"}, "x": tru, "ID" : "a\"b", "#;
        assert_eq!(find_root_string(text, "id"), Some(r#"a\"b"#));
        for without in [
            r#"{"id": 7}"#,
            r#"{"a": "id"}"#,
            r#"["id", "x"]"#,
            "{}{\"id\":\"x\"}",
            "",
            "{\"id",
        ] {
            assert_eq!(find_root_string(without, "id"), None, "{without}");
        }
    }
}
