use super::check::{check, check_brackets};
use super::tree::{CompareOp, Expression, Filter, Literal};
use crate::attribute::{AttributePath, fold_case};
use crate::diagnostic::{Diagnostic, Error, ScimType, Severity};
use crate::json::NameHash;
use crate::schema::{AttributeId, Definition, Registry, ResourceTypeView, Role, Type, TypeId};

/// A filter made ready to be asked about many resources: names are hashed, literals folded, types
/// looked up.
#[derive(Clone, Debug)]
pub struct Predicate {
    pub(super) root: Test,
    attributes: Vec<String>,
}

/// A node of the compiled tree.
#[derive(Clone, Debug)]
pub(super) enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Present(Target),
    Compare(Target, CompareOp, Operand),
    Value(Target, Box<Test>),
}

/// A name of a member, with its hash.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) hash: NameHash,
}

/// Where in a resource an attribute is.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The extension that holds it.
    pub(super) extension: Option<Name>,
    pub(super) name: Name,
    pub(super) sub: Option<Name>,
    /// The type, where a schema says it.
    pub(super) kind: Option<Type>,
    pub(super) case_exact: bool,
    /// A value that is missing counts as false (RFC 7643 §2.4 says so of `primary`).
    pub(super) missing_is_false: bool,
}

/// A literal, ready to compare.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// A string, folded where case doesn't matter.
    Text(String),
    Number(String),
    Boolean(bool),
    Null,
}

impl Predicate {
    /// Compiles a filter. With a resource type its attributes, operators and values are checked
    /// against the schemas; without one, attributes that any known resource type has are treated
    /// as that type has them, and the rest without regard to case.
    ///
    /// # Errors
    /// `invalidFilter`, with the place, for an attribute, operator or value that doesn't fit.
    pub fn new(filter: &Filter, registry: &Registry, of: Option<TypeId>) -> Result<Self, Error> {
        let view = of.and_then(|id| registry.view(id));
        let mut findings = Vec::new();
        check(filter, view, &mut findings);
        refuse_first(findings)?;
        let mut compiler = Compiler {
            text: filter.text(),
            registry,
            view,
            attributes: Vec::new(),
        };
        let root = compiler.expression(filter.root(), None);
        Ok(Self {
            root,
            attributes: compiler.attributes,
        })
    }

    /// Compiles the filter between the brackets of a PATCH path, over the sub-attributes of
    /// `parent`.
    pub(crate) fn of_brackets(
        expression: &Expression,
        text: &str,
        parent: AttributeId,
        view: ResourceTypeView<'_>,
    ) -> Result<Self, Error> {
        let mut findings = Vec::new();
        let complex = view
            .registry()
            .definition(parent)
            .is_some_and(Definition::is_complex);
        if complex {
            check_brackets(expression, text, parent, view, &mut findings);
        }
        refuse_first(findings)?;
        let mut compiler = Compiler {
            text,
            registry: view.registry(),
            view: Some(view),
            attributes: Vec::new(),
        };
        let root = compiler.expression(expression, Some(parent));
        Ok(Self {
            root,
            attributes: compiler.attributes,
        })
    }

    /// The attributes that it reads, in the order of the filter, each once; with the URI of their
    /// schema where it is known.
    pub fn attributes(&self) -> &[String] {
        &self.attributes
    }
}

fn refuse_first(findings: Vec<Diagnostic>) -> Result<(), Error> {
    match findings
        .into_iter()
        .find(|finding| finding.severity == Severity::Error)
    {
        None => Ok(()),
        Some(finding) => {
            let detail = match finding.help {
                Some(help) => format!("{} {help}", finding.message),
                None => finding.message,
            };
            let error = Error::new(ScimType::InvalidFilter, detail);
            Err(match finding.span {
                Some(span) => error.at(span),
                None => error,
            })
        }
    }
}

/// What an attribute is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Whether it has a value.
    Presence,
    /// Its value: a complex attribute stands for its `value`.
    Comparison,
    /// Its values, each filtered by what stands in brackets.
    Brackets,
}

struct Compiler<'c> {
    text: &'c str,
    registry: &'c Registry,
    view: Option<ResourceTypeView<'c>>,
    attributes: Vec<String>,
}

