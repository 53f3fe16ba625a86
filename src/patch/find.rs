//! Finding the values of a list that a filter matches, without a look at each for each operation.
#![expect(
    clippy::inline_always,
    reason = "done for each of the values of a long list, where a call takes as long as the rest"
)]

use super::apply::refuse;
use super::view::EditView;
use crate::diagnostic::{Error, ScimType};
use crate::filter::{Equality, Predicate};
use crate::json::{Edit, Kind, List, NameHash, hash_texts};
use crate::text::is_ascii;

/// How many values of lists the operations of a request may still come to.
pub(super) struct Visits {
    left: usize,
    limit: usize,
}

impl Visits {
    pub(super) fn new(limit: usize) -> Self {
        Self { left: limit, limit }
    }

    /// Takes the cost of coming to some values.
    ///
    /// # Errors
    /// `tooMany` where the operations come to more than they may.
    pub(super) fn spend(&mut self, values: usize) -> Result<(), Error> {
        match self.left.checked_sub(values) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => refuse(
                ScimType::TooMany,
                format!(
                    "The operations look at, or change, more than {} values. Name values by `eq`, as in members[value eq \"…\"], or send fewer operations.",
                    self.limit
                ),
            ),
        }
    }

    #[cfg(test)]
    pub(super) fn spent(&self) -> usize {
        self.limit - self.left
    }
}

/// Texts that may be among some: no text that isn't among them is let through but by chance, and
/// texts beyond ASCII, whose case can't be folded at a glance.
pub(super) struct Sieve([u64; 64]);

impl Sieve {
    /// Lets some texts through, which are folded.
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut sieve = Self([0; 64]);
        for text in texts {
            for (word, bit) in places(text) {
                if let Some(word) = sieve.0.get_mut(word) {
                    *word |= bit;
                }
            }
        }
        sieve
    }

    #[inline(always)]
    pub(super) fn lets_through(&self, text: &str) -> bool {
        let is_in =
            |(word, bit): (usize, u64)| self.0.get(word).is_some_and(|word| word & bit != 0);
        let [first, second] = places(text);
        (is_in(first) && is_in(second)) || !is_ascii(text)
    }
}

/// Two of 4096 bits.
#[inline(always)]
fn places(text: &str) -> [(usize, u64); 2] {
    let hash = NameHash::of(text.as_bytes()).0;
    [hash >> 20, hash & 0xfff].map(|place| ((place >> 6) as usize, 1 << (place & 63)))
}

/// The slots of the values that a filter matches, in order.
pub(super) fn matching(
    filter: &Predicate,
    list: &mut List<'_>,
    visits: &mut Visits,
) -> Result<Vec<usize>, Error> {
    let matches =
        |element: &Edit<'_>| filter.matches(&EditView(std::borrow::Cow::Borrowed(element)));
    let Some(equalities) = filter.equalities() else {
        visits.spend(list.len())?;
        let matching = list.entries().filter(|(_, element)| matches(element));
        return Ok(matching.map(|(slot, _)| slot).collect());
    };
    let mut found = Vec::new();
    for wanted in equalities.chunk_by(|a, b| a.attribute == b.attribute) {
        candidates(wanted, list, visits, &mut found)?;
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|&slot| list.get(slot).is_some_and(matches));
    Ok(found)
}

/// The slots of the values that could have one of some texts, all of one attribute; some of them
/// perhaps more than once.
fn candidates(
    wanted: &[Equality<'_>],
    list: &mut List<'_>,
    visits: &mut Visits,
    found: &mut Vec<usize>,
) -> Result<(), Error> {
    let Some(first) = wanted.first() else {
        return Ok(());
    };
    let (name, tag) = (first.name, u32::from(first.attribute.number()));
    if !list.is_worth_a_table(tag) {
        visits.spend(list.len())?;
        let sieve = Sieve::of(wanted.iter().map(|equality| equality.text));
        let name_hash = NameHash::of(name.as_bytes());
        for (slot, element) in list.entries() {
            let may_match = if let Some(text) = plain_member(element, name, name_hash) {
                sieve.lets_through(text)
            } else {
                let mut some = false;
                texts(element, name, &mut |text| some |= sieve.lets_through(text));
                some
            };
            if may_match {
                found.push(slot);
            }
        }
        return Ok(());
    }
    let hashes_of = |element: &Edit<'_>, note: &mut dyn FnMut(u64)| {
        texts(element, name, &mut |text| {
            note(hash_texts([first.form(text).as_ref()]));
        });
    };
    let before = found.len();
    for equality in wanted {
        list.find(
            tag,
            &hashes_of,
            hash_texts([equality.text]),
            &mut |slot, _| {
                found.push(slot);
                false
            },
        );
    }
    visits.spend(found.len() - before)
}

/// The texts that a filter finds under a name: those of a member, or the value itself, which a filter
/// calls `value` (AMBIGUITIES A-31).
fn texts(element: &Edit<'_>, name: &str, use_it: &mut dyn FnMut(&str)) {
    if let Some(text) = plain_member(element, name, NameHash::of(name.as_bytes())) {
        return use_it(text);
    }
    if element.kind() != Kind::Object {
        if let Some(text) = element.as_str() {
            use_it(&text);
        }
        return;
    }
    let Some(value) = element.get(name) else {
        return;
    };
    if let Some(text) = value.as_str() {
        use_it(&text);
        return;
    }
    for element in value.elements() {
        if let Some(text) = element.as_str() {
            use_it(&text);
        }
    }
}

/// The text of a member, where it stands in a document as it is: so it mostly does.
#[inline(always)]
pub(super) fn plain_member<'e>(
    element: &'e Edit<'_>,
    name: &str,
    hash: NameHash,
) -> Option<&'e str> {
    match element {
        Edit::Source { value, .. } => value.get_hashed(name, hash)?.as_plain_str(),
        _ => None,
    }
}
