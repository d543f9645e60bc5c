//! `replica-identity-full`: a table is replicated by whole rows.

use crate::rules::prelude::*;

lint! {
    /// Every update and delete writes all columns of the old row to the log, and a subscriber looks through its whole table
    /// for each of them.
    ///
    /// Use an index: `REPLICA IDENTITY USING INDEX`.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE events REPLICA IDENTITY FULL;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE events REPLICA IDENTITY USING INDEX events_key;
    /// ```
    Info "PX7235" "replica-identity-full" = "a table is replicated by whole rows",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/logical-replication-publication.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in
        script.statements.iter().filter(|statement| statement.has(&["REPLICA", "IDENTITY", "FULL"]))
    {
        let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
        found.say(
            Some(statement.span),
            format!("Updates and deletes of {table} write whole rows to the log."),
            "REPLICA IDENTITY USING INDEX, with a unique index over required columns.",
        );
    }
}
