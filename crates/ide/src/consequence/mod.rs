//! The SQL of an edit: what the schema asks for against a base, told at the lines that cause it.

mod base;

pub use base::{Base, BaseContent};

use crate::Snapshot;
use crate::actions::Action;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Target;
use parallax_engine::{Comparison, compare};
use parallax_ir::{Database, Pair};
use parallax_text::{FileId, Span, TextRange};
use std::sync::Arc;

/// A plan from the base to the schema, and where each step comes from.
#[derive(Debug)]
pub struct Consequence {
    pub target: Target,
    pub comparison: Comparison,
    /// Where the plan begins.
    pub before: Arc<Database>,
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

pub(crate) fn consequence(snapshot: &Snapshot) -> Option<Consequence> {
    let desired = snapshot.desired()?;
    if desired.lowered.diagnostics.has_errors() {
        return None;
    }
    let target = desired.target;
    let before = snapshot.base()?.database(&target)?;
    let pair = Pair::new(before.as_ref(), &desired.lowered.database);
    let comparison = compare(pair, &target, &snapshot.options().renames).ok()?;
    Some(Consequence { target, comparison, before })
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

/// The plan as a page for people.
pub fn markdown(_snapshot: &Snapshot) -> Option<String> {
    None
}
