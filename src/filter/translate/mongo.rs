//! Queries for `find` of `MongoDB`.

use core::fmt::Write;

use super::number::is_double;
use super::strings::{Plan, Strings, plan};
use super::{Joint, Notation, Part, Place, Reason, Source, Step, unusable};
use crate::diagnostic::Error;
use crate::filter::compile::Operand;
use crate::filter::tree::CompareOp;
use crate::schema::{Definition, Registry, Role, Scope, Type};
use crate::text::write_quoted;

/// Writes the query as JSON. The names of the source are what the objects of extensions are called in
/// the documents.
///
/// # Errors
/// `invalidFilter` with the clause that a query can't express exactly, and `invalidValue` for names
/// that can't be used.
pub fn write_mongo(source: &Source<'_>, out: &mut String) -> Result<(), Error> {
    let mut extensions = Vec::new();
    for (definition, field) in source.renamed()? {
        if definition.role != Role::ExtensionObject || !is_field(field) {
            let path = &definition.path;
            return Err(unusable(format!(
                "`fields` names the objects of extensions, without dots; `{path}` can't be `{field}`."
            )));
        }
        extensions.push((definition.path.as_str(), field));
    }
    let mut mongo = Mongo {
        registry: source.view.registry(),
        strings: source.strings,
        extensions: &extensions,
        out,
        scopes: Vec::new(),
    };
    source.write(&mut mongo)
}

/// Whether a name can be a part of the path of a field.
fn is_field(name: &str) -> bool {
    !name.is_empty() && !name.contains(['.', '\0']) && !name.starts_with('$')
}

struct Mongo<'m> {
    registry: &'m Registry,
    strings: Strings,
    extensions: &'m [(&'m str, &'m str)],
    out: &'m mut String,
    /// For each value path: what the names in it begin with, and what closes it.
    scopes: Vec<(String, &'static str)>,
}

