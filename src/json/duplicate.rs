//! Names that occur more than once in one object.
//!
//! Objects are small, so a small Bloom filter over the hashes that the names have anyway answers
//! nearly every time; only then are names compared. A large object is sorted, so that no choice of
//! names makes it quadratic.

use super::defect::{Defect, DefectKind};
use super::node::{Kind, Node};
use super::value::key_name;
use crate::text::{Span, sorted_indices};

/// Above this, names are sorted instead of compared pair by pair.
const SMALL: usize = 32;

/// Notes each name of the object at `object` (just closed) that an earlier member has too.
#[inline(always)]
pub(super) fn find_duplicates(text: &str, object: u32, nodes: &[Node], defects: &mut Vec<Defect>) {
    let mut seen = [0_u64; 4];
    let mut clash = false;
    let mut count = 0;
    for key in Keys::of(object, nodes) {
        let hash = key.tail;
        let bit = 1_u64 << (hash & 63);
        if let Some(word) = seen.get_mut((hash >> 6 & 3) as usize) {
            clash |= *word & bit != 0;
            *word |= bit;
        }
        count += 1;
    }
    if clash {
        confirm(text, object, count, nodes, defects);
    }
}

#[cold]
fn confirm(text: &str, object: u32, count: usize, nodes: &[Node], defects: &mut Vec<Defect>) {
    let mut keys = Vec::with_capacity(count);
    keys.extend(Keys::of(object, nodes));
    if count > SMALL {
        let name = |index: usize| keys.get(index).map(|key| (key.tail, key_name(text, key)));
        let mut first: Option<Node> = None;
        for index in sorted_indices(count, &|a, b| name(a).cmp(&name(b))) {
            let Some(&key) = keys.get(index) else {
                continue;
            };
            match first {
                Some(earlier) if same(text, earlier, key) => note(defects, earlier, key),
                _ => first = Some(key),
            }
        }
        return;
    }
    for (index, &key) in keys.iter().enumerate() {
        if let Some(&earlier) = keys.iter().take(index).find(|&&k| same(text, k, key)) {
            note(defects, earlier, key);
        }
    }
}

fn same(text: &str, a: Node, b: Node) -> bool {
    a.tail == b.tail && key_name(text, &a) == key_name(text, &b)
}

fn note(defects: &mut Vec<Defect>, first: Node, again: Node) {
    let first = Span::new(first.start, first.end);
    let span = Span::new(again.start, again.end);
    defects.push(Defect::new(DefectKind::DuplicateName { first }, span));
}

/// The keys of one object.
struct Keys<'n> {
    nodes: &'n [Node],
    at: u32,
    end: u32,
}

impl<'n> Keys<'n> {
    fn of(object: u32, nodes: &'n [Node]) -> Self {
        let end = nodes.get(object as usize).map_or(0, |node| node.tail);
        Self {
            nodes,
            at: object + 1,
            end,
        }
    }
}

impl Iterator for Keys<'_> {
    type Item = Node;

    #[inline(always)]
    fn next(&mut self) -> Option<Node> {
        if self.at >= self.end {
            return None;
        }
        let key = *self.nodes.get(self.at as usize)?;
        debug_assert_eq!(key.kind, Kind::Key, "keys and values alternate");
        self.at = self.nodes.get(self.at as usize + 1)?.tail;
        Some(key)
    }
}
