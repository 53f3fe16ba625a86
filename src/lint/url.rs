//! URLs of requests, as they are written.

use crate::schema::{Registry, TypeId};

/// Endpoints that are no resource type.
const OTHERS: [&str; 7] = [
    "Schemas",
    "ResourceTypes",
    "ServiceProviderConfig",
    "ServiceProviderConfigs",
    "Bulk",
    "Me",
    ".search",
];

/// A URL, taken apart.
#[derive(Clone, Copy)]
pub(super) struct Url<'u> {
    pub(super) text: &'u str,
    pub(super) host: &'u str,
    pub(super) path: &'u str,
    pub(super) query: Option<&'u str>,
}

/// A parameter of a query, as it is written.
#[derive(Clone, Copy)]
pub(super) struct Parameter<'u> {
    pub(super) name: &'u str,
    pub(super) value: &'u str,
    /// Where the value begins in the URL, in bytes.
    pub(super) at: usize,
}

/// What a URL leads to.
#[derive(Clone, Copy, Default)]
pub(super) struct Endpoint<'u> {
    /// "Users", "Schemas", ".search"; empty for what isn't known.
    pub(super) name: &'u str,
    pub(super) resource_type: Option<TypeId>,
    pub(super) id: Option<&'u str>,
}

impl<'u> Url<'u> {
    pub(super) fn of(text: &'u str) -> Self {
        let (before, query) = match text.split_once('?') {
            Some((before, query)) => (before, Some(query)),
            None => (text, None),
        };
        let (host, path) = match before.split_once("://") {
            None => ("", before),
            Some((_, rest)) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        };
        Self {
            text,
            host,
            path,
            query,
        }
    }

    pub(super) fn parameters(&self) -> impl Iterator<Item = Parameter<'u>> {
        let mut at = self.text.len() - self.query.map_or(0, str::len);
        let parts = self.query.unwrap_or_default().split('&');
        parts.map(move |part| {
            let start = at;
            at += part.len() + 1;
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            Parameter {
                name,
                value,
                at: start + (part.len() - value.len()),
            }
        })
    }

    pub(super) fn parameter(&self, name: &str) -> Option<Parameter<'u>> {
        self.parameters()
            .find(|parameter| parameter.name.eq_ignore_ascii_case(name))
    }

    /// A whole number that a parameter has.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.parameter(name)?.value.parse().ok()
    }

    /// The last segment that names an endpoint, and what follows it.
    pub(super) fn endpoint(&self, registry: &Registry) -> Endpoint<'u> {
        let mut id = None;
        for segment in self.path.rsplit('/').filter(|segment| !segment.is_empty()) {
            let resource_type = registry.type_of_parent(segment.as_bytes());
            if resource_type.is_some() || OTHERS.contains(&segment) {
                return Endpoint {
                    name: segment,
                    resource_type,
                    id,
                };
            }
            id = Some(segment);
        }
        Endpoint::default()
    }

    /// The URL with another text in the place of a value.
    pub(super) fn with(&self, parameter: Parameter<'_>, value: &str) -> String {
        let before = self.text.get(..parameter.at).unwrap_or_default();
        let behind = self.text.get(parameter.at + parameter.value.len()..);
        format!("{before}{value}{}", behind.unwrap_or_default())
    }
}

/// The text that a value of a query stands for; what is no encoding stays as it is. `plus` says that
/// a plus is a space.
pub(super) fn decode(value: &str, plus: bool) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        let hex = |at: usize| {
            behind
                .get(at)
                .and_then(|&digit| (digit as char).to_digit(16))
        };
        match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = behind.get(2..).unwrap_or_default();
            }
            (b'+', ..) if plus => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text as a value of a query (RFC 3986 §2.1).
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b',') {
            out.push(byte as char);
        } else {
            let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
            out.push('%');
            out.push(digit(byte >> 4).to_ascii_uppercase());
            out.push(digit(byte & 15).to_ascii_uppercase());
        }
    }
    out
}
