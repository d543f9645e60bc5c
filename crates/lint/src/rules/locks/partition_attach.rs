//! `partition-attach`: a partition is attached without a check that proves its bound.

use crate::rules::prelude::*;

lint! {
    /// The new partition is read for rows that do not belong into it, unless a valid CHECK says the same as the bound; a
    /// DEFAULT partition is locked and read likewise.
    ///
    /// Add the CHECK `NOT VALID`, validate it, attach, and drop it.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM (1) TO (2);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE events_2025 ADD CONSTRAINT bound CHECK (id >= 1 AND id < 2) NOT VALID;
    /// ALTER TABLE events_2025 VALIDATE CONSTRAINT bound;
    /// ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM (1) TO (2);
    /// ```
    Info "PX7232" "partition-attach" = "a partition is attached without a check that proves its bound",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "12 and later", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ATTACH-PARTITION")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.has(&["ATTACH", "PARTITION"])) {
        let partition = statement.name_after(&["ATTACH", "PARTITION"]).unwrap_or_default();
        let proves = |other: &Statement<'_>| {
            other.starts(&["ALTER", "TABLE"])
                && other.has(&["CHECK"])
                && other.name_after(&["ALTER", "TABLE"]).as_ref() == Some(&partition)
        };
        if !script.statements.iter().any(proves) && !script.creates(&partition) {
            found.say(
                Some(statement.span),
                format!("All rows of {partition} are read while it is locked."),
                "Validate a CHECK that says the same as the bound first.",
            );
        }
    }
}
