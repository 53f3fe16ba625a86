//! Filters over the resource type of `station.json`, as a tree and as text: in any case, with any
//! spaces and any parentheses that mean the same.

use super::Choices;
use super::station::{
    ATTRIBUTES, Attribute, BASE, EXTENSION, INSTANTS, Kind, NUMBERS, SUBS, string,
};

/// A filter as the tree that it should be parsed to. Paths are as they are written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Tree {
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Not(Box<Tree>),
    Present(Path),
    Compare(Path, String, Literal),
    Values(Path, Box<Tree>),
}

/// A path as it is written, and what it leads to.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Path {
    pub(crate) written: String,
    /// The attribute, and the sub-attribute that is named.
    pub(crate) leads_to: (&'static str, Option<&'static str>),
}

/// A value to compare with.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Literal {
    Text(String),
    Number(String),
    Boolean(bool),
    Null,
}

/// A filter, and a text of it.
pub(crate) fn filter_text(choices: &mut Choices<'_>) -> (Tree, String) {
    let tree = tree(choices, None, 0);
    let mut text = String::new();
    let mut writer = Writer {
        choices,
        out: &mut text,
    };
    writer.loose();
    writer.tree(&tree, 0);
    writer.loose();
    (tree, text)
}

/// The text that the grammar has for a tree: one space, lower case, no parentheses but those that
/// it needs.
pub(crate) fn canonical(tree: &Tree) -> String {
    let join = |operands: &[Tree], keyword: &str, own: u8| {
        let operands = operands.iter().map(|operand| {
            if strength(operand) > own {
                canonical(operand)
            } else {
                format!("({})", canonical(operand))
            }
        });
        operands.collect::<Vec<_>>().join(keyword)
    };
    match tree {
        Tree::Or(operands) => join(operands, " or ", 0),
        Tree::And(operands) => join(operands, " and ", 1),
        Tree::Not(operand) => format!("not ({})", canonical(operand)),
        Tree::Present(path) => format!("{} pr", path.written),
        Tree::Compare(path, op, literal) => format!("{} {op} {}", path.written, json(literal)),
        Tree::Values(path, filter) => format!("{}[{}]", path.written, canonical(filter)),
    }
}

fn json(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => serde_json::to_string(text).unwrap(),
        Literal::Number(number) => number.clone(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Null => "null".to_owned(),
    }
}

fn strength(tree: &Tree) -> u8 {
    match tree {
        Tree::Or(_) => 0,
        Tree::And(_) => 1,
        _ => 2,
    }
}

/// A filter; between the brackets of an attribute, one over its sub-attributes.
fn tree(choices: &mut Choices<'_>, inside: Option<&'static Attribute>, depth: usize) -> Tree {
    let kinds = if depth > 3 || !choices.goes_on() {
        5
    } else {
        10
    };
    match choices.below(kinds) {
        0 => Tree::Present(place(choices, inside, |_| true).0),
        1 if inside.is_none() => {
            let holds = |kind: Kind| kind == Kind::Complex;
            let valued: Vec<_> = ATTRIBUTES
                .iter()
                .filter(|attribute| holds(attribute.kind) || attribute.many)
                .collect();
            let attribute = choices.pick(&valued);
            let path = written(choices, attribute, None);
            Tree::Values(path, Box::new(tree(choices, Some(attribute), depth + 1)))
        }
        1..=4 => compare(choices, inside),
        5 | 6 => Tree::And(trees(choices, inside, depth)),
        7 | 8 => Tree::Or(trees(choices, inside, depth)),
        _ => Tree::Not(Box::new(tree(choices, inside, depth + 1))),
    }
}

fn trees(choices: &mut Choices<'_>, inside: Option<&'static Attribute>, depth: usize) -> Vec<Tree> {
    let count = 2 + choices.below(3);
    (0..count)
        .map(|_| tree(choices, inside, depth + 1))
        .collect()
}

