use super::characteristic::{Mutability, Returned, Type, Uniqueness};

/// A schema: a named set of attributes (RFC 7643 §7).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Schema {
    /// Its URI.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

/// An attribute and its characteristics, the defaults of RFC 7643 §2.2 filled in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// The type of its values.
    pub kind: Type,
    /// Whether it has a list of values.
    pub multi_valued: bool,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it must have a value.
    pub required: bool,
    /// Whether the case of its characters matters.
    pub case_exact: bool,
    /// Who may change it.
    pub mutability: Mutability,
    /// When it is returned.
    pub returned: Returned,
    /// Where its values are unique.
    pub uniqueness: Uniqueness,
    /// Values that are suggested.
    pub canonical_values: Vec<String>,
    /// What a reference may lead to.
    pub reference_types: Vec<String>,
    /// The sub-attributes of a complex attribute.
    pub sub_attributes: Vec<Attribute>,
}

/// A kind of resource: an endpoint and its schemas (RFC 7643 §6).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ResourceType {
    /// Its name, which is its id too.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its endpoint relative to the base URL, such as "/Users".
    pub endpoint: String,
    /// URI of its base schema.
    pub schema: String,
    /// Its extensions.
    pub extensions: Vec<SchemaExtension>,
}

/// An extension of a resource type.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SchemaExtension {
    /// URI of its schema.
    pub schema: String,
    /// Whether every resource of the type has it.
    pub required: bool,
}
