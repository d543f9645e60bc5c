//! `mysql-partitioning-change`: a table is partitioned, or not any more.

use crate::rules::prelude::*;

lint! {
    /// To partition a table, or to take that back, copies it while writes wait. Every unique index must hold the columns of
    /// the partitioning, and foreign keys are not possible any more.
    ///
    /// ```sql,bad
    /// ALTER TABLE events PARTITION BY HASH (id) PARTITIONS 8;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE events DROP PARTITION p2020;
    /// ```
    Warning "PX7313" "mysql-partitioning-change" = "a table is partitioned, or not any more",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-partitioning")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
        if statement.has(&["PARTITION", "BY"]) || statement.has(&["REMOVE", "PARTITIONING"]) {
            found.say(
                Some(statement.span),
                format!("{table} is copied while writes wait."),
                "Use a tool that copies beside the users.",
            );
        }
    }
}
