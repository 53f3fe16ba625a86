//! What a response says of the resource itself: `id` and `meta` (RFC 7643 §3.1).

use super::reference::{Target, address};
use super::reporter::Step;
use super::validate::Validator;
use super::value::shown;
use crate::attribute::{DateTime, is_plain_address, is_usual_date_time};
use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::json::{Key, Kind, Value};
use crate::text::{is_same, is_same_text, quoted, same_but_for_case};

/// How long a dateTime is up to its seconds, where it is written as most are.
const SECONDS: usize = 19;

/// The word that `id` must not contain.
const RESERVED: &[u8; 6] = b"bulkId";

impl<'d> Validator<'_, 'd> {
    /// Checks what only a service provider sets. Values of the wrong type have been told already.
    pub(super) fn response(&mut self, root: Value<'d>) {
        // What stands in an array is told of, and checked as if it didn't.
        let out = |(key, value): (Key<'d>, Value<'d>)| {
            let mut elements = value.elements();
            match (elements.next(), elements.next()) {
                (Some(only), None) => (key, only, Some(Step::Index(0))),
                _ => (key, value, None),
            }
        };
        let (id, meta) = (root.entry("id").map(out), root.entry("meta").map(out));
        let depth = self.report.path.len();
        if let Some((key, value, step)) = id {
            self.report.path.push(Step::Name(key));
            self.report.path.extend(step);
            self.reserved_word(value);
            self.report.path.truncate(depth);
        }
        let Some((key, meta, step)) = meta.filter(|(_, meta, _)| meta.kind() == Kind::Object)
        else {
            return;
        };
        self.report.path.push(Step::Name(key));
        self.report.path.extend(step);
        let (mut created, mut modified) = (None, None);
        for (key, value) in meta
            .members()
            .filter(|(_, value)| value.kind() == Kind::String)
        {
            self.report.path.push(Step::Name(key));
            let name = key.name();
            let is = |known: &str| same_but_for_case(&name, known);
            match name.len() {
                12 if is("resourceType") => self.resource_type_of(value),
                12 if is("lastModified") => modified = Some((key, value)),
                7 if is("version") => self.version(value),
                7 if is("created") => created = Some(value),
                8 if is("location") => self.location(value, id.map(|(_, id, _)| id)),
                _ => {}
            }
            self.report.path.pop();
        }
        if let Some((created, (key, modified))) = created.zip(modified) {
            self.times(created, key, modified);
        }
        self.report.path.truncate(depth);
    }

    fn reserved_word(&mut self, id: Value<'d>) {
        // Most have only digits, hyphens, and letters up to f.
        if id.plain_bytes().is_some_and(|text| !text.contains(&b'k')) {
            return;
        }
        let text = id.as_str().unwrap_or_default();
        let mut parts = text.as_bytes().windows(RESERVED.len());
        if !parts.any(|part| part == RESERVED) {
            return;
        }
        self.report
            .report(Code::ReservedWord, id.span(), None, &|| {
                let message = format!("The id {} contains bulkId, a reserved word.", shown(id));
                Diagnostic::new(Code::ReservedWord, message)
            });
    }

    fn resource_type_of(&mut self, value: Value<'d>) {
        // Where the type is a guess, it may be the guess that is wrong.
        if !self.declared.is_sure() {
            return;
        }
        let name = &self.view.resource_type().name;
        if value.plain_bytes() == Some(name.as_bytes()) {
            return;
        }
        let text = value.as_str().unwrap_or_default();
        if is_same_text(&text, name) {
            return;
        }
        self.report
            .report(Code::MetaResourceType, value.span(), None, &|| {
                let message = format!(
                    "`meta.resourceType` is {}, and the resource is a {name}.",
                    shown(value)
                );
                let finding = Diagnostic::new(Code::MetaResourceType, message);
                let edits = vec![Edit::replace(value.span(), quoted(name))];
                if text.eq_ignore_ascii_case(name) {
                    finding.safe_fix("Correct the case", edits)
                } else {
                    finding.unsafe_fix(format!("Use {name}"), edits)
                }
            });
    }

    /// An entity tag: W/"…" or "…" (RFC 9110 §8.8.3).
    fn version(&mut self, value: Value<'d>) {
        if is_usual_version(value.source().as_bytes()) {
            return;
        }
        let text = value.as_str().unwrap_or_default();
        let (mark, opaque) = match text.split_at_checked(2) {
            Some((mark, rest)) if mark.eq_ignore_ascii_case("W/") => (mark, rest),
            _ => ("", &*text),
        };
        let inner = opaque
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let is_opaque = |tag: &str| {
            !tag.bytes()
                .any(|byte| byte <= b' ' || byte == b'"' || byte == 0x7F)
        };
        let valid = inner.is_some_and(is_opaque);
        if !self.hints || (valid && mark != "w/") {
            return;
        }
        self.report.report(Code::Version, value.span(), None, &|| {
            let found = shown(value);
            if valid {
                let message = format!("{found} marks a weak version with a small w.");
                let edit = Edit::replace(value.span(), quoted(&format!("W/{opaque}")));
                return Diagnostic::new(Code::Version, message).safe_fix("Use W/", vec![edit]);
            }
            let finding = Diagnostic::new(Code::Version, format!("{found} is no entity tag."))
                .cite("RFC 7643 §3.1", "S-30")
                .help(
                    "A version reads W/\"a1\" or \"a1\", with its quotes, as in the ETag header.",
                );
            if !opaque.is_empty() && is_opaque(opaque) {
                let edit = Edit::replace(value.span(), quoted(&format!("{mark}\"{opaque}\"")));
                return finding.unsafe_fix("Put it in quotes", vec![edit]);
            }
            finding
        });
    }

    fn location(&mut self, value: Value<'d>, id: Option<Value<'d>>) {
        if self.is_usual_location(value, id) {
            return;
        }
        let text = value.as_str().unwrap_or_default();
        let id = id.and_then(Value::as_str).unwrap_or_default();
        if !self.hints || text.is_empty() || id.is_empty() {
            return;
        }
        let address = address(&text);
        let slash = address.bytes().rposition(|byte| byte == b'/');
        let last = slash.and_then(|at| address.get(at + 1..));
        let last = last.unwrap_or(address);
        let name = &self.view.resource_type().name;
        let registry = self.view.registry();
        let led = Target::of(&text, registry).and_then(|target| target.resource_type(registry));
        let led = led.map(|led| &led.name);
        let why = if !is_same_text(last, &id) && !last.contains('%') && address != id {
            format!("does not end with the id {}", quoted(&id))
        } else if let Some(other) =
            led.filter(|led| !is_same_text(led, name) && self.declared.is_sure())
        {
            format!("is the address of a {other}, and the resource is a {name}")
        } else {
            return;
        };
        self.report.report(Code::Location, value.span(), None, &|| {
            Diagnostic::new(Code::Location, format!("`meta.location` {why}."))
        });
    }

    /// Whether it is an address as most are, which ends with the id, and leads to nothing of another
    /// type; told from its bytes. Of others nothing is said.
    fn is_usual_location(&self, value: Value<'d>, id: Option<Value<'d>>) -> bool {
        let texts = value.plain_bytes().zip(id.and_then(Value::plain_bytes));
        texts.is_some_and(|(text, id)| {
            let led = Target::led(text, self.view.registry());
            is_plain_address(text)
                && led.is_some_and(|(led, last)| {
                    let same = last.len() == id.len() && is_same(last, id);
                    led.is_none_or(|led| led == self.view.id()) && !id.is_empty() && same
                })
        })
    }

    fn times(&mut self, created: Value<'d>, key: Key<'d>, modified: Value<'d>) {
        // Nearly always both are written in the same way, in order.
        let second = |value: Value<'d>| {
            let text = value.plain_bytes()?;
            text.get(..SECONDS).filter(|_| is_usual_date_time(text))
        };
        let times = second(created).zip(second(modified));
        if !self.hints || times.is_some_and(|(created, modified)| created < modified) {
            return;
        }
        let (before, after) = (
            created.as_str().unwrap_or_default(),
            modified.as_str().unwrap_or_default(),
        );
        let (Ok(from), Ok(to)) = (DateTime::parse(&before), DateTime::parse(&after)) else {
            return;
        };
        if from <= to {
            return;
        }
        self.report.within(Step::Name(key), |report| {
            report.report(Code::LastModified, modified.span(), None, &|| {
                let message = format!(
                    "The resource was created at {before}, after it was last modified at {after}."
                );
                Diagnostic::new(Code::LastModified, message)
            });
        });
    }
}

/// Whether a string, as it is written in JSON, is a weak version as most are: "W/\"a1\"".
fn is_usual_version(source: &[u8]) -> bool {
    let inner = source.strip_prefix(br#""W/\""#);
    let inner = inner.and_then(|rest| rest.strip_suffix(br#"\"""#));
    inner.is_some_and(|tag| tag.iter().all(u8::is_ascii_alphanumeric))
}
