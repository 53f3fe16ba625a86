use super::check::{boolean_word, check, check_brackets, check_clause, place};
use super::choice::Choice;
use super::quirks::Quirks;
use super::reference::References;
use super::resolve::resolve;
use super::tree::{CompareOp, Expression, Filter, Literal};
use crate::attribute::AttributePath;
use crate::diagnostic::{Diagnostic, Error, ScimType, Severity, Sink, Verdict};
use crate::json::NameHash;
use crate::schema::{AttributeId, Definition, Registry, ResourceTypeView, Role, Type, TypeId};
use crate::text::sorted_indices;

/// A filter made ready to be asked about many resources: names are hashed, literals folded, types
/// looked up.
#[derive(Clone, Debug)]
pub struct Predicate {
    pub(crate) root: Test,
}

/// What a filter is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Context<'c> {
    /// The schemas.
    pub registry: &'c Registry,
    /// The resource type of the resources, where it is known.
    pub resource_type: Option<TypeId>,
    /// The query is one over several resource types, and this predicate is for the resources of
    /// one: what the type doesn't have counts as having no value, and what doesn't fit an attribute
    /// is false (RFC 7644 §3.4.2.1).
    pub several_types: bool,
    /// The address of the service provider, which relative references are relative to.
    pub base: Option<&'c str>,
}

/// A node of the compiled tree.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    All(Vec<Test>),
    /// One of them; where they are many equalities, looked up.
    Any(Vec<Test>, Option<Box<Choice>>),
    Not(Box<Test>),
    Present(Target),
    Compare(Target, CompareOp, Operand),
    Value(Target, Box<Test>),
    /// The answer for an attribute that has no value whatever the resource.
    Fixed(bool),
}

/// A name of a member, with its hash.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) hash: NameHash,
}

/// How strings are made comparable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// Case matters.
    Exact,
    /// Case doesn't matter.
    Folded,
    /// Neither case nor width matters.
    UserName,
}

/// Where in a resource an attribute is.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The extension that holds it.
    pub(crate) extension: Option<Name>,
    pub(crate) name: Name,
    pub(crate) sub: Option<Name>,
    /// What it leads to, where a schema says it.
    pub(crate) leaf: Option<AttributeId>,
    /// The type, where a schema says it.
    pub(crate) kind: Option<Type>,
    pub(crate) form: Form,
    /// A value that is missing counts as false (RFC 7643 §2.4 says so of `primary`).
    pub(crate) missing_is_false: bool,
    /// An object stands for its `value`.
    pub(crate) objects_by_value: bool,
    /// `ne` holds when any value differs.
    pub(crate) ne_any_value: bool,
}

/// A literal, ready to compare.
#[derive(Clone, Debug)]
pub(crate) enum Operand {
    /// A string, in the form of its target.
    Text(String),
    /// A reference to a resource, in its comparable form.
    Reference(String, Box<References>),
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
        let context = Context {
            registry,
            resource_type: of,
            several_types: false,
            base: None,
        };
        Self::in_context(filter, &context)
    }

    /// Compiles a filter, with all that can be said about where it is asked.
    ///
    /// # Errors
    /// As [`Predicate::new`]; none in a query over several types.
    pub fn in_context(filter: &Filter, context: &Context<'_>) -> Result<Self, Error> {
        if !context.several_types {
            Self::check(filter, context.registry, context.resource_type)?;
        }
        Ok(Self::compiled(filter, context))
    }

    /// Whether a filter can be compiled for the resources of a type: the half of
    /// [`Predicate::new`] that can fail.
    ///
    /// # Errors
    /// As [`Predicate::new`].
    pub fn check(filter: &Filter, registry: &Registry, of: Option<TypeId>) -> Result<(), Error> {
        let view = of.and_then(|id| registry.view(id));
        let mut first = FirstError(None);
        check(filter, view, &mut first);
        first.into_result()
    }

    /// Compiles a filter that [`Predicate::check`] lets pass with the same resource type.
    pub fn compile(filter: &Filter, registry: &Registry, of: Option<TypeId>) -> Self {
        let context = Context {
            registry,
            resource_type: of,
            several_types: false,
            base: None,
        };
        Self::compiled(filter, &context)
    }

    fn compiled(filter: &Filter, context: &Context<'_>) -> Self {
        let view = context.resource_type;
        let mut compiler = Compiler {
            text: filter.text(),
            context: *context,
            view: view.and_then(|id| context.registry.view(id)),
            quirks: filter.quirks(),
            attributes: None,
        };
        let root = compiler.expression(filter.root(), None);
        Self { root }
    }

    /// Compiles the filter between the brackets of a PATCH path, over the sub-attributes of
    /// `parent`.
    pub(crate) fn of_brackets(
        expression: &Expression,
        text: &str,
        parent: AttributeId,
        view: ResourceTypeView<'_>,
        quirks: Quirks,
    ) -> Result<Self, Error> {
        let mut first = FirstError(None);
        check_brackets(expression, text, parent, view, quirks, &mut first);
        first.into_result()?;
        let mut compiler = Compiler {
            text,
            context: Context {
                registry: view.registry(),
                resource_type: Some(view.id()),
                several_types: false,
                base: None,
            },
            view: Some(view),
            quirks,
            attributes: None,
        };
        let root = compiler.expression(expression, Some(parent));
        Ok(Self { root })
    }
}

