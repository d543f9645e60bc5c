//! What each operation does. Schema changes run in the background while tables stay readable and writable, so that
//! rows and programs are what matters.
//!
//! <https://www.cockroachlabs.com/docs/stable/online-schema-changes>

use super::casts::cast;
use crate::filled;
use crate::postgres::compare::{same_default, same_type};
use crate::postgres::facts::checks::{self, counting};
use crate::postgres::sql::{qualified, quote, string, type_sql};
use parallax_dialect::Stage;
use parallax_ir::{
    Answer, Availability, BaseType, Cast, Column, Compatibility, Data, Facts, ForeignKey, Index, Name, Op,
    Pair, PrimaryKey, QName, Rebuild, Table, TableAction,
};

const ONLINE: &str = "https://www.cockroachlabs.com/docs/stable/online-schema-changes";
const ALTER_TABLE: &str = "https://www.cockroachlabs.com/docs/stable/alter-table";
const ALTER_TYPE: &str = "https://www.cockroachlabs.com/docs/stable/alter-type";
const DROP_TABLE: &str = "https://www.cockroachlabs.com/docs/stable/drop-table";
const DROP_SEQUENCE: &str = "https://www.cockroachlabs.com/docs/stable/drop-sequence";
const FOREIGN_KEY: &str = "https://www.cockroachlabs.com/docs/stable/foreign-key";
const UNIQUE: &str = "https://www.cockroachlabs.com/docs/stable/unique";
const PRIMARY_KEY: &str = "https://www.cockroachlabs.com/docs/stable/primary-key";

pub fn facts(op: &Op, stage: &Stage<'_>) -> Facts {
    if op.table().is_some_and(|table| stage.is_new(table)) {
        return Facts::harmless();
    }
    match op {
        Op::CreateSchema(_)
        | Op::CreateExtension(_)
        | Op::AlterExtension(_)
        | Op::CreateEnum(_)
        | Op::AddEnumValue { .. }
        | Op::CreateSequence(_)
        | Op::AlterSequence(_)
        | Op::CreateTable(_)
        | Op::RenameIndex { .. }
        | Op::RenameForeignKey { .. }
        | Op::AlterIndex { .. }
        | Op::DropForeignKey { .. }
        | Op::Validate { .. }
        | Op::AdoptIndex { .. }
        | Op::UpdateRows(_)
        | Op::CreateObject(_) => Facts::harmless(),
        Op::Online(op) => facts(op, stage),
        Op::AlterForeignKey { table, keys } => add_foreign_key(table, &keys.after, stage),
        Op::DropSchema(_) | Op::DropExtension(_) | Op::DropEnum(_) | Op::DropObject(_) => {
            breaks_readers("Programs that name it fail.".to_owned(), ONLINE)
        }
        Op::RenameEnum { from, .. } => {
            breaks_readers(format!("Programs that name type {} fail.", qualified(from)), ALTER_TYPE)
        }
        Op::RenameEnumValue { name, from, to } => breaks_readers(
            format!(
                "Programs that use {} of {} fail: it is {} now.",
                string(from),
                qualified(name),
                string(to)
            ),
            ALTER_TYPE,
        ),
        Op::DropEnumValue { name, value } => drop_enum_value(name, value, stage),
        Op::ReplaceEnum(_) => Facts::harmless()
            .depends()
            .compatibility(Compatibility::BreaksWriters)
            .because("It fails while a row holds a value that is not there any more.", ALTER_TYPE),
        Op::DropSequence(old) => Facts::harmless()
            .loses()
            .compatibility(Compatibility::BreaksWriters)
            .because(format!("How far {} has counted is lost.", qualified(&old.name)), DROP_SEQUENCE),
        Op::RenameSequence { from, .. } => {
            breaks_readers(format!("Programs that name {} fail.", qualified(from)), ALTER_TABLE)
        }
        Op::DropTable(table) => drop_table(table, stage),
        Op::RenameTable { from, to } => breaks_readers(
            format!("Programs that use {} fail until they use {}.", qualified(from), qualified(to)),
            ALTER_TABLE,
        ),
        Op::RenameColumn { table, from, .. } => breaks_readers(
            format!("Programs that use {}.{} fail.", qualified(table), quote(from)),
            ALTER_TABLE,
        ),
        Op::AlterTable { table, actions } => actions
            .iter()
            .fold(Facts::harmless(), |facts, action| facts.and(action_facts(table, action, stage))),
        Op::RebuildTable(rebuild) => rebuild_table(rebuild, stage),
        Op::CreateIndex { table, index } => create_index(table, index, stage),
        Op::DropIndex { table, index } if index.is_unique() => {
            Facts::harmless().compatibility(Compatibility::BreaksWriters).because(
                format!("INSERT … ON CONFLICT into {} fails where it relies on it.", qualified(table)),
                UNIQUE,
            )
        }
        Op::DropIndex { .. } => Facts::harmless(),
        Op::AddForeignKey { table, foreign_key } => add_foreign_key(table, foreign_key, stage),
        Op::ReplaceObject(_) | Op::SetPrivileges(_) => {
            Facts::harmless().compatibility(Compatibility::Unknown)
        }
        Op::RenameObject { .. } => breaks_readers("Programs that name it fail.".to_owned(), ONLINE),
        Op::CreatePartition(_) | Op::AlterPartition(_) => Facts::harmless(),
        Op::DropPartition(_) => Facts::harmless().loses().compatibility(Compatibility::BreaksReaders),
    }
}

