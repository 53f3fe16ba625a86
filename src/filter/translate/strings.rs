use super::Reason;
use crate::filter::compile::Form;
use crate::filter::tree::CompareOp;

/// What is known of the strings in a store.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Strings {
    /// Nothing.
    #[default]
    Any,
    /// They are in normalisation form C.
    Nfc,
    /// They are ASCII.
    Ascii,
}

impl Strings {
    /// Reads its name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "any" => Some(Self::Any),
            "nfc" => Some(Self::Nfc),
            "ascii" => Some(Self::Ascii),
            _ => None,
        }
    }
}

/// How a store finds what the evaluator finds, with no more than the lower case of ASCII letters.
pub(super) struct Plan {
    /// Capitals are made small first.
    pub(super) lower: bool,
    /// Characters that count as others, to be replaced first, and what they count as.
    pub(super) alike: Vec<(char, String)>,
}

/// The plan for a comparison with a string that is in its form already.
pub(super) fn plan(
    op: CompareOp,
    wanted: &str,
    form: Form,
    strings: Strings,
) -> Result<Plan, Reason> {
    let lower = form != Form::Exact;
    let known = strings == Strings::Ascii || (strings == Strings::Nfc && !lower);
    if known {
        let alike = Vec::new();
        return Ok(Plan { lower, alike });
    }
    if op == CompareOp::Eq && wanted.is_ascii() {
        let alike = alike(wanted, form);
        return Ok(Plan { lower, alike });
    }
    Err(if lower {
        "it needs the case folding of all of Unicode. If the stored strings are ASCII, say so with \
         `strings: \"ascii\"`"
    } else {
        "it needs the stored strings in normalisation form C. If they are, say so with \
         `strings: \"nfc\"`"
    }
    .to_owned())
}

/// The characters beyond ASCII that normalisation makes ASCII.
const NORMALISED: &[(char, &str)] = &[('\u{212A}', "K"), ('\u{37E}', ";"), ('\u{1FEF}', "`")];

/// The characters beyond ASCII that case folding makes ASCII, and of those that normalisation does.
const FOLDED: &[(char, &str)] = &[
    ('\u{212A}', "k"),
    ('\u{17F}', "s"),
    ('\u{DF}', "ss"),
    ('\u{1E9E}', "ss"),
    ('\u{FB00}', "ff"),
    ('\u{FB01}', "fi"),
    ('\u{FB02}', "fl"),
    ('\u{FB03}', "ffi"),
    ('\u{FB04}', "ffl"),
    ('\u{FB05}', "st"),
    ('\u{FB06}', "st"),
    ('\u{37E}', ";"),
    ('\u{1FEF}', "`"),
];

/// What counts as a part of `wanted`, which is ASCII. A string with any other character beyond ASCII
/// isn't equal to it.
fn alike(wanted: &str, form: Form) -> Vec<(char, String)> {
    let table = if form == Form::Exact {
        NORMALISED
    } else {
        FOLDED
    };
    let found = table.iter().filter(|(_, part)| wanted.contains(part));
    let mut alike: Vec<(char, String)> = found.map(|&(c, part)| (c, part.to_owned())).collect();
    if form == Form::UserName {
        for (code, wide) in (0x21..=0x7E_u32).zip(0xFF01..) {
            wide_form(wanted, code, wide, &mut alike);
        }
        wide_form(wanted, 0x20, 0x3000, &mut alike);
    }
    alike
}

/// The full-width form of a character, where `wanted` has that character in any case.
fn wide_form(wanted: &str, code: u32, wide: u32, alike: &mut Vec<(char, String)>) {
    let narrow = char::from_u32(code).map(|c| c.to_ascii_lowercase());
    if let (Some(narrow), Some(wide)) = (narrow, char::from_u32(wide))
        && wanted.contains(narrow)
    {
        alike.push((wide, narrow.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, alike};
    use crate::attribute::{compose, fold_case, fold_user_name};

    #[test]
    fn knows_all_that_counts_as_ascii() {
        let all: String = (0..0x80_u8).map(char::from).collect();
        let all = format!("{all}ssffiffl st");
        for form in [Form::Exact, Form::Folded, Form::UserName] {
            let exact = form == Form::Exact;
            let wanted = if exact {
                all.clone()
            } else {
                all.to_ascii_lowercase()
            };
            let mut known = alike(&wanted, form);
            let mut found = Vec::new();
            // Beyond these two planes are ideographs alone.
            for c in '\u{80}'..='\u{1FFFF}' {
                let text = c.to_string();
                let formed = match form {
                    Form::Exact => compose(&text),
                    Form::Folded => fold_case(&text),
                    Form::UserName => fold_user_name(&text),
                };
                if formed.is_ascii() {
                    found.push((c, formed.into_owned()));
                }
            }
            known.sort();
            assert_eq!(known, found, "{form:?}");
        }
    }
}
