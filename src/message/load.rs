//! Schemas and resource types from the documents that servers send: one object, an array, or a
//! ListResponse of them.

use core::fmt::Write;
use std::collections::BTreeSet;

use super::attribute::repeated;
use super::checker::{Checker, shown};
use super::kind::DocumentKind;
use super::validate::Options;
use crate::diagnostic::{
    Code, Diagnostic, Error, ScimType, Severity, write_error_json, write_json_array,
};
use crate::json::{Document, Kind, Limits, Tape, Value};
use crate::resource::{Reporter, Step, pointer, report_defects};
use crate::schema::{Registry, ResourceType, Schema, read_resource_type, read_schema};
use crate::text::{Pointer, Span, quoted, sort_by_place};

/// Keeps of the items with one key the last, where it stands; returns the keys. Takes n log n time:
/// a document may bring thousands, and each of them may take the place of another.
fn keep_last<T>(items: &mut Vec<T>, key: &dyn Fn(&T) -> String) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut kept: Vec<T> = Vec::with_capacity(items.len());
    kept.extend(items.drain(..).rev().filter(|item| keys.insert(key(item))));
    items.extend(kept.into_iter().rev());
    keys
}

/// Checks each document of a list: of an array, of a ListResponse, or the one that it is; and hands
/// it over with its pointer.
pub(super) fn list<'d>(
    checker: &mut Checker<'_, 'd>,
    root: Value<'d>,
    kind: DocumentKind,
    take: &mut dyn FnMut(Pointer, Value<'d>),
) {
    let resources = root.entry("Resources");
    let resources = resources.filter(|(_, list)| list.kind() == Kind::Array);
    let elements = match resources {
        Some((_, list)) => list,
        None if root.kind() == Kind::Array => root,
        None => {
            checker.document(root, kind);
            take(Pointer::root(), root);
            return;
        }
    };
    let own = match kind {
        DocumentKind::Schema => &["id"][..],
        _ => &["name", "endpoint"][..],
    };
    if let Some((key, _)) = resources {
        checker.report.path.push(Step::Name(key));
    }
    let again: Vec<Vec<bool>> = own
        .iter()
        .map(|name| {
            let values = elements.elements().map(|item| item.get(name));
            repeated(&values.collect::<Vec<_>>(), kind != DocumentKind::Schema)
        })
        .collect();
    checker.each(elements, &mut |checker, index, item| {
        for (name, again) in own.iter().zip(&again) {
            if again.get(index) == Some(&true) {
                twice(checker, item, name, kind);
            }
        }
        checker.document(item, kind);
        take(pointer(checker.report.path), item);
    });
    if resources.is_some() {
        checker.report.path.pop();
    }
}

/// Reports that an earlier document of the list has the same id, name or endpoint.
fn twice<'d>(checker: &mut Checker<'_, 'd>, item: Value<'d>, name: &str, kind: DocumentKind) {
    let cite = match (kind, name) {
        (DocumentKind::Schema, _) => ("RFC 7643 §7", "D-22"),
        (_, "endpoint") => ("RFC 7643 §6", "D-18"),
        _ => ("RFC 7643 §6", "D-17"),
    };
    checker.member(item, name, &mut |checker, value| {
        checker.tell(Code::DefinitionDuplicate, value.span(), cite, &|| {
            format!("The `{name}` {} is taken already.", shown(value))
        });
    });
}

/// Notes each schema that a resource type uses.
fn note_uses(item: Value<'_>, place: &Pointer, document: usize, name: &str, uses: &mut Vec<Use>) {
    let mut note = |pointer: Pointer, value: Value<'_>| {
        uses.push(Use {
            document,
            pointer: pointer.child("schema").into_string(),
            span: value.span(),
            uri: value.as_str().unwrap_or_default().into_owned(),
            resource_type: name.to_owned(),
        });
    };
    if let Some(schema) = item.get("schema") {
        note(place.clone(), schema);
    }
    let extensions = item.get("schemaExtensions").into_iter();
    for (index, extension) in extensions.flat_map(Value::elements).enumerate() {
        let mut place = place.child("schemaExtensions");
        place.push_index(index);
        if let Some(schema) = extension.get("schema") {
            note(place, schema);
        }
    }
}

