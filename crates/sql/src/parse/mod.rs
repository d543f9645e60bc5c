//! One statement to what it says. Recursive descent over tokens; expressions, types and bodies stay text.

mod alter;
mod block;
mod keys;
mod objects;
mod sequences;
mod table;
mod types;

use crate::ast::{Command, CreateIndex, DropIndex, DropSpec, IndexAction};
use crate::cursor::{Cursor, tokens};
use parallax_dialect::Ddl;
use parallax_ir::{IndexKind, ObjectKind, QName};

pub(crate) use objects::sources;
pub(crate) use table::names_of;

/// What a statement says. `text` is one statement without the semicolon at its end.
pub(crate) fn command(text: &str, ddl: &Ddl) -> Command {
    let tokens = tokens(text, ddl);
    let mut cursor = Cursor::new(text, &tokens, ddl);
    read(&mut cursor)
}

/// Why a statement is not understood: at the word where reading ended.
fn stuck(cursor: &Cursor<'_>) -> Command {
    let word: String = cursor.peek().chars().take(40).collect();
    let place = if word.is_empty() {
        "its end comes too early".to_owned()
    } else {
        format!("{word} is not understood here")
    };
    Command::Unknown(place)
}

fn read(cursor: &mut Cursor<'_>) -> Command {
    let first = cursor.peek().to_ascii_uppercase();
    let read = match first.as_str() {
        "CREATE" => create(cursor),
        "ALTER" => alter_any(cursor),
        "DROP" => drop_any(cursor),
        "RENAME" => rename_tables(cursor),
        "COMMENT" => objects::comment(cursor),
        "DO" => block::block(cursor),
        "SET" | "RESET" | "PRAGMA" => Some(session(cursor)),
        "USE" => {
            cursor.skip();
            cursor.name().map(Command::Use)
        }
        _ => Some(other(&first, cursor)),
    };
    read.unwrap_or_else(|| stuck(cursor))
}

/// Statements of which the first word tells enough.
fn other(first: &str, cursor: &Cursor<'_>) -> Command {
    match first {
        "INSERT" | "UPDATE" | "DELETE" | "TRUNCATE" | "COPY" | "REPLACE" | "MERGE" => Command::Data,
        "WITH" if cursor.rest().to_ascii_uppercase().contains("SELECT") => Command::Data,
        "LOAD" => Command::Data,
        "SELECT" => query(cursor),
        "VALUES" | "TABLE" | "PERFORM" => Command::Query,
        "EXECUTE" => Command::Unknown("the text of a prepared statement is not followed".to_owned()),
        "CALL" | "EXEC" => Command::Unknown("what a procedure does is not followed".to_owned()),
        "BEGIN" | "START" | "COMMIT" | "END" | "SAVEPOINT" | "RELEASE" | "LOCK" | "UNLOCK" => {
            Command::Transaction
        }
        "ROLLBACK" | "ABORT" if !cursor.rest().to_ascii_uppercase().contains(" TO ") => Command::Rollback,
        "ROLLBACK" => Command::Transaction,
        "VACUUM" | "ANALYZE" | "ANALYSE" | "REINDEX" | "CLUSTER" | "CHECKPOINT" | "DISCARD" | "EXPLAIN"
        | "SHOW" | "NOTIFY" | "LISTEN" | "FLUSH" | "OPTIMIZE" | "DEALLOCATE" | "PREPARE" => Command::Session,
        "REFRESH" => Command::Data,
        "GRANT" | "REVOKE" => Command::Beyond("privileges"),
        "REASSIGN" => Command::Beyond("owners"),
        "SECURITY" => Command::Beyond("security labels"),
        // psql's own, as newer versions of pg_dump write them: `\restrict`.
        "\\" => Command::Session,
        _ => Command::Unknown(format!("{} is no statement that is known", cursor.peek())),
    }
}

/// A setting of the search path can look like a query: pg_dump's `set_config`.
fn query(cursor: &Cursor<'_>) -> Command {
    let text = cursor.rest().to_ascii_lowercase().replace(' ', "");
    match text.split_once("set_config('search_path','") {
        Some((_, rest)) => {
            let names = rest.split('\'').next().unwrap_or_default();
            let names = names.split(',').filter(|name| !name.is_empty());
            Command::SetSearchPath(names.map(|name| name.trim_matches('"').into()).collect())
        }
        None if cursor.ddl.selects_into => table::select_into(&mut cursor.clone()).unwrap_or(Command::Query),
        None => Command::Query,
    }
}

