use super::compile::{Predicate, Target, Test};
use crate::text::write_quoted;

impl Predicate {
    /// Writes which members of a resource are read, as a JSON array of paths, each an array of names
    /// from the top on: all that the last one holds is read. Names are in any case. Lists on the way
    /// count as each of their values.
    pub fn write_needs(&self, out: &mut String) {
        out.push('[');
        write_test(&self.root, &[], out);
        out.push(']');
    }
}

fn write_test(test: &Test, around: &[&str], out: &mut String) {
    match test {
        Test::All(tests) | Test::Any(tests) => {
            for test in tests {
                write_test(test, around, out);
            }
        }
        Test::Not(test) => write_test(test, around, out),
        Test::Present(target) | Test::Compare(target, ..) => {
            let names = target.names(around);
            out.push_str(if out.ends_with('[') { "[" } else { ",[" });
            for (index, name) in names.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                write_quoted(name, out);
            }
            out.push(']');
        }
        Test::Value(target, filter) => write_test(filter, &target.names(around), out),
        Test::Fixed(_) => {}
    }
}

impl Target {
    fn names<'t>(&'t self, around: &[&'t str]) -> Vec<&'t str> {
        let own = [self.extension.as_ref(), Some(&self.name), self.sub.as_ref()];
        let own = own.into_iter().flatten().map(|name| name.text.as_str());
        around.iter().copied().chain(own).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{Filter, Limits};
    use crate::schema::Registry;

    #[test]
    fn names_what_is_read() {
        let registry = Registry::builtin();
        for (text, needs) in [
            ("userName pr", r#"[["userName"]]"#),
            (
                r#"not (emails co "x") and (active eq true or name.familyName pr)"#,
                r#"[["emails","value"],["active"],["name","familyName"]]"#,
            ),
            (
                r#"emails[type eq "work" and not (value pr)]"#,
                r#"[["emails","type"],["emails","value"]]"#,
            ),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value pr",
                r#"[["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","manager","value"]]"#,
            ),
        ] {
            let filter = Filter::parse(text, Limits::default()).unwrap();
            let predicate = Predicate::new(&filter, &registry, registry.type_named("User"));
            let mut out = String::new();
            predicate.unwrap().write_needs(&mut out);
            assert_eq!(out, needs);
        }
    }
}
