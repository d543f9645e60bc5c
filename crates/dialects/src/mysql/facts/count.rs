//! Queries that count what is at stake before a step runs.

use crate::mysql::sql::{list, quote, string, table_name};
use parallax_ir::{ForeignKey, Name, QName};

pub(super) fn rows(table: &QName) -> String {
    format!("SELECT COUNT(*) FROM {}", table_name(table))
}

pub(super) fn values(table: &QName, column: &str) -> String {
    format!("{} WHERE {} IS NOT NULL", rows(table), quote(column))
}

pub(super) fn nulls(table: &QName, columns: &[Name]) -> String {
    let any: Vec<String> = columns.iter().map(|column| format!("{} IS NULL", quote(column))).collect();
    format!("{} WHERE {}", rows(table), any.join(" OR "))
}

/// Rows whose value is one of these.
pub(super) fn one_of(table: &QName, column: &str, values: &[&Name]) -> String {
    format!("{} WHERE {} IN ({})", rows(table), quote(column), list(values, |value| string(value)))
}

pub(super) fn longer_than(table: &QName, column: &str, length: u32, function: &str) -> String {
    format!("{} WHERE {function}({}) > {length}", rows(table), quote(column))
}

/// Groups of rows that are equal in all the columns (`keys` are columns, some with a prefix length).
pub(super) fn duplicates(table: &QName, keys: &[(Name, Option<u32>)]) -> String {
    let key = |(name, length): &(Name, Option<u32>)| match length {
        Some(length) => format!("LEFT({}, {length})", quote(name)),
        None => quote(name),
    };
    let present: Vec<String> = keys.iter().map(|(name, _)| format!("{} IS NOT NULL", quote(name))).collect();
    format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM {} WHERE {} GROUP BY {} HAVING COUNT(*) > 1) AS `duplicates`",
        table_name(table),
        present.join(" AND "),
        list(keys, key)
    )
}

/// Rows that point at nothing.
pub(super) fn orphans(table: &QName, key: &ForeignKey) -> String {
    let present: Vec<String> =
        key.columns.iter().map(|column| format!("`c`.{} IS NOT NULL", quote(column))).collect();
    let meets: Vec<String> = key
        .columns
        .iter()
        .zip(&key.referenced_columns)
        .map(|(column, referenced)| format!("`p`.{} = `c`.{}", quote(referenced), quote(column)))
        .collect();
    format!(
        "SELECT COUNT(*) FROM {} AS `c` WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS `p` WHERE {})",
        table_name(table),
        present.join(" AND "),
        table_name(&key.references),
        meets.join(" AND ")
    )
}
