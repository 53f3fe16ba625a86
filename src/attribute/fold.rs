use std::borrow::Cow;

use super::compose::{compose, usual_width};

/// The form in which strings are compared when case doesn't matter: full case folding as Unicode
/// has it, no locale, in normalisation form C (AMBIGUITIES A-21).
///
/// Borrowed where nothing changes.
pub fn fold_case(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let folded: String = compose(text).chars().flat_map(Folded::of).collect();
    match compose(&folded) {
        Cow::Borrowed(_) => Cow::Owned(folded),
        Cow::Owned(composed) => Cow::Owned(composed),
    }
}

/// The form in which names of users are compared: as [`fold_case`] has it, and half-width and
/// full-width characters in their usual form (the mappings of `UsernameCaseMapped`, RFC 8265 §3.3;
/// nothing is refused).
pub fn fold_user_name(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return fold_case(text);
    }
    let usual: String = text.chars().map(usual_width).collect();
    Cow::Owned(fold_case(&usual).into_owned())
}

/// Whether a text is the same as one that has been folded already.
pub fn equals_folded(text: &str, folded: &str) -> bool {
    if text.is_ascii() {
        return text.eq_ignore_ascii_case(folded);
    }
    fold_case(text) == folded
}

/// The case folding of a character: its lower case, that in upper case, and that in lower case
/// again, which is what CaseFolding.txt says of every character but the dotless i.
struct Folded;

impl Folded {
    fn of(c: char) -> impl Iterator<Item = char> {
        let dotless = (c == 'ı').then_some(c);
        let rest = (c != 'ı').then_some(c);
        dotless.into_iter().chain(
            rest.into_iter()
                .flat_map(char::to_lowercase)
                .flat_map(char::to_uppercase)
                .flat_map(char::to_lowercase),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_differs_in_case_alone() {
        for (a, b) in [
            ("Mira", "mIRA"),
            ("STRASSE", "straße"),
            ("STRAẞE", "straße"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("É", "é"),
        ] {
            assert_eq!(fold_case(a), fold_case(b));
            assert!(equals_folded(a, &fold_case(b)));
        }
        assert_ne!(fold_case("a"), fold_case("á"));
        assert_ne!(fold_case("ı"), fold_case("i"));
        assert!(matches!(fold_case("mira@b.example"), Cow::Borrowed(_)));
    }
}
