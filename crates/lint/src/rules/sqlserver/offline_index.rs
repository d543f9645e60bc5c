//! `mssql-offline-index`: an index is built while others wait.

use crate::rules::prelude::*;

lint! {
    /// Without `ONLINE = ON` nobody can write (or, for a clustered index, read) until the index is built.
    ///
    /// `WITH (ONLINE = ON)` needs the Enterprise edition or Azure; elsewhere do it when nobody is there.
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
    ///   code Int
    ///
    ///   @@index([code])
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
    Warning "PX7501" "mssql-offline-index" = "an index is built while others wait",
    on SQLSERVER, Step(check), seen [facts(SQLSERVER)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    step.tell_blocking_index(found, "CREATE INDEX … WITH (ONLINE = ON) where the edition has it.");
}
