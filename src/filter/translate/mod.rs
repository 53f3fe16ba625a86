//! Filters as queries of other stores: SQL over JSON, `MongoDB`, LDAP. A translation finds what
//! [`super::Predicate`] finds, or is refused with the clause and the reason.
//!
//! The stored resources are taken to be valid for their schema: names as the schema spells them,
//! lists where an attribute is multi-valued, values of the type of the attribute.

mod ldap;
mod mongo;
mod number;
mod sql;
mod strings;

pub use ldap::write_ldap;
pub use mongo::write_mongo;
pub use sql::{Dialect, SqlOptions, write_sql};
pub use strings::Strings;

use super::compile::{Operand, Predicate, Target, Test};
use super::print::write_expression;
use super::tree::{CompareOp, Expression, Filter};
use crate::diagnostic::{Error, ScimType};
use crate::schema::{AttributeId, Definition, ResourceTypeView};

/// What is translated, and for which resources.
#[derive(Clone, Copy, Debug)]
pub struct Source<'f> {
    /// The filter.
    pub filter: &'f Filter,
    /// The same filter, compiled for the resource type.
    pub predicate: &'f Predicate,
    /// The resource type.
    pub view: ResourceTypeView<'f>,
    /// What is known of the stored strings.
    pub strings: Strings,
    /// What attributes are called in the store: names in SCIM notation, and the store's names.
    pub names: &'f [(String, String)],
}

impl<'f> Source<'f> {
    /// The names of the store, each with the attribute that it is for.
    fn renamed(&self) -> Result<Vec<(&'f Definition, &'f str)>, Error> {
        let (registry, of) = (self.view.registry(), self.view.id());
        let found = self.names.iter().map(|(name, there)| {
            let definition = registry.describe(name, Some(of)).ok_or_else(|| {
                let of = &self.view.resource_type().name;
                unusable(format!("`{name}` is no attribute of {of}."))
            })?;
            if there.is_empty() || there.contains('\0') {
                return Err(unusable(format!("`{name}` is given an unusable name.")));
            }
            Ok((definition, there.as_str()))
        });
        found.collect()
    }

    fn write(&self, notation: &mut dyn Notation) -> Result<(), Error> {
        let walk = Walk { source: self };
        walk.node(self.filter.root(), &self.predicate.root, None, notation)
    }
}

/// Options that can't be used.
fn unusable(detail: String) -> Error {
    Error::new(ScimType::InvalidValue, detail)
}

/// Why a clause can't be expressed.
type Reason = String;

/// How expressions are joined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    All,
    Any,
    Not,
}

/// A part of what joins expressions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Open,
    Between,
    Close,
}

/// A step on the way to an attribute.
struct Step<'d> {
    name: &'d str,
    path: &'d str,
    many: bool,
}

/// An attribute and the way to it, from the resource or from the value that brackets look at. Without
/// steps it is that value itself.
struct Place<'d> {
    steps: Vec<Step<'d>>,
    leaf: &'d Definition,
    target: &'d Target,
    /// Whether the way begins at the resource.
    at_root: bool,
}

/// The language of a store.
trait Notation {
    fn join(&mut self, joint: Joint, part: Part);

    /// What holds for all resources or none.
    fn fixed(&mut self, answer: bool);