fn session(cursor: &mut Cursor<'_>) -> Command {
    let text = cursor.rest().to_ascii_lowercase();
    let compact = text.replace(' ', "");
    for name in ["foreign_key_checks=", "foreign_keys="] {
        // `SET @OLD_FOREIGN_KEY_CHECKS = @@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS = 0`
        let own = |at: &usize| {
            let before = compact.get(..*at).and_then(|text| text.chars().next_back());
            before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
                || ["set", "session", "pragma", "global"]
                    .iter()
                    .any(|word| compact.get(..*at).is_some_and(|text| text.ends_with(word)))
        };
        let places = compact.match_indices(name).map(|(at, _)| at).filter(own);
        if let Some(value) = places.last().and_then(|at| compact.get(at + name.len()..)) {
            let off = value.starts_with('0') || value.starts_with("off") || value.starts_with("false");
            return Command::CheckForeignKeys(!off);
        }
    }
    cursor.skip();
    let _ = cursor.eat("SESSION") || cursor.eat("LOCAL");
    if !cursor.eat("SEARCH_PATH") {
        return Command::Session;
    }
    let _ = cursor.eat("TO") || cursor.eat_symbol('=');
    let names = cursor.split(',').into_iter().filter_map(|mut name| name.name());
    Command::SetSearchPath(names.filter(|name| !name.is_empty()).collect())
}

// -- CREATE ---------------------------------------------------------------------------------------------------------

/// The words between CREATE and the kind of object.
#[derive(Debug, Clone, Copy, Default)]
struct Modifiers {
    or_replace: bool,
    temporary: bool,
    unlogged: bool,
}

fn create(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let mut modifiers = Modifiers::default();
    loop {
        if cursor.eat_all(&["OR", "REPLACE"]) {
            modifiers.or_replace = true;
        } else if cursor.eat("TEMPORARY") || cursor.eat("TEMP") {
            modifiers.temporary = true;
        } else if cursor.eat("UNLOGGED") {
            modifiers.unlogged = true;
        } else if cursor.eat("GLOBAL")
            || cursor.eat("LOCAL")
            || cursor.eat("RECURSIVE")
            || cursor.eat("CONSTRAINT")
        {
        } else if !objects::definer(cursor) {
            break;
        }
    }
    let word = cursor.peek().to_ascii_uppercase();
    match word.as_str() {
        "TABLE" => table::create(cursor, modifiers),
        "UNIQUE" | "INDEX" | "FULLTEXT" | "SPATIAL" => create_index(cursor),
        "TYPE" => types::create_type(cursor),
        "DOMAIN" => objects::create_domain(cursor),
        "SEQUENCE" => sequences::create(cursor, modifiers),
        "SCHEMA" => create_schema(cursor),
        "DATABASE" => Some(Command::Beyond("databases")),
        "EXTENSION" => create_extension(cursor),
        "VIEW" => objects::create_view(cursor, modifiers, ObjectKind::View),
        "MATERIALIZED" => objects::create_view(cursor, modifiers, ObjectKind::MaterializedView),
        "FUNCTION" => objects::create_routine(cursor, modifiers, ObjectKind::Function),
        "PROCEDURE" => objects::create_routine(cursor, modifiers, ObjectKind::Procedure),
        "TRIGGER" => objects::create_trigger(cursor, modifiers),
        "POLICY" => objects::create_policy(cursor),
        "VIRTUAL" => Some(Command::Beyond("virtual tables")),
        "EVENT" => Some(Command::Beyond("events")),
        "RULE" => Some(Command::Beyond("rules")),
        "ROLE" | "USER" | "GROUP" => Some(Command::Beyond("roles")),
        "STATISTICS" => Some(Command::Beyond("statistics objects")),
        "AGGREGATE" => Some(Command::Beyond("aggregates")),
        "COLLATION" => Some(Command::Beyond("collations")),
        "OPERATOR" => Some(Command::Beyond("operators")),
        "CAST" => Some(Command::Beyond("casts")),
        "TEXT" => Some(Command::Beyond("text search")),
        "PUBLICATION" | "SUBSCRIPTION" => Some(Command::Beyond("replication")),
        "FOREIGN" | "SERVER" => Some(Command::Beyond("foreign tables")),
        "LANGUAGE" | "TRUSTED" => Some(Command::Beyond("languages")),
        "TABLESPACE" => Some(Command::Beyond("tablespaces")),
        "ACCESS" => Some(Command::Beyond("access methods")),
        _ => None,
    }
}

