//! `type-change-index-rebuild`: a change of type builds indexes again under a lock.

use crate::rules::prelude::*;

lint! {
    /// Rows stay as they are, but the order of values is another one: every index on the column is built again while nobody
    /// can read or write the table.
    ///
    /// Add a column of the new type, fill it in batches, index it concurrently, and swap.
    ///
    /// ```prisma,before
    /// model User {
    ///   id    Int    @id
    ///   email String @unique
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   email String @unique @db.Citext
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   email String @unique @db.VarChar
    /// }
    /// ```
    Warning "PX7218" "type-change-index-rebuild" = "a change of type builds indexes again under a lock",
    on POSTGRES, Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, pair)) = step.altered_column() else { return };
    let indexed = step.stage.table(table).is_some_and(|table| {
        table.in_primary_key(&pair.before.name)
            || table.indexes.iter().any(|index| index.uses(&pair.before.name))
    });
    let retyped = step.retyped_column().is_some() || pair.before.collation != pair.after.collation;
    if retyped
        && indexed
        && step.facts.rewrites == Answer::No
        && step.facts.scans == Answer::No
        && step.blocks()
    {
        found.say(
            step.place(&pair.after.origin),
            format!(
                "Indexes on {} are built again while reads and writes of {table} wait{}.",
                pair.after.name,
                step.locks()
            ),
            "Add a second column, index it concurrently, and swap both.",
        );
    }
}
