use super::document::{Document, Limits, Tape, index};
use super::edit::Edit;
use super::node::{Kind, Node};
use super::resident::Resident;
use super::value::Value;
use crate::text::Span;

/// So many members are passed over to find the one that an edited value is of.
const NEAR: usize = 64;

/// So few pieces are put in place one by one, each of which moves all that is behind it.
const FEW: usize = 4;

/// What an edit has made of the document that it came from, as the pieces that are other: all else
/// stays where it is. For a long list that a value is added to this is short.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// In order; none touches another.
    cuts: Vec<Cut>,
    /// The nodes of the arrays and objects that the cuts are in.
    around: Vec<u32>,
}

/// A piece that is cut out, and what comes in its place.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The bytes that go.
    span: Span,
    /// The nodes that go, from one up to another.
    nodes: (u32, u32),
    /// The node of the array or object that it is in.
    within: u32,
    /// What comes: elements or members with commas between, or one value.
    piece: Resident,
    /// Whether a comma belongs before it, and behind it.
    commas: (bool, bool),
}

/// How to get back what a change of a text has removed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Splice {
    /// Where it was, in bytes of the text as it is now.
    pub start: usize,
    /// What was there.
    pub removed: String,
    /// How many bytes are there now.
    pub inserted: usize,
}

impl Splice {
    /// Makes the text of before of the one of after. Of pieces that are told of another text nothing
    /// comes.
    pub fn undo(splices: &[Self], text: &mut String) {
        for splice in splices.iter().rev() {
            let range = splice.start..splice.start.saturating_add(splice.inserted);
            if text.get(range.clone()).is_some() {
                text.replace_range(range, &splice.removed);
            }
        }
    }
}

impl Cut {
    /// The node of the array or object that it is in.
    pub fn within(&self) -> u32 {
        self.within
    }

    /// The nodes that go, from one up to another.
    pub fn nodes(&self) -> (u32, u32) {
        self.nodes
    }

    /// What comes in its place, as the elements of an array: without the commas around.
    pub fn inserted(&self) -> &str {
        self.piece.text()
    }

    /// How many elements come.
    pub fn count(&self) -> usize {
        let nodes = &self.piece.tape.nodes;
        let (mut count, mut at) = (0, 0);
        while let Some(node) = nodes.get(at) {
            at = (node.tail as usize).max(at + 1);
            count += 1;
        }
        count
    }

    /// Lets other elements come in its place. Says whether that can be.
    pub fn insert(&mut self, elements: &str) -> bool {
        match Resident::of_elements(elements) {
            Some(piece) => {
                self.piece = piece;
                true
            }
            None => false,
        }
    }

    /// The commas that are written: one between what is before and behind where nothing comes.
    fn ends(&self) -> (&'static str, &'static str) {
        let comma = |is_there: bool| if is_there { "," } else { "" };
        let (before, behind) = self.commas;
        if self.piece.text().is_empty() {
            return (comma(before && behind), "");
        }
        (comma(before), comma(behind))
    }

    fn write(&self, out: &mut String) {
        let (before, behind) = self.ends();
        out.push_str(before);
        out.push_str(self.piece.text());
        out.push_str(behind);
    }

    fn length(&self) -> usize {
        let (before, behind) = self.ends();
        before.len() + self.piece.text().len() + behind.len()
    }

    /// Whether what comes is what goes.
    fn is_idle(&self, text: &str) -> bool {
        let (before, behind) = self.ends();
        let rest = self.span.of(text).strip_prefix(before);
        let rest = rest.and_then(|rest| rest.strip_suffix(behind));
        rest == Some(self.piece.text())
    }

    /// How many bytes and nodes more there are behind it than before, past those of earlier cuts.
    fn moves(&self, (bytes, nodes): (u32, u32)) -> (u32, u32) {
        let more =
            |moved: u32, come: usize, gone: u32| moved.wrapping_add(index(come)).wrapping_sub(gone);
        (
            more(bytes, self.length(), self.span.end - self.span.start),
            more(nodes, self.piece.node_count(), self.nodes.1 - self.nodes.0),
        )
    }
}

