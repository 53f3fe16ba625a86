use super::certificate::certificate_defect;
use super::contact::{as_tel, email_defect, is_plain_mailbox, is_plain_number, phone_defect};
use super::country::{is_assigned, meant_by};
use super::language::{self, is_language_preference, is_language_tag};
use super::uri::scheme;
use crate::diagnostic::{Safety, Severity};

/// What the RFCs ask of the value of an attribute beyond its type (RFC 7643 §3.1, §4.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A non-empty value that the client chooses: `externalId`.
    ExternalId,
    /// The name that is shown: `displayName`.
    DisplayName,
    /// What a user is called, which is not the name to sign in with: `nickName`.
    NickName,
    /// The whole name, which tells the same as its parts: `name.formatted`.
    FormattedName,
    /// The value of an Accept-Language header: `preferredLanguage`.
    PreferredLanguage,
    /// A language tag: `locale`.
    Locale,
    /// The name of a time zone as IANA writes it: `timezone`.
    TimeZone,
    /// A mailbox: `emails.value`.
    Email,
    /// A tel: URI: `phoneNumbers.value`.
    Phone,
    /// In lower case, without white space: `ims.value`.
    InstantMessage,
    /// A code of ISO 3166-1 alpha-2: `addresses.country`.
    Country,
    /// The address of an image: `photos.value`.
    Photo,
    /// A URL: `profileUrl`.
    ProfileUrl,
    /// One DER certificate: `x509Certificates.value`.
    Certificate,
}

/// What is wrong with a value whose type is right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FormatDefect {
    /// The reason, to stand behind a colon.
    pub why: &'static str,
    /// How bad it is, where it isn't as bad as most defects of the format.
    pub severity: Option<Severity>,
}

impl FormatDefect {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "checks end with it, where their result is optional"
    )]
    pub(super) const fn because(why: &'static str) -> Option<Self> {
        Some(Self {
            why,
            severity: None,
        })
    }

    #[expect(clippy::unnecessary_wraps, reason = "see above")]
    const fn milder(why: &'static str, severity: Severity) -> Option<Self> {
        Some(Self {
            why,
            severity: Some(severity),
        })
    }
}

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

/// The attributes of a User that have a format.
const OF_USER: &[(&str, Format)] = &[
    ("displayName", Format::DisplayName),
    ("nickName", Format::NickName),
    ("name.formatted", Format::FormattedName),
    ("profileUrl", Format::ProfileUrl),
    ("preferredLanguage", Format::PreferredLanguage),
    ("locale", Format::Locale),
    ("timezone", Format::TimeZone),
    ("emails.value", Format::Email),
    ("phoneNumbers.value", Format::Phone),
    ("ims.value", Format::InstantMessage),
    ("photos.value", Format::Photo),
    ("addresses.country", Format::Country),
    ("x509Certificates.value", Format::Certificate),
];

