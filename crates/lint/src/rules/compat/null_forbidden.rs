//! `null-forbidden-compat`: running programs may still write NULL.

use crate::rules::prelude::*;

lint! {
    /// Old programs may go on writing NULL, or nothing, into the column: they fail from then on.
    ///
    /// Let the release before this one always write a value.
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
    Info "PX7708" "null-forbidden-compat" = "running programs may still write NULL",
    on &[PG, CR, LI, MS], Step(check), seen [facts(&[PG, CR, LI, MS])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    if let Some((table, pair)) = step.altered_column()
        && pair.before.nullable
        && !pair.after.nullable
        && step.breaks()
    {
        found.say(
            step.place(&pair.after.origin),
            format!("Programs that are running fail when they leave {} out.", member(table, pair.after)),
            "Let the release before this one always write a value.",
        );
    }
}