fn breaks_readers(text: String, source: &'static str) -> Facts {
    Facts::harmless().compatibility(Compatibility::BreaksReaders).because(text, source)
}

fn action_facts(table: &QName, action: &TableAction, stage: &Stage<'_>) -> Facts {
    match action {
        TableAction::AddColumn(column) => add_column(table, column, stage),
        TableAction::DropColumn(column) => drop_column(table, column, stage),
        TableAction::AlterColumn(pair) => alter_column(table, pair.as_ref().as_ref(), stage),
        TableAction::RecreateColumn(pair) => {
            drop_column(table, &pair.before, stage).and(add_column(table, &pair.after, stage))
        }
        TableAction::AddPrimaryKey(key) => replace_primary_key(table, key, stage),
        TableAction::ReplacePrimaryKey(pair) => replace_primary_key(table, &pair.after, stage),
        TableAction::DropPrimaryKey(_) => Facts::harmless()
            .depends()
            .compatibility(Compatibility::BreaksWriters)
            .because("A primary key is dropped only together with a new one in its place.", PRIMARY_KEY),
        TableAction::AddCheck(check) => {
            let text = format!("It fails if rows of {} do not meet the check.", qualified(table));
            let facts = Facts::harmless()
                .depends()
                .scans(Answer::Yes)
                .compatibility(Compatibility::BreaksWriters)
                .because(text, "https://www.cockroachlabs.com/docs/stable/check");
            counting(facts, checks::against(table, &check.expression))
        }
        TableAction::AlterCheck(pair) if !pair.before.validated && pair.after.validated => {
            action_facts(table, &TableAction::AddCheck(pair.after.clone()), stage)
        }
        TableAction::AlterCheck(_)
        | TableAction::RenameExclusion { .. }
        | TableAction::RenamePrimaryKey { .. }
        | TableAction::DropCheck(_)
        | TableAction::AddReference(_)
        | TableAction::AddExclusion(_)
        | TableAction::DropExclusion(_)
        | TableAction::SetOption(_)
        | TableAction::SetComment(_) => Facts::harmless(),
    }
}

