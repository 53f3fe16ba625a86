//! References to resources (RFC 7643 §2.4; AMBIGUITIES A-32).

use crate::attribute::is_absolute_uri;

/// Makes references comparable: the version in the address of a service provider doesn't matter,
/// nor how a relative reference is written.
#[derive(Clone, Debug)]
pub(crate) struct References {
    /// The endpoints of the resource types, such as "/Users".
    endpoints: Vec<String>,
    /// What relative references are relative to, without a version.
    base: Option<String>,
}

impl References {
    pub(super) fn new<'e>(endpoints: impl Iterator<Item = &'e str>, base: Option<&str>) -> Self {
        Self {
            endpoints: endpoints.map(|endpoint| format!("{endpoint}/")).collect(),
            base: base.map(|base| without_version(base.trim_end_matches('/')).to_owned()),
        }
    }

    /// The form in which a reference is compared. What names no endpoint stays as it is.
    pub(super) fn form(&self, reference: &str) -> String {
        let found = self.endpoints.iter().find_map(|endpoint| {
            if let Some(at) = reference.rfind(endpoint.as_str()) {
                return reference.split_at_checked(at);
            }
            // "Users/1", relative to the base itself.
            let bare = endpoint.trim_start_matches('/');
            reference.starts_with(bare).then_some(("", reference))
        });
        let Some((start, rest)) = found else {
            return reference.to_owned();
        };
        let rest = rest.trim_start_matches('/');
        if is_absolute_uri(reference) {
            return format!("{}/{rest}", without_version(start));
        }
        let steps = start.trim_matches(['.', '/']).is_empty();
        match (&self.base, steps) {
            (Some(base), true) => format!("{base}/{rest}"),
            (None, true) => format!("/{rest}"),
            (_, false) => reference.to_owned(),
        }
    }
}

/// An address without the segment of the version at its end: "/v2".
fn without_version(address: &str) -> &str {
    match address.rsplit_once('/') {
        Some((before, version)) if is_version(version) => before,
        _ => address,
    }
}

fn is_version(segment: &str) -> bool {
    segment
        .strip_prefix(['v', 'V'])
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::References;

    #[test]
    fn spellings_of_one_reference_have_one_form() {
        let endpoints = || ["/Users", "/Groups"].into_iter();
        let based = References::new(endpoints(), Some("https://a.example/scim/v2/"));
        let one = "https://a.example/scim/Users/1";
        for same in [
            one,
            "https://a.example/scim/v2/Users/1",
            "https://a.example/scim/v1/Users/1",
            "../Users/1",
            "/Users/1",
            "Users/1",
        ] {
            assert_eq!(based.form(same), one, "{same}");
        }
        let bare = References::new(endpoints(), None);
        assert_eq!(bare.form("../Users/1"), bare.form("Users/1"));
        for other in [
            "https://b.example/scim/v2/Users/1",
            "https://a.example/scim/v2/Groups/1",
            "https://a.example/scim/v2/Users/2",
            "https://a.example/scim/v2x/Users/1",
            "urn:x:Users:1",
            "",
        ] {
            assert_ne!(based.form(other), one, "{other}");
        }
    }
}
