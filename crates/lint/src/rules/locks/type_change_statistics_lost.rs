//! `type-change-statistics-lost`: a change of type loses the statistics of a column.

use crate::rules::prelude::*;

lint! {
    /// What the planner knew about the values of the column is gone with its type: until the next ANALYZE queries may take
    /// much slower ways.
    ///
    /// `ANALYZE` the table right after.
    ///
    /// ```prisma,before
    /// model Item {
    ///   id   Int @id
    ///   size Int
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model Item {
    ///   id   Int    @id
    ///   size BigInt
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Item {
    ///   id   Int  @id
    ///   size Int?
    /// }
    /// ```
    Info "PX7219" "type-change-statistics-lost" = "a change of type loses the statistics of a column",
    on POSTGRES, Step(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES")]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    if let Some((table, pair)) = step.retyped_column()
        && !step.is_new(table)
    {
        found.say(
            step.place(&pair.after.origin),
            format!("The statistics of {} are gone with its type.", member(table, pair.after)),
            format!("Run ANALYZE {table} right after."),
        );
    }
}
