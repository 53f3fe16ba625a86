//! The module, the package, the playground.

use std::fs;
use std::path::PathBuf;

use crate::fresh::unless_fresh;
use crate::shell::{Outcome, npm, root, run};
use crate::tools;

const TARGET: &str = "wasm32-unknown-unknown";

const GENERATED: &str = "pkg/generated";

/// The module for hosts of any kind.
pub(crate) const PLUGIN: &str = "pkg/generated/scimlens_plugin.wasm";

/// The module for hosts with Extism.
const EXTISM: &str = "pkg/generated/scimlens_extism.wasm";

/// What the modules are made of.
const SOURCES: &[&str] = &[
    "src",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "xtask/src/build.rs",
];

/// Features that the Rust target emits; wasm-opt must know of them.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-reference-types",
];

/// Everything that is shipped.
pub(crate) fn all() -> Outcome {
    package()?;
    println!("building the playground");
    run(npm(), &["run", "--silent", "build", "--workspace", "www"])
}

/// The npm package, with the module in it.
pub(crate) fn package() -> Outcome {
    module()?;
    plugin()?;
    let inputs = [
        "pkg/src",
        "pkg/build",
        "pkg/package.json",
        "pkg/generated/scimlens_bg.wasm",
        PLUGIN,
        "package-lock.json",
    ];
    unless_fresh(
        "pkg/dist",
        &inputs,
        &["pkg/dist/esm/index.js", "pkg/dist/cjs/index.js"],
        || {
            println!("building the package");
            run(
                npm(),
                &["run", "--silent", "build", "--workspace", "scimlens"],
            )
        },
    )
}

/// The WebAssembly module and its glue, in pkg/generated.
pub(crate) fn module() -> Outcome {
    tools::rust_target()?;
    tools::npm_packages()?;
    let outputs = [
        "pkg/generated/scimlens_bg.wasm",
        "pkg/generated/scimlens.js",
    ];
    unless_fresh("pkg/generated", SOURCES, &outputs, || {
        compile("scimlens", &["--features", "js"])?;
        bind("scimlens", GENERATED)?;
        optimise(&format!("{GENERATED}/scimlens_bg.wasm"))
    })
}

/// The module without imports, for hosts of any kind: the same core behind another door.
pub(crate) fn plugin() -> Outcome {
    tools::rust_target()?;
    tools::npm_packages()?;
    unless_fresh("plugin", SOURCES, &[PLUGIN], || {
        compile("scimlens", &["--features", "plugin"])?;
        let made = format!("{}/{TARGET}/release/scimlens.wasm", target_folder());
        keep(&made, PLUGIN)
    })
}

/// The module for hosts with Extism, whose kit is a workspace of its own.
pub(crate) fn extism() -> Outcome {
    tools::rust_target()?;
    tools::npm_packages()?;
    let inputs = [SOURCES, &["plugins/extism"]].concat();
    unless_fresh("extism", &inputs, &[EXTISM], || {
        println!("compiling the Extism plugin to WebAssembly");
        let folder = format!("{}/extism", target_folder());
        let how = ["build", "--release", "--locked", "--target", TARGET];
        let which = ["--manifest-path", "plugins/extism/Cargo.toml"];
        let config = renamed();
        let to = ["--target-dir", &folder, "--config", &config];
        run("cargo", &[&how[..], &which, &to].concat())?;
        keep(
            &format!("{folder}/{TARGET}/release/scimlens_extism.wasm"),
            EXTISM,
        )
    })
}

/// Takes a module that cargo has made to its place, and makes it smaller.
fn keep(made: &str, place: &str) -> Outcome {
    let to = root().join(place);
    fs::create_dir_all(root().join(GENERATED))
        .and_then(|()| fs::copy(root().join(made), &to))
        .map_err(|error| format!("{}: {error}", to.display()))?;
    optimise(place)
}

/// Compiles a crate to WebAssembly.
pub(crate) fn compile(package: &str, more: &[&str]) -> Outcome {
    println!("compiling {package} to WebAssembly");
    let common = [
        "build",
        "--release",
        "--target",
        TARGET,
        "--package",
        package,
    ];
    let config = renamed();
    let common = [&common[..], &["--config", &config]].concat();
    run("cargo", &[&common, more].concat())
}

/// How to tell cargo of [`renamed_sources`].
fn renamed() -> String {
    format!("target.{TARGET}.rustflags={:?}", renamed_sources())
}

/// Flags that shorten the paths of dependencies, which the places of panics have: the module is the
/// same on each machine, and names none of its folders.
fn renamed_sources() -> Vec<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let registries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let folders = registries.into_iter().flatten().flatten();
    folders
        .map(|folder| format!("--remap-path-prefix={}=", folder.path().display()))
        .collect()
}

/// Where cargo puts what it builds.
pub(crate) fn target_folder() -> String {
    std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned())
}

/// Makes the JavaScript glue of a compiled crate.
pub(crate) fn bind(package: &str, to: &str) -> Outcome {
    println!("making the glue with wasm-bindgen");
    let wasm = format!(
        "{}/wasm32-unknown-unknown/release/{}.wasm",
        target_folder(),
        package.replace('-', "_")
    );
    let tool = [
        "run",
        "--quiet",
        "--package",
        "xtask-bindgen",
        "--",
        "bindgen",
    ];
    let how = [
        "--target",
        "web",
        "--out-name",
        package,
        "--out-dir",
        to,
        &wasm,
    ];
    run("cargo", &[&tool[..], &how[..]].concat())
}

/// Makes a module smaller.
pub(crate) fn optimise(wasm: &str) -> Outcome {
    println!("optimising with wasm-opt");
    let before = fs::metadata(root().join(wasm)).map_or(0, |data| data.len());
    let how = [
        "node_modules/binaryen/bin/wasm-opt",
        "-Oz",
        "--strip-debug",
        "--strip-producers",
        "--converge",
    ];
    run("node", &[&how[..], FEATURES, &[wasm, "-o", wasm]].concat())?;
    let after = fs::metadata(root().join(wasm)).map_or(0, |data| data.len());
    println!("{wasm}: {before} → {after} bytes");
    Ok(())
}
