//! `add-unique-constraint`: the index of a unique constraint is built under a lock.

use crate::rules::prelude::*;

lint! {
    /// A unique constraint builds its index while nobody can read or write the table.
    ///
    /// Build a unique index concurrently first, and make the constraint from it (`ADD CONSTRAINT … UNIQUE USING INDEX`):
    /// that takes a moment.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);
    /// ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;
    /// ```
    Warning "PX7203" "add-unique-constraint" = "the index of a unique constraint is built under a lock",
    on POSTGRES, Script(check), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        let adds = statement.has(&["ADD", "UNIQUE"])
            || (statement.has(&["ADD", "CONSTRAINT"]) && statement.has(&["UNIQUE"]));
        let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
        if statement.starts(&["ALTER", "TABLE"])
            && adds
            && !statement.has(&["USING", "INDEX"])
            && !script.creates(&table)
        {
            found.say(
                Some(statement.span),
                format!("Reads and writes of {table} wait while the index of the constraint is built."),
                "Build a unique index CONCURRENTLY first, then ADD CONSTRAINT … UNIQUE USING INDEX.",
            );
        }
    }
}
