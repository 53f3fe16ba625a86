//! The door to JavaScript from inside WebAssembly: what Rust hands out is what JavaScript gets.
#![cfg(all(target_arch = "wasm32", feature = "js"))]
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use js_sys::{JSON, Reflect};
use scimlens::js::{Engine, FilterStore};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const FILTER: &str = r#"userName eq "mira""#;

/// The first resource type, as a number for the engine.
const USER: u32 = 1 << 8;

fn engine() -> Engine {
    Engine::new(JsValue::UNDEFINED).unwrap()
}

/// Writes a text where JavaScript would: through the address that the engine gives.
#[expect(
    unsafe_code,
    reason = "the address is the engine's, with room for the text"
)]
fn put(engine: &mut Engine, slot: usize, text: &str) -> usize {
    let address = engine.reserve(slot, text.len());
    // SAFETY: `reserve` gave room for `text.len()` bytes, which nothing else uses meanwhile.
    unsafe { core::ptr::copy_nonoverlapping(text.as_ptr(), address, text.len()) };
    text.len()
}

#[wasm_bindgen_test]
fn an_object_is_read_in_place_as_its_text_is() {
    let mut engine = engine();
    let length = put(&mut engine, 0, FILTER);
    let filters = FilterStore::new();
    assert!(filters.parse(&engine, length, USER, 0));
    filters.compile(&engine, 0).unwrap();
    for (text, expected) in [
        (r#"{"userName":"MIRA"}"#, true),
        (r#"{"USERNAME":"mira"}"#, true),
        (r#"{"userName":"otto"}"#, false),
        (r#"{"userName":null}"#, false),
        ("{}", false),
    ] {
        assert_eq!(
            filters
                .matches_object(0, JSON::parse(text).unwrap())
                .unwrap(),
            expected,
            "{text}"
        );
        let length = put(&mut engine, 0, text);
        assert_eq!(
            filters.matches(&mut engine, 0, length).unwrap(),
            expected,
            "{text}"
        );
    }
}

#[wasm_bindgen_test]
fn a_refusal_is_a_string_of_json() {
    let mut engine = engine();
    let length = put(&mut engine, 0, "userName ==");
    let filters = FilterStore::new();
    assert!(!filters.parse(&engine, length, 0, 0));
    let error = JSON::parse(&filters.refusal()).unwrap();
    let member = |name: &str| Reflect::get(&error, &name.into()).unwrap();
    assert_eq!(
        member("scimType").as_string().as_deref(),
        Some("invalidFilter")
    );
    assert_eq!(member("status").as_f64(), Some(400.0));
}

#[wasm_bindgen_test]
fn a_slot_keeps_its_text_while_it_grows() {
    let mut engine = engine();
    let text = r#"{"userName":"mira"}"#;
    let length = put(&mut engine, 0, text);
    engine.reserve(0, 1 << 20);
    assert_eq!(engine.parse(length), 3);
}

#[wasm_bindgen_test]
fn options_of_another_type_are_refused_by_name() {
    let options = JSON::parse(r#"{"operation": 7}"#).unwrap();
    let thrown = engine().tell(options).unwrap_err().as_string().unwrap();
    assert!(thrown.contains("`operation` is a string"), "{thrown}");
}

#[wasm_bindgen_test]
fn a_place_holds_the_filter_that_came_last_and_none_that_was_refused() {
    let mut engine = engine();
    let filters = FilterStore::new();
    assert!(filters.print(7).is_err());
    for (text, kept) in [
        (FILTER, FILTER),
        ("title pr", "title pr"),
        ("title = 1", "title pr"),
    ] {
        let length = put(&mut engine, 0, text);
        assert_eq!(filters.parse(&engine, length, USER, 7), text == kept);
        assert_eq!(filters.print(7).unwrap(), kept);
    }
    assert!(filters.matches_object(7, JsValue::UNDEFINED).is_err());
    filters.release(7);
    assert!(filters.print(7).is_err());
}
