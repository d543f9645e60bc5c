//! Changes that an editor offers: fixes of what is reported, and refactorings.

use crate::{Snapshot, SourceChange};
use parallax_text::Span;

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
    pub title: String,
    pub kind: ActionKind,
    pub change: SourceChange,
    /// The code of the rule that it mends, with the place where that was reported.
    pub fixes: Option<(&'static str, Span)>,
    /// The one to take where there are several.
    pub is_preferred: bool,
}

/// Everything that is offered for a selection (an empty one is a cursor).
pub fn actions(_snapshot: &Snapshot, _selection: Span) -> Vec<Action> {
    Vec::new()
}
