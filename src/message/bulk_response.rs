//! Answers to bulk requests (RFC 7644 §3.7).

use super::bulk::{METHODS, empty_id, version};
use super::checker::{Checker, shown};
use super::error;
use super::kind::DocumentKind;
use super::status::is_status;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};
use crate::json::{Kind, Value};
use crate::resource::Operation;
use crate::text::quoted;

const BULK: &str = "RFC 7644 §3.7";

pub(super) fn check<'d>(checker: &mut Checker<'_, 'd>, root: Value<'d>) {
    checker.member(root, "failOnErrors", &mut |checker, value| {
        checker.tell(
            Code::MessageUnexpected,
            value.span(),
            (BULK, "B-03"),
            &|| "`failOnErrors` belongs to the request, not to the answer.".to_owned(),
        );
    });
    checker.objects(root, "Operations", &mut |checker, _, object| {
        operation(checker, object);
    });
}

fn operation<'d>(checker: &mut Checker<'_, 'd>, object: Value<'d>) {
    let mut method = None;
    checker.member(object, "method", &mut |checker, value| {
        let codes = (Code::MessageKeyword, Code::MessageKeyword);
        let index = checker.keyword(value, "method", METHODS, codes, (BULK, "B-05"));
        method = index.and_then(|index| METHODS.get(index).copied());
    });
    checker.member(object, "bulkId", &mut |checker, value| {
        empty_id(checker, value);
    });
    checker.member(object, "version", &mut |checker, value| {
        version(checker, value);
    });
    let mut status = None;
    checker.member(object, "status", &mut |checker, value| {
        status = status_of(checker, value);
    });
    let lacks = |name: &str| object.get(name).is_none_or(Value::is_null);
    if method == Some("POST") && lacks("bulkId") {
        checker.lacks(
            (object, "bulkId"),
            Code::MessageRequired,
            (BULK, "B-16"),
            &|| "The answer to POST has the `bulkId` of the request.".to_owned(),
        );
    }
    let Some(status) = status else {
        return;
    };
    let success = (200..300).contains(&status);
    let failed_creation = method == Some("POST") && !success;
    if method.is_some() && !failed_creation && lacks("location") {
        checker.lacks(
            (object, "location"),
            Code::MessageRequired,
            (BULK, "B-10"),
            &|| "`location` is missing; only a POST that failed has none.".to_owned(),
        );
    }
    if !success && lacks("response") {
        checker.lacks(
            (object, "response"),
            Code::MessageRequired,
            (BULK, "B-11"),
            &|| format!("The status is {status}, so `response` holds the error."),
        );
    }
    checker.whole_member(object, "response", &mut |checker, response| {
        if success {
            checker.carried(response, Operation::Read, None);
            return;
        }
        let mut nested = checker.nested();
        nested.structure(response, DocumentKind::Error);
        if response.kind() != Kind::Object {
            return;
        }
        let inner = error::check(&mut nested, response);
        let Some(inner) = inner.filter(|inner| *inner != status) else {
            return;
        };
        checker.member(response, "status", &mut |checker, value| {
            checker.tell(Code::MessageConflict, value.span(), (BULK, "B-12"), &|| {
                format!("The operation has the status {status}, the error in it {inner}.")
            });
        });
    });
}

/// Reads a status: a string, or, as RFC 7644 §3.7.2 still shows it, an object with a `code`.
fn status_of<'d>(checker: &mut Checker<'_, 'd>, value: Value<'d>) -> Option<u16> {
    let cite = (BULK, "B-12");
    if value.kind() == Kind::String {
        return checker.status(value, 100, cite);
    }
    let code = value.get("code").filter(|code| code.kind() == Kind::String);
    if let Some(code) = code {
        checker.say_as(Severity::Warning, value.span(), (BULK, "B-25"), &|| {
            let edit = Edit::replace(value.span(), code.source());
            Diagnostic::new(Code::MessageStatus, "`status` is a string, not an object.")
                .safe_fix(format!("Use {}", code.source()), vec![edit])
        });
        return checker.status(code, 100, cite);
    }
    if value.kind() == Kind::Invalid {
        return None;
    }
    checker.say(Code::Type, value.span(), cite, &|| {
        let found = match value.kind() {
            Kind::Object => "the object".to_owned(),
            Kind::Array => "the array".to_owned(),
            _ => shown(value),
        };
        let message = format!("`Operations.status` is a string; {found} is none.");
        let finding = Diagnostic::new(Code::Type, message);
        match value.as_number() {
            Some(number) if is_status(number) => {
                let edit = Edit::replace(value.span(), quoted(number));
                finding.safe_fix("Put it in quotes", vec![edit])
            }
            _ => finding,
        }
    });
    checker.status(value, 100, cite)
}
