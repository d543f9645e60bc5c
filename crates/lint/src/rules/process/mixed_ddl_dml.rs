//! `mixed-ddl-dml`: definitions and rows are changed in one script.

use crate::rules::prelude::*;

lint! {
    /// Definitions and rows are changed in one migration. Rows take their time, and the locks of the definitions are held for
    /// all of it; where rows fail, the definitions are taken back, too.
    ///
    /// One migration for the definition, one (in batches) for the rows.
    ///
    /// ```sql,bad
    /// ALTER TABLE users ADD COLUMN active boolean;
    /// UPDATE users SET active = true WHERE id > 0;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE users ADD COLUMN active boolean;
    /// ```
    Info "PX7804" "mixed-ddl-dml" = "definitions and rows are changed in one script",
    on ALL, Script(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/explicit-locking.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/lockingv3.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    // Rows of new tables are theirs.
    let changes = script.statements.iter().any(|statement| statement.starts(&["ALTER", "TABLE"]));
    let rows = script
        .statements
        .iter()
        .find(|statement| statement.starts(&["UPDATE"]) || statement.starts(&["DELETE"]));
    if let Some(rows) = rows.filter(|_| changes) {
        found.say(
            Some(rows.span),
            "Rows are changed in the migration that changes definitions.",
            "Change rows in a migration of their own, in batches.",
        );
    }
}
