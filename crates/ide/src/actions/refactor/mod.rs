//! Changes of form that somebody asks for. Those that say nothing of the database leave it as it is.

mod arity;
mod extract_enum;
mod implied_names;
mod join_model;
mod keys;
mod names;
mod sort;
mod split;

pub(super) use names::renamed;

use super::edit::FileEdit;
use super::{Action, ActionKind};
use crate::{Snapshot, SourceChange};
use parallax_text::{FileId, Span};

fn action(kind: ActionKind, title: impl Into<String>, edits: Vec<FileEdit>) -> Action {
    let change = SourceChange { edits, ..SourceChange::default() };
    Action { title: title.into(), kind, change, fixes: None, is_preferred: false }
}

type Refactoring = fn(&Snapshot, Span, &mut Vec<Action>);

/// Those of the place that is selected.
static REFACTORINGS: &[Refactoring] = &[
    extract_enum::extract,
    join_model::explicit,
    keys::convert,
    implied_names::write_out,
    arity::change,
    names::of_block,
    split::move_block,
    sort::block,
];

pub(super) fn actions(snapshot: &Snapshot, selection: Span) -> Vec<Action> {
    let mut actions = Vec::new();
    REFACTORINGS.iter().for_each(|refactoring| refactoring(snapshot, selection, &mut actions));
    actions
}

/// Those of a whole file, or of the whole schema.
pub(super) fn source_actions(snapshot: &Snapshot, file: FileId) -> Vec<Action> {
    let mut actions = Vec::new();
    sort::file(snapshot, file, &mut actions);
    names::of_file(snapshot, file, &mut actions);
    split::file(snapshot, file, &mut actions);
    actions
}
