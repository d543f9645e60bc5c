//! `unique-added-compat`: running programs may write duplicates.

use crate::rules::prelude::*;

lint! {
    /// Old programs may go on writing duplicates: from then on they fail.
    ///
    /// Let the release before this one stop writing them.
    ///
    /// ```prisma,before
    /// model User {
    ///   id   Int @id
    ///   code Int
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int @id
    ///   code Int @unique
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int  @id
    ///   code Int
    ///   note Int?
    /// }
    /// ```
    Info "PX7706" "unique-added-compat" = "running programs may write duplicates",
    on ALL, Step(check), seen [facts(ALL)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    if let Some((table, index)) = step.created_index()
        && index.is_unique()
        && step.breaks()
    {
        found.say(
            step.place(&index.origin),
            format!(
                "Programs that are running fail when they write the same {} twice into {table}.",
                columns(index.columns())
            ),
            "Let the release before this one stop writing duplicates.",
        );
    }
}
