//! `drop-column-indexed`: an index of other columns goes with a dropped column.

use crate::rules::prelude::*;

lint! {
    /// Indexes and unique constraints with the column go along without a word (PostgreSQL, MySQL), or the statement fails
    /// (SQLite, SQL Server). A unique index of several columns that loses one is gone as a whole, and with it the promise
    /// that it kept.
    ///
    /// Make the index that takes its place first, then drop the column.
    ///
    /// ```prisma,before
    /// model Member {
    ///   id     Int    @id
    ///   tenant Int
    ///   email  Int
    ///
    ///   @@unique([tenant, email])
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Member {
    ///   id     Int    @id
    ///   email  Int
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Member {
    ///   id     Int    @id
    ///   tenant Int
    ///   email  Int
    ///   note   String?
    ///
    ///   @@unique([tenant, email])
    /// }
    /// ```
    Warning "PX7003" "drop-column-indexed" = "an index of other columns goes with a dropped column",
    on ALL, Plan(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DROP-COLUMN"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/alter-table.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/lang_altertable.html#altertabdropcol"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql"),
    ]
}

fn check(plan: &PlanView<'_>, found: &mut Found<'_>) {
    for step in &plan.steps {
        for (table, column) in dropped(step.op) {
            let Some(before) = plan.before.tables.get(table) else { continue };
            let shared =
                before.indexes.iter().filter(|index| index.uses(&column.name) && index.columns().count() > 1);
            for index in shared {
                let message = format!(
                    "Index {} on {} goes with column {}.",
                    index.name,
                    columns(index.columns()),
                    member(table, column)
                );
                found.say(
                    step.span,
                    message,
                    "If the other columns still need an index, make one before the column is dropped.",
                );
            }
        }
    }
}

fn dropped(op: &Op) -> Vec<(&QName, &Column)> {
    match op {
        Op::AlterTable { table, actions } => actions
            .iter()
            .filter_map(|action| match action {
                TableAction::DropColumn(column) => Some((table, column)),
                _ => None,
            })
            .collect(),
        Op::RebuildTable(rebuild) => {
            let Pair { before, after } = &rebuild.tables;
            let gone = before.columns.iter().filter(|column| {
                after.column(&column.name).is_none()
                    && !rebuild.copies.iter().any(|copy| copy.from == column.name)
                    && !rebuild.fills.iter().any(|fill| fill.to == column.name)
            });
            gone.map(|column| (&before.name, column)).collect()
        }
        _ => Vec::new(),
    }
}
