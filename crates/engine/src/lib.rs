//! The library: schema text in, diagnostics, plans and SQL out. Composes the passes; does no I/O.
//!
//! ```
//! use parallax_engine as engine;
//! use engine::SourceMap;
//!
//! let mut sources = SourceMap::new();
//! let file = sources.add("schema.prisma", "model User {\n  id Int @id\n");
//! let checked = engine::check(&sources, &[file]);
//! assert!(checked.diagnostics.has_errors(), "the brace is missing");
//! ```

mod check;
mod explain;

pub use check::{Checked, check};
pub use explain::{explain, rules};

pub use parallax_diagnostics::{Diagnostic, Diagnostics, Rule, Severity};
pub use parallax_text::{FileId, SourceMap};

/// The text in the common form.
pub fn format(text: &str) -> String {
    text.to_owned()
}
