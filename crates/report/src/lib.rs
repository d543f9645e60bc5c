//! Plans as people read them: a SQL script, a summary in a terminal, a comment on a pull request.
//!
//! Text in, text out: prints nothing, knows no files, and says nothing about a plan that the plan does not say itself.

mod describe;
mod estimate;
mod markdown;
mod phrases;
mod privileges;
mod script;
mod segments;
mod summary;
mod words;

pub use describe::{Description, Detail, Sign, column_words, describe, describe_index};
pub use estimate::{Estimated, estimate_comments, estimate_markdown, estimate_text};
pub use markdown::{escape as escape_markdown, markdown};
pub use phrases::{consequence, counts, phrases};
pub use script::{Placed, placed, script};
pub use segments::{BATCHES, Part, batches, bounds, parts};
pub use summary::summary;
pub use words::{drawbacks, possible_rename};

use parallax_dialect::Target;
use parallax_ir::Plan;
use parallax_text::SourceMap;

/// A plan, its SQL, and what it is for.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    pub plan: &'a Plan,
    /// The statements of each step of the plan, without the semicolon at their end.
    pub statements: &'a [&'a [String]],
    pub target: &'a Target,
    /// Nobody has named the target: its version is the usual one.
    pub target_by_default: bool,
    /// What the spans of origins point into.
    pub sources: &'a SourceMap,
}
