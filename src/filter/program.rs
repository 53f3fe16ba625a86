//! What a compiled filter does, in steps that a host can take by itself over its own objects: those
//! whose answer needs nothing but ASCII and plain values. Whatever needs more is left to the core.

use super::choice::Choice;
use super::compile::{Form, Operand, Predicate, Target, Test};
use super::tree::CompareOp;
use crate::schema::Type;
use crate::text::write_quoted;

impl Predicate {
    /// Writes the steps, as JSON:
    ///
    /// - `["all", steps]`, `["any", steps]`, `["not", step]`, `["fixed", boolean]`;
    /// - `["within", place, step]`: the step holds for one of the values there;
    /// - `["among", place, form, values]`: one of the values there is one of these; the form is "exact" or
    ///   "folded";
    /// - `["assigned", place, emptyToo]`: there is a value; an empty string is one, or is none;
    /// - `["is", place, op, form, value]`: one of the values there compares. The form is "exact",
    ///   "folded" (ASCII in any case, `value` in lower case), "instant" (a dateTime), "boolean", or
    ///   "flag", a boolean that counts as false where it is missing;
    /// - `["core"]`: only the core can tell.
    ///
    /// A place is `[extension or null, attribute, sub-attribute or null]`; names are in any case.
    pub fn write_program(&self, out: &mut String) {
        write_test(&self.root, out);
    }
}

