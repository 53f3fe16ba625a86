//! The tables of normalisation form C, made from and compared with the crate unicode-normalization.
//! `SCIMLENS_WRITE=1 cargo test --test compose` writes them anew.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "tests may panic"
)]

use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};
use std::path::Path;

use proptest::prelude::*;
use scimlens::attribute::{compose, fold_case, fold_user_name};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// The characters that the tables cover.
fn covered() -> impl Iterator<Item = char> {
    ('\0'..='\u{FFFF}').filter(|c| !('\u{F900}'..='\u{FAFF}').contains(c))
}

/// What a character decomposes to in full, where that is not itself.
fn apart(c: char) -> Option<Vec<char>> {
    let mut all = Vec::new();
    unicode_normalization::char::decompose_canonical(c, |part| all.push(part));
    (all != [c] && !('\u{AC00}'..='\u{D7A3}').contains(&c)).then_some(all)
}

/// What a character decomposes to in one step: a character, or a character and a mark.
fn parts(c: char) -> Option<Vec<char>> {
    let mut all = apart(c)?;
    if all.len() <= 2 {
        return Some(all);
    }
    let last = all.pop()?;
    let first = covered().find(|&whole| apart(whole).as_ref() == Some(&all))?;
    Some(vec![first, last])
}

fn list<T: Display>(doc: &str, name: &str, kind: &str, items: &[T], out: &mut String) {
    write!(
        out,
        "\n/// {doc}\npub(super) static {name}: [{kind}; {}] = [",
        items.len()
    )
    .unwrap();
    let mut column = usize::MAX;
    for item in items {
        let item = item.to_string();
        if column.saturating_add(item.len() + 2) > 98 {
            out.push_str("\n    ");
            column = 4;
        } else {
            out.push(' ');
            column += 1;
        }
        write!(out, "{item},").unwrap();
        column += item.len() + 1;
    }
    out.push_str("\n];\n");
}

fn tables() -> String {
    let hex = |c: char| format!("{:#x}", u32::from(c));
    let mut singles = Vec::new();
    let mut pairs = Vec::new();
    for c in covered() {
        match parts(c).as_deref() {
            Some(&[to]) => singles.push(format!("({}, {})", hex(c), hex(to))),
            Some(&[first, second]) => pairs.push((c, first, second)),
            Some(other) => assert!(other.is_empty(), "{c:?}"),
            None => {}
        }
    }
    let seconds: BTreeSet<char> = pairs.iter().map(|pair| pair.2).collect();
    let seconds: Vec<char> = seconds.into_iter().collect();
    let excluded: Vec<_> = pairs
        .iter()
        .filter(|pair| !pair.0.to_string().nfc().eq([pair.0]))
        .map(|pair| hex(pair.0))
        .collect();
    let mut by_parts: Vec<usize> = (0..pairs.len())
        .filter(|&at| !excluded.contains(&hex(pairs[at].0)))
        .collect();
    by_parts.sort_by_key(|&at| (pairs[at].1, pairs[at].2));
    let mark = |second: char| seconds.binary_search(&second).unwrap();
    let mut classes: Vec<(u32, u32, u8)> = Vec::new();
    for c in covered() {
        let (code, class) = (u32::from(c), canonical_combining_class(c));
        match classes.last_mut() {
            _ if class == 0 => {}
            Some((_, last, of_run)) if *last + 1 == code && *of_run == class => *last = code,
            _ => classes.push((code, code, class)),
        }
    }
    let classes: Vec<_> = classes
        .iter()
        .map(|(first, last, class)| format!("({first:#x}, {last:#x}, {class})"))
        .collect();
    let widths: Vec<_> = ('\u{FF5F}'..='\u{FFEE}')
        .map(|c| {
            let usual: Vec<char> = c.to_string().nfkd().collect();
            if c == '\u{FFE3}' {
                // NFKD goes on and takes the macron itself apart, into a space and a mark.
                hex('\u{AF}')
            } else if usual == [c] {
                "0".to_owned()
            } else {
                hex(usual[0])
            }
        })
        .collect();
    let mut out = String::from(
        "//! Tables of Unicode, written by `tests/compose.rs`.\n#![cfg_attr(rustfmt, rustfmt_skip)]\n",
    );
    let all = |pick: &dyn Fn(&(char, char, char)) -> String| -> Vec<String> {
        pairs.iter().map(pick).collect()
    };
    list(
        "Characters that two others make.",
        "WHOLES",
        "u16",
        &all(&|p| hex(p.0)),
        &mut out,
    );
    list(
        "The first part of each.",
        "FIRSTS",
        "u16",
        &all(&|p| hex(p.1)),
        &mut out,
    );
    list(
        "The place of its second part in `SECONDS`.",
        "MARKS",
        "u8",
        &all(&|p| mark(p.2).to_string()),
        &mut out,
    );
    list(
        "Every second part.",
        "SECONDS",
        "u16",
        &seconds.iter().map(|&c| hex(c)).collect::<Vec<_>>(),
        &mut out,
    );
    list(
        "The places in `WHOLES` of what is put together again, by first and second part.",
        "BY_PARTS",
        "u16",
        &by_parts,
        &mut out,
    );
    list(
        "What is taken apart and not put together again.",
        "EXCLUDED",
        "u16",
        &excluded,
        &mut out,
    );
    list(
        "Characters that stand for another one.",
        "SINGLES",
        "(u16, u16)",
        &singles,
        &mut out,
    );
    list(
        "First and last character of a run of marks, and their class.",
        "CLASSES",
        "(u16, u16, u8)",
        &classes,
        &mut out,
    );
    list(
        "The usual form of U+FF5F and what follows; 0 for none.",
        "WIDTHS",
        "u16",
        &widths,
        &mut out,
    );
    out
}

