//! What can be written at a place.

use crate::{Position, Snapshot};
use parallax_text::TextRange;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CompletionKind {
    Keyword,
    Model,
    Enum,
    CompositeType,
    EnumValue,
    Scalar,
    NativeType,
    Field,
    Attribute,
    Argument,
    Function,
    Property,
    Value,
    Variable,
    Snippet,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    pub label: String,
    pub kind: CompletionKind,
    /// One short line beside the label, such as the range of an argument.
    pub detail: Option<String>,
    /// Markdown.
    pub documentation: Option<String>,
    /// What is replaced; may be empty.
    pub range: TextRange,
    /// With `$1`, `${2:name}` and `$0` where `is_snippet`.
    pub insert: String,
    pub is_snippet: bool,
    /// Order among the others, small first; then by label.
    pub rank: u8,
}

/// Everything that fits at the place, and nothing that does not. Works on text that is being typed: reads trees and
/// tokens alone, never the whole schema's meaning.
pub fn complete(_snapshot: &Snapshot, _position: Position) -> Vec<Completion> {
    Vec::new()
}
