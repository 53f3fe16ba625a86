use super::code::Code;
use super::fix::{Edit, Fix, Safety};
use super::scim_type::ScimType;
use crate::text::{Span, readable};

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Against a rule: a strict service provider refuses it.
    Error,
    /// Legal or tolerated, and likely not what was meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// What kind of finding it is; stable from version to version.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence that says what is wrong with which value.
    pub message: String,
    /// How to mend it, where that is known.
    pub help: Option<String>,
    /// RFC 6901 pointer into the document; empty for its root.
    pub pointer: String,
    /// The attribute in SCIM notation.
    pub attribute: Option<String>,
    /// Where in the text, in bytes.
    pub span: Option<Span>,
    /// The section of the standard, such as "RFC 7643 §2.3.5".
    pub reference: Option<&'static str>,
    /// The rule of the catalogue, such as "S-42".
    pub rule: Option<&'static str>,
    /// What a service provider would answer.
    pub scim_type: Option<ScimType>,
    /// The quirk of the profile that tolerates it.
    pub quirk: Option<&'static str>,
    /// Whether it rests on something about an application that was not read again in its documentation.
    pub unverified: bool,
    /// Changes of the text that mend it.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A finding about the whole document, with all that the table of codes knows of its code.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let info = code.info();
        Self {
            code,
            severity: info.severity,
            message: readable(message.into()),
            help: None,
            pointer: String::new(),
            attribute: None,
            span: None,
            reference: info.reference,
            rule: info.rule,
            scim_type: info.scim_type,
            quirk: None,
            unverified: false,
            fixes: Vec::new(),
        }
    }

    /// Where it is in the text.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Which attribute it is about, in SCIM notation.
    #[must_use]
    pub fn about(mut self, attribute: impl Into<String>) -> Self {
        self.attribute = Some(attribute.into());
        self
    }

    /// How to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(readable(help.into()));
        self
    }

    /// A change that keeps the meaning that the sender can only have had.
    #[must_use]
    pub fn safe_fix(self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix(title.into(), Safety::Safe, edits)
    }

    /// A change that is a suggestion.
    #[must_use]
    pub fn unsafe_fix(self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix(title.into(), Safety::Unsafe, edits)
    }

    fn fix(mut self, title: String, safety: Safety, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix {
            title: readable(title),
            safety,
            edits,
        });
        self
    }

    /// Cites another rule than the one that the table of codes has for the code.
    #[must_use]
    pub fn cite(mut self, reference: &'static str, rule: &'static str) -> Self {
        self.reference = Some(reference);
        self.rule = Some(rule);
        self
    }
}
