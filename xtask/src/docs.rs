//! The reference that is written from the code.

use crate::build;
use crate::shell::{Outcome, command, npm, run_command};

/// Writes docs/diagnostics.md, docs/profiles.md, docs/lint.md, docs/dialects and docs/api.md. The tests that hold the files to the code write them when
/// they are asked to, so this stays a program that doesn't depend on the crate.
pub(crate) fn docs() -> Outcome {
    let test = [
        "test",
        "--quiet",
        "--package",
        "scimlens",
        "--test",
        "diagnostics",
        "--test",
        "profiles",
        "--test",
        "lint",
        "--test",
        "dialects",
    ];
    run_command(command("cargo", &test).env("SCIMLENS_WRITE_DOCS", "1"))?;
    build::package()?;
    let test = ["test", "--workspace", "scimlens", "--", "reference"];
    run_command(command(npm(), &test).env("SCIMLENS_WRITE_DOCS", "1"))
}