impl Format {
    /// The format of an attribute; `schema` is the base schema of the resource type, `path` the
    /// attribute in SCIM notation.
    pub fn of(schema: &str, path: &str) -> Option<Self> {
        if path == "externalId" {
            return Some(Self::ExternalId);
        }
        let known = OF_USER
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(path));
        known
            .filter(|_| schema.eq_ignore_ascii_case(USER))
            .map(|&(_, format)| format)
    }

    /// What is wrong with a value, as far as it can be told from the value alone.
    pub fn defect(self, text: &str) -> Option<FormatDefect> {
        match self {
            Self::ExternalId | Self::DisplayName if text.is_empty() => {
                FormatDefect::because("it is empty")
            }
            // An empty string is a legal value, and says nothing.
            _ if text.is_empty() => None,
            Self::ExternalId | Self::DisplayName | Self::NickName | Self::FormattedName => None,
            Self::PreferredLanguage if is_language_preference(text) => None,
            Self::PreferredLanguage if text.contains('_') => {
                FormatDefect::because("subtags are joined by hyphens")
            }
            Self::PreferredLanguage => {
                FormatDefect::because("it is no list of languages as in Accept-Language")
            }
            Self::Locale if is_language_tag(text) => None,
            Self::Locale if text.contains('_') && is_language_tag(&text.replace('_', "-")) => {
                FormatDefect::milder(
                    "service providers may take _ for the hyphen, but need not",
                    Severity::Info,
                )
            }
            Self::Locale => FormatDefect::because("it is no language tag of RFC 5646"),
            Self::TimeZone => time_zone_defect(text),
            Self::Email => email_defect(text),
            Self::Phone => phone_defect(text),
            Self::InstantMessage => {
                let canonical = !text
                    .chars()
                    .any(|c| c.is_whitespace() || c.is_ascii_uppercase());
                if canonical {
                    return None;
                }
                FormatDefect::because("it has white space or upper-case letters")
            }
            Self::Country => country_defect(text),
            Self::Photo => photo_defect(text),
            Self::ProfileUrl => match scheme(text) {
                None => FormatDefect::because("it has no scheme"),
                Some(scheme) if scheme.eq_ignore_ascii_case("urn") => {
                    FormatDefect::because("a URN names and does not locate")
                }
                Some(_) => None,
            },
            Self::Certificate => certificate_defect(text),
        }
    }

    /// Whether a value, not empty, is written as most are, so that it has no defect, whatever else the
    /// resource says; told in one pass. Of others nothing is said. Of a photo and a profile, the
    /// value is known to be an address over HTTP.
    pub(crate) fn is_usual(self, text: &[u8]) -> bool {
        match self {
            Self::ExternalId | Self::DisplayName | Self::ProfileUrl => true,
            Self::PreferredLanguage | Self::Locale => language::is_usual(text),
            Self::TimeZone => is_area_and_city(text),
            Self::Email => is_plain_mailbox(text),
            Self::Phone => is_plain_number(text),
            Self::Country => is_assigned(text),
            // Only another character at the end could be that of a page.
            Self::Photo => !matches!(text.last(), Some(b'l' | b'L' | b'm' | b'M')),
            Self::NickName | Self::FormattedName | Self::InstantMessage | Self::Certificate => {
                false
            }
        }
    }

    /// A value that has no defect and may be what was meant, and how sure that is.
    pub fn mended(self, text: &str) -> Option<(String, Safety)> {
        let (mended, safety) = match self {
            Self::PreferredLanguage | Self::Locale => (text.trim().replace('_', "-"), Safety::Safe),
            // Other names with spaces are those of another list.
            Self::TimeZone if text.contains('/') => (text.trim().replace(' ', "_"), Safety::Unsafe),
            Self::Email => {
                let scheme = scheme(text).filter(|s| s.eq_ignore_ascii_case("mailto"));
                let rest = text.get(scheme.map_or(0, |s| s.len() + 1)..)?;
                (rest.trim().to_owned(), Safety::Safe)
            }
            Self::Phone => (as_tel(text)?, Safety::Unsafe),
            Self::InstantMessage => {
                let visible = text.chars().filter(|c| !c.is_whitespace());
                let lower = visible.map(|c| c.to_ascii_lowercase()).collect();
                (lower, Safety::Unsafe)
            }
            Self::Country => match meant_by(text.trim()) {
                Some(code) => (code.to_owned(), Safety::Unsafe),
                None => (text.trim().to_ascii_uppercase(), Safety::Safe),
            },
            _ => return None,
        };
        (mended != text && self.defect(&mended).is_none()).then_some((mended, safety))
    }
}

fn country_defect(text: &str) -> Option<FormatDefect> {
    let two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !two {
        return FormatDefect::because("a country is two letters");
    }
    if is_assigned(text.as_bytes()) {
        return None;
    }
    let why = if is_assigned(text.to_ascii_uppercase().as_bytes()) {
        "its letters are to be in upper case"
    } else {
        "no country has this code"
    };
    FormatDefect::milder(why, Severity::Warning)
}

/// The shape of a name such as `America/Argentina/Buenos_Aires`, Etc/GMT+1 or EST5EDT; which names
/// there are changes several times a year.
fn time_zone_defect(text: &str) -> Option<FormatDefect> {
    if is_area_and_city(text.as_bytes()) {
        return None;
    }
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+');
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(of_name)
    };
    let parts = text.split('/');
    if text.split('/').count() > 3 || !parts.into_iter().all(is_part) {
        return FormatDefect::because("names read as in Europe/Zurich");
    }
    let offset = text.find(['+', '-']).and_then(|at| text.get(at + 1..));
    let is_offset = |digits: &str| {
        digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.bytes().any(|byte| byte != b'0')
    };
    if !text.contains('/') && offset.is_some_and(is_offset) {
        return FormatDefect::because("an offset is no time zone");
    }
    None
}

