/// Characters that take two columns in a terminal or a monospaced font: first and last of each run.
/// East Asian Wide and Fullwidth (UAX #11), and emoji.
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115F),
    (0x231A, 0x231B),
    (0x23E9, 0x23EC),
    (0x2614, 0x2615),
    (0x2648, 0x2653),
    (0x26AA, 0x26AB),
    (0x26BD, 0x26BE),
    (0x2705, 0x2705),
    (0x270A, 0x270B),
    (0x2728, 0x2728),
    (0x274C, 0x274C),
    (0x2753, 0x2755),
    (0x2795, 0x2797),
    (0x2B1B, 0x2B1C),
    (0x2B50, 0x2B50),
    (0x2E80, 0x303E),
    (0x3041, 0x33FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0xA4CF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFE10, 0xFE19),
    (0xFE30, 0xFE6F),
    (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x1_6FE0, 0x1_8CFF),
    (0x1_AFF0, 0x1_B2FF),
    (0x1_F1E6, 0x1_F202),
    (0x1_F210, 0x1_F23B),
    (0x1_F300, 0x1_F320),
    (0x1_F32D, 0x1_F335),
    (0x1_F337, 0x1_F37C),
    (0x1_F37E, 0x1_F393),
    (0x1_F3A0, 0x1_F3CA),
    (0x1_F3E0, 0x1_F3F0),
    (0x1_F3F8, 0x1_F43E),
    (0x1_F440, 0x1_F4FC),
    (0x1_F4FF, 0x1_F53D),
    (0x1_F5FB, 0x1_F64F),
    (0x1_F680, 0x1_F6C5),
    (0x1_F7E0, 0x1_F7EB),
    (0x1_F90C, 0x1_F9FF),
    (0x1_FA70, 0x1_FAFF),
    (0x2_0000, 0x3_FFFD),
];

/// Characters that take no column: marks that combine with the character before, joiners, selectors
/// of variants and skin tones.
const NONE: &[(u32, u32)] = &[
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x05BF, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06DC),
    (0x06DF, 0x06E4),
    (0x0711, 0x0711),
    (0x0730, 0x074A),
    (0x093A, 0x093A),
    (0x093C, 0x093C),
    (0x0941, 0x0948),
    (0x094D, 0x094D),
    (0x0951, 0x0957),
    (0x0981, 0x0981),
    (0x09BC, 0x09BC),
    (0x09CD, 0x09CD),
    (0x0BCD, 0x0BCD),
    (0x0E31, 0x0E31),
    (0x0E34, 0x0E3A),
    (0x0E47, 0x0E4E),
    (0x0EB1, 0x0EB1),
    (0x0EB4, 0x0EBC),
    (0x0EC8, 0x0ECE),
    (0x1160, 0x11FF),
    (0x1AB0, 0x1ACE),
    (0x1DC0, 0x1DFF),
    (0x200B, 0x200F),
    (0x2060, 0x2064),
    (0x20D0, 0x20F0),
    (0x3099, 0x309A),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0xFEFF, 0xFEFF),
    (0x1_F3FB, 0x1_F3FF),
    (0xE_0001, 0xE_01EF),
];

/// How many columns a character takes in a terminal or a monospaced font: none, one or two. The
/// scripts of names and the common emoji are known; where fonts disagree it is an estimate.
pub fn columns(character: char) -> usize {
    let code = u32::from(character);
    if code < 0x300 {
        return 1;
    }
    let is_in = |runs: &[(u32, u32)]| {
        let next = runs.partition_point(|(first, _)| *first <= code);
        next.checked_sub(1)
            .and_then(|index| runs.get(index))
            .is_some_and(|(_, last)| code <= *last)
    };
    match code {
        _ if is_in(NONE) => 0,
        _ if is_in(WIDE) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_in_order_and_apart() {
        for runs in [WIDE, NONE] {
            assert!(runs.iter().all(|(first, last)| first <= last));
            assert!(runs.windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }

    #[test]
    fn letters_take_one_column_ideographs_two_and_marks_none() {
        let width = |text: &str| text.chars().map(columns).sum::<usize>();
        for (text, expected) in [
            ("Mira", 4),
            ("Zoë", 3),
            ("Zoe\u{308}", 3),
            ("Ωmega", 5),
            ("Дмитрий", 7),
            ("山田", 4),
            ("ﾔﾏﾀﾞ", 4),
            ("Ｍｉ", 4),
            ("김민준", 6),
            ("שרה", 3),
            ("😀", 2),
            ("👍\u{1f3fd}", 2),
            ("✓…", 2),
        ] {
            assert_eq!(width(text), expected, "{text}");
        }
    }
}
