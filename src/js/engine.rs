use std::borrow::Cow;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::answer::Answer;
use super::error::{thrown, unloadable, unusable};
use super::options::{self, Bag, Limits, Patching, Told};
use crate::diagnostic::{
    Counts, Diagnostic, Error, Format, ScimType, fix_until_done, write_json_array,
};
use crate::json::{Document, Kind, Tape, decode, write_string};
use crate::message::{self, DocumentKind, Report};
use crate::patch::{self, Manner, alter, diff, object_of};
use crate::profile::Profile;
use crate::resource::{detect, detect_and_tell};
use crate::schema::{
    Registry, ResourceTypeView, TypeId, write_attribute, write_json_schema, write_resource_type,
    write_schema, write_typescript,
};

const NOT_CURRENT: &str = "The option `current` is a resource: a JSON object.";

/// The toolkit with its schemas, and the memory that texts come in through.
#[wasm_bindgen]
pub struct Engine {
    pub(super) registry: Registry,
    pub(super) limits: Limits,
    pub(super) profile: Profile,
    slots: [Vec<u8>; 2],
    tape: Tape,
    /// Of the text in slot 1.
    second: Tape,
    /// What the last validation found.
    found: Vec<Diagnostic>,
    answer: Answer,
    /// Why the last PATCH was refused.
    refused: JsValue,
}