/// What a value has to meet, or an object.
enum Condition<'c> {
    Value(&'c str),
    Object(&'c str),
}

impl Mongo<'_> {
    fn prefix(&self) -> String {
        self.scopes
            .last()
            .map(|(prefix, _)| prefix.clone())
            .unwrap_or_default()
    }

    /// The path of a field, up to the first list.
    fn field(&self, steps: &[Step<'_>]) -> Result<String, Reason> {
        let mut field = self.prefix();
        for (index, step) in steps.iter().enumerate() {
            let known = self.extensions.iter().find(|(path, _)| *path == step.path);
            let name = known.map_or(step.name, |(_, field)| field);
            if !is_field(name) {
                if name.starts_with('$') {
                    return Err(format!("`{name}` is no name of a field in a query"));
                }
                return Err(format!(
                    "MongoDB takes the dots in `{name}` apart. Store it under another name and say \
                     which with `fields`"
                ));
            }
            field.push_str(if index > 0 { "." } else { "" });
            field.push_str(name);
        }
        Ok(field)
    }

    /// Writes a condition about the value that the steps lead to.
    fn at(&mut self, steps: &[Step<'_>], condition: &Condition<'_>) -> Result<(), Reason> {
        let lists = steps.iter().filter(|step| step.many).count();
        let first = steps.iter().position(|step| step.many);
        let (before, behind) = steps.split_at(first.map_or(steps.len(), |at| at + 1));
        if before.is_empty() || lists > 1 {
            return Err("a list of lists, or of single values in brackets, has no name".to_owned());
        }
        let field = self.field(before)?;
        self.out.push('{');
        write_quoted(&field, self.out);
        self.out.push(':');
        if first.is_some() {
            self.out.push_str(r#"{"$elemMatch":"#);
        }
        match (condition, behind) {
            (Condition::Value(condition) | Condition::Object(condition), []) => {
                self.out.push_str(condition);
            }
            (Condition::Value(condition), behind) => {
                // In an element names begin anew.
                self.scopes.push((String::new(), ""));
                let field = self.field(behind);
                self.scopes.pop();
                self.out.push('{');
                write_quoted(&field?, self.out);
                let _ = write!(self.out, ":{condition}}}");
            }
            (Condition::Object(_), _) => {
                return Err("it asks for an object in a list".to_owned());
            }
        }
        self.out.push_str(if first.is_some() { "}}" } else { "}" });
        Ok(())
    }

    /// Whether a complex attribute has a value: one of its sub-attributes has.
    fn any_in(&mut self, definition: &Definition, prefix: &str) -> Result<String, Reason> {
        let scope = self.registry.scope_of(definition);
        let members = scope.map(Scope::members).unwrap_or_default();
        let mut any = String::new();
        for member in members
            .iter()
            .filter_map(|&id| self.registry.definition(id))
        {
            let name = &member.attribute.name;
            if !is_field(name) {
                return Err(format!("`{name}` is no name of a field in a query"));
            }
            let name = format!("{prefix}{name}");
            any.push_str(if any.is_empty() { r#"{"$or":["# } else { "," });
            match (member.is_complex(), member.attribute.multi_valued) {
                (true, false) => any.push_str(&self.any_in(member, &format!("{name}."))?),
                (complex, many) => {
                    let inner = if complex {
                        self.any_in(member, "")?
                    } else {
                        NOT_EMPTY.to_owned()
                    };
                    any.push('{');
                    write_quoted(&name, &mut any);
                    let _ = if many {
                        write!(any, r#":{{"$elemMatch":{inner}}}}}"#)
                    } else {
                        write!(any, ":{inner}}}")
                    };
                }
            }
        }
        any.push_str("]}");
        Ok(any)
    }
}

const NOT_EMPTY: &str = r#"{"$nin":[null,""]}"#;

impl Notation for Mongo<'_> {
    fn join(&mut self, joint: Joint, part: Part) {
        self.out.push_str(match (part, joint) {
            (Part::Open, Joint::All) => r#"{"$and":["#,
            (Part::Open, Joint::Any) => r#"{"$or":["#,
            (Part::Open, Joint::Not) => r#"{"$nor":["#,
            (Part::Between, _) => ",",
            (Part::Close, _) => "]}",
        });
    }

    fn fixed(&mut self, answer: bool) {
        // A negation of nothing holds.
        let all = r#"{"$nor":[{"_id":{"$in":[]}}]}"#;
        let none = r#"{"_id":{"$in":[]}}"#;
        self.out.push_str(if answer { all } else { none });
    }

    fn assigned(&mut self, place: &Place<'_>, empty_counts: bool) -> Result<(), Reason> {
        if !place.leaf.is_complex() {
            let condition = if empty_counts {
                r#"{"$ne":null}"#
            } else {
                NOT_EMPTY
            };
            return self.at(&place.steps, &Condition::Value(condition));
        }
        if place.leaf.attribute.multi_valued {
            let any = self.any_in(place.leaf, "")?;
            return self.at(&place.steps, &Condition::Object(&any));
        }
        let field = self.field(&place.steps)?;
        let any = self.any_in(place.leaf, &format!("{field}."))?;
        self.out.push_str(&any);
        Ok(())
    }

    fn compare(
        &mut self,
        place: &Place<'_>,
        op: CompareOp,
        operand: &Operand,
    ) -> Result<(), Reason> {
        let target = place.target;
        let mut condition = String::new();
        match operand {
            Operand::Text(wanted) => match target.kind {
                Some(Type::DateTime) if !op.is_substring() => {
                    return Err("MongoDB has no instants in strings".to_owned());
                }
                Some(Type::Binary) => {
                    let mut pattern = String::from("^");
                    escape(wanted.trim_end_matches('='), &mut pattern);
                    pattern.push_str("=*");
                    pattern.push_str(END);
                    regex(&pattern, false, &mut condition);
                }
                _ => {
                    let plan = plan(op, wanted, target.form, self.strings)?;
                    text_condition(op, wanted, &plan, &mut condition)?;
                }
            },
            Operand::Number(number) if is_double(number) => {
                let _ = write!(condition, r#"{{"{}":{number}}}"#, sign(op));
            }
            Operand::Number(_) => {
                return Err("numbers in documents have 15 digits".to_owned());
            }
            Operand::Boolean(false) if target.missing_is_false => {
                condition.push_str(r#"{"$in":[false,null]}"#);
            }
            Operand::Boolean(wanted) => {
                let _ = write!(condition, r#"{{"$eq":{wanted}}}"#);
            }
            Operand::Reference(..) | Operand::Null => {}
        }
        self.at(&place.steps, &Condition::Value(&condition))
    }

    fn enter(&mut self, place: &Place<'_>, _: bool) -> Result<(), Reason> {
        let (last, before) = place.steps.split_last().ok_or("it has no name")?;
        if !place.leaf.is_complex() || before.iter().any(|step| step.many) {
            return Err("the values of a simple attribute have no name".to_owned());
        }
        let field = self.field(&place.steps)?;
        if last.many {
            self.out.push('{');
            write_quoted(&field, self.out);
            self.out.push_str(r#":{"$elemMatch":"#);
            self.scopes.push((String::new(), "}}"));
        } else {
            self.out.push_str(r#"{"$and":[{"#);
            write_quoted(&field, self.out);
            self.out.push_str(r#":{"$ne":null}},"#);
            self.scopes.push((format!("{field}."), "]}"));
        }
        Ok(())
    }

    fn leave(&mut self) {
        if let Some((_, closing)) = self.scopes.pop() {
            self.out.push_str(closing);
        }
    }
}

fn sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Gt => "$gt",
        CompareOp::Ge => "$gte",
        CompareOp::Lt => "$lt",
        CompareOp::Le => "$lte",
        _ => "$eq",
    }
}

fn text_condition(
    op: CompareOp,
    wanted: &str,
    plan: &Plan,
    out: &mut String,
) -> Result<(), Reason> {
    if op.is_ordering() && plan.lower {
        return Err("a query has no order of strings without regard to case".to_owned());
    }
    if op.is_ordering() && wanted.chars().any(|c| u32::from(c) >= 0xD800) {
        return Err("not all drivers order such characters by code point".to_owned());
    }
    if !op.is_substring() && !plan.lower && plan.alike.is_empty() {
        let _ = write!(out, r#"{{"{}":"#, sign(op));
        write_quoted(wanted, out);
        out.push('}');
        return Ok(());
    }
    let mut pattern = String::new();
    if matches!(op, CompareOp::Eq | CompareOp::Sw) {
        pattern.push('^');
    }
    write_pattern(wanted, plan, &mut pattern)?;
    if matches!(op, CompareOp::Eq | CompareOp::Ew) {
        pattern.push_str(END);
    }
    regex(&pattern, plan.lower, out);
    Ok(())
}

/// The end of a string; `$` would stand before a line break too.
const END: &str = r"(?![\s\S])";

fn regex(pattern: &str, any_case: bool, out: &mut String) {
    out.push_str(r#"{"$regex":"#);
    write_quoted(pattern, out);
    out.push_str(if any_case { r#","$options":"i"}"# } else { "}" });
}

/// Writes a pattern for a string and all that counts as it.
fn write_pattern(wanted: &str, plan: &Plan, out: &mut String) -> Result<(), Reason> {
    let mut rest = wanted;
    while let Some(first) = rest.chars().next() {
        let starting = |at: &str| -> Vec<(char, usize)> {
            let parts = plan
                .alike
                .iter()
                .filter(|(_, part)| at.starts_with(part.as_str()));
            parts.map(|(c, part)| (*c, part.len())).collect()
        };
        let found = starting(rest);
        let length = found.iter().map(|(_, length)| *length).max();
        let length = length.unwrap_or(first.len_utf8());
        let part = rest.get(..length).unwrap_or(rest);
        // Within "ffi" stand both "ff" and "fi": such parts are not told apart.
        let later = (1..length).filter_map(|at| rest.get(at..));
        let overlaps = later.flat_map(starting).any(|(_, length)| length > 1);
        if overlaps
            || found
                .iter()
                .any(|(_, other)| *other != length && *other > 1)
        {
            return Err(format!(
                "`{part}` counts as equal to too many strings. If the stored strings are ASCII, say \
                 so with `strings: \"ascii\"`"
            ));
        }
        let whole = found.iter().filter(|(_, l)| *l == length && length > 1);
        if length > 1 && !found.is_empty() {
            out.push_str("(?:");
        }
        for (index, c) in part.char_indices() {
            let at = rest.get(index..).unwrap_or_default();
            let mut single = starting(at).into_iter().filter(|(_, l)| *l == 1).peekable();
            let several = single.peek().is_some();
            out.push_str(if several { "(?:" } else { "" });
            escape(c.encode_utf8(&mut [0; 4]), out);
            for (other, _) in single {
                out.push('|');
                out.push(other);
            }
            out.push_str(if several { ")" } else { "" });
        }
        for (other, _) in whole {
            out.push('|');
            out.push(*other);
        }
        if length > 1 && !found.is_empty() {
            out.push(')');
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(())
}

/// Writes a text as a pattern that matches it alone.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii_control() {
            let _ = write!(out, "\\x{:02x}", u32::from(c));
            continue;
        }
        if c.is_ascii_punctuation() && c != '_' {
            out.push('\\');
        }
        out.push(c);
    }
}
