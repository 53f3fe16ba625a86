use crate::diagnostic::Error;
use crate::filter::{Context, Filter, Predicate};
use crate::schema::{Registry, TypeId};

use super::resources::Resources;

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
    pub fn select(&mut self, question: &Question) -> Vec<u32> {
        let candidates: Vec<u32> = self.positions().collect();
        let matching = candidates.into_iter().filter(|&position| {
            let of = self.type_of(position);
            let mut parts = question.parts().iter();
            let asked = parts.find(|(whom, _)| whom.is(of));
            asked.is_some_and(|(_, predicate)| {
                let answer = self.with(position, |root| predicate.matches(&root));
                answer.unwrap_or_default()
            })
        });
        matching.collect()
    }

    /// How many resources match.
    pub fn count(&mut self, question: &Question) -> usize {
        self.select(question).len()
    }
}