#[wasm_bindgen]
impl Engine {
    /// Builds the schemas. Throws what is wrong with them.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Self, JsValue> {
        let options = Bag::new(options)?;
        let schemas = options.texts("schemas")?;
        let builder = schemas
            .iter()
            .fold(Registry::builder(), |builder, text| builder.schemas(text));
        let types = options.texts("resourceTypes")?;
        let builder = types
            .iter()
            .fold(builder, |builder, text| builder.resource_types(text));
        Ok(Self {
            registry: builder
                .build()
                .map_err(|refused| unloadable(&refused, &schemas, &types))?,
            limits: options.limits()?,
            profile: options.profile()?,
            slots: [Vec::new(), Vec::new()],
            tape: Tape::default(),
            second: Tape::default(),
            found: Vec::new(),
            answer: Answer::default(),
            refused: JsValue::UNDEFINED,
        })
    }

    /// The address of slot 0 or 1, with room for at least `bytes` bytes; 0 where memory doesn't
    /// reach. It keeps what was in the slot. Memory may have grown: views of it must be made anew.
    pub fn reserve(&mut self, slot: usize, bytes: usize) -> *mut u8 {
        let Some(slot) = self.slots.get_mut(slot) else {
            return core::ptr::null_mut();
        };
        let more = bytes.saturating_sub(slot.len());
        if slot.try_reserve_exact(more).is_err() {
            return core::ptr::null_mut();
        }
        slot.resize(slot.len() + more, 0);
        slot.as_mut_ptr()
    }

    /// Parses slot 0 to the tape and says how many nodes it has; 0 where it isn't JSON.
    pub fn parse(&mut self, length: usize) -> usize {
        let parsed = self.with_document(length, |document| {
            let syntax = document
                .defects()
                .iter()
                .any(|defect| defect.kind.is_syntax());
            Ok(if syntax { 0 } else { document.node_count() })
        });
        parsed.unwrap_or_default()
    }

    /// Reads how to validate, once for many calls: a number that stands for it.
    pub fn tell(&self, options: JsValue) -> Result<u32, JsValue> {
        let options = Bag::new(options)?.validation(&self.registry)?;
        Ok(Told::of(options, &self.registry).0)
    }

    /// What the numbers in a summary stand for: `{"kinds", "resourceTypes"}`, each a list of names.
    pub fn names(&self) -> String {
        let kinds = DocumentKind::ALL.iter().map(|kind| kind.as_str());
        let types = self.registry.resource_types();
        let types = types.map(|(_, known)| known.name.as_str());
        let mut out = String::from(r#"{"kinds":"#);
        out.push_str(&array(kinds, write_string));
        out.push_str(r#","resourceTypes":"#);
        out.push_str(&array(types, write_string));
        out.push('}');
        out
    }

    /// Validates the document in slot 0. The summary is one number: whether there are findings, in
    /// the lowest bit; the kind of document, in the next seven, by its place in [`Engine::names`];
    /// then the resource type by its place there, counted from 1, or 0 where none was found out.
    /// What was found is kept for [`Engine::findings`].
    pub fn validate(
        &mut self,
        length: usize,
        told: u32,
        current: Option<usize>,
    ) -> Result<u32, JsValue> {
        let report = self.report(length, Told(told), current)?;
        Ok(self.summary(report))
    }

    /// The same without a current resource, where nothing can be thrown: the answer is a number
    /// alone, and no list of what might have come instead.
    pub fn check(&mut self, length: usize, told: u32) -> u32 {
        let options = Told(told).options(&self.registry);
        let report = self.report_on(length, options);
        self.summary(report)
    }

    /// The findings of the validation just before, of the document that is still in slot 0: a line
    /// "errors warnings infos", then a JSON array. Without `positions` they have no places.
    pub fn findings(&mut self, length: usize, positions: bool) -> String {
        let found = core::mem::take(&mut self.found);
        let Counts {
            error,
            warning,
            info,
        } = Counts::of(&found);
        let mut out = format!("{error} {warning} {info}\n");
        let text = self.text(0, length);
        write_json_array(&found, positions.then_some(&text), &mut out);
        out
    }

    /// The findings about the document in slot 0 in a format. `uri` says to SARIF where the
    /// document is kept.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "what may be missing can't be borrowed from JavaScript"
    )]
    pub fn render(
        &mut self,
        length: usize,
        told: u32,
        current: Option<usize>,
        format: &str,
        positions: bool,
        uri: Option<String>,
    ) -> Result<String, JsValue> {
        let Some(format) = Format::named(format) else {
            let known = Format::ALL.map(Format::as_str).join(", ");
            return Err(unusable(&format!(
                "There is no format \"{format}\": use one of {known}."
            )));
        };
        let report = self.report(length, Told(told), current)?;
        let text = positions.then(|| self.text(0, length));
        Ok(report.render(format, text.as_deref(), uri.as_deref()))
    }

    /// The document in slot 0 with all safe fixes applied.
    pub fn fixed(
        &mut self,
        length: usize,
        told: u32,
        current: Option<usize>,
    ) -> Result<String, JsValue> {
        let current = self.current_text(current)?;
        let current = self.current_document(current.as_deref())?;
        let mut options = Told(told).options(&self.registry);
        self.tolerate(&mut options);
        options.resource.current = current.as_ref().and_then(Document::root);
        let text = self.text(0, length);
        Ok(fix_until_done(&text, &mut |text| {
            let document = self.document(text, text.len(), Tape::default());
            Report::of(&document, &self.registry, &options).diagnostics
        }))
    }

    /// Applies the PATCH request in slot 1 to the resource in slot 0, and says where the numbers of
    /// its [`Answer`] are; 0 where it is refused. `how` is a [`Patching`].
    #[wasm_bindgen(js_name = applyPatch)]
    pub fn apply_patch(
        &mut self,
        resource_length: usize,
        request_length: usize,
        how: u32,
    ) -> *const u32 {
        match self.patch(resource_length, request_length, Patching(how)) {
            Ok(()) => self.answer.place(),
            Err(refused) => {
                self.refused = refused;
                core::ptr::null()
            }
        }
    }

    /// Throws why the PATCH just before was refused: to say so at once takes as long as a small one.
    #[wasm_bindgen(js_name = throwRefused)]
    pub fn throw_refused(&mut self) -> Result<(), JsValue> {
        Err(core::mem::take(&mut self.refused))
    }

    /// The PATCH request, as JSON, that turns the resource in slot 0 into the one in slot 1.
    pub fn diff(
        &self,
        before_length: usize,
        after_length: usize,
        options: JsValue,
    ) -> Result<String, JsValue> {
        let options = Bag::new(options)?;
        let before = self.sound_text(0, before_length, "resource before")?;
        let after = self.sound_text(1, after_length, "resource after")?;
        let before = self.document(before, before_length, Tape::default());
        let after = self.document(after, after_length, Tape::default());
        let manner = match options.text("style")? {
            None => Manner::RFC,
            Some(style) => Profile::named(&style)
                .map_err(|error| thrown(&error, None))?
                .manner(),
        };
        object_of(&before).map_err(|error| thrown(&error, None))?;
        let view = self.view_of(&before, &options)?;
        diff(&before, &after, view, manner).map_err(|error| thrown(&error, None))
    }

    /// The profile in force, as JSON.
    pub fn profile(&self) -> String {
        let mut out = String::new();
        self.profile.write(&mut out);
        out
    }

    /// The limits in force, as an object.
    pub fn limits(&self) -> Result<JsValue, JsValue> {
        self.limits.to_js()
    }

    /// All schemas, as a JSON array.
    pub fn schemas(&self) -> String {
        array(self.registry.schemas().iter(), write_schema)
    }

    /// All resource types, as a JSON array.
    #[wasm_bindgen(js_name = resourceTypes)]
    pub fn resource_types(&self) -> String {
        array(
            self.registry.resource_types().map(|(_, known)| known),
            write_resource_type,
        )
    }

    /// The attribute of this name in SCIM notation, as JSON.
    pub fn describe(
        &self,
        attribute: &str,
        resource_type: Option<String>,
    ) -> Result<Option<String>, JsValue> {
        let of = options::resource_type(resource_type, &self.registry)?;
        let found = self.registry.describe(attribute, of);
        Ok(found.map(|definition| {
            let mut out = String::new();
            write_attribute(&definition.attribute, &mut out);
            out
        }))
    }

    /// The JSON Schema of a resource type, as JSON.
    #[wasm_bindgen(js_name = jsonSchema)]
    pub fn json_schema(&self, resource_type: String, options: JsValue) -> Result<String, JsValue> {
        let options = Bag::new(options)?;
        let (operation, dialect) = (options.operation()?, options.dialect()?);
        let of = options::resource_type(Some(resource_type), &self.registry)?;
        let mut out = String::new();
        if let Some(view) = of.and_then(|id| self.registry.view(id)) {
            write_json_schema(view, operation, dialect, &mut out);
        }
        Ok(out)
    }

    /// The TypeScript declarations of a resource type, or of all.
    pub fn typescript(&self, resource_type: Option<String>) -> Result<String, JsValue> {
        let of = options::resource_type(resource_type, &self.registry)?;
        let mut out = String::new();
        write_typescript(&self.registry, of, &mut out);
        Ok(out)
    }
}

