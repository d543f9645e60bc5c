//! `unique-on-existing`: rows that are there may break a new unique index.

use crate::rules::prelude::*;

lint! {
    /// The index cannot be built while two rows have the same values, and programs that write duplicates fail from then on.
    ///
    /// Count duplicates first, and let programs stop writing them in the release before.
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
    ///   id   Int @id
    ///   code Int
    ///
    ///   @@index([code])
    /// }
    /// ```
    Warning "PX7103" "unique-on-existing" = "rows that are there may break a new unique index",
    on ALL, Step(check), seen [facts(ALL)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, index)) = step.created_index() else { return };
    if index.is_unique() && step.facts.certainty == Certainty::Depends {
        found.say(
            step.place(&index.origin),
            format!("This fails if two rows of {table} have the same {}.", columns(index.columns())),
            format!("Mend duplicates first.{}", step.count_first()),
        );
    }
}
