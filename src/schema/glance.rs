use super::characteristic::{Mutability, Returned, Type};
use super::registry::{Definition, Role};
use crate::attribute::Format;

/// How a look at a value of an attribute can tell that nothing is to be said of it, whoever sends
/// it; told once for all values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Glance {
    /// It takes more than a look.
    #[default]
    None,
    /// It is checked before everything else: `schemas`.
    Before,
    /// `true` and `false` are right.
    Boolean,
    /// Any characters are right.
    Text,
    /// A canonical value is right.
    Canonical,
    /// What is written as its format usually is.
    Formatted,
    /// What is written as a dateTime usually is.
    DateTime,
    /// The address of something that the attribute may refer to.
    Reference,
    /// An object whose members are all right.
    Object,
    /// The same, where `schemas` names the extension that it is of.
    Extension,
    /// Objects whose members are all right, of which none repeats another.
    List,
}

impl Glance {
    pub(super) fn of(definition: &Definition) -> Self {
        let attribute = &definition.attribute;
        let withheld =
            attribute.mutability == Mutability::WriteOnly || attribute.returned == Returned::Never;
        if withheld {
            return Self::None;
        }
        if definition.is_schemas() {
            return Self::Before;
        }
        if definition.scope.is_some() {
            return match (attribute.multi_valued, definition.role) {
                (true, _) => Self::List,
                (false, Role::ExtensionObject) => Self::Extension,
                (false, _) => Self::Object,
            };
        }
        if attribute.multi_valued {
            return Self::None;
        }
        let (formatted, canonical) = (
            definition.format.is_some(),
            !attribute.canonical_values.is_empty(),
        );
        // What a string is the address of isn't told from its format.
        let addressed = matches!(definition.format, Some(Format::Photo | Format::ProfileUrl));
        match (attribute.kind, formatted, canonical) {
            (Type::Boolean, ..) => Self::Boolean,
            (Type::DateTime, ..) => Self::DateTime,
            (Type::Reference, ..) => Self::Reference,
            (Type::String, false, false) => Self::Text,
            (Type::String, false, true) => Self::Canonical,
            (Type::String, true, false) if !addressed => Self::Formatted,
            _ => Self::None,
        }
    }
}
