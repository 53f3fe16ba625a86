//! `cargo xtask …`: the one door to every chore.

mod bench;
mod build;
mod check;
mod docs;
mod foreign;
mod fresh;
mod play;
mod plugin;
mod python;
mod rules;
mod shell;
mod size;
mod steps;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  play      build everything, serve the playground, open it   [--port N] [--no-open]
  check     what to run before each commit: formatting, lints, native tests
  test      everything: check, WebAssembly in Node and Chromium, package, playground, foreign clients, sizes,
            rules
  build     the module, the npm package (pkg/dist) and the playground (www/dist)
  bench     the benchmarks, side by side in one run
  foreign   SCIM clients and testers that nobody here wrote, against `scimlens serve`
  plugin    the examples of hosts of the plugin: JavaScript, Python, Rust, a proxy on workerd
  size      sizes of the module and of the package against size-budget.json
  docs      docs/diagnostics.md, docs/profiles.md, docs/lint.md and docs/dialects, from the tables of codes,
            profiles, rules, senders and applications; docs/api.md, from the comments in pkg/src
  rules     how many rules of the standards have test vectors   [--open]
  doctor    what this machine has, what is missing, and how to get it

Each installs what it can: the Rust target, npm packages, Python packages, and (as root on Debian) Chromium.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let result = match arguments.first().map(String::as_str) {
        Some("play") => play::play(&arguments),
        Some("check") => check::check(),
        Some("test") => check::test(),
        Some("build") => build::all(),
        Some("bench") => bench::bench(),
        Some("foreign") => build::package().and_then(|()| foreign::foreign()),
        Some("plugin") => build::plugin().and_then(|()| plugin::hosts()),
        Some("size") => size::size(),
        Some("docs") => docs::docs(),
        Some("rules") => rules::rules(has("--open")),
        Some("doctor") => tools::doctor(),
        Some("--help" | "-h" | "help") | None => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("There is no command `{other}`.\n\n{HELP}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\n{message}");
            ExitCode::FAILURE
        }
    }
}
