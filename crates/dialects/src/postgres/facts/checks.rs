//! Queries that count what an operation would trip over. Each gives one row with one number.
//!
//! They run before the plan does: a query that would need what the plan only makes is not given.

use crate::postgres::sql::{qualified, quote, string};
use parallax_dialect::Stage;
use parallax_ir::{ForeignKey, Index, IndexKey, Name, QName};

pub(crate) fn rows(table: &QName) -> String {
    format!("SELECT count(*) FROM {}", qualified(table))
}

/// Rows for which the condition holds.
pub(crate) fn rows_where(table: &QName, condition: &str) -> String {
    format!("SELECT count(*) FROM {} WHERE {condition}", qualified(table))
}

pub(crate) fn nulls(table: &QName, column: &str) -> String {
    rows_where(table, &format!("{} IS NULL", quote(column)))
}

pub(crate) fn values(table: &QName, column: &str) -> String {
    rows_where(table, &format!("{} IS NOT NULL", quote(column)))
}

/// Groups of rows that a unique index would refuse.
pub(crate) fn duplicates(table: &QName, index: &Index, stage: &Stage<'_>) -> Option<String> {
    if !index.columns().all(|column| is_old(table, column, stage)) {
        return None;
    }
    let keys: Vec<String> = index
        .parts
        .iter()
        .map(|part| match &part.key {
            IndexKey::Column(name) => quote(name),
            IndexKey::Expression(text) => format!("({text})"),
        })
        .collect();
    let mut conditions: Vec<String> = Vec::new();
    if !index.nulls_not_distinct {
        conditions.extend(keys.iter().map(|key| format!("{key} IS NOT NULL")));
    }
    conditions.extend(index.predicate.as_ref().map(|predicate| format!("({predicate})")));
    Some(groups(table, &keys, &conditions))
}

/// Groups of rows with the same values, as a primary key would refuse them.
pub(crate) fn same_key(table: &QName, columns: &[&Name], stage: &Stage<'_>) -> Option<String> {
    if !columns.iter().all(|column| is_old(table, column, stage)) {
        return None;
    }
    let keys: Vec<String> = columns.iter().map(|name| quote(name)).collect();
    Some(groups(table, &keys, &[]))
}

fn groups(table: &QName, keys: &[String], conditions: &[String]) -> String {
    let filter =
        if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    format!(
        "SELECT count(*) FROM (SELECT 1 FROM {}{filter} GROUP BY {} HAVING count(*) > 1) AS duplicates",
        qualified(table),
        keys.join(", ")
    )
}

/// Rows that refer to nothing. A row with a NULL in the key refers to nothing by right.
pub(crate) fn orphans(table: &QName, key: &ForeignKey, stage: &Stage<'_>) -> Option<String> {
    let known = key.columns.iter().all(|column| is_old(table, column, stage))
        && key.referenced_columns.iter().all(|column| is_old(&key.references, column, stage));
    if !known {
        return None;
    }
    let given: Vec<String> =
        key.columns.iter().map(|name| format!("child.{} IS NOT NULL", quote(name))).collect();
    let equal: Vec<String> = key
        .columns
        .iter()
        .zip(&key.referenced_columns)
        .map(|(child, parent)| format!("parent.{} = child.{}", quote(parent), quote(child)))
        .collect();
    Some(format!(
        "SELECT count(*) FROM {} AS child WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS parent WHERE {})",
        qualified(table),
        given.join(" AND "),
        qualified(&key.references),
        equal.join(" AND ")
    ))
}

/// Whether the column was there, under this name and with this type, when the plan began.
pub(crate) fn is_old(table: &QName, column: &str, stage: &Stage<'_>) -> bool {
    let before = stage.before.tables.get(table).and_then(|table| table.column(column));
    let now = stage.table(table).and_then(|table| table.column(column));
    matches!((before, now), (Some(before), Some(now)) if before.ty == now.ty)
}

/// Whether one of the columns holds nothing but NULL, since the plan added it without a default.
pub(crate) fn only_nulls(table: &QName, columns: &[Name], stage: &Stage<'_>) -> bool {
    let Some(before) = stage.before.tables.get(table) else { return false };
    columns.iter().any(|name| {
        let now = stage.table(table).and_then(|table| table.column(name));
        let empty = now.is_some_and(|now| now.nullable && now.default.is_none() && now.generated.is_none());
        empty && before.column(name).is_none() && !lost_columns(before, stage.table(table))
    })
}

/// A column that came by renaming has values: some old column is gone then.
fn lost_columns(before: &parallax_ir::Table, now: Option<&parallax_ir::Table>) -> bool {
    now.is_none_or(|now| before.columns.iter().any(|old| now.column(&old.name).is_none()))
}

/// `'a', 'b'`
pub(crate) fn strings<'a>(values: impl IntoIterator<Item = &'a Name>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| string(value)).collect();
    values.join(", ")
}
