//! The rules, as a table. What each finds, how bad it is and where it comes from stands in the table
//! of codes; here stands what profiles make of it.

use crate::diagnostic::{Code, Severity};
use crate::profile::Profile;

/// What a rule looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    /// A resource, or a message.
    Body,
    /// The operations of a PATCH.
    Patch,
    /// The query of a URL, or of a `SearchRequest`.
    Query,
    /// Method, URL and headers of a request.
    Http,
    /// An answer.
    Response,
    /// Schemas, resource types, the configuration of a service provider.
    Discovery,
    /// Several requests in a row, with their answers.
    Sequence,
    /// A request, held against an application.
    Target,
}

impl Scope {
    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Patch => "patch",
            Self::Query => "query",
            Self::Http => "http",
            Self::Response => "response",
            Self::Discovery => "discovery",
            Self::Sequence => "sequence",
            Self::Target => "target",
        }
    }
}

/// Where a rule holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stance {
    /// A standard says so: it holds in every profile.
    Broken,
    /// The standards allow it, the interoperability profile forbids it: nothing in "rfc", an error
    /// in "interop".
    Prohibited,
    /// The standards allow it, and not everybody understands it: nothing in "rfc".
    Unportable,
    /// It depends on the application that the request is for.
    Target,
}

/// A rule of the lint.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The code of its findings.
    pub code: Code,
    /// What it looks at.
    pub scope: Scope,
    /// Where it holds.
    pub stance: Stance,
    /// The quirk that tolerates it: where that is on, the finding is an info. Empty for none.
    pub quirk: &'static str,
    /// What to know of it, in a sentence or two; empty where the finding says it all.
    pub help: &'static str,
}

macro_rules! rules {
    ($($code:ident, $scope:ident, $stance:ident, $quirk:literal, $help:literal;)*) => {
        /// Every rule, in the order of the codes.
        pub static RULES: &[Rule] = &[$(Rule {
            code: Code::$code,
            scope: Scope::$scope,
            stance: Stance::$stance,
            quirk: $quirk,
            help: $help,
        },)*];
    };
}

