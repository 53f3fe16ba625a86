use super::grammar::{self, Seen};
use super::limits::Limits;
use super::quirks::Quirks;
use super::slip::{self, Slip};
use crate::attribute::AttributePath;
use crate::diagnostic::{Diagnostic, Error};
use crate::text::Span;

/// An operator that compares an attribute with a value (RFC 7644 §3.4.2.2 Table 3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompareOp {
    /// Equal
    Eq,
    /// Not equal
    Ne,
    /// Contains
    Co,
    /// Starts with
    Sw,
    /// Ends with
    Ew,
    /// Greater than
    Gt,
    /// Greater than or equal
    Ge,
    /// Less than
    Lt,
    /// Less than or equal
    Le,
}

impl CompareOp {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Eq,
        Self::Ne,
        Self::Co,
        Self::Sw,
        Self::Ew,
        Self::Gt,
        Self::Ge,
        Self::Lt,
        Self::Le,
    ];

    /// The operator as the grammar writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Co => "co",
            Self::Sw => "sw",
            Self::Ew => "ew",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }

    /// Reads an operator, in any case.
    pub fn from_keyword(word: &str) -> Option<Self> {
        let &[first, second] = word.as_bytes() else {
            return None;
        };
        match [first | 0x20, second | 0x20] {
            [b'e', b'q'] => Some(Self::Eq),
            [b'n', b'e'] => Some(Self::Ne),
            [b'c', b'o'] => Some(Self::Co),
            [b's', b'w'] => Some(Self::Sw),
            [b'e', b'w'] => Some(Self::Ew),
            [b'g', b't'] => Some(Self::Gt),
            [b'g', b'e'] => Some(Self::Ge),
            [b'l', b't'] => Some(Self::Lt),
            [b'l', b'e'] => Some(Self::Le),
            _ => None,
        }
    }

    /// Whether it looks at a part of a string: co, sw, ew.
    pub const fn is_substring(self) -> bool {
        matches!(self, Self::Co | Self::Sw | Self::Ew)
    }

    /// Whether it asks for an order: gt, ge, lt, le.
    pub const fn is_ordering(self) -> bool {
        matches!(self, Self::Gt | Self::Ge | Self::Lt | Self::Le)
    }
}

/// A value to compare with: a JSON literal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Literal {
    /// A string, its escapes read.
    String(String),
    /// A number, as written.
    Number(String),
    /// `true` or `false`
    Boolean(bool),
    /// `null`
    Null,
}

/// A node of the tree. Spans are bytes of the filter's text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expression {
    /// All operands hold; two or more.
    And(Vec<Expression>, Span),
    /// At least one operand holds; two or more.
    Or(Vec<Expression>, Span),
    /// The operand doesn't hold.
    Not(Box<Expression>, Span),
    /// An attribute compares to a value.
    Compare {
        /// The attribute.
        path: AttributePath,
        /// How it compares.
        op: CompareOp,
        /// Where the operator stands.
        op_span: Span,
        /// The value.
        value: Literal,
        /// Where the value stands.
        value_span: Span,
    },
    /// An attribute has a value.
    Present {
        /// The attribute.
        path: AttributePath,
        /// The whole expression.
        span: Span,
    },
    /// One value of an attribute satisfies all of a filter over its sub-attributes.
    ValuePath {
        /// The attribute.
        path: AttributePath,
        /// The filter in brackets.
        filter: Box<Expression>,
        /// The whole expression.
        span: Span,
    },
}

impl Expression {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::And(_, span)
            | Self::Or(_, span)
            | Self::Not(_, span)
            | Self::Present { span, .. }
            | Self::ValuePath { span, .. } => *span,
            Self::Compare {
                path, value_span, ..
            } => path.span().to(*value_span),
        }
    }
}

/// A parsed filter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Filter {
    text: String,
    root: Expression,
    loose: Vec<Span>,
    notes: Vec<Diagnostic>,
    quirks: Quirks,
}

impl Filter {
    /// Parses a filter by the grammar of RFC 7644 with its errata. Linear in the text.
    ///
    /// # Errors
    /// `invalidFilter`, with the place and what would have been accepted there.
    pub fn parse(text: &str, limits: Limits) -> Result<Self, Error> {
        Self::parse_with(text, limits, Quirks::default())
    }

    /// Parses a filter, and tolerates what the quirks allow. [`Filter::notes`] tells what that was.
    ///
    /// # Errors
    /// As [`Filter::parse`].
    pub fn parse_with(text: &str, limits: Limits, quirks: Quirks) -> Result<Self, Error> {
        let (root, seen) = grammar::parse(text, limits, quirks, false);
        match root {
            Ok(root) => Ok(Self::of(text, root, seen, quirks)),
            Err(slip) => Err(in_url(text, limits, quirks).unwrap_or(slip).error),
        }
    }

    /// Parses a filter and reads on over slips whose meaning is plain: a tree, unless one was not,
    /// and all that is wrong with the text.
    pub(super) fn recover(
        text: &str,
        limits: Limits,
        quirks: Quirks,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let (root, mut seen) = grammar::parse(text, limits, quirks, true);
        let mut found = core::mem::take(&mut seen.found);
        match root {
            Ok(root) => (Some(Self::of(text, root, seen, quirks)), found),
            Err(slip) => {
                if let Some(encoded) = in_url(text, limits, quirks) {
                    return (None, vec![encoded.into_diagnostic()]);
                }
                found.push(slip.into_diagnostic());
                (None, found)
            }
        }
    }

    fn of(text: &str, root: Expression, seen: Seen, quirks: Quirks) -> Self {
        Self {
            text: text.to_owned(),
            root,
            loose: seen.loose,
            notes: seen.found,
            quirks,
        }
    }

    /// The text that was parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tree.
    pub fn root(&self) -> &Expression {
        &self.root
    }

    /// Where there is more, or other, white space than the grammar has.
    pub fn loose_space(&self) -> &[Span] {
        &self.loose
    }

    /// The quirks that were needed to read it.
    pub fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }

    /// The quirks that it was parsed with, which hold for its evaluation as well.
    pub fn quirks(&self) -> Quirks {
        self.quirks
    }
}

/// The slip of a text that is a filter once it is decoded as a part of a URL.
fn in_url(text: &str, limits: Limits, quirks: Quirks) -> Option<Slip> {
    let decoded = slip::decoded(text)?;
    let (root, _) = grammar::parse(&decoded, limits, quirks, false);
    root.is_ok().then(|| slip::encoded(text, decoded))
}
