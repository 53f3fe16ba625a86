/// A characteristic with a closed list of keywords.
macro_rules! keywords {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Every keyword.
            pub const KEYWORDS: &'static [&'static str] = &[$($text),*];

            /// The keyword.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// Reads the keyword, in any case.
            pub fn from_keyword(text: &str) -> Option<Self> {
                $(if text.eq_ignore_ascii_case($text) {
                    return Some(Self::$variant);
                })*
                None
            }
        }
    };
}

keywords! {
    /// The type of an attribute (RFC 7643 §2.3).
    Type {
        /// Characters.
        #[default]
        String = "string",
        /// `true` or `false`.
        Boolean = "boolean",
        /// A number.
        Decimal = "decimal",
        /// A number without fraction.
        Integer = "integer",
        /// A point in time, as a string.
        DateTime = "dateTime",
        /// A URI, as a string.
        Reference = "reference",
        /// Bytes, as a base64 string.
        Binary = "binary",
        /// Sub-attributes.
        Complex = "complex",
    }
}

keywords! {
    /// Who may change an attribute, and when (RFC 7643 §7).
    Mutability {
        /// The service provider alone.
        ReadOnly = "readOnly",
        /// Anybody, at any time.
        #[default]
        ReadWrite = "readWrite",
        /// Set once, then fixed.
        Immutable = "immutable",
        /// Set at any time, never read.
        WriteOnly = "writeOnly",
    }
}

keywords! {
    /// When an attribute is part of a response (RFC 7643 §7).
    Returned {
        /// In every response.
        Always = "always",
        /// In none.
        Never = "never",
        /// Unless other attributes were asked for.
        #[default]
        Default = "default",
        /// Only when it was asked for.
        Request = "request",
    }
}

keywords! {
    /// Where a value must be the only one of its kind (RFC 7643 §7).
    Uniqueness {
        /// Nowhere.
        #[default]
        None = "none",
        /// Among the resources of the type at one service provider.
        Server = "server",
        /// Everywhere.
        Global = "global",
    }
}

impl Type {
    /// The type with its article, for sentences.
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Boolean => "a boolean",
            Self::Decimal => "a decimal number",
            Self::Integer => "an integer",
            Self::DateTime => "a dateTime",
            Self::Reference => "a reference",
            Self::Binary => "binary",
            Self::Complex => "complex",
        }
    }

    /// Whether its values are JSON strings.
    pub const fn is_textual(self) -> bool {
        matches!(
            self,
            Self::String | Self::DateTime | Self::Reference | Self::Binary
        )
    }
}
