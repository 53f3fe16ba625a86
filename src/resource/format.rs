//! What the RFCs ask of values beyond their type.

use super::validate::Validator;
use super::value::shown;
use crate::attribute::{Format, fold_case};
use crate::diagnostic::{Code, Diagnostic, Edit, Safety, Severity};
use crate::json::Value;
use crate::schema::Definition;
use crate::text::quoted;

/// The code of a format's defects, what a value without one is, and what to do.
const fn terms(format: Format) -> (Code, &'static str, &'static str) {
    match format {
        Format::ExternalId => (
            Code::ExternalId,
            "an identifier",
            "Leave it out where there is none.",
        ),
        Format::DisplayName => (
            Code::DisplayName,
            "a name",
            "Leave it out where there is none.",
        ),
        Format::NickName => (
            Code::NickName,
            "a nickname",
            "It is what people call the user.",
        ),
        Format::FormattedName => (
            Code::FormattedName,
            "the name",
            "Both should tell the same name.",
        ),
        Format::PreferredLanguage => (
            Code::PreferredLanguage,
            "a list of languages",
            "It reads as an Accept-Language header: en-US or fr-CH, en;q=0.8.",
        ),
        Format::Locale => (Code::Locale, "a language tag", "A locale reads en-US."),
        Format::TimeZone => (
            Code::TimeZone,
            "a time zone",
            "Use a name of the IANA database.",
        ),
        Format::Email => (
            Code::Email,
            "an email address",
            "An address reads mira@shop.example.",
        ),
        Format::Phone => (
            Code::PhoneNumber,
            "a tel: URI",
            "A number reads tel:+1-201-555-0123.",
        ),
        Format::InstantMessage => (
            Code::InstantMessage,
            "in its canonical form",
            "A service provider may store it in lower case and without white space.",
        ),
        Format::Country => (
            Code::Country,
            "a country",
            "Use the two letters of ISO 3166-1, such as US.",
        ),
        Format::Photo => (
            Code::Photo,
            "the address of an image",
            "Store the address of an image file.",
        ),
        Format::ProfileUrl => (
            Code::ProfileUrl,
            "a URL",
            "Use the address of a page, such as https://…",
        ),
        Format::Certificate => (
            Code::Certificate,
            "one certificate",
            "A value is one X.509 certificate in DER; use one value for each.",
        ),
    }
}

impl<'d> Validator<'_, 'd> {
    /// Checks a string against the format of its attribute. Returns whether it has none or fits.
    pub(super) fn format(&mut self, definition: &Definition, value: Value<'d>, text: &str) -> bool {
        let Some(format) = definition.format else {
            return true;
        };
        // Of what isn't looked for without hints, a country alone can be an error.
        if !self.hints && format != Format::Country {
            return true;
        }
        let defect = format.defect(text);
        let why = match defect {
            Some(defect) => defect.why,
            None => match self.contradiction(format, text, self.around) {
                Some(why) => why,
                None => return true,
            },
        };
        let (code, noun, help) = terms(format);
        let severity = defect.and_then(|defect| defect.severity);
        let severity = severity.unwrap_or(code.info().severity);
        if !self.hints && severity != Severity::Error {
            return true;
        }
        self.report
            .report_as(severity, value.span(), Some(definition), &|| {
                let (path, found) = (&definition.path, shown(value));
                let message = format!("{found} in `{path}` is not {noun}: {why}.");
                let finding = Diagnostic::new(code, message).help(help);
                let Some((mended, safety)) = format.mended(text) else {
                    return finding;
                };
                let title = format!("Use {mended}");
                let edits = vec![Edit::replace(value.span(), quoted(&mended))];
                match safety {
                    Safety::Safe => finding.safe_fix(title, edits),
                    Safety::Unsafe => finding.unsafe_fix(title, edits),
                }
            });
        false
    }

    /// What is wrong with a value beside another one, where that is beyond doubt. `around` is the
    /// object that it stands in.
    pub(super) fn contradiction(
        &self,
        format: Format,
        text: &str,
        around: Option<Value<'d>>,
    ) -> Option<&'static str> {
        match format {
            Format::NickName => {
                let name = self.root?.get("userName")?;
                let name = name.as_str()?;
                let same = name.eq_ignore_ascii_case(text)
                    || (!text.is_ascii() && fold_case(&name) == fold_case(text));
                same.then_some("it is the name to sign in with")
            }
            Format::FormattedName => {
                let object = around?;
                let absent = |part: &str| {
                    let part = object.get(part)?;
                    let part = part.as_str()?;
                    let part = part.trim();
                    // Nearly always it is there as it is, at one of the ends.
                    let there = || {
                        text.starts_with(part)
                            || text.ends_with(part)
                            || text.contains(part)
                            || fold_case(text).contains(&*fold_case(part))
                    };
                    (!part.is_empty()).then(|| !there())
                };
                // One of them alone may be written otherwise there, as an initial or in another
                // script.
                let contradicts = absent("familyName")? && absent("givenName")?;
                contradicts.then_some("it has neither the family name nor the given name")
            }
            _ => None,
        }
    }
}
