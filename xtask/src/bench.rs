//! The benchmarks: ratios in one run beside the peer.

use crate::build;
use crate::shell::{Outcome, npm, root, run};

/// Tokenizers under the tape beside JSON.parse, then the published API.
pub(crate) fn bench() -> Outcome {
    build::package()?;
    build::compile("scimlens-bench", &[])?;
    build::bind("scimlens-bench", "target/bench-wasm")?;
    let wasm = "target/bench-wasm/scimlens-bench_bg.wasm";
    if root().join(wasm).exists() {
        build::optimise(wasm)?;
    }
    println!("\n── text to tape, in WebAssembly under Node");
    run("node", &["benches/wasm.mjs"])?;
    println!("\n── through the package");
    run(
        npm(),
        &["run", "--silent", "bench", "--workspace", "scimlens"],
    )
}
