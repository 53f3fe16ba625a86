//! What the chores need on a machine: installed where that can be done, named where it can't.

use std::path::Path;

use crate::python;
use crate::shell::{Outcome, npm, output, root, run};

const TARGET: &str = "wasm32-unknown-unknown";

/// The Rust target for WebAssembly.
pub(crate) fn rust_target() -> Outcome {
    let installed = output("rustc", &["--print", "target-libdir", "--target", TARGET]);
    if installed.is_some_and(|directory| Path::new(&directory).exists()) {
        return Ok(());
    }
    println!("installing the Rust target {TARGET}");
    run("rustup", &["target", "add", TARGET]).map_err(|_| {
        format!("The Rust target {TARGET} is missing: install rustup, or the target with your package manager.")
    })
}

/// The npm packages of the lock file. `npm ci` would refuse a lock file that was written where the
/// registry lacked an optional package of another platform; `--no-save` keeps the versions just as well.
pub(crate) fn npm_packages() -> Outcome {
    let lock = root().join("package-lock.json");
    let installed = root().join("node_modules/.package-lock.json");
    let modified = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    if let (Some(lock), Some(installed)) = (modified(&lock), modified(&installed))
        && installed >= lock
    {
        return Ok(());
    }
    println!("installing npm packages");
    let how = ["install", "--no-save", "--no-audit", "--no-fund"];
    run(npm(), &how).map_err(|error| {
        format!("{error}\nNode.js 20 or newer with npm is needed: https://nodejs.org")
    })
}

/// A Chromium: the one that `CHROMIUM` names, one that is installed, or one from Debian's packages or
/// Playwright.
pub(crate) fn chromium() -> Outcome<String> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    let debian = Path::new("/etc/debian_version").exists();
    if debian && output("id", &["-u"]).as_deref() == Some("0") {
        println!("installing Chromium from Debian's packages");
        run("apt-get", &["update", "-qq"])?;
        run(
            "apt-get",
            &[
                "install",
                "-y",
                "-qq",
                "--no-install-recommends",
                "chromium",
            ],
        )?;
    } else {
        println!("installing Chromium with Playwright");
        run(
            "node",
            &["node_modules/playwright-core/cli.js", "install", "chromium"],
        )?;
    }
    find_chromium().ok_or_else(|| {
        "Chromium is missing: install it (Debian: apt-get install chromium), or name it in CHROMIUM.".to_owned()
    })
}

fn find_chromium() -> Option<String> {
    if let Ok(named) = std::env::var("CHROMIUM") {
        return Path::new(&named).exists().then_some(named);
    }
    let installed = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    if let Some(found) = installed.into_iter().find(|path| Path::new(path).exists()) {
        return Some(found.to_owned());
    }
    let script = "const {chromium}=require('playwright-core');const p=chromium.executablePath();if(require('fs').existsSync(p))console.log(p)";
    output("node", &["-e", script]).filter(|path| !path.is_empty())
}

/// Says what there is and what is missing.
pub(crate) fn doctor() -> Outcome {
    let mut missing = 0;
    let mut line = |name: &str, found: Option<String>, how: &str| {
        if let Some(found) = found.filter(|f| !f.is_empty()) {
            println!("ok       {name:<18} {found}");
        } else {
            missing += 1;
            println!("missing  {name:<18} {how}");
        }
    };
    line(
        "rustc",
        output("rustc", &["--version"]),
        "install Rust: https://rustup.rs",
    );
    line(
        "cargo",
        output("cargo", &["--version"]),
        "install Rust: https://rustup.rs",
    );
    let libdir = output("rustc", &["--print", "target-libdir", "--target", TARGET]);
    line(
        TARGET,
        libdir.filter(|path| Path::new(path).exists()),
        "rustup target add wasm32-unknown-unknown",
    );
    line(
        "node",
        output("node", &["--version"]),
        "install Node.js 20 or newer: https://nodejs.org",
    );
    line("npm", output(npm(), &["--version"]), "comes with Node.js");
    let installed = root().join("node_modules/.package-lock.json").exists();
    line(
        "npm packages",
        installed.then(|| "installed".to_owned()),
        "npm install --no-save",
    );
    line(
        "Python",
        python::python_3()
            .ok()
            .and_then(|python| output(python, &["--version"])),
        "install Python 3.10 or newer with venv (Debian: apt-get install python3-venv)",
    );
    line(
        "Chromium",
        find_chromium(),
        "Debian: apt-get install chromium; else npx playwright-core install chromium",
    );
    match missing {
        0 => Ok(()),
        _ => Err("`cargo xtask test` installs what it can of this.".to_owned()),
    }
}
