use crate::diagnostic::Error;
use crate::filter::{Context, Filter, Predicate};
use crate::json::Value;
use crate::schema::{Registry, TypeId};

use super::bits::Bits;
use super::resources::Resources;
use super::room::Room;

/// Fewer resources than this are asked themselves.
const FEWEST: usize = 32;

/// A filter, ready to be asked of resources of one or several types.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which predicate is asked of the resources of which type.
    parts: Vec<(Whom, Predicate)>,
}

/// Of which resources something is asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Whom {
    All,
    /// Those of a type; of no known type where there is none.
    Type(Option<TypeId>),
}

impl Whom {
    pub(super) fn is(self, of: Option<TypeId>) -> bool {
        match self {
            Self::All => true,
            Self::Type(wanted) => wanted == of,
        }
    }
}

impl Question {
    /// One predicate, asked of all resources whatever their type.
    pub fn of(predicate: Predicate) -> Self {
        Self {
            parts: vec![(Whom::All, predicate)],
        }
    }

    /// A filter as it is asked at the endpoint of a type, or else of all resources that there are:
    /// where they are of several types, what a type does not have counts as having no value
    /// (RFC 7644 §3.4.2.1).
    ///
    /// # Errors
    /// `invalidFilter`, with the place; none where there are several types.
    pub fn new(
        filter: &Filter,
        resources: &Resources,
        endpoint: Option<TypeId>,
        base: Option<&str>,
        registry: &Registry,
    ) -> Result<Self, Error> {
        let types: Vec<Option<TypeId>> = match endpoint {
            Some(_) => vec![endpoint],
            None => resources.types().collect(),
        };
        let compile = |of: Option<TypeId>| {
            let context = Context {
                registry,
                resource_type: of,
                several_types: types.len() > 1,
                base,
            };
            Predicate::in_context(filter, &context)
        };
        let parts = match types.as_slice() {
            [] => vec![(Whom::All, compile(None)?)],
            types => {
                let parts = types.iter().map(|&of| Ok((Whom::Type(of), compile(of)?)));
                parts.collect::<Result<_, Error>>()?
            }
        };
        Ok(Self { parts })
    }

    pub(super) fn parts(&self) -> &[(Whom, Predicate)] {
        &self.parts
    }
}

impl Resources {
    /// The positions of the resources that match, in order.
    ///
    /// The attributes that the filter reads are taken from all resources when they are first asked
    /// for, and kept in columns: that takes as long as parsing all texts, and makes the answers that
    /// follow fast. Resources that have changed since are read again, each by itself until there are
    /// many.
    pub fn select(&mut self, question: &Question) -> Vec<u32> {
        self.answers(question).rows()
    }

    /// How many resources match.
    pub fn count(&mut self, question: &Question) -> usize {
        self.answers(question).count()
    }

    fn answers(&mut self, question: &Question) -> Bits {
        let length = self.end() as usize;
        let mut answers = Bits::none(length);
        for (whom, predicate) in question.parts() {
            let asked = if length < FEWEST {
                self.asked_each(*whom, predicate)
            } else if let Some(found) = self.looked_up(*whom, predicate) {
                found
            } else {
                let asked = self.asked_by_column(predicate);
                let asked = asked.unwrap_or_else(|| self.asked_each(*whom, predicate));
                self.only(asked, *whom)
            };
            answers = answers.or(&asked);
        }
        answers
    }

    /// Whether there are no resources but those that are asked.
    fn are_all(&self, whom: Whom) -> bool {
        self.len() == self.end() as usize && self.types().all(|of| whom.is(of))
    }

    /// The answers without those of other resources, and of places without one.
    fn only(&self, mut answers: Bits, whom: Whom) -> Bits {
        if !self.are_all(whom) {
            for position in answers.rows() {
                let there = self.text(position).is_some();
                answers.set(position as usize, there && whom.is(self.type_of(position)));
            }
        }
        answers
    }

    fn asked_each(&mut self, whom: Whom, predicate: &Predicate) -> Bits {
        let mut answers = Bits::none(self.end() as usize);
        for position in 0..self.end() {
            if whom.is(self.type_of(position)) {
                answers.set(position as usize, self.is_match(position, predicate));
            }
        }
        answers
    }

    pub(super) fn is_match(&mut self, position: u32, predicate: &Predicate) -> bool {
        let answer = self.with(position, |root| predicate.matches(&root));
        answer.unwrap_or_default()
    }

    /// The answers from columns; `None` where they can't be had from there.
    fn asked_by_column(&mut self, predicate: &Predicate) -> Option<Bits> {
        let length = self.end() as usize;
        let mut columns = core::mem::take(&mut self.columns);
        let prepared = columns.prepare(&predicate.root, length);
        if prepared == Some(true) {
            let mut room = Room::new();
            for position in 0..self.end() {
                let read = self.with(position, |root| columns.read(Some(&root)));
                if read.is_none() {
                    columns.read(None);
                }
                room.follow();
            }
            columns.finish();
        }
        let answers = prepared.map(|_| {
            let mut long = Vec::new();
            for position in columns.stale() {
                // What is long stays parsed, and has many values.
                if self.stays_parsed(position) {
                    long.push(position);
                    continue;
                }
                let again = |root: Value<'_>| columns.read_again(position, Some(&root));
                if self.with(position, again).is_none() {
                    columns.read_again(position, None);
                }
            }
            columns.catch_up();
            let mut answers = columns.ask(&predicate.root);
            for position in long {
                answers.set(position as usize, self.is_match(position, predicate));
            }
            answers
        });
        self.columns = columns;
        answers
    }
}
