//! ALTER TABLE.

use super::keys::{bare, deferrable, settings};
use super::{sequences, table};
use crate::ast::{AlterAction, AlterTable, Command, SequenceWord, TableConstraint};
use crate::cursor::Cursor;

pub(super) fn table(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let if_exists = cursor.if_exists();
    let only = cursor.eat("ONLY");
    let name = cursor.qname()?;
    let _ = cursor.eat_symbol('*');
    let mut actions = Vec::new();
    for mut part in cursor.split(',') {
        // MySQL's `ADD COLUMN (a int, b int)` and options without commas between them are several actions.
        let found = action(&mut part).filter(|_| part.is_end());
        match found {
            Some(found) => actions.extend(found),
            None => {
                let word: String = part.peek().chars().take(40).collect();
                let why = if word.is_empty() {
                    "its end comes too early".to_owned()
                } else {
                    format!("{word} is not understood here")
                };
                actions.push(AlterAction::Unknown(why));
            }
        }
    }
    if actions.is_empty() {
        None
    } else {
        Some(Command::AlterTable(AlterTable { name, if_exists, only, actions }))
    }
}

fn action(cursor: &mut Cursor<'_>) -> Option<Vec<AlterAction>> {
    let word = cursor.peek().to_ascii_uppercase();
    let one = match word.as_str() {
        "ADD" => {
            cursor.skip();
            return add(cursor);
        }
        "DROP" => {
            cursor.skip();
            drop(cursor)?
        }
        "ALTER" => {
            cursor.skip();
            alter(cursor)?
        }
        "MODIFY" => {
            cursor.skip();
            let _ = cursor.eat("COLUMN");
            cursor.if_exists();
            let column = table::column(cursor)?;
            AlterAction::ChangeColumn { name: column.name.clone(), column }
        }
        "CHANGE" => {
            cursor.skip();
            let _ = cursor.eat("COLUMN");
            cursor.if_exists();
            AlterAction::ChangeColumn { name: cursor.name()?, column: table::column(cursor)? }
        }
        "RENAME" => {
            cursor.skip();
            rename(cursor)?
        }
        "VALIDATE" => {
            cursor.skip();
            cursor.eat("CONSTRAINT").then_some(())?;
            AlterAction::ValidateConstraint(cursor.name()?)
        }
        "SET" | "RESET" => set(cursor)?,
        "ENABLE" | "DISABLE" | "FORCE" | "NO" => switch(cursor)?,
        "OWNER" | "CLUSTER" | "REPLICA" | "INHERIT" | "OF" | "ALGORITHM" | "LOCK" | "AUTO_INCREMENT"
        | "ORDER" => {
            cursor.take_rest();
            AlterAction::Beyond
        }
        "ATTACH" => {
            cursor.eat_all(&["ATTACH", "PARTITION"]).then_some(())?;
            let name = cursor.qname()?;
            cursor.take_rest();
            AlterAction::AttachPartition(name)
        }
        "DETACH" => {
            cursor.eat_all(&["DETACH", "PARTITION"]).then_some(())?;
            let name = cursor.qname()?;
            cursor.take_rest();
            AlterAction::DetachPartition(name)
        }
        "CONVERT" => {
            cursor.eat_all(&["CONVERT", "TO"]).then_some(())?;
            let _ = cursor.eat_all(&["CHARACTER", "SET"]) || cursor.eat("CHARSET");
            let charset = cursor.name()?;
            let collation = if cursor.eat("COLLATE") { Some(cursor.name()?) } else { None };
            AlterAction::ConvertCharset { charset, collation }
        }
        _ if cursor.ddl.inline_indexes => return options(cursor),
        _ => return None,
    };
    Some(vec![one])
}

/// MySQL: options of the table, one behind the other.
fn options(cursor: &mut Cursor<'_>) -> Option<Vec<AlterAction>> {
    let mut found = Vec::new();
    while !cursor.is_end() {
        let (key, value) = table::mysql_option(cursor)?;
        found.push(if key == "comment" {
            AlterAction::Comment(value)
        } else {
            AlterAction::TableOption(key, value)
        });
    }
    Some(found)
}

fn add(cursor: &mut Cursor<'_>) -> Option<Vec<AlterAction>> {
    let is_column = cursor.eat("COLUMN");
    if !is_column && table::is_constraint(cursor) {
        let if_not_exists = cursor.clone().eat("CONSTRAINT") && {
            let mut ahead = cursor.clone();
            ahead.skip();
            ahead.if_not_exists()
        };
        let constraint: TableConstraint = table::constraint(cursor)?;
        return Some(vec![AlterAction::AddConstraint { constraint, if_not_exists }]);
    }
    if cursor.is_word("PARTITION") {
        cursor.take_rest();
        return Some(vec![AlterAction::Beyond]);
    }
    let if_not_exists = cursor.if_not_exists();
    let columns = table::columns(cursor)?;
    Some(columns.into_iter().map(|column| AlterAction::AddColumn { column, if_not_exists }).collect())
}

