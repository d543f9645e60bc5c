//! Names, types, attributes and relations of a schema.

pub mod model;
mod relations;
