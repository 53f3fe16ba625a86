use super::model::Attribute;

/// What the references of an attribute lead to (RFC 7643 §7), told once for all values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Refers {
    /// Whatever has a URI, or nothing is said of it.
    #[default]
    Anything,
    /// What can be fetched from anywhere.
    Outside,
    /// Resources of the service provider alone.
    Resources,
}

impl Refers {
    pub(super) fn of(attribute: &Attribute) -> Self {
        let types = &attribute.reference_types;
        let lists = |kind: &str| types.iter().any(|known| known.eq_ignore_ascii_case(kind));
        if types.is_empty() || lists("uri") {
            Self::Anything
        } else if lists("external") {
            Self::Outside
        } else {
            Self::Resources
        }
    }
}
