//! `concurrently-in-transaction`: CONCURRENTLY inside of a transaction.

use crate::rules::prelude::*;

lint! {
    /// `CONCURRENTLY` commits several times on its way, so the server refuses it inside of a transaction. A migration is
    /// one transaction unless all of its statements are such that cannot be.
    ///
    /// Give it a migration of its own.
    ///
    /// ```sql,bad,postgresql
    /// BEGIN;
    /// CREATE INDEX CONCURRENTLY users_email ON users (email);
    /// COMMIT;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE INDEX CONCURRENTLY users_email ON users (email);
    /// ```
    Error "PX7205" "concurrently-in-transaction" = "CONCURRENTLY inside of a transaction",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.transaction.is_some()) {
        if statement.nature == Nature::Alone {
            let what = if statement.has(&["CONCURRENTLY"]) { "CONCURRENTLY" } else { statement.word(0) };
            found.say(
                Some(statement.span),
                format!("{what} cannot run inside of a transaction: the server refuses it."),
                "Take BEGIN and COMMIT away, and give the statement a migration of its own.",
            );
        }
    }
}
