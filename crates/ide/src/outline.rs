//! The shape of files: symbols, folding, selections that grow.

use crate::{Position, Snapshot};
use parallax_text::{FileId, Span, TextRange};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SymbolKind {
    Model,
    View,
    CompositeType,
    Enum,
    EnumValue,
    Field,
    Datasource,
    Generator,
    Property,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    pub name: String,
    pub kind: SymbolKind,
    /// Such as the type of a field.
    pub detail: Option<String>,
    pub full: TextRange,
    pub selection: TextRange,
    pub children: Vec<Symbol>,
}

/// A symbol of any file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceSymbol {
    pub name: String,
    pub kind: SymbolKind,
    /// The block that holds it.
    pub container: Option<String>,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    pub range: TextRange,
    pub is_comment: bool,
}

pub fn symbols(_snapshot: &Snapshot, _file: FileId) -> Vec<Symbol> {
    Vec::new()
}

/// Those whose names hold the letters of `query` in this order, best first, `limit` at most.
pub fn workspace_symbols(_snapshot: &Snapshot, _query: &str, _limit: usize) -> Vec<WorkspaceSymbol> {
    Vec::new()
}

pub fn folds(_snapshot: &Snapshot, _file: FileId) -> Vec<Fold> {
    Vec::new()
}

/// Ever larger ranges around a place, smallest first.
pub fn selections(_snapshot: &Snapshot, _position: Position) -> Vec<TextRange> {
    Vec::new()
}
