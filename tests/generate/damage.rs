//! Texts that were good once: bytes flipped, put in, taken out, cut off.

use proptest::prelude::*;

/// How a text can be damaged.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    Flip(prop::sample::Index, u8),
    Insert(prop::sample::Index, &'static str),
    Delete(prop::sample::Index),
    Truncate(prop::sample::Index),
    Swap(prop::sample::Index),
}

/// One damage, of any kind.
pub(crate) fn damage() -> impl Strategy<Value = Damage> {
    let place = any::<prop::sample::Index>;
    let piece = prop::sample::select(vec![
        ",", ":", "{", "}", "[", "]", "\"", "\\", "\\u12", "\\ud800", "\\u", "0", "-", "+", ".",
        "e", "1e", "01", "\n", "\t", " ", "\u{1}", "\u{b}", "\u{a0}", "tru", "true", "null", "nul",
        "NaN", "//", "/*", "*/", "#", "'", "é", "\u{feff}", "\u{2028}", "\u{7f}", "\0",
    ]);
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, mask)| Damage::Flip(at, mask)),
        (place(), piece).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        place().prop_map(Damage::Delete),
        place().prop_map(Damage::Truncate),
        place().prop_map(Damage::Swap),
    ]
}

/// The text after all of them; bytes that are no UTF-8 become U+FFFD.
pub(crate) fn damaged(text: &str, damages: &[Damage]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for damage in damages {
        let length = bytes.len();
        match damage {
            Damage::Insert(at, piece) => {
                let at = at.index(length + 1);
                bytes.splice(at..at, piece.bytes());
            }
            _ if length == 0 => {}
            Damage::Flip(at, mask) => bytes[at.index(length)] ^= mask,
            Damage::Delete(at) => {
                bytes.remove(at.index(length));
            }
            Damage::Truncate(at) => bytes.truncate(at.index(length)),
            Damage::Swap(at) => {
                let at = at.index(length);
                bytes.swap(at, length - 1 - at);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
