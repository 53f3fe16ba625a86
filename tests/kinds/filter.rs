//! The vectors of the filter language: what the JavaScript door answers to each kind, natively.

use scimlens::diagnostic::{Diagnostic, Error, write_error_json, write_json_array};
use scimlens::filter::translate::{
    Dialect, Source, SqlOptions, Strings, write_ldap, write_mongo, write_sql,
};
use scimlens::filter::{
    Filter, Limits, Predicate, complete, describe, diagnose, tokenize, write_completions,
    write_explanation,
};
use scimlens::json::Document;
use scimlens::patch::Path;
use scimlens::profile::Profile;
use scimlens::schema::{Registry, TypeId};
use scimlens::text::{Utf16Table, from_utf16, sort_by_place};
use serde_json::{Value, json};

/// What a vector is asked with.
struct Asked<'a> {
    vector: &'a Value,
    source: &'a str,
    registry: &'a Registry,
    of: Option<TypeId>,
    profile: Profile,
    limits: Limits,
}

/// The answer to a vector of the filter language, as the door gives it and in the form that `expect`
/// has; nothing for a vector of another kind.
pub(crate) fn answer(vector: &Value, registry: &Registry) -> Option<(String, Value)> {
    let kind = vector["kind"].as_str()?;
    let asked = Asked {
        vector,
        source: vector["filter"].as_str().or(vector["path"].as_str())?,
        registry,
        of: vector["resourceType"]
            .as_str()
            .map(|name| registry.type_named(name).unwrap()),
        profile: profile_of(&vector["scim"]["profile"]),
        limits: limits_of(&vector["scim"]["limits"]),
    };
    let parse = |json: &str| {
        serde_json::from_str::<Value>(json).unwrap_or_else(|error| panic!("{error}: {json}"))
    };
    let told = match kind {
        "filter" => asked.matches(),
        "checkFilter" => Ok(asked.check()),
        "explainFilter" => asked.explain(),
        "describeFilter" => asked.describe(),
        "tokenizeFilter" => Ok(asked.tokens()),
        "completeFilter" => Ok(asked.completions()),
        "translateFilter" => asked.translate(),
        "parsePath" => asked.path(),
        _ => return None,
    };
    let out = match told {
        Ok(out) => out,
        Err(error) => {
            let mut out = String::new();
            write_error_json(&error, Some(asked.source), &mut out);
            return Some((out.clone(), json!({ "error": parse(&out) })));
        }
    };
    let answer = match kind {
        "checkFilter" => json!({ "diagnostics": parse(&out) }),
        "explainFilter" => json!({ "explanation": parse(&out) }),
        "describeFilter" => json!({ "sentence": out }),
        "tokenizeFilter" => json!({ "tokens": parse(&format!("[{out}]")) }),
        "completeFilter" => json!({ "completions": parse(&out) }),
        "translateFilter" if vector["target"] == "ldap" => json!({ "translation": out }),
        "translateFilter" => json!({ "translation": parse(&out) }),
        "parsePath" => json!({ "path": parse(&out) }),
        _ => {
            let mut answer = parse(&out);
            answer["notes"] = parse(answer["notes"].as_str().unwrap());
            answer
        }
    };
    Some((out, answer))
}

