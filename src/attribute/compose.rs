//! Normalisation form C: characters written as a letter and marks become the one character that
//! means the same.

use std::borrow::Cow;

use super::compose_table::{
    BY_PARTS, CLASSES, EXCLUDED, FIRSTS, MARKS, SECONDS, SINGLES, WHOLES, WIDTHS,
};
use crate::text::sorted_indices;

/// No character below this one is changed by normalisation, or changes another.
const FIRST_MARK: char = '\u{300}';

const HANGUL: u32 = 0xAC00;
const LEADING: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
const TRAILING: u32 = 0x11A7;
const VOWEL_COUNT: u32 = 21;
const TRAILING_COUNT: u32 = 28;
const SYLLABLES: u32 = 19 * VOWEL_COUNT * TRAILING_COUNT;

/// Normalisation form C (Unicode Standard Annex 15) of a text, so that the two spellings of "é" are
/// one. Borrowed where nothing changes, which is told at a glance for Latin texts.
///
/// The tables cover the Basic Multilingual Plane without the compatibility ideographs of
/// U+F900–U+FAFF, which stay as they are.
pub fn compose(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.chars().all(|c| c < FIRST_MARK || !is_affected(c)) {
        return Cow::Borrowed(text);
    }
    let mut parts = Vec::with_capacity(text.len());
    for c in text.chars() {
        decompose(c, &mut parts);
    }
    order_marks(&mut parts);
    Cow::Owned(join(&parts))
}

/// The full-width letters, digits and signs of East Asian text as their usual forms, and half-width
/// katakana and hangul as the full ones (the width mapping of RFC 8264 §5.2.1).
pub(super) fn usual_width(c: char) -> char {
    let code = u32::from(c);
    let usual = match code {
        0x3000 => Some(0x20),
        0xFF01..=0xFF5E => Some(code - 0xFEE0),
        0xFF5F..=0xFFEE => {
            let mapped = WIDTHS.get((code - 0xFF5F) as usize).copied();
            mapped.filter(|&usual| usual != 0).map(u32::from)
        }
        _ => None,
    };
    usual.and_then(char::from_u32).unwrap_or(c)
}

/// Whether a text with this character may not be normalised.
fn is_affected(c: char) -> bool {
    let code = u32::from(c);
    if matches!(code, 0x3400..=0x9FFF | 0xAC00..=0xD7A3) {
        return false;
    }
    class(c) != 0
        || is_vowel_or_trailing(code)
        || u16::try_from(code).is_ok_and(|code| {
            SECONDS.binary_search(&code).is_ok()
                || SINGLES
                    .binary_search_by_key(&code, |&(from, _)| from)
                    .is_ok()
                || EXCLUDED.binary_search(&code).is_ok()
        })
}

const fn is_vowel_or_trailing(code: u32) -> bool {
    matches!(code, 0x1161..=0x1175 | 0x11A8..=0x11C2)
}

/// The canonical combining class: 0 for what begins a character.
fn class(c: char) -> u8 {
    let Ok(code) = u16::try_from(u32::from(c)) else {
        return 0;
    };
    let next = CLASSES.partition_point(|&(first, ..)| first <= code);
    match next.checked_sub(1).and_then(|at| CLASSES.get(at)) {
        Some(&(_, last, class)) if code <= last => class,
        _ => 0,
    }
}

/// Where a character with two parts is in the table.
fn place_of(code: u16) -> Option<usize> {
    WHOLES.binary_search(&code).ok()
}

