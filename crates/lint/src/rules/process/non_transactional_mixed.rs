//! `non-transactional-mixed`: statements inside and outside of transactions are mixed.

use crate::rules::prelude::*;

lint! {
    /// A statement that cannot be part of a transaction stands beside others: the script cannot be one transaction, so a
    /// failure leaves half of it done.
    ///
    /// Give it a migration of its own.
    ///
    /// ```sql,bad
    /// ALTER TABLE users ADD COLUMN email text;
    /// CREATE INDEX CONCURRENTLY users_email ON users (email);
    /// ```
    ///
    /// ```sql,good
    /// CREATE INDEX CONCURRENTLY users_email ON users (email);
    /// ```
    Warning "PX7803" "non-transactional-mixed" = "statements inside and outside of transactions are mixed",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let works = |statement: &&Statement<'_>| statement.nature == Nature::Transactional;
    let alone = script.statements.iter().find(|statement| statement.nature == Nature::Alone);
    if let Some(alone) = alone
        && script.statements.iter().any(|statement| works(&statement))
    {
        found.say(
            Some(alone.span),
            "This cannot be part of a transaction, so that a failure leaves half of the script done.",
            "Give it a migration of its own.",
        );
    }
}
