//! `partition-detach`: a partition is detached under a lock on all of the table.

use crate::rules::prelude::*;

lint! {
    /// The whole partitioned table is locked, together with the partition.
    ///
    /// `DETACH PARTITION … CONCURRENTLY` (from 14 on) lets others go on; it is not there where the table has a DEFAULT
    /// partition, nor inside of a transaction.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE events DETACH PARTITION events_2024;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY;
    /// ```
    Warning "PX7233" "partition-detach" = "a partition is detached under a lock on all of the table",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "14 and later", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DETACH-PARTITION")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.has(&["DETACH", "PARTITION"])) {
        if !statement.has(&["CONCURRENTLY"]) && script.target.is_at_least(14, 0) {
            let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("Reads and writes of all partitions of {table} wait for this."),
                "DETACH PARTITION … CONCURRENTLY, outside of a transaction.",
            );
        }
    }
}
