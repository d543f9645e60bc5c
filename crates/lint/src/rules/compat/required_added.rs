//! `add-not-null-no-default-compat`: running programs insert without the new column.

use crate::rules::prelude::*;

lint! {
    /// Programs of the release before do not know the column and insert without it: they fail.
    ///
    /// Give it a default that the database fills in, at least until no old program runs.
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
    ///   id   Int  @id
    ///   code Int?
    /// }
    /// ```
    Warning "PX7707" "add-not-null-no-default-compat" = "running programs insert without the new column",
    on ALL, Step(check), seen [facts(ALL)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    if let Some((table, column)) = step.added_column()
        && !step.is_new(table)
        && !column.fills_itself()
    {
        found.say(
            step.place(&column.origin),
            format!("Programs that are running insert into {table} without {}, and fail.", column.name),
            "Give it a default until no old program runs.",
        );
    }
}
