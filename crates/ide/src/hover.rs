//! What stands under the cursor, in words: its declaration, its documentation, its column and SQL, who uses it.

use crate::{Position, Snapshot};
use parallax_text::TextRange;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub range: TextRange,
    pub markdown: String,
}

pub fn hover(_snapshot: &Snapshot, _position: Position) -> Option<Hover> {
    None
}
