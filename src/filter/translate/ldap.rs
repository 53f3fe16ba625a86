//! Search filters of LDAP (RFC 4515).

use super::{Joint, Notation, Part, Place, Reason, Source, unusable};
use crate::diagnostic::Error;
use crate::filter::compile::Operand;
use crate::filter::tree::CompareOp;
use crate::json::is_integer;
use crate::schema::Type;

/// What the attributes of a user are called in `inetOrgPerson` (RFC 2798).
const INET_ORG_PERSON: &[(&str, &str)] = &[
    ("userName", "uid"),
    ("name.formatted", "cn"),
    ("name.familyName", "sn"),
    ("name.givenName", "givenName"),
    ("displayName", "displayName"),
    ("title", "title"),
    ("preferredLanguage", "preferredLanguage"),
    ("emails.value", "mail"),
    ("phoneNumbers.value", "telephoneNumber"),
    (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
        "employeeNumber",
    ),
    (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "departmentNumber",
    ),
    (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization",
        "o",
    ),
];

/// Writes the filter. The names of the source are attributes of the directory; the rest are called as
/// `inetOrgPerson` has them.
///
/// # Errors
/// `invalidFilter` with the clause that LDAP can't express exactly, and `invalidValue` for names that
/// can't be used.
pub fn write_ldap(source: &Source<'_>, out: &mut String) -> Result<(), Error> {
    let mut names = Vec::new();
    for (definition, name) in source.renamed()? {
        let path = definition.path.as_str();
        if !is_description(name) {
            return Err(unusable(format!(
                "`{name}` is no name of an LDAP attribute."
            )));
        }
        if definition.is_complex() {
            let detail = format!("`{path}` is complex; map one of its sub-attributes.");
            return Err(unusable(detail));
        }
        names.push((path, name));
    }
    let mut ldap = Ldap { names: &names, out };
    source.write(&mut ldap)
}

/// Whether a text is an attribute description without options (RFC 4512 §2.5): a name or an OID.
fn is_description(text: &str) -> bool {
    let rest = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
    text.bytes().all(rest) && text.starts_with(|c: char| c.is_ascii_alphanumeric())
}

struct Ldap<'l> {
    names: &'l [(&'l str, &'l str)],
    out: &'l mut String,
}

impl<'l> Ldap<'l> {
    /// What the directory calls an attribute.
    fn name(&self, place: &Place<'_>) -> Result<&'l str, Reason> {
        let path = place.leaf.path.as_str();
        let mut known = self.names.iter().chain(INET_ORG_PERSON);
        let name = known.find(|(known, _)| known.eq_ignore_ascii_case(path));
        name.map(|(_, name)| *name).ok_or_else(|| {
            format!("no LDAP attribute is known for `{path}`. Name it with `attributes`")
        })
    }

    fn item(&mut self, parts: &[&str]) {
        self.out.push('(');
        for part in parts {
            self.out.push_str(part);
        }
        self.out.push(')');
    }
}

impl Notation for Ldap<'_> {
    fn join(&mut self, joint: Joint, part: Part) {
        self.out.push_str(match (part, joint) {
            (Part::Open, Joint::All) => "(&",
            (Part::Open, Joint::Any) => "(|",
            (Part::Open, Joint::Not) => "(!",
            (Part::Between, _) => "",
            (Part::Close, _) => ")",
        });
    }

    fn fixed(&mut self, answer: bool) {
        // Every entry has an object class.
        let all = "(objectClass=*)";
        self.out.push_str(all);
        if !answer {
            let start = self.out.len() - all.len();
            self.out.insert_str(start, "(!");
            self.out.push(')');
        }
    }

    fn assigned(&mut self, place: &Place<'_>, _empty_counts: bool) -> Result<(), Reason> {
        let name = self.name(place)?;
        self.item(&[name, "=*"]);
        Ok(())
    }

    fn compare(
        &mut self,
        place: &Place<'_>,
        op: CompareOp,
        operand: &Operand,
    ) -> Result<(), Reason> {
        let name = self.name(place)?;
        match operand {
            Operand::Text(wanted) => {
                match place.target.kind {
                    Some(Type::DateTime) => {
                        return Err("directories write instants differently".to_owned());
                    }
                    Some(Type::Binary) => {
                        return Err("directories don't write bytes in base64".to_owned());
                    }
                    _ if op.is_ordering() => {
                        return Err("a directory orders strings by rules of its own".to_owned());
                    }
                    _ => {}
                }
                let wanted = assertion(wanted)?;
                match op {
                    CompareOp::Co => self.item(&[name, "=*", &wanted, "*"]),
                    CompareOp::Sw => self.item(&[name, "=", &wanted, "*"]),
                    CompareOp::Ew => self.item(&[name, "=*", &wanted]),
                    _ => self.item(&[name, "=", &wanted]),
                }
            }
            Operand::Number(number) => self.number(name, place, op, number)?,
            Operand::Boolean(_) if place.target.missing_is_false => {
                return Err("it asks for values by a property of theirs".to_owned());
            }
            Operand::Boolean(wanted) => {
                self.item(&[name, if *wanted { "=TRUE" } else { "=FALSE" }]);
            }
            Operand::Reference(..) | Operand::Null => {}
        }
        Ok(())
    }

    fn enter(&mut self, _: &Place<'_>, _: bool) -> Result<(), Reason> {
        Err("the values of an LDAP attribute have no sub-attributes".to_owned())
    }

    fn leave(&mut self) {}
}

impl Ldap<'_> {
    /// LDAP has no greater and less, and compares integers alone.
    fn number(
        &mut self,
        name: &str,
        place: &Place<'_>,
        op: CompareOp,
        number: &str,
    ) -> Result<(), Reason> {
        if place.target.kind != Some(Type::Integer) || !is_integer(number) {
            return Err("directories have integers alone".to_owned());
        }
        let number = if number == "-0" { "0" } else { number };
        // x > n unless x <= n, for a single value.
        let strict = matches!(op, CompareOp::Gt | CompareOp::Lt);
        if strict && place.steps.iter().any(|step| step.many) {
            return Err("LDAP has no greater and less".to_owned());
        }
        match op {
            CompareOp::Ge => self.item(&[name, ">=", number]),
            CompareOp::Le => self.item(&[name, "<=", number]),
            CompareOp::Gt | CompareOp::Lt => {
                let opposite = if op == CompareOp::Gt { "<=" } else { ">=" };
                self.out.push_str("(&");
                self.item(&[name, "=*"]);
                self.out.push_str("(!");
                self.item(&[name, opposite, number]);
                self.out.push_str("))");
            }
            _ => self.item(&[name, "=", number]),
        }
        Ok(())
    }
}

/// A value in a filter. What directories prepare before they compare (RFC 4518) is refused.
fn assertion(text: &str) -> Result<String, Reason> {
    if text.is_empty() {
        return Err("LDAP has no empty strings".to_owned());
    }
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(
            "directories compare control characters and characters beyond ASCII by rules of their own"
                .to_owned(),
        );
    }
    if text.starts_with(' ') || text.ends_with(' ') || text.contains("  ") {
        return Err("directories ignore spaces at the ends, and all but one of several".to_owned());
    }
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '*' => out.push_str("\\2a"),
            '(' => out.push_str("\\28"),
            ')' => out.push_str("\\29"),
            '\\' => out.push_str("\\5c"),
            c => out.push(c),
        }
    }
    Ok(out)
}
