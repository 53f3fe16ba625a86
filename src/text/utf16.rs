/// Bytes between two checkpoints: a look-up reads at most this many.
const STRIDE: usize = 256;

/// Turns byte offsets of a UTF-8 text into offsets in UTF-16 code units, as JavaScript counts.
///
/// Building reads the text once; a look-up takes constant time. A text of ASCII alone costs nothing.
#[derive(Clone, Debug)]
pub struct Utf16Table<'t> {
    text: &'t str,
    /// UTF-16 units before byte `STRIDE * i`; empty where the text is ASCII.
    checkpoints: Vec<u32>,
}

impl<'t> Utf16Table<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let mut checkpoints = Vec::new();
        if !text.is_ascii() {
            let mut units = 0;
            checkpoints.reserve(text.len() / STRIDE + 1);
            for chunk in text.as_bytes().chunks(STRIDE) {
                checkpoints.push(units);
                units += chunk.iter().copied().map(units_of).sum::<u32>();
            }
            checkpoints.push(units);
        }
        Self { text, checkpoints }
    }

    /// UTF-16 units before the byte at `offset`; an offset inside a character counts as its start.
    pub fn offset(&self, offset: u32) -> u32 {
        if self.checkpoints.is_empty() {
            return offset;
        }
        let offset = self.character_start(offset as usize);
        let index = offset / STRIDE;
        let before = self.checkpoints.get(index).copied().unwrap_or_default();
        let rest = self.text.as_bytes().get(index * STRIDE..offset);
        before + rest.map_or(0, |bytes| bytes.iter().copied().map(units_of).sum())
    }

    fn character_start(&self, offset: usize) -> usize {
        let mut start = offset.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        start
    }
}

/// Whether a text is ASCII, eight bytes at a time: where a word has four bytes, that takes half as
/// long.
pub fn is_ascii(text: &str) -> bool {
    are_ascii(text.as_bytes())
}

/// The same for bytes.
#[inline]
pub(crate) fn are_ascii(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let all = words
        .iter()
        .fold(0, |all, word| all | u64::from_le_bytes(*word));
    all & 0x8080_8080_8080_8080 == 0 && rest.is_ascii()
}

/// The length of a text in UTF-16 code units.
pub fn utf16_length(text: &str) -> usize {
    if is_ascii(text) {
        return text.len();
    }
    text.bytes().map(|byte| units_of(byte) as usize).sum()
}

/// A character counts where it begins: one unit, or two when UTF-8 needs four bytes for it.
const fn units_of(byte: u8) -> u32 {
    match byte {
        0x80..=0xBF => 0,
        0xF0..=0xFF => 2,
        _ => 1,
    }
}

/// The byte offset of a place in UTF-16 code units; one inside a character counts as its start, one
/// behind the end as the end. Linear in what stands before.
pub fn from_utf16(text: &str, offset: u32) -> u32 {
    let mut units = 0;
    let found = text.char_indices().find(|(_, c)| {
        units += u32::try_from(c.len_utf16()).unwrap_or(1);
        units > offset
    });
    let at = found.map_or(text.len(), |(at, _)| at);
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_encoding_the_prefix(text in ".{0,700}") {
            let table = Utf16Table::new(&text);
            prop_assert_eq!(utf16_length(&text), text.encode_utf16().count());
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let units = text[..offset].encode_utf16().count();
                prop_assert_eq!(table.offset(u32::try_from(offset).unwrap()) as usize, units);
            }
        }
    }

    #[test]
    fn comes_back_from_utf16() {
        let places = |text| [0, 1, 2, 3, 4, 9].map(|offset| from_utf16(text, offset));
        assert_eq!(places("a😀b"), [0, 1, 1, 5, 6, 6]);
        assert_eq!(places(""), [0; 6]);
    }

    #[test]
    fn an_offset_inside_a_character_counts_as_its_start() {
        let table = Utf16Table::new("a😀b");
        assert_eq!(
            [0, 1, 2, 3, 4, 5, 6].map(|o| table.offset(o)),
            [0, 1, 1, 1, 1, 3, 4]
        );
        assert_eq!(table.offset(99), 4);
    }
}
