//! Values against the type of their attribute (RFC 7643 §2.3, §2.4).

use super::validate::{Step, Validator};
use crate::attribute::{BinaryDefect, DateTime, DateTimeDefect, check_base64, uri_defect};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::json::{Document, Kind, Value, is_integer};
use crate::schema::{AttributeId, Definition, Registry, Type};
use crate::text::{Span, quoted};

/// Longest value that a sentence quotes, in characters.
const QUOTED: usize = 40;

impl<'d> Validator<'_, 'd> {
    /// Checks the value of an attribute; null means that it has none, which is legal.
    pub(super) fn attribute(&mut self, id: AttributeId, definition: &Definition, value: Value<'d>) {
        match (definition.attribute.multi_valued, value.kind()) {
            (_, Kind::Null | Kind::Invalid) => {}
            (false, _) if definition.is_open() => {}
            (true, Kind::Array) => self.values(id, definition, value),
            (true, _) => self.not_a_list(id, definition, value),
            (false, Kind::Array) => self.not_single(definition, value),
            (false, _) => {
                self.single(id, definition, value);
            }
        }
    }

    fn values(&mut self, id: AttributeId, definition: &Definition, list: Value<'d>) {
        let mut primary: Option<usize> = None;
        for (index, element) in list.elements().enumerate() {
            if self.report.sink.is_satisfied() {
                return;
            }
            self.report.path.push(Step::Index(index));
            if let Some((key, value)) = self.single(id, definition, element) {
                match primary {
                    None => primary = Some(index),
                    Some(first) => {
                        self.report.path.push(Step::Name(key));
                        self.second_primary(definition, value, first);
                        self.report.path.pop();
                    }
                }
            }
            self.report.path.pop();
        }
    }

    /// Checks one value. Returns its member `primary` where that is true.
    pub(super) fn single(
        &mut self,
        id: AttributeId,
        definition: &Definition,
        value: Value<'d>,
    ) -> Option<(crate::json::Key<'d>, Value<'d>)> {
        let attribute = &definition.attribute;
        match (attribute.kind, value.kind()) {
            _ if definition.is_open() => {}
            (Type::Complex, Kind::Object) => {
                let scope = self.view.registry().scope_of(definition)?;
                return self.object(value, scope, Some(definition));
            }
            (_, Kind::Invalid) | (Type::Boolean, Kind::Boolean) | (Type::Decimal, Kind::Number) => {
            }
            (Type::Integer, Kind::Number) => self.integer(definition, value),
            (Type::String, Kind::String) => self.string(definition, value),
            (Type::DateTime, Kind::String) => self.date_time(definition, value),
            (Type::Reference, Kind::String) => self.reference(definition, value),
            (Type::Binary, Kind::String) => self.binary(definition, value),
            _ => self.wrong_type(id, definition, value),
        }
        None
    }

    fn second_primary(&mut self, definition: &Definition, value: Value<'d>, first: usize) {
        self.report
            .report(Code::Primary, value.span(), Some(definition), &|| {
                let path = &definition.path;
                let message =
                    format!("Two values of `{path}` are primary; {path}[{first}] is already.");
                let edit = Edit::replace(value.span(), "false");
                Diagnostic::new(Code::Primary, message)
                    .help("At most one value is primary.")
                    .unsafe_fix("Use false", vec![edit])
            });
    }

    fn not_a_list(&mut self, id: AttributeId, definition: &Definition, value: Value<'d>) {
        let registry = self.view.registry();
        self.report
            .report(Code::MultiValued, value.span(), Some(definition), &|| {
                let (path, found) = (&definition.path, shown(value));
                let message =
                    format!("`{path}` takes an array of values; {found} is a single one.");
                let finding = Diagnostic::new(Code::MultiValued, message);
                let element = if definition.is_complex() && value.kind() != Kind::Object {
                    wrapped(id, value, registry)
                } else {
                    Some(value.source().to_owned())
                };
                match element {
                    Some(element) => {
                        let edit = Edit::replace(value.span(), format!("[{element}]"));
                        finding.safe_fix("Wrap it in an array", vec![edit])
                    }
                    None => finding,
                }
            });
    }

    fn not_single(&mut self, definition: &Definition, list: Value<'d>) {
        self.report
            .report(Code::SingleValued, list.span(), Some(definition), &|| {
                let path = &definition.path;
                let mut elements = list.elements();
                let message = format!("`{path}` takes a single value, not an array.");
                let finding = Diagnostic::new(Code::SingleValued, message);
                match (elements.next(), elements.next()) {
                    (Some(only), None) => {
                        let edit = Edit::replace(list.span(), only.source());
                        finding.safe_fix("Take it out of the array", vec![edit])
                    }
                    _ => finding,
                }
            });
    }

    fn wrong_type(&mut self, id: AttributeId, definition: &Definition, value: Value<'d>) {
        let registry = self.view.registry();
        self.report
            .report(Code::Type, value.span(), Some(definition), &|| {
                let attribute = &definition.attribute;
                let (path, wanted) = (&definition.path, attribute.kind.with_article());
                let (found, actual) = (shown(value), json_type(value));
                let message = if attribute.multi_valued {
                    format!(
                        "The values of `{path}` are {}; {found} is {actual}.",
                        plural(attribute.kind)
                    )
                } else {
                    format!("`{path}` is {wanted}; {found} is {actual}.")
                };
                let (reference, rule) = type_rule(attribute.kind, attribute.multi_valued);
                let finding = Diagnostic::new(Code::Type, message).cite(reference, rule);
                mend_type(finding, id, definition, value, registry)
            });
    }

    fn integer(&mut self, definition: &Definition, value: Value<'d>) {
        if is_integer(value.source()) {
            return;
        }
        self.report
            .report(Code::Integer, value.span(), Some(definition), &|| {
                let (path, found) = (&definition.path, value.source());
                let message =
                    format!("`{path}` is an integer; {found} has a fraction or an exponent.");
                let finding = Diagnostic::new(Code::Integer, message);
                match found.split_once('.') {
                    Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => {
                        let edit = Edit::replace(value.span(), whole);
                        finding.safe_fix(format!("Use {whole}"), vec![edit])
                    }
                    _ => finding,
                }
            });
    }

    fn string(&mut self, definition: &Definition, value: Value<'d>) {
        if value.is_empty() && definition.must_not_be_empty() {
            self.report
                .report(Code::Empty, value.span(), Some(definition), &|| {
                    Diagnostic::new(
                        Code::Empty,
                        format!("`{}` must not be empty.", definition.path),
                    )
                });
        }
    }

    fn date_time(&mut self, definition: &Definition, value: Value<'d>) {
        let text = value.as_str().unwrap_or_default();
        match DateTime::parse(&text) {
            Ok(date_time) if date_time.has_zone() => {}
            Ok(_) => {
                self.report
                    .report(Code::DateTimeZone, value.span(), Some(definition), &|| {
                        let (path, found) = (&definition.path, shown(value));
                        let message =
                            format!("{found} in `{path}` has no time zone; it is read as UTC.");
                        let edit = Edit::insert(value.span().end - 1, "Z");
                        Diagnostic::new(Code::DateTimeZone, message)
                            .unsafe_fix("Add Z for UTC", vec![edit])
                    });
            }
            Err(defect) => {
                self.report
                    .report(Code::DateTime, value.span(), Some(definition), &|| {
                        let (path, found) = (&definition.path, shown(value));
                        let why = explain_date_time(defect);
                        Diagnostic::new(
                            Code::DateTime,
                            format!("{found} in `{path}` is no dateTime: {why}."),
                        )
                        .help("A dateTime reads 2026-01-31T09:30:00Z.")
                    });
            }
        }
    }

    fn reference(&mut self, definition: &Definition, value: Value<'d>) {
        let text = value.as_str().unwrap_or_default();
        let Some(at) = uri_defect(&text) else {
            return;
        };
        let span = inside(value, &text, at);
        self.report
            .report(Code::Reference, span, Some(definition), &|| {
                let (path, found) = (&definition.path, shown(value));
                let character = text.get(at..).and_then(|rest| rest.chars().next());
                let why = match character {
                    Some('%') => "`%` is not followed by two hexadecimal digits".to_owned(),
                    Some(':') => "what stands before the colon is no scheme".to_owned(),
                    Some(character) => format!(
                        "{} can't stand here",
                        quoted(character.encode_utf8(&mut [0; 4]))
                    ),
                    None => "it ends too early".to_owned(),
                };
                Diagnostic::new(
                    Code::Reference,
                    format!("{found} in `{path}` is no URI: {why}."),
                )
                .help("Characters outside the URI syntax are percent-encoded.")
            });
    }

    fn binary(&mut self, definition: &Definition, value: Value<'d>) {
        let text = value.as_str().unwrap_or_default();
        let Err(defect) = check_base64(&text) else {
            return;
        };
        let span = match defect {
            BinaryDefect::Byte(at) => inside(value, &text, at),
            BinaryDefect::Length | BinaryDefect::Padding => value.span(),
        };
        self.report
            .report(Code::Binary, span, Some(definition), &|| {
                let why = match defect {
                    BinaryDefect::Byte(at) => {
                        let found = text.get(at..).and_then(|rest| rest.chars().next());
                        let found = quoted(found.unwrap_or_default().encode_utf8(&mut [0; 4]));
                        format!("{found} is not in its alphabet")
                    }
                    BinaryDefect::Length => "a character is missing or too much".to_owned(),
                    BinaryDefect::Padding => "the padding does not fit".to_owned(),
                };
                let message = format!("The value of `{}` is not base64: {why}.", definition.path);
                Diagnostic::new(Code::Binary, message)
                    .help("Use the alphabet of RFC 4648 §4 (with + and /), without line breaks.")
            });
    }
}

