//! Where things are declared and used.

use crate::{Position, Snapshot};
use parallax_text::{Span, TextRange};

/// A declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    /// The whole of it.
    pub full: Span,
    /// Its name.
    pub name: Span,
}

/// Where what stands at the place is declared.
pub fn definition(_snapshot: &Snapshot, _position: Position) -> Vec<Target> {
    Vec::new()
}

/// All places that name it, sorted.
pub fn references(_snapshot: &Snapshot, _position: Position, _with_declaration: bool) -> Vec<Span> {
    Vec::new()
}

/// Likewise in this file alone; true for the declaration.
pub fn highlights(_snapshot: &Snapshot, _position: Position) -> Vec<(TextRange, bool)> {
    Vec::new()
}
