//! Leaving out work whose inputs haven't changed: a stamp holds a hash of their contents.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

use crate::shell::{Outcome, root};

/// Runs `work` unless the inputs are as they were when it last succeeded and the outputs are there.
pub(crate) fn unless_fresh(
    name: &str,
    inputs: &[&str],
    outputs: &[&str],
    work: impl FnOnce() -> Outcome,
) -> Outcome {
    let stamp = root().join("target/xtask").join(name);
    let hash = hash_of(inputs).to_string();
    let there = outputs.iter().all(|output| root().join(output).exists());
    if there && fs::read_to_string(&stamp).is_ok_and(|known| known == hash) {
        println!("{name} is up to date");
        return Ok(());
    }
    work()?;
    let parent = stamp.parent().unwrap_or(&stamp);
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(&stamp, hash))
        .map_err(|error| format!("{}: {error}", stamp.display()))
}

fn hash_of(inputs: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for input in inputs {
        hash_path(&root().join(input), &mut hasher);
    }
    hasher.finish()
}

fn hash_path(path: &Path, hasher: &mut DefaultHasher) {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path).into_iter().flatten().flatten().collect();
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            hash_path(&entry.path(), hasher);
        }
    } else {
        path.hash(hasher);
        fs::read(path).ok().hash(hasher);
    }
}
