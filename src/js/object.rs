use std::borrow::Cow;

use js_sys::{Array, JsString, Number, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::filter::View;
use crate::json::{Kind, NameHash};

/// A JavaScript value, read in place: only what a filter asks for crosses the boundary.
pub(super) struct ObjectView(JsValue);

impl ObjectView {
    pub(super) const fn new(value: JsValue) -> Self {
        Self(value)
    }
}

impl View for ObjectView {
    fn kind(&self) -> Kind {
        let value = &self.0;
        if value.is_null() || value.is_undefined() {
            Kind::Null
        } else if value.is_string() {
            Kind::String
        } else if value.as_f64().is_some() {
            Kind::Number
        } else if value.as_bool().is_some() {
            Kind::Boolean
        } else if Array::is_array(value) {
            Kind::Array
        } else if value.is_object() {
            Kind::Object
        } else {
            Kind::Invalid
        }
    }

    fn as_bool(&self) -> Option<bool> {
        self.0.as_bool()
    }

    fn as_text(&self) -> Option<Cow<'_, str>> {
        self.0.as_string().map(Cow::Owned)
    }

    fn as_number(&self) -> Option<Cow<'_, str>> {
        let number = self.0.as_f64().filter(|number| number.is_finite())?;
        // JavaScript writes numbers as JSON does; writing them here would cost 14 kB of code.
        let text = Number::from(number).to_string_with_radix(10).ok()?;
        Some(Cow::Owned(text.into()))
    }

    fn member(&self, name: &str, _: NameHash) -> Option<Self> {
        let object = self.0.dyn_ref::<Object>()?;
        let key = JsValue::from_str(name);
        if Object::has_own(object, &key) {
            return Reflect::get(object, &key).ok().map(Self);
        }
        // Names are compared without case, which JavaScript doesn't do.
        let keys = Object::keys(object);
        let found = keys.iter().find(|key| {
            let key = key.dyn_ref::<JsString>();
            key.is_some_and(|key| String::from(key).eq_ignore_ascii_case(name))
        })?;
        Reflect::get(object, &found).ok().map(Self)
    }

    fn any_element(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        let Some(array) = self.0.dyn_ref::<Array>() else {
            return false;
        };
        array.iter().any(|element| test(&Self(element)))
    }

    fn any_member(&self, test: &mut dyn FnMut(&Self) -> bool) -> bool {
        let Some(object) = self.0.dyn_ref::<Object>() else {
            return false;
        };
        Object::values(object)
            .iter()
            .any(|value| test(&Self(value)))
    }
}