impl Filter {
    /// The attributes that it reads, in the order of the filter, each once; with the URI of their
    /// schema where it is known.
    pub fn attributes(&self, registry: &Registry, of: Option<TypeId>) -> Vec<String> {
        let mut compiler = Compiler {
            text: self.text(),
            context: Context {
                registry,
                resource_type: of,
                several_types: false,
                base: None,
            },
            view: of.and_then(|id| registry.view(id)),
            quirks: self.quirks(),
            attributes: Some(Vec::new()),
        };
        compiler.expression(self.root(), None);
        distinct(compiler.attributes.unwrap_or_default())
    }
}

impl Target {
    /// Where the attribute of a path is, for who compares its values: of the type of `view`, or else
    /// of any that has it. A complex attribute stands for its `value`.
    pub(crate) fn of_path(
        path: &AttributePath,
        text: &str,
        registry: &Registry,
        view: Option<ResourceTypeView<'_>>,
    ) -> Self {
        let mut compiler = Compiler {
            text,
            context: Context {
                registry,
                resource_type: view.map(|view| view.id()),
                several_types: false,
                base: None,
            },
            view,
            quirks: Quirks::default(),
            attributes: None,
        };
        compiler.target(path, None, Use::Comparison).0
    }
}

/// Wants the first error, and nothing else.
struct FirstError(Option<Diagnostic>);

impl Sink for FirstError {
    fn report(&mut self, severity: Severity, describe: &mut dyn FnMut() -> Diagnostic) {
        if severity == Severity::Error && self.0.is_none() {
            self.0 = Some(describe());
        }
    }

    fn is_satisfied(&self) -> bool {
        self.0.is_some()
    }
}

