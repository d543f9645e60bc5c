//! Schema → DMMF: the document that Prisma hands to its generators.
//!
//! The document follows Prisma 7: what stands in it, in which order, and under which names. A schema that goes beyond
//! Prisma's language is first brought into it (`parallax export --prisma`); what is left of it here is left out.

mod datamodel;
mod mappings;
pub mod protocol;
mod queries;
mod values;

pub use datamodel::{
    Datamodel, EnumBlock, EnumValue, Field, Index, IndexField, Model, PrimaryKey, UniqueIndex, datamodel,
};
pub use mappings::{Mappings, ModelOperations, OtherOperations, mappings};

pub use queries::{EnumType, Queries, Spaces, queries};

use parallax_schema::Schema;
use serde::Serialize;

/// The whole document.
#[derive(Debug, Clone, Serialize)]
pub struct Document {
    pub datamodel: Datamodel,
    /// Queries, in part: see [`queries()`].
    pub schema: Queries,
    pub mappings: Mappings,
}

/// The document of a schema without errors. What could not be understood of another is left out.
pub fn document(schema: &Schema) -> Document {
    Document { datamodel: datamodel(schema), schema: queries(schema), mappings: mappings(schema) }
}
