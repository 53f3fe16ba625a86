use super::refusal::Refusal;
use super::request::{Input, Members};
use super::toolkit::Toolkit;
use crate::diagnostic::{Code, Diagnostic, Error, ScimType, write_json_array};
use crate::filter::{Filter, Predicate, describe, diagnose, write_explanation, write_tree};
use crate::json::{Value, write_string};
use crate::patch::Path;
use crate::schema::TypeId;
use crate::text::sort_by_place;

/// The members of a call about a filter alone.
pub(super) const OF_TEXT: &[&str] = &["call", "toolkit", "filter", "resourceType"];
/// The members of a call about a path.
pub(super) const OF_PATH: &[&str] = &["call", "toolkit", "path", "resourceType"];
/// The members of a call about a filter and a resource.
pub(super) const OF_RESOURCE: &[&str] = &["call", "toolkit", "filter", "resourceType", "resource"];
/// The members of a call about a filter and resources.
pub(super) const OF_RESOURCES: &[&str] = &[
    "call",
    "toolkit",
    "filter",
    "resourceType",
    "resource",
    "resources",
];

/// A filter that was parsed, and what it is about.
struct Parsed {
    filter: Filter,
    of: Option<TypeId>,
}

impl Parsed {
    fn of(toolkit: &Toolkit, request: Members<'_>) -> Result<Self, Refusal> {
        let of = request.resource_type(&toolkit.registry)?;
        let text = request.needed_text("filter")?;
        let (limits, quirks) = (toolkit.limits.filter, toolkit.profile.switches().filter);
        let parse = || {
            limits.check_length(text.len())?;
            let filter = Filter::parse_with(&text, limits, quirks)?;
            Predicate::check(&filter, &toolkit.registry, of)?;
            Ok(Self { filter, of })
        };
        parse().map_err(|error: Error| Refusal::of(&error, Some(&text)))
    }

    fn predicate(&self, toolkit: &Toolkit) -> Predicate {
        Predicate::compile(&self.filter, &toolkit.registry, self.of)
    }

    fn write_notes(&self, out: &mut String) {
        write_json_array(self.filter.notes(), Some(self.filter.text()), out);
    }
}

/// Parses a filter: `{"text", "ast", "attributes", "notes", "description"}`.
pub(super) fn parse(
    toolkit: &Toolkit,
    request: Members<'_>,
    out: &mut String,
) -> Result<(), Refusal> {
    let parsed = Parsed::of(toolkit, request)?;
    let (filter, registry) = (&parsed.filter, &toolkit.registry);
    out.push_str(r#"{"text":"#);
    write_string(&filter.to_string(), out);
    out.push_str(r#","ast":"#);
    write_tree(filter, out);
    out.push_str(r#","attributes":["#);
    for (index, attribute) in filter.attributes(registry, parsed.of).iter().enumerate() {
        out.push_str(if index > 0 { "," } else { "" });
        write_string(attribute, out);
    }
    out.push_str(r#"],"notes":"#);
    parsed.write_notes(out);
    out.push_str(r#","description":"#);
    write_string(&describe(filter, registry, parsed.of), out);
    out.push('}');
    Ok(())
}

/// What is wrong with a filter: `{"diagnostics"}`.
pub(super) fn check(
    toolkit: &Toolkit,
    request: Members<'_>,
    out: &mut String,
) -> Result<(), Refusal> {
    let of = request.resource_type(&toolkit.registry)?;
    let text = request.needed_text("filter")?;
    let (limits, quirks) = (toolkit.limits.filter, toolkit.profile.switches().filter);
    let mut findings = Vec::new();
    if let Err(error) = limits.check_length(text.len()) {
        findings.push(Diagnostic::new(Code::FilterLimit, error.detail()));
    } else {
        let view = of.and_then(|id| toolkit.registry.view(id));
        diagnose(&text, limits, quirks, view, &mut findings);
    }
    sort_by_place(&mut findings, |finding: &Diagnostic| {
        finding.span.map_or(0, |span| span.start)
    });
    out.push_str(r#"{"diagnostics":"#);
    write_json_array(&findings, Some(&text), out);
    out.push('}');
    Ok(())
}

/// Parses the path of a PATCH operation: the `PatchPath` of the JavaScript API.
pub(super) fn path(
    toolkit: &Toolkit,
    request: Members<'_>,
    out: &mut String,
) -> Result<(), Refusal> {
    let of = request.resource_type(&toolkit.registry)?;
    let text = request.needed_text("path")?;
    let limits = toolkit.limits.patch.path;
    let quirks = toolkit.profile.switches().filter;
    let path = match of.and_then(|id| toolkit.registry.view(id)) {
        _ if text.len() > limits.length as usize => Err(Path::too_long(text.len(), limits)),
        Some(view) => Path::parse_for(&text, view, limits, quirks),
        None => Path::parse_with(&text, limits, quirks),
    };
    let path = path.map_err(|error| Refusal::of(&error, Some(&text)))?;
    path.write(&text, out);
    Ok(())
}

/// Which resources match a filter: `{"matches", "notes"}`, where `matches` is an array if `resources` were
/// given.
pub(super) fn matches(
    toolkit: &Toolkit,
    request: Members<'_>,
    out: &mut String,
) -> Result<(), Refusal> {
    let parsed = Parsed::of(toolkit, request)?;
    let predicate = parsed.predicate(toolkit);
    let word = |input: &Input<'_>| -> Result<&str, Refusal> {
        let matches = with_resource(toolkit, input, |root| predicate.matches(&root))?;
        Ok(if matches { "true" } else { "false" })
    };
    out.push_str(r#"{"matches":"#);
    match (request.document("resource")?, request.has("resources")) {
        (Some(resource), false) => out.push_str(word(&resource)?),
        (None, true) => {
            out.push('[');
            for (index, resource) in request.documents("resources")?.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                out.push_str(word(resource)?);
            }
            out.push(']');
        }
        _ => {
            let detail = "A filter is asked about `resource`, or about an array `resources`.";
            return Err(Refusal::unusable(detail));
        }
    }
    out.push_str(r#","notes":"#);
    parsed.write_notes(out);
    out.push('}');
    Ok(())
}

/// Which clauses hold for a resource: the `ExplainNode` of the JavaScript API.
pub(super) fn explain(
    toolkit: &Toolkit,
    request: Members<'_>,
    out: &mut String,
) -> Result<(), Refusal> {
    let parsed = Parsed::of(toolkit, request)?;
    let predicate = parsed.predicate(toolkit);
    let resource = request.needed_document("resource")?;
    with_resource(toolkit, &resource, |root| {
        write_explanation(&parsed.filter, &predicate, root, out);
    })
}

/// Calls with a resource.
fn with_resource<T>(
    toolkit: &Toolkit,
    input: &Input<'_>,
    use_it: impl FnOnce(Value<'_>) -> T,
) -> Result<T, Refusal> {
    let document = toolkit.document(input);
    let mut defects = document.defects().iter();
    if let Some(defect) = defects.find(|defect| defect.kind.is_syntax()) {
        let found = defect.diagnose(document.text()).message;
        let detail = format!("The resource is not JSON: {found}");
        let error = Error::new(ScimType::InvalidSyntax, detail).at(defect.span);
        return Err(Refusal::of(&error, Some(document.text())));
    }
    let root = document.root();
    let root = root.ok_or_else(|| Refusal::unusable("The resource is empty."))?;
    Ok(use_it(root))
}
