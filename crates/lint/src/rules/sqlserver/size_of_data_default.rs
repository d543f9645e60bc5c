//! `mssql-size-of-data-default`: a new column may write every row anew.

use crate::rules::prelude::*;

lint! {
    /// On other editions than Enterprise a required column with a default writes every row anew; a default that is computed
    /// does so on all editions.
    ///
    /// Add it optional, fill it in batches, then require it and set the default.
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
    ///   code Int @default(0)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int  @id
    ///   code Int?
    /// }
    /// ```
    Info "PX7502" "mssql-size-of-data-default" = "a new column may write every row anew",
    on SQLSERVER, Step(check), seen [facts(SQLSERVER)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, column)) = step.added_column() else { return };
    if !step.is_new(table) && step.facts.rewrites != Answer::No {
        let may = if step.facts.rewrites == Answer::Yes { "writes" } else { "may write" };
        found.say(
            step.place(&column.origin),
            format!("{} {may} every row of {table} anew{}.", column.name, step.locks()),
            "Add it optional, fill it in batches, then require it and set the default.",
        );
    }
}