fn create_schema(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let if_not_exists = cursor.if_not_exists();
    let name = if cursor.is_word("AUTHORIZATION") { None } else { Some(cursor.name()?) };
    if cursor.eat("AUTHORIZATION") {
        let owner = cursor.name()?;
        let name = name.unwrap_or(owner);
        return cursor.is_end().then_some(Command::CreateSchema { name, if_not_exists });
    }
    // What else is made in one with it is not read.
    cursor.is_end().then_some(Command::CreateSchema { name: name?, if_not_exists })
}

fn create_extension(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.name()?;
    let (mut schema, mut version) = (None, None);
    while !cursor.is_end() {
        if cursor.eat("WITH") || cursor.eat("CASCADE") {
        } else if cursor.eat("SCHEMA") {
            schema = Some(cursor.name()?);
        } else if cursor.eat("VERSION") {
            version = Some(cursor.literal().map(Into::into).or_else(|| cursor.name())?);
        } else {
            return None;
        }
    }
    Some(Command::CreateExtension { name, if_not_exists, schema, version })
}

fn create_index(cursor: &mut Cursor<'_>) -> Option<Command> {
    let kind = index_kind(cursor);
    if !cursor.eat("INDEX") {
        return None;
    }
    let concurrently = cursor.eat("CONCURRENTLY");
    let if_not_exists = cursor.if_not_exists();
    let name = if cursor.is_word("ON") { None } else { Some(cursor.qname()?) };
    let method = if cursor.eat("USING") { cursor.name() } else { None };
    if !cursor.eat("ON") {
        return None;
    }
    let only = cursor.eat("ONLY");
    let table = cursor.qname()?;
    let mut key = keys::key(cursor)?;
    key.method = key.method.or(method);
    let index = CreateIndex { name, table, kind, key, if_not_exists, concurrently, only };
    cursor.is_end().then(|| Command::CreateIndex(Box::new(index)))
}

fn index_kind(cursor: &mut Cursor<'_>) -> IndexKind {
    let known =
        [("UNIQUE", IndexKind::Unique), ("FULLTEXT", IndexKind::Fulltext), ("SPATIAL", IndexKind::Spatial)];
    known.into_iter().find(|(word, _)| cursor.eat(word)).map_or(IndexKind::Normal, |(_, kind)| kind)
}

// -- ALTER ----------------------------------------------------------------------------------------------------------

fn alter_any(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    while objects::definer(cursor) || cursor.eat("IGNORE") || cursor.eat("ONLINE") {}
    let word = cursor.peek().to_ascii_uppercase();
    match word.as_str() {
        "TABLE" => alter::table(cursor),
        "INDEX" => alter_index(cursor),
        "TYPE" => types::alter_type(cursor),
        "SEQUENCE" => sequences::alter(cursor),
        "SCHEMA" => {
            cursor.skip();
            let from = cursor.name()?;
            if cursor.eat_all(&["RENAME", "TO"]) {
                let to = cursor.name()?;
                return Some(Command::RenameSchema { from, to });
            }
            Some(Command::Beyond("owners"))
        }
        "EXTENSION" => {
            cursor.skip();
            let name = cursor.name()?;
            let mut version = None;
            if cursor.eat("UPDATE") && cursor.eat("TO") {
                version = Some(cursor.literal().map(Into::into).or_else(|| cursor.name())?);
            }
            Some(Command::AlterExtension { name, version })
        }
        "VIEW" => objects::alter(cursor, ObjectKind::View),
        "MATERIALIZED" => objects::alter(cursor, ObjectKind::MaterializedView),
        "FUNCTION" | "ROUTINE" => objects::alter(cursor, ObjectKind::Function),
        "PROCEDURE" => objects::alter(cursor, ObjectKind::Procedure),
        "TRIGGER" => objects::alter(cursor, ObjectKind::Trigger),
        "POLICY" => objects::alter(cursor, ObjectKind::Policy),
        "DOMAIN" => objects::alter(cursor, ObjectKind::Domain),
        "DEFAULT" => Some(Command::Beyond("privileges")),
        "DATABASE" | "ROLE" | "USER" | "SYSTEM" | "PUBLICATION" | "SUBSCRIPTION" | "EVENT" | "LANGUAGE"
        | "AGGREGATE" | "COLLATION" | "OPERATOR" | "STATISTICS" | "SERVER" | "FOREIGN" | "LARGE" | "TEXT" => {
            Some(Command::Beyond("what is altered here"))
        }
        _ => None,
    }
}

