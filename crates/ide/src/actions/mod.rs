//! Changes that an editor offers: fixes of what is reported, and refactorings.
//!
//! Each family stands in a file of its own. Families build edits through [`edit`], which keeps the layout of what is
//! changed; none of them reads more than trees and the analysed schema.

pub(crate) mod edit;
mod fixes;
mod place;
mod refactor;
#[cfg(test)]
mod tests;
pub(crate) mod words;

use crate::{Snapshot, SourceChange};
use parallax_text::{Edit, FileId, Span};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActionKind {
    QuickFix,
    Refactor,
    Extract,
    Rewrite,
    /// `source.sortAttributes` and the like: of a whole file.
    Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Ends in `…` where something is left for the user to fill in.
    pub title: String,
    pub kind: ActionKind,
    pub change: SourceChange,
    /// The code of the rule that it mends, with the place where that was reported.
    pub fixes: Option<(&'static str, Span)>,
    /// The one to take where there are several.
    pub is_preferred: bool,
}

/// Everything that is offered for a selection (an empty one is a cursor).
pub fn actions(snapshot: &Snapshot, selection: Span) -> Vec<Action> {
    if selection.file.0 as usize >= snapshot.parsed().len() {
        return Vec::new();
    }
    let mut actions = fixes::actions(snapshot, selection);
    actions.extend(refactor::actions(snapshot, selection));
    finished(snapshot, actions)
}

/// What is offered for a whole file or schema; takes time with its size, so it is for those who ask for it.
pub fn source_actions(snapshot: &Snapshot, file: FileId) -> Vec<Action> {
    if file.0 as usize >= snapshot.parsed().len() {
        return Vec::new();
    }
    finished(snapshot, refactor::source_actions(snapshot, file))
}

fn finished(snapshot: &Snapshot, mut actions: Vec<Action>) -> Vec<Action> {
    for action in &mut actions {
        // What changes nothing mends nothing.
        let same =
            |file: FileId, edit: &Edit| snapshot.text(file).get(edit.range.as_usize()) == Some(&edit.text);
        action.change.edits.retain(|(file, edit)| !same(*file, edit));
        tidy(&mut action.change);
    }
    actions.retain(|action| !action.change.is_empty());
    actions
}

/// Brings edits into the order of their places; those of one place stay in theirs.
fn tidy(change: &mut SourceChange) {
    change.edits.sort_by_key(|(file, edit)| (*file, edit.range));
}
