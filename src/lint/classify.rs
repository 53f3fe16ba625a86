//! What the validator finds, as findings of the rules: each has a code of its own where rules tell
//! cases apart that are one to a validator.

use super::body::Told;
use super::finder::{World, mend, relabel};
use super::resource::{is_json, is_reference};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::filter::{Filter, Limits, Quirks, boolean_word};
use crate::json::{Document, Kind, Value, is_integer};
use crate::message::DocumentKind;
use crate::patch::OLD_URIS;
use crate::resource::removal;
use crate::schema::{Definition, ResourceTypeView, Type};
use crate::text::{quoted, same_but_for_case};

/// The findings of a validation, which are in document order, relabelled. Takes time linear in the
/// document.
pub(super) fn classify(
    found: Vec<Diagnostic>,
    document: &Document<'_>,
    told: Told<'_>,
    world: World<'_>,
) -> Vec<Diagnostic> {
    let mut places = Places::of(document);
    let view = told.resource_type.and_then(|id| world.registry.view(id));
    let mut out = Vec::with_capacity(found.len());
    for mut finding in found {
        // The operations are looked at whole, since mending it takes all of one.
        if finding.code == Code::PatchValue {
            continue;
        }
        // One of the rules says more of it.
        if finding.code == Code::ExternalId && world.profile.name() != "rfc" {
            continue;
        }
        let value = places.find(&finding);
        let case = Case {
            told,
            world,
            view,
            root: document.root(),
        };
        match case.rule(&mut finding, value) {
            None => out.push(finding),
            Some(code) => out.extend(relabel(finding, code, world.profile)),
        }
    }
    out
}

/// The values of a document by their place, asked for in order.
struct Places<'d> {
    next: Option<Value<'d>>,
    index: u32,
    count: u32,
}

impl<'d> Places<'d> {
    fn of(document: &'d Document<'d>) -> Self {
        Self {
            next: document.root(),
            index: 0,
            count: u32::try_from(document.node_count()).unwrap_or(u32::MAX),
        }
    }

    /// The value, or name, that a finding is about.
    fn find(&mut self, finding: &Diagnostic) -> Option<Value<'d>> {
        let span = finding.span?;
        let root = self.next?;
        while self.index < self.count && root.other(self.index).span().start < span.start {
            self.index += 1;
        }
        let value = root.other(self.index);
        if self.index < self.count && value.span().start == span.start {
            return Some(value);
        }
        // Inside a string: a filter, a path.
        let before = self.index.checked_sub(1)?;
        Some(root.other(before))
    }
}

struct Case<'c> {
    told: Told<'c>,
    world: World<'c>,
    view: Option<ResourceTypeView<'c>>,
    root: Option<Value<'c>>,
}

