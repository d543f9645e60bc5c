//! Grammar, block splitter, AST and formatter of the schema language.

pub mod ast;
