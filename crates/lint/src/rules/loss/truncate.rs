//! `truncate`: a table is emptied.

use crate::rules::prelude::*;

lint! {
    /// All rows go, in every database that the migration meets. On PostgreSQL reads and writes wait meanwhile, and with
    /// CASCADE every table that refers to it is emptied as well. On MySQL it cannot be rolled back.
    ///
    /// ```sql,bad
    /// TRUNCATE TABLE sessions;
    /// ```
    ///
    /// ```sql,good
    /// DELETE FROM sessions WHERE id < 1000;
    /// ```
    Error "PX7013" "truncate" = "a table is emptied",
    on &[PG, CR, MY, MA, MS], Script(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-truncate.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/truncate-table.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/statements/truncate-table-transact-sql"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["TRUNCATE"])) {
        let name = statement.name_after(&["TRUNCATE"]).unwrap_or_default();
        let children = if statement.has(&["CASCADE"]) { ", and every table that refers to it" } else { "" };
        found.say(
            Some(statement.span),
            format!("All rows of {name} are lost{children}."),
            "Delete the rows that are meant, in batches, outside of the migration.",
        );
    }
}
