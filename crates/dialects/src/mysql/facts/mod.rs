//! What an operation does to rows, to those who wait, and to programs.

mod alter;
mod column;
mod count;
mod manual;
mod work;

use super::names::followed_table;
use super::server;
use crate::filled;
use count::NAMES;
use manual::Page;
use parallax_dialect::Stage;
use parallax_ir::{
    Answer, Availability, Certainty, Compatibility, Data, Facts, ForeignKey, Index, IndexKind, Name, Op,
    QName, RowCheck, UpdateRows,
};
use work::Change;
pub(super) use work::Work;

pub(super) fn facts(op: &Op, stage: &Stage<'_>) -> Facts {
    let facts = of(op, stage);
    if facts.certainty == Certainty::Depends {
        let page = manual::IMPLICIT_COMMIT.of(stage.target);
        return facts
            .because("Should it fail, what ran before it stays: there is no transaction around it.", page);
    }
    facts
}

fn of(op: &Op, stage: &Stage<'_>) -> Facts {
    if op.table().is_some_and(|table| stage.is_new(table)) && !matches!(op, Op::DropTable(_)) {
        return Facts::harmless();
    }
    match op {
        Op::DropTable(table) => drop_table(&table.name, stage),
        Op::RenameTable { from, to } => rename(from, to, manual::RENAME_TABLE.of(stage.target)),
        Op::RenameColumn { table, from, to } => rename_column(table, from, to, stage),
        Op::AlterTable { table, actions } => alter::facts(table, actions, stage),
        Op::CreateIndex { table, index } => create_index(table, index, stage),
        Op::DropIndex { table, index } => drop_index(table, index, stage),
        Op::RenameIndex { table, .. } => {
            let change =
                if server::renames_indexes(stage.target) { Change::RenameIndex } else { Change::AddIndex };
            cost(change, table, stage)
        }
        Op::AlterIndex { table, .. } => cost(Change::RenameIndex, table, stage),
        Op::AlterForeignKey { .. } => Facts::harmless(),
        Op::AddForeignKey { table, foreign_key } => add_foreign_key(table, foreign_key, stage),
        Op::DropForeignKey { table, foreign_key } => drop_foreign_key(table, foreign_key, stage),
        Op::RenameForeignKey { table, from, to } if followed_table(&table.name, from, to) => {
            Facts::harmless()
        }
        Op::RenameForeignKey { table, .. } => cost(Change::AddForeignKey, table, stage),
        Op::DropSchema(name) => Facts::harmless()
            .loses()
            .compatibility(Compatibility::BreaksReaders)
            .because(format!("Everything in {name} goes with it."), manual::DROP_TABLE.of(stage.target)),
        Op::DropSequence(_) | Op::RenameSequence { .. } | Op::AlterSequence(_) => {
            Facts::harmless().compatibility(Compatibility::BreaksWriters)
        }
        Op::ReplaceObject(_) => Facts::harmless().compatibility(Compatibility::Unknown),
        Op::DropObject(_) | Op::RenameObject { .. } => {
            Facts::harmless().compatibility(Compatibility::BreaksReaders)
        }
        Op::Online(op) => of(op, stage),
        Op::UpdateRows(update) => update_rows(update, stage),
        // What is new waits for nobody, and the rest of this list the server does not have.
        Op::CreateTable(_)
        | Op::CreateSchema(_)
        | Op::CreateSequence(_)
        | Op::CreateObject(_)
        | Op::CreatePartition(_)
        | Op::AlterPartition(_)
        | Op::DropPartition(_)
        | Op::SetPrivileges(_)
        | Op::CreateExtension(_)
        | Op::AlterExtension(_)
        | Op::DropExtension(_)
        | Op::CreateEnum(_)
        | Op::DropEnum(_)
        | Op::RenameEnum { .. }
        | Op::AddEnumValue { .. }
        | Op::RenameEnumValue { .. }
        | Op::DropEnumValue { .. }
        | Op::ReplaceEnum(_)
        | Op::Validate { .. }
        | Op::AdoptIndex { .. } => Facts::harmless(),
        Op::RebuildTable(_) => Facts {
            data: Data::Unknown,
            certainty: Certainty::Unknown,
            availability: Availability::Unknown,
            compatibility: Compatibility::Unknown,
            ..Facts::default()
        },
    }
}

fn cost(change: Change, table: &QName, stage: &Stage<'_>) -> Facts {
    work::facts(work_of(change, table, stage), table, stage.target)
}

fn work_of(change: Change, table: &QName, stage: &Stage<'_>) -> Work {
    let work = work::of(change, stage.target);
    let fulltext = stage
        .table(table)
        .is_some_and(|table| table.indexes.iter().any(|index| index.kind == IndexKind::Fulltext));
    if fulltext { work::beside_fulltext(work, change, stage.target) } else { work }
}

/// The most work that an operation is; none where it is no ALTER TABLE, or nobody knows.
pub(super) fn work_of_op(op: &Op, stage: &Stage<'_>) -> Option<Work> {
    let table = op.table()?;
    let change = match op {
        Op::AlterTable { table, actions } => return alter::work(table, actions, stage),
        Op::RenameColumn { .. } => Change::RenameColumn,
        Op::CreateIndex { index, .. } if index.is_implicit() => return None,
        Op::CreateIndex { index, .. } => match index.kind {
            IndexKind::Normal | IndexKind::Unique => Change::AddIndex,
            IndexKind::Fulltext => Change::AddFulltext,
            IndexKind::Spatial => Change::AddSpatial,
        },
        Op::DropIndex { table, index } => dropping(table, index, stage),
        Op::RenameIndex { .. } if server::renames_indexes(stage.target) => Change::RenameIndex,
        Op::DropForeignKey { .. } => Change::DropForeignKey,
        _ => return None,
    };
    Some(work_of(change, table, stage))
}

