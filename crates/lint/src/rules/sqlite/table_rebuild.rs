//! `sqlite-table-rebuild`: a table is copied into a new one.

use crate::rules::prelude::*;

lint! {
    /// SQLite cannot change this in place: a new table is made, every row copied, the old one dropped. Meanwhile nobody
    /// writes, and without a WAL nobody reads.
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
    ///   id   Int    @id
    ///   code String
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
    Info "PX7401" "sqlite-table-rebuild" = "a table is copied into a new one",
    on SQLITE, Step(check), seen [facts(SQLITE)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    if let Op::RebuildTable(rebuild) = step.op {
        let name = &rebuild.tables.before.name;
        if !step.is_new(name) {
            found.say(
                step.span(),
                format!("All rows of {name} are copied into a new table: {}.", rebuild.because),
                "Set busy_timeout for those who wait; a great table takes its time.",
            );
        }
    }
}
