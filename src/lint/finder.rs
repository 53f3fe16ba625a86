//! Findings on their way: with the place that the lint has got to, and as bad as the profile says.

use super::rules::Rule;
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::json::{Document, Limits, Tape, Value};
use crate::profile::{Profile, Target};
use crate::resource::{Step, pointer};
use crate::schema::Registry;
use crate::text::Span;

/// Longest value that a sentence quotes, in characters.
const QUOTED: usize = 60;

/// What a lint is held to.
#[derive(Clone, Copy)]
pub(super) struct World<'w> {
    pub(super) registry: &'w Registry,
    pub(super) profile: &'w Profile,
    pub(super) target: Option<&'static Target>,
    pub(super) json: Limits,
}

impl World<'_> {
    /// Reads a text that was linted before, or part of it.
    pub(super) fn read<'t>(&self, text: &'t str) -> Document<'t> {
        Document::read(text, self.json, Tape::default())
    }
}

/// Collects findings about one text.
pub(super) struct Finder<'w, 'd> {
    pub(super) world: World<'w>,
    pub(super) path: Vec<Step<'d>>,
    pub(super) found: Vec<Diagnostic>,
}

impl<'w, 'd> Finder<'w, 'd> {
    pub(super) const fn new(world: World<'w>) -> Self {
        Self {
            world,
            path: Vec::new(),
            found: Vec::new(),
        }
    }

    /// A finding at a place, unless the profile has nothing against it: the sentence of its code,
    /// and what it is about. Returns it, for fixes.
    pub(super) fn say(&mut self, code: Code, span: Span, about: &str) -> Option<&mut Diagnostic> {
        let rule = Rule::of(code)?;
        let severity = rule.severity(self.world.profile)?;
        let mut finding = Diagnostic::new(code, sentence(code, about)).at(span);
        finding.severity = severity;
        finding.quirk = rule.tolerated_by(self.world.profile);
        finding.pointer = pointer(&self.path).into_string();
        if !rule.help.is_empty() {
            finding.help = Some(rule.help.to_owned());
        }
        self.found.push(finding);
        self.found.last_mut()
    }

    /// The same about a member of the object that the lint has got to, or an element.
    pub(super) fn say_at(
        &mut self,
        step: Step<'d>,
        code: Code,
        span: Span,
        about: &str,
    ) -> Option<&mut Diagnostic> {
        self.path.push(step);
        let said = self.say(code, span, about).is_some();
        self.path.pop();
        if said { self.found.last_mut() } else { None }
    }

    /// The same about a value, with its source.
    pub(super) fn say_of(&mut self, code: Code, value: Value<'d>) -> Option<&mut Diagnostic> {
        let about = brief(value);
        self.say(code, value.span(), &about)
    }
}

/// The sentence of a code, and what it is about.
pub(super) fn sentence(code: Code, about: &str) -> String {
    let meaning = code.info().meaning;
    if about.is_empty() {
        return meaning.to_owned();
    }
    let mut message = meaning.strip_suffix('.').unwrap_or(meaning).to_owned();
    message.push_str(": ");
    message.push_str(about);
    message.push('.');
    message
}

/// A value as a sentence quotes it.
pub(super) fn brief(value: Value<'_>) -> String {
    let source = value.source();
    match source.char_indices().nth(QUOTED) {
        Some((end, _)) => {
            let start = source.get(..end).unwrap_or_default();
            let close = if start.starts_with('"') { "\"" } else { "" };
            format!("{start}…{close}")
        }
        None => source.to_owned(),
    }
}

/// Adds a fix to a finding that was made.
pub(super) fn mend(finding: Option<&mut Diagnostic>, safe: bool, title: &str, edits: Vec<Edit>) {
    use crate::diagnostic::{Fix, Safety};
    if let Some(finding) = finding.filter(|_| !edits.is_empty()) {
        finding.fixes.push(Fix {
            title: title.to_owned(),
            safety: if safe { Safety::Safe } else { Safety::Unsafe },
            edits,
        });
    }
}

/// Makes a finding of the validator one of a rule; `None` where the profile has nothing against it.
pub(super) fn relabel(
    mut finding: Diagnostic,
    code: Code,
    profile: &Profile,
) -> Option<Diagnostic> {
    let (rule, info) = (Rule::of(code)?, code.info());
    finding.severity = rule.severity(profile)?;
    finding.quirk = rule.tolerated_by(profile);
    finding.code = code;
    finding.reference = info.reference;
    finding.rule = info.rule;
    if finding.help.is_none() && !rule.help.is_empty() {
        finding.help = Some(rule.help.to_owned());
    }
    Some(finding)
}
