//! scimlens for hosts with Extism: one function, `call`, that takes a request of docs/plugin.md and
//! gives its answer.
//!
//! A request can open a toolkit, as in every host. Where a host keeps a pool of instances it rather tells
//! `toolkit` in the configuration of the plugin: the members of a request `open`, as JSON. What names no
//! toolkit is then answered by that one, in each instance.

use std::cell::RefCell;

use extism_pdk::{Error, FnResult, config, plugin_fn};
use scimlens::plugin::Module;

thread_local! {
    static MODULE: RefCell<Option<Module>> = const { RefCell::new(None) };
}

/// A module with the toolkit of the configuration.
fn configured() -> Result<Module, Error> {
    let mut module = Module::new();
    if let Some(toolkit) = config::get("toolkit")? {
        let answer = module.answer_by(toolkit.as_bytes());
        if answer.starts_with(r#"{"error""#) {
            return Err(Error::msg(answer));
        }
    }
    Ok(module)
}

/// Answers a request.
#[plugin_fn]
pub fn call(request: Vec<u8>) -> FnResult<String> {
    MODULE.with_borrow_mut(|module| {
        let module = match module {
            Some(module) => module,
            None => module.insert(configured()?),
        };
        Ok(module.answer(&request))
    })
}
