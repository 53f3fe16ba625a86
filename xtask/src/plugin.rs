//! Hosts of the plugin, as users write them (examples/plugin).

use crate::build::{self, target_folder};
use crate::python::environment;
use crate::shell::{Outcome, command, root, run, run_command};

/// Runs them all.
pub(crate) fn hosts() -> Outcome {
    build::plugin()?;
    build::extism()?;
    let requirements = "examples/plugin/python/requirements.txt";
    let python = environment("target/plugin/python", requirements)?;
    let host = rust_host()?;
    let mut hosts = command("node", &["tests/plugin/run.mjs"]);
    run_command(hosts.env("PYTHON", python).env("HOST", host))
}

/// The host in Rust, which is no member of the workspace; its program.
fn rust_host() -> Outcome<String> {
    let folder = format!("{}/plugin-host", target_folder());
    let how = ["build", "--quiet", "--release", "--locked"];
    let which = ["--manifest-path", "examples/plugin/rust/Cargo.toml"];
    let to = ["--target-dir", &folder];
    run("cargo", &[&how[..], &which, &to].concat())?;
    let program = format!("{folder}/release/scimlens-plugin-host");
    let program = root().join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    Ok(program.display().to_string())
}
