//! `drop-column`: a column is dropped with its values.

use crate::rules::prelude::*;

lint! {
    /// All values of the column go, and programs of the release that is still running fail as soon as they name it.
    ///
    /// In three releases: stop reading the column, stop writing it (make it optional), then drop it.
    ///
    /// ```prisma,before
    /// model User {
    ///   id    Int     @id
    ///   phone String?
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
    ///   id     Int     @id
    ///   phone  String?
    ///   mobile String?
    /// }
    /// ```
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users DROP COLUMN phone;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE users ALTER COLUMN phone DROP NOT NULL;
    /// ```
    Error "PX7002" "drop-column" = "a column is dropped with its values",
    on ALL, StepOrWords(check, words), seen [measured(POSTGRES, "14 to 18", LOCKS), facts(ALL)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    if let Some((table, column)) = step.dropped_column()
        && step.facts.data == Data::Loses
    {
        let message =
            format!("Column {} is dropped with all its values{}.", member(table, column), step.locks());
        let help = "Drop it only after a release that neither reads nor writes it.";
        found.say(step.place(&column.origin), message, format!("{help}{}", step.count_first()));
    }
}

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    let Some(table) = statement.altered_table(script) else { return };
    if let Some(column) = statement.name_after(&["DROP", "COLUMN"]) {
        let help = "Drop it only after a release that neither reads nor writes it.";
        found.say(
            Some(statement.span),
            format!("Column {table}.{column} is dropped with all its values."),
            help,
        );
    }
}
