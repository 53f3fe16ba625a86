//! What a service provider says of itself.

use super::finder::{Finder, brief};
use crate::diagnostic::Code;
use crate::json::Value;
use crate::resource::Step;

/// Attributes whose case the interoperability profile settles.
const CASES: [(&str, bool); 3] = [("userName", false), ("id", true), ("externalId", true)];

/// Looks at a schema.
pub(super) fn schema<'d>(finder: &mut Finder<'_, 'd>, root: Value<'d>) {
    let Some((key, attributes)) = root.entry("attributes") else {
        return;
    };
    finder.path.push(Step::Name(key));
    for (index, attribute) in attributes.elements().enumerate() {
        finder.path.push(Step::Index(index));
        let name = attribute
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if let Some((key, exact)) = attribute.entry("caseExact")
            && let Some((_, wanted)) = CASES.iter().find(|(known, _)| *known == name)
            && exact.as_bool() == Some(!wanted)
        {
            let about = format!("`{name}`");
            finder.say_at(Step::Name(key), Code::LintCaseRules, exact.span(), &about);
        }
        if attribute.get("multiValued").and_then(Value::as_bool) == Some(true)
            && let Some((key, subs)) = attribute.entry("subAttributes")
        {
            finder.path.push(Step::Name(key));
            for (index, sub) in subs.elements().enumerate() {
                let typed = sub.get("name").and_then(Value::as_str);
                let values = sub.get("canonicalValues");
                if typed.as_deref() == Some("type") && values.is_none_or(Value::is_empty) {
                    let about = format!("`{name}.type`");
                    let step = Step::Index(index);
                    finder.say_at(step, Code::LintTypeValues, sub.span(), &about);
                }
            }
            finder.path.pop();
        }
        finder.path.pop();
    }
    finder.path.pop();
}

/// Looks at a configuration.
pub(super) fn config<'d>(finder: &mut Finder<'_, 'd>, root: Value<'d>) {
    let Some((key, schemes)) = root.entry("authenticationSchemes") else {
        return;
    };
    let basic = |scheme: Value<'_>| {
        scheme.get("type").and_then(Value::as_str).as_deref() == Some("httpbasic")
    };
    if !schemes.is_empty() && schemes.elements().all(basic) {
        let about = brief(schemes);
        finder.say_at(
            Step::Name(key),
            Code::LintAuthentication,
            schemes.span(),
            &about,
        );
    }
}