#[test]
fn the_tables_are_those_of_unicode() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/attribute/compose_table.rs");
    let wanted = tables();
    if std::env::var_os("SCIMLENS_WRITE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(
        written == wanted,
        "src/attribute/compose_table.rs is not what Unicode says"
    );
}

#[test]
fn every_character_is_composed() {
    for c in covered() {
        let alone = c.to_string();
        assert_eq!(compose(&alone), alone.nfc().collect::<String>(), "{c:?}");
        let apart: String = alone.nfd().collect();
        assert_eq!(compose(&apart), alone.nfc().collect::<String>(), "{c:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn sequences_are_composed(text in "[a-eA-E\u{c0}-\u{24f}\u{300}-\u{345}\u{3b1}-\u{3c9}\u{5b0}-\u{5bd}\u{915}-\u{94d}\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11a7}-\u{11c2}\u{ac00}-\u{ac20}\u{1ea0}-\u{1eff}\u{1f00}-\u{1fff}\u{3041}-\u{309a}\u{212a}\u{212b}]{0,12}") {
        let wanted: String = text.nfc().collect();
        prop_assert_eq!(compose(&text), wanted);
    }
}

#[test]
fn spellings_of_one_text_fold_to_one() {
    for (a, b) in [
        ("Zoe\u{308}", "ZO\u{cb}"),
        ("a\u{323}\u{302}", "\u{1ead}"),
        ("\u{e2}\u{323}", "\u{1eac}"),
        ("\u{212b}ngstr\u{f6}m", "\u{e5}ngstro\u{308}m"),
        ("\u{1e9e}", "ss"),
        ("\u{1f0}", "J\u{30c}"),
        ("\u{390}", "\u{3b9}\u{308}\u{301}"),
        ("\u{1fb3}", "\u{391}\u{399}"),
    ] {
        assert_eq!(fold_case(a), fold_case(b), "{a} {b}");
    }
    assert_ne!(fold_case("\u{131}"), fold_case("i"));
    assert_ne!(fold_case("\u{ff4d}ira"), fold_case("mira"));
    assert_eq!(fold_user_name("\u{ff2d}ira"), fold_user_name("MIRA"));
    assert_eq!(
        fold_user_name("\u{ff76}\u{ff9e}"),
        fold_user_name("\u{30ac}")
    );
    assert_eq!(fold_user_name("mira\u{3000}lind"), "mira lind");
}

#[test]
fn a_long_run_of_marks_takes_linear_time() {
    let marks = "\u{301}\u{323}".repeat(200_000);
    let text = format!("a{marks}");
    assert!(compose(&text) == text.nfc().collect::<String>());
}
