//! Queries that count what an operation would trip over.
//!
//! They run before the plan does: a query that would need what the plan only makes is not given.

use crate::postgres::sql::{qualified, quote, string};
use crate::row_checks::{Names, join};
use parallax_dialect::Stage;
use parallax_ir::{Data, Facts, ForeignKey, Index, IndexKey, Name, QName, RowCheck, Table};

pub(crate) const NAMES: Names = Names { table: qualified, column: quote };

/// With a query, if there is one.
pub(crate) fn counting(mut facts: Facts, check: Option<RowCheck>) -> Facts {
    facts.checks.extend(check);
    facts
}

pub(crate) fn rows(table: &QName, then: Data, stage: &Stage<'_>) -> Option<RowCheck> {
    stage.before.tables.contains_key(table).then(|| NAMES.rows(table, then))
}

pub(crate) fn nulls(table: &QName, column: &str, stage: &Stage<'_>) -> Option<RowCheck> {
    is_old(table, column, stage).then(|| NAMES.nulls(table, column, Data::Keeps))
}

pub(crate) fn values(table: &QName, column: &str, then: Data, stage: &Stage<'_>) -> Option<RowCheck> {
    is_old(table, column, stage).then(|| NAMES.values(table, column, then))
}

/// Rows for which a condition on the column holds: `what` they are, and SQL.
pub(crate) fn having(
    table: &QName,
    column: &str,
    (what, condition): (String, String),
    then: Data,
    stage: &Stage<'_>,
) -> Option<RowCheck> {
    is_old(table, column, stage).then(|| NAMES.having(table, what, &condition, then))
}

/// Rows against a condition that may be on any columns.
pub(crate) fn against(table: &QName, expression: &str) -> Option<RowCheck> {
    let what = format!("rows of {table} that do not meet {expression}");
    Some(NAMES.having(table, what, &format!("NOT ({expression})"), Data::Keeps))
}

/// Groups of rows that a unique index would refuse.
pub(crate) fn duplicates(table: &QName, index: &Index, stage: &Stage<'_>) -> Option<RowCheck> {
    let plain = index.parts.iter().all(|part| matches!(part.key, IndexKey::Column(_)));
    let old = index.columns().all(|column| is_old(table, column, stage));
    (plain && old).then(|| {
        NAMES.duplicates(table, index.columns(), index.predicate.as_deref(), index.nulls_not_distinct)
    })
}

/// Groups of rows with the same values, as a primary key would refuse them.
pub(crate) fn same_key(table: &QName, columns: &[&Name], stage: &Stage<'_>) -> Option<RowCheck> {
    let old = columns.iter().all(|column| is_old(table, column, stage));
    old.then(|| NAMES.duplicates(table, columns.iter().copied(), None, true))
}

/// Rows that refer to nothing.
pub(crate) fn orphans(table: &QName, key: &ForeignKey, stage: &Stage<'_>) -> Option<RowCheck> {
    let old = key.columns.iter().all(|column| is_old(table, column, stage))
        && key.referenced_columns.iter().all(|column| is_old(&key.references, column, stage));
    old.then(|| NAMES.orphans(table, key))
}

/// Whether the column was there, under this name and with this type, when the plan began.
fn is_old(table: &QName, column: &str, stage: &Stage<'_>) -> bool {
    let before = stage.before.tables.get(table).and_then(|table| table.column(column));
    let now = stage.table(table).and_then(|table| table.column(column));
    matches!((before, now), (Some(before), Some(now)) if before.ty == now.ty)
}

/// Whether one of the columns holds nothing but NULL, since the plan added it without a default.
pub(crate) fn only_nulls(table: &QName, columns: &[Name], stage: &Stage<'_>) -> bool {
    let (Some(before), Some(now)) = (stage.before.tables.get(table), stage.table(table)) else {
        return false;
    };
    columns.iter().any(|name| {
        let empty = now
            .column(name)
            .is_some_and(|now| now.nullable && now.default.is_none() && now.generated.is_none());
        empty && before.column(name).is_none() && !lost_columns(before, now)
    })
}

/// A column that came by renaming has values: some old column is gone then.
fn lost_columns(before: &Table, now: &Table) -> bool {
    before.columns.iter().any(|old| now.column(&old.name).is_none())
}

/// `'a', 'b'`
pub(crate) fn strings<'a>(values: impl IntoIterator<Item = &'a Name>) -> String {
    join(values.into_iter().map(|value| string(value)), ", ")
}
