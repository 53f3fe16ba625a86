//! The syntax of values as regular expressions of ECMA-262, for JSON Schema. They use nothing that
//! other dialects lack or read otherwise: no look-around, no `\d`. pkg/test/json-schema.test.ts holds
//! them to the checks that the validator makes.

/// What [`DateTime`](super::DateTime) reads, to the day of the month.
pub(crate) const DATE_TIME_PATTERN: &str = concat!(
    "^-?(([1-9][0-9]{0,6})?[0-9]{4}-(",
    "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])",
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)",
    "|02-(0[1-9]|1[0-9]|2[0-8]))",
    "|([1-9][0-9]{0,6})?",
    "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)",
    "T(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?|24:00:00([.]0+)?)",
    "(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?$",
);

/// Any characters of a URI but for `#` and brackets.
macro_rules! uri_characters {
    () => {
        "([!$&-;=?-Z_a-z~]|%[0-9A-Fa-f]{2})*"
    };
}

/// A URI with an IP literal for its host, any other, or a relative reference, which has no colon in
/// its first segment (RFC 3986 §4.1).
pub(crate) const URI_REFERENCE_PATTERN: &str = concat!(
    "^(([A-Za-z][-+.0-9A-Za-z]*:)?//(",
    uri_characters!(),
    "@)?\\[[.0-9:A-FVa-fv]*\\](:[0-9]*)?([/?]",
    uri_characters!(),
    ")?|[A-Za-z][-+.0-9A-Za-z]*:",
    uri_characters!(),
    "|([!$&-.0-9;=@-Z_a-z~]|%[0-9A-Fa-f]{2})*([/?]",
    uri_characters!(),
    ")?)(#",
    uri_characters!(),
    ")?$",
);

/// Two letters, or nothing; which countries there are is no matter of errors.
pub(crate) const COUNTRY_PATTERN: &str = "^([A-Za-z]{2})?$";

/// Base64 with the standard alphabet, its padding whole or left out (RFC 4648 §4).
pub(crate) const BASE64_PATTERN: &str =
    "^([+/0-9A-Za-z]{4})*([+/0-9A-Za-z]{2}(==)?|[+/0-9A-Za-z]{3}=?)?$";
