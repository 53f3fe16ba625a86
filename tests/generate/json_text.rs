//! JSON texts in every spelling that RFC 8259 allows, with what a parser should make of them.

use scimlens::json::Kind;

use super::Choices;

/// A node that was written: what, from which byte to which.
pub(crate) type Written = (Kind, usize, usize);

/// A JSON text and what it holds.
#[derive(Default)]
pub(crate) struct JsonText {
    pub(crate) text: String,
    /// Every value and name, in document order.
    pub(crate) nodes: Vec<Written>,
    /// How many names occur in their object for the second time or more.
    pub(crate) duplicates: usize,
    /// How many escapes are half of a surrogate pair.
    pub(crate) lone_surrogates: usize,
}

/// Writes one value, white space around it.
pub(crate) fn json_text(choices: &mut Choices<'_>) -> JsonText {
    let mut writer = Writer {
        choices,
        out: JsonText::default(),
    };
    writer.space();
    writer.value(0);
    writer.space();
    writer.out
}

struct Writer<'c, 'b> {
    choices: &'c mut Choices<'b>,
    out: JsonText,
}

impl Writer<'_, '_> {
    fn space(&mut self) {
        while self.choices.once_in(4) {
            let space = self.choices.pick(&[" ", "\n", "\r\n", "\t", "          "]);
            self.out.text.push_str(space);
        }
    }

    fn value(&mut self, depth: usize) {
        let container = depth < 6 && self.choices.goes_on();
        match self.choices.below(if container { 8 } else { 5 }) {
            0 => self.literal(Kind::Null, "null"),
            1 => self.literal(Kind::Boolean, "true"),
            2 => self.literal(Kind::Boolean, "false"),
            3 => self.number(),
            4 => {
                self.string(Kind::String);
            }
            5 => self.array(depth),
            _ => self.object(depth),
        }
    }

    fn open(&mut self, kind: Kind) -> usize {
        self.out.nodes.push((kind, self.out.text.len(), 0));
        self.out.nodes.len() - 1
    }

    fn close(&mut self, node: usize) {
        self.out.nodes[node].2 = self.out.text.len();
    }

    fn literal(&mut self, kind: Kind, text: &str) {
        let node = self.open(kind);
        self.out.text.push_str(text);
        self.close(node);
    }

    fn number(&mut self) {
        let sign = self.choices.pick(&["", "-"]);
        let whole = self.choices.pick(&[
            "0",
            "7",
            "10",
            "90210",
            "18446744073709551616",
            "123456789012345678901234567890",
        ]);
        let fraction = self
            .choices
            .pick(&["", "", ".0", ".5", ".000000000000000000012"]);
        let exponent = self.choices.pick(&["", "", "e0", "E+7", "e-12", "E0012"]);
        self.literal(Kind::Number, &format!("{sign}{whole}{fraction}{exponent}"));
    }

    /// A string; returns the characters that it stands for.
    fn string(&mut self, kind: Kind) -> String {
        let node = self.open(kind);
        let mut meant = String::new();
        self.out.text.push('"');
        for _ in 0..self.choices.below(12) {
            let (written, stands_for) = self.choices.pick(&[
                ("a", "a"),
                ("b", "b"),
                ("A long run of plain letters", "A long run of plain letters"),
                ("é", "é"),
                ("😀", "😀"),
                ("\u{7f}\u{2028}\u{feff}", "\u{7f}\u{2028}\u{feff}"),
                ("/", "/"),
                ("'", "'"),
                ("\\\"", "\""),
                ("\\\\", "\\"),
                ("\\/", "/"),
                ("\\b\\f\\n\\r\\t", "\u{8}\u{c}\n\r\t"),
                ("\\u0061", "a"),
                ("\\u00E9", "é"),
                ("\\u0000", "\0"),
                ("\\uD83D\\ude00", "😀"),
                ("\\ud800", ""),
            ]);
            self.out.text.push_str(written);
            if stands_for.is_empty() {
                self.out.lone_surrogates += 1;
                // A letter keeps two halves from becoming a pair.
                self.out.text.push('x');
                meant.push_str("\u{fffd}x");
            }
            meant.push_str(stands_for);
        }
        self.out.text.push('"');
        self.close(node);
        meant
    }

    fn array(&mut self, depth: usize) {
        let node = self.open(Kind::Array);
        self.out.text.push('[');
        self.space();
        for index in 0..self.choices.below(6) {
            if index > 0 {
                self.out.text.push(',');
                self.space();
            }
            self.value(depth + 1);
            self.space();
        }
        self.out.text.push(']');
        self.close(node);
    }

    fn object(&mut self, depth: usize) {
        let node = self.open(Kind::Object);
        self.out.text.push('{');
        self.space();
        let mut names = Vec::new();
        for index in 0..self.choices.below(8) {
            if index > 0 {
                self.out.text.push(',');
                self.space();
            }
            let name = self.string(Kind::Key);
            self.out.duplicates += usize::from(names.contains(&name));
            names.push(name);
            self.space();
            self.out.text.push(':');
            self.space();
            self.value(depth + 1);
            self.space();
        }
        self.out.text.push('}');
        self.close(node);
    }
}
