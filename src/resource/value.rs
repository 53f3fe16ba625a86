//! Values against the type of their attribute (RFC 7643 §2.3, §2.4).

use super::object::Element;
use super::reporter::Step;
use super::validate::Validator;
use crate::attribute::{
    BinaryDefect, DateTime, DateTimeDefect, Format, check_base64, is_usual_date_time,
    mended_base64, mended_date_time, percent_encoded, uri_defect,
};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::json::{Document, Kind, Value, is_exact_double, is_integer};
use crate::schema::{AttributeId, Definition, Registry, Type, nearest};
use crate::text::{Span, elided, quoted, same_but_for_case};

/// Longest value that a sentence quotes, in characters.
const QUOTED: usize = 40;

impl<'v, 'd> Validator<'v, 'd> {
    /// Checks the value of an attribute; null means that it has none, which is legal.
    #[inline(always)]
    pub(super) fn attribute(
        &mut self,
        id: AttributeId,
        definition: &Definition,
        value: Value<'d>,
        current: Option<Value<'v>>,
    ) {
        match (definition.attribute.multi_valued, value.kind()) {
            (_, Kind::Null | Kind::Invalid) => {}
            (false, _) if definition.is_open() => {}
            (true, Kind::Array) => self.values(id, definition, value, current),
            (true, _) => self.not_a_list(id, definition, value),
            (false, Kind::Array) => self.not_single(id, definition, value),
            (false, _) => {
                self.single(id, definition, value, current);
            }
        }
    }

    /// Checks one value. Returns what its list is judged by.
    pub(super) fn single(
        &mut self,
        id: AttributeId,
        definition: &Definition,
        value: Value<'d>,
        current: Option<Value<'v>>,
    ) -> Element {
        let attribute = &definition.attribute;
        match (attribute.kind, value.kind()) {
            (Type::Complex, _) if definition.is_open() => {}
            (Type::Complex, Kind::Object) => {
                let Some(scope) = self.view.registry().scope_of(definition) else {
                    return Element::default();
                };
                if current.is_none()
                    && let Some(element) = self.right_object(definition, scope, value)
                {
                    return element;
                }
                let element = self.object(value, scope, Some(definition), current);
                if self.hints && element.reference.is_some() {
                    self.reference_beside(definition, value, element);
                }
                return element;
            }
            (_, Kind::Invalid) | (Type::Boolean, Kind::Boolean) => {}
            (_, Kind::Null) if attribute.multi_valued => self.null_in_list(definition, value),
            (Type::Decimal, Kind::Number) => self.number_range(definition, value),
            (Type::Integer, Kind::Number) => self.integer(definition, value),
            (Type::String, Kind::String) => self.string(definition, value),
            (Type::DateTime, Kind::String) => self.date_time(definition, value),
            (Type::Reference, Kind::String) => self.reference(definition, value),
            (Type::Binary, Kind::String) => self.binary(definition, value),
            _ => self.wrong_type(id, definition, value),
        }
        Element::default()
    }

