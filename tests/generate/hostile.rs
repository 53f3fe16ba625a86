//! Texts of about a megabyte that a parser with one careless loop would read for minutes: each step
//! that looks at the whole text again, or at all that came before, shows as a test that never ends.

/// How often the pieces of the texts are repeated.
pub(crate) const MANY: usize = 100_000;

/// Names that agree in their first and last eight bytes and in their length, and so in their hash.
pub(crate) fn colliding_name(index: usize) -> String {
    format!("collides{index:08}collides")
}

/// The texts, each with what it is.
pub(crate) fn json_texts() -> Vec<(&'static str, String)> {
    let list = |piece: &str| format!("[{}]", vec![piece; MANY].join(","));
    let object = |member: &dyn Fn(usize) -> String| {
        let members: Vec<String> = (0..MANY).map(member).collect();
        format!("{{{}}}", members.join(","))
    };
    vec![
        ("open arrays", "[".repeat(MANY)),
        ("open objects", "{\"a\":".repeat(MANY)),
        ("closing brackets", "]".repeat(MANY)),
        ("arrays open and closed", "[]".repeat(MANY)),
        ("names", object(&|i| format!("\"name{i}\":0"))),
        (
            "names with one hash",
            object(&|i| format!("\"{}\":0", colliding_name(i))),
        ),
        (
            "escaped names with one hash",
            object(&|i| format!("\"\\u0063{}\":0", &colliding_name(i)[1..])),
        ),
        ("one name", object(&|_| "\"a\":0".to_owned())),
        (
            "each name twice, far apart",
            object(&|i| format!("\"name{}\":0", i % (MANY / 2))),
        ),
        (
            "names in every case",
            object(&|i| format!("\"{}\":0", in_case("x509CertificatesOfAll", i))),
        ),
        ("a long string", format!("\"{}\"", "a".repeat(5 * MANY))),
        ("a long string, open", format!("\"{}", "a".repeat(5 * MANY))),
        ("escapes", format!("\"{}\"", "\\u00e9\\\\".repeat(MANY))),
        (
            "halves of surrogate pairs",
            format!("\"{}\"", "\\ud800".repeat(MANY)),
        ),
        ("broken escapes", format!("\"{}\"", "\\x".repeat(MANY))),
        (
            "control characters",
            format!("\"{}\"", "\u{1}".repeat(MANY)),
        ),
        ("backslashes", format!("\"{}", "\\".repeat(MANY))),
        ("quotes", "\"".repeat(MANY)),
        ("quotes in an array", format!("[{}", "\"".repeat(MANY))),
        ("single quotes", list("'a'")),
        ("open single quotes", format!("[{}", "'a".repeat(MANY))),
        ("commas", ",".repeat(MANY)),
        ("commas in an array", format!("[{}]", ",".repeat(MANY))),
        ("commas behind a value", format!("[0{}]", ",".repeat(MANY))),
        ("commas before brackets", list("[0,]")),
        (
            "commas and comments before brackets",
            list("[0,/* , */ /*,*/]"),
        ),
        ("colons", format!("{{\"a\"{}", ":".repeat(MANY))),
        ("missing commas", format!("[{}]", "1 ".repeat(MANY))),
        (
            "missing commas between strings",
            format!("[{}]", "\"a\"".repeat(MANY)),
        ),
        ("missing colons", object(&|i| format!("\"name{i}\" 0"))),
        ("bare names", object(&|i| format!("name{i}: 0"))),
        ("words", list("True")),
        ("a long word", format!("[{}]", "x".repeat(5 * MANY))),
        ("a long number", format!("[{}]", "9".repeat(5 * MANY))),
        (
            "a long broken number",
            format!("[{}x]", "9".repeat(5 * MANY)),
        ),
        ("signs", list("-")),
        ("points", format!("[{}]", "1.".repeat(MANY))),
        ("exponents", list("1e9999")),
        (
            "a long comment",
            format!("[0 /*{}*/]", "* ".repeat(5 * MANY)),
        ),
        ("an open comment", format!("[0 /*{}", "/*".repeat(MANY))),
        (
            "a long comment behind a comma",
            format!("[0, /*{}*/]", "x".repeat(5 * MANY)),
        ),
        ("comments", format!("[{}0]", "/**/".repeat(MANY))),
        (
            "comments to the end of the line",
            format!("[{}0]", "//\n".repeat(MANY)),
        ),
        ("comments between values", list("0/**/")),
        ("slashes", "/ ".repeat(MANY)),
        ("spaces", " ".repeat(5 * MANY)),
        ("lines", format!("[{}0,]", "\n".repeat(5 * MANY))),
        ("lines between defects", list("\nTrue")),
        ("byte order marks", "\u{feff}".repeat(MANY)),
        ("text behind the end", "0 ".repeat(MANY)),
        ("no character of JSON", "é".repeat(MANY)),
    ]
}

/// The name with the case of its letters chosen by the bits of `index`.
pub(crate) fn in_case(name: &str, index: usize) -> String {
    let flip = |(at, letter): (usize, char)| match (index >> (at % 20)) & 1 {
        0 => letter.to_ascii_lowercase(),
        _ => letter.to_ascii_uppercase(),
    };
    name.chars().enumerate().map(flip).collect()
}
