//! Versioned JSON of snapshots, plans and diagnostics, and the forms in which other tools take diagnostics.
//!
//! What leaves the program has a version and a form of its own: the structs here, not those of the passes. A field may
//! be added within a version; none changes its meaning or goes away. Knows no files and prints nothing.

pub mod github;
pub mod gitlab;
pub mod junit;
pub mod sarif;
mod schemas;
pub mod v1;

pub use schemas::{SchemaFile, schemas};