fn drop(cursor: &mut Cursor<'_>) -> Option<AlterAction> {
    let mysql = cursor.ddl.inline_indexes;
    if cursor.eat("CONSTRAINT") {
        let if_exists = cursor.if_exists();
        let name = cursor.name()?;
        return Some(AlterAction::DropConstraint { name, if_exists, cascade: cascade(cursor) });
    }
    if mysql {
        if cursor.eat_all(&["PRIMARY", "KEY"]) {
            return Some(AlterAction::DropPrimaryKey);
        }
        if cursor.eat_all(&["FOREIGN", "KEY"]) {
            let if_exists = cursor.if_exists();
            return Some(AlterAction::DropForeignKey { name: cursor.name()?, if_exists });
        }
        if cursor.eat("INDEX") || cursor.eat("KEY") {
            let if_exists = cursor.if_exists();
            return Some(AlterAction::DropIndex { name: cursor.name()?, if_exists });
        }
        if cursor.eat("CHECK") {
            return Some(AlterAction::DropConstraint {
                name: cursor.name()?,
                if_exists: false,
                cascade: false,
            });
        }
        if cursor.is_word("PARTITION") {
            cursor.take_rest();
            return Some(AlterAction::Beyond);
        }
    }
    let _ = cursor.eat("COLUMN");
    let if_exists = cursor.if_exists();
    let name = cursor.name()?;
    Some(AlterAction::DropColumn { name, if_exists, cascade: cascade(cursor) })
}

fn cascade(cursor: &mut Cursor<'_>) -> bool {
    let cascade = cursor.eat("CASCADE");
    let _ = cursor.eat("RESTRICT");
    cascade
}

/// ALTER COLUMN, ALTER CONSTRAINT, ALTER INDEX.
fn alter(cursor: &mut Cursor<'_>) -> Option<AlterAction> {
    if cursor.eat("CONSTRAINT") {
        let name = cursor.name()?;
        let place = cursor.place();
        let found = deferrable(cursor);
        if !cursor.is_end() || cursor.place() == place {
            return None;
        }
        return Some(AlterAction::AlterConstraint { name, deferrable: found });
    }
    if cursor.ddl.inline_indexes && (cursor.eat("INDEX") || cursor.eat("CHECK")) {
        return None;
    }
    let _ = cursor.eat("COLUMN");
    let column = cursor.name()?;
    if cursor.eat("TYPE") || cursor.eat_all(&["SET", "DATA", "TYPE"]) {
        let ty = cursor.until(|cursor| cursor.is_any(&["COLLATE", "USING"])).to_owned();
        let collation = if cursor.eat("COLLATE") { Some(cursor.qname()?.name) } else { None };
        let using = if cursor.eat("USING") { Some(cursor.take_rest().to_owned()) } else { None };
        return Some(AlterAction::SetType { column, ty, collation, using });
    }
    if cursor.eat_all(&["SET", "DEFAULT"]) {
        return Some(AlterAction::SetDefault { column, expression: cursor.take_rest().to_owned() });
    }
    if cursor.eat_all(&["DROP", "DEFAULT"]) {
        return Some(AlterAction::DropDefault { column });
    }
    if cursor.eat_all(&["SET", "NOT", "NULL"]) {
        return Some(AlterAction::SetNotNull { column });
    }
    if cursor.eat_all(&["DROP", "NOT", "NULL"]) {
        return Some(AlterAction::DropNotNull { column });
    }
    if cursor.eat_all(&["DROP", "IDENTITY"]) {
        return Some(AlterAction::DropIdentity { column, if_exists: cursor.if_exists() });
    }
    if cursor.eat_all(&["DROP", "EXPRESSION"]) {
        return Some(AlterAction::DropExpression { column, if_exists: cursor.if_exists() });
    }
    if cursor.eat_all(&["SET", "EXPRESSION", "AS"]) {
        return Some(AlterAction::SetExpression {
            column,
            expression: bare(&cursor.group_text()?).to_owned(),
        });
    }
    if cursor.eat_all(&["ADD", "GENERATED"]) {
        let always = cursor.eat("ALWAYS");
        let _ = cursor.eat_all(&["BY", "DEFAULT"]);
        cursor.eat_all(&["AS", "IDENTITY"]).then_some(())?;
        let options =
            if cursor.is_symbol('(') { sequences::words(&mut cursor.group()?)? } else { Vec::new() };
        return Some(AlterAction::AddIdentity { column, always, options });
    }
    if cursor.is_word("RESTART") || cursor.are_words(&["SET", "GENERATED"]) || is_sequence_word(cursor) {
        return identity(column, cursor);
    }
    column_option(column, cursor)
}

fn is_sequence_word(cursor: &Cursor<'_>) -> bool {
    const WORDS: &[&str] = &["INCREMENT", "MINVALUE", "MAXVALUE", "START", "CACHE", "CYCLE", "NO"];
    cursor.is_word("SET") && WORDS.iter().any(|word| cursor.is_word_at(1, word))
}

