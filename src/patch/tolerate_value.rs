//! Values as they are meant.

use std::borrow::Cow;

use super::operation::{Known, Place, is_filtered};
use super::request::{Op, invalid};
use super::tolerate::Rewriter;
use crate::attribute::read_path;
use crate::diagnostic::{Code, Error};
use crate::filter::boolean_word;
use crate::json::{Document, Key, Kind, Value};
use crate::schema::{Role, Type};
use crate::text::{Span, write_quoted};

/// What SCIM 1.x and what was made from it call the schemas: the URI, and that of today; without one
/// it is the base schema of the resource type.
pub(crate) const OLD_URIS: &[(&str, Option<&str>)] = &[
    ("urn:scim:schemas:core:1.0", None),
    ("urn:scim:schemas:core:2.0", None),
    ("urn:scim:schemas:extension:enterprise:1.0", ENTERPRISE),
    ("urn:scim:schemas:extension:enterprise:2.0", ENTERPRISE),
];

const ENTERPRISE: Option<&str> = Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User");

impl<'r> Rewriter<'r> {
    /// The name of an attribute, or the path that begins with it, where another is meant than is
    /// written.
    pub(super) fn name(&mut self, written: &str, span: Span) -> Option<String> {
        let quirks = self.options.quirks;
        let mut meant = None;
        if quirks.scim1_uris
            && let Some(modern) = self.modern(written)
        {
            self.tell_uri(written, &modern, span);
            meant = Some(modern);
        }
        if quirks.manager_id
            && let Some(path) = self.of_manager_id(meant.as_deref().unwrap_or(written), span)
        {
            meant = Some(path);
        }
        let text = meant.as_deref().unwrap_or(written);
        if let Some((name, uri)) = self.home(text).filter(|_| quirks.unqualified) {
            let message = format!("`{name}` is an attribute of `{uri}`.");
            let (code, quirk) = (Code::PatchUnqualified, "extension-attribute-unqualified");
            let path = format!("{uri}:{text}");
            self.needs(code, quirk, span, message);
            meant = Some(path);
        }
        meant
    }

