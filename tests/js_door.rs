//! The door to JavaScript from inside WebAssembly: what Rust hands out is what JavaScript gets.
#![cfg(all(target_arch = "wasm32", feature = "js"))]
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use js_sys::{JSON, Reflect};
use scimlens::js::Engine;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const FILTER: &str = r#"userName eq "mira""#;

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
    let filter = engine
        .parse_filter(length, Some("User".to_owned()))
        .unwrap();
    for (text, expected) in [
        (r#"{"userName":"MIRA"}"#, true),
        (r#"{"USERNAME":"mira"}"#, true),
        (r#"{"userName":"otto"}"#, false),
        (r#"{"userName":null}"#, false),
        ("{}", false),
    ] {
        assert_eq!(
            filter.matches_object(JSON::parse(text).unwrap()).unwrap(),
            expected,
            "{text}"
        );
        let length = put(&mut engine, 0, text);
        assert_eq!(
            filter.matches(&mut engine, length).unwrap(),
            expected,
            "{text}"
        );
    }
}

#[wasm_bindgen_test]
fn a_refusal_is_a_string_of_json() {
    let mut engine = engine();
    let length = put(&mut engine, 0, "userName ==");
    let thrown = engine.parse_filter(length, None).err().unwrap();
    let error = JSON::parse(&thrown.as_string().unwrap()).unwrap();
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
