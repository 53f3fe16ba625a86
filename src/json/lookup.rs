//! Finding values by what they hash to.

use core::hash::Hasher;
use std::hash::DefaultHasher;

use super::steps::Steps;

/// No node, no entry.
const NONE: u32 = u32::MAX;

/// Slots of a list by a hash of 64 bits: a trie over the hash, two bits at a step, with a chain of
/// slots for each hash.
///
/// It has no buckets that an opponent could fill: the way to a hash has 32 steps at most, whatever
/// the others are, and hashes that are the same in all 64 bits are hard to come by. An entry belongs
/// to one version of its slot; those of versions past are dropped when they are come by.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookup {
    nodes: Vec<Node>,
    entries: Vec<Entry>,
    pub(super) steps: Steps,
}

#[derive(Clone, Debug)]
struct Node {
    hash: u64,
    children: [u32; 4],
    /// The last entry of the chain.
    chain: u32,
}

#[derive(Clone, Debug)]
struct Entry {
    slot: u32,
    version: u32,
    /// The entry before.
    next: u32,
}

impl Lookup {
    /// Notes that a slot is found by a hash while its version is this one.
    pub(super) fn insert(&mut self, hash: u64, slot: u32, version: u32) {
        let entry = super::document::index(self.entries.len());
        let node = match self.walk(hash) {
            Ok(node) => node,
            Err(parent) => self.grow(parent, hash),
        };
        let mut next = NONE;
        if let Some(node) = self.nodes.get_mut(node) {
            next = core::mem::replace(&mut node.chain, entry);
        }
        self.entries.push(Entry {
            slot,
            version,
            next,
        });
    }

    /// Hands out the slots of a hash, the last first, until `stop` says so.
    pub(super) fn find(
        &mut self,
        hash: u64,
        version: &dyn Fn(u32) -> u32,
        stop: &mut dyn FnMut(u32) -> bool,
    ) {
        let Ok(node) = self.walk(hash) else {
            return;
        };
        let mut at = self.nodes.get(node).map_or(NONE, |node| node.chain);
        let mut kept = NONE;
        while let Some(entry) = self.entries.get(at as usize) {
            self.steps.step();
            let (slot, next) = (entry.slot, entry.next);
            if version(slot) == entry.version {
                if stop(slot) {
                    return;
                }
                kept = at;
            } else if let Some(entry) = self.entries.get_mut(kept as usize) {
                entry.next = next;
            } else if let Some(node) = self.nodes.get_mut(node) {
                node.chain = next;
            }
            at = next;
        }
    }

    /// The node of a hash, or the node and the child of it that would lead there.
    fn walk(&self, hash: u64) -> Result<usize, Option<(usize, usize)>> {
        let (mut at, mut bits, mut parent) = (0, hash, None);
        while let Some(node) = self.nodes.get(at) {
            self.steps.step();
            if node.hash == hash {
                return Ok(at);
            }
            let child = (bits >> 62) as usize;
            parent = Some((at, child));
            bits <<= 2;
            at = node
                .children
                .get(child)
                .map_or(usize::MAX, |&at| at as usize);
        }
        Err(parent)
    }

    fn grow(&mut self, parent: Option<(usize, usize)>, hash: u64) -> usize {
        let new = self.nodes.len();
        if let Some((parent, child)) = parent
            && let Some(node) = self.nodes.get_mut(parent)
            && let Some(child) = node.children.get_mut(child)
        {
            *child = super::document::index(new);
        }
        self.nodes.push(Node {
            hash,
            children: [NONE; 4],
            chain: NONE,
        });
        new
    }
}

/// A hash of texts, for [`super::List::find`]; which text ends where makes a difference.
pub fn hash_texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let mut hasher = DefaultHasher::new();
    for text in texts {
        hasher.write(text.as_bytes());
        hasher.write_u8(0xff);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_was_put_there(
            steps in prop::collection::vec((0..40_u32, prop::sample::select(vec![0, 1, 1 << 62, u64::MAX, 77]), any::<bool>()), 0..200)
        ) {
            let mut lookup = Lookup::default();
            let mut versions = [0_u32; 40];
            let mut model: Vec<Option<u64>> = vec![None; 40];
            for (slot, hash, asks) in steps {
                if asks {
                    let mut found = Vec::new();
                    lookup.find(hash, &|slot| versions[slot as usize], &mut |slot| {
                        found.push(slot);
                        false
                    });
                    found.sort_unstable();
                    let expected: Vec<u32> = (0..40).filter(|&slot| model[slot as usize] == Some(hash)).collect();
                    prop_assert_eq!(found, expected);
                } else {
                    versions[slot as usize] += 1;
                    model[slot as usize] = Some(hash);
                    lookup.insert(hash, slot, versions[slot as usize]);
                }
            }
        }
    }
}