fn drop_enum_value(name: &QName, value: &Name, stage: &Stage<'_>) -> Facts {
    let uses = |column: &&Column| matches!(&column.ty.base, BaseType::Enum(used) if used == name);
    let facts = Facts::harmless()
        .depends()
        .compatibility(Compatibility::BreaksWriters)
        .because(format!("It fails while a row holds {} of {}.", string(value), qualified(name)), ALTER_TYPE);
    let tables = stage.enum_tables(name);
    let users =
        tables.flat_map(|table| table.columns.iter().filter(uses).map(move |column| (&table.name, column)));
    users.fold(facts, |facts, (table, column)| {
        let quoted = quote(&column.name);
        let what = format!("rows of {table} with {} in {}", string(value), column.name);
        let condition = if column.ty.list {
            format!("{} = ANY ({quoted})", string(value))
        } else {
            format!("{quoted} = {}", string(value))
        };
        counting(facts, checks::having(table, &column.name, (what, condition), Data::Keeps, stage))
    })
}

fn drop_table(table: &Table, stage: &Stage<'_>) -> Facts {
    let facts = Facts::harmless()
        .loses()
        .compatibility(Compatibility::BreaksReaders)
        .because(format!("All rows of {} are lost.", qualified(&table.name)), DROP_TABLE);
    counting(facts, checks::rows(&table.name, Data::Loses, stage))
}

fn create_index(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    let facts = Facts::harmless()
        .scans(Answer::Yes)
        .builds(Answer::Yes)
        .because(format!("Index {} is filled in the background.", quote(&index.name)), ONLINE);
    if !index.is_unique() {
        return facts;
    }
    let columns: Vec<String> = index.columns().map(|name| quote(name)).collect();
    let columns = columns.join(", ");
    let text = format!("It fails if several rows of {} have the same {columns}.", qualified(table));
    let facts = facts.depends().compatibility(Compatibility::BreaksWriters).because(text, UNIQUE);
    counting(facts, checks::duplicates(table, index, stage))
}

fn add_foreign_key(table: &QName, key: &ForeignKey, stage: &Stage<'_>) -> Facts {
    let facts = Facts::harmless().scans(Answer::Yes);
    if !key.validated || checks::only_nulls(table, &key.columns, stage) {
        return facts;
    }
    let (child, parent) = (qualified(table), qualified(&key.references));
    let text = format!("It fails if rows of {child} refer to rows that {parent} does not have.");
    let facts = facts.depends().because(text, FOREIGN_KEY);
    counting(facts, checks::orphans(table, key, stage))
}

fn replace_primary_key(table: &QName, key: &PrimaryKey, stage: &Stage<'_>) -> Facts {
    let columns: Vec<&Name> = key.columns.iter().map(|part| &part.name).collect();
    let facts = Facts::harmless()
        .depends()
        .rewrites(Answer::Yes)
        .compatibility(Compatibility::BreaksWriters)
        .because(
            format!(
                "Rows of {} are stored by their new key; it fails if two rows share it.",
                qualified(table)
            ),
            PRIMARY_KEY,
        );
    counting(facts, checks::same_key(table, &columns, stage))
}

// -- columns --------------------------------------------------------------------------------------------------------

fn add_column(table: &QName, column: &Column, stage: &Stage<'_>) -> Facts {
    if column.fills_itself() {
        return Facts::harmless();
    }
    let name = format!("{}.{}", qualified(table), quote(&column.name));
    let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksWriters).because(
        format!("It fails if the table has rows: {name} is required and has no default."),
        ALTER_TABLE,
    );
    counting(facts, checks::rows(table, Data::Keeps, stage))
}

fn drop_column(table: &QName, column: &Column, stage: &Stage<'_>) -> Facts {
    if let Some(facts) = filled::carried(table, &column.name, stage, checks::NAMES, ALTER_TABLE) {
        return facts;
    }
    let name = format!("{}.{}", qualified(table), quote(&column.name));
    let facts = Facts::harmless()
        .loses()
        .compatibility(Compatibility::BreaksReaders)
        .because(format!("All values of {name} are lost."), ALTER_TABLE);
    counting(facts, checks::values(table, &column.name, Data::Loses, stage))
}

