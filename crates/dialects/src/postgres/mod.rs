//! PostgreSQL.

pub mod language;
mod operators;
mod types;

pub use language::LANGUAGE;
