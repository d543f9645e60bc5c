//! Sequences: the words of CREATE, ALTER, and of identity columns.

use super::Modifiers;
use crate::ast::{Command, CreateSequence, SequenceAction, SequenceWord};
use crate::cursor::Cursor;

pub(super) fn create(cursor: &mut Cursor<'_>, modifiers: Modifiers) -> Option<Command> {
    cursor.skip();
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.qname()?;
    let words = words(cursor)?;
    let new = CreateSequence { name, if_not_exists, temporary: modifiers.temporary, words };
    Some(Command::CreateSequence(Box::new(new)))
}

pub(super) fn alter(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let if_exists = cursor.if_exists();
    let name = cursor.qname()?;
    let action = if cursor.eat_all(&["RENAME", "TO"]) {
        SequenceAction::Rename(cursor.name()?)
    } else if cursor.eat_all(&["SET", "SCHEMA"]) {
        SequenceAction::SetSchema(cursor.name()?)
    } else if cursor.are_words(&["OWNER", "TO"]) || cursor.is_word("SET") {
        cursor.take_rest();
        SequenceAction::Beyond
    } else {
        SequenceAction::Set(words(cursor)?)
    };
    cursor.is_end().then_some(Command::AlterSequence { name, if_exists, action })
}

/// All words up to the end.
pub(super) fn words(cursor: &mut Cursor<'_>) -> Option<Vec<SequenceWord>> {
    let mut words = Vec::new();
    while !cursor.is_end() {
        if let Some(word) = word(cursor)? {
            words.push(word);
        }
    }
    Some(words)
}

/// Outer none: not understood; inner none: says nothing to the model.
pub(super) fn word(cursor: &mut Cursor<'_>) -> Option<Option<SequenceWord>> {
    let word = cursor.next_text().to_ascii_uppercase();
    Some(Some(match word.as_str() {
        "AS" => SequenceWord::As(cursor.name()?.to_lowercase()),
        "START" => {
            let _ = cursor.eat("WITH") || cursor.eat_symbol('=');
            SequenceWord::Start(cursor.number()?)
        }
        "RESTART" => {
            let _ = cursor.eat("WITH");
            let _ = cursor.number();
            SequenceWord::Restart
        }
        "INCREMENT" => {
            let _ = cursor.eat("BY") || cursor.eat_symbol('=');
            SequenceWord::Increment(cursor.number()?)
        }
        "MINVALUE" => SequenceWord::Min(Some(cursor.number()?)),
        "MAXVALUE" => SequenceWord::Max(Some(cursor.number()?)),
        "CACHE" => SequenceWord::Cache(cursor.number()?),
        "CYCLE" => SequenceWord::Cycle(true),
        "NO" => match cursor.next_text().to_ascii_uppercase().as_str() {
            "MINVALUE" => SequenceWord::Min(None),
            "MAXVALUE" => SequenceWord::Max(None),
            "CYCLE" => SequenceWord::Cycle(false),
            "CACHE" => SequenceWord::Cache(1),
            _ => return None,
        },
        "OWNED" => {
            cursor.eat("BY").then_some(())?;
            if cursor.eat("NONE") {
                SequenceWord::OwnedBy(None)
            } else {
                SequenceWord::OwnedBy(Some(cursor.column_path()?))
            }
        }
        "SEQUENCE" => {
            cursor.eat("NAME").then_some(())?;
            cursor.qname()?;
            return Some(None);
        }
        "OWNER" => {
            cursor.take_rest();
            return Some(None);
        }
        _ => return None,
    }))
}
