//! The common form of a file, of a part of it, and of what was just typed.

use crate::{Position, Snapshot};
use parallax_text::{Edit, FileId, TextRange};

/// The edits that bring a whole file to the common form, and add what relations lack.
pub fn format(_snapshot: &Snapshot, _file: FileId) -> Vec<Edit> {
    Vec::new()
}

/// Likewise for the blocks that a range touches, and nothing else.
pub fn format_range(_snapshot: &Snapshot, _file: FileId, _range: TextRange) -> Vec<Edit> {
    Vec::new()
}

/// After `typed` (`}` or a newline) was written in front of the place.
pub fn format_on_type(_snapshot: &Snapshot, _position: Position, _typed: char) -> Vec<Edit> {
    Vec::new()
}