/// Whether it is a name of the kind Europe/Zurich, as nearly all are: told in one pass.
fn is_area_and_city(text: &[u8]) -> bool {
    let (mut parts, mut length) = (1, 0);
    for &byte in text {
        length = match byte {
            b'/' if length > 0 => {
                parts += 1;
                0
            }
            b'_' if length > 0 => length + 1,
            _ if byte.is_ascii_alphabetic() => length + 1,
            _ => return false,
        };
    }
    length > 0 && (2..=3).contains(&parts)
}

fn photo_defect(text: &str) -> Option<FormatDefect> {
    if scheme(text).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data")) {
        return FormatDefect::because("a data: URI holds an image and does not lead to one");
    }
    let end = text.bytes().position(|byte| matches!(byte, b'?' | b'#'));
    let path = text.get(..end.unwrap_or(text.len()))?;
    if !path.ends_with(['l', 'L', 'm', 'M']) {
        return None;
    }
    let is_page = |extension: &&str| {
        let tail = path.len().checked_sub(extension.len());
        let tail = tail.and_then(|at| path.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(extension))
    };
    if [".html", ".htm", ".xhtml"].iter().any(is_page) {
        return FormatDefect::because("it leads to a web page");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::is_plain_address;
    use proptest::prelude::*;

    const ALL: [Format; 14] = [
        Format::ExternalId,
        Format::DisplayName,
        Format::NickName,
        Format::FormattedName,
        Format::PreferredLanguage,
        Format::Locale,
        Format::TimeZone,
        Format::Email,
        Format::Phone,
        Format::InstantMessage,
        Format::Country,
        Format::Photo,
        Format::ProfileUrl,
        Format::Certificate,
    ];

    proptest! {
        #[test]
        fn what_is_usual_has_no_defect(
            text in "[a-z]{2}(-[A-Z]{2})?|[A-Z]{2}|[a-z.+]{1,4}@[a-z.-]{1,6}|tel:[+][-0-9]{0,4}",
            other in "https?://[a-z/.?%]{0,5}[.](htm|xhtml|jpg)|[A-Za-z]{1,3}[/_][A-Za-z/_+0-9]{0,4}|.{1,9}",
        ) {
            for text in [text, other] {
                for format in ALL {
                    let addressed = matches!(format, Format::Photo | Format::ProfileUrl);
                    let known = !addressed || is_plain_address(text.as_bytes());
                    if known && format.is_usual(text.as_bytes()) {
                        prop_assert_eq!(format.defect(&text), None, "{:?} {}", format, text);
                    }
                }
            }
        }
    }

    #[test]
    fn time_zones_have_a_shape() {
        for zone in [
            "Europe/Zurich",
            "America/Argentina/Buenos_Aires",
            "America/Port-au-Prince",
            "Etc/GMT+12",
            "UTC",
            "EST5EDT",
            "GMT0",
            "GMT+0",
        ] {
            assert_eq!(Format::TimeZone.defect(zone), None, "{zone}");
        }
        for other in [
            "+02:00",
            "UTC+2",
            "Europe/",
            "a/b/c/d",
            "Central European Time",
            "Europe/Zürich",
        ] {
            assert!(Format::TimeZone.defect(other).is_some(), "{other}");
        }
    }

    #[test]
    fn what_is_mended_has_no_defect() {
        for (format, text, mended) in [
            (Format::Locale, "de_CH", Some(("de-CH", Safety::Safe))),
            (
                Format::PreferredLanguage,
                " en_US",
                Some(("en-US", Safety::Safe)),
            ),
            (Format::Country, "ch", Some(("CH", Safety::Safe))),
            (Format::Country, "USA", Some(("US", Safety::Unsafe))),
            (Format::Country, "uk", Some(("GB", Safety::Unsafe))),
            (Format::Country, "Switzerland", None),
            (
                Format::Email,
                "mailto:a@b.example",
                Some(("a@b.example", Safety::Safe)),
            ),
            (
                Format::TimeZone,
                "America/New York",
                Some(("America/New_York", Safety::Unsafe)),
            ),
            (Format::TimeZone, "UTC+1", None),
            (Format::TimeZone, "Pacific Standard Time", None),
            (
                Format::InstantMessage,
                "Mira Lind",
                Some(("miralind", Safety::Unsafe)),
            ),
            (Format::Photo, "data:image/png;base64,AA", None),
        ] {
            let expected = mended.map(|(text, safety)| (text.to_owned(), safety));
            assert_eq!(format.mended(text), expected, "{text}");
        }
    }
}
