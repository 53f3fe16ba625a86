use core::fmt::Write;
use std::borrow::Cow;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::answer::Answer;
use super::engine::Engine;
use super::error::thrown;
use super::filter::FilterStore;
use super::options::{Bag, Patching};
use crate::filter::Filter;
use crate::json::{Splice, Tape, write_string};
use crate::resource::{Projection, detect};
use crate::store::{Loader, Query, Question, Resources, Terms};

/// Resources that are kept inside.
#[wasm_bindgen]
pub struct SetHandle {
    /// Until all have been read.
    loader: Option<Loader>,
    resources: Resources,
    /// Seals its cursors.
    secret: u32,
    answer: Answer,
}

#[wasm_bindgen]
impl SetHandle {
    /// No resources yet. A secret tells cursors from those of other sets.
    #[wasm_bindgen(constructor)]
    pub fn new(engine: &Engine, secret: u32) -> Self {
        Self {
            loader: Some(Loader::new(engine.limits.json)),
            resources: Resources::default(),
            secret,
            answer: Answer::default(),
        }
    }

    /// Has room for so many bytes more at once.
    pub fn expect(&mut self, bytes: usize) {
        if let Some(loader) = &mut self.loader {
            loader.expect(bytes);
        }
    }

    /// Reads the piece in slot 0, and says whether there is any use in going on.
    pub fn push(&mut self, engine: &Engine, length: usize) -> bool {
        let (piece, registry) = engine.piece(length);
        let loader = self.loader.as_mut();
        loader.is_some_and(|loader| loader.push(piece, registry))
    }

    /// All has been read. Throws what is wrong with the first row that is no resource.
    pub fn finish(&mut self, engine: &Engine) -> Result<(), JsValue> {
        if let Some(loader) = self.loader.take() {
            let loaded = loader.finish(&engine.registry);
            self.resources = loaded.map_err(|error| thrown(&error, None))?;
        }
        Ok(())
    }

    /// How many resources there are.
    pub fn size(&self) -> usize {
        self.resources.len()
    }

    /// Bytes of memory.
    pub fn memory(&self) -> usize {
        self.resources.memory()
    }

    /// The text of the resource at a position.
    pub fn text(&self, position: u32) -> Option<String> {
        self.resources.text(position).map(str::to_owned)
    }

    /// The position of the resource whose id is in slot 0.
    #[wasm_bindgen(js_name = positionOfId)]
    pub fn position_of_id(&self, engine: &Engine, length: usize) -> Option<u32> {
        self.resources.position_of_id(&engine.text(0, length))
    }

    /// The resources from one position up to another, each in a line.
    pub fn lines(&self, from: u32, to: u32) -> Vec<u8> {
        let mut out = Vec::new();
        for text in (from..to).filter_map(|position| self.resources.text(position)) {
            out.extend_from_slice(text.as_bytes());
            out.push(b'\n');
        }
        out
    }

    /// The positions of the resources that match a filter that is compiled already.
    pub fn select(&mut self, filters: &FilterStore, place: usize) -> Result<Vec<u32>, JsValue> {
        Ok(self.resources.select(&filters.question(place)?))
    }

    /// How many do.
    pub fn count(&mut self, filters: &FilterStore, place: usize) -> Result<usize, JsValue> {
        Ok(self.resources.count(&filters.question(place)?))
    }

    /// The positions of the resources that match the filter in slot 0.
    #[wasm_bindgen(js_name = selectText)]
    pub fn select_text(&mut self, engine: &Engine, length: usize) -> Result<Vec<u32>, JsValue> {
        let question = self.question(engine, length)?;
        Ok(self.resources.select(&question))
    }

    /// How many do.
    #[wasm_bindgen(js_name = countText)]
    pub fn count_text(&mut self, engine: &Engine, length: usize) -> Result<usize, JsValue> {
        let question = self.question(engine, length)?;
        Ok(self.resources.count(&question))
    }

    /// Answers a query with a ListResponse. Its filter, if it has one, is in slot 0; options are
    /// `sortBy`, `sortOrder`, `startIndex`, `count`, `cursor`, `attributes`, `excludedAttributes`.
    pub fn query(
        &mut self,
        engine: &Engine,
        filter: Option<usize>,
        options: JsValue,
    ) -> Result<String, JsValue> {
        let options = Bag::new(options)?;
        let text = filter
            .map(|length| engine.filter_text(length))
            .transpose()?;
        let (sort_by, sort_order) = (options.text("sortBy")?, options.text("sortOrder")?);
        let cursor = options.text("cursor")?;
        let query = Query {
            endpoint: None,
            filter: text.as_deref(),
            sort_by: sort_by.as_deref(),
            sort_order: sort_order.as_deref(),
            start_index: options.integer("startIndex")?,
            count: options.integer("count")?,
            cursor: cursor.as_deref(),
        };
        let projection = engine.projection(&options)?;
        let terms = Terms {
            limits: engine.limits.filter,
            quirks: engine.profile.switches().filter,
            secret: self.secret.into(),
            ..Terms::new(&engine.registry)
        };
        let page = self.resources.query(&query, &terms);
        let page = page.map_err(|error| thrown(&error, text.as_deref()))?;
        let mut out = String::new();
        let registry = &engine.registry;
        self.resources
            .write_list(&page, &projection, registry, &mut out);
        Ok(out)
    }