rules! {
    LintSchemasMissing, Body, Broken, "", "";
    LintUnknownSchemaUri, Body, Broken, "unknown-schema-uri", "";
    LintMalformedUri, Body, Broken, "unknown-schema-uri", "";
    LintOldUri, Body, Broken, "scim1-urn-map", "";
    LintInventedUri, Body, Broken, "scim1-urn-map", "";
    LintExtensionNotListed, Body, Broken, "", "";
    LintExtensionWithoutData, Body, Unportable, "", "It is legal; some validators refuse it.";
    LintExtensionAttributeAtRoot, Body, Broken, "", "";
    LintUnknownAttribute, Body, Broken, "unknown-path-ignored", "";
    LintSchemaEndpointMismatch, Body, Broken, "", "";
    LintUriCase, Body, Broken, "", "";
    LintNameCase, Body, Broken, "", "";
    LintCaseDuplicate, Body, Broken, "", "";
    LintDuplicateKey, Body, Broken, "", "";
    LintBooleanString, Body, Broken, "coerce-boolean-strings", "";
    LintNumberString, Body, Broken, "", "";
    LintNullAttribute, Body, Unportable, "", "null is the same as leaving it out, and typed receivers often refuse it.";
    LintEmptyString, Body, Unportable, "empty-string-unsets", "Some read it as unassigned, most as a value; two that are empty collide where the attribute is unique.";
    LintEmptyArray, Body, Unportable, "", "It is the same as unassigned: noise where a resource is created, and wipes the attribute where it is replaced.";
    LintDateTime, Body, Broken, "", "";
    LintSingularAsArray, Body, Broken, "singular-as-array", "";
    LintMultiValuedAsObject, Body, Broken, "", "";
    LintJsonInString, Body, Broken, "json-in-string", "";
    LintBinary, Body, Broken, "", "";
    LintReferenceForm, Body, Broken, "", "";
    LintIdentifierNumber, Body, Broken, "", "Clients compare identifiers as strings.";
    LintComplexAsString, Body, Broken, "", "";
    LintCanonicalValue, Body, Broken, "", "";
    LintMultiplePrimary, Body, Broken, "", "";
    LintNoPrimary, Body, Unportable, "", "Some applications need one that is.";
    LintMissingType, Body, Unportable, "", "A later change that names the value by its type, as in emails[type eq \"work\"], never finds it.";
    LintDuplicateValue, Body, Broken, "", "";
    LintAmbiguousType, Body, Unportable, "", "A later change that names the value by its type hits both.";
    LintEmptyValue, Body, Unportable, "", "";
    LintClientSendsId, Body, Unportable, "", "It is ignored by the standard; some adopt it, some refuse.";
    LintClientSendsMeta, Body, Unportable, "", "It is ignored by the standard.";
    LintClientSendsReadOnly, Body, Unportable, "", "It is ignored by the standard; some service providers refuse it.";
    LintPatchReadOnly, Patch, Broken, "ignore-readonly-in-patch", "";
    LintPatchImmutable, Patch, Broken, "", "Remove the value and add another one.";
    LintReadOnlySubAttribute, Body, Unportable, "", "It is ignored by the standard.";
    LintReferenceAsString, Body, Broken, "complex-from-string", "";
    LintManagerId, Body, Broken, "managerId", "";
    LintExtensionUnqualified, Patch, Broken, "extension-attribute-unqualified", "";
    LintReferenceNotId, Body, Unportable, "", "The value is the `id` that the service provider gave; the link is lost otherwise.";
    LintReferenceCycle, Sequence, Unportable, "", "";
    LintEmptyReference, Body, Unportable, "empty-string-unsets", "Unassigning it is remove, or null; an empty reference may be stored as one.";
    LintPatchSchemas, Patch, Broken, "patch-schemas-missing", "";
    LintOperationsShape, Patch, Broken, "empty-operations", "";
    LintOpCase, Patch, Broken, "", "";
    LintOpUnknown, Patch, Broken, "", "";
    LintPathlessOp, Patch, Prohibited, "", "It is legal; the interoperability profile forbids it, and some service providers read it in their own way.";
    LintPathlessDottedKey, Patch, Unportable, "", "A simple service provider stores an attribute of that very name.";
    LintPathlessUriKey, Patch, Unportable, "", "A simple service provider looks for the object of the extension.";
    LintRemoveWithoutPath, Patch, Broken, "", "";
    LintRemoveWithValue, Patch, Broken, "remove-with-value", "Service providers remove the values that are named, or all of them, or refuse.";
    LintRemoveAllValues, Patch, Unportable, "", "";
    LintFilterWithoutSubAttribute, Patch, Prohibited, "", "It is legal; the interoperability profile forbids it for add and replace.";
    LintFilteredReplace, Patch, Unportable, "create-on-filtered-write", "The standard answers noTarget; some clients expect that the value is made.";
    LintFilteredAdd, Patch, Unportable, "create-on-filtered-write", "Some clients expect that the value is made; the standard does not say so.";
    LintFilterMatchesSeveral, Patch, Prohibited, "", "All of them are changed by the standard; the interoperability profile answers invalidFilter.";
    LintPathSyntax, Patch, Broken, "", "";
    LintPathUnknown, Patch, Broken, "unknown-path-ignored", "";
    LintUriSeparator, Patch, Broken, "", "A colon stands between them.";
    LintReplaceDropsSiblings, Patch, Unportable, "", "The others stay by the standard; some service providers drop them.";
    LintSingleForList, Patch, Prohibited, "", "Many take it; the interoperability profile asks for an array.";
    LintDuplicateTarget, Patch, Prohibited, "", "They count in order; the interoperability profile forbids it.";
    LintAddSingleValued, Patch, Unportable, "", "It is the same as replace; some service providers answer 409 where there is a value.";
    LintEmptyStringUnsets, Patch, Unportable, "empty-string-unsets", "Some senders mean unassigned, most service providers store the empty string.";
    LintNullUnsets, Patch, Unportable, "", "It unassigns the attribute by the standard; typed receivers refuse it.";
    LintValueMissing, Patch, Broken, "", "";
    LintResourceAsPatch, Patch, Broken, "", "";
    LintOldPatch, Patch, Broken, "", "Version 2 has `Operations` with `op`, `path` and `value`.";
    LintOddIdentifier, Patch, Unportable, "", "Simple readers of paths end there, and may change another value.";
    LintTooManyOperations, Target, Target, "", "";
    LintUnquotedValue, Query, Broken, "filter-bare-word", "";
    LintOperatorPortability, Query, Prohibited, "", "Only eq is understood everywhere.";
    LintOrNot, Query, Prohibited, "", "";
    LintAndCombination, Target, Target, "", "";
    LintComplexCompared, Query, Unportable, "filter-complex-as-value", "Compare its sub-attribute `value`.";
    LintSingleQuotes, Query, Broken, "filter-single-quotes", "";
    LintValueType, Query, Broken, "coerce-boolean-strings", "";
    LintSpaceAsPlus, Query, Unportable, "", "Who decodes by RFC 3986 alone reads a plus.";
    LintUnencodedCharacter, Query, Broken, "", "A plus may be read as a space, an ampersand ends the value: another resource is looked up.";
    LintUnescapedQuote, Query, Broken, "", "";
    LintFilterAttribute, Query, Broken, "unknown-filter-attr-no-match", "";
    LintFilterCase, Query, Unportable, "", "The attribute is compared without regard to case by the standard; who compares exactly finds nothing, and creates another one.";
    LintKeywordCase, Query, Unportable, "", "Case does not matter by the standard; some compare exactly.";
    LintAttributesAndExcluded, Query, Broken, "", "";
    LintDanglingQuery, Query, Unportable, "", "Routers and signatures that compare exactly fail.";
    LintFilterOnWrite, Query, Prohibited, "", "";
    LintNullReference, Body, Unportable, "", "Typed receivers refuse it; leave it out.";
    LintMemberWithoutType, Body, Unportable, "", "The service provider has to find out what it is.";
    LintMemberNotId, Body, Unportable, "", "The value is the `id` that the service provider gave.";
    LintTooManyMembers, Target, Target, "", "";
    LintNestedGroup, Body, Unportable, "", "Many do not synchronise groups in groups.";
    LintDuplicateMember, Body, Broken, "", "";
    LintReplaceAllMembers, Body, Unportable, "", "Changes of single members that cross it are lost.";
    LintHiddenMembers, Response, Unportable, "", "Who sends back what was read empties the group.";
    LintMembersNotExcluded, Response, Broken, "", "";
    LintListEnvelope, Response, Broken, "", "";
    LintResourcesCase, Response, Broken, "", "";
    LintListNumbers, Response, Broken, "", "";
    LintIndexOutOfRange, Query, Broken, "", "";
    LintPageLength, Response, Broken, "", "";
    LintStartIndex, Response, Broken, "", "";
    LintUnstableOrder, Sequence, Broken, "", "The order changes between pages, or pages overlap: others are left out.";
    LintUnboundedList, Response, Broken, "", "";
    LintCountZero, Query, Unportable, "", "It asks for the total alone; some refuse or ignore it.";
    LintContentType, Response, Broken, "", "";
    LintErrorBody, Response, Broken, "", "";
    LintErrorStatus, Response, Broken, "", "";
    LintScimType, Response, Broken, "", "";
    LintLocation, Response, Broken, "", "";
    LintCreateWithoutBody, Response, Broken, "", "";
    LintNeverReturned, Response, Broken, "", "";
    LintPatchStatus, Response, Broken, "", "Without a body the status is 204.";
    LintResourceType, Response, Broken, "", "";
    LintConflictStatus, Sequence, Broken, "", "Clients adopt the resource that is there only after 409.";
    LintNoMatchStatus, Response, Broken, "", "It is answered with 200 and no resources; some clients count 404 as a failed connection.";
    LintEmptyValueReturned, Response, Unportable, "", "";
    LintExternalIdLost, Response, Unportable, "", "The client does not find the resource again.";
    LintRetryAfter, Response, Unportable, "", "";
    LintEtagDiffers, Response, Broken, "", "";
    LintDiscoveryMissing, Discovery, Broken, "", "";
    LintResourceTypeId, Discovery, Broken, "", "";
    LintSchemaNotServed, Sequence, Broken, "", "";
    LintUndeclaredReturned, Response, Broken, "", "";
    LintTypeValues, Discovery, Unportable, "", "Clients that make paths like emails[type eq \"work\"] from the schema can't.";
    LintCapability, Sequence, Broken, "", "";
    LintCaseRules, Discovery, Unportable, "", "";
    LintOldConfigPath, Discovery, Broken, "", "Version 2 has /ServiceProviderConfig.";
    LintAuthentication, Discovery, Unportable, "", "";
    LintSchemaDefinition, Discovery, Broken, "", "";
    LintRequestContentType, Http, Unportable, "", "A service provider may refuse it.";
    LintUserAgent, Http, Unportable, "", "Some applications refuse it.";
    LintConditionalRequest, Http, Prohibited, "", "Many service providers have no versions.";
    LintPut, Http, Prohibited, "", "Some applications have no PUT, and what is not sent may be wiped.";
    LintPersonalDataInUrl, Http, Unportable, "", "It ends up in logs. A POST to .search keeps it out, where that is there.";
    LintBaseUrl, Http, Unportable, "", "";
    LintDeleteUser, Http, Unportable, "", "Applications purge, deactivate, unlink or forget for good; `active` false says what is meant.";
    LintPutWithoutActive, Body, Unportable, "", "It is read as unassigned, as true, or as unchanged.";
    LintDeactivatedHidden, Sequence, Unportable, "", "Clients that don't find it create another one.";
    LintDeleteWithoutEffect, Sequence, Broken, "", "";
    LintMemberBeforeUser, Sequence, Unportable, "", "";
    LintReplaceWithHidden, Sequence, Unportable, "", "A replacement unassigns what it leaves out; change single attributes by PATCH, or send what is hidden along.";
    LintPassword, Sequence, Broken, "", "";
    LintJoiningAttribute, Body, Unportable, "", "The next look-up does not find it, and another one is created.";
    LintCreateWithoutLookup, Sequence, Unportable, "", "Where it exists already, the answer is 409 and the client stays without its id.";
    LintTargetRequired, Target, Target, "", "";
    LintTargetRefusesAttribute, Target, Target, "", "";
    LintTargetRefusesRequest, Target, Target, "", "";
    LintTargetPageSize, Target, Target, "", "";
    LintTargetLength, Target, Target, "", "";
    LintTargetFilter, Target, Target, "", "";
}

