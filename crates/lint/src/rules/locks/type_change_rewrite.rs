//! `type-change-rewrite`: a change of type rewrites the table.

use crate::rules::prelude::*;

lint! {
    /// The new type is stored in another way: all rows are written anew and all indexes built again, while nobody can read
    /// or write the table. The disk must hold it twice.
    ///
    /// Add a column of the new type, keep both in step by a trigger, fill the old rows in batches, and swap the names in a
    /// later release.
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
    ///   id    Int     @id
    ///   size  Int
    ///   size2 BigInt?
    /// }
    /// ```
    Warning "PX7217" "type-change-rewrite" = "a change of type rewrites the table",
    on POSTGRES, Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, pair)) = step.retyped_column() else { return };
    if step.facts.rewrites == Answer::No {
        return;
    }
    let (certain, unless) = match step.facts.rewrites {
        Answer::Yes => ("is", ""),
        _ => ("is", " unless the time zone of the session is UTC"),
    };
    found.say(
        step.place(&pair.after.origin),
        format!(
            "{table} {certain} written anew{unless}: {} becomes {}{}.",
            pair.after.name,
            step.type_sql(pair.after),
            step.locks()
        ),
        "Add a second column, fill it in batches, and swap both in a later release.",
    );
}
