//! `partition-create`: a partition is created under a lock on all of the table.

use crate::rules::prelude::*;

lint! {
    /// To create a partition, the whole partitioned table is locked, and a DEFAULT partition is read for rows that belong
    /// into the new one.
    ///
    /// Create the table by itself, with a CHECK that says what the bound says, and `ATTACH PARTITION` it: others go on
    /// working then.
    ///
    /// ```sql,bad,postgresql
    /// CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE TABLE events_2025 (LIKE events INCLUDING ALL);
    /// ```
    Warning "PX7231" "partition-create" = "a partition is created under a lock on all of the table",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARTITION")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.has(&["PARTITION", "OF"])) {
        let parent = statement.name_after(&["PARTITION", "OF"]).unwrap_or_default();
        if statement.starts(&["CREATE"]) && !script.creates(&parent) {
            found.say(
                Some(statement.span),
                format!("Reads and writes of all partitions of {parent} wait for this."),
                "CREATE TABLE … (LIKE …), then ATTACH PARTITION.",
            );
        }
    }
}
