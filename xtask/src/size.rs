//! Sizes of what is shipped, against size-budget.json.

use std::fs;

use serde_json::Value;

use crate::build;
use crate::shell::{Outcome, output, root};

/// Prints each size beside its budget; fails where one is over.
pub(crate) fn size() -> Outcome {
    build::package()?;
    build::extism()?;
    let text = fs::read_to_string(root().join("size-budget.json"));
    let text = text.map_err(|error| format!("size-budget.json: {error}"))?;
    let budget: Value =
        serde_json::from_str(&text).map_err(|error| format!("size-budget.json: {error}"))?;
    let mut over = Vec::new();
    println!("{:<36} {:>8} {:>9} {:>9}", "", "", "bytes", "budget");
    for (file, limits) in budget.as_object().into_iter().flatten() {
        let sizes = measure(file)?;
        for (encoding, limit) in limits.as_object().into_iter().flatten() {
            let size = sizes
                .get(encoding)
                .and_then(Value::as_u64)
                .unwrap_or(u64::MAX);
            let limit = limit.as_u64().unwrap_or(0);
            println!("{file:<36} {encoding:>8} {size:>9} {limit:>9}");
            if size > limit {
                over.push(format!(
                    "{file} has {size} bytes ({encoding}); the budget is {limit}."
                ));
            }
        }
    }
    if over.is_empty() {
        Ok(())
    } else {
        Err(over.join("\n"))
    }
}

/// Raw, gzip and brotli sizes; Node brings both compressors.
fn measure(file: &str) -> Outcome<Value> {
    let script = "const z=require('zlib'),b=require('fs').readFileSync(process.argv[1]);\
        console.log(JSON.stringify({raw:b.length,gzip:z.gzipSync(b,{level:9}).length,brotli:z.brotliCompressSync(b).length}))";
    let measured = output("node", &["-e", script, file]);
    let measured =
        measured.ok_or_else(|| format!("{file} can't be read; run `cargo xtask build`."))?;
    serde_json::from_str(&measured).map_err(|error| format!("{file}: {error}"))
}