impl Asked<'_> {
    fn filter(&self) -> Result<(Filter, Predicate), Error> {
        let quirks = self.profile.switches().filter;
        let filter = Filter::parse_with(self.source, self.limits, quirks)?;
        let predicate = Predicate::new(&filter, self.registry, self.of)?;
        Ok((filter, predicate))
    }

    fn matches(&self) -> Result<String, Error> {
        let (filter, predicate) = self.filter()?;
        let matches = self.vector["resource"].as_str().map(|resource| {
            let document = Document::parse(resource).expect("the resource is JSON");
            predicate.matches(&document.root().unwrap())
        });
        let mut notes = String::new();
        write_json_array(filter.notes(), Some(self.source), &mut notes);
        let answer = json!({ "matches": matches, "notes": notes, "print": filter.to_string() });
        Ok(answer.to_string())
    }

    fn check(&self) -> String {
        let view = self.of.and_then(|id| self.registry.view(id));
        let quirks = self.profile.switches().filter;
        let mut findings = Vec::new();
        diagnose(self.source, self.limits, quirks, view, &mut findings);
        sort_by_place(&mut findings, |finding: &Diagnostic| {
            finding.span.map_or(0, |span| span.start)
        });
        let mut out = String::new();
        write_json_array(&findings, Some(self.source), &mut out);
        out
    }

    fn explain(&self) -> Result<String, Error> {
        let (filter, predicate) = self.filter()?;
        let resource = self.vector["resource"].as_str().expect("a resource");
        let document = Document::parse(resource).expect("the resource is JSON");
        let mut out = String::new();
        write_explanation(&filter, &predicate, document.root().unwrap(), &mut out);
        Ok(out)
    }

    fn describe(&self) -> Result<String, Error> {
        let (filter, _) = self.filter()?;
        Ok(describe(&filter, self.registry, self.of))
    }

    fn tokens(&self) -> String {
        let table = Utf16Table::new(self.source);
        let numbers = tokenize(self.source).into_iter().flat_map(|token| {
            let (start, end) = (token.span.start, token.span.end);
            [table.offset(start), table.offset(end), token.kind as u32]
        });
        let numbers: Vec<_> = numbers.map(|number| number.to_string()).collect();
        numbers.join(",")
    }

    fn completions(&self) -> String {
        let offset = self.vector["offset"].as_u64().expect("an offset");
        let offset = from_utf16(self.source, u32::try_from(offset).unwrap());
        let quirks = self.profile.switches().filter;
        let found = complete(self.source, offset, quirks, self.registry, self.of);
        let mut out = String::new();
        write_completions(&found, self.source, &mut out);
        out
    }

    fn translate(&self) -> Result<String, Error> {
        let (filter, predicate) = self.filter()?;
        let vector = self.vector;
        let names = vector["names"].as_object().into_iter().flatten();
        let names: Vec<_> = names
            .map(|(name, there)| (name.clone(), there.as_str().unwrap().to_owned()))
            .collect();
        let strings = vector["strings"].as_str().map(Strings::named);
        let view = self.of.and_then(|id| self.registry.view(id));
        let source = Source {
            filter: &filter,
            predicate: &predicate,
            view: view.expect("a translation is for a resource type"),
            strings: strings.map_or(Strings::Any, Option::unwrap),
            names: &names,
        };
        let mut out = String::new();
        match vector["target"].as_str().expect("a target") {
            "mongo" => write_mongo(&source, &mut out),
            "ldap" => write_ldap(&source, &mut out),
            dialect => {
                let options = SqlOptions {
                    dialect: Dialect::named(dialect).expect("a dialect"),
                    column: vector["column"].as_str().unwrap_or("resource"),
                };
                write_sql(&source, &options, &mut out)
            }
        }?;
        Ok(out)
    }

    fn path(&self) -> Result<String, Error> {
        let quirks = self.profile.switches().filter;
        let path = match self.of.and_then(|id| self.registry.view(id)) {
            Some(view) => Path::parse_for(self.source, view, self.limits, quirks)?,
            None => Path::parse_with(self.source, self.limits, quirks)?,
        };
        let mut out = String::new();
        path.write(self.source, &mut out);
        Ok(out)
    }
}

/// The profile that a vector names, as `new Scim({profile})` reads it.
pub(crate) fn profile_of(profile: &Value) -> Profile {
    if let Some(name) = profile.as_str() {
        return Profile::named(name).unwrap();
    }
    let mut chosen = Profile::named(profile["base"].as_str().unwrap_or("rfc")).unwrap();
    for (id, on) in profile["quirks"].as_object().into_iter().flatten() {
        chosen.set(id, on.as_bool().unwrap()).unwrap();
    }
    chosen
}

fn limits_of(limits: &Value) -> Limits {
    let mut chosen = Limits::default();
    let number = |name: &str| limits[name].as_u64().map(|n| u32::try_from(n).unwrap());
    chosen.length = number("filterLength").unwrap_or(chosen.length);
    chosen.depth = number("filterDepth").unwrap_or(chosen.depth);
    chosen.clauses = number("filterClauses").unwrap_or(chosen.clauses);
    chosen
}