impl Use {
    fn not_loaded(self) -> Diagnostic {
        let (name, uri) = (&self.resource_type, quoted(&self.uri));
        let message =
            format!("The resource type `{name}` has the schema {uri}, which is not loaded.");
        let mut finding = Diagnostic::new(Code::DefinitionNotLoaded, message)
            .help("Load the schema as well.")
            .at(self.span);
        finding.pointer = self.pointer;
        finding
    }
}

/// Collects documents and builds a [`Registry`] from them. Documents are checked as [`super::validate`]
/// checks them, but for what a server may leave out of what it serves: their `schemas`.
#[derive(Clone, Debug)]
pub struct RegistryBuilder {
    schemas: Vec<Schema>,
    resource_types: Vec<ResourceType>,
    /// Uses of schemas by resource types, which are looked up at the end.
    uses: Vec<Use>,
    /// For each document what was found in it.
    found: Vec<Vec<Diagnostic>>,
    /// Knows the form of the documents, and nothing else.
    forms: Option<Registry>,
}

/// A URI of a schema in a resource type, and where it stands.
#[derive(Clone, Debug)]
struct Use {
    document: usize,
    pointer: String,
    span: Span,
    uri: String,
    resource_type: String,
}

/// Documents that were not loaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// For each document, in the order in which they were given, what was found in it, warnings
    /// included. Spans are in the text of the document.
    pub documents: Vec<Vec<Diagnostic>>,
}

impl Refused {
    /// Writes it as an error: what is wrong in one sentence each, and `documents`, which has the
    /// findings in each as `{"option", "index", "diagnostics"}`. The texts are those that were given,
    /// for places to be told in UTF-16.
    pub fn write(&self, schemas: &[String], resource_types: &[String], out: &mut String) {
        let errors = self.documents.iter().flatten();
        let errors = errors.filter(|finding| finding.severity == Severity::Error);
        let sentences = errors.map(|finding| match finding.pointer.as_str() {
            "" => finding.message.clone(),
            pointer => format!("{pointer}: {}", finding.message),
        });
        let detail = sentences.collect::<Vec<_>>().join(" ");
        write_error_json(&Error::new(ScimType::InvalidValue, detail), None, out);
        out.pop();
        out.push_str(r#","documents":["#);
        let schemas = schemas.iter().enumerate().map(|given| ("schemas", given));
        let types = resource_types.iter().enumerate();
        let given = schemas.chain(types.map(|given| ("resourceTypes", given)));
        let mut comma = "";
        for ((option, (index, text)), found) in given.zip(&self.documents) {
            if found.is_empty() {
                continue;
            }
            // Writing to a String can't fail.
            let _ = write!(
                out,
                r#"{comma}{{"option":"{option}","index":{index},"diagnostics":"#
            );
            write_json_array(found, Some(text), out);
            out.push('}');
            comma = ",";
        }
        out.push_str("]}");
    }
}

impl Registry {
    /// Starts from the built-in schemas and resource types.
    pub fn builder() -> RegistryBuilder {
        let builtin = Self::builtin();
        RegistryBuilder {
            schemas: builtin.schemas().to_vec(),
            resource_types: builtin.resource_types().map(|(_, t)| t.clone()).collect(),
            uses: Vec::new(),
            found: Vec::new(),
            forms: None,
        }
    }
}

impl RegistryBuilder {
    /// Adds the schemas of a document as /Schemas serves it. A schema with the id of one that is
    /// there already takes its place.
    #[must_use]
    pub fn schemas(mut self, text: &str) -> Self {
        let mut new = Vec::new();
        self.read(text, DocumentKind::Schema, &mut |_, item| {
            new.push(read_schema(item));
        });
        self.schemas.extend(new);
        self
    }

