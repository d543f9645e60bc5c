//! Defaults that give another value each time, such as `(uuid())`.
//!
//! MySQL refuses a statement that adds a column with such a default, and one that copies the table and gives it such a
//! default (error 1674): a replica could come to other values. So the column comes first, empty; then its values; then
//! its default, in statements of their own.

use super::alter;
use super::clauses::{action, column_definition};
use crate::mysql::server::is_mariadb;
use crate::mysql::sql::{default_sql, quote, table_name};
use parallax_dialect::{Stage, Target};
use parallax_ir::{Column, Default, Pair, QName, TableAction};

/// Functions that MySQL 9.7 refuses there, of those that it takes in a default at all.
const FUNCTIONS: &[&str] = &[
    "uuid",
    "uuid_short",
    "rand",
    "random_bytes",
    "sysdate",
    "user",
    "current_user",
    "session_user",
    "system_user",
];

/// Whether the server refuses to fill a column by this default.
fn is_volatile(default: Option<&Default>, target: &Target) -> bool {
    let Some(Default::Expression(text)) = default else { return false };
    if is_mariadb(target) {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.any(|word| FUNCTIONS.contains(&word))
}

/// An ALTER TABLE in up to three parts.
#[derive(Default)]
pub(super) struct Parts {
    /// Whole statements that go before.
    pub(super) before: Vec<String>,
    pub(super) actions: Vec<TableAction>,
    /// Whole statements that go behind.
    pub(super) behind: Vec<String>,
}

pub(super) fn split(table: &QName, actions: Vec<TableAction>, stage: &Stage<'_>) -> Parts {
    let mut parts = Parts::default();
    for one in actions {
        match one {
            TableAction::AddColumn(column) if is_volatile(column.default.as_ref(), stage.target) => {
                let empty = TableAction::AddColumn(empty(&column));
                parts.before.extend(filled(table, &empty, &column, stage));
            }
            TableAction::RecreateColumn(pair) if is_volatile(pair.after.default.as_ref(), stage.target) => {
                let Pair { before, after } = *pair;
                let empty = TableAction::RecreateColumn(Box::new(Pair::new(before, empty(&after))));
                parts.before.extend(filled(table, &empty, &after, stage));
            }
            TableAction::AlterColumn(pair)
                if pair.before.default != pair.after.default
                    && is_volatile(pair.after.default.as_ref(), stage.target) =>
            {
                parts.behind.extend(set_default(table, &pair.after, stage.target));
                let same_type = pair.before.ty == pair.after.ty;
                let default = if same_type { pair.before.default.clone() } else { None };
                let after = Column { default, ..pair.after.clone() };
                if after != pair.before {
                    let rest = Pair::new(pair.before, after);
                    parts.actions.push(TableAction::AlterColumn(Box::new(rest)));
                }
            }
            other => parts.actions.push(other),
        }
    }
    parts
}

fn empty(column: &Column) -> Column {
    Column { default: None, nullable: true, ..column.clone() }
}

fn filled(table: &QName, empty: &TableAction, column: &Column, stage: &Stage<'_>) -> Vec<String> {
    let mut statements = alter(table, action(empty, stage));
    let name = quote(&column.name);
    if let Some(default) = &column.default {
        let value = default_sql(default, &column.ty, stage.target);
        statements.push(format!("UPDATE {} SET {name} = {value}", table_name(table)));
    }
    statements.extend(alter(table, vec![format!("MODIFY {}", column_definition(column, stage.target))]));
    statements
}

fn set_default(table: &QName, column: &Column, target: &Target) -> Vec<String> {
    let Some(default) = &column.default else { return Vec::new() };
    let value = default_sql(default, &column.ty, target);
    alter(table, vec![format!("ALTER COLUMN {} SET DEFAULT {value}", quote(&column.name))])
}
