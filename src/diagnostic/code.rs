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
        #[repr(u16)]
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
    PatchFilteredKey = "patch/filtered-key", Info, "A key of a value without a path has a value filter; a quirk of the profile reads it as a path.", "RFC 7644 §3.5.2" / "P-27";
    PatchUnqualified = "patch/unqualified", Info, "An attribute of an extension is named without the URI of the extension; a quirk of the profile finds it.", "RFC 7644 §3.10" / "P-14";
    PatchOldName = "patch/old-name", Info, "A name of SCIM 1.x is read as that of today by a quirk of the profile.", "RFC 7644 §3.10" / "P-14";
    PatchSchemasMissing = "patch/schemas-missing", Warning, "The request does not say that it is a PATCH; a quirk of the profile does without.", "RFC 7644 §3.5.2" / "P-03";
    PatchNoOperations = "patch/no-operations", Warning, "The request has no operations; a quirk of the profile lets it pass.", "RFC 7644 §3.5.2" / "P-04";
    PatchValuePathMerge = "patch/value-path-merge", Info, "A record that is replaced keeps what is not named by a quirk of the profile.", "RFC 7644 §3.5.2.3" / "P-50";
    PatchValuePresent = "patch/value-present", Warning, "A value that is added is there already; what is different in it is not taken over.", "RFC 7644 §3.5.2.1" / "P-33";
    PatchResourceType = "patch/resource-type", Warning, "The resource does not say of which type it is; its attributes decide.", "RFC 7643 §3" / "S-05";
    PatchEveryValue = "patch/every-value", Warning, "The path has no value filter, so it changes every value.", "RFC 7644 §3.5.2" / "P-40";

    // Interoperability: what each means to the lint stands in lint/rules.rs.
    LintSchemasMissing = "lint/schemas-missing", Error, "`schemas` is missing, empty or no array.", "RFC 7643 §3" / "SCH001";
    LintUnknownSchemaUri = "lint/unknown-schema-uri", Warning, "`schemas` names a URI that the resource type does not have.", "RFC 7643 §3" / "SCH002";
    LintMalformedUri = "lint/malformed-uri", Error, "A URI in `schemas` is nearly one that there is.", "RFC 7643 §3" / "SCH003";
    LintOldUri = "lint/old-uri", Error, "A URI is one of SCIM 1.x.", "RFC 7643 §10.3" / "SCH004";
    LintInventedUri = "lint/invented-uri", Error, "A URI is made from one of SCIM 1.x and stands in no RFC.", "RFC 7643 §10.3" / "SCH005";
    LintExtensionNotListed = "lint/extension-not-listed", Warning, "Data of an extension is present, but `schemas` does not name it.", "RFC 7643 §3.3" / "SCH006";
    LintExtensionWithoutData = "lint/extension-without-data", Info, "`schemas` names an extension of which there is no data.", "RFC 7643 §3.3" / "SCH007";
    LintExtensionAttributeAtRoot = "lint/extension-attribute-at-root", Warning, "An attribute of an extension stands outside its object.", "RFC 7643 §3.3" / "SCH008";
    LintUnknownAttribute = "lint/unknown-attribute", Warning, "No schema of the resource has the attribute.", "RFC 7644 §3.1" / "SCH009";
    LintSchemaEndpointMismatch = "lint/schema-endpoint-mismatch", Error, "The schema is that of another resource type than the endpoint has.", "RFC 7643 §6" / "SCH010";
    LintUriCase = "lint/uri-case", Warning, "A URI is written in another case than it is registered.", "RFC 7644 §3.10" / "SCH011";
    LintNameCase = "lint/name-case", Warning, "A name is written in another case than its schema writes it.", "RFC 7643 §2.1" / "SCH012";
    LintCaseDuplicate = "lint/case-duplicate", Error, "Two names of one object differ in case alone.", "RFC 7643 §2.1" / "SCH013";
    LintDuplicateKey = "lint/duplicate-key", Error, "A name occurs twice in one object.", "RFC 8259 §4" / "SCH014";
    LintBooleanString = "lint/boolean-string", Error, "A boolean is sent as a string.", "RFC 7643 §2.3.2" / "TYP001";
    LintNumberString = "lint/number-string", Warning, "A number is sent as a string.", "RFC 7643 §2.3.4" / "TYP002";
    LintNullAttribute = "lint/null-attribute", Info, "An attribute is null.", "RFC 7643 §2.5" / "TYP003";
    LintEmptyString = "lint/empty-string", Warning, "An attribute is an empty string.", "RFC 7643 §2.5" / "TYP004";
    LintEmptyArray = "lint/empty-array", Info, "An attribute is an empty array.", "RFC 7643 §2.5" / "TYP005";
    LintDateTime = "lint/date-time", Error, "A dateTime is not one of XML Schema with a zone.", "RFC 7643 §2.3.5" / "TYP006";
    LintSingularAsArray = "lint/singular-as-array", Error, "An array stands where the attribute has one value.", "RFC 7643 §2.4" / "TYP007";
    LintMultiValuedAsObject = "lint/multi-valued-as-object", Error, "A single value stands where the attribute has a list.", "RFC 7643 §2.4" / "TYP008";
    LintJsonInString = "lint/json-in-string", Warning, "A string holds the JSON of a complex value.", "RFC 7643 §2.3.8" / "TYP009";
    LintBinary = "lint/binary", Error, "A binary value is not base64.", "RFC 7643 §2.3.6" / "TYP010";
    LintReferenceForm = "lint/reference-form", Warning, "A reference is no URI, can't be followed, or leads to another resource type.", "RFC 7643 §2.3.7" / "TYP011";
    LintIdentifierNumber = "lint/identifier-number", Error, "An identifier is a number.", "RFC 7643 §3.1" / "TYP012";
    LintComplexAsString = "lint/complex-as-string", Error, "A string stands where the attribute is complex.", "RFC 7643 §2.3.8" / "TYP013";
    LintCanonicalValue = "lint/canonical-value", Warning, "A value is none of the canonical values of its attribute.", "RFC 7643 §7" / "TYP014";
    LintMultiplePrimary = "lint/multiple-primary", Error, "More than one value of an attribute is primary.", "RFC 7643 §2.4" / "MVA001";
    LintNoPrimary = "lint/no-primary", Warning, "No value of a list is primary.", "RFC 7643 §2.4" / "MVA002";
    LintMissingType = "lint/missing-type", Warning, "A value of a list has no `type`.", "RFC 7643 §2.4" / "MVA003";
    LintDuplicateValue = "lint/duplicate-value", Warning, "A list has a value twice.", "RFC 7643 §2.4" / "MVA004";
    LintAmbiguousType = "lint/ambiguous-type", Warning, "Two values of a list have the same `type`.", "RFC 7643 §2.4" / "MVA005";
    LintEmptyValue = "lint/empty-value", Warning, "A value of a list has nothing in it.", "RFC 7643 §2.5" / "MVA006";
    LintClientSendsId = "lint/client-sends-id", Warning, "The client sends `id`, which the service provider gives.", "RFC 7643 §3.1" / "ROA001";
    LintClientSendsMeta = "lint/client-sends-meta", Info, "The client sends `meta`, which is the service provider's.", "RFC 7643 §3.1" / "ROA002";
    LintClientSendsReadOnly = "lint/client-sends-read-only", Warning, "The client sends a readOnly attribute.", "RFC 7643 §7" / "ROA003";
    LintPatchReadOnly = "lint/patch-read-only", Warning, "A PATCH names a readOnly attribute.", "RFC 7644 §3.5.2" / "ROA004";
    LintPatchImmutable = "lint/patch-immutable", Error, "A PATCH changes an immutable sub-attribute of a value in place.", "RFC 7643 §2.2" / "ROA005";
    LintReadOnlySubAttribute = "lint/read-only-sub-attribute", Info, "The client sends a readOnly sub-attribute.", "RFC 7643 §4.3" / "ROA006";
    LintReferenceAsString = "lint/reference-as-string", Error, "A plain string stands where a reference is complex.", "RFC 7643 §4.3" / "ENT001";
    LintManagerId = "lint/manager-id", Error, "`managerId` is the name of SCIM 1.1; today it is `value`.", "RFC 7643 §4.3" / "ENT002";
    LintExtensionUnqualified = "lint/extension-unqualified", Error, "A path names an attribute of an extension without the URI of the extension.", "RFC 7644 §3.10" / "ENT003";
    LintReferenceNotId = "lint/reference-not-id", Warning, "A reference to a resource looks like a mail address or a name of a directory.", "RFC 7643 §4.3" / "ENT004";
    LintReferenceCycle = "lint/reference-cycle", Info, "A user is their own manager, directly or through others.", "RFC 7643 §4.3" / "ENT005";
    LintEmptyReference = "lint/empty-reference", Warning, "A reference is empty.", "RFC 7643 §4.3" / "ENT006";
    LintPatchSchemas = "lint/patch-schemas", Error, "`schemas` of a PATCH request lacks the URI of PatchOp.", "RFC 7644 §3.5.2" / "PAT001";
    LintOperationsShape = "lint/operations-shape", Error, "`Operations` is missing, empty, misspelt or no array.", "RFC 7644 §3.5.2" / "PAT002";
    LintOpCase = "lint/op-case", Warning, "`op` has a capital letter.", "RFC 7644 §3.5.2" / "PAT003";
    LintOpUnknown = "lint/op-unknown", Error, "`op` is none of add, remove and replace.", "RFC 7644 §3.5.2" / "PAT004";
    LintPathlessOp = "lint/pathless-op", Warning, "An operation has no `path`.", "RFC 7644 §3.5.2" / "PAT005";
    LintPathlessDottedKey = "lint/pathless-dotted-key", Warning, "Without a path, a name in the value is a path itself.", "RFC 7644 §3.5.2" / "PAT006";
    LintPathlessUriKey = "lint/pathless-uri-key", Warning, "Without a path, a name in the value is an attribute of an extension with its URI.", "RFC 7644 §3.5.2" / "PAT007";
    LintRemoveWithoutPath = "lint/remove-without-path", Error, "`remove` has no path.", "RFC 7644 §3.5.2.2" / "PAT008";
    LintRemoveWithValue = "lint/remove-with-value", Error, "`remove` has a value.", "RFC 7644 §3.5.2.2" / "PAT009";
    LintRemoveAllValues = "lint/remove-all-values", Warning, "`remove` takes all values of a list.", "RFC 7644 §3.5.2.2" / "PAT010";
    LintFilterWithoutSubAttribute = "lint/filter-without-sub-attribute", Warning, "A path with a filter ends without a sub-attribute.", "RFC 7644 §3.5.2" / "PAT011";
    LintFilteredReplace = "lint/filtered-replace", Warning, "`replace` with a filter fails where no value matches.", "RFC 7644 §3.5.2.3" / "PAT012";
    LintFilteredAdd = "lint/filtered-add", Warning, "`add` with a filter fails where no value matches.", "RFC 7644 §3.5.2.1" / "PAT013";
    LintFilterMatchesSeveral = "lint/filter-matches-several", Warning, "The filter of a path matches several values.", "RFC 7644 §3.5.2" / "PAT014";
    LintPathSyntax = "lint/path-syntax", Error, "A path does not follow the grammar.", "RFC 7644 §3.5.2" / "PAT015";
    LintPathUnknown = "lint/path-unknown", Error, "A path names an attribute that the resource type does not have.", "RFC 7644 §3.5.2" / "PAT016";
    LintUriSeparator = "lint/uri-separator", Error, "The URI of an extension and the attribute are joined by a dot.", "RFC 7644 §3.10" / "PAT017";
    LintReplaceDropsSiblings = "lint/replace-drops-siblings", Warning, "`replace` of a complex attribute names some of its sub-attributes.", "RFC 7644 §3.5.2.3" / "PAT018";
    LintSingleForList = "lint/single-for-list", Warning, "A single value is given for a list.", "RFC 7644 §3.5.2" / "PAT019";
    LintDuplicateTarget = "lint/duplicate-target", Warning, "Two operations have the same path.", "RFC 7644 §3.5.2" / "PAT020";
    LintAddSingleValued = "lint/add-single-valued", Info, "`add` is used for an attribute of one value.", "RFC 7644 §3.5.2.1" / "PAT021";
    LintEmptyStringUnsets = "lint/empty-string-unsets", Warning, "An operation sets an empty string.", "RFC 7643 §2.5" / "PAT022";
    LintNullUnsets = "lint/null-unsets", Warning, "An operation sets null.", "RFC 7643 §2.5" / "PAT023";
    LintValueMissing = "lint/value-missing", Error, "`add` or `replace` has no value.", "RFC 7644 §3.5.2" / "PAT024";
    LintResourceAsPatch = "lint/resource-as-patch", Error, "The body of a PATCH is a resource, not operations.", "RFC 7644 §3.5.2" / "PAT025";
    LintOldPatch = "lint/old-patch", Error, "A PATCH is written as in SCIM 1.1.", "RFC 7644 §3.5.2" / "PAT026";
    LintOddIdentifier = "lint/odd-identifier", Warning, "A value in the filter of a path has a quote, a backslash or a bracket.", "RFC 7644 §3.4.2.2" / "PAT027";
    LintTooManyOperations = "lint/too-many-operations", Warning, "There are more operations than the application takes.", "RFC 7644 §3.5.2" / "PAT028";
    LintUnquotedValue = "lint/unquoted-value", Error, "A string in a filter has no quotes.", "RFC 7644 §3.4.2.2" / "FIL001";
    LintOperatorPortability = "lint/operator-portability", Warning, "Not every service provider knows the operator.", "RFC 7644 §3.4.2.2" / "FIL002";
    LintOrNot = "lint/or-not", Warning, "Not every service provider knows or, not and parentheses.", "RFC 7644 §3.4.2.2" / "FIL003";
    LintAndCombination = "lint/and-combination", Warning, "The application does not take this combination of comparisons.", "RFC 7644 §3.4.2.2" / "FIL004";
    LintComplexCompared = "lint/complex-compared", Warning, "A complex attribute is compared.", "RFC 7644 §3.4.2.2" / "FIL005";
    LintSingleQuotes = "lint/single-quotes", Error, "A string in a filter has single quotes.", "RFC 7644 §3.4.2.2" / "FIL006";
    LintValueType = "lint/value-type", Error, "A value in a filter has another type than its attribute.", "RFC 7644 §3.4.2.2" / "FIL007";
    LintSpaceAsPlus = "lint/space-as-plus", Info, "A plus stands for a space in the URL.", "RFC 7644 §3.4.2" / "FIL008";
    LintUnencodedCharacter = "lint/unencoded-character", Error, "A reserved character stands in the URL as it is.", "RFC 3986 §2.2" / "FIL009";
    LintUnescapedQuote = "lint/unescaped-quote", Error, "A quote or backslash in a value of a filter is not escaped.", "RFC 7644 §3.4.2.2" / "FIL010";
    LintFilterAttribute = "lint/filter-attribute", Error, "A filter names an attribute that the resource type does not have.", "RFC 7644 §3.4.2.2" / "FIL011";
    LintFilterCase = "lint/filter-case", Warning, "A filter compares a value that is stored in another case.", "RFC 7643 §2.2" / "FIL012";
    LintKeywordCase = "lint/keyword-case", Info, "An operator or keyword has a capital letter.", "RFC 7644 §3.4.2.2" / "FIL013";
    LintAttributesAndExcluded = "lint/attributes-and-excluded", Warning, "`attributes` and `excludedAttributes` exclude each other.", "RFC 7644 §3.4.2.5" / "FIL014";
    LintDanglingQuery = "lint/dangling-query", Info, "The URL ends with an empty query or parameter.", "RFC 7644 §3.4.2" / "FIL015";
    LintFilterOnWrite = "lint/filter-on-write", Warning, "A request that changes something has a filter in its URL.", "RFC 7644 §3.4.2" / "FIL016";
    LintNullReference = "lint/null-reference", Info, "`$ref` of a value is null.", "RFC 7643 §4.2" / "GRP001";
    LintMemberWithoutType = "lint/member-without-type", Info, "A member has no `type`.", "RFC 7643 §4.2" / "GRP002";
    LintMemberNotId = "lint/member-not-id", Error, "A member is named by a mail address or the like.", "RFC 7643 §4.2" / "GRP003";
    LintTooManyMembers = "lint/too-many-members", Warning, "More members change than the application takes in one request.", "RFC 7643 §4.2" / "GRP004";
    LintNestedGroup = "lint/nested-group", Warning, "A member is a group.", "RFC 7643 §4.2" / "GRP005";
    LintDuplicateMember = "lint/duplicate-member", Info, "A member is named twice.", "RFC 7643 §2.4" / "GRP006";
    LintReplaceAllMembers = "lint/replace-all-members", Warning, "The whole membership is replaced.", "RFC 7644 §3.5.2.3" / "GRP007";
    LintHiddenMembers = "lint/hidden-members", Warning, "A group is returned without members.", "RFC 7643 §4.2" / "GRP008";
    LintMembersNotExcluded = "lint/members-not-excluded", Warning, "An attribute is returned that the request excludes.", "RFC 7644 §3.9" / "GRP009";
    LintListEnvelope = "lint/list-envelope", Error, "The answer to a query is no ListResponse.", "RFC 7644 §3.4.2" / "LST001";
    LintResourcesCase = "lint/resources-case", Error, "`Resources` is written in another case.", "RFC 7644 §3.4.2" / "LST002";
    LintListNumbers = "lint/list-numbers", Error, "A number of a page is missing or a string.", "RFC 7644 §3.4.2" / "LST003";
    LintIndexOutOfRange = "lint/index-out-of-range", Warning, "`startIndex` is below 1 or `count` negative.", "RFC 7644 §3.4.2.4" / "LST004";
    LintPageLength = "lint/page-length", Warning, "The numbers of a page contradict its resources.", "RFC 7644 §3.4.2.4" / "LST005";
    LintStartIndex = "lint/start-index", Error, "The page begins at another index than was asked for.", "RFC 7644 §3.4.2.4" / "LST006";
    LintUnstableOrder = "lint/unstable-order", Error, "A resource stands on two pages.", "RFC 7644 §3.4.2.4" / "LST007";
    LintUnboundedList = "lint/unbounded-list", Warning, "The page is longer than was asked for.", "RFC 7644 §3.4.2.4" / "LST008";
    LintCountZero = "lint/count-zero", Info, "`count` is 0.", "RFC 7644 §3.4.2.4" / "LST009";
    LintContentType = "lint/content-type", Warning, "An answer is not application/scim+json.", "RFC 7644 §8.1" / "RSP001";
    LintErrorBody = "lint/error-body", Error, "An error has no SCIM body.", "RFC 7644 §3.12" / "RSP002";
    LintErrorStatus = "lint/error-status", Warning, "`status` of an error is a number, or not that of the answer.", "RFC 7644 §3.12" / "RSP003";
    LintScimType = "lint/scim-type", Warning, "`scimType` is unknown, or does not go with the status.", "RFC 7644 §3.12" / "RSP004";
    LintLocation = "lint/location", Warning, "An answer of status 201 has no Location, or another than `meta.location`.", "RFC 7644 §3.3" / "RSP005";
    LintCreateWithoutBody = "lint/create-without-body", Error, "An answer of status 201 has no resource with an `id`.", "RFC 7644 §3.3" / "RSP006";
    LintNeverReturned = "lint/never-returned", Error, "An answer has a value that is never returned.", "RFC 7643 §7" / "RSP007";
    LintPatchStatus = "lint/patch-status", Info, "A PATCH is answered with 200 and no body.", "RFC 7644 §3.5.2" / "RSP008";
    LintResourceType = "lint/resource-type", Warning, "`meta.resourceType` is missing or not the name of the resource type.", "RFC 7643 §3.1" / "RSP009";
    LintConflictStatus = "lint/conflict-status", Error, "A value that is taken is answered with another status than 409.", "RFC 7644 §3.3" / "RSP010";
    LintNoMatchStatus = "lint/no-match-status", Error, "A query that matches nothing is answered with 404.", "RFC 7644 §3.4.2" / "RSP011";
    LintEmptyValueReturned = "lint/empty-value-returned", Warning, "An answer has an empty value for an attribute that is not assigned.", "RFC 7643 §2.5" / "RSP012";
    LintExternalIdLost = "lint/external-id-lost", Warning, "`externalId` was sent and is not returned.", "RFC 7643 §3.1" / "RSP013";
    LintRetryAfter = "lint/retry-after", Warning, "An answer of status 429 has no Retry-After.", "RFC 6585 §4" / "RSP014";
    LintEtagDiffers = "lint/etag-differs", Info, "`ETag` and `meta.version` differ.", "RFC 7644 §3.14" / "RSP015";
    LintDiscoveryMissing = "lint/discovery-missing", Error, "A discovery endpoint is missing.", "RFC 7644 §4" / "DSC001";
    LintResourceTypeId = "lint/resource-type-id", Warning, "The id of a resource type is missing or not its name.", "RFC 7643 §6" / "DSC002";
    LintSchemaNotServed = "lint/schema-not-served", Error, "A resource type has a schema that /Schemas does not list.", "RFC 7643 §6" / "DSC003";
    LintUndeclaredReturned = "lint/undeclared-returned", Warning, "An answer has an attribute that no schema has.", "RFC 7643 §7" / "DSC004";
    LintTypeValues = "lint/type-values", Info, "A definition of `type` lists no canonical values.", "RFC 7643 §7" / "DSC005";
    LintCapability = "lint/capability", Error, "The service provider answers otherwise than its ServiceProviderConfig says.", "RFC 7643 §5" / "DSC006";
    LintCaseRules = "lint/case-rules", Warning, "`caseExact` is true for `userName`, or false for `id` or `externalId`.", "RFC 7643 §3.1" / "DSC007";
    LintOldConfigPath = "lint/old-config-path", Warning, "The path `/ServiceProviderConfigs` is that of SCIM 1.1.", "RFC 7644 §4" / "DSC008";
    LintAuthentication = "lint/authentication", Warning, "The only authentication is HTTP Basic.", "RFC 7643 §5" / "DSC009";
    LintSchemaDefinition = "lint/schema-definition", Error, "A definition of an attribute breaks the standard.", "RFC 7643 §7" / "DSC010";
    LintRequestContentType = "lint/request-content-type", Warning, "A request with a body is not application/scim+json.", "RFC 7644 §3.1" / "HTP001";
    LintUserAgent = "lint/user-agent", Warning, "A request has no User-Agent.", "RFC 9110 §10.1.5" / "HTP002";
    LintConditionalRequest = "lint/conditional-request", Info, "A request is conditional.", "RFC 7644 §3.14" / "HTP003";
    LintPut = "lint/put", Warning, "A resource is changed by PUT.", "RFC 7644 §3.5.1" / "HTP004";
    LintPersonalDataInUrl = "lint/personal-data-in-url", Info, "The URL of a request has personal data.", "RFC 7644 §7.5.2" / "HTP005";
    LintBaseUrl = "lint/base-url", Warning, "The URL has an underscore in its host, or two slashes in a row.", "RFC 7644 §1.3" / "HTP006";
    LintDeleteUser = "lint/delete-user", Warning, "A user is deleted.", "RFC 7644 §3.6" / "LIF001";
    LintPutWithoutActive = "lint/put-without-active", Warning, "A PUT has no `active`.", "RFC 7644 §3.5.1" / "LIF002";
    LintDeactivatedHidden = "lint/deactivated-hidden", Error, "A user that was deactivated is not found.", "RFC 7643 §4.1.1" / "LIF003";
    LintDeleteWithoutEffect = "lint/delete-without-effect", Warning, "A resource is still there after DELETE.", "RFC 7644 §3.6" / "LIF004";
    LintMemberBeforeUser = "lint/member-before-user", Warning, "A group names a member before it is created.", "RFC 7643 §4.2" / "LIF005";
    LintReplaceWithHidden = "lint/replace-with-hidden", Warning, "A PUT leaves out attributes that were written, and that the answer before it did not show.", "RFC 7644 §3.5.1" / "LIF006";
    LintPassword = "lint/password", Warning, "A password is sent to a service provider that says it can't change it.", "RFC 7643 §5" / "LIF007";
    LintJoiningAttribute = "lint/joining-attribute", Warning, "The attribute by which a user is found again is empty, null or has reserved characters.", "RFC 7643 §3.1" / "LIF008";
    LintCreateWithoutLookup = "lint/create-without-lookup", Warning, "A resource is created without being looked up first.", "RFC 7644 §3.3" / "LIF009";
    LintTargetRequired = "lint/target-required", Error, "The application requires an attribute.", "RFC 7644 §3.1" / "TGT001";
    LintTargetRefusesAttribute = "lint/target-refuses-attribute", Warning, "The application refuses an attribute.", "RFC 7644 §3.1" / "TGT002";
    LintTargetRefusesRequest = "lint/target-refuses-request", Error, "The application does not take such a request.", "RFC 7644 §3.1" / "TGT003";
    LintTargetPageSize = "lint/target-page-size", Warning, "`count` is more than the application gives.", "RFC 7644 §3.4.2.4" / "TGT004";
    LintTargetLength = "lint/target-length", Error, "A value is longer than the application takes.", "RFC 7643 §7" / "TGT005";
    LintTargetFilter = "lint/target-filter", Error, "The application needs a filter, or another one.", "RFC 7644 §3.4.2.2" / "TGT006";
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
