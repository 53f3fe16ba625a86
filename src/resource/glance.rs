//! What is plainly right, as most values are: told by a look, without a note of where it stands.
//!
//! Of what isn't plainly right nothing is said here: it is checked step by step, and may be right as
//! well. What is told here must be what those steps would say.

use super::object::Element;
use super::validate::Validator;
use crate::attribute::{Format, is_usual_date_time};
use crate::json::{Kind, Value};
use crate::schema::{Definition, Glance, Member, Scope};
use crate::text::{Same, are_ascii, same_bytes};

/// Longer lists are looked at value by value.
const FEW: usize = 16;

impl<'d> Validator<'_, 'd> {
    /// Whether nothing can be said of the value of a member of `around`, whose name is written as in
    /// its schema and is there once.
    #[inline(always)]
    pub(super) fn is_right(
        &mut self,
        member: &Member,
        value: Value<'d>,
        around: Value<'d>,
    ) -> bool {
        #[cfg(test)]
        if tests::STEP_BY_STEP.get() {
            return false;
        }
        match (member.glance, value.kind()) {
            (Glance::Boolean, Kind::Boolean) | (Glance::Before, _) => true,
            (Glance::Text, Kind::String) => !value.is_empty(),
            (Glance::None | Glance::Boolean | Glance::Text, _)
            | (_, Kind::Null | Kind::Number | Kind::Boolean | Kind::Invalid) => false,
            _ => self.is_right_within(member, value, around),
        }
    }

    fn is_right_within(&mut self, member: &Member, value: Value<'d>, around: Value<'d>) -> bool {
        let registry = self.view.registry();
        let Some(definition) = registry.definition(member.id) else {
            return false;
        };
        match (member.glance, value.kind()) {
            (Glance::Object | Glance::Extension, Kind::Object) => {
                let declared = member.glance == Glance::Object
                    || self.declared.has(&definition.attribute.name);
                let scope = registry.scope_of(definition).filter(|_| declared);
                scope.is_some_and(|scope| self.right_object(definition, scope, value).is_some())
            }
            (Glance::List, Kind::Array) => {
                let scope = registry.scope_of(definition);
                scope.is_some_and(|scope| self.is_right_list(definition, scope, value))
            }
            (_, Kind::String) => self.is_usual(member.glance, definition, value, around),
            _ => false,
        }
    }

    /// What a list is judged by of an object in which everything is right.
    pub(super) fn right_object(
        &mut self,
        definition: &Definition,
        scope: &Scope,
        object: Value<'d>,
    ) -> Option<Element> {
        #[cfg(test)]
        if tests::STEP_BY_STEP.get() {
            return None;
        }
        let required = scope.required_bits()?;
        let mut element = Element::default();
        let mut seen = 0;
        for (key, value) in object.members() {
            let (member, same) = scope.find(key.hash(), key.plain_bytes()?)?;
            let again = seen & member.bit() != 0;
            if again || same != Same::Exactly || !self.is_right(member, value, object) {
                return None;
            }
            seen |= member.bit();
            if let Some(predefined) = member.predefined {
                element.note(predefined, value);
            }
        }
        let missed = required & !seen;
        let complete = missed == 0 || self.partial || self.can_miss(scope, missed);
        let right = complete
            && (!self.hints
                || element.reference.is_none()
                || self.mismatch(definition, object, element).is_none());
        right.then_some(element)
    }

    /// Whether none of these members of a scope is needed.
    fn can_miss(&self, scope: &Scope, missed: u64) -> bool {
        let registry = self.view.registry();
        let members = scope.members().iter().enumerate();
        let mut members = members.filter(|(place, _)| missed >> place & 1 != 0);
        members.all(|(_, &id)| {
            let definition = registry.definition(id);
            definition.is_some_and(|known| known.requirement(self.options.operation).is_none())
        })
    }

    /// Whether each value of a short list is right, and none is like another one before.
    fn is_right_list(&mut self, definition: &Definition, scope: &Scope, list: Value<'d>) -> bool {
        let mut texts: [&[u8]; FEW] = [b""; FEW];
        let mut primary = false;
        for (count, value) in list.elements().enumerate() {
            if value.kind() != Kind::Object {
                return false;
            }
            let Some(element) = self.right_object(definition, scope, value) else {
                return false;
            };
            if primary && element.primary.is_some() {
                return false;
            }
            primary |= element.primary.is_some();
            let Some(place) = texts.get_mut(count) else {
                return false;
            };
            // A value that is missing is like no other.
            if let Some(at) = element.value {
                let text = list.other(at.get()).plain_bytes();
                // Of others bytes don't tell whether they differ.
                let Some(text) = text.filter(|text| are_ascii(text)) else {
                    return false;
                };
                *place = text;
                let before = texts.get(..count).unwrap_or_default();
                if before.iter().any(|other| same_bytes(other, text).is_some()) {
                    return false;
                }
            }
        }
        !list.is_empty()
    }

    /// Whether a string is written as most values of its attribute are, so that nothing can be said
    /// of it; told from its bytes.
    fn is_usual(
        &mut self,
        glance: Glance,
        definition: &Definition,
        value: Value<'d>,
        around: Value<'d>,
    ) -> bool {
        let Some(text) = value.plain_bytes().filter(|text| !text.is_empty()) else {
            return false;
        };
        match glance {
            Glance::Canonical => {
                let known = &definition.attribute.canonical_values;
                known
                    .iter()
                    .any(|known| same_bytes(known.as_bytes(), text).is_some())
            }
            Glance::Formatted => match definition.format {
                Some(format @ (Format::NickName | Format::FormattedName)) => {
                    let text = value.as_plain_str().unwrap_or_default();
                    self.contradiction(format, text, Some(around)).is_none()
                }
                format => format.is_some_and(|format| format.is_usual(text)),
            },
            Glance::DateTime => is_usual_date_time(text),
            Glance::Reference => self.is_usual_reference(definition, value, text),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use crate::message::{Options, check};
    use crate::schema::{Operation, Registry};

    thread_local! {
        /// Whether everything is checked step by step.
        pub(super) static STEP_BY_STEP: Cell<bool> = const { Cell::new(false) };
    }

    const USER: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"id":"7a-1","externalId":"e1",
        "meta":{"resourceType":"User","created":"2024-03-01T08:00:00Z","version":"W/\"a1\"",
        "lastModified":"2025-03-01T08:00:00Z","location":"https://a.example/v2/Users/7a-1"},
        "userName":"mira@a.example","name":{"formatted":"Mira Lind","familyName":"Lind",
        "givenName":"Mira"},"nickName":"Mi","profileUrl":"https://a.example/mira","locale":"de-CH",
        "timezone":"Europe/Zurich","active":true,"emails":[{"value":"mira@a.example","type":"work",
        "primary":true},{"value":"mira@b.example","type":"home"}],"phoneNumbers":[
        {"value":"tel:+41-44-1","type":"work"}],"addresses":[{"country":"CH","type":"work"},
        {"country":"DE","type":"home"}],"photos":[{"value":"https://a.example/m.jpg"}],
        "groups":[{"value":"g1","$ref":"https://a.example/v2/Groups/g1","type":"direct"},
        {"value":"g2","$ref":"../Groups/g2","display":"Two"}],"roles":[{"value":"a"},{"value":"b"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"7",
        "manager":{"value":"u2","$ref":"https://a.example/v2/Users/u2"}}}"#;

    /// What a piece of a text between two marks of JSON is changed into.
    const PIECES: &[&str] = &[
        "\"\"",
        "null",
        "true",
        "false",
        "7",
        "{}",
        "[]",
        "[{}]",
        "\"User\"",
        "\"direct\"",
        "\"work\"",
        "\"g1\"",
        "\"g2\"",
        "\"mira@a.example\"",
        "\"Mira\"",
        "\"TRUE\"",
        "\"é\"",
        "\"\\u0061\"",
        "\"https://a.example/v2/Users/7a-1\"",
        "\"https://a.example/v2/Groups/g2?x\"",
        "\"a b\"",
        "\"urn:ietf:params:scim:schemas:core:2.0:User\"",
        "\"value\"",
        "\"type\"",
        "\"primary\"",
        "\"$ref\"",
        "\"VALUE\"",
        "\"userName\"",
        "\"bulkId:1\"",
        "\"id\"",
        "\"password\"",
        "\"bulkId\"",
        "\"2026-02-30T08:00:00Z\"",
        "\"2023-01-01T08:00:00.5Z\"",
        "\"w/\\\"a\\\"\"",
        "\"de_CH\"",
    ];

    /// Where the strings, literals and names of a text are.
    fn pieces(text: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(byte) = text.as_bytes().get(at) {
            let rest = &text[at + 1..];
            let end = match byte {
                b'"' => {
                    let mut escaped = false;
                    let end = rest.bytes().position(|byte| {
                        let ends = byte == b'"' && !escaped;
                        escaped = byte == b'\\' && !escaped;
                        ends
                    });
                    at + 2 + end.unwrap()
                }
                b't' => at + 4,
                _ => {
                    at += 1;
                    continue;
                }
            };
            found.push((at, end));
            at = end;
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn a_glance_tells_what_the_steps_tell(
            changes in prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len()), 0..4),
            operation in prop::sample::select(vec![Operation::Create, Operation::Replace, Operation::Read]),
        ) {
            let mut text = USER.to_owned();
            for (place, piece) in changes {
                let pieces = pieces(&text);
                let (start, end) = pieces[place.index(pieces.len())];
                text.replace_range(start..end, PIECES[piece]);
            }
            let registry = Registry::builtin();
            let mut options = Options::default();
            options.resource.operation = operation;
            let found = |steps: bool| {
                STEP_BY_STEP.set(steps);
                let found = check(&text, &registry, &options).diagnostics;
                STEP_BY_STEP.set(false);
                format!("{found:?}")
            };
            prop_assert_eq!(found(false), found(true), "{}", text);
        }
    }
}
