/// The sub-attributes of multi-valued attributes that RFC 7643 §2.4 predefines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Predefined {
    /// What the value is used for.
    Type,
    /// Whether it is the preferred value.
    Primary,
    /// A label for people.
    Display,
    /// The value itself.
    Value,
    /// The address of the resource that it stands for.
    Ref,
}

impl Predefined {
    /// The one of this name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let known = [
            ("type", Self::Type),
            ("primary", Self::Primary),
            ("display", Self::Display),
            ("value", Self::Value),
            ("$ref", Self::Ref),
        ];
        let found = known
            .iter()
            .find(|(text, _)| text.eq_ignore_ascii_case(name));
        found.map(|&(_, predefined)| predefined)
    }
}
