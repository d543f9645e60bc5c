//! What can be written at a place.
//!
//! The place is told from tokens, since the line at the cursor is rarely complete; everything around it from trees.
//! What is offered comes of the rows of the language: nothing of it is said here.

mod arguments;
mod blocks;
mod conditions;
mod config;
pub(crate) mod context;
mod defaults;
pub(crate) mod facts;
pub(crate) mod fields;
mod indexes;
mod items;
mod objects;
mod options;
mod tokens;

use crate::{Position, Snapshot};
use context::{Context, Place};
use facts::Facts;
use items::Items;
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

/// What is offered at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    pub items: Vec<Completion>,
    /// Some are left out as long as nothing of them is typed, being many or rarely meant: ask again then.
    pub is_incomplete: bool,
}

/// Everything that fits at the place, and nothing that does not. Works on text that is being typed: reads trees and
/// tokens alone, never the whole schema's meaning.
pub fn complete(snapshot: &Snapshot, position: Position) -> Completions {
    let Some(cx) = Context::at(snapshot, position) else { return Completions::default() };
    let facts = Facts::new(snapshot);
    let mut items = Items::new(&cx);
    match &cx.place {
        Place::Top => {
            blocks::keywords(&cx, &facts, snapshot.ast(position.file).edition, &mut items);
        }
        Place::Key if objects::spec_at(&cx).is_some() => objects::keys(&cx, &facts, &mut items),
        Place::Key => config::keys(&cx, &facts, &mut items),
        Place::Value { key, started, frames } if objects::spec_at(&cx).is_some() => {
            objects::values(&cx, snapshot, &mut items, key, *started, frames);
        }
        Place::Value { key, started, frames } => {
            config::values(&cx, &facts, &mut items, key, *started, frames)
        }
        Place::Member if !items.is_typing() => blocks::attributes(&cx, &facts, &mut items),
        Place::Member => {}
        Place::BlockAttribute { sign } => {
            items.from(&cx, *sign);
            blocks::attributes(&cx, &facts, &mut items);
        }
        Place::Type => fields::types(&cx, &facts, &mut items),
        Place::Attribute { sign } => {
            if let Some(sign) = sign {
                items.from(&cx, *sign);
            }
            fields::attributes(&cx, &facts, &mut items);
        }
        Place::Native { source } => fields::native_types(&cx, &facts, &mut items, source),
        Place::Arguments { attribute, frames } => {
            arguments::complete(&cx, &facts, &mut items, *attribute, frames);
        }
    }
    items.finish()
}

#[cfg(test)]
mod tests;
