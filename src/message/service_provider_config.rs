//! What a service provider says that it can do (RFC 7643 §5; pagination: RFC 9865 §4).

use super::checker::{Checker, integer, shown};
use super::kind::DocumentKind;
use super::rules::Cite;
use crate::diagnostic::{Code, Severity};
use crate::json::{Kind, Value};
use crate::schema::nearest;
use crate::text::same_but_for_case;

const CONFIG: &str = "RFC 7643 §5";
const PAGINATION: Cite = ("RFC 9865 §4", "C-21");
const SCHEMES: &[&str] = &[
    "oauth",
    "oauth2",
    "oauthbearertoken",
    "httpbasic",
    "httpdigest",
];
const METHODS: &[&str] = &["cursor", "index"];

pub(super) fn check<'d>(checker: &mut Checker<'_, 'd>, root: Value<'d>) {
    checker.meta(root, DocumentKind::ServiceProviderConfig);
    for (name, limits) in [
        ("bulk", &["maxOperations", "maxPayloadSize"][..]),
        ("filter", &["maxResults"][..]),
    ] {
        checker.member(root, name, &mut |checker, section| {
            let supported = section.get("supported").and_then(Value::as_bool) == Some(true);
            for limit in limits {
                checker.member(section, limit, &mut |checker, value| {
                    at_least(checker, value, limit, 0, (CONFIG, "D-11"));
                    if supported && integer(Some(value)) == Some(0) {
                        let rule = if name == "bulk" { "B-27" } else { "Q-28" };
                        checker.tell_as(
                            Severity::Warning,
                            Code::MessageRange,
                            value.span(),
                            (CONFIG, rule),
                            &|| format!("`{name}` is supported, but `{limit}` is 0."),
                        );
                    }
                });
            }
        });
    }
    checker.objects(root, "authenticationSchemes", &mut |checker, _, scheme| {
        checker.member(scheme, "type", &mut authentication);
    });
    checker.member(root, "pagination", &mut pagination);
}

fn authentication<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>) {
    let text = value.as_str().unwrap_or_default();
    if value.kind() != Kind::String || SCHEMES.iter().any(|known| same_but_for_case(known, &text)) {
        return;
    }
    let near = nearest(SCHEMES.iter().copied(), &text);
    checker.tell_near(Code::CanonicalValue, value, (CONFIG, "D-14"), near, &|| {
        let list = SCHEMES.join(", ");
        format!("`type` is {}, which is none of {list}.", shown(value))
    });
}

fn pagination<'d>(checker: &mut Checker<'_, 'd>, pagination: Value<'d>) {
    let offers = |method: &str| pagination.get(method).and_then(Value::as_bool);
    checker.member(
        pagination,
        "defaultPaginationMethod",
        &mut |checker, value| {
            let codes = (Code::MessageKeyword, Code::MessageKeywordCase);
            let name = "defaultPaginationMethod";
            let index = checker.keyword(value, name, METHODS, codes, PAGINATION);
            let Some(method) = index.and_then(|index| METHODS.get(index)) else {
                return;
            };
            if offers(method) == Some(false) {
                checker.tell(Code::MessageConflict, value.span(), PAGINATION, &|| {
                    format!("The default method is {method}, which is not offered.")
                });
            }
        },
    );
    for name in ["defaultPageSize", "maxPageSize", "cursorTimeout"] {
        checker.member(pagination, name, &mut |checker, value| {
            at_least(checker, value, name, 1, PAGINATION);
        });
    }
    let size = |name: &str| integer(pagination.get(name)).filter(|size| *size > 0);
    let (Some(default), Some(most)) = (size("defaultPageSize"), size("maxPageSize")) else {
        return;
    };
    if default > most {
        checker.member(pagination, "defaultPageSize", &mut |checker, value| {
            checker.tell(Code::MessageConflict, value.span(), PAGINATION, &|| {
                format!("`defaultPageSize` is {default}, more than `maxPageSize`, {most}.")
            });
        });
    }
}

fn at_least<'d>(
    checker: &mut Checker<'_, 'd>,
    value: Value<'d>,
    name: &str,
    least: i64,
    cite: Cite,
) {
    if integer(Some(value)).is_some_and(|number| number < least) {
        checker.tell(Code::MessageRange, value.span(), cite, &|| {
            format!("`{name}` is {}; the least is {least}.", value.source())
        });
    }
}
