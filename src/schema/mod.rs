//! Schemas and resource types (RFC 7643 §6, §7): the model, the built-in ones, and the
//! compiled [`Registry`] that the engines ask. [`crate::message`] checks and loads the documents that
//! /Schemas and /ResourceTypes serve.

#![expect(
    clippy::inline_always,
    reason = "names are looked up once per member; see `json`"
)]

mod builtin;
mod characteristic;
mod export;
mod glance;
mod load;
mod model;
mod nearest;
mod operation;
mod predefined;
mod refers;
mod registry;
mod scope;
mod write;

pub use characteristic::{Mutability, Returned, Type, Uniqueness};
pub use export::{JsonSchemaDialect, write_json_schema, write_typescript};
pub(crate) use glance::Glance;
pub(crate) use load::{read_resource_type, read_schema};
pub use model::{Attribute, ResourceType, Schema, SchemaExtension};
pub(crate) use nearest::nearest;
pub use operation::Operation;
pub use predefined::Predefined;
pub(crate) use refers::Refers;
pub use registry::{
    AttributeId, Definition, Extension, Registry, Resolved, ResourceTypeView, Role, TypeId,
    Unresolved,
};
pub(crate) use scope::Member;
pub use scope::Scope;
pub use write::{write_attribute, write_resource_type, write_schema};
