//! A schema before it is text: blocks and their members, and which old ones they take the place of.

use crate::objects::Names;
use parallax_schema::model::{EnumId, ModelId};
use parallax_text::TextRange;
use smol_str::SmolStr;

#[derive(Default)]
pub(crate) struct Draft {
    /// Models and views, then enums, each in the order of their names in the database.
    pub(crate) blocks: Vec<Block>,
    pub(crate) uses_partial_indexes: bool,
    pub(crate) names: Names,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Keyword {
    Model,
    View,
    Enum,
}

impl Keyword {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Keyword::Model => "model",
            Keyword::View => "view",
            Keyword::Enum => "enum",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OldBlock {
    Model(ModelId),
    Enum(EnumId),
}

pub(crate) struct Block {
    pub(crate) keyword: Keyword,
    pub(crate) name: SmolStr,
    /// What the documentation has to say.
    pub(crate) notes: Vec<Note>,
    pub(crate) members: Vec<Member>,
    pub(crate) attributes: Vec<BlockAttribute>,
    /// Mixins that the old block includes, and whether it goes on to.
    pub(crate) includes: Vec<(SmolStr, bool)>,
    pub(crate) old: Option<OldBlock>,
}

/// A line of documentation. Where the words of `key` stand in it already, nothing is added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) key: &'static str,
    pub(crate) text: String,
}

/// A field or the value of an enum.
#[derive(Default)]
pub(crate) struct Member {
    pub(crate) name: SmolStr,
    /// Empty for values.
    pub(crate) ty: String,
    pub(crate) attributes: Vec<String>,
    pub(crate) notes: Vec<Note>,
    /// The name in the database gives no name in the schema: the line is a comment.
    pub(crate) commented: bool,
    /// Relation fields stand behind the columns.
    pub(crate) relation: bool,
    /// In the old block.
    pub(crate) old: Option<TextRange>,
}

/// `@@…`
pub(crate) struct BlockAttribute {
    pub(crate) text: String,
    /// In the old block.
    pub(crate) old: Option<TextRange>,
}