    /// Whether the answer to the next patch of a resource leaves its text out.
    #[wasm_bindgen(js_name = staysParsed)]
    pub fn stays_parsed(&self, position: u32) -> bool {
        self.resources.stays_parsed(position)
    }

    /// Applies the PATCH request in slot 1 to the resource at a position, keeps the result and says
    /// where the numbers of the [`Answer`] are. `how` is a [`Patching`]. Of a resource that stays parsed
    /// the text is left out: in its place is what [`write_splices`] writes.
    pub fn patch(
        &mut self,
        engine: &Engine,
        position: u32,
        length: usize,
        how: u32,
    ) -> Result<*const u32, JsValue> {
        let how = Patching(how);
        let request = engine.sound_text(1, length, "request")?;
        let positions = how.has_positions().then_some(request);
        let told = how.resource_type(&engine.registry);
        let request = engine.document(request, length, Tape::default());
        let (how, registry) = (engine.patching(how), &engine.registry);
        let outcome = self
            .resources
            .patch(position, &request, told, how, registry);
        let outcome = outcome.map_err(|error| thrown(&error, positions))?;
        let applied = &outcome.applied;
        if let Some(splices) = &outcome.splices {
            let mut told = String::new();
            write_splices(splices, &mut told);
            self.answer.undo(applied.changed, &told);
        } else {
            let text = self.resources.text(position).unwrap_or_default();
            self.answer.whole(applied.changed, text);
        }
        self.answer.tell(&applied.notes, &applied.steps, positions);
        Ok(self.answer.place())
    }

    fn question(&self, engine: &Engine, length: usize) -> Result<Question, JsValue> {
        let text = engine.filter_text(length)?;
        let (limits, quirks) = (engine.limits.filter, engine.profile.switches().filter);
        let question = Filter::parse_with(&text, limits, quirks).and_then(|filter| {
            Question::new(&filter, &self.resources, None, None, &engine.registry)
        });
        question.map_err(|error| thrown(&error, Some(&text)))
    }
}

/// Writes how to get the text of before back: `[[start, inserted, removed], …]`, each place in bytes of
/// the text as it is now.
fn write_splices(splices: &[Splice], out: &mut String) {
    out.push('[');
    for (index, splice) in splices.iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        // Writing to a String can't fail.
        let _ = write!(out, "{comma}[{},{},", splice.start, splice.inserted);
        write_string(&splice.removed, out);
        out.push(']');
    }
    out.push(']');
}

#[wasm_bindgen]
impl Engine {
    /// What is returned of the resource in slot 0. Options are `attributes`, `excludedAttributes`
    /// and `resourceType`.
    pub fn project(&self, length: usize, options: JsValue) -> Result<String, JsValue> {
        let options = Bag::new(options)?;
        let text = self.sound_text(0, length, "resource")?;
        let document = self.document(text, length, Tape::default());
        let projection = self.projection(&options)?;
        let told = options.resource_type(&self.registry)?;
        let id = told.or_else(|| detect(&document, &self.registry));
        let view = id.and_then(|id| self.registry.view(id));
        let root = crate::patch::object_of(&document).map_err(|error| thrown(&error, None))?;
        let mut out = String::new();
        projection.write(root, document.is_spaced(), view, &mut out);
        Ok(out)
    }

    fn projection(&self, options: &Bag) -> Result<Projection, JsValue> {
        let (named, excluded) = (
            options.texts("attributes")?,
            options.texts("excludedAttributes")?,
        );
        let [named, excluded] = [&named, &excluded]
            .map(|list| -> Vec<&str> { list.iter().map(String::as_str).collect() });
        let projection = Projection::new(&named, &excluded, &self.registry);
        projection.map_err(|error| thrown(&error, None))
    }

    /// The filter in slot 0, unless it is too long to have come in.
    fn filter_text(&self, length: usize) -> Result<Cow<'_, str>, JsValue> {
        let checked = self.limits.filter.check_length(length);
        checked.map_err(|error| thrown(&error, None))?;
        Ok(self.text(0, length))
    }
}