    /// Whether the attribute has a value; an empty string may count as one.
    fn assigned(&mut self, place: &Place<'_>, empty_counts: bool) -> Result<(), Reason>;

    /// Any operator but `ne`, and any value but null.
    fn compare(
        &mut self,
        place: &Place<'_>,
        op: CompareOp,
        operand: &Operand,
    ) -> Result<(), Reason>;

    /// Goes into the brackets of a value path. What stands there may hold of nothing too.
    fn enter(&mut self, place: &Place<'_>, of_nothing: bool) -> Result<(), Reason>;

    /// Leaves them.
    fn leave(&mut self);
}

struct Walk<'w, 'f> {
    source: &'w Source<'f>,
}

impl Walk<'_, '_> {
    fn node(
        &self,
        expression: &Expression,
        test: &Test,
        scope: Option<AttributeId>,
        to: &mut dyn Notation,
    ) -> Result<(), Error> {
        let refused = |reason: Reason| self.refused(expression, &reason);
        match (expression, test) {
            (Expression::And(operands, _), Test::All(tests)) => {
                self.joined(Joint::All, operands, tests, scope, to)
            }
            (Expression::Or(operands, _), Test::Any(tests, _)) => {
                self.joined(Joint::Any, operands, tests, scope, to)
            }
            (Expression::Not(operand, _), Test::Not(test)) => {
                to.join(Joint::Not, Part::Open);
                self.node(operand, test, scope, to)?;
                to.join(Joint::Not, Part::Close);
                Ok(())
            }
            (_, Test::Fixed(answer)) => {
                to.fixed(*answer);
                Ok(())
            }
            (_, Test::Present(target)) => {
                let place = self.place(target, scope).map_err(refused)?;
                to.assigned(&place, false).map_err(refused)
            }
            (_, Test::Compare(target, op, operand)) => self
                .place(target, scope)
                .and_then(|place| compare(&place, *op, operand, to))
                .map_err(refused),
            (Expression::ValuePath { filter, .. }, Test::Value(target, inner)) => {
                let place = self.place(target, scope).map_err(refused)?;
                to.enter(&place, inner.holds_of_nothing())
                    .map_err(refused)?;
                self.node(filter, inner, target.leaf, to)?;
                to.leave();
                Ok(())
            }
            _ => Err(refused("its form is unknown".to_owned())),
        }
    }

    fn joined(
        &self,
        joint: Joint,
        operands: &[Expression],
        tests: &[Test],
        scope: Option<AttributeId>,
        to: &mut dyn Notation,
    ) -> Result<(), Error> {
        for (index, (operand, test)) in operands.iter().zip(tests).enumerate() {
            let part = if index == 0 {
                Part::Open
            } else {
                Part::Between
            };
            to.join(joint, part);
            self.node(operand, test, scope, to)?;
        }
        to.join(joint, Part::Close);
        Ok(())
    }

    /// The way to an attribute, from the resource or from a value of `scope`.
    fn place<'d>(
        &'d self,
        target: &'d Target,
        scope: Option<AttributeId>,
    ) -> Result<Place<'d>, Reason> {
        let registry = self.source.view.registry();
        let find = |id: AttributeId| registry.definition(id);
        let unknown = || "no schema says what its attribute is".to_owned();
        let leaf = target.leaf.and_then(find).ok_or_else(unknown)?;
        let mut steps = Vec::new();
        let mut next = target.leaf;
        while let Some(id) = next.filter(|&id| Some(id) != scope) {
            let definition = find(id).ok_or_else(unknown)?;
            steps.push(Step {
                name: &definition.attribute.name,
                path: &definition.path,
                many: definition.attribute.multi_valued,
            });
            next = definition.parent;
        }
        steps.reverse();
        Ok(Place {
            steps,
            leaf,
            target,
            at_root: scope.is_none(),
        })
    }

    fn refused(&self, clause: &Expression, reason: &str) -> Error {
        let mut text = String::new();
        write_expression(clause, self.source.filter.text(), &mut text);
        let detail = format!("`{text}` can't be translated exactly: {reason}.");
        Error::new(ScimType::InvalidFilter, detail).at(clause.span())
    }
}

/// `ne` is the opposite of `eq`, and null is what is not assigned.
fn compare(
    place: &Place<'_>,
    op: CompareOp,
    operand: &Operand,
    to: &mut dyn Notation,
) -> Result<(), Reason> {
    let null = matches!(operand, Operand::Null);
    let many = place.steps.iter().any(|step| step.many);
    if op == CompareOp::Ne && place.target.ne_any_value && many && !null {
        return Err("the quirk `neAnyValue` asks for a value that differs".to_owned());
    }
    let opposite = (op == CompareOp::Ne) != null;
    if opposite {
        to.join(Joint::Not, Part::Open);
    }
    match (op, operand) {
        (CompareOp::Eq | CompareOp::Ne, Operand::Null) => to.assigned(place, true)?,
        (_, Operand::Null) => to.fixed(false),
        (CompareOp::Ne, _) => to.compare(place, CompareOp::Eq, operand)?,
        // Any string contains, begins and ends with the empty one.
        (_, Operand::Text(text)) if op.is_substring() && text.is_empty() => {
            to.assigned(place, true)?;
        }
        (_, Operand::Reference(..)) => {
            return Err("references are compared whatever the version in them".to_owned());
        }
        _ => to.compare(place, op, operand)?,
    }
    if opposite {
        to.join(Joint::Not, Part::Close);
    }
    Ok(())
}
