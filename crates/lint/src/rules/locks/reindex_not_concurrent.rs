//! `reindex-not-concurrent`: an index is built again while others wait.

use crate::rules::prelude::*;

lint! {
    /// `REINDEX` keeps writes waiting, and every query that would use the index.
    ///
    /// `REINDEX … CONCURRENTLY` (from 12 on) builds a new one beside the old one.
    ///
    /// ```sql,bad,postgresql
    /// REINDEX TABLE users;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// REINDEX TABLE CONCURRENTLY users;
    /// ```
    Warning "PX7207" "reindex-not-concurrent" = "an index is built again while others wait",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "12 and later", "https://www.postgresql.org/docs/current/sql-reindex.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["REINDEX"])) {
        if !statement.has(&["CONCURRENTLY"]) && script.target.is_at_least(12, 0) {
            found.say(
                Some(statement.span),
                "Writes wait until the index is built again, and so do queries that would use it.",
                "REINDEX … CONCURRENTLY, outside of a transaction.",
            );
        }
    }
}