/// A path to something of a kind that is wanted, and its kind. A complex attribute stands for its
/// `value`.
fn place(
    choices: &mut Choices<'_>,
    inside: Option<&'static Attribute>,
    wanted: impl Fn(Kind) -> bool,
) -> (Path, Kind) {
    if let Some(parent) = inside {
        if parent.kind != Kind::Complex {
            let written = in_any_case(choices, "value");
            return (
                Path {
                    written,
                    leads_to: ("value", None),
                },
                parent.kind,
            );
        }
        let subs: Vec<_> = SUBS
            .iter()
            .filter(|sub| sub.of == parent.name && wanted(sub.kind))
            .collect();
        let sub = choices.pick(&subs);
        let written = in_any_case(choices, sub.name);
        return (
            Path {
                written,
                leads_to: (sub.name, None),
            },
            sub.kind,
        );
    }
    let mut places: Vec<(&Attribute, Option<&'static str>, Kind)> = Vec::new();
    for attribute in ATTRIBUTES {
        if wanted(attribute.kind) {
            places.push((attribute, None, attribute.kind));
        }
        for sub in SUBS
            .iter()
            .filter(|sub| sub.of == attribute.name && wanted(sub.kind))
        {
            places.push((attribute, Some(sub.name), sub.kind));
        }
    }
    let (attribute, sub, kind) = choices.pick(&places);
    (written(choices, attribute, sub), kind)
}

fn written(choices: &mut Choices<'_>, attribute: &Attribute, sub: Option<&'static str>) -> Path {
    let mut text = String::new();
    if attribute.extension || (!attribute.common && choices.once_in(5)) {
        let uri = if attribute.extension { EXTENSION } else { BASE };
        text = in_any_case(choices, uri);
        text.push(':');
    }
    text.push_str(&in_any_case(choices, attribute.name));
    if let Some(sub) = sub {
        text.push('.');
        text.push_str(&in_any_case(choices, sub));
    }
    Path {
        written: text,
        leads_to: (attribute.name, sub),
    }
}

/// A comparison that the type of its attribute allows (AMBIGUITIES ).
fn compare(choices: &mut Choices<'_>, inside: Option<&'static Attribute>) -> Tree {
    let comparable = |kind: Kind| kind != Kind::Complex;
    let (path, kind) = match inside {
        // `slots` is its `value`, `name` has none.
        None if choices.once_in(8) => {
            let slots = ATTRIBUTES
                .iter()
                .find(|attribute| attribute.name == "slots")
                .unwrap();
            (written(choices, slots, None), Kind::Text)
        }
        _ => place(choices, inside, comparable),
    };
    if choices.once_in(8) {
        let op = choices.pick(&["eq", "ne"]);
        return Tree::Compare(path, op.to_owned(), Literal::Null);
    }
    let ops: &[&str] = match kind {
        Kind::Boolean | Kind::Binary => &["eq", "ne"],
        Kind::Integer | Kind::Decimal => &["eq", "ne", "gt", "ge", "lt", "le"],
        _ => &["eq", "ne", "gt", "ge", "lt", "le", "co", "sw", "ew"],
    };
    let op = choices.pick(ops);
    let literal = match kind {
        Kind::Boolean => Literal::Boolean(choices.once_in(2)),
        Kind::Integer | Kind::Decimal => Literal::Number(choices.pick(NUMBERS).to_owned()),
        Kind::Binary => Literal::Text(choices.pick(super::station::BINARIES).to_owned()),
        Kind::DateTime if matches!(op, "co" | "sw" | "ew") => Literal::Text(
            choices
                .pick(&["2011", "t04", "Z", "", ":34", "é"])
                .to_owned(),
        ),
        Kind::DateTime => Literal::Text(choices.pick(INSTANTS).0.to_owned()),
        Kind::Text | Kind::Exact | Kind::Complex => Literal::Text(string(choices)),
    };
    Tree::Compare(path, op.to_owned(), literal)
}

fn in_any_case(choices: &mut Choices<'_>, text: &str) -> String {
    match choices.below(6) {
        0 => text.to_ascii_uppercase(),
        1 => text.to_ascii_lowercase(),
        _ => text.to_owned(),
    }
}

struct Writer<'w, 'b> {
    choices: &'w mut Choices<'b>,
    out: &'w mut String,
}

impl Writer<'_, '_> {
    /// Spaces where the grammar has none and the parser takes any.
    fn loose(&mut self) {
        if self.choices.once_in(8) {
            self.out.push_str(self.choices.pick(&[" ", "   "]));
        }
    }

    fn space(&mut self) {
        self.out.push(' ');
        self.loose();
    }

    fn keyword(&mut self, word: &str) {
        let word = in_any_case(self.choices, word);
        self.out.push_str(&word);
    }

    fn group(&mut self, tree: &Tree) {
        self.out.push('(');
        self.loose();
        self.tree(tree, 0);
        self.loose();
        self.out.push(')');
    }

    /// Writes a tree, in parentheses where it binds less tightly than `least`.
    fn tree(&mut self, tree: &Tree, least: u8) {
        if strength(tree) < least || self.choices.once_in(10) {
            return self.group(tree);
        }
        match tree {
            Tree::Or(operands) => self.join(operands, "or", 1),
            Tree::And(operands) => self.join(operands, "and", 2),
            Tree::Not(operand) => {
                self.keyword("not");
                self.loose();
                self.group(operand);
            }
            Tree::Present(path) => {
                self.out.push_str(&path.written);
                self.space();
                self.keyword("pr");
            }
            Tree::Compare(path, op, literal) => {
                self.out.push_str(&path.written);
                self.space();
                self.keyword(op);
                self.space();
                self.literal(literal);
            }
            Tree::Values(path, filter) => {
                self.out.push_str(&path.written);
                self.out.push('[');
                self.loose();
                self.tree(filter, 0);
                self.loose();
                self.out.push(']');
            }
        }
    }

    fn join(&mut self, operands: &[Tree], keyword: &str, least: u8) {
        for (index, operand) in operands.iter().enumerate() {
            if index > 0 {
                self.space();
                self.keyword(keyword);
                self.space();
            }
            self.tree(operand, least);
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Text(text) if self.choices.once_in(3) => {
                let units: Vec<String> = text
                    .encode_utf16()
                    .map(|unit| format!("\\u{unit:04x}"))
                    .collect();
                self.out.push('"');
                self.out.push_str(&units.concat());
                self.out.push('"');
            }
            _ => self.out.push_str(&json(literal)),
        }
    }
}