impl Rule {
    /// The rule that has this code.
    pub fn of(code: Code) -> Option<&'static Self> {
        let first = RULES.first()?.code as usize;
        // The table has every rule in its place: a test holds that.
        RULES.get((code as usize).checked_sub(first)?)
    }

    /// How bad its findings are in a profile; `None` where it says nothing there.
    pub fn severity(&self, profile: &Profile) -> Option<Severity> {
        let own = self.code.info().severity;
        let legal = matches!(self.stance, Stance::Prohibited | Stance::Unportable);
        match self.stance {
            _ if legal && profile.name() == "rfc" => None,
            _ if self.tolerated_by(profile).is_some() => Some(Severity::Info),
            Stance::Prohibited if profile.name() == "interop" => Some(Severity::Error),
            _ => Some(own),
        }
    }

    /// The quirk of the profile that tolerates its findings.
    pub fn tolerated_by(&self, profile: &Profile) -> Option<&'static str> {
        profile.tolerates(self.quirk).then_some(self.quirk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::CODES;
    use crate::profile::QUIRKS;

    #[test]
    fn every_code_of_the_lint_is_a_rule_and_in_its_place() {
        let codes = CODES
            .iter()
            .filter(|(_, info)| info.text.starts_with("lint/"));
        let codes: Vec<_> = codes.map(|(code, _)| *code).collect();
        let rules: Vec<_> = RULES.iter().map(|rule| rule.code).collect();
        assert_eq!(rules, codes);
        for rule in RULES {
            assert_eq!(Rule::of(rule.code).map(|found| found.code), Some(rule.code));
            let quirk = rule.quirk;
            assert!(
                quirk.is_empty() || QUIRKS.iter().any(|known| known.id == quirk),
                "{quirk}"
            );
            assert!(rule.help.is_empty() || rule.help.ends_with('.'));
        }
        assert!(Rule::of(Code::JsonSyntax).is_none());
    }
}
