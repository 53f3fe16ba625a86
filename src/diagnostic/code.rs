use super::finding::Severity;
use super::scim_type::ScimType;

/// What the table says about a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CodeInfo {
    /// The code itself, such as "schema/required".
    pub text: &'static str,
    /// How bad it is unless an option says otherwise.
    pub severity: Severity,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// The section of the standard.
    pub reference: Option<&'static str>,
    /// The rule of the catalogue.
    pub rule: Option<&'static str>,
    /// What a service provider would answer.
    pub scim_type: Option<ScimType>,
}

macro_rules! codes {
    ($($name:ident = $text:literal, $severity:ident, $meaning:literal
        $(, $reference:literal $(/ $rule:literal)?)? $(=> $scim_type:ident)?;)*) => {
        /// The kind of a finding; its text is stable and documented.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum Code {
            $(#[doc = $meaning] $name,)*
        }

        /// Every code, in the order of [`Code`].
        pub const CODES: &[(Code, CodeInfo)] = &[$((Code::$name, Code::$name.info()),)*];

        impl Code {
            /// What the table says about it.
            pub const fn info(self) -> CodeInfo {
                match self {
                    $(Self::$name => CodeInfo {
                        text: $text,
                        severity: Severity::$severity,
                        meaning: $meaning,
                        reference: codes!(@some $($reference)?),
                        rule: codes!(@some $($($rule)?)?),
                        scim_type: codes!(@type $($scim_type)?),
                    },)*
                }
            }
        }
    };
    (@some) => { None };
    (@some $value:literal) => { Some($value) };
    (@type) => { None };
    (@type $name:ident) => { Some(ScimType::$name) };
}

