use super::string::read_escape;
use super::value::Value;
use crate::text::Span;

/// Where the characters of a JSON string stand in the document, escapes counted as written: for a
/// filter or a path that stands in a string.
///
/// Building reads the string once; a look-up takes the logarithm of the number of escapes.
#[derive(Clone, Debug)]
pub struct StringPlaces {
    /// Behind each escape: bytes of the characters so far, bytes of the document so far. The first
    /// is the start of the string.
    anchors: Vec<(u32, u32)>,
}

impl StringPlaces {
    /// Of a string; of another value all places are its start.
    pub fn of(string: Value<'_>) -> Self {
        let span = string.span();
        let raw = string.source();
        let raw = raw.strip_prefix(['"', '\'']).unwrap_or(raw);
        let (mut inner, mut outer) = (0, span.start + 1);
        let mut anchors = vec![(inner, outer)];
        let mut rest = raw;
        while let Some(at) = rest.find('\\') {
            let after = rest.get(at + 1..).unwrap_or_default();
            let (character, behind) = read_escape(after);
            inner += length(at) + length(character.len_utf8());
            outer += length(rest.len() - behind.len());
            anchors.push((inner, outer));
            rest = behind;
        }
        Self { anchors }
    }

    /// The place in the document of a place in the string's characters, both in bytes.
    pub fn span(&self, inner: Span) -> Span {
        Span::new(self.offset(inner.start), self.offset(inner.end))
    }

    fn offset(&self, inner: u32) -> u32 {
        let behind = self.anchors.partition_point(|anchor| anchor.0 <= inner);
        let anchor = behind.checked_sub(1).and_then(|at| self.anchors.get(at));
        anchor.map_or(0, |&(of_inner, of_outer)| of_outer + (inner - of_inner))
    }
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn counts_escapes_as_they_are_written() {
        let text = r#"["a\"bc\u00e9d\ud83d\ude00e"]"#;
        let document = Document::parse(text).unwrap();
        let string = document.root().unwrap().elements().next().unwrap();
        let places = StringPlaces::of(string);
        let characters = string.as_str().unwrap();
        for (part, written) in [
            ("a", "a"),
            ("\"", r#"\""#),
            ("bc", "bc"),
            ("é", r"\u00e9"),
            ("d", "d"),
            ("😀", r"\ud83d\ude00"),
            ("e", "e"),
            ("cé", r"c\u00e9"),
        ] {
            let at = length(characters.find(part).unwrap());
            let span = Span::new(at, at + length(part.len()));
            assert_eq!(places.span(span).of(text), written, "{part}");
        }
        let end = Span::at(length(characters.len()));
        assert_eq!(places.span(end), Span::at(string.span().end - 1));
    }
}