fn mend_type(
    finding: Diagnostic,
    id: AttributeId,
    definition: &Definition,
    value: Value<'_>,
    registry: &Registry,
) -> Diagnostic {
    let kind = definition.attribute.kind;
    let text = value.as_str();
    match (kind, value.kind(), text.as_deref()) {
        (Type::Boolean, _, Some(text)) if is_boolean_word(text) => {
            let literal = text.to_ascii_lowercase();
            let title = format!("Use {literal}");
            finding.safe_fix(title, vec![Edit::replace(value.span(), literal)])
        }
        (Type::Decimal | Type::Integer, _, Some(text)) if is_json_number(text) => {
            let title = format!("Use {text}");
            finding.safe_fix(title, vec![Edit::replace(value.span(), text)])
        }
        (_, Kind::Number | Kind::Boolean, _) if kind == Type::String => {
            let edit = Edit::replace(value.span(), format!("\"{}\"", value.source()));
            finding.safe_fix("Put it in quotes", vec![edit])
        }
        (Type::Complex, Kind::String | Kind::Number, _) => match wrapped(id, value, registry) {
            Some(wrapped) => {
                let edit = Edit::replace(value.span(), wrapped);
                finding.safe_fix("Wrap it in an object", vec![edit])
            }
            None => finding,
        },
        _ => finding,
    }
}