fn identity(column: parallax_ir::Name, cursor: &mut Cursor<'_>) -> Option<AlterAction> {
    let (mut always, mut options) = (None, Vec::<SequenceWord>::new());
    while !cursor.is_end() {
        if cursor.eat_all(&["SET", "GENERATED"]) {
            always = Some(cursor.eat("ALWAYS"));
            let _ = cursor.eat_all(&["BY", "DEFAULT"]);
        } else {
            let _ = cursor.eat("SET");
            options.extend(sequences::word(cursor)?);
        }
    }
    Some(AlterAction::SetIdentity { column, always, options })
}

fn column_option(column: parallax_ir::Name, cursor: &mut Cursor<'_>) -> Option<AlterAction> {
    if cursor.eat_all(&["SET", "STORAGE"]) {
        let value = cursor.next_text().to_ascii_uppercase();
        return Some(AlterAction::SetColumnOption { column, key: "storage".to_owned(), value: Some(value) });
    }
    if cursor.eat_all(&["SET", "COMPRESSION"]) {
        let value = cursor.next_text().to_ascii_lowercase();
        let value = Some(value).filter(|value| value != "default");
        return Some(AlterAction::SetColumnOption { column, key: "compression".to_owned(), value });
    }
    if cursor.eat_all(&["SET", "STATISTICS"]) || cursor.is_any(&["SET", "RESET"]) {
        cursor.take_rest();
        return Some(AlterAction::Beyond);
    }
    None
}

fn rename(cursor: &mut Cursor<'_>) -> Option<AlterAction> {
    if cursor.eat("TO") || cursor.eat("AS") {
        return Some(AlterAction::RenameTo(cursor.qname()?));
    }
    if cursor.eat("CONSTRAINT") {
        let (from, to) = pair(cursor)?;
        return Some(AlterAction::RenameConstraint { from, to });
    }
    if cursor.ddl.inline_indexes && (cursor.eat("INDEX") || cursor.eat("KEY")) {
        let (from, to) = pair(cursor)?;
        return Some(AlterAction::RenameIndex { from, to });
    }
    let has_word = cursor.eat("COLUMN");
    if !has_word && !cursor.is_word_at(1, "TO") {
        // MySQL: `RENAME new_name`
        return Some(AlterAction::RenameTo(cursor.qname()?));
    }
    let (from, to) = pair(cursor)?;
    Some(AlterAction::RenameColumn { from, to })
}

fn pair(cursor: &mut Cursor<'_>) -> Option<(parallax_ir::Name, parallax_ir::Name)> {
    let from = cursor.name()?;
    cursor.eat("TO").then_some(())?;
    Some((from, cursor.name()?))
}

fn set(cursor: &mut Cursor<'_>) -> Option<AlterAction> {
    if cursor.eat("RESET") {
        let names = settings(cursor)?.into_iter().map(|(key, _)| key).collect();
        return Some(AlterAction::ResetOptions(names));
    }
    cursor.skip();
    if cursor.is_symbol('(') {
        return Some(AlterAction::SetOptions(settings(cursor)?));
    }
    if cursor.eat("SCHEMA") {
        return Some(AlterAction::SetSchema(cursor.name()?));
    }
    if cursor.eat("LOGGED") {
        return Some(AlterAction::SetUnlogged(false));
    }
    if cursor.eat("UNLOGGED") {
        return Some(AlterAction::SetUnlogged(true));
    }
    cursor.take_rest();
    Some(AlterAction::Beyond)
}

/// ENABLE, DISABLE, FORCE, NO FORCE, NO INHERIT.
fn switch(cursor: &mut Cursor<'_>) -> Option<AlterAction> {
    let security = ["ROW", "LEVEL", "SECURITY"];
    if cursor.eat("FORCE") {
        return cursor.eat_all(&security).then_some(AlterAction::ForceRowSecurity { forced: true });
    }
    if cursor.eat("NO") {
        if cursor.eat("FORCE") {
            return cursor.eat_all(&security).then_some(AlterAction::ForceRowSecurity { forced: false });
        }
        cursor.take_rest();
        return Some(AlterAction::Beyond);
    }
    let enabled = cursor.eat("ENABLE");
    let _ = !enabled && cursor.eat("DISABLE");
    if cursor.eat_all(&security) {
        return Some(AlterAction::RowSecurity { enabled });
    }
    let mode = match (enabled, cursor.eat("ALWAYS"), cursor.eat("REPLICA")) {
        (false, ..) => "DISABLE",
        (true, true, _) => "ENABLE ALWAYS",
        (true, _, true) => "ENABLE REPLICA",
        (true, false, false) => "",
    };
    if cursor.eat("TRIGGER") {
        let name = if cursor.is_any(&["ALL", "USER"]) { None } else { Some(cursor.name()?) };
        cursor.take_rest();
        return Some(AlterAction::SetTrigger { name, enabled: mode });
    }
    // Rules, and MySQL's KEYS.
    cursor.take_rest();
    Some(AlterAction::Beyond)
}
