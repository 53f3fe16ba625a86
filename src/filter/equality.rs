use std::borrow::Cow;

use super::choice::text_of;
use super::compile::{Form, Predicate, Test};
use crate::attribute::{compose, fold_case, fold_user_name};
use crate::schema::AttributeId;
use crate::text::sort_by_place;

/// A text that an attribute has to be equal to wherever a filter holds, or wherever one of its
/// operands does: what values can be looked up by, before the filter is asked about them.
#[derive(Clone, Copy)]
pub(crate) struct Equality<'p> {
    /// The attribute.
    pub(crate) attribute: AttributeId,
    /// Its name in the object that holds it.
    pub(crate) name: &'p str,
    /// The text, in the form in which it is compared.
    pub(crate) text: &'p str,
    form: Form,
}

impl Equality<'_> {
    /// A text in the form in which it is compared.
    pub(crate) fn form<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.form {
            Form::Exact => compose(text),
            Form::Folded => fold_case(text),
            Form::UserName => fold_user_name(text),
        }
    }
}

impl Predicate {
    /// Equalities of which one holds wherever the filter does: a single one where it can't do
    /// without it, one for each operand of an `or`. Those of an attribute are side by side.
    pub(crate) fn equalities(&self) -> Option<Vec<Equality<'_>>> {
        let mut found = equalities(&self.root)?;
        sort_by_place(&mut found, |equality| {
            u32::from(equality.attribute.number())
        });
        Some(found)
    }
}

fn equalities(test: &Test) -> Option<Vec<Equality<'_>>> {
    if let Some(equality) = equality(test) {
        return Some(vec![equality]);
    }
    match test {
        Test::All(tests) => {
            let fewest = tests.iter().filter_map(equalities);
            fewest.min_by_key(Vec::len)
        }
        Test::Any(tests, _) => {
            let mut all = Vec::with_capacity(tests.len());
            for test in tests {
                all.append(&mut equalities(test)?);
            }
            Some(all)
        }
        _ => None,
    }
}

fn equality(test: &Test) -> Option<Equality<'_>> {
    let (target, wanted) = text_of(test)?;
    let direct = target.extension.is_none() && target.sub.is_none();
    Some(Equality {
        attribute: target.leaf.filter(|_| direct)?,
        name: &target.name.text,
        text: wanted,
        form: target.form,
    })
}