/// A simple value as the `value` of a complex one, where the attribute has that sub-attribute.
fn wrapped(id: AttributeId, value: Value<'_>, registry: &Registry) -> Option<String> {
    let sub = registry.definition(registry.sub_attribute(id, "value")?)?;
    let textual = sub.attribute.kind.is_textual() && value.kind() == Kind::String;
    textual.then(|| format!("{{\"value\": {}}}", value.source()))
}

fn is_boolean_word(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

fn is_json_number(text: &str) -> bool {
    let document = Document::parse(text);
    document.is_ok_and(|document| {
        document
            .root()
            .is_some_and(|root| root.as_number() == Some(text))
    })
}

/// The place of byte `at` of the string's characters; the whole string where it holds escapes.
fn inside(value: Value<'_>, text: &str, at: usize) -> Span {
    let span = value.span();
    let plain = span.len() as usize == text.len() + 2;
    let width = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, char::len_utf8);
    match (plain && width > 0, u32::try_from(at), u32::try_from(width)) {
        (true, Ok(at), Ok(width)) => Span::new(span.start + 1 + at, span.start + 1 + at + width),
        _ => span,
    }
}

/// A value as a sentence quotes it.
fn shown(value: Value<'_>) -> String {
    let source = value.source();
    match value.kind() {
        Kind::Array => "the array".to_owned(),
        Kind::Object => "the object".to_owned(),
        _ => match source.char_indices().nth(QUOTED) {
            Some((end, _)) => format!("{}…", source.get(..end).unwrap_or_default()),
            None => source.to_owned(),
        },
    }
}

fn json_type(value: Value<'_>) -> &'static str {
    match value.kind() {
        Kind::Null => "null",
        Kind::Boolean => "a boolean",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Array => "an array",
        Kind::Object => "an object",
        Kind::Key | Kind::Invalid => "no value",
    }
}

const fn plural(kind: Type) -> &'static str {
    match kind {
        Type::String => "strings",
        Type::Boolean => "booleans",
        Type::Decimal => "decimal numbers",
        Type::Integer => "integers",
        Type::DateTime => "dateTimes",
        Type::Reference => "references",
        Type::Binary => "binary",
        Type::Complex => "objects",
    }
}

/// Section and rule for a value of the wrong JSON type.
const fn type_rule(kind: Type, multi_valued: bool) -> (&'static str, &'static str) {
    match kind {
        Type::String => ("RFC 7643 §2.3.1", "S-37"),
        Type::Boolean => ("RFC 7643 §2.3.2", "S-39"),
        Type::Decimal => ("RFC 7643 §2.3.3", "S-40"),
        Type::Integer => ("RFC 7643 §2.3.4", "S-41"),
        Type::DateTime => ("RFC 7643 §2.3.5", "S-42"),
        Type::Binary => ("RFC 7643 §2.3.6", "S-43"),
        Type::Reference => ("RFC 7643 §2.3.7", "S-46"),
        Type::Complex if multi_valued => ("RFC 7643 §2.4", "MV-01"),
        Type::Complex => ("RFC 7643 §2.3.8", "S-52"),
    }
}

const fn explain_date_time(defect: DateTimeDefect) -> &'static str {
    match defect {
        DateTimeDefect::Form => "it is not of the form of xsd:dateTime",
        DateTimeDefect::DateOnly => "the time is missing",
        DateTimeDefect::Month => "there is no such month",
        DateTimeDefect::Day => "the month has no such day",
        DateTimeDefect::Time => "there is no such time of day",
        DateTimeDefect::Zone => "the time zone is none",
    }
}