impl Engine {
    /// Adds what the profile tolerates.
    fn tolerate(&self, options: &mut message::Options<'_>) {
        let switches = self.profile.switches();
        options.filter = switches.filter;
        options.patch = switches.patch;
    }

    fn patch(
        &mut self,
        resource_length: usize,
        request_length: usize,
        how: Patching,
    ) -> Result<(), JsValue> {
        // Those of a call that fails are lost: the next one asks for memory anew.
        let (tape, second, mut answer) = (
            core::mem::take(&mut self.tape),
            core::mem::take(&mut self.second),
            core::mem::take(&mut self.answer),
        );
        let resource = self.sound_text(0, resource_length, "resource")?;
        let request = self.sound_text(1, request_length, "request")?;
        let positions = how.has_positions().then_some(request);
        let before = self.document(resource, resource_length, tape);
        let operations = self.document(request, request_length, second);
        object_of(&before).map_err(|error| thrown(&error, None))?;
        let told = how.resource_type(&self.registry);
        let found = match told {
            Some(id) => Some((id, true)),
            None => detect_and_tell(&before, &self.registry),
        };
        let view = self.known_view(found.map(|(id, _)| id))?;
        let (mut applied, altered) = alter(&before, &operations, view, self.patching(how))
            .map_err(|error| thrown(&error, positions))?;
        if found.is_some_and(|(_, sure)| !sure) {
            applied.notes.insert(0, patch::guessed_type(view));
        }
        answer.alter(applied.changed, &altered, how);
        answer.tell(&applied.notes, &applied.steps, positions);
        (self.tape, self.second) = (before.into_tape(), operations.into_tape());
        self.answer = answer;
        Ok(())
    }

