//! `add-required-column`: a required column is added without a default.

use crate::rules::prelude::*;

lint! {
    /// Rows that are there have no value for the column, so the statement fails as soon as there is one; an empty
    /// development database does not show it. Programs that do not know the column cannot insert any more.
    ///
    /// Give it a default, or make it optional, fill it, and require it in a later release.
    ///
    /// ```prisma,before
    /// model User {
    ///   id Int @id
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
    ///   id   Int @id
    ///   code Int @default(0)
    /// }
    /// ```
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ADD COLUMN code integer NOT NULL;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE users ADD COLUMN code integer NOT NULL DEFAULT 0;
    /// ```
    Error "PX7101" "add-required-column" = "a required column is added without a default",
    on ALL, StepOrWords(check, words), seen [facts(ALL)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, column)) = step.added_column() else { return };
    if !step.is_new(table) && !column.fills_itself() {
        found.say(
            step.place(&column.origin),
            format!(
                "{} is required and has no default: with rows in {table} this fails.",
                member(table, column)
            ),
            format!(
                "Give it a default; or add it optional, fill it, and require it later.{}",
                step.count_first()
            ),
        );
    }
}

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    let Some(table) = statement.altered_table(script) else { return };
    let adds =
        statement.has(&["ADD"]) && !statement.has(&["CONSTRAINT"]) && !statement.has(&["ALTER", "COLUMN"]);
    let fills = ["DEFAULT", "GENERATED", "AUTO_INCREMENT", "IDENTITY", "SERIAL", "BIGSERIAL"];
    if adds && statement.has(&["NOT", "NULL"]) && !fills.iter().any(|word| statement.has(&[word])) {
        found.say(
            Some(statement.span),
            format!("A required column without a default: with rows in {table} this fails."),
            "Give it a default; or add it optional, fill it, and require it later.",
        );
    }
}
