//! Filters that ask for one id, one name of a user or one external id: answered by looking it up.

use super::bits::Bits;
use super::index::Index;
use super::question::Whom;
use super::resources::Resources;
use crate::attribute::compose;
use crate::filter::{CompareOp, Form, Operand, Predicate, Target, Test};
use crate::json::Kind;

/// With more candidates than this the columns are asked.
const FEW: usize = 64;

impl Resources {
    /// The answers to a filter that holds only where an attribute that can be looked up has one value;
    /// `None` for any other.
    pub(super) fn looked_up(&mut self, whom: Whom, predicate: &Predicate) -> Option<Bits> {
        let candidates = self.candidates(&predicate.root)?;
        if candidates.len() > FEW {
            return None;
        }
        let mut answers = Bits::none(self.end() as usize);
        for position in candidates {
            if whom.is(self.type_of(position)) {
                answers.set(position as usize, self.is_match(position, predicate));
            }
        }
        Some(answers)
    }

    /// All positions for which a test can hold, and perhaps others.
    fn candidates(&mut self, test: &Test) -> Option<Vec<u32>> {
        match test {
            Test::Compare(target, CompareOp::Eq, Operand::Text(wanted)) => {
                self.with_value(target, wanted)
            }
            Test::All(tests) => tests.iter().find_map(|test| self.candidates(test)),
            _ => None,
        }
    }

    fn with_value(&mut self, target: &Target, wanted: &str) -> Option<Vec<u32>> {
        // Where one is no string, its values are elsewhere.
        if self.odd || target.extension.is_some() || target.sub.is_some() {
            return None;
        }
        let is = |name: &str| target.name.text.eq_ignore_ascii_case(name);
        match target.form {
            Form::Exact if is("id") => Some(self.ids.positions(wanted)),
            Form::UserName if is("userName") => Some(self.user_names.positions(wanted)),
            Form::Exact if is("externalId") => {
                if self.external_ids.is_none() {
                    self.note_external_ids();
                }
                let known = self.external_ids.as_ref().filter(|_| !self.odd);
                known.map(|known| known.positions(wanted))
            }
            _ => None,
        }
    }

    /// Reads the external ids of all resources: they are looked up from then on.
    fn note_external_ids(&mut self) {
        self.external_ids = Some(Index::default());
        for position in 0..self.end() {
            self.note_external_id(position);
        }
    }

    /// Notes the external id of a resource, where they are looked up.
    pub(super) fn note_external_id(&mut self, position: u32) {
        if self.external_ids.is_none() {
            return;
        }
        let found = self.with(position, |root| {
            let value = root.get("externalId")?;
            let is_odd = !matches!(value.kind(), Kind::String | Kind::Null);
            Some((
                is_odd,
                value.as_str().map(|text| compose(&text).into_owned()),
            ))
        });
        let Some((is_odd, text)) = found.flatten() else {
            return;
        };
        self.odd |= is_odd;
        if let Some((known, text)) = self.external_ids.as_mut().zip(text) {
            known.insert(&text, position);
        }
    }
}
