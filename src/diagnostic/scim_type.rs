/// The keyword of a SCIM error (RFC 7644 §3.12 Table 9, RFC 9865 §2.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ScimType {
    /// The filter is no filter, or compares what can't be compared.
    InvalidFilter,
    /// More results than the service provider is willing to compute.
    TooMany,
    /// A value that must be unique is taken.
    Uniqueness,
    /// The change goes against the mutability of an attribute.
    Mutability,
    /// The body isn't what the request asks for.
    InvalidSyntax,
    /// The path of a PATCH operation is no path.
    InvalidPath,
    /// The path leads to nothing that could be changed.
    NoTarget,
    /// A value is missing, or doesn't fit its attribute.
    InvalidValue,
    /// The protocol version isn't supported.
    InvalidVers,
    /// The request carries personal values in its URL.
    Sensitive,
    /// The cursor isn't one that the service provider gave.
    InvalidCursor,
    /// The cursor has gone stale.
    ExpiredCursor,
    /// The page size changed between pages, or is out of bounds.
    InvalidCount,
}

impl ScimType {
    /// Every keyword.
    pub const ALL: [Self; 13] = [
        Self::InvalidFilter,
        Self::TooMany,
        Self::Uniqueness,
        Self::Mutability,
        Self::InvalidSyntax,
        Self::InvalidPath,
        Self::NoTarget,
        Self::InvalidValue,
        Self::InvalidVers,
        Self::Sensitive,
        Self::InvalidCursor,
        Self::ExpiredCursor,
        Self::InvalidCount,
    ];

    /// The keyword as it stands in an error message.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
            Self::Sensitive => "sensitive",
            Self::InvalidCursor => "invalidCursor",
            Self::ExpiredCursor => "expiredCursor",
            Self::InvalidCount => "invalidCount",
        }
    }
}
