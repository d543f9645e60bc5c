//! Grammar, block splitter, AST and formatter of the schema language.
//!
//! ```
//! use parallax_text::FileId;
//!
//! let parsed = parallax_syntax::parse(FileId(0), "model User {\n  id Int @id\n}\n");
//! assert!(parsed.diagnostics.is_empty());
//! assert_eq!(parsed.ast.models().count(), 1);
//! ```

pub mod ast;
pub mod beside;
mod docs;
mod explain;
mod format;
mod grammar;
mod hidden;
mod literal;
mod parse;
mod rules;
mod scan;
pub mod split;
mod tree;
mod value;

pub use ast::Edition;
pub use format::format;
pub use parse::{Cache, Edited, Parsed, Work, parse, parse_as, parse_whole, parse_with};
pub use rules::RULES;
pub use scan::comments;

/// The words that open a block.
pub const KEYWORDS: &[&str] = &["model", "enum", "type", "view", "datasource", "generator"];
