//! Which argument is being written.

use crate::{Position, Snapshot};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// `@relation(name, fields, references, onDelete, onUpdate, map)`
    pub label: String,
    /// Markdown.
    pub documentation: String,
    pub parameters: Vec<Parameter>,
    /// Index of the parameter at the cursor.
    pub active: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// As it stands in the label of the signature.
    pub label: String,
    /// Markdown.
    pub documentation: String,
}

pub fn signature(_snapshot: &Snapshot, _position: Position) -> Option<Signature> {
    None
}
