use core::cell::{OnceCell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::engine::Engine;
use super::error::{thrown, unusable};
use super::object::{Names, ObjectView, Reading};
use super::options::{self, Bag, Told};
use crate::diagnostic::{Code, Diagnostic, Error, ScimType, write_error_json, write_json_array};
use crate::filter::translate::{
    Dialect, Source, SqlOptions, Strings, write_ldap, write_mongo, write_sql,
};
use crate::filter::{
    Filter, Predicate, Token, complete, describe, diagnose, tokenize, write_completions,
    write_explanation, write_tree,
};
use crate::json::Value;
use crate::patch::Path;
use crate::schema::TypeId;
use crate::store::Question;
use crate::text::{Utf16Table, from_utf16, sort_by_place, write_quoted};

/// The filters that are kept ready, each at a place that the caller chooses: parsing another one there
/// takes the place of the one before, so that nobody has to let go of any.
#[wasm_bindgen]
#[derive(Default)]
pub struct FilterStore {
    kept: RefCell<Vec<Option<Rc<Kept>>>>,
    refused: RefCell<String>,
}

/// A filter that is kept.
struct Kept {
    filter: Filter,
    resource_type: Option<TypeId>,
    /// Made when the filter is first asked about something.
    predicate: OnceCell<Predicate>,
    names: Names,
}

impl Kept {
    fn parse(engine: &Engine, text: &str, resource_type: Option<TypeId>) -> Result<Self, Error> {
        let (limits, quirks) = (engine.limits.filter, engine.profile.switches().filter);
        let filter = Filter::parse_with(text, limits, quirks)?;
        Predicate::check(&filter, &engine.registry, resource_type)?;
        Ok(Self {
            filter,
            resource_type,
            predicate: OnceCell::new(),
            names: Names::default(),
        })
    }

    fn predicate(&self, engine: &Engine) -> &Predicate {
        let compile = || Predicate::compile(&self.filter, &engine.registry, self.resource_type);
        self.predicate.get_or_init(compile)
    }

    /// What [`FilterStore::compile`] has made.
    fn compiled(&self) -> Result<&Predicate, JsValue> {
        let compiled = self.predicate.get();
        compiled.ok_or_else(|| unusable("The filter has not been compiled."))
    }
}

#[wasm_bindgen]
impl Engine {
    /// What is wrong with the filter in slot 0, as a JSON array of findings.
    #[wasm_bindgen(js_name = checkFilter)]
    pub fn check_filter(
        &self,
        length: usize,
        resource_type: Option<String>,
    ) -> Result<String, JsValue> {
        let of = options::resource_type(resource_type, &self.registry)?;
        let (limits, quirks) = (self.limits.filter, self.profile.switches().filter);
        let text = self.text(0, length);
        let mut findings = Vec::new();
        if let Err(error) = limits.check_length(length) {
            findings.push(Diagnostic::new(Code::FilterLimit, error.detail()));
        } else {
            let view = of.and_then(|id| self.registry.view(id));
            diagnose(&text, limits, quirks, view, &mut findings);
        }
        sort_by_place(&mut findings, |finding: &Diagnostic| {
            finding.span.map_or(0, |span| span.start)
        });
        let mut out = String::new();
        write_json_array(&findings, Some(&text), &mut out);
        Ok(out)
    }

    /// The tokens of the text in slot 0: start, end and kind of each.
    #[wasm_bindgen(js_name = tokenizeFilter)]
    pub fn tokenize_filter(&self, length: usize) -> Vec<u32> {
        let text = self.text(0, length);
        let table = Utf16Table::new(&text);
        let tokens = tokenize(&text);
        let mut out = Vec::with_capacity(tokens.len() * 3);
        for Token { span, kind } in tokens {
            out.extend([
                table.offset(span.start),
                table.offset(span.end),
                kind as u32,
            ]);
        }
        out
    }

    /// What can be written at a place in the text in slot 0, as a JSON array. The place is in
    /// UTF-16 code units.
    #[wasm_bindgen(js_name = completeFilter)]
    pub fn complete_filter(
        &self,
        length: usize,
        offset: u32,
        resource_type: Option<String>,
    ) -> Result<String, JsValue> {
        let of = options::resource_type(resource_type, &self.registry)?;
        let text = self.text(0, length);
        let quirks = self.profile.switches().filter;
        let found = complete(&text, from_utf16(&text, offset), quirks, &self.registry, of);
        let mut out = String::new();
        write_completions(&found, &text, &mut out);
        Ok(out)
    }

    /// Parses the path of a PATCH operation in slot 0, as JSON. Throws `invalidPath`.
    #[wasm_bindgen(js_name = parsePath)]
    pub fn parse_path(
        &self,
        length: usize,
        resource_type: Option<String>,
    ) -> Result<String, JsValue> {
        let text = self.text(0, length);
        let limits = self.limits.patch.path;
        let quirks = self.profile.switches().filter;
        let of = options::resource_type(resource_type, &self.registry)?;
        let view = of.and_then(|id| self.registry.view(id));
        let path = match view {
            _ if length > limits.length as usize => Err(Path::too_long(length, limits)),
            Some(view) => Path::parse_for(&text, view, limits, quirks),
            None => Path::parse_with(&text, limits, quirks),
        };
        let path = path.map_err(|error| thrown(&error, Some(&text)))?;
        let mut out = String::new();
        path.write(&text, &mut out);
        Ok(out)
    }
}

#[wasm_bindgen]
impl FilterStore {
    /// Keeps none yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Parses the filter in slot 0 and keeps it at a place. The resource type is told as in
    /// [`Told`]. Where the filter is refused, what is at the place stays, and
    /// [`FilterStore::refusal`] has the error.
    pub fn parse(&self, engine: &Engine, length: usize, told: u32, place: usize) -> bool {
        let text = engine.text(0, length);
        let of = Told(told).resource_type(&engine.registry);
        let checked = engine.limits.filter.check_length(length);
        match checked.and_then(|()| Kept::parse(engine, &text, of)) {
            Ok(kept) => self.keep(place, kept),
            Err(error) => {
                let mut refused = self.refused.borrow_mut();
                write_error_json(&error, Some(&text), &mut refused);
                return false;
            }
        }
        true
    }

    /// The error of the filter that was refused last, as JSON.
    pub fn refusal(&self) -> String {
        self.refused.take()
    }

    /// Lets go of the filter at a place.
    pub fn release(&self, place: usize) {
        if let Some(kept) = self.kept.borrow_mut().get_mut(place) {
            *kept = None;
        }
    }

    /// Makes the filter at a place ready to be asked where no engine is at hand.
    pub fn compile(&self, engine: &Engine, place: usize) -> Result<(), JsValue> {
        self.at(place)?.predicate(engine);
        Ok(())
    }

    /// The tree, as JSON; ranges in UTF-16 code units.
    pub fn ast(&self, place: usize) -> Result<String, JsValue> {
        let mut out = String::new();
        write_tree(&self.at(place)?.filter, &mut out);
        Ok(out)
    }

    /// The canonical text.
    pub fn print(&self, place: usize) -> Result<String, JsValue> {
        Ok(self.at(place)?.filter.to_string())
    }

    /// The attributes that it reads, as a JSON array.
    pub fn attributes(&self, engine: &Engine, place: usize) -> Result<String, JsValue> {
        let kept = self.at(place)?;
        let mut out = String::from("[");
        let attributes = kept.filter.attributes(&engine.registry, kept.resource_type);
        for (index, attribute) in attributes.iter().enumerate() {
            out.push_str(if index > 0 { "," } else { "" });
            write_quoted(attribute, &mut out);
        }
        out.push(']');
        Ok(out)
    }

    /// The steps that a host can take by itself over its own objects, as JSON.
    pub fn program(&self, engine: &Engine, place: usize) -> Result<String, JsValue> {
        let mut out = String::new();
        self.at(place)?.predicate(engine).write_program(&mut out);
        Ok(out)
    }

    /// What a quirk of the profile was needed for, as a JSON array of findings.
    pub fn notes(&self, place: usize) -> Result<String, JsValue> {
        let kept = self.at(place)?;
        let mut out = String::new();
        write_json_array(kept.filter.notes(), Some(kept.filter.text()), &mut out);
        Ok(out)
    }

    /// The filter in plain words.
    pub fn describe(&self, engine: &Engine, place: usize) -> Result<String, JsValue> {
        let kept = self.at(place)?;
        let said = describe(&kept.filter, &engine.registry, kept.resource_type);
        Ok(said)
    }

    /// Which clauses hold for the resource whose text is in the engine's slot 0, as JSON.
    pub fn explain(
        &self,
        engine: &mut Engine,
        place: usize,
        length: usize,
    ) -> Result<String, JsValue> {
        let kept = self.at(place)?;
        let predicate = kept.predicate(engine);
        with_resource(engine, length, |root| {
            let mut out = String::new();
            write_explanation(&kept.filter, predicate, root, &mut out);
            out
        })
    }

    /// The filter as SQL, as a query of `MongoDB`, or of LDAP, by `target`. `names` has what the
    /// attributes are called there: a name in SCIM notation, then the other. Options are `strings`,
    /// and for SQL `dialect` and `column`.
    pub fn translate(
        &self,
        engine: &Engine,
        place: usize,
        target: &str,
        names: Vec<String>,
        options: JsValue,
    ) -> Result<String, JsValue> {
        let kept = self.at(place)?;
        let options = Bag::new(options)?;
        let Some(view) = kept.resource_type.and_then(|id| engine.registry.view(id)) else {
            let detail = "A filter is translated for the resources of a type: name the type when it is parsed.";
            return Err(thrown(&Error::new(ScimType::InvalidFilter, detail), None));
        };
        let strings = options.text("strings")?;
        let strings = strings.map_or(Some(Strings::Any), |name| Strings::named(&name));
        let strings = strings.ok_or_else(|| unusable("`strings` is any, nfc or ascii."))?;
        let mut pairs = Vec::new();
        let mut rest = names.into_iter();
        while let (Some(name), Some(there)) = (rest.next(), rest.next()) {
            pairs.push((name, there));
        }
        let source = Source {
            filter: &kept.filter,
            predicate: kept.predicate(engine),
            view,
            strings,
            names: &pairs,
        };
        let mut out = String::new();
        let written = match target {
            "mongo" => write_mongo(&source, &mut out),
            "ldap" => write_ldap(&source, &mut out),
            _ => {
                let dialect = options.text("dialect")?;
                let dialect = dialect.and_then(|name| Dialect::named(&name));
                let dialect =
                    dialect.ok_or_else(|| unusable("`dialect` is postgres or sqlite."))?;
                let column = options.text("column")?;
                let column = column.as_deref().unwrap_or("resource");
                write_sql(&source, &SqlOptions { dialect, column }, &mut out)
            }
        };
        written.map_err(|error| thrown(&error, Some(kept.filter.text())))?;
        Ok(out)
    }

    /// Whether the resource matches whose text is in the engine's slot 0.
    pub fn matches(
        &self,
        engine: &mut Engine,
        place: usize,
        length: usize,
    ) -> Result<bool, JsValue> {
        let kept = self.at(place)?;
        let predicate = kept.predicate(engine);
        with_resource(engine, length, |root| predicate.matches(&root))
    }

    /// Whether a JavaScript object matches a filter that is compiled, read in place. What the object's
    /// own code throws comes out as an array of one. That code may well parse other filters.
    #[wasm_bindgen(js_name = matchesObject)]
    pub fn matches_object(&self, place: usize, resource: JsValue) -> Result<bool, JsValue> {
        let kept = self.at(place)?;
        let reading = Reading::new(&kept.names);
        let matches = kept
            .compiled()?
            .matches(&ObjectView::new(resource, &reading));
        reading.into_failure().map_or(Ok(matches), Err)
    }
}

impl FilterStore {
    /// The filter at a place, which is compiled, as it is asked of many resources.
    pub(super) fn question(&self, place: usize) -> Result<Question, JsValue> {
        Ok(Question::of(self.at(place)?.compiled()?.clone()))
    }

    fn keep(&self, place: usize, filter: Kept) {
        let mut kept = self.kept.borrow_mut();
        if kept.len() <= place {
            kept.resize_with(place + 1, || None);
        }
        if let Some(at) = kept.get_mut(place) {
            *at = Some(Rc::new(filter));
        }
    }

    fn at(&self, place: usize) -> Result<Rc<Kept>, JsValue> {
        let kept = self.kept.borrow().get(place).cloned().flatten();
        kept.ok_or_else(|| unusable("The filter is not kept."))
    }
}

/// Calls with the resource whose text is in the engine's slot 0.
fn with_resource<T>(
    engine: &mut Engine,
    length: usize,
    use_it: impl FnOnce(Value<'_>) -> T,
) -> Result<T, JsValue> {
    engine.with_sound_document(length, |document| {
        if let Some(defect) = document
            .defects()
            .iter()
            .find(|defect| defect.kind.is_syntax())
        {
            let found = defect.diagnose(document.text()).message;
            let detail = format!("The resource is not JSON: {found}");
            let error = Error::new(ScimType::InvalidSyntax, detail).at(defect.span);
            return Err(thrown(&error, Some(document.text())));
        }
        let root = document
            .root()
            .ok_or_else(|| unusable("The resource is empty."))?;
        Ok(use_it(root))
    })
}
