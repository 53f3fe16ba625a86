use std::borrow::Cow;

use super::compile::{Form, Operand, Predicate, Target, Test};
use super::tree::CompareOp;
use crate::attribute::{compose, fold_case, fold_user_name};
use crate::schema::{AttributeId, Type};

/// A text that an attribute has to be equal to wherever a filter holds: what values can be looked up
/// by, before the filter is asked about them.
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
    /// An equality that the filter can't do without: that of a `value`, which tells values apart
    /// best, or else the first.
    pub(crate) fn equality(&self) -> Option<Equality<'_>> {
        equality(&self.root)
    }
}

fn equality(test: &Test) -> Option<Equality<'_>> {
    match test {
        Test::All(tests) => {
            let mut found = tests.iter().filter_map(equality);
            let first = found.next()?;
            let by_value = |found: &Equality<'_>| found.name.eq_ignore_ascii_case("value");
            if by_value(&first) {
                return Some(first);
            }
            found.find(by_value).or(Some(first))
        }
        Test::Compare(target, CompareOp::Eq, Operand::Text(wanted)) => of_target(target, wanted),
        _ => None,
    }
}

fn of_target<'p>(target: &'p Target, text: &'p str) -> Option<Equality<'p>> {
    let as_text = !matches!(target.kind, Some(Type::DateTime | Type::Binary));
    let direct = target.extension.is_none() && target.sub.is_none() && !target.objects_by_value;
    Some(Equality {
        attribute: target.leaf.filter(|_| direct && as_text)?,
        name: &target.name.text,
        text,
        form: target.form,
    })
}
