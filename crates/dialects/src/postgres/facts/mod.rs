//! What each operation does to rows, to the people who wait and to programs that run.
//!
//! Locks: <https://www.postgresql.org/docs/current/explicit-locking.html>. A lock that is held for a moment only is
//! named, but does not count as blocking.

mod alter;
pub(crate) mod checks;
mod columns;
mod enums;
mod objects;
mod online;
mod partitions;
mod rewrite;
mod values;

use super::sql::quote;
use checks::counting;
use parallax_dialect::Stage;
use parallax_ir::{
    Answer, Availability, Compatibility, Data, Extension, Facts, ForeignKey, Index, Op, Pair, QName, Table,
};

/// Lock modes as the manual names them.
const ACCESS_EXCLUSIVE: &str = "ACCESS EXCLUSIVE";
const SHARE_ROW_EXCLUSIVE: &str = "SHARE ROW EXCLUSIVE";
const SHARE: &str = "SHARE";
const ROW_SHARE: &str = "ROW SHARE";
const SHARE_UPDATE_EXCLUSIVE: &str = "SHARE UPDATE EXCLUSIVE";

const ALTER_TABLE: &str = "https://www.postgresql.org/docs/current/sql-altertable.html";
const ALTER_TYPE: &str = "https://www.postgresql.org/docs/current/sql-altertype.html";
const ALTER_INDEX: &str = "https://www.postgresql.org/docs/current/sql-alterindex.html";
const ALTER_EXTENSION: &str = "https://www.postgresql.org/docs/current/sql-alterextension.html";
const COMMENT: &str = "https://www.postgresql.org/docs/current/sql-comment.html";
const CREATE_INDEX: &str = "https://www.postgresql.org/docs/current/sql-createindex.html";
const CREATE_TRIGGER: &str = "https://www.postgresql.org/docs/current/sql-createtrigger.html";
const DROP_EXTENSION: &str = "https://www.postgresql.org/docs/current/sql-dropextension.html";
const DROP_INDEX: &str = "https://www.postgresql.org/docs/current/sql-dropindex.html";
const DROP_SCHEMA: &str = "https://www.postgresql.org/docs/current/sql-dropschema.html";
const DROP_SEQUENCE: &str = "https://www.postgresql.org/docs/current/sql-dropsequence.html";
const DROP_TABLE: &str = "https://www.postgresql.org/docs/current/sql-droptable.html";
const DROP_VIEW: &str = "https://www.postgresql.org/docs/current/sql-dropview.html";
const EXPLICIT_LOCKING: &str = "https://www.postgresql.org/docs/current/explicit-locking.html";
const MATERIALIZED_VIEW: &str = "https://www.postgresql.org/docs/current/rules-materializedviews.html";
const ON_CONFLICT: &str = "https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT";

