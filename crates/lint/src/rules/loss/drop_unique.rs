//! `drop-unique`: a unique index is dropped.

use crate::rules::prelude::*;

lint! {
    /// Nothing keeps equal rows out any more, and `ON CONFLICT` of running programs has nothing to rely on. To make it
    /// again, the duplicates that came meanwhile have to be found.
    ///
    /// ```prisma,before
    /// model User {
    ///   id   Int @id
    ///   code Int @unique
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
    ///   id   Int     @id
    ///   code Int     @unique
    ///   name String?
    /// }
    /// ```
    Warning "PX7011" "drop-unique" = "a unique index is dropped",
    on ALL, Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS), facts(ALL)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, index)) = step.dropped_index() else { return };
    let kept = |other: &Index| other.is_unique() && other.name != index.name && other.parts == index.parts;
    let another = step.stage.table(table).is_some_and(|table| table.indexes.iter().any(kept));
    if index.is_unique() && !another {
        let message =
            format!("Nothing keeps rows of {table} apart by {} any more.", columns(index.columns()));
        found.say(
            step.place(&index.origin),
            message,
            "Keep the unique index, or make the one that takes its place first.",
        );
    }
}
