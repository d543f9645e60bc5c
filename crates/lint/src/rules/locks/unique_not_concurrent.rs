//! `concurrent-unique`: a unique index is built concurrently.

use crate::rules::prelude::*;

lint! {
    /// A unique index that is built concurrently keeps duplicates out already while it is built: inserts of other
    /// sessions can fail before the migration is done. Where it meets a duplicate that is there, it fails and stays behind
    /// as an invalid index that nobody uses, but which still costs every write.
    ///
    /// Look for duplicates first, and for an invalid index afterwards (`pg_index.indisvalid`).
    ///
    /// ```sql,bad,postgresql
    /// CREATE UNIQUE INDEX CONCURRENTLY users_email ON users (email);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE INDEX CONCURRENTLY users_name ON users (name);
    /// ```
    Info "PX7204" "concurrent-unique" = "a unique index is built concurrently",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        if statement.starts(&["CREATE", "UNIQUE", "INDEX", "CONCURRENTLY"]) {
            found.say(
                Some(statement.span),
                "It may make inserts of others fail while it is built, and leaves an invalid index where it meets a duplicate.",
                "Count duplicates before, and look at pg_index.indisvalid after.",
            );
        }
    }
}