fn drop_table(table: &QName, stage: &Stage<'_>) -> Facts {
    let facts = Facts::harmless()
        .because(format!("All rows of {table} go with it."), manual::DROP_TABLE.of(stage.target));
    if stage.is_new(table) {
        return facts;
    }
    checked(facts.loses().compatibility(Compatibility::BreaksReaders), NAMES.rows(table, Data::Loses))
}

fn rename(from: &QName, to: &QName, page: &'static str) -> Facts {
    Facts::harmless()
        .lock(from, "LOCK=NONE")
        .compatibility(Compatibility::BreaksReaders)
        .because(format!("Programs that say {from} no longer find it; it is called {to} now."), page)
}

fn rename_column(table: &QName, from: &Name, to: &Name, stage: &Stage<'_>) -> Facts {
    cost(Change::RenameColumn, table, stage).compatibility(Compatibility::BreaksReaders).because(
        format!("Programs that say {table}.{from} no longer find it; it is called {to} now."),
        manual::ALTER_TABLE.of(stage.target),
    )
}

fn create_index(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    if index.is_implicit() {
        // It comes with its foreign key, or takes the place of another in one statement.
        return Facts::harmless().lock(table, "LOCK=NONE");
    }
    let change = match index.kind {
        IndexKind::Normal | IndexKind::Unique => Change::AddIndex,
        IndexKind::Fulltext => Change::AddFulltext,
        IndexKind::Spatial => Change::AddSpatial,
    };
    let facts = cost(change, table, stage);
    if index.is_unique() { unique(table, index, stage).and(facts) } else { facts }
}

/// A unique index over rows that are there already.
fn unique(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    let names = index.columns().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksWriters).because(
        format!("It fails if two rows of {table} are equal in {names}."),
        manual::CREATE_INDEX.of(stage.target),
    );
    match count::duplicates(table, index) {
        Some(check) => checked(facts, check),
        None => facts,
    }
}

/// InnoDB keeps the rows in the order of the first unique index over required columns where there is no primary key:
/// it takes that for one. <https://dev.mysql.com/doc/refman/8.4/en/innodb-index-types.html>
fn dropping(table: &QName, index: &Index, stage: &Stage<'_>) -> Change {
    let Some(table) = stage.table(table).filter(|table| table.primary_key.is_none()) else {
        return Change::DropIndex;
    };
    let required = |name: &Name| table.column(name).is_some_and(|column| !column.nullable);
    let orders_rows =
        index.is_unique() && index.columns().count() == index.parts.len() && index.columns().all(required);
    if orders_rows { Change::DropPrimaryKey } else { Change::DropIndex }
}

fn drop_index(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    let facts = cost(dropping(table, index, stage), table, stage);
    if index.is_unique() {
        return facts.because(
            format!("{} no longer keeps equal rows out.", index.name),
            manual::CREATE_INDEX.of(stage.target),
        );
    }
    facts
}

fn add_foreign_key(table: &QName, key: &ForeignKey, stage: &Stage<'_>) -> Facts {
    let page = manual::FOREIGN_KEYS.of(stage.target);
    let columns = key.columns.join(", ");
    let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksWriters).because(
        format!("It fails if {columns} of a row in {table} points at no row of {}.", key.references),
        page,
    );
    checked(facts, NAMES.orphans(table, key)).and(cost(Change::AddForeignKey, table, stage))
}

fn drop_foreign_key(table: &QName, key: &ForeignKey, stage: &Stage<'_>) -> Facts {
    cost(Change::DropForeignKey, table, stage).because(
        format!(
            "Nothing keeps {} of {table} pointing at rows of {} any more.",
            key.columns.join(", "),
            key.references
        ),
        manual::FOREIGN_KEYS.of(stage.target),
    )
}

fn checked(mut facts: Facts, check: RowCheck) -> Facts {
    facts.checks.push(check);
    facts
}

fn update_rows(update: &UpdateRows, stage: &Stage<'_>) -> Facts {
    let waits = match &update.batch {
        Some(batch) => format!("its {} rows are committed", batch.size),
        None => "all rows are filled and committed".to_owned(),
    };
    let availability = if update.batch.is_some() { Availability::Online } else { Availability::BlocksWrites };
    let told = filled::told(update, NAMES, manual::ALTER_TABLE.of(stage.target));
    told.scans(Answer::Yes).availability(availability).because(
        format!("Who writes a row of {} that is being filled waits until {waits}.", update.table),
        manual::ALTER_TABLE.of(stage.target),
    )
}

/// Rows decide.
fn fails_if(facts: Facts, text: String, page: Page, stage: &Stage<'_>) -> Facts {
    facts.depends().because(text, page.of(stage.target))
}

/// How much a change of options costs differs too much to say.
fn unknown_cost() -> Facts {
    Facts::harmless().availability(Availability::Unknown).rewrites(Answer::Unknown).scans(Answer::Unknown)
}

#[cfg(test)]
mod tests;
