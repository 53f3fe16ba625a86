//! Attributes as schemas define them (RFC 7643 §2, §7): what the schema of schemas can't say.

use std::borrow::Cow;

use super::checker::{Checker, shown, sole};
use super::kind::DocumentKind;
use super::rules::Cite;
use crate::attribute::is_attribute_name;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::json::{Kind, Value};
use crate::schema::{Mutability, Returned, Type, Uniqueness, nearest};
use crate::text::sorted_indices;

const SCHEMA: &str = "RFC 7643 §7";
const COMMON: &[&str] = &["schemas", "id", "externalId", "meta"];

/// Where a definition stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Context {
    /// In the schema of schemas, which alone nests deeper (RFC 7643 §7).
    of_schemas: bool,
    /// In a schema whose resources no client writes.
    of_discovery: bool,
    /// How many attributes it stands in.
    level: usize,
    /// It is a sub-attribute of a multi-valued attribute.
    of_values: bool,
}

impl Context {
    /// The top of the schema with this id.
    pub(super) fn of(id: &str) -> Self {
        let is = |kind: DocumentKind| kind.schema().is_some_and(|s| s.eq_ignore_ascii_case(id));
        let of_schemas = is(DocumentKind::Schema);
        let others = is(DocumentKind::ResourceType) || is(DocumentKind::ServiceProviderConfig);
        Self {
            of_schemas,
            of_discovery: of_schemas || others,
            ..Self::default()
        }
    }
}

/// Checks the definitions in the array `name` of an object.
pub(super) fn check_list<'d>(
    checker: &mut Checker<'_, 'd>,
    object: Value<'d>,
    name: &str,
    context: &Context,
) {
    let elements = object.get(name).into_iter().flat_map(Value::elements);
    let names: Vec<_> = elements.map(|element| element.get("name")).collect();
    let repeated = repeated(&names, false);
    checker.objects(object, name, &mut |checker, index, definition| {
        if repeated.get(index) == Some(&true) {
            checker.member(definition, "name", &mut |checker, value| {
                let code = Code::DefinitionDuplicate;
                checker.tell(code, value.span(), ("RFC 7643 §2.1", "N-03"), &|| {
                    format!("The attribute {} is defined twice.", shown(value))
                });
            });
        }
        check(checker, definition, context);
    });
}

/// Which strings an earlier one equals.
pub(super) fn repeated(values: &[Option<Value<'_>>], case_exact: bool) -> Vec<bool> {
    let texts: Vec<Option<Cow<'_, str>>> = values
        .iter()
        .map(|value| {
            let text = value.and_then(Value::as_str)?;
            Some(if case_exact {
                text
            } else {
                Cow::Owned(text.to_ascii_lowercase())
            })
        })
        .collect();
    let text = |index: usize| texts.get(index).and_then(Option::as_deref);
    let order = sorted_indices(texts.len(), &|a, b| text(a).cmp(&text(b)));
    let mut repeated = vec![false; texts.len()];
    for (&first, &again) in order.iter().zip(order.iter().skip(1)) {
        if let Some(repeated) = repeated.get_mut(again) {
            *repeated = text(first).is_some() && text(first) == text(again);
        }
    }
    repeated
}

/// A definition under scrutiny.
struct Definition<'d, 'c> {
    object: Value<'d>,
    name: Cow<'d, str>,
    context: &'c Context,
    kind: Option<Type>,
    multi_valued: bool,
    mutability: Mutability,
    case_exact: bool,
}

fn check<'d>(checker: &mut Checker<'_, 'd>, object: Value<'d>, context: &Context) {
    let name = object.get("name").map(sole).and_then(Value::as_str);
    let mut definition = Definition {
        object,
        name: name.unwrap_or_default(),
        context,
        kind: Some(Type::String),
        multi_valued: object.get("multiValued").and_then(Value::as_bool) == Some(true),
        mutability: Mutability::ReadWrite,
        case_exact: object.get("caseExact").and_then(Value::as_bool) == Some(true),
    };
    definition.name(checker);
    definition.kind(checker);
    let mutability = keyword(checker, object, "mutability", Mutability::KEYWORDS, "S-62");
    let mutability = mutability.and_then(Mutability::from_keyword);
    definition.mutability = mutability.unwrap_or_default();
    let returned = keyword(checker, object, "returned", Returned::KEYWORDS, "S-67");
    let returned = returned
        .and_then(Returned::from_keyword)
        .unwrap_or_default();
    keyword(checker, object, "uniqueness", Uniqueness::KEYWORDS, "S-69");
    definition.visibility(checker, returned);
    definition.required(checker);
    definition.case(checker);
    definition.unique(checker);
    definition.canonical_values(checker);
    definition.reference_types(checker);
    definition.sub_attributes(checker);
    definition.missing(checker);
}