    fn not_a_list(&mut self, id: AttributeId, definition: &Definition, value: Value<'d>) {
        let registry = self.view.registry();
        self.report
            .report(Code::MultiValued, value.span(), Some(definition), &|| {
                let (path, found) = (&definition.path, shown(value));
                let message =
                    format!("`{path}` takes an array of values; {found} is a single one.");
                let finding = Diagnostic::new(Code::MultiValued, message);
                let names = value.as_str().filter(|text| text.contains(','));
                let names = names.filter(|_| self.view.is_document() && !definition.is_complex());
                let element = if let Some(names) = names {
                    Some(each_of(&names))
                } else if definition.is_complex() && value.kind() != Kind::Object {
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
        // Its defects are told as well, and not only once it stands in an array.
        if !definition.is_complex() || value.kind() == Kind::Object {
            self.single(id, definition, value, None);
        } else {
            self.value_of(definition, value);
        }
    }

    /// A string in the place of an object is checked as the `value` that it becomes there.
    fn value_of(&mut self, definition: &Definition, value: Value<'d>) {
        let registry = self.view.registry();
        if value.kind() == Kind::String
            && definition.is_complex()
            && let Some(id) = definition.value
            && let Some(of_value) = registry.definition(id)
            && of_value.attribute.kind.is_textual()
        {
            self.single(id, of_value, value, None);
        }
    }

    fn not_single(&mut self, id: AttributeId, definition: &Definition, list: Value<'d>) {
        if self.is_missed(definition, list) {
            return;
        }
        self.report
            .report(Code::SingleValued, list.span(), Some(definition), &|| {
                let path = &definition.path;
                let mut elements = list.elements();
                let message = format!("`{path}` takes a single value, not an array.");
                let finding = Diagnostic::new(Code::SingleValued, message);
                match (elements.next(), elements.next()) {
                    (Some(only), None) if only.kind() != Kind::Array => {
                        let edit = Edit::replace(list.span(), only.source());
                        finding.safe_fix("Take it out of the array", vec![edit])
                    }
                    _ => finding,
                }
            });
        // Which of several simple values is meant nobody knows.
        let alone = list.elements().nth(1).is_none();
        for (index, value) in list.elements().enumerate() {
            if value.kind() == Kind::Object || (alone && !value.is_null()) {
                self.report.path.push(Step::Index(index));
                self.single(id, definition, value, None);
                self.report.path.pop();
            }
        }
    }

    /// Whether a list has nothing but null where a value is required: that it is missing is told.
    pub(super) fn is_missed(&self, definition: &Definition, list: Value<'d>) -> bool {
        has_nulls_alone(list)
            && !self.partial
            && definition.requirement(self.options.operation) == Some(Severity::Error)
    }

    fn wrong_type(&mut self, id: AttributeId, definition: &Definition, value: Value<'d>) {
        let registry = self.view.registry();
        self.report
            .report(Code::Type, value.span(), Some(definition), &|| {
                let attribute = &definition.attribute;
                let (path, wanted) = (&definition.path, attribute.kind.with_article());
                let found = match value.kind() {
                    Kind::Array | Kind::Object => "this".to_owned(),
                    _ => shown(value),
                };
                let actual = json_type(value);
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
        self.value_of(definition, value);
    }

    fn integer(&mut self, definition: &Definition, value: Value<'d>) {
        if is_integer(value.source()) {
            return self.number_range(definition, value);
        }
        self.report
            .report(Code::Integer, value.span(), Some(definition), &|| {
                let (path, found) = (&definition.path, value.source());
                let shown = shown(value);
                let message =
                    format!("`{path}` is an integer; {shown} has a fraction or an exponent.");
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

    /// Numbers that a receiver with 64-bit floating point reads as others (RFC 8259 §6).
    fn number_range(&mut self, definition: &Definition, value: Value<'d>) {
        if !self.hints || is_exact_double(value.source()) {
            return;
        }
        self.report
            .report(Code::NumberRange, value.span(), Some(definition), &|| {
                let (path, found) = (&definition.path, shown(value));
                let message = format!("Many receivers can't hold {found} in `{path}` exactly.");
                let (_, rule) = type_rule(definition.attribute.kind, false);
                Diagnostic::new(Code::NumberRange, message).cite("RFC 8259 §6", rule)
            });
    }

    fn string(&mut self, definition: &Definition, value: Value<'d>) {
        let known = &definition.attribute.canonical_values;
        if definition.format.is_some() || !known.is_empty() {
            let mut room = String::new();
            let text = value.text_in(&mut room);
            if self.format(definition, value, text) && self.hints {
                self.canonical(definition, value, text);
            }
        }
        if value.is_empty() && definition.must_not_be_empty() {
            self.report
                .report(Code::Empty, value.span(), Some(definition), &|| {
                    let message = format!("`{}` must not be empty.", definition.path);
                    let finding = Diagnostic::new(Code::Empty, message);
                    match definition.nonempty_rule() {
                        Some((reference, rule)) => finding.cite(reference, rule),
                        None => finding,
                    }
                });
        }
    }

    /// Canonical values are suggestions; their case matters where that of the attribute does.
    fn canonical(&mut self, definition: &Definition, value: Value<'d>, text: &str) {
        let known = &definition.attribute.canonical_values;
        if known.is_empty() || value.is_empty() {
            return;
        }
        let exact = definition.attribute.case_exact;
        let is_it = |known: &String| known == text || (!exact && same_but_for_case(known, text));
        if known.iter().any(is_it) {
            return;
        }
        self.report.report(
            Code::CanonicalValue,
            value.span(),
            Some(definition),
            &|| {
                let (path, found) = (&definition.path, shown(value));
                let message = format!("{found} is none of the canonical values of `{path}`.");
                let finding = Diagnostic::new(Code::CanonicalValue, message);
                match nearest(known.iter().map(String::as_str), text) {
                    Some(near) => {
                        let edit = Edit::replace(value.span(), quoted(near));
                        finding
                            .help(format!("Did you mean `{near}`?"))
                            .unsafe_fix(format!("Use {near}"), vec![edit])
                    }
                    None => finding.help(format!("They are {}.", known.join(", "))),
                }
            },
        );
    }

    fn date_time(&mut self, definition: &Definition, value: Value<'d>) {
        let mut room = String::new();
        let text = value.text_in(&mut room);
        if is_usual_date_time(text.as_bytes()) {
            return;
        }
        match DateTime::parse(text) {
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
                        let message = format!("{found} in `{path}` is no dateTime: {why}.");
                        let finding = Diagnostic::new(Code::DateTime, message)
                            .help("A dateTime reads 2026-01-31T09:30:00Z.");
                        let replace =
                            |mended: &str| vec![Edit::replace(value.span(), quoted(mended))];
                        if let Some(mended) = mended_date_time(text) {
                            return finding.safe_fix(format!("Use {mended}"), replace(&mended));
                        }
                        if defect == DateTimeDefect::DateOnly {
                            let midnight = format!("{text}T00:00:00Z");
                            return finding
                                .unsafe_fix(format!("Use {midnight}"), replace(&midnight));
                        }
                        finding
                    });
            }
        }
    }

    fn reference(&mut self, definition: &Definition, value: Value<'d>) {
        let mut room = String::new();
        let text = value.text_in(&mut room);
        let Some(at) = uri_defect(text) else {
            if self.format(definition, value, text) && self.hints {
                self.reference_target(definition, value, text);
            }
            return;
        };
        let span = inside(value, text, at);
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
                let message = format!("{found} in `{path}` is no URI: {why}.");
                let finding = Diagnostic::new(Code::Reference, message)
                    .help("Characters outside the URI syntax are percent-encoded.");
                match percent_encoded(text) {
                    Some(mended) => {
                        let edit = Edit::replace(value.span(), quoted(&mended));
                        finding.unsafe_fix("Encode them", vec![edit])
                    }
                    None => finding,
                }
            });
    }

    fn binary(&mut self, definition: &Definition, value: Value<'d>) {
        let text = value.as_str().unwrap_or_default();
        let Err(defect) = check_base64(&text) else {
            self.format(definition, value, &text);
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
                    BinaryDefect::Padding => {
                        "the = at its end do not fill the last four characters".to_owned()
                    }
                };
                let message = format!("The value of `{}` is not base64: {why}.", definition.path);
                let finding = Diagnostic::new(Code::Binary, message)
                    .help("Use the alphabet of RFC 4648 §4 (with + and /), without line breaks.");
                match mended_base64(&text) {
                    Some(mended) => {
                        let edit = Edit::replace(value.span(), quoted(&mended));
                        finding.safe_fix("Write it as base64", vec![edit])
                    }
                    None => finding,
                }
            });
    }
}

/// The names of a list in one string, each in a string of its own.
fn each_of(names: &str) -> String {
    let names = names
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let mut list = String::new();
    for name in names {
        list.push_str(if list.is_empty() { "" } else { ", " });
        list.push_str(&quoted(name));
    }
    list
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
        (Type::Boolean, Kind::Number, _) if matches!(value.source(), "0" | "1") => {
            let literal = if value.source() == "1" {
                "true"
            } else {
                "false"
            };
            let edit = Edit::replace(value.span(), literal);
            finding.unsafe_fix(format!("Use {literal}"), vec![edit])
        }
        (Type::Decimal | Type::Integer, _, Some(text)) if is_json_number(text) => {
            let title = format!("Use {text}");
            finding.safe_fix(title, vec![Edit::replace(value.span(), text)])
        }
        // No country is a number.
        (_, Kind::Number | Kind::Boolean, _)
            if kind == Type::String && definition.format != Some(Format::Country) =>
        {
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

/// Whether a list has elements, and all of them are null.
pub(super) fn has_nulls_alone(list: Value<'_>) -> bool {
    list.kind() == Kind::Array && !list.is_empty() && list.elements().all(Value::is_null)
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
pub(super) fn shown(value: Value<'_>) -> String {
    let source = value.source();
    match value.kind() {
        Kind::Array => "the array".to_owned(),
        Kind::Object => "the object".to_owned(),
        _ => elided(source, QUOTED).into_owned(),
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
