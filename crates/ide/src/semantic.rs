//! What each word is, for colouring.

use crate::Snapshot;
use parallax_text::{FileId, TextRange};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenKind {
    Keyword,
    Model,
    Enum,
    CompositeType,
    Scalar,
    Field,
    EnumValue,
    Attribute,
    Argument,
    Function,
    Property,
    String,
    Number,
    Constant,
    Comment,
    DocComment,
}

impl TokenKind {
    /// In the order of their declaration.
    pub const ALL: [TokenKind; 16] = [
        TokenKind::Keyword,
        TokenKind::Model,
        TokenKind::Enum,
        TokenKind::CompositeType,
        TokenKind::Scalar,
        TokenKind::Field,
        TokenKind::EnumValue,
        TokenKind::Attribute,
        TokenKind::Argument,
        TokenKind::Function,
        TokenKind::Property,
        TokenKind::String,
        TokenKind::Number,
        TokenKind::Constant,
        TokenKind::Comment,
        TokenKind::DocComment,
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub range: TextRange,
    pub kind: TokenKind,
    pub declaration: bool,
    pub ignored: bool,
}

/// Sorted, apart, each on one line. `range` leaves out what does not touch it.
pub fn tokens(_snapshot: &Snapshot, _file: FileId, _range: Option<TextRange>) -> Vec<Token> {
    Vec::new()
}
