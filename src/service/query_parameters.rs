//! What a query asks for: the parameters of a URL (RFC 7644 §3.4.2, §3.9; RFC 9865 §2), or the
//! members of a `SearchRequest` (§3.4.3).

use super::address::decode;
use crate::diagnostic::{Error, ScimType};
use crate::json::{Kind, Value};
use crate::resource::Projection;
use crate::schema::Registry;
use crate::text::same_but_for_case;

/// What a query asks for, or what any request asks to be returned.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Parameters {
    pub(super) filter: Option<String>,
    pub(super) sort_by: Option<String>,
    pub(super) descending: bool,
    pub(super) start_index: Option<i64>,
    pub(super) count: Option<i64>,
    pub(super) cursor: Option<String>,
    pub(super) attributes: Vec<String>,
    pub(super) excluded: Vec<String>,
}

const NAMES: [&str; 8] = [
    "filter",
    "sortBy",
    "sortOrder",
    "startIndex",
    "count",
    "cursor",
    "attributes",
    "excludedAttributes",
];

impl Parameters {
    /// Reads the query of a URL. Parameters that nobody knows are ignored.
    ///
    /// # Errors
    /// `invalidValue` for a value that its parameter can't have, or one given twice; `invalidSyntax`
    /// for broken percent-encoding.
    pub(super) fn of_url(query: &str) -> Result<Self, Error> {
        let mut parameters = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = decode(name)?;
            let Some(known) = NAMES.iter().find(|known| same_but_for_case(known, &name)) else {
                continue;
            };
            if seen.contains(known) {
                return Err(invalid(format!("The parameter `{known}` is given twice.")));
            }
            seen.push(known);
            parameters.set(known, unescape(value)?)?;
        }
        parameters.checked()
    }

    /// Reads the members of a `SearchRequest` whose form has been checked.
    ///
    /// # Errors
    /// `invalidValue` for what a URL couldn't have either.
    pub(super) fn of_search(root: Value<'_>) -> Result<Self, Error> {
        let mut parameters = Self::default();
        for name in NAMES {
            let Some(value) = root.get(name) else {
                continue;
            };
            match value.kind() {
                Kind::String => parameters.set(name, value.as_str().unwrap_or_default().into())?,
                Kind::Number => parameters.set(name, value.source().to_owned())?,
                Kind::Array => {
                    let names = value.elements().filter_map(Value::as_str);
                    let names = names.map(std::borrow::Cow::into_owned).collect();
                    parameters.set_names(name, names);
                }
                _ => {}
            }
        }
        parameters.checked()
    }

    /// What is returned of a resource; of what is returned on request, what the request `asserted`.
    pub(super) fn projection(
        &self,
        asserted: &[String],
        registry: &Registry,
    ) -> Result<Projection, Error> {
        fn texts(list: &[String]) -> Vec<&str> {
            list.iter().map(String::as_str).collect()
        }
        if self.attributes.is_empty() && self.excluded.is_empty() {
            return Projection::asserting(&texts(asserted), registry);
        }
        Projection::new(&texts(&self.attributes), &texts(&self.excluded), registry)
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), Error> {
        match name {
            "filter" => self.filter = Some(value),
            "sortBy" => self.sort_by = Some(value),
            "sortOrder" => self.descending = is_descending(&value)?,
            "startIndex" => self.start_index = Some(place(&value)?),
            "count" => self.count = Some(integer(name, &value)?),
            "cursor" => self.cursor = Some(value),
            _ => {
                let names = value
                    .split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty());
                self.set_names(name, names.map(str::to_owned).collect());
            }
        }
        Ok(())
    }

    fn set_names(&mut self, name: &str, names: Vec<String>) {
        match name {
            "attributes" => self.attributes = names,
            _ => self.excluded = names,
        }
    }

    fn checked(self) -> Result<Self, Error> {
        if self.cursor.is_some() && self.start_index.is_some() {
            let detail = "`cursor` and `startIndex` exclude each other: send one.";
            return Err(invalid(detail));
        }
        if !self.attributes.is_empty() && !self.excluded.is_empty() {
            let detail = "`attributes` and `excludedAttributes` exclude each other: send one.";
            return Err(invalid(detail));
        }
        Ok(self)
    }
}

fn invalid(detail: impl Into<String>) -> Error {
    Error::new(ScimType::InvalidValue, detail)
}

/// The text of a value. Forms write a blank as a plus; who writes it as %20, or as it is, means a
/// plus by a plus.
fn unescape(value: &str) -> Result<String, Error> {
    if value.contains('+') && !value.contains("%20") && !value.contains(' ') {
        return decode(&value.replace('+', " "));
    }
    decode(value)
}

fn is_descending(value: &str) -> Result<bool, Error> {
    let known = ["ascending", "descending"];
    let found = known
        .iter()
        .position(|word| word.eq_ignore_ascii_case(value));
    found.map(|at| at == 1).ok_or_else(|| {
        invalid(format!(
            "`sortOrder` is ascending or descending, not `{value}`."
        ))
    })
}

/// A whole number; beyond what can be counted it counts as the last that can.
fn integer(name: &str, value: &str) -> Result<i64, Error> {
    let digits = value.strip_prefix(['-', '+']).unwrap_or(value);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid(format!(
            "`{name}` is a whole number, not `{value}`."
        )));
    }
    let limit = if value.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    Ok(value.parse().unwrap_or(limit))
}

/// The place of a result. It is in the answer, where anybody must be able to read it (RFC 7493 §2.2).
fn place(value: &str) -> Result<i64, Error> {
    const LAST: i64 = (1 << 53) - 1;
    let place = integer("startIndex", value)?;
    if place > LAST {
        return Err(invalid(format!("`startIndex` is {LAST} at most.")));
    }
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_pluses_are_told_apart() {
        let filter = |query: &str| Parameters::of_url(query).unwrap().filter.unwrap();
        assert_eq!(filter("filter=a+eq+%22x%2By%22"), "a eq \"x+y\"");
        assert_eq!(filter("filter=a%20eq%20\"x+y\""), "a eq \"x+y\"");
        assert_eq!(filter("filter=a eq \"x+y\"&x=1&y"), "a eq \"x+y\"");
    }

    #[test]
    fn values_are_read_and_refused() {
        let read =
            Parameters::of_url("startindex=-3&count=99999999999999999999&attributes=a,%20b,");
        let read = read.unwrap();
        assert_eq!((read.start_index, read.count), (Some(-3), Some(i64::MAX)));
        assert_eq!(read.attributes, ["a", "b"]);
        for bad in [
            "count=ten",
            "count=",
            "startIndex=9007199254740992",
            "sortOrder=up",
            "count=1&count=2",
            "attributes=a&excludedAttributes=b",
            "cursor=&startIndex=1",
            "filter=%ff",
        ] {
            assert!(Parameters::of_url(bad).is_err(), "{bad}");
        }
    }
}