impl Changes {
    /// What an edit has made of the value that it began as, in a document without white space between
    /// tokens.
    pub fn of(edit: &Edit<'_>, source: Value<'_>) -> Self {
        let mut changes = Self::default();
        changes.value(edit, source, source.index());
        changes
    }

    /// Another value in place of one in an object, given as text without white space.
    pub fn of_member(text: &str, source: Value<'_>, holder: Value<'_>) -> Option<Self> {
        Some(Self {
            cuts: vec![Cut {
                span: source.span(),
                nodes: (source.index(), source.end_index()),
                within: holder.index(),
                piece: Resident::of_elements(text)?,
                commas: (false, false),
            }],
            around: vec![holder.index()],
        })
    }

    /// Takes one element of an array out, or puts others in its place.
    pub fn of_element(
        text: &str,
        element: Value<'_>,
        list: Value<'_>,
        root: Value<'_>,
    ) -> Option<Self> {
        let mut gap = Gap::of(list);
        let mut changes = Self {
            cuts: Vec::new(),
            around: vec![root.index(), list.index()],
        };
        for sibling in list.elements() {
            if sibling.is_at(element) {
                gap.piece = Resident::of_elements(text)?;
            } else {
                changes.keep(&mut gap, (sibling.index(), sibling.span().start), sibling);
            }
        }
        changes.close(gap, list);
        Some(changes)
    }

    /// Whether nothing is other.
    pub fn is_empty(&self) -> bool {
        self.cuts.is_empty()
    }

    /// The pieces, in order.
    pub fn cuts(&self) -> &[Cut] {
        &self.cuts
    }

    /// The pieces, in order, for one who puts others in their place.
    pub fn cuts_mut(&mut self) -> &mut [Cut] {
        &mut self.cuts
    }

    /// Drops the pieces that put in place what was there.
    pub fn drop_idle(&mut self, text: &str) {
        self.cuts.retain(|cut| !cut.is_idle(text));
    }

    /// How to get back to a text from what comes of it.
    pub fn splices(&self, text: &str) -> Vec<Splice> {
        let mut moved = (0, 0);
        let each = self.cuts.iter().map(|cut| {
            let removed = cut.span.of(text).to_owned();
            let start = cut.span.start.wrapping_add(moved.0) as usize;
            moved = cut.moves(moved);
            Splice {
                start,
                removed,
                inserted: cut.length(),
            }
        });
        each.collect()
    }

    /// What those cuts that come first, as long as it holds of them, have moved what is behind by.
    fn moved(&self, holds: &dyn Fn(&Cut) -> bool) -> (u32, u32) {
        let cuts = self.cuts.iter().take_while(|cut| holds(cut));
        cuts.fold((0, 0), |moved, cut| cut.moves(moved))
    }

    fn value(&mut self, edit: &Edit<'_>, place: Value<'_>, within: u32) {
        match edit {
            edit if edit.is_place(place) => {}
            Edit::Object(members) if place.kind() == Kind::Object => {
                self.around.push(place.index());
                let mut gap = Gap::of(place);
                let mut rest = place.members();
                for (name, value) in members.iter() {
                    let of_source = value.untouched().map(Value::index);
                    let mut ahead = rest.clone();
                    let near = ahead.by_ref().take(NEAR);
                    let found = near.into_iter().find(|(key, other)| {
                        of_source.is_none_or(|at| other.index() == at)
                            && key.plain_bytes() == Some(name.as_bytes())
                            && (of_source.is_none() || value.is_place(*other))
                    });
                    let Some((key, other)) = found else {
                        gap.add(|piece| {
                            piece.key(name);
                            piece.put(value);
                        });
                        continue;
                    };
                    rest = ahead;
                    self.keep(&mut gap, (other.index() - 1, key.span().start), other);
                    self.value(value, other, place.index());
                }
                self.close(gap, place);
            }
            Edit::Array(list) if place.kind() == Kind::Array => {
                self.around.push(place.index());
                let mut gap = Gap::of(place);
                let mut rest = place.elements();
                for element in list.iter() {
                    let is_kept = element.untouched().is_some_and(|value| {
                        value.is_in_document_of(place)
                            && value.index() >= gap.next
                            && rest
                                .find(|other| other.index() >= value.index())
                                .is_some_and(|other| other.is_at(value))
                    });
                    match element.untouched().filter(|_| is_kept) {
                        Some(value) => {
                            self.keep(&mut gap, (value.index(), value.span().start), value);
                        }
                        None => gap.add(|piece| piece.put(element)),
                    }
                }
                self.close(gap, place);
            }
            edit => {
                let mut piece = Resident::default();
                piece.put(edit);
                self.cuts.push(Cut {
                    span: place.span(),
                    nodes: (place.index(), place.end_index()),
                    within,
                    piece,
                    commas: (false, false),
                });
            }
        }
    }

