//! `type-change-compat`: running programs get another type.

use crate::rules::prelude::*;

lint! {
    /// Drivers map types to those of the program: a column of another type is another type there, and old programs cannot
    /// read or write it. Prepared statements fail once with “cached plan must not change result type” (PostgreSQL).
    ///
    /// Add a second column, write both, and drop the old one when no old program runs.
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
    ///   size String
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Item {
    ///   id    Int     @id
    ///   size  Int
    ///   size2 String?
    /// }
    /// ```
    Warning "PX7704" "type-change-compat" = "running programs get another type",
    on &[PG, CR, MY, MA, MS], Step(check), seen [facts(&[PG, CR, MY, MA, MS])]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, pair)) = step.retyped_column() else { return };
    if step.facts.compatibility >= Compatibility::BreaksWriters {
        found.say(
            step.place(&pair.after.origin),
            format!(
                "Programs that are running know {} as {}, not as {}.",
                member(table, pair.after),
                step.type_sql(pair.before),
                step.type_sql(pair.after)
            ),
            "Add a second column, write both, and drop the old one in a later release.",
        );
    }
}