    /// The name of an attribute that the base schema doesn't have, and the URI of the only extension
    /// that has it.
    fn home<'t>(&self, text: &'t str) -> Option<(&'t str, &'r str)> {
        let (path, _) = read_path(text, 0).ok()?;
        if path.urn.is_some() || self.view.resolve(&path, text).is_ok() {
            return None;
        }
        let name = path.name.of(text);
        let registry = self.view.registry();
        let mut homes = self.view.extensions().iter().filter(|extension| {
            let attribute = registry.sub_attribute(extension.object, name);
            attribute.is_some()
        });
        let (Some(home), None) = (homes.next(), homes.next()) else {
            return None;
        };
        Some((name, &registry.definition(home.object)?.attribute.name))
    }

    /// A path that ends in `managerId`, where there is none, as the one to `value`.
    fn of_manager_id(&mut self, written: &str, span: Span) -> Option<String> {
        let (parent, name) = written.rsplit_once('.')?;
        let knows = |path: &str| Place::of_key(path, self.view).is_some();
        if !name.eq_ignore_ascii_case("managerId") || knows(written) {
            return None;
        }
        let meant = format!("{parent}.value");
        let unqualified = self
            .home(&meant)
            .filter(|_| self.options.quirks.unqualified);
        if !knows(&meant) && unqualified.is_none() {
            return None;
        }
        let message = format!("`{name}` is read as `{meant}`.");
        self.needs(Code::PatchOldName, "managerId", span, message);
        Some(meant)
    }

    fn tell_uri(&mut self, written: &str, meant: &str, span: Span) {
        let message = format!("`{written}` is read as `{meant}`.");
        self.needs(Code::PatchOldName, "scim1-urn-map", span, message);
    }

    /// The same with the URI of today.
    fn modern(&self, written: &str) -> Option<String> {
        let of_type = self.view.resource_type();
        OLD_URIS.iter().find_map(|(old, new)| {
            let (start, rest) = (written.get(..old.len())?, written.get(old.len()..)?);
            if !start.eq_ignore_ascii_case(old) || !(rest.is_empty() || rest.starts_with(':')) {
                return None;
            }
            // Some add the name of the resource type, as the URIs of today do.
            let named = rest.strip_prefix(':').and_then(|rest| {
                let rest = rest.strip_prefix(of_type.name.as_str())?;
                (rest.is_empty() || rest.starts_with(':')).then_some(rest)
            });
            let new = new.unwrap_or(&of_type.schema);
            Some(format!("{new}{}", named.unwrap_or(rest)))
        })
    }

    /// Writes the value of an operation without a path. Returns the names of what `add` is to
    /// unassign, which are left out.
    pub(super) fn attributes(
        &mut self,
        value: Value<'_>,
        op: Op,
    ) -> Result<Vec<(String, Span)>, Error> {
        if let Some(text) = self.json_text(value) {
            return self.embedded(value, &text, &mut |writer, value| {
                writer.attributes(value, op)
            });
        }
        if value.kind() != Kind::Object {
            self.out.copy(value.source(), value.span());
            return Ok(Vec::new());
        }
        let mut unset = Vec::new();
        self.out.put("{", value.span());
        let mut first = true;
        for (key, member) in value.members() {
            let (mark, was_first) = (self.out.mark(), first);
            let written = key.name();
            if self.is_path(&written, key.span()) {
                let mut operation = String::from("{\"op\":");
                write_quoted(op.as_str(), &mut operation);
                operation.push_str(",\"path\":");
                write_quoted(&written, &mut operation);
                operation.push_str(",\"value\":");
                operation.push_str(member.source());
                operation.push('}');
                self.paths.push((operation, self.out.seen(key.span())));
                continue;
            }
            let meant = self.name(&written, key.span());
            let name = meant.as_deref().unwrap_or(&written);
            let place = Place::of_key(name, self.view);
            self.key(&mut first, key, meant.as_deref(), value);
            let Some(place) = place else {
                self.refuse_unknown(&written, key.span())?;
                self.out.copy(member.source(), member.span());
                continue;
            };
            let before = self.changed;
            self.changed = false;
            let nothing = self.value(member, place.leaf())?;
            if nothing && self.changed && op == Op::Add {
                self.out.back_to(mark);
                first = was_first;
                unset.push((name.to_owned(), key.span()));
            }
            self.changed |= before;
        }
        self.out.put("}", value.span());
        Ok(unset)
    }

    /// Whether a key is read as a path; then that is noted.
    fn is_path(&mut self, key: &str, span: Span) -> bool {
        let reads = self.options.quirks.filtered_keys && is_filtered(key);
        if !reads || Place::find(key, self.view, self.options).is_err() {
            return false;
        }
        let message = format!("`{key}` has a value filter: it is read as a path.");
        let (code, quirk) = (Code::PatchFilteredKey, "filtered-keys-in-value");
        self.needs(code, quirk, span, message);
        true
    }

    fn key(&mut self, first: &mut bool, key: Key<'_>, meant: Option<&str>, object: Value<'_>) {
        let span = key.span();
        if !core::mem::take(first) {
            self.out.put(",", span);
        }
        match meant {
            Some(meant) => self.out.put_string(meant, span),
            None => self.out.copy(span.of(object.document_text()), span),
        }
        self.out.put(":", span);
    }

    fn refuse_unknown(&self, name: &str, span: Span) -> Result<(), Error> {
        if !self.options.quirks.reject_unknown {
            return Ok(());
        }
        let detail = format!("No schema of the resource defines `{name}`.");
        Err(invalid(detail, self.out.seen(span)))
    }

    /// Writes the value of an attribute, and returns whether it is none.
    pub(super) fn value(&mut self, value: Value<'_>, known: Known<'r>) -> Result<bool, Error> {
        if known.is_complex()
            && let Some(text) = self.json_text(value)
        {
            return self.embedded(value, &text, &mut |writer, value| {
                writer.value(value, known)
            });
        }
        if value.kind() != Kind::Array {
            return self.one(value, known);
        }
        if known.is_multi_valued() {
            return self.list(value, known);
        }
        let mut elements = value.elements();
        let (Some(element), None) = (elements.next(), elements.next()) else {
            self.out.copy(value.source(), value.span());
            return Ok(value.is_empty());
        };
        if !self.options.quirks.single_as_array {
            self.out.copy(value.source(), value.span());
            return Ok(false);
        }
        let message = format!("`{}` has one value; the array is read as it.", known.path());
        let (code, quirk) = (Code::PatchSingleAsArray, "singular-as-array");
        self.needs(code, quirk, value.span(), message);
        self.one(element, known)
    }

    fn list(&mut self, list: Value<'_>, known: Known<'r>) -> Result<bool, Error> {
        self.out.put("[", list.span());
        let mut first = true;
        for element in list.elements() {
            let mark = self.out.mark();
            if !first {
                self.out.put(",", element.span());
            }
            let before = core::mem::take(&mut self.changed);
            let nothing = self.one(element, known)?;
            // An element that was emptied is none.
            if nothing && self.changed {
                self.out.back_to(mark);
            } else {
                first = false;
            }
            self.changed |= before;
        }
        self.out.put("]", list.span());
        Ok(first)
    }

    /// Writes one value, and returns whether it is none.
    fn one(&mut self, value: Value<'_>, known: Known<'r>) -> Result<bool, Error> {
        match value.kind() {
            Kind::String => self.string(value, known),
            Kind::Object
                if known.is_complex() || known.definition.role == Role::ExtensionObject =>
            {
                self.object(value, known)
            }
            kind => {
                self.out.copy(value.source(), value.span());
                Ok(kind == Kind::Null)
            }
        }
    }

    fn string(&mut self, value: Value<'_>, known: Known<'r>) -> Result<bool, Error> {
        let (quirks, span) = (self.options.quirks, value.span());
        let text = value.as_str().unwrap_or_default();
        let path = known.path();
        if text.is_empty() && quirks.empty_string_unsets {
            let message = format!("The empty string unassigns `{path}`.");
            self.needs(Code::PatchEmptyString, "empty-string-unsets", span, message);
            self.out.put("null", span);
            return Ok(true);
        }
        if let Some(json) = self.json_text(value).filter(|_| known.is_complex()) {
            return self.embedded(value, &json, &mut |writer, value| writer.one(value, known));
        }
        if known.is_complex()
            && quirks.complex_from_string
            && !text.is_empty()
            && self.has_value(known)
        {
            let message = format!("`{path}` is complex; the string is read as its `value`.");
            let (code, quirk) = (Code::PatchComplexFromString, "complex-from-string");
            self.needs(code, quirk, span, message);
            self.out.put("{\"value\":", span);
            self.out.copy(value.source(), span);
            self.out.put("}", span);
            return Ok(false);
        }
        let boolean = known.definition.attribute.kind == Type::Boolean && quirks.boolean_strings;
        if let Some(meant) = boolean_word(&text).filter(|_| boolean) {
            let source = value.source();
            let message = format!("`{path}` is a boolean; the string {source} is read as {meant}.");
            let (code, quirk) = (Code::PatchBooleanString, "coerce-boolean-strings");
            self.needs(code, quirk, span, message);
            self.out.put(meant, span);
            return Ok(false);
        }
        if known.definition.role == Role::Common && known.name() == "schemas" {
            return self.schema(value, &text);
        }
        self.out.copy(value.source(), span);
        Ok(false)
    }

    /// One of the URIs in `schemas`.
    fn schema(&mut self, value: Value<'_>, uri: &str) -> Result<bool, Error> {
        let (quirks, span) = (self.options.quirks, value.span());
        if quirks.scim1_uris
            && let Some(meant) = self.modern(uri)
        {
            self.tell_uri(uri, &meant, span);
            self.out.put_string(&meant, span);
            return Ok(false);
        }
        let base = &self.view.resource_type().schema;
        let known = base.eq_ignore_ascii_case(uri) || self.view.extension(uri).is_some();
        if !known {
            self.refuse_unknown(uri, span)?;
        }
        if known || !quirks.ignore_unknown_schema {
            self.out.copy(value.source(), span);
            return Ok(false);
        }
        let of_type = &self.view.resource_type().name;
        let message = format!("`{of_type}` has no schema `{uri}`; it is ignored.");
        self.needs(
            Code::PatchUnknownSchema,
            "unknown-schema-uri",
            span,
            message,
        );
        Ok(true)
    }

    fn object(&mut self, object: Value<'_>, known: Known<'r>) -> Result<bool, Error> {
        let mark = self.out.mark();
        self.out.put("{", object.span());
        let emptied = self.members(object, known, true)?;
        self.out.put("}", object.span());
        if emptied {
            self.out.back_to(mark);
            self.out.put("null", object.span());
        }
        Ok(emptied)
    }

    /// Writes the members of an object; `first` says whether none stands before them. Returns whether
    /// none has a value any more of which some had one.
    pub(super) fn members(
        &mut self,
        object: Value<'_>,
        known: Known<'r>,
        mut first: bool,
    ) -> Result<bool, Error> {
        let before = core::mem::take(&mut self.changed);
        let mut none = true;
        for (key, value) in object.members() {
            let written = key.name();
            let (sub, meant) = self.sub_attribute(&written, key.span(), known, object);
            self.key(&mut first, key, meant, object);
            if let Some(sub) = sub {
                none &= self.value(value, sub)?;
                continue;
            }
            self.refuse_unknown(&written, key.span())?;
            self.out.copy(value.source(), value.span());
            none &= value.is_null();
        }
        let emptied = none && self.changed;
        self.changed |= before;
        Ok(emptied)
    }

    /// The sub-attribute that a member of an object is about, and its name where it is written
    /// otherwise.
    fn sub_attribute(
        &mut self,
        written: &str,
        span: Span,
        known: Known<'_>,
        object: Value<'_>,
    ) -> (Option<Known<'r>>, Option<&'static str>) {
        let registry = self.view.registry();
        let named = |name: &str| {
            let id = registry.sub_attribute(known.id, name);
            id.and_then(|id| Known::of(id, self.view))
        };
        let found = named(written);
        let old = self.options.quirks.manager_id && written.eq_ignore_ascii_case("managerId");
        let Some(value) = named("value").filter(|_| old && found.is_none()) else {
            return (found, None);
        };
        if object.get("value").is_some() {
            return (None, None);
        }
        let message = format!("`{written}` is read as `{}`.", value.path());
        self.needs(Code::PatchOldName, "managerId", span, message);
        (Some(value), Some("value"))
    }

    fn has_value(&self, known: Known<'_>) -> bool {
        let value = self.view.registry().sub_attribute(known.id, "value");
        value.is_some()
    }

    /// The text of a string that may hold the JSON text of an object or array.
    fn json_text<'v>(&self, value: Value<'v>) -> Option<Cow<'v, str>> {
        let text = value
            .as_str()
            .filter(|_| self.options.quirks.json_in_string)?;
        let begins = text.trim_start().starts_with(['{', '[']);
        begins.then_some(text)
    }

    /// Writes what the text of a string stands for, if it is JSON; else the string.
    fn embedded<T: Default>(
        &mut self,
        string: Value<'_>,
        text: &str,
        write: &mut dyn FnMut(&mut Self, Value<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let document = Document::parse(text);
        let Some(inner) = document.as_ref().ok().and_then(Document::root) else {
            self.out.copy(string.source(), string.span());
            return Ok(T::default());
        };
        let message = "The string is read as the JSON that it holds.".to_owned();
        let (code, quirk) = (Code::PatchJsonInString, "json-in-string");
        self.needs(code, quirk, string.span(), message);
        let before = self.out.enter(string.span());
        let written = write(self, inner);
        self.out.leave(before);
        written
    }
}