fn keyword<'d>(
    checker: &mut Checker<'_, 'd>,
    object: Value<'d>,
    name: &str,
    words: &[&'static str],
    rule: &'static str,
) -> Option<&'static str> {
    let mut found = None;
    checker.member(object, name, &mut |checker, value| {
        let codes = (Code::DefinitionKeyword, Code::DefinitionKeywordCase);
        let index = checker.keyword(value, name, words, codes, (SCHEMA, rule));
        found = index.and_then(|index| words.get(index).copied());
    });
    found
}

/// What other languages call the types.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("bool", "boolean"),
    ("int", "integer"),
    ("long", "integer"),
    ("number", "decimal"),
    ("float", "decimal"),
    ("double", "decimal"),
    ("date", "dateTime"),
    ("timestamp", "dateTime"),
    ("object", "complex"),
    ("uri", "reference"),
    ("url", "reference"),
    ("text", "string"),
];

impl<'d> Definition<'d, '_> {
    fn name(&self, checker: &mut Checker<'_, 'd>) {
        let name = &*self.name;
        checker.member(self.object, "name", &mut |checker, value| {
            if value.kind() != Kind::String {
                return;
            }
            if !is_attribute_name(name) {
                let (code, cite) = (Code::DefinitionName, ("RFC 7643 §2.1", "N-01"));
let help = "A name begins with a letter and goes on with letters, digits, `$`, `-` and `_`.";
checker.tell_help(code, value.span(), cite, help, &|| {
format!("{} is no name of an attribute.", shown(value))
});
            }
            let common = COMMON.iter().any(|common| common.eq_ignore_ascii_case(name));
            if common && self.context.level == 0 && !self.context.of_discovery {
                checker.tell(Code::DefinitionCommon, value.span(), ("RFC 7643 §3.1", "S-12"), &|| {
format!("Every resource has `{name}` as RFC 7643 §3.1 defines it; this definition is not used.")
});
            }
        });
    }

    fn kind(&mut self, checker: &mut Checker<'_, 'd>) {
        let mut kind = self.kind;
        checker.member(self.object, "type", &mut |checker, value| {
            let Some(text) = value.as_str() else {
                kind = None;
                return;
            };
            let other = OTHER_NAMES
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(&text));
            if let Some((_, known)) = other {
                kind = None;
                let code = Code::DefinitionKeyword;
                checker.tell_near(code, value, (SCHEMA, "S-56"), Some(known), &|| {
                    format!("`type` is {}, which is no type of SCIM.", shown(value))
                });
                return;
            }
            let codes = (Code::DefinitionKeyword, Code::DefinitionKeywordCase);
            let words = Type::KEYWORDS;
            let index = checker.keyword(value, "type", words, codes, (SCHEMA, "S-56"));
            let word = index.and_then(|index| words.get(index));
            kind = word.and_then(|word| Type::from_keyword(word));
        });
        self.kind = kind;
    }

    /// A value that is never read is never returned.
    fn visibility(&self, checker: &mut Checker<'_, 'd>, returned: Returned) {
        if self.mutability != Mutability::WriteOnly || returned == Returned::Never {
            return;
        }
        let word = returned.as_str();
        let place = if self.object.get("returned").is_some() {
            "returned"
        } else {
            "mutability"
        };
        self.combination(checker, place, "S-64", &|| {
            format!(
                "`{}` is writeOnly, yet `returned` is {word}, not never.",
                self.name
            )
        });
    }

    fn required(&self, checker: &mut Checker<'_, 'd>) {
        let required = self.object.get("required").and_then(Value::as_bool) == Some(true);
        if required && self.mutability == Mutability::ReadOnly && !self.context.of_discovery {
            self.combination(checker, "required", "S-75", &|| {
                format!(
                    "`{}` is required and readOnly: no client can ever give it.",
                    self.name
                )
            });
        }
    }

    fn case(&self, checker: &mut Checker<'_, 'd>) {
        let given = self.object.get("caseExact").and_then(Value::as_bool);
        match (self.kind, given) {
            (Some(kind), Some(true)) if !kind.is_textual() => {
                let rule = if kind == Type::Complex {
                    "S-52"
                } else {
                    "S-60"
                };
                self.combination(checker, "caseExact", rule, &|| {
                    let kind = kind.with_article();
                    format!(
                        "`{}` is {kind}, which has no case to be exact about.",
                        self.name
                    )
                });
            }
            (Some(kind @ (Type::Reference | Type::Binary)), Some(false)) => {
                let cite = match kind {
                    Type::Binary => ("RFC 7643 §2.3.6", "S-43"),
                    _ => ("RFC 7643 §2.3.7", "S-46"),
                };
                checker.member(self.object, "caseExact", &mut |checker, value| {
                    checker.say(Code::DefinitionCaseExact, value.span(), cite, &|| {
                        let kind = kind.with_article();
                        let message = format!(
                            "`{}` is {kind}, which is case-exact whatever this says.",
                            self.name
                        );
                        let edit = Edit::replace(value.span(), "true");
                        Diagnostic::new(Code::DefinitionCaseExact, message)
                            .unsafe_fix("Use true", vec![edit])
                    });
                });
            }
            _ => {}
        }
    }

    fn unique(&self, checker: &mut Checker<'_, 'd>) {
        let text = self.object.get("uniqueness").and_then(Value::as_str);
        let uniqueness = text.and_then(|text| Uniqueness::from_keyword(&text));
        let meaningless = matches!(self.kind, Some(Type::Complex | Type::Boolean));
        if meaningless && uniqueness.is_some_and(|u| u != Uniqueness::None) {
            let rule = if self.kind == Some(Type::Complex) {
                "S-52"
            } else {
                "S-69"
            };
            let kind = self.kind.unwrap_or_default().with_article();
            self.combination(checker, "uniqueness", rule, &|| {
                format!("`{}` is {kind} and can't be unique.", self.name)
            });
        }
    }

    fn canonical_values(&self, checker: &mut Checker<'_, 'd>) {
        let list = self.object.get("canonicalValues");
        let values: Vec<_> = list
            .into_iter()
            .flat_map(Value::elements)
            .map(Some)
            .collect();
        let repeated = repeated(&values, self.case_exact);
        checker.whole_member(self.object, "canonicalValues", &mut |checker, list| {
            checker.each(list, &mut |checker, index, value| {
                if repeated.get(index) != Some(&true) {
                    return;
                }
                let code = Code::DefinitionCanonicalValues;
                checker.tell(code, value.span(), (SCHEMA, "S-59"), &|| {
                    format!("`canonicalValues` has {} twice.", shown(value))
                });
            });
        });
    }

    fn reference_types(&self, checker: &mut Checker<'_, 'd>) {
        let (code, cite) = (Code::DefinitionReferenceTypes, (SCHEMA, "S-71"));
        let other = self.kind.filter(|kind| *kind != Type::Reference);
        checker.whole_member(self.object, "referenceTypes", &mut |checker, list| {
            if let Some(kind) = other.filter(|_| !list.is_empty()) {
                checker.tell(code, list.span(), cite, &|| {
                    let kind = kind.with_article();
                    format!("`{}` is {kind}, not a reference.", self.name)
                });
                return;
            }
            checker.each(list, &mut |checker, _, value| {
                let text = value.as_str().unwrap_or_default();
                let types = checker.registry.resource_types();
                let names = types.map(|(_, known)| known.name.as_str());
                let known: Vec<_> = ["external", "uri"].into_iter().chain(names).collect();
                if known.contains(&&*text) {
                    return;
                }
                // Another name may be that of a resource type that isn't loaded.
                if let Some(near) = nearest(known.iter().copied(), &text) {
                    checker.tell_near(code, value, cite, Some(near), &|| {
                        format!("A reference leads to no {}.", shown(value))
                    });
                }
            });
        });
    }

    fn sub_attributes(&self, checker: &mut Checker<'_, 'd>) {
        let code = Code::DefinitionSubAttributes;
        let list = self.object.get("subAttributes");
        let lists = |list: Value<'_>| matches!(list.kind(), Kind::Array | Kind::Object);
        let some = list.is_some_and(|list| lists(list) && !list.is_empty());
        let nested = self.context.level > 0 && !self.context.of_schemas;
        let at = |checker: &mut Checker<'_, 'd>,
                  name: &str,
                  cite: Cite,
                  message: &dyn Fn() -> String| {
            checker.whole_member(self.object, name, &mut |checker, value| {
                checker.tell(code, value.span(), cite, message);
            });
        };
        match self.kind {
            Some(Type::Complex) if nested => {
                at(checker, "type", (SCHEMA, "S-58"), &|| {
                    format!(
                        "`{}` is a sub-attribute and can't be complex itself.",
                        self.name
                    )
                });
                return;
            }
            Some(Type::Complex)
                if !some
                    && list.is_none_or(|list| list.kind() == Kind::Array || list.is_null()) =>
            {
                checker.member(self.object, "type", &mut |checker, value| {
                    let (severity, cite) = (Severity::Warning, (SCHEMA, "S-57"));
                    checker.tell_as(severity, code, value.span(), cite, &|| {
                        format!("`{}` is complex and lists no sub-attributes.", self.name)
                    });
                });
                return;
            }
            Some(kind) if some && kind != Type::Complex => {
                let cite = if nested {
                    (SCHEMA, "S-36")
                } else {
                    ("RFC 7643 §1.2", "S-35")
                };
                at(checker, "subAttributes", cite, &|| {
                    let kind = kind.with_article();
                    format!("`{}` is {kind} and has no sub-attributes.", self.name)
                });
                return;
            }
            _ => {}
        }
        self.default_sub_attribute(checker);
        // The schema of schemas goes no deeper than this.
        if some && self.context.level < 3 {
            let context = Context {
                level: self.context.level + 1,
                of_values: self.multi_valued,
                ..*self.context
            };
            check_list(checker, self.object, "subAttributes", &context);
        }
    }

    /// Values of a multi-valued attribute have sub-attributes whose meaning RFC 7643 §2.4 fixes.
    fn default_sub_attribute(&self, checker: &mut Checker<'_, 'd>) {
        let fixed = match &*self.name {
            "primary" => Type::Boolean,
            "$ref" => Type::Reference,
            "type" | "display" => Type::String,
            _ => return,
        };
        let Some(kind) = self
            .kind
            .filter(|kind| *kind != fixed && self.context.of_values)
        else {
            return;
        };
        checker.member(self.object, "type", &mut |checker, value| {
            let code = Code::DefinitionCombination;
            checker.tell(code, value.span(), ("RFC 7643 §2.4", "MV-02"), &|| {
                let (fixed, kind) = (fixed.with_article(), kind.with_article());
                format!(
                    "The sub-attribute `{}` of a multi-valued attribute is {fixed}, not {kind}.",
                    self.name
                )
            });
        });
    }

    /// Characteristics that are left out have defaults, which a reader has to know.
    fn missing(&self, checker: &mut Checker<'_, 'd>) {
        let Some(kind) = self.kind else {
            return;
        };
        let simple = !matches!(kind, Type::Complex | Type::Boolean);
        let textual = matches!(kind, Type::String | Type::Reference | Type::Binary);
        let wanted = [
            ("type", true),
            ("multiValued", true),
            ("required", true),
            ("caseExact", textual),
            ("mutability", true),
            ("returned", true),
            ("uniqueness", simple),
            ("referenceTypes", kind == Type::Reference),
        ];
        let lacks = |name: &str| self.object.get(name).is_none_or(Value::is_null);
        let missing = wanted
            .iter()
            .filter(|(name, wanted)| *wanted && lacks(name));
        if missing.clone().next().is_none() || self.name.is_empty() {
            return;
        }
        let (code, cite) = (Code::DefinitionMissing, ("RFC 7643 §2.2", "S-55"));
        checker.member(self.object, "name", &mut |checker, value| {
            checker.tell(code, value.span(), cite, &|| {
                let names: Vec<&str> = missing.clone().map(|(name, _)| *name).collect();
                let names = names.join(", ");
                format!("`{}` leaves out {names}; the defaults hold.", self.name)
            });
        });
    }

    /// Reports characteristics that don't go together, at one of them.
    fn combination(
        &self,
        checker: &mut Checker<'_, 'd>,
        place: &str,
        rule: &'static str,
        message: &dyn Fn() -> String,
    ) {
        checker.whole_member(self.object, place, &mut |checker, value| {
            let code = Code::DefinitionCombination;
            checker.tell(code, value.span(), (SCHEMA, rule), message);
        });
    }
}