    /// Adds the resource types of a document as /ResourceTypes serves it. A resource type with the
    /// name of one that is there already takes its place.
    #[must_use]
    pub fn resource_types(mut self, text: &str) -> Self {
        let document = self.found.len();
        let (mut new, mut uses) = (Vec::new(), Vec::new());
        self.read(text, DocumentKind::ResourceType, &mut |place, item| {
            let resource_type = read_resource_type(item);
            note_uses(item, place, document, &resource_type.name, &mut uses);
            new.push(resource_type);
        });
        self.uses.extend(uses);
        self.resource_types.extend(new);
        self
    }

    /// Checks a document, and hands each item over unless something is wrong with the document.
    fn read(&mut self, text: &str, kind: DocumentKind, take: &mut dyn FnMut(&Pointer, Value<'_>)) {
        let document = Document::read(text, Limits::default(), Tape::default());
        let forms = self.forms.get_or_insert_with(Registry::forms);
        let mut found = Vec::new();
        report_defects(&document, &mut found);
        let mut items = Vec::new();
        if let Some(root) = document.root() {
            let mut path = Vec::new();
            let mut checker = Checker {
                registry: forms,
                options: Options::default(),
                report: Reporter::new(&mut found, &mut path),
            };
            list(&mut checker, root, kind, &mut |place, item| {
                items.push((place, item));
            });
        }
        // What a server serves need not say what it is.
        found.retain(|finding| finding.code != Code::MissingSchemas);
        sort_by_place(&mut found, |finding: &Diagnostic| {
            finding.span.map_or(0, |span| span.start)
        });
        let sound = !found
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        self.found.push(found);
        for (place, item) in items.into_iter().filter(|_| sound) {
            take(&place, item);
        }
    }

    /// What was found so far in each document, warnings included.
    pub fn findings(&self) -> &[Vec<Diagnostic>] {
        &self.found
    }

    /// Compiles all of it.
    ///
    /// # Errors
    /// All that is wrong with the documents; then there is no registry.
    pub fn build(mut self) -> Result<Registry, Refused> {
        let id = |schema: &Schema| schema.id.to_ascii_lowercase();
        let known = keep_last(&mut self.schemas, &id);
        keep_last(&mut self.resource_types, &|known| known.name.clone());
        for used in core::mem::take(&mut self.uses) {
            if !known.contains(&used.uri.to_ascii_lowercase())
                && let Some(found) = self.found.get_mut(used.document)
            {
                found.push(used.not_loaded());
            }
        }
        let errors = self.found.iter().flatten();
        if errors
            .clone()
            .any(|finding| finding.severity == Severity::Error)
        {
            return Err(Refused {
                documents: self.found,
            });
        }
        let registry = Registry::compile(self.schemas, self.resource_types);
        if registry.is_overfull() {
            let message = "The schemas define more than 65,535 attributes.";
            let finding = Diagnostic::new(Code::DefinitionTooMany, message);
            match self.found.last_mut() {
                Some(last) => last.push(finding),
                None => self.found.push(vec![finding]),
            }
            return Err(Refused {
                documents: self.found,
            });
        }
        Ok(registry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BADGE: &str = r#"{"id":"urn:example:params:scim:schemas:1.0:Badge","name":"Badge","attributes":[{"name":"code"}]}"#;

    fn found(refused: &Refused) -> Vec<(usize, &str, &str)> {
        let documents = refused.documents.iter().enumerate();
        let each = documents.flat_map(|(index, found)| found.iter().map(move |f| (index, f)));
        each.filter(|(_, finding)| finding.severity == Severity::Error)
            .map(|(index, finding)| (index, finding.code.as_str(), finding.pointer.as_str()))
            .collect()
    }

    #[test]
    fn documents_are_loaded_as_servers_send_them() {
        let list = format!(r#"{{"totalResults":1,"Resources":[{BADGE}]}}"#);
        for text in [BADGE.to_owned(), format!("[{BADGE}]"), list] {
            let builder = Registry::builder().schemas(&text);
            // The defaults that it leaves out are told, and stop nothing.
            assert_eq!(builder.findings()[0].len(), 1, "{text}");
            let registry = builder.build().unwrap();
            assert!(
                registry
                    .schema("URN:example:params:scim:schemas:1.0:badge")
                    .is_some()
            );
        }
    }

    #[test]
    fn all_that_is_wrong_with_all_documents_is_told_with_its_place() {
        let crew = r#"{"name":"Crew","endpoint":"/Crews","schema":"urn:example:none"}"#;
        let builder = Registry::builder()
            .schemas(r#"[{"id":"Badge","attributes":[{"name":"9"}]},7]"#)
            .schemas(BADGE)
            .schemas("{")
            .resource_types(crew);
        let refused = builder.build().unwrap_err();
        assert_eq!(
            found(&refused),
            [
                (0, "definition/uri", "/0/id"),
                (0, "definition/name", "/0/attributes/0/name"),
                (0, "json/root", "/1"),
                (2, "json/syntax", ""),
                (3, "definition/not-loaded", "/schema"),
            ]
        );
        let span = refused.documents[3].last().unwrap().span.unwrap();
        assert_eq!(span.of(crew), r#""urn:example:none""#);
    }

    #[test]
    fn of_many_with_one_key_the_last_is_kept_and_each_key_is_asked_for_once() {
        use core::cell::Cell;
        let mut items: Vec<(usize, usize)> = (0..3000).map(|n| (n % 1000, n)).collect();
        let asked = Cell::new(0);
        let keys = keep_last(&mut items, &|(key, _)| {
            asked.set(asked.get() + 1);
            key.to_string()
        });
        assert_eq!((keys.len(), asked.get()), (1000, 3000));
        assert!(items.iter().map(|(_, n)| *n).eq(2000..3000));
    }

    #[test]
    fn a_type_for_each_of_many_schemas_finds_its_own() {
        let each = |make: &dyn Fn(usize) -> String| {
            let all: Vec<String> = (0..500).map(make).collect();
            format!("[{}]", all.join(","))
        };
        let id = |n: usize| format!("urn:example:params:scim:schemas:1.0:S{n}");
        let schemas = each(&|n| {
            format!(
                r#"{{"id":"{}","name":"S{n}","attributes":[{{"name":"a{n}"}}]}}"#,
                id(n)
            )
        });
        let types = each(&|n| {
            format!(
                r#"{{"name":"T{n}","endpoint":"/T{n}","schema":"{}"}}"#,
                id(n).to_uppercase()
            )
        });
        let registry = Registry::builder()
            .schemas(&schemas)
            .resource_types(&types)
            .build()
            .unwrap();
        for n in [0, 7, 499] {
            let view = registry
                .view(registry.type_named(&format!("t{n}")).unwrap())
                .unwrap();
            let attribute = registry.describe(&format!("a{n}"), Some(view.id()));
            assert!(attribute.is_some(), "a{n}");
        }
    }

    #[test]
    fn types_that_share_a_large_schema_are_refused_before_they_fill_memory() {
        let attributes: Vec<String> = (0..4000).map(|n| format!(r#"{{"name":"a{n}"}}"#)).collect();
        let schema = format!(
            r#"{{"id":"urn:example:large","name":"Large","attributes":[{}]}}"#,
            attributes.join(",")
        );
        let types: Vec<String> = (0..4000)
            .map(|n| {
                format!(r#"{{"name":"T{n}","endpoint":"/T{n}","schema":"urn:example:large"}}"#)
            })
            .collect();
        let builder = Registry::builder()
            .schemas(&schema)
            .resource_types(&format!("[{}]", types.join(",")));
        let refused = builder.build().unwrap_err();
        let last = refused
            .documents
            .last()
            .and_then(|found| found.last())
            .unwrap();
        assert_eq!(last.code, Code::DefinitionTooMany);
    }

    #[test]
    fn a_resource_type_may_come_before_its_schema() {
        let crew = r#"{"name":"Crew","endpoint":"/Crews","schema":"urn:example:params:scim:schemas:1.0:Badge"}"#;
        let registry = Registry::builder()
            .resource_types(crew)
            .schemas(BADGE)
            .build();
        assert!(registry.unwrap().type_named("Crew").is_some());
    }
}