    /// A value stays that begins, or whose name begins, at a node and a byte.
    fn keep(&mut self, gap: &mut Gap, (node, start): (u32, u32), value: Value<'_>) {
        if !gap.piece.text().is_empty() || node != gap.next {
            self.cuts.push(Cut {
                span: Span::new(gap.start, start),
                nodes: (gap.next, node),
                within: gap.within,
                piece: core::mem::take(&mut gap.piece),
                commas: (gap.behind, true),
            });
        }
        gap.behind = true;
        gap.next = value.end_index();
        gap.start = value.span().end;
    }

    /// All that stays has been told.
    fn close(&mut self, gap: Gap, place: Value<'_>) {
        let (start, end) = (place.span().end - 1, place.end_index());
        if !gap.piece.text().is_empty() || gap.start != start {
            self.cuts.push(Cut {
                span: Span::new(gap.start, start),
                nodes: (gap.next, end),
                within: gap.within,
                piece: gap.piece,
                commas: (gap.behind, false),
            });
        }
    }
}

/// What lies between two values that stay.
struct Gap {
    within: u32,
    /// Whether there is a value before.
    behind: bool,
    /// Where the one before ends: the node behind it, and the byte.
    next: u32,
    start: u32,
    piece: Resident,
}

impl Gap {
    fn of(place: Value<'_>) -> Self {
        Self {
            within: place.index(),
            behind: false,
            next: place.index() + 1,
            start: place.span().start + 1,
            piece: Resident::default(),
        }
    }

    fn add(&mut self, write: impl FnOnce(&mut Resident)) {
        let mut first = self.piece.text().is_empty();
        self.piece.comma(&mut first);
        write(&mut self.piece);
    }
}

impl Resident {
    /// What the elements of an array have as text and nodes; `None` where they are none.
    fn of_elements(text: &str) -> Option<Self> {
        let whole = format!("[{text}]");
        let limits = Limits {
            bytes: u32::MAX,
            depth: Limits::MAX_DEPTH,
        };
        let document = Document::read(&whole, limits, Tape::default());
        if document.is_spaced() || !document.defects().is_empty() {
            return None;
        }
        let list = document.root().filter(|root| root.kind() == Kind::Array)?;
        let mut piece = Self::default();
        let mut ends = None;
        for element in list.elements() {
            ends = Some((ends.map_or(element, |(first, _)| first), element));
        }
        if let Some((first, last)) = ends {
            piece.copy(first, last);
        }
        Some(piece)
    }

