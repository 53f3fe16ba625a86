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
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return None;
    }
    let (words, rest) = one.as_chunks::<8>();
    let (other_words, other_rest) = other.as_chunks::<8>();
    let mut same = Same::Exactly;
    for (word, other) in words.iter().zip(other_words) {
        if u64::from_le_bytes(*word) != u64::from_le_bytes(*other) {
            if !word.eq_ignore_ascii_case(other) {
                return None;
            }
            same = Same::InOtherCase;
        }
    }
    for (byte, other) in rest.iter().zip(other_rest) {
        if byte != other {
            if !byte.eq_ignore_ascii_case(other) {
                return None;
            }
            same = Same::InOtherCase;
        }
    }
    Some(same)
}

/// Whether two texts are the same, ASCII case aside.
pub fn same_but_for_case(one: &str, other: &str) -> bool {
    same(one, other).is_some()
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
            }
        }
    }
}
