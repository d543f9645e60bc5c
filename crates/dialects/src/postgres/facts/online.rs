//! What the forms in which others go on do.

use super::checks::{self, counting};
use super::{
    ALTER_TABLE, CREATE_INDEX, DROP_INDEX, SHARE_UPDATE_EXCLUSIVE, brief, drop_index, facts, new_unique,
    shown,
};
use crate::filled;
use crate::postgres::online::only_required;
use crate::postgres::sql::quote;
use parallax_dialect::Stage;
use parallax_ir::{
    Adopted, Answer, Availability, Compatibility, Facts, Op, QName, TableAction, Unproven, UpdateRows,
};

const UPDATE: &str = "https://www.postgresql.org/docs/current/sql-update.html";
const VACUUM: &str = "https://www.postgresql.org/docs/current/routine-vacuuming.html";
const ROW_EXCLUSIVE: &str = "ROW EXCLUSIVE";
const ROW_SHARE: &str = "ROW SHARE";

pub(super) fn online(op: &Op, stage: &Stage<'_>) -> Facts {
    match op {
        Op::CreateIndex { table, index } => {
            let built = Facts::harmless().lock(table, SHARE_UPDATE_EXCLUSIVE).scans(Answer::Yes).builds(Answer::Yes).because(
                format!(
                    "Index {} is built while reads and writes of {} go on; it reads all rows twice, and waits for every \
                     transaction that is older. If it fails, an invalid index is left, which the next run drops and \
                     builds again.",
                    quote(&index.name),
                    shown(table)
                ),
                CREATE_INDEX,
            );
            if index.is_unique() { built.and(new_unique(table, index, stage)) } else { built }
        }
        Op::DropIndex { table, index } => {
            let mut facts = drop_index(table, index, stage);
            facts.locks.clear();
            facts.lock(table, SHARE_UPDATE_EXCLUSIVE).because(
                "It waits for every transaction that may use the index, and nobody waits for it.",
                DROP_INDEX,
            )
        }
        Op::AlterTable { table, actions } => {
            match actions.as_slice() {
                [TableAction::AlterColumn(pair)] if only_required(pair) => {
                    let name = format!("{}.{}", shown(table), quote(&pair.after.name));
                    brief(table).compatibility(Compatibility::BreaksWriters).because(
                    format!("From now on programs that write NULL into {name}, or nothing, fail; no row is read."),
                    ALTER_TABLE,
                )
                }
                _ => facts(op, stage),
            }
        }
        _ => facts(op, stage),
    }
}

pub(super) fn validate(table: &QName, what: &Unproven, stage: &Stage<'_>) -> Facts {
    let state = stage.table(table);
    let facts = Facts::harmless().lock(table, SHARE_UPDATE_EXCLUSIVE).scans(Answer::Yes).depends().because(
        format!(
            "All rows of {} are checked while reads and writes go on. It fails if one does not hold.",
            shown(table)
        ),
        ALTER_TABLE,
    );
    match what {
        Unproven::ForeignKey(name) => {
            let keys = state.map(|table| table.foreign_keys.as_slice()).unwrap_or_default();
            let Some(key) = keys.iter().find(|key| key.name.as_ref() == Some(name)) else { return facts };
            counting(facts.lock(&key.references, ROW_SHARE), checks::orphans(table, key, stage))
        }
        Unproven::Check(name) => {
            let checks = state.map(|table| table.checks.as_slice()).unwrap_or_default();
            let check = checks.iter().find(|check| check.name.as_ref() == Some(name));
            let proves = |column: &&parallax_ir::Column| {
                let proof = format!("{} IS NOT NULL", quote(&column.name));
                check.is_some_and(|check| check.expression == proof)
            };
            let column = state.and_then(|table| table.columns.iter().find(proves));
            // Programs may have written rows without it since it was filled.
            let required = |name| filled::required(table, name, stage, super::checks::NAMES, ALTER_TABLE);
            if let Some(filled) = column.and_then(|column| required(&column.name)) {
                return facts.and(filled);
            }
            counting(facts, check.and_then(|check| checks::against(table, &check.expression)))
        }
        Unproven::NotNull(column) => match filled::required(table, column, stage, checks::NAMES, ALTER_TABLE)
        {
            Some(filled) => facts.and(filled),
            None => counting(facts, checks::nulls(table, column, stage)),
        },
    }
}

pub(super) fn adopt(table: &QName, adopted: &Adopted) -> Facts {
    let facts = brief(table)
        .because(format!("The index of {} is there already: no row is read.", shown(table)), ALTER_TABLE);
    match adopted {
        Adopted::PrimaryKey(_) => facts.compatibility(Compatibility::BreaksWriters),
        Adopted::Unique(_) => facts,
    }
}

pub(super) fn update(update: &UpdateRows, stage: &Stage<'_>) -> Facts {
    let table = &update.table;
    if stage.is_new(table) {
        return Facts::harmless();
    }
    let facts = filled::told(update, checks::NAMES, UPDATE).lock(table, ROW_EXCLUSIVE);
    let facts = facts.scans(Answer::Yes).because(
        format!(
            "Every row that is filled is written anew, so that {} may grow up to twice its size until VACUUM.",
            shown(table)
        ),
        VACUUM,
    );
    match &update.batch {
        Some(batch) => facts.because(
            format!(
                "Who writes a row that is being filled waits until its {} rows are committed; triggers of the table run.",
                batch.size
            ),
            UPDATE,
        ),
        None => facts.availability(Availability::BlocksWrites).because(
            match stage.table(table).is_some_and(|table| table.primary_key.is_some()) {
                true => "All of these rows are filled by one statement: who writes one of them waits until the end. An \
                         online plan fills them in batches."
                    .to_owned(),
                false => format!(
                    "{} has no primary key to go along, so that all rows are filled at once: who writes one of them \
                     waits until the end.",
                    shown(table)
                ),
            },
            UPDATE,
        ),
    }
}