pub fn facts(op: &Op, stage: &Stage<'_>) -> Facts {
    match op {
        Op::CreateSchema(_)
        | Op::CreateExtension(_)
        | Op::CreateEnum(_)
        | Op::CreateSequence(_)
        | Op::AlterSequence(_)
        | Op::CreateTable(_) => Facts::harmless(),
        Op::DropSchema(name) => Facts::harmless().compatibility(Compatibility::BreaksReaders).because(
            format!("Dropping schema {} fails while anything is left in it.", quote(name)),
            DROP_SCHEMA,
        ),
        Op::AlterExtension(pair) => alter_extension(pair),
        Op::DropExtension(extension) => drop_extension(extension),
        Op::DropEnum(old) => {
            breaks_readers(format!("Programs that name type {} fail.", shown(&old.name)), ALTER_TYPE)
        }
        Op::RenameEnum { from, to } => breaks_readers(
            format!("Programs that name type {} fail: it is {} now.", shown(from), shown(to)),
            ALTER_TYPE,
        ),
        Op::AddEnumValue { name, value, .. } => enums::add_value(name, value),
        Op::RenameEnumValue { name, from, to } => enums::rename_value(name, from, to),
        Op::DropEnumValue { name, value } => enums::drop_value(name, value, stage),
        Op::ReplaceEnum(replace) => enums::replace(replace, stage),
        Op::DropSequence(old) => {
            Facts::harmless().loses().compatibility(Compatibility::BreaksWriters).because(
                format!("Sequence {} and how far it has counted are lost.", shown(&old.name)),
                DROP_SEQUENCE,
            )
        }
        Op::RenameSequence { from, to } => Facts::harmless()
            .compatibility(Compatibility::BreaksWriters)
            .because(format!("Programs that call nextval('{from}') fail: it is {to} now."), ALTER_TABLE),
        Op::DropTable(table) => drop_table(table, stage),
        Op::RenameTable { from, to } => rename_table(from, to, stage),
        Op::RenameColumn { table, from, to } => rename_column(table, from, to, stage),
        Op::AlterTable { table, actions } => alter::alter_table(table, actions, stage),
        Op::RebuildTable(rebuild) => rebuild_table(&rebuild.tables.before, &rebuild.because, stage),
        Op::CreateIndex { table, index } => create_index(table, index, stage),
        Op::DropIndex { table, index } => drop_index(table, index, stage),
        Op::RenameIndex { .. } => Facts::harmless()
            .because("Renaming an index takes a moment and stops neither reads nor writes.", ALTER_INDEX),
        Op::AddForeignKey { table, foreign_key } => add_foreign_key(table, foreign_key, stage),
        Op::DropForeignKey { table, foreign_key } => brief_on_both(table, &foreign_key.references),
        Op::RenameForeignKey { table, .. } => brief(table),
        Op::Online(op) => online::online(op, stage),
        Op::Validate { table, what } => online::validate(table, what, stage),
        Op::AdoptIndex { table, adopted, .. } => online::adopt(table, adopted),
        Op::UpdateRows(update) => online::update(update, stage),
        Op::AlterIndex { table, indexes } => alter_index(table, indexes.as_ref().as_ref(), stage),
        Op::AlterForeignKey { table, keys } => alter_foreign_key(table, keys.as_ref().as_ref(), stage),
        Op::CreateObject(object) => objects::create(object, stage),
        Op::ReplaceObject(pair) => objects::replace(pair, stage),
        Op::DropObject(object) => objects::drop(object),
        Op::RenameObject { from, to } => objects::rename(from, to),
        Op::CreatePartition(part) => partitions::create(part, stage),
        Op::AlterPartition(pair) => partitions::alter(pair, stage),
        Op::DropPartition(part) => partitions::drop(part, stage),
        Op::SetPrivileges(pair) => objects::set_privileges(pair),
    }
}

/// A name for people: in quotes, with its schema.
pub(super) fn shown(name: &QName) -> String {
    super::sql::qualified(name)
}

/// ACCESS EXCLUSIVE for a moment: no rows are touched.
pub(super) fn brief(table: &QName) -> Facts {
    Facts::harmless().lock(table, ACCESS_EXCLUSIVE)
}

fn brief_on_both(table: &QName, other: &QName) -> Facts {
    brief(table).lock(other, ACCESS_EXCLUSIVE).because(
        format!("A foreign key is dropped under a short lock on both {} and {}.", shown(table), shown(other)),
        ALTER_TABLE,
    )
}

fn breaks_readers(text: String, source: &'static str) -> Facts {
    Facts::harmless().compatibility(Compatibility::BreaksReaders).because(text, source)
}

// -- tables ---------------------------------------------------------------------------------------------------------

fn drop_table(table: &Table, stage: &Stage<'_>) -> Facts {
    let name = &table.name;
    let mut facts = brief(name);
    if stage.is_new(name) {
        return facts;
    }
    for parent in table.foreign_keys.iter().map(|key| &key.references).filter(|parent| *parent != name) {
        facts = facts.lock(parent, ACCESS_EXCLUSIVE).because(
            format!(
                "Dropping {} takes a short lock on {} too, which it refers to.",
                shown(name),
                shown(parent)
            ),
            DROP_TABLE,
        );
    }
    let facts = facts
        .loses()
        .compatibility(Compatibility::BreaksReaders)
        .because(format!("All rows of {} are lost.", shown(name)), DROP_TABLE);
    counting(facts, checks::rows(name, Data::Loses, stage))
}

