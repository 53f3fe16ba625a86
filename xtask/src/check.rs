//! The checks: before each commit, and all of them.

use crate::shell::{Outcome, command, npm, run, run_command};
use crate::steps::Steps;
use crate::{build, foreign, plugin, rules, size, tools};

/// What one runs before each commit.
pub(crate) fn check() -> Outcome {
    let mut steps = Steps::default();
    source_checks(&mut steps);
    steps.finish()
}

/// Everything.
pub(crate) fn test() -> Outcome {
    let mut steps = Steps::default();
    source_checks(&mut steps);
    steps.step("module and package", build::package);
    steps.step("types of package, playground and runners", types);
    steps.step("the door to JavaScript (wasm-bindgen-test, Node)", || {
        let arguments = [
            "test",
            "--target",
            "wasm32-unknown-unknown",
            "--features",
            "js",
            "--test",
            "js_door",
        ];
        run("cargo", &arguments)
    });
    steps.step("vectors in WebAssembly (Node)", || {
        run("node", &["tests/wasm/node.mjs"])
    });
    steps.step("vectors in WebAssembly (Chromium)", || {
        let chromium = tools::chromium()?;
        run_command(command("node", &["tests/wasm/chromium.mjs"]).env("CHROMIUM", chromium))
    });
    steps.step("the plugin: vectors, limits, no imports", || {
        run("node", &["tests/wasm/plugin.mjs"])
    });
    steps.step("hosts of the plugin", plugin::hosts);
    steps.step("package", || {
        run(npm(), &["test", "--workspace", "scimlens"])
    });
    steps.step("package in its runtimes, bundlers and browsers", || {
        let chromium = tools::chromium()?;
        run_command(command("node", &["tests/runtimes/run.mjs"]).env("CHROMIUM", chromium))
    });
    steps.step("foreign clients (Python)", foreign::foreign);
    steps.step("playground (Chromium)", || {
        let chromium = tools::chromium()?;
        let arguments = ["run", "--silent", "e2e", "--workspace", "www"];
        run_command(command(npm(), &arguments).env("CHROMIUM", chromium))
    });
    steps.step("sizes", size::size);
    steps.step("rules", || rules::rules(false));
    steps.finish()
}

fn source_checks(steps: &mut Steps) {
    steps.step("tools", || {
        tools::rust_target().and_then(|()| tools::npm_packages())
    });
    steps.step("formatting of Rust", || {
        run("cargo", &["fmt", "--all", "--check"])?;
        for manifest in [
            "plugins/extism/Cargo.toml",
            "examples/plugin/rust/Cargo.toml",
        ] {
            run("cargo", &["fmt", "--check", "--manifest-path", manifest])?;
        }
        Ok(())
    });
    steps.step("lints of Rust", || {
        run(
            "cargo",
            &[
                "clippy",
                "--workspace",
                "--features",
                "scimlens/plugin",
                "--all-targets",
                "--quiet",
                "--",
                "-D",
                "warnings",
            ],
        )
    });
    steps.step("lints of Rust, WebAssembly", || {
        let target = [
            "clippy",
            "--target",
            "wasm32-unknown-unknown",
            "--features",
            "js,plugin",
            "--quiet",
            "--lib",
            "--test",
            "js_door",
        ];
        run("cargo", &[&target[..], &["--", "-D", "warnings"]].concat())
    });
    steps.step("formatting and lints of TypeScript", || {
        run(npm(), &["run", "--silent", "lint"])
    });
    steps.step("native tests", || {
        let package = ["--package", "scimlens", "--features", "plugin"];
        run(
            "cargo",
            &[&["test", "--quiet", "--no-fail-fast"][..], &package].concat(),
        )
    });
}

fn types() -> Outcome {
    run(
        npm(),
        &[
            "run",
            "--silent",
            "typecheck",
            "--workspaces",
            "--if-present",
        ],
    )
}