impl Compiler<'_> {
    fn expression(&mut self, expression: &Expression, parent: Option<AttributeId>) -> Test {
        match expression {
            Expression::And(operands, _) => Test::All(self.all(operands, parent)),
            Expression::Or(operands, _) => Test::Any(self.all(operands, parent)),
            Expression::Not(operand, _) => Test::Not(Box::new(self.expression(operand, parent))),
            Expression::Present { path, .. } => {
                Test::Present(self.target(path, parent, Use::Presence).0)
            }
            Expression::Compare {
                path, op, value, ..
            } => {
                let target = self.target(path, parent, Use::Comparison).0;
                let operand = operand(value, &target, *op);
                Test::Compare(target, *op, operand)
            }
            Expression::ValuePath { path, filter, .. } => {
                let (target, id) = self.target(path, parent, Use::Brackets);
                Test::Value(target, Box::new(self.expression(filter, id)))
            }
        }
    }

    fn all(&mut self, operands: &[Expression], parent: Option<AttributeId>) -> Vec<Test> {
        operands
            .iter()
            .map(|operand| self.expression(operand, parent))
            .collect()
    }

    /// Where the path leads.
    fn target(
        &mut self,
        path: &AttributePath,
        parent: Option<AttributeId>,
        used: Use,
    ) -> (Target, Option<AttributeId>) {
        let name = path.name.of(self.text);
        let sub = path.sub.map(|sub| sub.of(self.text));
        let attribute = match parent {
            Some(parent) => self.registry.sub_attribute(parent, name),
            None => self.attribute(path),
        };
        let sub_id = attribute
            .zip(sub)
            .and_then(|(id, sub)| self.registry.sub_attribute(id, sub));
        let definition = attribute.and_then(|id| self.registry.definition(id));
        let complex = definition.is_some_and(Definition::is_complex);
        let implied = (used == Use::Comparison && complex && sub.is_none()).then_some("value");
        let sub = sub.or(implied);
        let leaf = match implied {
            Some(value) => attribute.and_then(|id| self.registry.sub_attribute(id, value)),
            None if sub.is_some() => sub_id,
            None => attribute,
        };
        let leaf = leaf.and_then(|id| self.registry.definition(id));
        if used != Use::Brackets {
            self.note(path, leaf.or(definition), parent);
        }
        let parent_of_leaf = leaf.and_then(|leaf| self.registry.definition(leaf.parent?));
        let target = Target {
            extension: self.extension(path, definition).map(Name::new),
            name: Name::new(name),
            sub: sub.map(Name::new),
            kind: leaf.map(|leaf| leaf.attribute.kind),
            case_exact: leaf.is_some_and(|leaf| leaf.attribute.case_exact),
            missing_is_false: leaf.is_some_and(|leaf| leaf.attribute.name == "primary")
                && parent_of_leaf.is_some_and(|parent| parent.attribute.multi_valued),
        };
        (target, attribute)
    }

    /// The attribute that a path names: of the resource type, or else of any that has it.
    fn attribute(&self, path: &AttributePath) -> Option<AttributeId> {
        let resolve = |view: ResourceTypeView<'_>| {
            let whole = AttributePath { sub: None, ..*path };
            view.resolve(&whole, self.text)
                .ok()
                .map(|resolved| resolved.attribute)
        };
        if let Some(view) = self.view {
            return resolve(view);
        }
        let mut types = self.registry.resource_types();
        types.find_map(|(id, _)| resolve(self.registry.view(id)?))
    }

    /// The URI of the object that holds the attribute; the attributes of a base schema are at the
    /// top.
    fn extension(&self, path: &AttributePath, definition: Option<&Definition>) -> Option<String> {
        let uri = path.urn?.of(self.text);
        match definition.map(|definition| definition.role) {
            Some(Role::Common | Role::Base) => None,
            None if self.registry.type_of_schema(uri).is_some() => None,
            Some(_) | None => Some(uri.to_owned()),
        }
    }

    fn note(
        &mut self,
        path: &AttributePath,
        leaf: Option<&Definition>,
        parent: Option<AttributeId>,
    ) {
        let full = match (leaf, self.view) {
            (Some(leaf), Some(view)) => full_name(leaf, view),
            (Some(leaf), None) if parent.is_some() => leaf.path.clone(),
            (None, _) if parent.is_some() => return,
            _ => path.span().of(self.text).to_owned(),
        };
        if !self.attributes.contains(&full) {
            self.attributes.push(full);
        }
    }
}

/// The name of an attribute with the URI of its schema; common attributes have none.
fn full_name(definition: &Definition, view: ResourceTypeView<'_>) -> String {
    let mut top = definition;
    while let Some(parent) = top.parent.and_then(|id| view.registry().definition(id)) {
        top = parent;
    }
    match top.role {
        Role::Base => format!("{}:{}", view.resource_type().schema, definition.path),
        _ => definition.path.clone(),
    }
}

impl Name {
    fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let hash = NameHash::of(text.as_bytes());
        Self { text, hash }
    }
}

fn operand(value: &Literal, target: &Target, op: CompareOp) -> Operand {
    let instant = target.kind == Some(Type::DateTime) && !op.is_substring();
    match value {
        Literal::String(text) if target.case_exact || instant => Operand::Text(text.clone()),
        Literal::String(text) => Operand::Text(fold_case(text).into_owned()),
        Literal::Number(number) => Operand::Number(number.clone()),
        Literal::Boolean(value) => Operand::Boolean(*value),
        Literal::Null => Operand::Null,
    }
}