fn rename_table(from: &QName, to: &QName, stage: &Stage<'_>) -> Facts {
    if stage.is_new(from) {
        return Facts::harmless();
    }
    brief(from)
        .compatibility(Compatibility::BreaksReaders)
        .because(format!("Programs that use {} fail until they use {}.", shown(from), shown(to)), ALTER_TABLE)
}

fn rename_column(table: &QName, from: &str, to: &str, stage: &Stage<'_>) -> Facts {
    if stage.is_new(table) {
        return Facts::harmless();
    }
    brief(table).compatibility(Compatibility::BreaksReaders).because(
        format!("Programs that use {}.{} fail until they use {}.", shown(table), quote(from), quote(to)),
        ALTER_TABLE,
    )
}

fn rebuild_table(table: &Table, because: &str, stage: &Stage<'_>) -> Facts {
    if stage.is_new(&table.name) {
        return Facts::harmless();
    }
    brief(&table.name)
        .depends()
        .availability(Availability::BlocksAll)
        .compatibility(Compatibility::BreaksReaders)
        .rewrites(Answer::Yes)
        .scans(Answer::Yes)
        .because(format!("{} is copied into a new table: {because}.", shown(&table.name)), ALTER_TABLE)
}

// -- indexes --------------------------------------------------------------------------------------------------------

fn create_index(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    if stage.is_new(table) {
        return Facts::harmless();
    }
    let (lock, availability, who) = if index.constraint {
        (ACCESS_EXCLUSIVE, Availability::BlocksAll, "Reads and writes of")
    } else {
        (SHARE, Availability::BlocksWrites, "Writes to")
    };
    let facts = Facts::harmless()
        .lock(table, lock)
        .availability(availability)
        .scans(Answer::Yes)
        .builds(Answer::Yes)
        .because(
            format!("{who} {} wait until index {} is built.", shown(table), quote(&index.name)),
            CREATE_INDEX,
        );
    if index.is_unique() { facts.and(new_unique(table, index, stage)) } else { facts }
}

fn new_unique(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    let columns: Vec<String> = index.columns().map(|name| quote(name)).collect();
    let columns = columns.join(", ");
    let facts = Facts::harmless()
        .depends()
        .compatibility(Compatibility::BreaksWriters)
        .because(
            format!("It fails if several rows of {} have the same {columns}.", shown(table)),
            CREATE_INDEX,
        )
        .because(
            format!("Programs that write the same {columns} twice into {} fail from now on.", shown(table)),
            CREATE_INDEX,
        );
    counting(facts, checks::duplicates(table, index, stage))
}

fn drop_index(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    if stage.is_new(table) {
        return Facts::harmless();
    }
    let facts = brief(table).because(
        format!(
            "Queries that used index {} of {} become slower; the drop itself takes a moment.",
            quote(&index.name),
            shown(table)
        ),
        DROP_INDEX,
    );
    if !index.is_unique() {
        return facts;
    }
    facts.compatibility(Compatibility::BreaksWriters).because(
        format!(
            "INSERT … ON CONFLICT into {} fails where it relies on {}.",
            shown(table),
            quote(&index.name)
        ),
        ON_CONFLICT,
    )
}

// -- foreign keys ---------------------------------------------------------------------------------------------------

