/// What a filter may say that RFC 7644 refuses, and what may be read differently. All are off by
/// default; when one was needed, a note says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each switch stands for itself"
)]
pub struct Quirks {
    /// `eq"x"`: no space around a string (AMBIGUITIES A-03).
    pub missing_space: bool,
    /// `'x'`: a string in single quotes.
    pub single_quotes: bool,
    /// `True`, `NULL`: a literal in another case.
    pub literal_case: bool,
    /// `eq x`: a string of one word without quotes.
    pub bare_word: bool,
    /// `emails[type eq "work"].value eq "x"`: a comparison behind brackets.
    pub comparison_behind_brackets: bool,
    /// `active eq "True"`: a string for a boolean.
    pub boolean_strings: bool,
    /// An attribute that the resource type doesn't have is one without a value.
    pub unknown_attribute_no_match: bool,
    /// `ne` of a list holds when any of its values differs, by the letter of RFC 7644 §3.4.2.2
    ///
    pub ne_any_value: bool,
    /// An object that no schema describes is compared by its `value`, as a complex attribute is that
    /// a schema describes.
    pub complex_as_value: bool,
}

impl Quirks {
    /// All off.
    pub const NONE: Self = Self {
        missing_space: false,
        single_quotes: false,
        literal_case: false,
        bare_word: false,
        comparison_behind_brackets: false,
        boolean_strings: false,
        unknown_attribute_no_match: false,
        ne_any_value: false,
        complex_as_value: false,
    };
}
