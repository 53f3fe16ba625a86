//! In which order the operations of a bulk request are carried out: as they are given, but what an
//! operation refers to comes before it (RFC 7644 §3.7.1).

/// An operation on its way through the search for circles.
#[derive(Clone, Copy, Default)]
struct Mark {
    /// When it was met, from 1.
    met: usize,
    /// The earliest that it leads back to.
    low: usize,
    waits: bool,
}

/// Groups of operations, by their places, each after those that it refers to. Those that refer to
/// each other in a circle are one group, in the order in which they are given.
pub(super) fn groups(refers_to: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search {
        refers_to,
        marks: vec![Mark::default(); refers_to.len()],
        met: 0,
        waiting: Vec::new(),
        groups: Vec::new(),
    };
    for start in 0..refers_to.len() {
        search.from(start);
    }
    search.groups
}

struct Search<'s> {
    refers_to: &'s [Vec<usize>],
    marks: Vec<Mark>,
    met: usize,
    waiting: Vec<usize>,
    groups: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn mark(&self, at: usize) -> Mark {
        self.marks.get(at).copied().unwrap_or_default()
    }

    fn lower(&mut self, at: usize, low: usize) {
        if let Some(mark) = self.marks.get_mut(at) {
            mark.low = mark.low.min(low);
        }
    }

    /// Tarjan's search, with a stack of its own: circles may be as long as the request.
    fn from(&mut self, start: usize) {
        let mut path: Vec<(usize, usize)> = Vec::new();
        self.enter(start, &mut path);
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            let refers_to = self.refers_to.get(at).map_or(&[][..], Vec::as_slice);
            if let Some(&other) = refers_to.get(*next) {
                *next += 1;
                let mark = self.mark(other);
                if mark.met == 0 {
                    self.enter(other, &mut path);
                } else if mark.waits {
                    self.lower(at, mark.met);
                }
                continue;
            }
            path.pop();
            let mark = self.mark(at);
            if let Some((before, _)) = path.last() {
                self.lower(*before, mark.low);
            }
            if mark.low == mark.met {
                self.leave(at);
            }
        }
    }

    fn enter(&mut self, at: usize, path: &mut Vec<(usize, usize)>) {
        if self.mark(at).met > 0 {
            return;
        }
        self.met += 1;
        let met = self.met;
        if let Some(mark) = self.marks.get_mut(at) {
            *mark = Mark {
                met,
                low: met,
                waits: true,
            };
        }
        self.waiting.push(at);
        path.push((at, 0));
    }

    fn leave(&mut self, root: usize) {
        let mut group = Vec::new();
        while let Some(at) = self.waiting.pop() {
            if let Some(mark) = self.marks.get_mut(at) {
                mark.waits = false;
            }
            group.push(at);
            if at == root {
                break;
            }
        }
        group.sort_unstable();
        self.groups.push(group);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_referred_to_comes_first_and_circles_stay_together() {
        let empty = Vec::new;
        assert_eq!(groups(&[empty(), empty(), empty()]), [[0], [1], [2]]);
        assert_eq!(groups(&[vec![2], empty(), empty()]), [[2], [0], [1]]);
        assert_eq!(groups(&[vec![2], empty(), vec![0]]), [vec![0, 2], vec![1]]);
        assert_eq!(groups(&[vec![0], vec![0]]), [[0], [1]]);
        let n = 100_000;
        let chain: Vec<_> = (0..n).map(|at| vec![(at + 1) % n]).collect();
        assert_eq!(groups(&chain), [(0..n).collect::<Vec<_>>()]);
    }
}