impl Case<'_> {
    /// The rule that a finding belongs to; `None` for the validator's own.
    fn rule(&self, finding: &mut Diagnostic, value: Option<Value<'_>>) -> Option<Code> {
        let patch = self.told.is_patch() || finding.pointer.contains("/data/Operations");
        let list = self.told.kind == Some(DocumentKind::List);
        let provider = self.told.answer;
        let at = |end: &str| finding.pointer.ends_with(end);
        Some(match finding.code {
            Code::MissingSchemas | Code::MissingBase | Code::UnknownSchema if patch => {
                Code::LintPatchSchemas
            }
            Code::MissingSchemas if list && finding.pointer.is_empty() => Code::LintListEnvelope,
            Code::MissingSchemas => Code::LintSchemasMissing,
            Code::UnknownSchema => self.uri(finding, value?),
            Code::UndeclaredExtension => Code::LintExtensionNotListed,
            Code::MisplacedAttribute => Code::LintExtensionAttributeAtRoot,
            Code::UnknownAttribute | Code::PatchUnknownAttribute => {
                return self.unknown(finding, value, provider);
            }
            Code::NameCase if list && at("/resources") => Code::LintResourcesCase,
            Code::NameCase if at("/schemas") || finding.pointer.contains("/schemas/") => {
                Code::LintUriCase
            }
            Code::NameCase if at(":User") => Code::LintUriCase,
            Code::NameCase => Code::LintNameCase,
            Code::DuplicateAttribute => Code::LintCaseDuplicate,
            Code::JsonDuplicateKey => Code::LintDuplicateKey,
            Code::Type | Code::Required if list && is_number_of_page(&finding.pointer) => {
                Code::LintListNumbers
            }
            Code::Required if list && finding.attribute.as_deref() == Some("totalResults") => {
                Code::LintListNumbers
            }
            Code::Type if self.told.kind == Some(DocumentKind::Error) && at("/status") => {
                Code::LintErrorStatus
            }
            Code::Type if at("/count") || at("/startIndex") => {
                let number = value?.as_str().filter(|text| is_integer(text))?;
                if finding.fixes.is_empty() {
                    let edit = Edit::replace(value?.span(), number);
                    mend(Some(finding), true, "Make it a number", vec![edit]);
                }
                Code::LintNumberString
            }
            Code::Type => return self.wrong_type(finding, value?),
            Code::DateTime | Code::DateTimeZone => Code::LintDateTime,
            Code::SingleValued => Code::LintSingularAsArray,
            Code::MultiValued => Code::LintMultiValuedAsObject,
            Code::Binary => Code::LintBinary,
            Code::Reference | Code::ReferenceTarget | Code::ReferenceType => {
                Code::LintReferenceForm
            }
            Code::CanonicalValue => Code::LintCanonicalValue,
            Code::Primary => Code::LintMultiplePrimary,
            Code::DuplicateValue => match self.definition(finding) {
                Some(definition) if is_reference(definition) => Code::LintDuplicateMember,
                _ => Code::LintDuplicateValue,
            },
            Code::Mutability => Code::LintPatchImmutable,
            Code::PatchReadOnly | Code::PatchReadOnlyValue => Code::LintPatchReadOnly,
            Code::PatchNoPath => Code::LintRemoveWithoutPath,
            Code::PatchOpCase => Code::LintOpCase,
            Code::MessageKeyword if patch && at("/op") => Code::LintOpUnknown,
            Code::PatchNoValue => Code::LintValueMissing,
            Code::PatchPath | Code::PatchAttribute => self.path(finding, value?),
            Code::FilterSyntax if patch => Code::LintPathSyntax,
            Code::FilterSyntax => return slip(value?.as_str()?.as_ref()),
            Code::FilterAttribute => Code::LintFilterAttribute,
            Code::FilterValue => Code::LintValueType,
            Code::MessageRequired | Code::Required | Code::Empty | Code::UnknownKind
                if patch && is_about_operations(finding) =>
            {
                Code::LintOperationsShape
            }
            Code::PatchMemberCase if at("/operations") => Code::LintOperationsShape,
            Code::MessageCount => Code::LintPageLength,
            Code::MessageRange if at("/startIndex") || at("/count") => Code::LintIndexOutOfRange,
            Code::MessageConflict if self.told.kind == Some(DocumentKind::Search) => {
                Code::LintAttributesAndExcluded
            }
            Code::MessageStatus if finding.severity == Severity::Error => Code::LintErrorStatus,
            Code::MessageScimType | Code::MessageScimTypeStatus => Code::LintScimType,
            Code::NeverReturned => Code::LintNeverReturned,
            Code::MetaResourceType => Code::LintResourceType,
            Code::DefinitionIdentity => Code::LintResourceTypeId,
            code if code.as_str().starts_with("definition/")
                && finding.severity == Severity::Error =>
            {
                Code::LintSchemaDefinition
            }
            _ => return None,
        })
    }

    fn definition(&self, finding: &Diagnostic) -> Option<&Definition> {
        let path = finding.attribute.as_deref()?;
        self.world.registry.describe(path, self.told.resource_type)
    }

    /// A URI in `schemas` that the resource type does not have.
    fn uri(&self, finding: &mut Diagnostic, value: Value<'_>) -> Code {
        let uri = value.as_str().unwrap_or_default();
        if let Some((code, new)) = self.modern(&uri) {
            finding.fixes.clear();
            let edit = Edit::replace(value.span(), quoted(new));
            mend(Some(finding), true, "Use the URI of SCIM 2.0", vec![edit]);
            return code;
        }
        if self.world.registry.type_of_schema(&uri).is_some() {
            return Code::LintSchemaEndpointMismatch;
        }
        if !finding.fixes.is_empty() {
            return Code::LintMalformedUri;
        }
        let is_used = self.root.is_some_and(|root| root.get(&uri).is_some());
        let edit = removal(value.span(), value.document_text());
        let edits = edit.into_iter().collect();
        mend(Some(finding), !is_used, "Leave it out", edits);
        Code::LintUnknownSchemaUri
    }

    /// The URI of today for one of SCIM 1.x, or one that is made from it.
    fn modern(&self, uri: &str) -> Option<(Code, &str)> {
        let (old, new) = OLD_URIS.iter().find(|(old, _)| {
            let start = uri.get(..old.len());
            start.is_some_and(|start| same_but_for_case(start, old))
        })?;
        let code = if old.ends_with("1.0") {
            Code::LintOldUri
        } else {
            Code::LintInventedUri
        };
        let base = || Some(self.view?.resource_type().schema.as_str());
        Some((code, new.or_else(base)?))
    }

    fn unknown(
        &self,
        finding: &mut Diagnostic,
        value: Option<Value<'_>>,
        provider: bool,
    ) -> Option<Code> {
        let name = finding.pointer.rsplit('/').next().unwrap_or_default();
        if let Some((code @ Code::LintOldUri, new)) = self.modern(name) {
            if let Some(key) = value.filter(|key| key.kind() == Kind::Key) {
                let edit = Edit::replace(key.span(), quoted(new));
                finding.fixes.clear();
                mend(Some(finding), true, "Use the URI of SCIM 2.0", vec![edit]);
            }
            return Some(code);
        }
        if same_but_for_case(name, "managerId") {
            if let Some(key) = value {
                let edit = Edit::replace(key.span(), r#""value""#);
                finding.fixes.clear();
                mend(Some(finding), true, "Name it `value`", vec![edit]);
            }
            return Some(Code::LintManagerId);
        }
        if self.told.kind.is_some_and(|kind| kind.schema().is_some()) && !self.told.is_patch() {
            return None;
        }
        Some(if provider {
            Code::LintUndeclaredReturned
        } else {
            Code::LintUnknownAttribute
        })
    }

    fn wrong_type(&self, finding: &mut Diagnostic, value: Value<'_>) -> Option<Code> {
        let definition = self.definition(finding)?;
        let text = value.as_str();
        let name = definition.attribute.name.as_str();
        Some(match (definition.attribute.kind, text, value.kind()) {
            (Type::Boolean, Some(text), _) => {
                boolean_word(&text)?;
                Code::LintBooleanString
            }
            (Type::Integer | Type::Decimal, Some(text), _) => {
                if finding.fixes.is_empty() && is_integer(&text) {
                    let edit = Edit::replace(value.span(), text);
                    mend(Some(finding), true, "Make it a number", vec![edit]);
                }
                Code::LintNumberString
            }
            (Type::Complex, Some(text), _) if is_json(&text) => {
                let edit = Edit::replace(value.span(), text);
                finding.fixes.clear();
                mend(
                    Some(finding),
                    false,
                    "Take the JSON out of the string",
                    vec![edit],
                );
                Code::LintJsonInString
            }
            (Type::Complex, Some(text), _) if is_reference(definition) => {
                finding.fixes.clear();
                let edit = if text.is_empty() {
                    Edit::replace(value.span(), "null")
                } else {
                    Edit::replace(value.span(), format!(r#"{{"value":{}}}"#, value.source()))
                };
                mend(Some(finding), true, "Make it a complex value", vec![edit]);
                if text.is_empty() {
                    Code::LintEmptyReference
                } else {
                    Code::LintReferenceAsString
                }
            }
            (Type::Complex, Some(_), _) => Code::LintComplexAsString,
            (Type::String | Type::Reference, None, Kind::Number)
                if matches!(name, "id" | "externalId" | "value") =>
            {
                if finding.fixes.is_empty() {
                    let edit = Edit::replace(value.span(), quoted(value.source()));
                    mend(Some(finding), true, "Make it a string", vec![edit]);
                }
                Code::LintIdentifierNumber
            }
            _ => return None,
        })
    }

    /// A path that leads nowhere.
    fn path(&self, finding: &mut Diagnostic, value: Value<'_>) -> Code {
        let text = value.as_str().unwrap_or_default();
        let unknown = finding.code == Code::PatchAttribute;
        let registry = self.world.registry;
        for extension in self.view.iter().flat_map(ResourceTypeView::extensions) {
            let Some(object) = registry.definition(extension.object) else {
                continue;
            };
            let uri = object.attribute.name.as_str();
            let (start, rest) = text.split_at_checked(uri.len()).unwrap_or_default();
            if same_but_for_case(start, uri)
                && let Some(name) = rest.strip_prefix('.')
            {
                let edit = Edit::replace(value.span(), quoted(&format!("{uri}:{name}")));
                finding.fixes.clear();
                mend(Some(finding), true, "Join them by a colon", vec![edit]);
                return Code::LintUriSeparator;
            }
            let name = text.split(['.', '[']).next().unwrap_or_default();
            if unknown && registry.sub_attribute(extension.object, name).is_some() {
                let edit = Edit::replace(value.span(), quoted(&format!("{uri}:{text}")));
                finding.fixes.clear();
                mend(Some(finding), true, "Name the extension", vec![edit]);
                return Code::LintExtensionUnqualified;
            }
        }
        if unknown {
            Code::LintPathUnknown
        } else {
            Code::LintPathSyntax
        }
    }
}

/// Which slip it is that makes a text no filter: the only one that has to be read over.
pub(super) fn slip(text: &str) -> Option<Code> {
    let reads = |quirks| Filter::parse_with(text, Limits::default(), quirks).is_ok();
    let none = Quirks::NONE;
    if reads(Quirks {
        bare_word: true,
        ..none
    }) {
        return Some(Code::LintUnquotedValue);
    }
    if reads(Quirks {
        single_quotes: true,
        ..none
    }) {
        return Some(Code::LintSingleQuotes);
    }
    let quotes = text.bytes().filter(|&byte| byte == b'"').count();
    let odd = quotes > 2 || text.contains('\\');
    odd.then_some(Code::LintUnescapedQuote)
}

fn is_number_of_page(pointer: &str) -> bool {
    matches!(pointer, "/totalResults" | "/startIndex" | "/itemsPerPage")
}

fn is_about_operations(finding: &Diagnostic) -> bool {
    let attribute = finding.attribute.as_deref().unwrap_or_default();
    attribute == "Operations" || finding.pointer.is_empty() || finding.pointer == "/Operations"
}
