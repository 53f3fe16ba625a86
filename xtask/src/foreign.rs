//! Clients and conformance testers that nobody here wrote, against `scimlens serve`. They are Python
//! programs, in a virtual environment under target/.

use std::path::{Path, PathBuf};

use crate::fresh::unless_fresh;
use crate::shell::{Outcome, command, output, root, run, run_command};

const REQUIREMENTS: &str = "tests/foreign/requirements.txt";
const ENVIRONMENT: &str = "target/foreign";

/// Runs them all.
pub(crate) fn foreign() -> Outcome {
    let python = environment()?;
    for program in ["conformance.py", "lifecycle.py"] {
        let path = format!("tests/foreign/{program}");
        // Without files of bytecode beside the sources.
        run_command(&mut command(&python, &["-B", &path]))?;
    }
    Ok(())
}

/// The virtual environment with what is required; its Python.
fn environment() -> Outcome<String> {
    let python = inner("python");
    unless_fresh(ENVIRONMENT, &[REQUIREMENTS], &[&python], || {
        let outer = python_3()?;
        println!("making a virtual environment in {ENVIRONMENT}");
        run(outer, &["-m", "venv", "--clear", ENVIRONMENT]).map_err(|error| {
            format!("{error}\nPython's venv is needed (Debian: apt-get install python3-venv).")
        })?;
        let how = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ];
        run(
            &python,
            &[&how[..], &["--requirement", REQUIREMENTS]].concat(),
        )
    })?;
    Ok(root().join(python).display().to_string())
}

/// A program of the environment, from the root of the repository.
fn inner(program: &str) -> String {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    let path: PathBuf = Path::new(ENVIRONMENT).join(folder).join(program);
    path.display().to_string()
}

/// A Python that is new enough.
pub(crate) fn python_3() -> Outcome<&'static str> {
    let check = "import sys; print(sys.version_info >= (3, 10))";
    let mut known = ["python3", "python"].into_iter();
    known
        .find(|python| output(python, &["-c", check]).as_deref() == Some("True"))
        .ok_or_else(|| "Python 3.10 or newer is needed: https://www.python.org".to_owned())
}
