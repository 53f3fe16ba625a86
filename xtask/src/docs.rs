//! The reference that is written from the code.

use crate::shell::{Outcome, command, run_command};

/// Writes docs/diagnostics.md. The test that holds the file to the code writes it when it is asked to,
/// so this stays a program that doesn't depend on the crate.
pub(crate) fn docs() -> Outcome {
    let test = [
        "test",
        "--quiet",
        "--package",
        "scimlens",
        "--test",
        "diagnostics",
    ];
    run_command(command("cargo", &test).env("SCIMLENS_WRITE_DOCS", "1"))
}
