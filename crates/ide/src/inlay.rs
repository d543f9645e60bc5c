//! What holds though nobody wrote it: names of constraints, referential actions, the other side of relations.

use crate::Snapshot;
use parallax_text::{FileId, TextRange};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub offset: u32,
    pub label: String,
    /// Markdown.
    pub tooltip: String,
    /// What writing it down would insert at the offset.
    pub insert: Option<String>,
}

pub fn hints(_snapshot: &Snapshot, _file: FileId, _range: TextRange) -> Vec<Hint> {
    Vec::new()
}