codes! {
    JsonSyntax = "json/syntax", Error, "The text is not JSON.", "RFC 8259 §2" => InvalidSyntax;
    JsonEncoding = "json/encoding", Error, "The bytes are not UTF-8.", "RFC 7644 §3.8" / "T-04" => InvalidSyntax;
    JsonDuplicateKey = "json/duplicate-key", Error, "A name occurs twice in one object; receivers disagree on which value counts.", "RFC 8259 §4" => InvalidSyntax;
    JsonLoneSurrogate = "json/lone-surrogate", Error, "An escape names half of a surrogate pair, which is no character.", "RFC 8259 §8.2" => InvalidValue;
    JsonDepth = "json/depth", Error, "The document is nested deeper than the limit allows." => InvalidSyntax;
    JsonSize = "json/size", Error, "The document is longer than the limit allows." => InvalidSyntax;
    JsonRoot = "json/root", Error, "The document is not a JSON object.", "RFC 7643 §3" / "S-01" => InvalidSyntax;

    MissingSchemas = "schema/missing-schemas", Error, "`schemas` is missing or empty.", "RFC 7643 §3" / "S-01" => InvalidSyntax;
    UnknownSchema = "schema/unknown-schema", Error, "`schemas` names a schema that the resource type does not have.", "RFC 7643 §3" / "S-04" => InvalidSyntax;
    MissingBase = "schema/missing-base", Error, "`schemas` lacks the base schema of the resource type.", "RFC 7643 §3.3" / "S-05" => InvalidSyntax;
    DuplicateSchema = "schema/duplicate-schema", Error, "`schemas` names a schema twice.", "RFC 7643 §3" / "S-02" => InvalidSyntax;
    UndeclaredExtension = "schema/undeclared-extension", Error, "Extension data is present, but `schemas` does not name the extension.", "RFC 7643 §3.3" / "S-05" => InvalidSyntax;
    MissingExtension = "schema/missing-extension", Error, "An extension that the resource type requires is missing.", "RFC 7643 §6" / "S-73" => InvalidValue;
    Required = "schema/required", Error, "A required attribute is missing or unassigned.", "RFC 7643 §7" / "S-76" => InvalidValue;
    Empty = "schema/empty", Error, "A value is empty that must not be.", "RFC 7643 §4.1.1" / "S-77" => InvalidValue;
    Type = "schema/type", Error, "A value has another JSON type than its attribute.", "RFC 7643 §2.3" => InvalidValue;
    SingleValued = "schema/single-valued", Error, "An array stands where the attribute takes one value.", "RFC 7643 §2.4" / "MV-01" => InvalidValue;
    MultiValued = "schema/multi-valued", Error, "A single value stands where the attribute takes an array.", "RFC 7643 §2.4" / "MV-01" => InvalidValue;
    Integer = "schema/integer", Error, "An integer is written with a fraction or an exponent.", "RFC 7643 §2.3.4" / "S-41" => InvalidValue;
    DateTime = "schema/date-time", Error, "A dateTime is not a valid xsd:dateTime.", "RFC 7643 §2.3.5" / "S-42" => InvalidValue;
    DateTimeZone = "schema/date-time-zone", Warning, "A dateTime has no time zone; it is read as UTC.", "RFC 7643 §2.3.5" / "S-42";
    Binary = "schema/binary", Error, "A binary value is not base64.", "RFC 7643 §2.3.6" / "S-43" => InvalidValue;
    Reference = "schema/reference", Error, "A reference is not a URI.", "RFC 7643 §2.3.7" / "S-46" => InvalidValue;
    Primary = "schema/primary", Error, "More than one value of an attribute is primary.", "RFC 7643 §2.4" / "MV-04" => InvalidValue;
    UnknownAttribute = "schema/unknown-attribute", Warning, "No schema of the resource defines the attribute.", "RFC 7644 §3.1" / "T-17" => InvalidSyntax;
    DuplicateAttribute = "schema/duplicate-attribute", Error, "An attribute occurs twice, its name in different case.", "RFC 7643 §2.1" / "N-03" => InvalidSyntax;
    UnknownKind = "schema/unknown-kind", Error, "`schemas` says of no resource type or message what the document is.", "RFC 7643 §3" / "S-04" => InvalidSyntax;

    Definition = "definition/invalid", Error, "A schema or resource type is not defined as RFC 7643 §6 and §7 have it.", "RFC 7643 §7" / "S-55" => InvalidSyntax;

    FilterSyntax = "filter/syntax", Error, "The filter does not follow the grammar.", "RFC 7644 §3.4.2.2" / "F-27" => InvalidFilter;
    FilterAttribute = "filter/attribute", Error, "The filter names an attribute that the resource type does not have.", "RFC 7644 §3.4.2.2" / "F-27" => InvalidFilter;
    FilterOperator = "filter/operator", Error, "The operator does not fit the type of the attribute.", "RFC 7644 §3.4.2.2" / "F-18" => InvalidFilter;
    FilterValue = "filter/value", Error, "The value does not fit the type of the attribute.", "RFC 7644 §3.4.2.2" / "F-34" => InvalidFilter;
    FilterSpace = "filter/space", Warning, "The grammar has exactly one space here.", "RFC 7644 §3.4.2.2" / "F-31";
    FilterQuirk = "filter/quirk", Info, "The filter is read by a quirk of the profile; RFC 7644 refuses it.", "RFC 7644 §3.4.2.2";
    FilterCanonicalValue = "filter/canonical-value", Info, "The value is nearly one of the canonical values of the attribute.", "RFC 7643 §7" / "S-59";
    FilterLimit = "filter/limit", Error, "The filter is longer or deeper than the limits allow." => InvalidFilter;

    PatchOpCase = "patch/op-case", Warning, "`op` is written in lower case: add, remove, replace.", "RFC 7644 §3.5.2" / "P-05";
    PatchMemberCase = "patch/member-case", Warning, "A member of the request is written in another case than the RFC writes it.", "RFC 7644 §3.5.2" / "P-04";
    PatchUnknownAttribute = "patch/unknown-attribute", Warning, "A value without a path names an attribute that no schema defines; it is ignored.", "RFC 7644 §3.5.2" / "P-10";
    PatchReadOnlyIgnored = "patch/read-only-ignored", Info, "A value names a readOnly attribute; it is ignored.", "RFC 7644 §3.5.2" / "P-11";
    PatchEveryValue = "patch/every-value", Warning, "The path has no value filter, so it changes every value.", "RFC 7644 §3.5.2" / "P-40";
}

impl Code {
    /// The code as it stands in reports.
    pub const fn as_str(self) -> &'static str {
        self.info().text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_unique_and_well_formed() {
        let mut seen = std::collections::BTreeSet::new();
        for (code, info) in CODES {
            assert!(seen.insert(info.text), "{} occurs twice", info.text);
            assert_eq!(code.as_str(), info.text);
            let (area, name) = info.text.split_once('/').unwrap();
            let plain = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(
                area.chars().all(plain) && name.chars().all(plain),
                "{}",
                info.text
            );
            assert!(info.meaning.ends_with('.'), "{}", info.text);
        }
    }
}