fn write_test(test: &Test, out: &mut String) {
    match test {
        Test::All(tests) => write_tests("all", tests, out),
        Test::Any(tests, choice) => write_any(tests, choice.as_deref(), out),
        Test::Not(test) => negated(out, |out| write_test(test, out)),
        Test::Fixed(answer) => {
            out.push_str(if *answer {
                r#"["fixed",true]"#
            } else {
                r#"["fixed",false]"#
            });
        }
        Test::Value(target, filter) => {
            begin("within", target, out);
            write_test(filter, out);
            out.push(']');
        }
        Test::Present(target) => write_assigned(target, false, out),
        Test::Compare(target, op, Operand::Null) => match op {
            CompareOp::Eq => negated(out, |out| write_assigned(target, true, out)),
            CompareOp::Ne => write_assigned(target, true, out),
            _ => out.push_str(r#"["fixed",false]"#),
        },
        Test::Compare(target, op, operand) => match form_of(target, *op, operand) {
            None => out.push_str(r#"["core"]"#),
            Some(form) if *op == CompareOp::Ne => {
                negated(out, |out| {
                    write_is(target, CompareOp::Eq, form, operand, out);
                });
            }
            Some(form) => write_is(target, *op, form, operand, out),
        },
    }
}

fn write_tests(name: &str, tests: &[Test], out: &mut String) {
    out.push_str("[\"");
    out.push_str(name);
    out.push_str("\",[");
    for (index, test) in tests.iter().enumerate() {
        out.push_str(if index > 0 { "," } else { "" });
        write_test(test, out);
    }
    out.push_str("]]");
}

/// `or`: the texts that an attribute is looked up by are one step.
fn write_any(tests: &[Test], choice: Option<&Choice>, out: &mut String) {
    let Some(choice) = choice else {
        return write_tests("any", tests, out);
    };
    let mut rest: Vec<Option<&Test>> = tests.iter().map(Some).collect();
    let mut separator = "";
    out.push_str(r#"["any",["#);
    for group in choice.groups() {
        let mut open = false;
        for &index in group {
            let Some((target, form, text)) = tests.get(index).and_then(plain) else {
                continue;
            };
            if open {
                out.push(',');
            } else {
                open = true;
                out.push_str(core::mem::replace(&mut separator, ","));
                begin("among", target, out);
                write_quoted(form, out);
                out.push_str(",[");
            }
            write_quoted(text, out);
            if let Some(written) = rest.get_mut(index) {
                *written = None;
            }
        }
        out.push_str(if open { "]]" } else { "" });
    }
    for test in rest.into_iter().flatten() {
        out.push_str(core::mem::replace(&mut separator, ","));
        write_test(test, out);
    }
    out.push_str("]]");
}

/// An equality with a text that a host compares by itself.
fn plain(test: &Test) -> Option<(&Target, &'static str, &str)> {
    match test {
        Test::Compare(target, CompareOp::Eq, operand @ Operand::Text(text)) => {
            let form = form_of(target, CompareOp::Eq, operand);
            let form = form.filter(|form| matches!(*form, "exact" | "folded"))?;
            Some((target, form, text.as_str()))
        }
        _ => None,
    }
}

fn negated(out: &mut String, write: impl FnOnce(&mut String)) {
    out.push_str(r#"["not","#);
    write(out);
    out.push(']');
}

fn write_assigned(target: &Target, empty_string: bool, out: &mut String) {
    begin("assigned", target, out);
    out.push_str(if empty_string { "true]" } else { "false]" });
}

/// How a host can compare, if it can: anything but ASCII needs folding and composing, and numbers
/// need decimals.
fn form_of(target: &Target, op: CompareOp, operand: &Operand) -> Option<&'static str> {
    if target.objects_by_value || (op == CompareOp::Ne && target.ne_any_value) {
        return None;
    }
    match operand {
        Operand::Boolean(_) if target.missing_is_false => Some("flag"),
        Operand::Boolean(_) => Some("boolean"),
        Operand::Text(text) if text.is_ascii() => match (target.kind, target.form) {
            (Some(Type::DateTime), _) if !op.is_substring() => Some("instant"),
            (Some(Type::Binary), _) => None,
            (_, Form::Exact) => Some("exact"),
            (_, Form::Folded | Form::UserName) => Some("folded"),
        },
        Operand::Text(_) | Operand::Reference(..) | Operand::Number(_) | Operand::Null => None,
    }
}

fn write_is(target: &Target, op: CompareOp, form: &str, operand: &Operand, out: &mut String) {
    begin("is", target, out);
    write_quoted(op.as_str(), out);
    out.push(',');
    write_quoted(form, out);
    out.push(',');
    match operand {
        Operand::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Operand::Text(text) => write_quoted(text, out),
        Operand::Reference(..) | Operand::Number(_) | Operand::Null => out.push_str("null"),
    }
    out.push(']');
}

/// The beginning of a step at a place.
fn begin(name: &str, target: &Target, out: &mut String) {
    out.push_str("[\"");
    out.push_str(name);
    out.push_str("\",[");
    let names = [
        target.extension.as_ref(),
        Some(&target.name),
        target.sub.as_ref(),
    ];
    for (index, name) in names.into_iter().enumerate() {
        out.push_str(if index > 0 { "," } else { "" });
        match name {
            Some(name) => write_quoted(&name.text, out),
            None => out.push_str("null"),
        }
    }
    out.push_str("],");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{Filter, Limits};
    use crate::schema::Registry;

    #[test]
    fn says_what_a_host_can_do() {
        let registry = Registry::builtin();
        for (text, program) in [
            (
                "userName pr",
                r#"["assigned",[null,"userName",null],false]"#,
            ),
            ("title ne null", r#"["assigned",[null,"title",null],true]"#),
            (
                r#"not (emails co "X") and (active ne true or externalId sw "A")"#,
                r#"["all",[["not",["is",[null,"emails","value"],"co","folded","x"]],["any",[["not",["is",[null,"active",null],"eq","boolean",true]],["is",[null,"externalId",null],"sw","exact","A"]]]]]"#,
            ),
            (
                r#"emails[primary eq false and value eq "é"]"#,
                r#"["within",[null,"emails",null],["all",[["is",[null,"primary",null],"eq","flag",false],["core"]]]]"#,
            ),
            (
                r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "A""#,
                r#"["is",["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","manager","value"],"eq","exact","A"]"#,
            ),
            (
                r#"meta.created gt "2024-01-01T00:00:00Z""#,
                r#"["is",[null,"meta","created"],"gt","instant","2024-01-01T00:00:00Z"]"#,
            ),
            (r#"groups.$ref eq "../Groups/1""#, r#"["core"]"#),
        ] {
            let filter = Filter::parse(text, Limits::default()).unwrap();
            let predicate = Predicate::new(&filter, &registry, registry.type_named("User"));
            let mut out = String::new();
            predicate.unwrap().write_program(&mut out);
            assert_eq!(out, program);
        }
    }
}
