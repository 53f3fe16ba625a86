use core::cell::{Cell, RefCell};
use std::borrow::Cow;
use std::rc::Rc;

use js_sys::{Array, JsString, Number, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::error::unusable;
use crate::filter::View;
use crate::json::{Kind, NameHash};

/// Deepest nesting that is read; a filter itself asks for four levels.
const MAX_DEPTH: u32 = 128;

/// Most values that are read for one answer: an object that holds another one twice, and that one a
/// third twice, has more ways through it than memory has bytes.
const MAX_READS: u32 = 1 << 20;

/// The method by which an object says what it is in JSON.
static TO_JSON: &str = "toJSON";

// What js_sys offers of these lets an exception of a proxy run through the module, which leaves its
// stack and its borrows as they are at that moment. Here each is a result.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Object, js_name = hasOwn)]
    fn has_own(object: &JsValue, key: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys(object: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = values)]
    fn values(object: &JsValue) -> Result<Array, JsValue>;

    type Convertible;

    #[wasm_bindgen(method, catch, js_name = toJSON)]
    fn to_json(this: &Convertible) -> Result<JsValue, JsValue>;

    type List;

    #[wasm_bindgen(method, getter, catch)]
    fn length(this: &List) -> Result<u32, JsValue>;
}

/// The names that a filter asks for as strings of JavaScript, each made once: making one takes longer
/// than looking it up.
#[derive(Default)]
pub(super) struct Names(RefCell<Vec<(*const str, Rc<JsValue>)>>);

impl Names {
    /// The string of a name that belongs to the filter, which never changes: its place in memory
    /// will do.
    fn get(&self, name: &str) -> Rc<JsValue> {
        let known = self.0.borrow();
        let found = known.iter().find(|(place, _)| core::ptr::eq(*place, name));
        if let Some((_, key)) = found {
            return Rc::clone(key);
        }
        drop(known);
        let key = Rc::new(JsValue::from_str(name));
        self.0.borrow_mut().push((name, Rc::clone(&key)));
        key
    }
}

/// What is known while an object is read: getters and proxies are the caller's own code and may
/// throw, and an object may refer to itself.
pub(super) struct Reading<'n> {
    names: &'n Names,
    reads: Cell<u32>,
    failure: RefCell<Option<JsValue>>,
}

impl<'n> Reading<'n> {
    pub(super) fn new(names: &'n Names) -> Self {
        Self {
            names,
            reads: Cell::default(),
            failure: RefCell::default(),
        }
    }

    /// What the caller gets thrown: the exception of the caller's own code in an array of one, or a
    /// refusal.
    pub(super) fn into_failure(self) -> Option<JsValue> {
        self.failure.into_inner()
    }

    fn has_failed(&self) -> bool {
        self.failure.borrow().is_some()
    }

    fn fail(&self, failure: JsValue) {
        self.failure.borrow_mut().get_or_insert(failure);
    }

    fn ok<T>(&self, result: Result<T, JsValue>) -> Option<T> {
        result
            .map_err(|thrown| self.fail(Array::of1(&thrown).into()))
            .ok()
    }
}

/// A JavaScript value, read in place: only what a filter asks for crosses the boundary. It looks as
/// `JSON.stringify` would write it.
pub(super) struct ObjectView<'r> {
    value: JsValue,
    depth: u32,
    reading: &'r Reading<'r>,
}

impl<'r> ObjectView<'r> {
    pub(super) fn new(value: JsValue, reading: &'r Reading<'r>) -> Self {
        Self::at(value, 0, reading)
    }

    fn at(value: JsValue, depth: u32, reading: &'r Reading<'r>) -> Self {
        let value = if value.is_object() {
            converted(value, reading)
        } else {
            value
        };
        Self {
            value,
            depth,
            reading,
        }
    }

    /// A value inside this one; `None` where there have been too many, or too deep ones.
    fn inner(&self, value: JsValue) -> Option<Self> {
        let reads = self.reading.reads.get() + 1;
        self.reading.reads.set(reads);
        if self.depth >= MAX_DEPTH || reads > MAX_READS {
            self.reading.fail(unusable(&format!(
                "The resource refers to itself, is nested deeper than {MAX_DEPTH} levels or holds \
                 more than {MAX_READS} values."
            )));
            return None;
        }
        Some(Self::at(value, self.depth + 1, self.reading))
    }

    /// The key of this name. Names are compared without case, which JavaScript doesn't do.
    fn key(&self, name: &str) -> Option<Rc<JsValue>> {
        let exact = self.reading.names.get(name);
        if self.reading.ok(has_own(&self.value, &exact))? {
            return Some(exact);
        }
        let keys = self.reading.ok(keys(&self.value))?;
        let found = keys.iter().find(|key| {
            key.dyn_ref::<JsString>().is_some_and(|key| {
                key.length() as usize == name.len() && String::from(key).eq_ignore_ascii_case(name)
            })
        });
        found.map(Rc::new)
    }
}

/// The value that an object with a `toJSON` of its own, such as a `Date`, stands for.
fn converted(value: JsValue, reading: &Reading<'_>) -> JsValue {
    let method = reading.ok(Reflect::get(&value, &reading.names.get(TO_JSON)));
    if method.is_some_and(|method| method.is_function()) {
        let converted = value.unchecked_ref::<Convertible>().to_json();
        return reading.ok(converted).unwrap_or_default();
    }
    value
}

impl View for ObjectView<'_> {
    fn kind(&self) -> Kind {
        let value = &self.value;
        if value.is_string() {
            Kind::String
        } else if value.is_object() {
            if Array::is_array(value) {
                Kind::Array
            } else {
                Kind::Object
            }
        } else if value.as_bool().is_some() {
            Kind::Boolean
        } else if value.as_f64().is_some_and(f64::is_finite) {
            Kind::Number
        } else if value.is_bigint() {
            self.reading
                .fail(unusable("The resource holds a BigInt, which JSON has not."));
            Kind::Invalid
        } else {
            Kind::Null
        }
    }

    fn as_bool(&self) -> Option<bool> {
        self.value.as_bool()
    }

    fn as_text(&self) -> Option<Cow<'_, str>> {
        self.value.as_string().map(Cow::Owned)
    }

    fn as_number(&self) -> Option<Cow<'_, str>> {
        let number = self.value.as_f64().filter(|number| number.is_finite())?;
        // JavaScript writes numbers as JSON does; writing them here would cost 14 kB of code.
        let text = Number::from(number).to_string_with_radix(10).ok()?;
        Some(Cow::Owned(text.into()))
    }

    fn member(&self, name: &str, _: NameHash) -> Option<Self> {
        let key = self.key(name)?;
        let value = self.reading.ok(Reflect::get(&self.value, &key))?;
        self.inner(value)
    }

    fn any_element(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        let list = self.value.unchecked_ref::<List>();
        let length = self.reading.ok(list.length()).unwrap_or(0);
        (0..length).any(|index| {
            let element = self.reading.ok(Reflect::get_u32(&self.value, index));
            self.holds_inside(element, test)
        })
    }

    fn any_member(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        let values = self.reading.ok(values(&self.value)).unwrap_or_default();
        values
            .iter()
            .any(|value| self.holds_inside(Some(value), test))
    }
}

impl ObjectView<'_> {
    /// Whether the test holds for a value inside; true as well once reading has failed, since the
    /// answer won't be used and the search is to end.
    fn holds_inside(&self, value: Option<JsValue>, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        let inner = value.and_then(|value| self.inner(value));
        inner.is_some_and(|inner| test(&inner)) || self.reading.has_failed()
    }
}
