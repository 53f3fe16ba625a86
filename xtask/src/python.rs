//! Python, and virtual environments for the programs of the tests.

use std::path::{Path, PathBuf};

use crate::fresh::unless_fresh;
use crate::shell::{Outcome, output, root, run};

/// The virtual environment in a folder with what is required; its Python.
pub(crate) fn environment(folder: &str, requirements: &str) -> Outcome<String> {
    let python = inner(folder, "python");
    unless_fresh(folder, &[requirements], &[&python], || {
        let outer = python_3()?;
        println!("making a virtual environment in {folder}");
        run(outer, &["-m", "venv", "--clear", folder]).map_err(|error| {
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
            &[&how[..], &["--requirement", requirements]].concat(),
        )
    })?;
    Ok(root().join(python).display().to_string())
}

/// A program of an environment, from the root of the repository.
fn inner(folder: &str, program: &str) -> String {
    let bin = if cfg!(windows) { "Scripts" } else { "bin" };
    let path: PathBuf = Path::new(folder).join(bin).join(program);
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
