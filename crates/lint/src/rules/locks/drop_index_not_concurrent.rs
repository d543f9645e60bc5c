//! `drop-index-not-concurrent`: an index is dropped under a lock on its table.

use crate::rules::prelude::*;

lint! {
    /// The drop itself takes a moment, but it waits for every query that is running on the table, and everybody who comes
    /// meanwhile waits behind it.
    ///
    /// `DROP INDEX CONCURRENTLY` waits without keeping others waiting. It cannot be part of a transaction, and is not
    /// there for indexes of constraints and of partitioned tables.
    ///
    /// ```prisma,before
    /// model User {
    ///   id   Int @id
    ///   code Int
    ///
    ///   @@index([code])
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
    ///   id   Int @id
    ///   code Int
    ///
    ///   @@index([code], map: "User_by_code")
    /// }
    /// ```
    Info "PX7202" "drop-index-not-concurrent" = "an index is dropped under a lock on its table",
    on POSTGRES, Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, index)) = step.dropped_index() else { return };
    let concurrent = step.planned().written.is_some_and(|statement| statement.has(&["CONCURRENTLY"]));
    if !index.constraint && !concurrent && step.facts.locks.iter().any(|lock| lock.table == *table) {
        found.say(
            step.place(&index.origin),
            format!("Reads and writes of {table} queue behind the drop of {}{}.", index.name, step.locks()),
            "Drop it with DROP INDEX CONCURRENTLY, outside of a transaction, or set lock_timeout.",
        );
    }
}
