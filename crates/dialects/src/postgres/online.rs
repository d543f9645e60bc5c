//! How PostgreSQL changes a table while others read and write it.
//!
//! <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>,
//! <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>

use super::render::{create_index, drop_index, render, using};
use super::sql::{qualified, quote, type_sql};
use crate::row_changes;
use crate::row_checks::Names;
use parallax_dialect::{OnlineForms, RequireBy, Stage, Target};
use parallax_ir::{Adopted, Column, Name, Op, Pair, QName, Segment, TableAction, Unproven};

pub(crate) const ONLINE: OnlineForms = OnlineForms {
    of,
    unproven: true,
    // https://www.postgresql.org/docs/18/release-18.html: NOT NULL constraints can be NOT VALID. A valid check spares the
    // scan since 12.
    required: |target| if target.is_at_least(18, 0) { RequireBy::Unproven } else { RequireBy::Check },
    adopts_index: true,
    fills_apart: true,
    bounds,
    nth_row: |row| format!(" LIMIT 1 OFFSET {}", row - 1),
    row_values: true,
    phased: Some(super::phased::PHASED),
    remark: None,
};

/// Indexes of partitioned tables cannot be built so, and constraints are changed with a moment's lock.
fn of(op: &Op, stage: &Stage<'_>) -> Option<Segment> {
    match op {
        Op::CreateIndex { table, index } | Op::DropIndex { table, index } => {
            let partitioned =
                stage.table(table).is_some_and(|table| table.options.contains_key("partition_by"));
            (!index.constraint && !partitioned).then_some(Segment::Alone)
        }
        Op::AlterTable { actions, .. } => match actions.as_slice() {
            [TableAction::AlterColumn(pair)] if only_required(pair) && stage.target.is_at_least(18, 0) => {
                Some(Segment::Own)
            }
            _ => None,
        },
        _ => None,
    }
}

/// <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT>
fn bounds(lock_ms: u32, run_ms: u32, transaction: bool) -> Vec<String> {
    let set = if transaction { "SET LOCAL" } else { "SET" };
    vec![format!("{set} lock_timeout = {lock_ms}"), format!("{set} statement_timeout = {run_ms}")]
}

/// Whether the column becomes required and stays as it is otherwise.
pub(crate) fn only_required(pair: &Pair<Column>) -> bool {
    let same = Column { nullable: pair.after.nullable, ..pair.before.clone() };
    pair.before.nullable && !pair.after.nullable && same == pair.after
}

/// As the server names it when nobody else does, so that the catalog is the same afterwards.
fn not_null_name(table: &QName, column: &Name) -> String {
    let name = format!("{}_{column}_not_null", table.name);
    name.chars().take(63).collect()
}

pub(super) fn render_online(op: &Op, stage: &Stage<'_>) -> Vec<String> {
    match op {
        Op::CreateIndex { table, index } => {
            let concurrent = |sql: String| match sql.contains("INDEX CONCURRENTLY ") {
                false if sql.starts_with("CREATE ") => sql.replacen("INDEX ", "INDEX CONCURRENTLY ", 1),
                _ => sql,
            };
            create_index(table, index, stage.target).into_iter().map(concurrent).collect()
        }
        Op::DropIndex { table, index } => {
            let concurrent = |sql: String| sql.replacen("DROP INDEX ", "DROP INDEX CONCURRENTLY ", 1);
            drop_index(table, index).into_iter().map(concurrent).collect()
        }
        Op::AlterTable { table, actions } => match actions.as_slice() {
            [TableAction::AlterColumn(pair)] if only_required(pair) => {
                let name = quote(&not_null_name(table, &pair.after.name));
                let column = quote(&pair.after.name);
                vec![format!(
                    "ALTER TABLE {} ADD CONSTRAINT {name} NOT NULL {column} NOT VALID",
                    qualified(table)
                )]
            }
            _ => render(op, stage),
        },
        _ => render(op, stage),
    }
}

pub(super) fn validate(table: &QName, what: &Unproven) -> String {
    let name = match what {
        Unproven::ForeignKey(name) | Unproven::Check(name) => name.to_string(),
        Unproven::NotNull(column) => not_null_name(table, column),
    };
    format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", qualified(table), quote(&name))
}

/// The index takes the name of the constraint.
pub(super) fn adopt(table: &QName, index: &Name, adopted: &Adopted) -> String {
    let (name, what, behind) = match adopted {
        Adopted::PrimaryKey(key) => (key.name.as_ref().unwrap_or(index), "PRIMARY KEY", String::new()),
        Adopted::Unique(index) => (&index.name, "UNIQUE", super::render::deferrable(&index.options)),
    };
    let (table, name, index) = (qualified(table), quote(name), quote(index));
    format!("ALTER TABLE {table} ADD CONSTRAINT {name} {what} USING INDEX {index}{behind}")
}

pub(super) fn update(update: &parallax_ir::UpdateRows, target: &Target) -> String {
    let names = Names { table: qualified, column: quote };
    row_changes::update(update, &names, "true", |columns| converted(columns, target))
}

/// The value of one column as the type of the other.
pub(super) fn converted(columns: Pair<&Column>, target: &Target) -> String {
    let before = columns.before.clone();
    // The cast is written for one column that changes.
    let after = Column { name: before.name.clone(), ..columns.after.clone() };
    let cast = || format!("{}::{}", quote(&before.name), type_sql(&after.ty, target));
    using(Pair::new(&before, &after), target).unwrap_or_else(cast)
}
