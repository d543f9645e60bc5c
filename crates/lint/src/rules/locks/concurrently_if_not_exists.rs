//! `concurrent-index-invalid-left`: IF NOT EXISTS hides an index that failed.

use crate::rules::prelude::*;

lint! {
    /// An index that failed on its way stays behind, invalid. `IF NOT EXISTS` then finds the name taken and does nothing:
    /// the migration is recorded as done, and no query ever uses the index.
    ///
    /// Drop an index of that name first (`DROP INDEX CONCURRENTLY IF EXISTS`), and leave `IF NOT EXISTS` out.
    ///
    /// ```sql,bad,postgresql
    /// CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email ON users (email);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// DROP INDEX CONCURRENTLY IF EXISTS users_email;
    /// CREATE INDEX CONCURRENTLY users_email ON users (email);
    /// ```
    Warning "PX7206" "concurrent-index-invalid-left" = "IF NOT EXISTS hides an index that failed",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        if statement.starts(&["CREATE"]) && statement.has(&["CONCURRENTLY", "IF", "NOT", "EXISTS"]) {
            found.say(
                Some(statement.span),
                "Where an earlier attempt left an invalid index, this does nothing and is recorded as done.",
                "Put DROP INDEX CONCURRENTLY IF EXISTS in front, and leave IF NOT EXISTS out.",
            );
        }
    }
}
