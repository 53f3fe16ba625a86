use super::defect::{Defect, DefectKind};
use super::node::{MISSING, Node};
use super::parse::Parser;
use super::value::Value;
use crate::text::{Span, sort_by_place};

/// What a document may cost; past it stands a defect, not a crash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Longest text, in bytes. At most `u32::MAX`.
    pub bytes: u32,
    /// Deepest nesting of arrays and objects. At most [`Limits::MAX_DEPTH`].
    pub depth: u32,
}

impl Limits {
    /// More levels than this could need more stack than a host gives.
    pub const MAX_DEPTH: u32 = 1000;
}

impl Default for Limits {
    /// 64 MiB, and 128 levels: SCIM itself needs four.
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            depth: 128,
        }
    }
}

/// The memory of a parsed text, kept from one document to the next so that a validator which runs
/// on each keystroke doesn't ask for it anew.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    pub(super) nodes: Vec<Node>,
    pub(super) defects: Vec<Defect>,
    pub(super) spaced: bool,
    pub(super) guess: Guess,
}

/// Whether what a broken text means had to be guessed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Guess {
    /// There is one reading.
    #[default]
    None,
    /// A value or name is read as it may be meant.
    Words,
    /// Brackets are missing or too many: members may stand in another object than they belong to.
    Brackets,
}

/// A JSON text and its tape.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    text: &'t str,
    tape: Tape,
}

impl<'t> Document<'t> {
    /// Parses exactly RFC 8259, within the default limits.
    ///
    /// # Errors
    /// The first defect that makes the text something else than JSON. Names that occur twice and
    /// halves of surrogate pairs are legal JSON; they are listed by [`Document::defects`].
    pub fn parse(text: &'t str) -> Result<Self, Defect> {
        let document = Self::read(text, Limits::default(), Tape::default());
        match document.defects().iter().find(|d| d.kind.is_syntax()) {
            None => Ok(document),
            Some(defect) => Err(defect.clone()),
        }
    }

    /// Parses what can be read, and lists all defects; uses the memory of `tape`.
    pub fn read(text: &'t str, limits: Limits, tape: Tape) -> Self {
        let mut tape = tape;
        tape.nodes.clear();
        tape.defects.clear();
        tape.spaced = false;
        tape.guess = Guess::None;
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        if length > limits.bytes || length == u32::MAX {
            return Self {
                text,
                ..Self::too_large(limits, tape)
            };
        }
        Parser::new(text, limits.depth.min(Limits::MAX_DEPTH), &mut tape).run();
        // Only clashing names in one object, and defects found while it was closed, come late.
        if tape.defects.len() > 1 {
            sort_by_place(&mut tape.defects, |defect| defect.span.start);
            // An object that was opened again was searched for names twice.
            tape.defects.dedup();
        }
        Self { text, tape }
    }

    /// What a text beyond the limit is read as, for a caller who knows its length and didn't keep
    /// it.
    pub fn too_large(limits: Limits, tape: Tape) -> Self {
        let mut tape = tape;
        tape.nodes.clear();
        tape.defects.clear();
        tape.guess = Guess::None;
        let limit = limits.bytes;
        let defect = Defect::new(DefectKind::TooLarge { limit }, Span::at(0));
        tape.defects.push(defect);
        Self { text: "", tape }
    }

    /// The root value; `None` where the text was too broken to read to its end.
    pub fn root(&self) -> Option<Value<'_>> {
        (!self.tape.nodes.is_empty()).then(|| Value::root(self))
    }

    #[inline(always)]
    pub(super) fn node(&self, at: u32) -> &Node {
        self.tape.nodes.get(at as usize).unwrap_or(&MISSING)
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.tape.nodes
    }

    /// A text whose tape is known to be its own.
    pub(super) fn of_tape(text: &'t str, tape: Tape) -> Self {
        Self { text, tape }
    }

    /// All that is wrong with the text as JSON, in its order.
    pub fn defects(&self) -> &[Defect] {
        &self.tape.defects
    }

    /// Whether what the text means had to be guessed.
    pub fn guess(&self) -> Guess {
        self.tape.guess
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Number of nodes: values plus names of members.
    pub fn node_count(&self) -> usize {
        self.tape.nodes.len()
    }

    /// Whether there is white space between tokens. Where there is none, the text of a value is its
    /// compact form already.
    pub fn is_spaced(&self) -> bool {
        self.tape.spaced
    }

    /// Gives the memory back, for the next document.
    pub fn into_tape(self) -> Tape {
        self.tape
    }
}

