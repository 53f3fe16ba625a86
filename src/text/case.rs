/// How two texts are the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Same {
    /// To the letter.
    Exactly,
    /// But for the case of ASCII letters.
    InOtherCase,
}

/// Whether two texts are the same, ASCII case aside, and to the letter.
///
/// Names and URIs that are compared are nearly always written alike or of different length, so eight
/// bytes are compared at a time: WebAssembly has no faster way to compare memory.
pub fn same(one: &str, other: &str) -> Option<Same> {
    same_bytes(one.as_bytes(), other.as_bytes())
}

/// The same for bytes of UTF-8.
#[inline(always)]
pub(crate) fn same_bytes(one: &[u8], other: &[u8]) -> Option<Same> {
    if one.len() != other.len() {
        return None;
    }
    if is_same(one, other) {
        return Some(Same::Exactly);
    }
    same_in_other_case(one, other)
}

#[cold]
fn same_in_other_case(one: &[u8], other: &[u8]) -> Option<Same> {
    one.eq_ignore_ascii_case(other).then_some(Same::InOtherCase)
}

/// Whether two runs of the same length are the same. Of up to sixteen bytes the first and the last
/// eight are all, even where they overlap; others mostly begin or end otherwise.
#[inline(always)]
pub(crate) fn is_same(one: &[u8], other: &[u8]) -> bool {
    if let (Some(first), Some(other_first)) = (one.first_chunk::<8>(), other.first_chunk::<8>()) {
        if u64::from_le_bytes(*first) != u64::from_le_bytes(*other_first) {
            return false;
        }
        let (last, other_last) = (one.last_chunk::<8>(), other.last_chunk::<8>());
        let same_end = last.map(|word| u64::from_le_bytes(*word))
            == other_last.map(|word| u64::from_le_bytes(*word));
        return same_end && (one.len() <= 16 || is_same_within(one, other));
    }
    if let (Some(first), Some(other_first)) = (one.first_chunk::<4>(), other.first_chunk::<4>()) {
        let (last, other_last) = (one.last_chunk::<4>(), other.last_chunk::<4>());
        return u32::from_le_bytes(*first) == u32::from_le_bytes(*other_first)
            && last.map(|word| u32::from_le_bytes(*word))
                == other_last.map(|word| u32::from_le_bytes(*word));
    }
    one.iter().zip(other).all(|(byte, other)| byte == other)
}

/// The same for what stands between the ends.
#[inline(always)]
fn is_same_within(one: &[u8], other: &[u8]) -> bool {
    let (words, other_words) = (one.as_chunks::<8>().0, other.as_chunks::<8>().0);
    let mut difference = 0;
    for (word, other) in words.iter().zip(other_words) {
        difference |= u64::from_le_bytes(*word) ^ u64::from_le_bytes(*other);
    }
    difference == 0
}

/// Whether two texts are the same to the letter.
pub fn is_same_text(one: &str, other: &str) -> bool {
    one.len() == other.len() && is_same(one.as_bytes(), other.as_bytes())
}

/// Whether two texts are the same, ASCII case aside.
#[inline(always)]
pub fn same_but_for_case(one: &str, other: &str) -> bool {
    // Asked of many texts in turn, this tells nearly all of them apart.
    one.len() == other.len() && same(one, other).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn compares_as_the_standard_library_does(one in "[abAB:é]{0,20}", other in "[abAB:é]{0,20}") {
            for other in [one.to_ascii_uppercase(), one.clone(), other] {
                let expected = if one == other {
                    Some(Same::Exactly)
                } else {
                    one.eq_ignore_ascii_case(&other).then_some(Same::InOtherCase)
                };
                prop_assert_eq!(same(&one, &other), expected);
                prop_assert_eq!(is_same_text(&one, &other), one == other);
            }
        }
    }
}
