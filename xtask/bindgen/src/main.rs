//! `xtask-bindgen bindgen …` is the CLI of wasm-bindgen; `xtask-bindgen run …` runs a WebAssembly
//! test binary, as cargo's `runner` for the target. It is a crate of its own so that everyday
//! chores don't wait for it to compile.

use std::env::args_os;

fn main() -> anyhow::Result<()> {
    let program = args_os().take(1);
    match args_os().nth(1).as_deref().and_then(|role| role.to_str()) {
        Some("bindgen") => {
            wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(program.chain(args_os().skip(2)))
        }
        Some("run") => wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(
            program.chain(args_os().skip(2)),
        ),
        _ => anyhow::bail!("usage: xtask-bindgen bindgen|run …"),
    }
}
