//! `set-not-null-scan`: all rows are read for NULL under a lock.

use crate::rules::prelude::*;

lint! {
    /// All rows are read for NULL while nobody can read or write the table.
    ///
    /// From 12 on a validated check spares that: add `CHECK (c IS NOT NULL) NOT VALID`, validate it in a later
    /// transaction, then `SET NOT NULL`, then drop the check. From 18 on: `ADD CONSTRAINT … NOT NULL c NOT VALID`.
    ///
    /// ```prisma,before
    /// model User {
    ///   id   Int  @id
    ///   code Int?
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int @id
    ///   code Int
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int  @id
    ///   code Int? @default(1)
    /// }
    /// ```
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ALTER COLUMN code SET NOT NULL;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE users ADD CONSTRAINT filled CHECK (code IS NOT NULL) NOT VALID;
    /// ```
    Warning "PX7214" "set-not-null-scan" = "all rows are read for NULL under a lock",
    on POSTGRES, StepOrWords(check, words), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, pair)) = step.altered_column() else { return };
    if pair.before.nullable && !pair.after.nullable && step.facts.scans == Answer::Yes && step.blocks() {
        found.say(
            step.place(&pair.after.origin),
            format!(
                "Reads and writes of {table} wait while all rows are read for NULL in {}{}.",
                pair.after.name,
                step.locks()
            ),
            format!(
                "Validate CHECK (\"{}\" IS NOT NULL) first: then no row is read.{}",
                pair.after.name,
                step.count_first()
            ),
        );
    }
}

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    let Some(table) = statement.altered_table(script) else { return };
    let column = statement.name_after(&["COLUMN"]).unwrap_or_default();
    // A validated check spares the scan; whether one is there is not known from words, unless the script validates it.
    let proven = script.statements.iter().any(|other| other.has(&["VALIDATE", "CONSTRAINT"]));
    if statement.has(&["SET", "NOT", "NULL"]) && !proven {
        found.say(
            Some(statement.span),
            format!("Reads and writes of {table} wait while all rows are read for NULL in {column}."),
            format!("Validate CHECK ({column} IS NOT NULL) first: then no row is read."),
        );
    }
}
