//! Clients and conformance testers that nobody here wrote, against `scimlens serve`. They are Python
//! programs, in a virtual environment under target/.

use crate::python::environment;
use crate::shell::{Outcome, command, run_command};

/// Runs them all.
pub(crate) fn foreign() -> Outcome {
    let python = environment("target/foreign", "tests/foreign/requirements.txt")?;
    for program in ["conformance.py", "lifecycle.py"] {
        let path = format!("tests/foreign/{program}");
        // Without files of bytecode beside the sources.
        run_command(&mut command(&python, &["-B", &path]))?;
    }
    Ok(())
}