/// Offsets and indices fit: the text is shorter than 4 GiB, and no node is shorter than a byte.
#[inline(always)]
pub(super) fn index(offset: usize) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked once, for the whole text"
    )]
    let index = offset as u32;
    index
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Kind, equal, unescape, write_compact};
    use proptest::prelude::*;

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<i32>().prop_map(|eighths| (f64::from(eighths) / 8.0).into()),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(5, 60, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
                prop::collection::vec(("[a-c\"\\\\é]{0,2}", inner), 0..8)
                    .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// JSON with one character more, less or other: near enough to be hard to tell from JSON.
    fn damaged_json() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "", ",", ":", "{", "}", "[", "]", "\"", "\\", "\\u12", "\\ud800", "0", "-", ".", "e",
            "1e", "01", "\n", "\t", " ", "\u{1}", "tru", "true", "null", "//", "/*", "'", "é",
            "\u{feff}",
        ]);
        (
            any_json(),
            any::<bool>(),
            any::<prop::sample::Index>(),
            0..3_usize,
            piece,
        )
            .prop_map(|(value, pretty, place, drop, piece)| {
                let text = if pretty {
                    serde_json::to_string_pretty(&value).unwrap()
                } else {
                    value.to_string()
                };
                let characters: Vec<char> = text.chars().collect();
                let at = place.index(characters.len() + 1);
                let after = characters.iter().skip(at + drop);
                characters[..at]
                    .iter()
                    .copied()
                    .chain(piece.chars())
                    .chain(after.copied())
                    .collect()
            })
    }

    fn is_json(text: &str) -> bool {
        serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    }

    fn rebuild(value: Value<'_>) -> serde_json::Value {
        match value.kind() {
            Kind::Null => serde_json::Value::Null,
            Kind::Boolean => value.as_bool().unwrap().into(),
            Kind::Number => serde_json::from_str(value.source()).unwrap(),
            Kind::String => value.as_str().unwrap().into(),
            Kind::Array => value.elements().map(rebuild).collect(),
            Kind::Object => value
                .members()
                .map(|(key, value)| (key.name().into_owned(), rebuild(value)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            Kind::Key | Kind::Invalid => panic!("no value"),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn reads_what_serde_json_reads(value in any_json(), pretty in any::<bool>()) {
            let text = if pretty {
                serde_json::to_string_pretty(&value).unwrap()
            } else {
                value.to_string()
            };
            let document = Document::parse(&text).unwrap();
            let root = document.root().unwrap();
            prop_assert_eq!(rebuild(root), value);
            let mut compact = String::new();
            write_compact(root, document.is_spaced(), &mut compact);
            prop_assert!(!Document::parse(&compact).unwrap().is_spaced());
            prop_assert!(equal(Document::parse(&compact).unwrap().root().unwrap(), root));
        }

        #[test]
        fn accepts_what_serde_json_accepts(text in damaged_json()) {
            let parsed = Document::parse(&text);
            prop_assert_eq!(parsed.is_ok(), is_json(&text), "{:?} {:?}", text, parsed.err());
        }

        #[test]
        fn accepts_what_serde_json_accepts_of_any_text(text in "[\\[\\]{}:,\"\\\\ 0-9a-frstuln.eE+-]{0,12}") {
            prop_assert_eq!(Document::parse(&text).is_ok(), is_json(&text), "{:?}", text);
        }

        #[test]
        fn defects_of_any_text_lie_in_it_and_their_safe_fixes_help(text in damaged_json()) {
            let document = Document::read(&text, Limits::default(), Tape::default());
            for defect in document.defects() {
                prop_assert!(text.get(defect.span.start as usize..defect.span.end as usize).is_some());
                let diagnostic = defect.diagnose(&text);
                for fix in diagnostic.fixes.iter().filter(|f| f.safety == crate::diagnostic::Safety::Safe) {
                    let mended = crate::diagnostic::apply_edits(&text, &fix.edits);
                    let after = Document::read(&mended, Limits::default(), Tape::default());
                    prop_assert!(!after.defects().contains(defect), "{text:?} {mended:?} {defect:?}");
                }
            }
        }

        #[test]
        fn names_that_clash_are_found(names in prop::collection::vec("[ab]{0,2}", 0..60)) {
            let members: Vec<_> = names.iter().map(|name| format!("\"{name}\":0")).collect();
            let text = format!("{{{}}}", members.join(","));
            let document = Document::parse(&text).unwrap();
            let distinct: std::collections::BTreeSet<_> = names.iter().collect();
            prop_assert_eq!(document.defects().len(), names.len() - distinct.len());
        }
    }

    #[test]
    fn an_escaped_name_clashes_with_the_plain_one() {
        let document = Document::parse(r#"{"a":1,"\u0061":2}"#).unwrap();
        assert_eq!(document.defects().len(), 1);
        assert_eq!(unescape(r"\u0061"), "a");
    }

    #[test]
    fn reads_over_slips_and_tells_of_each() {
        let text = "{'a': True, b: 'x', // c\n \"c\": [1, 2,], \"d\" 01, \"e\": \"tab\there\",}";
        let document = Document::read(text, Limits::default(), Tape::default());
        let found: Vec<_> = document.defects().iter().map(|d| d.span.of(text)).collect();
        assert_eq!(
            found,
            ["'a'", "True", "b", "'x'", "// c", ",", "", "01", "\t", ","]
        );
        let kinds: Vec<_> = document
            .root()
            .unwrap()
            .members()
            .map(|(_, v)| v.kind())
            .collect();
        assert_eq!(kinds[..3], [Kind::Invalid, Kind::Invalid, Kind::Array]);
    }

    #[test]
    fn limits_are_defects_and_depth_costs_no_stack() {
        let deep = "[".repeat(1_000_000);
        let document = Document::read(&deep, Limits::default(), Tape::default());
        assert!(document.root().is_none());
        assert_eq!(
            document.defects()[0].kind,
            DefectKind::TooDeep { limit: 128 }
        );
        let limits = Limits { bytes: 3, depth: 9 };
        let long = Document::read("[1,2]", limits, Tape::default());
        assert_eq!(long.defects()[0].kind, DefectKind::TooLarge { limit: 3 });
    }
}
