use std::borrow::Cow;

use super::kind::DocumentKind;
use super::rules::{Cite, Recite};
use super::validate::{Options, Outcome};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::json::{Kind, Value, is_integer};
use crate::patch::Quirks;
use crate::resource::{self, Reporter, Step, notation};
use crate::schema::{Registry, TypeId, nearest};
use crate::text::{Span, elided, quoted};

/// Walks through a document, knows the place that it has got to, and reports.
pub(super) struct Checker<'c, 'd> {
    pub(super) registry: &'c Registry,
    pub(super) options: Options<'c>,
    pub(super) report: Reporter<'c, 'd>,
}

impl<'d> Checker<'_, 'd> {
    /// The same, for a part of the work.
    pub(super) fn again(&mut self) -> Checker<'_, 'd> {
        Checker {
            registry: self.registry,
            options: self.options,
            report: self.report.again(),
        }
    }

    /// The same, for a document that stands where it has got to.
    pub(super) fn nested(&mut self) -> Checker<'_, 'd> {
        let mut nested = self.again();
        nested.report.base = nested.report.path.len();
        nested
    }

    /// Hands a member of an object over, if it is there and not null. What takes one value and has it
    /// in an array is checked as if the array weren't there, of which has been told.
    pub(super) fn member(
        &mut self,
        object: Value<'d>,
        name: &str,
        check: &mut dyn FnMut(&mut Self, Value<'d>),
    ) {
        self.whole_member(object, name, &mut |checker, value| {
            let only = sole(value);
            let depth = checker.report.path.len();
            if only.index() != value.index() {
                checker.report.path.push(Step::Index(0));
            }
            check(checker, only);
            checker.report.path.truncate(depth);
        });
    }

    /// Hands a member of an object over as it is, if it is there and not null.
    pub(super) fn whole_member(
        &mut self,
        object: Value<'d>,
        name: &str,
        check: &mut dyn FnMut(&mut Self, Value<'d>),
    ) {
        let entry = object.entry(name).filter(|(_, value)| !value.is_null());
        if let Some((key, value)) = entry {
            self.report.path.push(Step::Name(key));
            check(self, value);
            self.report.path.pop();
        }
    }

    /// Hands each element of an array over. What takes an array and has a single value is checked as
    /// the element that it would be; that there is no array has been told.
    pub(super) fn each(
        &mut self,
        list: Value<'d>,
        check: &mut dyn FnMut(&mut Self, usize, Value<'d>),
    ) {
        if list.kind() != Kind::Array {
            return check(self, 0, list);
        }
        for (index, element) in list.elements().enumerate() {
            if self.report.sink.is_satisfied() {
                return;
            }
            self.report.path.push(Step::Index(index));
            check(self, index, element);
            self.report.path.pop();
        }
    }

    /// Hands each object of the array `name` over.
    pub(super) fn objects(
        &mut self,
        object: Value<'d>,
        name: &str,
        check: &mut dyn FnMut(&mut Self, usize, Value<'d>),
    ) {
        self.whole_member(object, name, &mut |checker, list| {
            checker.each(list, &mut |checker, index, element| {
                if element.kind() == Kind::Object {
                    check(checker, index, element);
                }
            });
        });
    }

    /// Reports a sentence, with the severity of the code.
    pub(super) fn tell(
        &mut self,
        code: Code,
        span: Span,
        cite: Cite,
        message: &dyn Fn() -> String,
    ) {
        self.tell_as(code.info().severity, code, span, cite, message);
    }

    pub(super) fn tell_as(
        &mut self,
        severity: Severity,
        code: Code,
        span: Span,
        cite: Cite,
        message: &dyn Fn() -> String,
    ) {
        self.say_as(severity, span, cite, &|| Diagnostic::new(code, message()));
    }

    /// The same with how to mend it.
    pub(super) fn tell_help(
        &mut self,
        code: Code,
        span: Span,
        cite: Cite,
        help: &str,
        message: &dyn Fn() -> String,
    ) {
        self.say(code, span, cite, &|| {
            Diagnostic::new(code, message()).help(help)
        });
    }

    /// The same about a string, with what may have been meant.
    pub(super) fn tell_near(
        &mut self,
        code: Code,
        value: Value<'d>,
        cite: Cite,
        near: Option<&str>,
        message: &dyn Fn() -> String,
    ) {
        self.say(code, value.span(), cite, &|| {
            suggest(Diagnostic::new(code, message()), near, value)
        });
    }

    /// Reports a finding, with the severity of the code.
    pub(super) fn say(
        &mut self,
        code: Code,
        span: Span,
        cite: Cite,
        describe: &dyn Fn() -> Diagnostic,
    ) {
        self.say_as(code.info().severity, span, cite, describe);
    }

    pub(super) fn say_as(
        &mut self,
        severity: Severity,
        span: Span,
        cite: Cite,
        describe: &dyn Fn() -> Diagnostic,
    ) {
        let (reference, rule) = cite;
        self.report
            .report_as(severity, span, None, &|| describe().cite(reference, rule));
    }

    /// Reports a finding that has its place already.
    pub(super) fn note(&mut self, note: &Diagnostic) {
        let span = note.span.unwrap_or_default();
        self.report
            .report_as(note.severity, span, None, &|| note.clone());
    }

    /// Reports that an object lacks a member; placed at its first character.
    pub(super) fn lacks(
        &mut self,
        (object, name): (Value<'d>, &str),
        code: Code,
        cite: Cite,
        message: &dyn Fn() -> String,
    ) {
        let start = object.span().start;
        let span = Span::new(start, start + 1);
        let steps = self.report.path.get(self.report.base..);
        let attribute = notation(steps.unwrap_or_default(), name).unwrap_or_default();
        self.say(code, span, cite, &|| {
            Diagnostic::new(code, message()).about(attribute.as_str())
        });
    }

    /// The word of a closed list that a string is, by its index. `name` is what the member is
    /// called; `case` is what a word in another case is.
    pub(super) fn keyword(
        &mut self,
        value: Value<'d>,
        name: &str,
        words: &[&'static str],
        (unknown, case): (Code, Code),
        cite: Cite,
    ) -> Option<usize> {
        let text = value.as_str()?;
        let exact = words.iter().position(|word| *word == text);
        if exact.is_some() {
            return exact;
        }
        let loose = words
            .iter()
            .position(|word| word.eq_ignore_ascii_case(&text));
        let Some(word) = loose.and_then(|index| words.get(index)) else {
            let near = nearest(words.iter().copied(), &text);
            self.tell_near(unknown, value, cite, near, &|| {
                let list = words.join(", ");
                format!("`{name}` is {}, which is none of {list}.", shown(value))
            });
            return None;
        };
        self.say(case, value.span(), cite, &|| {
            let found = shown(value);
            let edit = Edit::replace(value.span(), quoted(word));
            Diagnostic::new(case, format!("`{name}` is written {word}, not {found}."))
                .safe_fix(format!("Use {word}"), vec![edit])
        });
        loose
    }

    /// Checks the members of a document against the description of its kind.
    pub(super) fn structure(&mut self, root: Value<'d>, kind: DocumentKind) {
        let options = resource::Options {
            resource_type: kind.description(self.registry),
            operation: resource::Operation::Create,
            ..self.options.resource
        };
        let quirks = self.options.patch;
        let tolerates = kind == DocumentKind::Patch && quirks != Quirks::NONE;
        let mut sink = Recite {
            kind,
            tolerates: tolerates.then_some((root, quirks)),
            sink: self.report.sink,
        };
        let report = &mut Reporter {
            sink: &mut sink,
            path: self.report.path,
            base: self.report.base,
        };
        resource::validate_at(root, self.registry, options, report);
    }

    /// Checks a document of a kind, or a part of one.
    pub(super) fn document(&mut self, root: Value<'d>, kind: DocumentKind) -> Outcome {
        let mut base = self.report.path.len();
        if root.kind() != Kind::Object {
            // It is no document, but a wrong value of an attribute around it.
            base = self.report.base;
        }
        let outside = core::mem::replace(&mut self.report.base, base);
        let outcome = self.members_and_more(root, kind);
        self.report.base = outside;
        outcome
    }

    fn members_and_more(&mut self, root: Value<'d>, kind: DocumentKind) -> Outcome {
        let told = self.options.resource.resource_type;
        let mut resource_type = None;
        if kind == DocumentKind::Resource {
            let options = self.options.resource;
            let report = &mut self.report.again();
            resource_type = resource::validate_at(root, self.registry, options, report);
        } else {
            self.structure(root, kind);
        }
        if root.kind() == Kind::Object {
            match kind {
                DocumentKind::Resource => {}
                DocumentKind::Patch => resource_type = super::patch::check(self, root, told),
                DocumentKind::Bulk => super::bulk::check(self, root),
                DocumentKind::BulkResponse => super::bulk_response::check(self, root),
                DocumentKind::List => {
                    super::list::check(self, root);
                    resource_type = told;
                }
                DocumentKind::Search => {
                    super::search::check(self, root, told);
                    resource_type = told;
                }
                DocumentKind::Error => {
                    super::error::check(self, root);
                }
                DocumentKind::Schema => super::schema::check(self, root),
                DocumentKind::ResourceType => super::resource_type::check(self, root),
                DocumentKind::ServiceProviderConfig => {
                    super::service_provider_config::check(self, root);
                }
            }
        }
        Outcome {
            kind,
            resource_type,
        }
    }

    /// Checks a resource that a message carries: of the type that the message tells, or else what
    /// its `schemas` says. A message is no resource. Returns the resource type.
    pub(super) fn carried(
        &mut self,
        root: Value<'d>,
        operation: resource::Operation,
        told: Option<TypeId>,
    ) -> Option<TypeId> {
        let mut kind = DocumentKind::Resource;
        if root.kind() == Kind::Object && told.is_none() {
            kind = DocumentKind::detect(root, self.registry);
        }
        if kind.is_message() {
            let (code, cite) = (Code::MessageNested, ("RFC 7644 §3.1", "T-15"));
            self.tell(code, root.span(), cite, &|| {
                let word = kind.schema().and_then(|uri| uri.rsplit(':').next());
                format!(
                    "A resource belongs here, not a {}.",
                    word.unwrap_or_default()
                )
            });
            return None;
        }
        let mut checker = self.again();
        checker.options.resource.resource_type = told;
        checker.options.resource.operation = operation;
        checker.options.resource.current = None;
        checker.document(root, kind).resource_type
    }
}

/// Adds what may have been meant.
pub(super) fn suggest(finding: Diagnostic, near: Option<&str>, value: Value<'_>) -> Diagnostic {
    match near {
        None => finding,
        Some(near) => {
            let edit = Edit::replace(value.span(), quoted(near));
            finding
                .help(format!("Did you mean `{near}`?"))
                .unsafe_fix(format!("Use {near}"), vec![edit])
        }
    }
}

/// The element of an array of one; of everything else, itself.
pub(super) fn sole(value: Value<'_>) -> Value<'_> {
    let mut elements = value.elements();
    match (elements.next(), elements.next()) {
        (Some(only), None) if !only.is_null() => only,
        _ => value,
    }
}

/// The whole number that a value is, cut off at the ends of its range. One in quotes, or in an array,
/// counts too: that it stands there has been told.
pub(super) fn integer(value: Option<Value<'_>>) -> Option<i64> {
    let value = sole(value?);
    let number = match value.as_number() {
        Some(number) => Cow::Borrowed(number),
        None => value.as_str()?,
    };
    let number = Some(&*number).filter(|number| is_integer(number))?;
    let end = if number.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    Some(number.parse().unwrap_or(end))
}

/// Longest value that a sentence quotes, in characters.
const QUOTED: usize = 40;

/// A value as a sentence quotes it.
pub(super) fn shown(value: Value<'_>) -> String {
    brief(value.source())
}

/// A text as a sentence quotes it.
pub(super) fn brief(text: &str) -> String {
    elided(text, QUOTED).into_owned()
}
