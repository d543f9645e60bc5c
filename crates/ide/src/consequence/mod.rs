//! The SQL of an edit: what the schema asks for against a base, told at the lines that cause it.

use crate::Snapshot;
use crate::actions::Action;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Target;
use parallax_engine::Comparison;
use parallax_ir::Database;
use parallax_text::{FileId, Span, TextRange};

/// What the schema is compared with: a migration's end, a revision, a snapshot. Never a live database.
#[derive(Debug)]
pub struct Base {
    /// As people name it: "migration 20260101000000_init", "git HEAD".
    pub label: String,
    pub content: BaseContent,
}

#[derive(Debug)]
pub enum BaseContent {
    Empty,
    /// Names and texts of the files of a schema.
    Schema(Vec<(String, String)>),
    Database(Box<Database>, Target),
}

/// A plan from the base to the schema, and where each step comes from.
#[derive(Debug)]
pub struct Consequence {
    pub target: Target,
    pub comparison: Comparison,
}

/// A line above a block: "3 steps, 1 destructive: drops column email".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The name of the block, or an empty range at the start of the file for what has no block any more.
    pub range: TextRange,
    pub title: String,
    /// Indexes of the steps in the plan.
    pub steps: Vec<u32>,
}

pub(crate) fn consequence(_snapshot: &Snapshot) -> Option<Consequence> {
    None
}

pub fn lenses(_snapshot: &Snapshot, _file: FileId) -> Vec<Lens> {
    Vec::new()
}

/// What is lost, blocked or broken by the edit, at the lines that cause it.
pub fn diagnostics(_snapshot: &Snapshot) -> Vec<Diagnostic> {
    Vec::new()
}

/// The SQL of some steps of the plan, or of all, with comments that say what each does; absent without a plan.
pub fn sql(_snapshot: &Snapshot, _steps: Option<&[u32]>) -> Option<String> {
    None
}

/// What can be done about a consequence at a selection: declare a rename, keep the column, go online, go in two steps.
pub fn actions(_snapshot: &Snapshot, _selection: Span) -> Vec<Action> {
    Vec::new()
}
