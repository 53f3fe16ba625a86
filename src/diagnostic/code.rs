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

        /// Every code, with what the table says about it, in the order of [`Code`].
        pub static CODES: &[(Code, CodeInfo)] = &[$((Code::$name, CodeInfo {
            text: $text,
            severity: Severity::$severity,
            meaning: $meaning,
            reference: codes!(@some $($reference)?),
            rule: codes!(@some $($($rule)?)?),
            scim_type: codes!(@type $($scim_type)?),
        }),)*];
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
    JsonLoneSurrogate = "json/lone-surrogate", Error, "A string has half of a surrogate pair, which is no character.", "RFC 8259 §8.2" => InvalidValue;
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
    NameCase = "schema/name-case", Info, "A name or URI is written in another case than its schema writes it.", "RFC 7643 §2.1" / "N-03";
    MisplacedAttribute = "schema/misplaced-attribute", Warning, "An attribute stands in another object than the one it belongs in.", "RFC 7643 §3.3" / "S-07" => InvalidSyntax;
    NumberRange = "schema/number-range", Info, "A number is beyond what many receivers can hold exactly.", "RFC 8259 §6" / "S-41";
    CanonicalValue = "schema/canonical-value", Warning, "A value is none of the canonical values that the schema suggests.", "RFC 7643 §7" / "S-59";
    DuplicateValue = "schema/duplicate-value", Warning, "A list has a value twice.", "RFC 7643 §2.4" / "MV-11";
    ReferenceTarget = "schema/reference-target", Warning, "A reference can't be followed over HTTP.", "RFC 7643 §2.3.7" / "S-48";
    ReferenceType = "schema/reference-type", Warning, "A reference leads to a resource of a type that the attribute does not refer to.", "RFC 7643 §7" / "S-71";
    ReferenceMismatch = "schema/reference-mismatch", Warning, "A value and its reference are about different resources.", "RFC 7643 §2.4" / "MV-02";
    Mutability = "schema/mutability", Error, "An immutable attribute has another value than the stored resource.", "RFC 7644 §3.5.1" / "W-17" => Mutability;
    ReadOnly = "schema/read-only", Info, "A client sends another value of a readOnly attribute than is stored; a service provider ignores it.", "RFC 7644 §3.5.1" / "W-20";
    NeverReturned = "schema/never-returned", Error, "A response has a value that is never returned.", "RFC 7643 §7" / "S-66";
    ReservedWord = "schema/reserved-word", Error, "An id contains bulkId, which is reserved.", "RFC 7643 §3.1" / "S-18" => InvalidValue;
    MetaResourceType = "schema/meta-resource-type", Error, "`meta.resourceType` is not the type of the resource.", "RFC 7644 §3.3.1" / "S-32" => InvalidValue;
    LastModified = "schema/last-modified", Warning, "A resource was last modified before it was created.", "RFC 7643 §3.1" / "S-28";
    Location = "schema/location", Warning, "`meta.location` is not the address of the resource.", "RFC 7643 §3.1" / "S-29";
    Version = "schema/version", Warning, "`meta.version` is no entity tag.", "RFC 7643 §3.1" / "S-31";
    ExternalId = "schema/external-id", Warning, "`externalId` is empty.", "RFC 7643 §3.1" / "S-20";
    DisplayName = "schema/display-name", Info, "`displayName` is empty, so there is nothing to show.", "RFC 7643 §4.1.1" / "S-79";
    NickName = "schema/nick-name", Info, "`nickName` repeats `userName`.", "RFC 7643 §4.1.1" / "S-80";
    FormattedName = "schema/formatted-name", Info, "`name.formatted` is another name than its parts.", "RFC 7643 §4.1.1" / "S-78";
    ProfileUrl = "schema/profile-url", Warning, "`profileUrl` is no URL.", "RFC 7643 §4.1.1" / "S-81";
    PreferredLanguage = "schema/preferred-language", Warning, "`preferredLanguage` is no list of languages as in Accept-Language.", "RFC 7643 §4.1.1" / "S-82";
    Locale = "schema/locale", Warning, "`locale` is no language tag.", "RFC 7643 §4.1.1" / "S-83";
    TimeZone = "schema/timezone", Warning, "`timezone` does not look like the name of an IANA time zone.", "RFC 7643 §4.1.1" / "S-84";
    Email = "schema/email", Warning, "An email address is no mailbox of RFC 5321.", "RFC 7643 §4.1.2" / "S-89";
    PhoneNumber = "schema/phone-number", Warning, "A phone number is no tel: URI of RFC 3966.", "RFC 7643 §4.1.2" / "S-90";
    InstantMessage = "schema/instant-message", Warning, "An instant messaging address is not in its canonical form.", "RFC 7643 §4.1.2" / "S-91";
    Photo = "schema/photo", Warning, "A photo is not the address of an image.", "RFC 7643 §4.1.2" / "S-92";
    Country = "schema/country", Error, "A country is no code of ISO 3166-1 alpha-2.", "RFC 7643 §4.1.2" / "S-93" => InvalidValue;
    Certificate = "schema/certificate", Warning, "A certificate is not one X.509 certificate in DER.", "RFC 7643 §4.1.2" / "S-97";
    UnknownKind = "schema/unknown-kind", Error, "`schemas` says of no resource type or message what the document is.", "RFC 7643 §3" / "S-04" => InvalidSyntax;

    DefinitionKeyword = "definition/keyword", Error, "A characteristic of an attribute has a value that it can't have.", "RFC 7643 §7" / "S-55" => InvalidSyntax;
    DefinitionKeywordCase = "definition/keyword-case", Warning, "A keyword of a definition is written in another case.", "RFC 7643 §7" / "S-55";
    DefinitionName = "definition/name", Error, "The name of an attribute or resource type is none.", "RFC 7643 §2.1" / "N-01" => InvalidSyntax;
    DefinitionDuplicate = "definition/duplicate", Error, "A definition has something twice that it can have once.", "RFC 7643 §2.1" / "N-03" => InvalidSyntax;
    DefinitionCommon = "definition/common-attribute", Info, "A schema defines an attribute that every resource has anyway.", "RFC 7643 §3.1" / "S-12";
    DefinitionSubAttributes = "definition/sub-attributes", Error, "Sub-attributes stand where there are none, or are missing where there are some.", "RFC 7643 §7" / "S-57" => InvalidSyntax;
    DefinitionCombination = "definition/combination", Warning, "Characteristics of an attribute don't go together.", "RFC 7643 §7" / "S-55";
    DefinitionCaseExact = "definition/case-exact", Info, "A reference or binary attribute is said not to be case-exact, which it always is.", "RFC 7643 §2.3.7" / "S-46";
    DefinitionCanonicalValues = "definition/canonical-values", Warning, "A canonical value is listed twice.", "RFC 7643 §7" / "S-59";
    DefinitionReferenceTypes = "definition/reference-types", Warning, "`referenceTypes` of an attribute can't be meant.", "RFC 7643 §7" / "S-71";
    DefinitionMissing = "definition/missing-characteristic", Info, "A definition leaves characteristics to their defaults.", "RFC 7643 §2.2" / "S-55";
    DefinitionUri = "definition/uri", Error, "The URI of a schema is none that a schema has.", "RFC 7643 §10.2.1" / "D-26" => InvalidSyntax;
    DefinitionIdentity = "definition/identity", Warning, "The id of a resource type differs from its name.", "RFC 7643 §6" / "D-17";
    DefinitionEndpoint = "definition/endpoint", Error, "The endpoint of a resource type is not relative to the base URL.", "RFC 7643 §6" / "D-18" => InvalidSyntax;
    DefinitionNotLoaded = "definition/not-loaded", Error, "A resource type has a schema that is not loaded.", "RFC 7643 §6" / "D-19" => InvalidValue;
    DefinitionMeta = "definition/meta", Warning, "`meta` says that the document is something else.", "RFC 7643 §3.1" / "D-25";
    DefinitionTooMany = "definition/too-many", Error, "The schemas define more attributes than can be told apart." => InvalidValue;

    MessageNested = "message/nested", Error, "A message stands where a resource belongs.", "RFC 7644 §3.1" / "T-15" => InvalidSyntax;
    MessageRequired = "message/required", Error, "A member is missing that the message must have in this case.", "RFC 7644 §3.7" / "B-09" => InvalidSyntax;
    MessageUnexpected = "message/unexpected", Error, "A member stands where it means nothing.", "RFC 7644 §3.7" / "B-03" => InvalidSyntax;
    MessageKeyword = "message/keyword", Error, "A value is none of the words that the message can have there.", "RFC 7644 §3" => InvalidSyntax;
    MessageKeywordCase = "message/keyword-case", Warning, "A word of a message is written in another case.", "RFC 7644 §3";
    MessageRange = "message/range", Error, "A number is outside its range.", "RFC 7644 §3.4.2.4" / "Q-27" => InvalidValue;
    MessageConflict = "message/conflict", Error, "Two members of a message contradict or exclude each other.", "RFC 7644 §3.9" / "Q-33" => InvalidValue;
    MessageCount = "message/count", Error, "The numbers of a page contradict its resources.", "RFC 7644 §3.4.2.4" / "Q-27";
    MessageDuplicate = "message/duplicate-resource", Error, "Two resources of a list share what is unique: their id, or another attribute.", "RFC 7643 §3.1" / "S-15";
    MessageNoResources = "message/no-resources", Warning, "A page has no resources although some match.", "RFC 7644 §3.4.2" / "Q-08";
    MessageCursor = "message/cursor", Error, "A cursor has a character that needs encoding in a URL, or none at all.", "RFC 9865 §2" / "C-02" => InvalidCursor;
    MessageAttributeName = "message/attribute-name", Warning, "A query names an attribute that there isn't, or not in SCIM notation.", "RFC 7644 §3.9" / "N-09" => InvalidValue;
    MessageSortBy = "message/sort-by", Error, "Resources can't be sorted by this attribute.", "RFC 7644 §3.4.2.3" / "Q-14" => InvalidValue;
    MessageStatus = "message/status", Error, "A status is not an HTTP status as a string of three digits.", "RFC 7644 §3.12" / "E-03";
    MessageScimType = "message/scim-type", Error, "No standard has this keyword for `scimType`.", "RFC 7644 §3.12" / "E-04";
    MessageScimTypeStatus = "message/scim-type-status", Warning, "`scimType` and `status` don't go together.", "RFC 7644 §3.12" / "E-04";
    MessageVersion = "message/version", Warning, "A version is not an entity tag.", "RFC 7644 §3.7" / "B-07";
    BulkPath = "message/bulk-path", Error, "The path of a bulk operation leads nowhere.", "RFC 7644 §3.7" / "B-08" => InvalidPath;
    BulkId = "message/bulk-id", Error, "Two operations of a bulk request have the same `bulkId`.", "RFC 7644 §3.7" / "B-06" => InvalidSyntax;
    BulkReference = "message/bulk-reference", Error, "A reference names a `bulkId` that no operation has.", "RFC 7644 §3.7.2" / "B-21" => InvalidValue;

    FilterSyntax = "filter/syntax", Error, "The filter does not follow the grammar.", "RFC 7644 §3.4.2.2" / "F-27" => InvalidFilter;
    FilterAttribute = "filter/attribute", Error, "The filter names an attribute that the resource type does not have.", "RFC 7644 §3.4.2.2" / "F-27" => InvalidFilter;
    FilterOperator = "filter/operator", Error, "The operator does not fit the type of the attribute.", "RFC 7644 §3.4.2.2" / "F-18" => InvalidFilter;
    FilterValue = "filter/value", Error, "The value does not fit the type of the attribute.", "RFC 7644 §3.4.2.2" / "F-34" => InvalidFilter;
    FilterSpace = "filter/space", Warning, "The grammar has exactly one space here.", "RFC 7644 §3.4.2.2" / "F-31";
    FilterQuirk = "filter/quirk", Info, "The filter is read by a quirk of the profile; RFC 7644 refuses it.", "RFC 7644 §3.4.2.2";
    FilterCanonicalValue = "filter/canonical-value", Info, "The value is nearly one of the canonical values of the attribute.", "RFC 7643 §7" / "S-59";
    FilterLimit = "filter/limit", Error, "The filter is longer or deeper than the limits allow." => InvalidFilter;

    PatchPath = "patch/path", Error, "The path of an operation does not follow the grammar.", "RFC 7644 §3.5.2" / "P-53" => InvalidPath;
    PatchAttribute = "patch/attribute", Error, "The path of an operation names an attribute that the resource type does not have.", "RFC 7644 §3.5.2" / "P-53" => InvalidPath;
    PatchNoPath = "patch/no-path", Error, "A `remove` operation has no path.", "RFC 7644 §3.5.2.2" / "P-35" => NoTarget;
    PatchNoValue = "patch/no-value", Error, "An operation has no value.", "RFC 7644 §3.5.2" / "P-25" => InvalidValue;
    PatchValue = "patch/value", Error, "A `remove` operation has a value.", "RFC 7644 §3.5.2.2" / "P-43" => InvalidSyntax;
    PatchMembers = "patch/members", Error, "The value of an operation without a path is no object of attributes.", "RFC 7644 §3.5.2.1" / "P-27" => InvalidValue;
    PatchReadOnly = "patch/read-only", Error, "The path of an operation leads to a readOnly attribute.", "RFC 7644 §3.5.2" / "P-11" => Mutability;
    PatchReadOnlyValue = "patch/read-only-value", Warning, "A value without a path names a readOnly attribute.", "RFC 7644 §3.5.2" / "P-11" => Mutability;
    PatchRequired = "patch/required", Error, "An operation removes a required attribute.", "RFC 7644 §3.5.2.2" / "P-41" => Mutability;
    PatchOpCase = "patch/op-case", Warning, "`op` is written in lower case: add, remove, replace.", "RFC 7644 §3.5.2" / "P-05";
    PatchMemberCase = "patch/member-case", Warning, "A member of the request is written in another case than the RFC writes it.", "RFC 7644 §3.5.2" / "P-04";
    PatchUnknownAttribute = "patch/unknown-attribute", Warning, "A value without a path names an attribute that no schema defines; it is ignored.", "RFC 7644 §3.5.2" / "P-10";
    PatchReadOnlyIgnored = "patch/read-only-ignored", Info, "A value names a readOnly attribute; it is ignored.", "RFC 7644 §3.5.2" / "P-11";
    PatchBooleanString = "patch/boolean-string", Info, "A string stands for a boolean; a quirk of the profile reads it so.", "RFC 7643 §2.3.2" / "S-39";
    PatchComplexFromString = "patch/complex-from-string", Info, "A string stands for a complex value; a quirk of the profile reads it as its `value`.", "RFC 7643 §2.3.8" / "P-57";
    PatchFilteredWrite = "patch/filtered-write", Info, "A value filter matches nothing; a quirk of the profile adds the value that it asks for.", "RFC 7644 §3.5.2.3" / "P-52";
    PatchRemoveWithValue = "patch/remove-with-value", Warning, "A `remove` operation has a value; a quirk of the profile says what it means.", "RFC 7644 §3.5.2.2" / "P-43";
    PatchEmptyString = "patch/empty-string", Info, "The empty string unassigns an attribute by a quirk of the profile.", "RFC 7643 §2.5" / "S-53";
    PatchReadOnlyDropped = "patch/read-only-dropped", Warning, "Another value of a readOnly attribute is ignored by a quirk of the profile.", "RFC 7644 §3.5.2" / "P-11";
    PatchUnknownPath = "patch/unknown-path", Warning, "An operation on an attribute that there isn't is ignored by a quirk of the profile.", "RFC 7644 §3.5.2" / "P-53";
    PatchUnknownSchema = "patch/unknown-schema", Warning, "A schema that the resource type does not have is ignored by a quirk of the profile.", "RFC 7643 §3" / "S-04";
    PatchJsonInString = "patch/json-in-string", Info, "A string holds the JSON of a value; a quirk of the profile reads it.", "RFC 7643 §2.3.8" / "P-57";
    PatchSingleAsArray = "patch/single-as-array", Info, "An array holds the one value of an attribute; a quirk of the profile reads it.", "RFC 7643 §2.4" / "P-57";
    PatchUnqualified = "patch/unqualified", Info, "An attribute of an extension is named without the URI of the extension; a quirk of the profile finds it.", "RFC 7644 §3.10" / "P-14";
    PatchOldName = "patch/old-name", Info, "A name of SCIM 1.x is read as that of today by a quirk of the profile.", "RFC 7644 §3.10" / "P-14";
    PatchSchemasMissing = "patch/schemas-missing", Warning, "The request does not say that it is a PATCH; a quirk of the profile does without.", "RFC 7644 §3.5.2" / "P-03";
    PatchNoOperations = "patch/no-operations", Warning, "The request has no operations; a quirk of the profile lets it pass.", "RFC 7644 §3.5.2" / "P-04";
    PatchValuePathMerge = "patch/value-path-merge", Info, "A record that is replaced keeps what is not named by a quirk of the profile.", "RFC 7644 §3.5.2.3" / "P-50";
    PatchResourceType = "patch/resource-type", Warning, "The resource does not say of which type it is; its attributes decide.", "RFC 7643 §3" / "S-05";
    PatchEveryValue = "patch/every-value", Warning, "The path has no value filter, so it changes every value.", "RFC 7644 §3.5.2" / "P-40";
}

impl Code {
    /// What the table says about it.
    pub fn info(self) -> CodeInfo {
        // The table has every code in its place: a test holds that.
        let listed = CODES.get(self as usize);
        listed.map_or(UNLISTED, |(_, info)| *info)
    }

    /// The code as it stands in reports.
    pub fn as_str(self) -> &'static str {
        self.info().text
    }
}

const UNLISTED: CodeInfo = CodeInfo {
    text: "",
    severity: Severity::Error,
    meaning: "",
    reference: None,
    rule: None,
    scim_type: None,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_unique_and_well_formed() {
        let mut seen = std::collections::BTreeSet::new();
        for (code, info) in CODES {
            assert!(seen.insert(info.text), "{} occurs twice", info.text);
            assert_eq!(code.info(), *info);
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