impl FirstError {
    fn into_result(self) -> Result<(), Error> {
        let Some(finding) = self.0 else {
            return Ok(());
        };
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

/// The texts, each where it occurs first.
fn distinct(texts: Vec<String>) -> Vec<String> {
    let order = sorted_indices(texts.len(), &|a, b| texts.get(a).cmp(&texts.get(b)));
    let mut again = vec![false; texts.len()];
    for (before, after) in order.iter().zip(order.iter().skip(1)) {
        if texts.get(*before) == texts.get(*after)
            && let Some(again) = again.get_mut(*after)
        {
            *again = true;
        }
    }
    let texts = texts.into_iter().zip(again);
    texts
        .filter_map(|(text, again)| (!again).then_some(text))
        .collect()
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
    context: Context<'c>,
    view: Option<ResourceTypeView<'c>>,
    quirks: Quirks,
    /// Where they are noted; only who asks for them needs it.
    attributes: Option<Vec<String>>,
}

impl Compiler<'_> {
    fn expression(&mut self, expression: &Expression, parent: Option<AttributeId>) -> Test {
        match expression {
            Expression::And(operands, _) => Test::All(self.all(operands, parent)),
            Expression::Or(operands, _) => {
                let tests = self.all(operands, parent);
                let choice = Choice::of(&tests);
                Test::Any(tests, choice)
            }
            Expression::Not(operand, _) => Test::Not(Box::new(self.expression(operand, parent))),
            Expression::Present { path, .. } => {
                if self.has_no_value(expression, path, parent) {
                    return Test::Fixed(false);
                }
                Test::Present(self.target(path, parent, Use::Presence).0)
            }
            Expression::Compare {
                path, op, value, ..
            } => {
                if self.has_no_value(expression, path, parent) {
                    return Test::Fixed(answer_without_value(*op, value));
                }
                let target = self.target(path, parent, Use::Comparison).0;
                let operand = self.operand(value, &target, *op);
                Test::Compare(target, *op, operand)
            }
            Expression::ValuePath { path, filter, .. } => {
                if self.is_unknown(path, parent) {
                    return Test::Fixed(false);
                }
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

    /// Whether a clause is about what counts as having no value.
    fn has_no_value(
        &self,
        clause: &Expression,
        path: &AttributePath,
        parent: Option<AttributeId>,
    ) -> bool {
        let Some(view) = self.view.filter(|_| self.context.several_types) else {
            return self.is_unknown(path, parent);
        };
        let mut verdict = Verdict::default();
        match parent {
            Some(parent) => {
                check_brackets(clause, self.text, parent, view, self.quirks, &mut verdict);
            }
            None => check_clause(clause, self.text, view, self.quirks, &mut verdict),
        }
        !verdict.is_valid() || self.is_unknown(path, parent)
    }

    /// Whether the resource type doesn't have the attribute. Where that is an error there is none
    /// left.
    fn is_unknown(&self, path: &AttributePath, parent: Option<AttributeId>) -> bool {
        let lenient = self.context.several_types || self.quirks.unknown_attribute_no_match;
        let view = self.view.filter(|_| lenient);
        view.is_some_and(|view| place(view, path, parent, self.text).is_err())
    }

    /// Where the path leads.
    fn target(
        &mut self,
        path: &AttributePath,
        parent: Option<AttributeId>,
        used: Use,
    ) -> (Target, Option<AttributeId>) {
        let registry = self.context.registry;
        let name = path.name.of(self.text);
        let alias = parent.filter(|&parent| {
            let simple = registry.definition(parent).is_some_and(|d| !d.is_complex());
            simple && name.eq_ignore_ascii_case("value")
        });
        let attribute = match parent {
            Some(_) if alias.is_some() => alias,
            Some(parent) => registry.sub_attribute(parent, name),
            None => self.attribute(path),
        };
        let definition = attribute.and_then(|id| registry.definition(id));
        // A bare URI of an extension is the name of its object.
        let whole = definition.is_some_and(|d| d.role == Role::ExtensionObject);
        let name = if whole {
            path.span().of(self.text)
        } else {
            name
        };
        let sub = path.sub.map(|sub| sub.of(self.text)).filter(|_| !whole);
        let sub_id = attribute
            .zip(sub)
            .and_then(|(id, sub)| registry.sub_attribute(id, sub));
        let complex = definition.is_some_and(Definition::is_complex);
        let implied = (used == Use::Comparison && complex && sub.is_none()).then_some("value");
        let sub = sub.or(implied);
        let leaf_id = match implied {
            Some(value) => attribute.and_then(|id| registry.sub_attribute(id, value)),
            None if sub.is_some() => sub_id,
            None => attribute,
        };
        let leaf = leaf_id.and_then(|id| registry.definition(id));
        if used != Use::Brackets {
            self.note(path, leaf.or(definition), parent);
        }
        let parent_of_leaf = leaf.and_then(|leaf| registry.definition(leaf.parent?));
        let of_list = parent_of_leaf.is_some_and(|parent| parent.attribute.multi_valued);
        let target = Target {
            extension: self.extension(path, definition).map(Name::new),
            name: Name::new(name),
            sub: sub.map(Name::new),
            leaf: leaf_id,
            kind: leaf.map(|leaf| leaf.attribute.kind),
            form: leaf.map_or(Form::Folded, form),
            missing_is_false: of_list && leaf.is_some_and(|leaf| leaf.attribute.name == "primary"),
            objects_by_value: leaf.is_none() && self.quirks.complex_as_value,
            ne_any_value: self.quirks.ne_any_value,
        };
        (target, attribute)
    }

    /// The attribute that a path names: of the resource type, or else of any that has it.
    fn attribute(&self, path: &AttributePath) -> Option<AttributeId> {
        let find = |view: ResourceTypeView<'_>| {
            let found = resolve(view, path, self.text).or_else(|_| {
                // The sub-attribute may be the part that nobody knows.
                let whole = AttributePath { sub: None, ..*path };
                resolve(view, &whole, self.text)
            });
            found.ok().map(|place| place.attribute)
        };
        if let Some(view) = self.view {
            return find(view);
        }
        let registry = self.context.registry;
        let mut types = registry.resource_types();
        types.find_map(|(id, _)| find(registry.view(id)?))
    }

    /// The URI of the object that holds the attribute; the attributes of a base schema are at the
    /// top.
    fn extension(&self, path: &AttributePath, definition: Option<&Definition>) -> Option<String> {
        let uri = path.urn?.of(self.text);
        match definition.map(|definition| definition.role) {
            Some(Role::Common | Role::Base | Role::ExtensionObject) => None,
            None if self.context.registry.type_of_schema(uri).is_some() => None,
            Some(_) | None => Some(uri.to_owned()),
        }
    }

    fn note(
        &mut self,
        path: &AttributePath,
        leaf: Option<&Definition>,
        parent: Option<AttributeId>,
    ) {
        let Some(attributes) = &mut self.attributes else {
            return;
        };
        let full = match (leaf, self.view) {
            (Some(leaf), Some(view)) => full_name(leaf, view),
            (Some(leaf), None) if parent.is_some() => leaf.path.clone(),
            (None, _) if parent.is_some() => return,
            _ => path.span().of(self.text).to_owned(),
        };
        attributes.push(full);
    }

    fn operand(&self, value: &Literal, target: &Target, op: CompareOp) -> Operand {
        match value {
            Literal::String(text) => {
                if target.kind == Some(Type::Boolean)
                    && self.quirks.boolean_strings
                    && let Some(meant) = boolean_word(text)
                {
                    return Operand::Boolean(meant == "true");
                }
                let leaf = target.sub.as_ref().unwrap_or(&target.name);
                let equality = !op.is_substring() && !op.is_ordering();
                if equality && leaf.text.eq_ignore_ascii_case("$ref") {
                    let types = self.context.registry.resource_types();
                    let endpoints = types.map(|(_, known)| known.endpoint.as_str());
                    let references = References::new(endpoints, self.context.base);
                    return Operand::Reference(references.form(text), Box::new(references));
                }
                let instant = target.kind == Some(Type::DateTime) && !op.is_substring();
                Operand::Text(match target.form {
                    _ if instant => text.clone(),
                    form => form.prepare(text).into_owned(),
                })
            }
            Literal::Number(number) => Operand::Number(number.clone()),
            Literal::Boolean(value) => Operand::Boolean(*value),
            Literal::Null => Operand::Null,
        }
    }
}

/// The answer to a comparison with what has no value.
fn answer_without_value(op: CompareOp, value: &Literal) -> bool {
    let null = *value == Literal::Null;
    matches!((op, null), (CompareOp::Eq, true) | (CompareOp::Ne, false))
}

/// How the strings of an attribute are compared. The name of a user is prepared as RFC 7644 §5
/// wants it.
fn form(definition: &Definition) -> Form {
    let user_name = definition.role == Role::Base && definition.attribute.name == "userName";
    match definition.attribute.case_exact {
        true => Form::Exact,
        false if user_name => Form::UserName,
        false => Form::Folded,
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