fn alter_column(table: &QName, columns: Pair<&Column>, stage: &Stage<'_>) -> Facts {
    let (before, after) = (columns.before, columns.after);
    let types = columns.map(|column| &column.ty);
    let name = format!("{}.{}", qualified(table), quote(&after.name));
    let mut facts = Facts::harmless();
    if before.nullable && !after.nullable {
        let nulls = filled::required(table, &after.name, stage, checks::NAMES, ALTER_TABLE);
        let nulls = nulls.unwrap_or_else(|| {
            let text = format!("It fails if a row has NULL in {name}.");
            let facts = Facts::harmless().depends().because(text, ALTER_TABLE);
            counting(facts, checks::nulls(table, &before.name, stage))
        });
        facts = facts.and(nulls).scans(Answer::Yes).compatibility(Compatibility::BreaksWriters);
    }
    if !same_default(columns.map(|column| column.default.as_ref()), types, stage.target)
        && !after.fills_itself()
    {
        facts = facts.compatibility(Compatibility::BreaksWriters).because(
            format!("Programs that insert without {name} fail: it has no default any more."),
            ALTER_TABLE,
        );
    }
    if !same_type(types, stage.target) {
        facts = facts.and(retyped(table, columns, stage));
    }
    facts
}

fn retyped(table: &QName, columns: Pair<&Column>, stage: &Stage<'_>) -> Facts {
    let Some(of) = stage.table(table) else { return Facts::harmless() };
    let name = format!("{}.{}", qualified(table), quote(&columns.after.name));
    let Pair { before: from, after: to } = columns.map(|column| type_sql(&column.ty, stage.target));
    let facts = breaks_readers(format!("Programs that read {name} get {to} instead of {from}."), ALTER_TABLE);
    if let Some(using) = columns.after.conversion() {
        return facts.and(filled::converted(
            table,
            &columns.before.name,
            using,
            stage,
            checks::NAMES,
            ALTER_TABLE,
        ));
    }
    match cast(Pair::new((of, columns.before), (of, columns.after)), stage.target) {
        Cast::Safe => facts,
        Cast::Risky => {
            let facts =
                facts.depends().because(format!("Some values of {name} may not fit {to}."), ALTER_TABLE);
            counting(facts, checks::values(table, &columns.before.name, Data::Keeps, stage))
        }
        Cast::Impossible => facts.loses().because(format!("No cast leads from {from} to {to}."), ALTER_TABLE),
    }
}

fn rebuild_table(rebuild: &Rebuild, stage: &Stage<'_>) -> Facts {
    let written = filled::with(rebuild, stage);
    let stage = &Stage { written: &written, ..*stage };
    let (before, after) = (&rebuild.tables.before, &rebuild.tables.after);
    let facts = Facts::harmless()
        .depends()
        .rewrites(Answer::Yes)
        .scans(Answer::Yes)
        .availability(Availability::BlocksWrites)
        .compatibility(Compatibility::BreaksReaders)
        .because(
            format!("{} is copied into a new table: {}.", qualified(&before.name), rebuild.because),
            ALTER_TABLE,
        )
        .because(
            "What is written to it meanwhile is lost: programs that write must be stopped first.",
            "https://www.cockroachlabs.com/docs/stable/insert",
        );
    let copied = |column: &&Column| !rebuild.copies.iter().any(|copy| copy.from == column.name);
    let facts = before
        .columns
        .iter()
        .filter(copied)
        .fold(facts, |facts, column| facts.and(drop_column(&before.name, column, stage)));
    let filled = |column: &Column| rebuild.fills.iter().any(|fill| fill.to == column.name);
    let new = |column: &&Column| !rebuild.copies.iter().any(|copy| copy.to == column.name) && !filled(column);
    after
        .columns
        .iter()
        .filter(new)
        .fold(facts, |facts, column| facts.and(add_column(&before.name, column, stage)))
}