fn decompose(c: char, out: &mut Vec<char>) {
    let code = u32::from(c);
    if (HANGUL..HANGUL + SYLLABLES).contains(&code) {
        let index = code - HANGUL;
        let trailing = index % TRAILING_COUNT;
        let jamo = [
            LEADING + index / (VOWEL_COUNT * TRAILING_COUNT),
            VOWELS + index / TRAILING_COUNT % VOWEL_COUNT,
            TRAILING + trailing,
        ];
        let count = if trailing == 0 { 2 } else { 3 };
        out.extend(jamo.into_iter().take(count).filter_map(char::from_u32));
        return;
    }
    let narrow = u16::try_from(code).ok().filter(|_| c >= '\u{C0}');
    let place = narrow.and_then(place_of);
    let parts = place.and_then(|at| {
        let second = SECONDS.get(usize::from(*MARKS.get(at)?))?;
        Some((*FIRSTS.get(at)?, *second))
    });
    if let Some((first, second)) = parts {
        // The first part can have parts itself; three levels at most.
        if let Some(first) = char::from_u32(u32::from(first)) {
            decompose(first, out);
        }
        out.extend(char::from_u32(u32::from(second)));
        return;
    }
    let single =
        narrow.and_then(|code| SINGLES.binary_search_by_key(&code, |&(from, _)| from).ok());
    match single.and_then(|at| SINGLES.get(at)) {
        Some(&(_, to)) => match char::from_u32(u32::from(to)) {
            Some(to) => decompose(to, out),
            None => out.push(c),
        },
        None => out.push(c),
    }
}

/// Brings every run of marks into the order of their classes.
fn order_marks(parts: &mut [char]) {
    let classes: Vec<u8> = parts.iter().map(|&c| class(c)).collect();
    let mut start = 0;
    while start < parts.len() {
        let length = classes
            .iter()
            .skip(start)
            .take_while(|&&class| class != 0)
            .count();
        let run = start..start + length;
        start += length + 1;
        let (Some(marks), Some(classes)) = (parts.get_mut(run.clone()), classes.get(run)) else {
            continue;
        };
        if classes.is_sorted() {
            continue;
        }
        let order = sorted_indices(marks.len(), &|a, b| classes.get(a).cmp(&classes.get(b)));
        let sorted: Vec<char> = order
            .iter()
            .filter_map(|&index| marks.get(index).copied())
            .collect();
        marks.copy_from_slice(&sorted);
    }
}

/// Puts together what belongs together.
fn join(parts: &[char]) -> String {
    let mut out: Vec<char> = Vec::with_capacity(parts.len());
    let mut starter = None;
    let mut last_class = 0;
    for &c in parts {
        let own = class(c);
        let near =
            starter.is_some_and(|at| at + 1 == out.len()) || (last_class < own && last_class != 0);
        let whole = starter
            .filter(|_| near)
            .and_then(|at: usize| out.get_mut(at))
            .and_then(|first| Some((pair(*first, c)?, first)));
        if let Some((whole, first)) = whole {
            *first = whole;
            continue;
        }
        if own == 0 {
            starter = Some(out.len());
        }
        last_class = own;
        out.push(c);
    }
    out.into_iter().collect()
}

/// The character that two make together.
fn pair(first: char, second: char) -> Option<char> {
    let (a, b) = (u32::from(first), u32::from(second));
    let of_hangul =
        |base: u32, count: u32, code: u32| code.checked_sub(base).filter(|&n| n < count);
    if let (Some(leading), Some(vowel)) =
        (of_hangul(LEADING, 19, a), of_hangul(VOWELS, VOWEL_COUNT, b))
    {
        return char::from_u32(HANGUL + (leading * VOWEL_COUNT + vowel) * TRAILING_COUNT);
    }
    if let (Some(syllable), Some(trailing)) = (
        of_hangul(HANGUL, SYLLABLES, a),
        of_hangul(TRAILING, TRAILING_COUNT, b).filter(|&n| n > 0),
    ) && syllable % TRAILING_COUNT == 0
    {
        return char::from_u32(a + trailing);
    }
    let first = u16::try_from(a).ok()?;
    let second = SECONDS.binary_search(&u16::try_from(b).ok()?).ok()?;
    let parts = |at: u16| {
        let at = usize::from(at);
        (
            FIRSTS.get(at).copied().unwrap_or_default(),
            usize::from(MARKS.get(at).copied().unwrap_or_default()),
        )
    };
    let found = BY_PARTS
        .binary_search_by(|&at| parts(at).cmp(&(first, second)))
        .ok()?;
    let whole = WHOLES.get(usize::from(*BY_PARTS.get(found)?))?;
    char::from_u32(u32::from(*whole))
}
