//! `drop-table`: a table is dropped with its rows.

use crate::rules::prelude::*;

lint! {
    /// All rows of the table go, with its indexes and constraints; on PostgreSQL the tables that it refers to are locked,
    /// too. A backup is the only way back.
    ///
    /// First make sure that nobody reads or writes it. Where that is not certain, rename the table and drop it some days
    /// later; until then a rename brings everything back.
    ///
    /// ```prisma,before
    /// model User {
    ///   id Int @id
    /// }
    ///
    /// model Session {
    ///   id Int @id
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id Int @id
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id Int @id
    /// }
    ///
    /// model Session {
    ///   id    Int     @id
    ///   agent String?
    /// }
    /// ```
    ///
    /// ```sql,bad,postgresql
    /// DROP TABLE sessions;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE sessions RENAME TO sessions_gone;
    /// ```
    Error "PX7001" "drop-table" = "a table is dropped with its rows",
    on ALL, StepOrWords(check, words), seen [measured(POSTGRES, "14 to 18", LOCKS), facts(ALL)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    if let Op::DropTable(table) = step.op
        && !step.is_new(&table.name)
    {
        let message = format!("Table {} is dropped with all its rows{}.", table.name, step.locks());
        let help = "Rename it first, drop it when nobody has missed it, and have a backup.";
        found.say(step.place(&table.origin), message, format!("{help}{}", step.count_first()));
    }
}

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    if let Some(name) = statement.name_after(&["DROP", "TABLE"]).filter(|name| !script.creates(name)) {
        let help = "Rename it first, drop it when nobody has missed it, and have a backup.";
        found.say(Some(statement.span), format!("Table {name} is dropped with all its rows."), help);
    }
}