    /// How a PATCH request is applied.
    pub(super) fn patching(&self, how: Patching) -> patch::Options {
        let switches = self.profile.switches();
        patch::Options {
            limits: self.limits.patch,
            quirks: switches.patch,
            filter: switches.filter,
            trace: how.traces(),
        }
    }

    /// The resource type that the options name, or that the resource is of.
    fn view_of(
        &self,
        resource: &Document<'_>,
        options: &Bag,
    ) -> Result<ResourceTypeView<'_>, JsValue> {
        let told = options.resource_type(&self.registry)?;
        self.known_view(told.or_else(|| detect(resource, &self.registry)))
    }

    fn known_view(&self, id: Option<TypeId>) -> Result<ResourceTypeView<'_>, JsValue> {
        let view = id.and_then(|id| self.registry.view(id));
        view.ok_or_else(|| {
            unusable("No resource type is known for the resource: name it in the options.")
        })
    }

    /// The text in a slot. Bytes that are no UTF-8 are replaced.
    pub(super) fn text(&self, slot: usize, length: usize) -> Cow<'_, str> {
        let bytes = self.slots.get(slot).and_then(|slot| slot.get(..length));
        decode(bytes.unwrap_or_default()).0
    }

    /// The bytes in slot 0, and the schemas to hold them to.
    pub(super) fn piece(&self, length: usize) -> (&[u8], &Registry) {
        let bytes = self.slots.first().and_then(|slot| slot.get(..length));
        (bytes.unwrap_or_default(), &self.registry)
    }

    /// The limits of a document, or of a row.
    pub(super) const fn json_limits(&self) -> crate::json::Limits {
        self.limits.json
    }

    /// How to validate each row of a stream.
    pub(super) fn stream_options(
        &self,
        options: JsValue,
    ) -> Result<(message::Options<'static>, crate::json::Limits), JsValue> {
        let mut options = Bag::new(options)?.validation(&self.registry)?;
        self.tolerate(&mut options);
        Ok((options, self.limits.json))
    }

    /// The text in a slot; thrown where its bytes are no UTF-8, since nothing may be written that
    /// isn't what was sent.
    pub(super) fn sound_text(
        &self,
        slot: usize,
        length: usize,
        what: &str,
    ) -> Result<&str, JsValue> {
        let bytes = self.slots.get(slot).and_then(|slot| slot.get(..length));
        let bytes = bytes.unwrap_or_default();
        if let Ok(text) = core::str::from_utf8(bytes) {
            return Ok(text);
        }
        let Some(finding) = decode(bytes).1 else {
            return Ok("");
        };
        let detail = format!("The {what} can't be read: {}", finding.message);
        let error = Error::new(ScimType::InvalidSyntax, detail);
        let error = error.at(finding.span.unwrap_or_default());
        Err(thrown(&error, Some(&self.text(slot, length))))
    }

    /// Parses a text of this length. Of one that is beyond the limit only the length is known.
    pub(super) fn document<'t>(&self, text: &'t str, length: usize, tape: Tape) -> Document<'t> {
        if length > self.limits.json.bytes as usize {
            return Document::too_large(self.limits.json, tape);
        }
        Document::read(text, self.limits.json, tape)
    }

    /// Parses the text in slot 0 with the engine's tape, which comes back for the next one.
    fn with_document<T>(
        &mut self,
        length: usize,
        use_it: impl FnOnce(&Document<'_>) -> Result<T, JsValue>,
    ) -> Result<T, JsValue> {
        let tape = core::mem::take(&mut self.tape);
        let text = self.text(0, length);
        let document = self.document(&text, length, tape);
        let result = use_it(&document);
        self.tape = document.into_tape();
        result
    }

    /// The same, where bytes that are no UTF-8 are refused.
    pub(super) fn with_sound_document<T>(
        &mut self,
        length: usize,
        use_it: impl FnOnce(&Document<'_>) -> Result<T, JsValue>,
    ) -> Result<T, JsValue> {
        self.sound_text(0, length, "resource")?;
        self.with_document(length, use_it)
    }

    fn report(
        &mut self,
        length: usize,
        told: Told,
        current: Option<usize>,
    ) -> Result<Report, JsValue> {
        let current = self.current_text(current)?;
        let current = self.current_document(current.as_deref())?;
        let mut options = told.options(&self.registry);
        options.resource.current = current.as_ref().and_then(Document::root);
        Ok(self.report_on(length, options))
    }

    fn report_on(&mut self, length: usize, mut options: message::Options<'_>) -> Report {
        self.tolerate(&mut options);
        let tape = core::mem::take(&mut self.tape);
        let bytes = self.slots.first().and_then(|slot| slot.get(..length));
        let (text, defect) = decode(bytes.unwrap_or_default());
        let document = self.document(&text, length, tape);
        let mut report = Report::of(&document, &self.registry, &options);
        if let Some(finding) = defect {
            let at = report
                .diagnostics
                .partition_point(|other| other.span < finding.span);
            report.diagnostics.insert(at, finding);
        }
        self.tape = document.into_tape();
        report
    }

    fn summary(&mut self, report: Report) -> u32 {
        let Report {
            diagnostics,
            outcome,
        } = report;
        let found = u32::from(!diagnostics.is_empty());
        self.found = diagnostics;
        let kinds = DocumentKind::ALL.iter();
        let kind = (0..).zip(kinds).find(|(_, kind)| **kind == outcome.kind);
        let place = outcome
            .resource_type
            .and_then(|id| self.registry.place_of_type(id));
        let place = place.map_or(0, |place| u32::from(place) + 1);
        found | kind.map_or(0, |(index, _)| index) << 1 | place << 8
    }

    /// The text of the resource as it is stored, copied: it is needed beside the one in slot 0.
    fn current_text(&self, length: Option<usize>) -> Result<Option<String>, JsValue> {
        let longest = self.limits.json.bytes as usize;
        if length.is_some_and(|length| length > longest) {
            return Err(unusable(NOT_CURRENT));
        }
        length
            .map(|length| self.sound_text(1, length, "current resource"))
            .transpose()
            .map(|text| text.map(str::to_owned))
    }

    fn current_document<'t>(&self, text: Option<&'t str>) -> Result<Option<Document<'t>>, JsValue> {
        let Some(text) = text else {
            return Ok(None);
        };
        let document = self.document(text, text.len(), Tape::default());
        let object = document
            .root()
            .is_some_and(|root| root.kind() == Kind::Object);
        if !object || !document.defects().is_empty() {
            return Err(unusable(NOT_CURRENT));
        }
        Ok(Some(document))
    }
}

fn array<'i, T: ?Sized + 'i>(
    items: impl Iterator<Item = &'i T>,
    write: fn(&T, &mut String),
) -> String {
    let mut out = String::from("[");
    for (index, item) in items.enumerate() {
        out.push_str(if index > 0 { "," } else { "" });
        write(item, &mut out);
    }
    out.push(']');
    out
}
