use std::borrow::Cow;

/// The form in which strings are compared when case doesn't matter: each character by its full
/// upper case, then lower case, which takes "ß" and "SS" for the same. No locale.
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
    Cow::Owned(
        text.chars()
            .flat_map(char::to_uppercase)
            .flat_map(char::to_lowercase)
            .collect(),
    )
}

/// Whether a text is the same as one that has been folded already.
pub fn equals_folded(text: &str, folded: &str) -> bool {
    if text.is_ascii() {
        return text.eq_ignore_ascii_case(folded);
    }
    fold_case(text) == folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_differs_in_case_alone() {
        for (a, b) in [
            ("Mira", "mIRA"),
            ("STRASSE", "straße"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("É", "é"),
        ] {
            assert_eq!(fold_case(a), fold_case(b));
            assert!(equals_folded(a, &fold_case(b)));
        }
        assert_ne!(fold_case("a"), fold_case("á"));
        assert!(matches!(fold_case("mira@b.example"), Cow::Borrowed(_)));
    }
}
