/// The candidate nearest to `text`, if it is near enough to be a slip of the hand. Linear in the
/// candidates; long texts are compared no further than they can match.
pub(crate) fn nearest<'c>(
    candidates: impl Iterator<Item = &'c str>,
    text: &str,
) -> Option<&'c str> {
    let allowed = match text.len() {
        0..=2 => return None,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    let mut given = None;
    candidates
        .filter(|candidate| candidate.len().abs_diff(text.len()) <= allowed)
        .filter_map(|candidate| {
            let (letters, lower) =
                given.get_or_insert_with(|| (letters_of(text), text.to_ascii_lowercase()));
            let known = letters_of(candidate);
            let (more, less) = (*letters & !known, known & !*letters);
            // Each slip brings in one letter at most, and takes one away.
            if more.count_ones().max(less.count_ones()) as usize > allowed {
                return None;
            }
            let distance = strsim::osa_distance(&candidate.to_ascii_lowercase(), lower);
            Some((distance, candidate))
        })
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Which letters a text has, ASCII case aside: a bit for each, which some others share.
fn letters_of(text: &str) -> u64 {
    let bit = |c: char| 1 << (u32::from(c.to_ascii_lowercase()) & 63);
    text.chars().fold(0, |letters, c| letters | bit(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same without a look at the letters.
    fn compared_with_all<'c>(candidates: &'c [String], text: &str) -> Option<&'c str> {
        let allowed = match text.len() {
            0..=2 => return None,
            3..=5 => 1,
            6..=9 => 2,
            _ => 3,
        };
        let lower = text.to_ascii_lowercase();
        candidates
            .iter()
            .filter(|candidate| candidate.len().abs_diff(text.len()) <= allowed)
            .map(|candidate| {
                let distance = strsim::osa_distance(&candidate.to_ascii_lowercase(), &lower);
                (distance, candidate.as_str())
            })
            .filter(|&(distance, _)| distance <= allowed)
            .min_by_key(|&(distance, _)| distance)
            .map(|(_, candidate)| candidate)
    }

    proptest! {
        #[test]
        fn letters_rule_out_what_is_far_alone(
            candidates in prop::collection::vec("[a-fA-F0-2é]{0,11}", 0..12),
            text in "[a-fA-F0-2é]{0,11}",
        ) {
            let found = nearest(candidates.iter().map(String::as_str), &text);
            prop_assert_eq!(found, compared_with_all(&candidates, &text));
        }
    }

    #[test]
    fn slips_of_the_hand_are_near() {
        let names = ["userName", "displayName", "nickName", "title"];
        for (text, near) in [
            ("userNmae", Some("userName")),
            ("UserNam", Some("userName")),
            ("titel", Some("title")),
            ("tle", None),
            ("locale", None),
        ] {
            assert_eq!(nearest(names.into_iter(), text), near, "{text}");
        }
    }
}