    /// Does what the changes of this text tell, in place: what lies before them isn't touched, and
    /// what lies behind is moved.
    pub fn change(&mut self, changes: &Changes) {
        let Some(first) = changes.cuts.first() else {
            return;
        };
        let around = changes.around.iter();
        let around: Vec<(u32, Node)> = around
            .filter_map(|&at| Some((at, *self.tape.nodes.get(at as usize)?)))
            .collect();
        if changes.cuts.len() <= FEW {
            self.make_room(changes);
            for cut in changes.cuts.iter().rev() {
                let mut text = String::with_capacity(cut.length());
                cut.write(&mut text);
                let span = cut.span.start as usize..cut.span.end as usize;
                self.text.replace_range(span, &text);
                let nodes = cut.nodes.0 as usize..cut.nodes.1 as usize;
                let come = cut.piece.tape.nodes.iter().copied();
                self.tape.nodes.splice(nodes, come);
            }
        } else {
            self.rebuild(changes);
        }
        // Of a piece, places are told from its own beginning.
        let mut moved = (0, 0);
        let mut at = first.nodes.0 as usize;
        for (number, cut) in changes.cuts.iter().enumerate() {
            let behind = at + cut.piece.node_count();
            let start = cut.span.start.wrapping_add(moved.0) + index(cut.ends().0.len());
            self.shift(at..behind, (start, cut.nodes.0.wrapping_add(moved.1)));
            moved = cut.moves(moved);
            let next = changes.cuts.get(number + 1);
            at = next.map_or(self.tape.nodes.len(), |next| {
                next.nodes.0.wrapping_add(moved.1) as usize
            });
            self.shift(behind..at, moved);
        }
        for (place, node) in around {
            let (_, nodes) = changes.moved(&|cut| cut.nodes.1 <= place);
            let (start, _) = changes.moved(&|cut| cut.span.end <= node.start);
            let (end, tail) = changes.moved(&|cut| cut.span.start < node.end);
            let place = place.wrapping_add(nodes) as usize;
            if let Some(there) = self.tape.nodes.get_mut(place) {
                *there = Node {
                    start: node.start.wrapping_add(start),
                    end: node.end.wrapping_add(end),
                    tail: node.tail.wrapping_add(tail),
                    ..node
                };
            }
        }
    }

    /// Has room for what comes, and a bit more: doubling is much for a text of megabytes.
    fn make_room(&mut self, changes: &Changes) {
        let (bytes, nodes) = changes.cuts.iter().fold((0, 0), |(bytes, nodes), cut| {
            (bytes + cut.length(), nodes + cut.piece.node_count())
        });
        if self.text.capacity() < self.text.len() + bytes {
            self.text.reserve_exact(bytes + self.text.len() / 16);
        }
        let count = self.tape.nodes.len();
        if self.tape.nodes.capacity() < count + nodes {
            self.tape.nodes.reserve_exact(nodes + count / 16);
        }
    }

    /// The same for many cuts: each byte and node behind the first is copied once.
    fn rebuild(&mut self, changes: &Changes) {
        let Some(first) = changes.cuts.first() else {
            return;
        };
        let (from, node) = (first.span.start as usize, first.nodes.0 as usize);
        let text = self.text.split_off(from);
        let nodes = self.tape.nodes.split_off(node);
        self.make_room(changes);
        let (mut at, mut node_at) = (0, 0);
        for cut in &changes.cuts {
            let kept = text.get(at..cut.span.start as usize - from);
            self.text.push_str(kept.unwrap_or_default());
            cut.write(&mut self.text);
            at = cut.span.end as usize - from;
            let kept = nodes.get(node_at..cut.nodes.0 as usize - node);
            self.tape.nodes.extend_from_slice(kept.unwrap_or_default());
            self.tape.nodes.extend_from_slice(&cut.piece.tape.nodes);
            node_at = cut.nodes.1 as usize - node;
        }
        self.text.push_str(text.get(at..).unwrap_or_default());
        let kept = nodes.get(node_at..).unwrap_or_default();
        self.tape.nodes.extend_from_slice(kept);
    }

    /// Nodes stand so many bytes and nodes further on.
    fn shift(&mut self, range: core::ops::Range<usize>, (bytes, nodes): (u32, u32)) {
        for node in self.tape.nodes.get_mut(range).unwrap_or_default() {
            *node = node.moved(bytes, nodes);
        }
    }
}