fn alter_index(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let if_exists = cursor.if_exists();
    let name = cursor.qname()?;
    let action = if cursor.eat_all(&["RENAME", "TO"]) {
        IndexAction::Rename(cursor.name()?)
    } else if cursor.eat_all(&["SET", "SCHEMA"]) {
        IndexAction::SetSchema(cursor.name()?)
    } else if cursor.is_word("SET") && cursor.is_symbol_at(1, '(') {
        cursor.skip();
        IndexAction::Set(keys::settings(cursor)?)
    } else if cursor.eat("RESET") {
        IndexAction::Reset(keys::settings(cursor)?.into_iter().map(|(key, _)| key).collect())
    } else {
        cursor.take_rest();
        IndexAction::Beyond
    };
    cursor.is_end().then_some(Command::AlterIndex { name, if_exists, action })
}

fn rename_tables(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    if !cursor.eat("TABLE") && !cursor.eat("TABLES") {
        return None;
    }
    cursor.if_exists();
    let pairs = cursor.split(',').into_iter().map(|mut pair| {
        let from = pair.qname()?;
        let to = if pair.eat("TO") { pair.qname()? } else { return None };
        Some((from, to))
    });
    pairs.collect::<Option<Vec<_>>>().map(Command::RenameTables)
}

// -- DROP -----------------------------------------------------------------------------------------------------------

fn drop_any(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let _ = cursor.eat("TEMPORARY");
    let word = cursor.next_text().to_ascii_uppercase();
    let command = match word.as_str() {
        "TABLE" | "TABLES" => Command::DropTable(names(cursor)?),
        "INDEX" => drop_index(cursor)?,
        "TYPE" | "DOMAIN" => Command::DropType(names(cursor)?),
        "SEQUENCE" => Command::DropSequence(names(cursor)?),
        "SCHEMA" => Command::DropSchema(names(cursor)?),
        "DATABASE" => Command::Beyond("databases"),
        "EXTENSION" => Command::DropExtension(names(cursor)?),
        "VIEW" => objects::drop(cursor, ObjectKind::View)?,
        "MATERIALIZED" => {
            cursor.skip();
            objects::drop(cursor, ObjectKind::MaterializedView)?
        }
        "FUNCTION" | "ROUTINE" => objects::drop(cursor, ObjectKind::Function)?,
        "PROCEDURE" => objects::drop(cursor, ObjectKind::Procedure)?,
        "TRIGGER" => objects::drop(cursor, ObjectKind::Trigger)?,
        "POLICY" => objects::drop(cursor, ObjectKind::Policy)?,
        "EVENT" | "RULE" | "ROLE" | "USER" | "GROUP" | "STATISTICS" | "AGGREGATE" | "COLLATION"
        | "OPERATOR" | "CAST" | "TEXT" | "PUBLICATION" | "SUBSCRIPTION" | "SERVER" | "FOREIGN"
        | "LANGUAGE" | "OWNED" | "ACCESS" => Command::Beyond("what is dropped here"),
        _ => return None,
    };
    Some(command)
}

/// `IF EXISTS a, b CASCADE`
fn names(cursor: &mut Cursor<'_>) -> Option<DropSpec> {
    let if_exists = cursor.if_exists();
    let mut names: Vec<QName> = vec![cursor.qname()?];
    while cursor.eat_symbol(',') {
        names.push(cursor.qname()?);
    }
    let cascade = cursor.eat("CASCADE");
    let _ = cursor.eat("RESTRICT");
    cursor.is_end().then_some(DropSpec { names, if_exists, cascade })
}

fn drop_index(cursor: &mut Cursor<'_>) -> Option<Command> {
    let concurrently = cursor.eat("CONCURRENTLY");
    let if_exists = cursor.if_exists();
    let mut names = vec![cursor.qname()?];
    while cursor.eat_symbol(',') {
        names.push(cursor.qname()?);
    }
    let table = if cursor.eat("ON") { Some(cursor.qname()?) } else { None };
    let cascade = cursor.eat("CASCADE");
    let _ = cursor.eat("RESTRICT");
    // ALGORITHM and LOCK say how, not what.
    if table.is_some() {
        cursor.take_rest();
    }
    let index = DropIndex { names, table, if_exists, concurrently, cascade };
    cursor.is_end().then_some(Command::DropIndex(index))
}