fn add_foreign_key(table: &QName, key: &ForeignKey, stage: &Stage<'_>) -> Facts {
    let facts = Facts::harmless().lock(table, SHARE_ROW_EXCLUSIVE).lock(&key.references, SHARE_ROW_EXCLUSIVE);
    if stage.is_new(table) || !key.validated {
        return facts;
    }
    let mut facts = facts.availability(Availability::BlocksWrites).scans(Answer::Yes).because(
        format!(
            "Writes to {} and {} wait while all rows of {} are checked.",
            shown(table),
            shown(&key.references),
            shown(table)
        ),
        ALTER_TABLE,
    );
    if checks::only_nulls(table, &key.columns, stage) {
        return facts;
    }
    facts = facts.depends().because(
        format!(
            "It fails if rows of {} refer to rows that {} does not have.",
            shown(table),
            shown(&key.references)
        ),
        ALTER_TABLE,
    );
    counting(facts, checks::orphans(table, key, stage))
}

fn alter_foreign_key(table: &QName, keys: Pair<&ForeignKey>, stage: &Stage<'_>) -> Facts {
    let Pair { before, after } = keys;
    let mut facts = Facts::harmless();
    if before.deferrable != after.deferrable {
        facts = brief(table).because(
            format!(
                "When {} is looked at changes under a short lock on {}; no row is read.",
                after.name.as_ref().map(|name| quote(name)).unwrap_or_default(),
                shown(table)
            ),
            ALTER_TABLE,
        );
    }
    if before.validated || !after.validated {
        return facts;
    }
    let facts = facts
        .lock(table, SHARE_UPDATE_EXCLUSIVE)
        .lock(&after.references, ROW_SHARE)
        .scans(Answer::Yes)
        .depends()
        .because(
            format!(
                "Rows of {} that were there before are checked; reads and writes go on. It fails if some refer to rows \
                 that {} does not have.",
                shown(table),
                shown(&after.references)
            ),
            ALTER_TABLE,
        );
    counting(facts, checks::orphans(table, after, stage))
}

/// <https://www.postgresql.org/docs/current/sql-alterindex.html>; the locks that settings take are those of
/// `relopt.c` in the server.
fn alter_index(table: &QName, indexes: Pair<&Index>, stage: &Stage<'_>) -> Facts {
    if stage.is_new(table) {
        return Facts::harmless();
    }
    let Pair { before, after } = indexes;
    let differs = |key: &str| before.options.get(key) != after.options.get(key);
    if differs("tablespace") {
        return brief(table).availability(Availability::BlocksAll).rewrites(Answer::Yes).because(
            format!("Reads and writes of {} wait while index {} is moved.", shown(table), quote(&after.name)),
            ALTER_INDEX,
        );
    }
    let light = ["fillfactor", "deduplicate_items"];
    let keys = before.options.keys().chain(after.options.keys());
    let heavy = keys.filter(|key| differs(key)).any(|key| !light.contains(&key.as_str()));
    let lock = if heavy { ACCESS_EXCLUSIVE } else { SHARE_UPDATE_EXCLUSIVE };
    if before.options == after.options {
        return Facts::harmless();
    }
    Facts::harmless().lock(table, lock).because(
        format!(
            "Settings of index {} count for what is written from now on; REINDEX brings them to the rest.",
            quote(&after.name)
        ),
        ALTER_INDEX,
    )
}

// -- extensions and objects -----------------------------------------------------------------------------------------

fn alter_extension(pair: &Pair<Extension>) -> Facts {
    let name = quote(&pair.after.name);
    let mut facts = Facts::harmless();
    if pair.before.version != pair.after.version {
        facts = facts.availability(Availability::Unknown).because(
            format!("What the update of {name} does, and which locks it takes, is up to its update scripts."),
            ALTER_EXTENSION,
        );
    }
    if pair.before.schema != pair.after.schema {
        facts = facts.compatibility(Compatibility::BreaksReaders).because(
            format!("Programs that name objects of {name} with their old schema fail."),
            ALTER_EXTENSION,
        );
    }
    facts
}

fn drop_extension(extension: &Extension) -> Facts {
    let name = quote(&extension.name);
    Facts::harmless().loses().compatibility(Compatibility::BreaksReaders).because(
        format!("Everything that {name} brought is dropped, with the rows of its tables."),
        DROP_EXTENSION,
    )
}
