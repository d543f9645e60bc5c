//! CockroachDB.

pub mod language;
mod types;

pub use language::LANGUAGE;
