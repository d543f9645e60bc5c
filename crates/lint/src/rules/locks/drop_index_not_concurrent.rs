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
    ///
    /// ```sql,bad,postgresql
    /// DROP INDEX users_email;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// DROP INDEX CONCURRENTLY IF EXISTS users_email;
    /// ```
    Info "PX7202" "drop-index-not-concurrent" = "an index is dropped under a lock on its table",
    on POSTGRES, StepOrWords(check, words), seen [measured(POSTGRES, "14 to 18", LOCKS)]
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

fn words(statement: &Statement<'_>, script: &Script<'_>, found: &mut Found<'_>) {
    if statement.starts(&["DROP", "INDEX"]) && !statement.has(&["CONCURRENTLY"]) {
        let name = statement.name_after(&["DROP", "INDEX"]).unwrap_or_default();
        let _ = script;
        found.say(
            Some(statement.span),
            format!("Reads and writes of its table queue behind the drop of {name}."),
            "Drop it with DROP INDEX CONCURRENTLY, outside of a transaction, or set lock_timeout.",
        );
    }
}
