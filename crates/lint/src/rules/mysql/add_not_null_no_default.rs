//! `mysql-add-not-null-no-default`: rows that are there get an empty value.

use crate::rules::prelude::*;

lint! {
    /// Rows that are there get the empty value of the type (0, '', a date of zeros) without a word: a required column without
    /// a default does not fail here as it does elsewhere.
    ///
    /// Say which value it shall be, with a default.
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
    Warning "PX7308" "mysql-add-not-null-no-default" = "rows that are there get an empty value",
    on MYSQLS, Step(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html")]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, column)) = step.added_column() else { return };
    if !step.is_new(table) && !column.fills_itself() {
        found.say(
            step.place(&column.origin),
            format!("Rows of {table} get the empty value of the type in {}, without a word.", column.name),
            "Give it the default that is meant.",
        );
    }
}
