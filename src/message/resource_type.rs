//! Resource types as documents (RFC 7643 §6).

use super::attribute::repeated;
use super::checker::{Checker, shown, suggest};
use super::kind::DocumentKind;
use super::rules::Cite;
use super::schema::uri;
use crate::attribute::uri_defect;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::json::{Kind, Value};
use crate::schema::nearest;

const TYPE: &str = "RFC 7643 §6";

pub(super) fn check<'d>(checker: &mut Checker<'_, 'd>, root: Value<'d>) {
    checker.meta(root, DocumentKind::ResourceType);
    let name = root.get("name").and_then(Value::as_str);
    checker.member(root, "name", &mut |checker, value| {
        let text = value.as_str().unwrap_or_default();
        let empty = value.kind() == Kind::String && value.is_empty();
        if empty || text.contains(char::is_control) {
            let code = Code::DefinitionName;
            checker.tell(code, value.span(), (TYPE, "D-17"), &|| {
                format!("{} is no name of a resource type.", shown(value))
            });
        }
    });
    checker.member(root, "id", &mut |checker, value| {
        let (Some(id), Some(name)) = (value.as_str(), &name) else {
            return;
        };
        if id != *name {
            let (code, cite) = (Code::DefinitionIdentity, (TYPE, "D-17"));
            checker.tell_near(code, value, cite, Some(name), &|| {
                format!("The id {} is not the name, `{name}`.", shown(value))
            });
        }
    });
    checker.member(root, "endpoint", &mut |checker, value| {
        endpoint(checker, value, name.as_deref());
    });
    checker.member(root, "schema", &mut |checker, value| {
        schema(checker, value, "schema", (TYPE, "D-19"));
    });
    let base = root.get("schema");
    let list = root.get("schemaExtensions");
    let extensions = list.into_iter().flat_map(Value::elements);
    let extensions = extensions.map(|extension| extension.get("schema"));
    let uris: Vec<_> = core::iter::once(base).chain(extensions).collect();
    let again = repeated(&uris, false);
    checker.objects(
        root,
        "schemaExtensions",
        &mut |checker, index, extension| {
            checker.member(extension, "schema", &mut |checker, value| {
                if again.get(index + 1) == Some(&true) {
                    let code = Code::DefinitionDuplicate;
                    checker.tell(code, value.span(), (TYPE, "D-20"), &|| {
                        format!("The resource type has the schema {} already.", shown(value))
                    });
                    return;
                }
                schema(checker, value, "schema", (TYPE, "D-20"));
            });
        },
    );
}

/// An endpoint is a slash and one name; where it is in the base URL is for the server to say.
fn endpoint<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>, name: Option<&str>) {
    let Some(text) = value.as_str() else {
        return;
    };
    if uri_defect(&text).is_some() {
        // That is told of already.
        return;
    }
    let code = Code::DefinitionEndpoint;
    let rest = text.strip_prefix('/');
    let segment = rest.unwrap_or(&text);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    if rest.is_none() || segment.is_empty() || !segment.chars().all(plain) {
        checker.say(code, value.span(), (TYPE, "D-18"), &|| {
            let message = format!("{} is no endpoint relative to the base URL.", shown(value));
            let finding = Diagnostic::new(code, message).help("An endpoint reads /Badges.");
            if rest.is_none() && !segment.is_empty() && segment.chars().all(plain) {
                let edit = Edit::insert(value.span().start + 1, "/");
                finding.safe_fix("Add the slash", vec![edit])
            } else {
                finding
            }
        });
        return;
    }
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        return;
    };
    // Plurals that don't end in s are left to people.
    if segment.eq_ignore_ascii_case(name) && !segment.ends_with('s') {
        let cite = ("RFC 7644 §3.2", "T-12");
        checker.tell_as(Severity::Info, code, value.span(), cite, &|| {
            format!("The endpoint of {name} would be the plural, `/{name}s`.")
        });
    }
}

/// The schema of a resource type is one that is known.
fn schema<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>, name: &str, cite: Cite) {
    let broken = value
        .as_str()
        .is_none_or(|text| uri_defect(&text).is_some());
    if broken || !uri(checker, value, name) {
        return;
    }
    let text = value.as_str().unwrap_or_default();
    let schemas = checker.registry.schemas();
    // While definitions are being loaded it is seen at the end.
    if schemas.is_empty() || checker.registry.schema(&text).is_some() {
        return;
    }
    let near = nearest(schemas.iter().map(|schema| schema.id.as_str()), &text);
    checker.say_as(Severity::Warning, value.span(), cite, &|| {
        let message = format!("The schema {} is not loaded.", shown(value));
        suggest(
            Diagnostic::new(Code::DefinitionNotLoaded, message),
            near,
            value,
        )
    });
}
