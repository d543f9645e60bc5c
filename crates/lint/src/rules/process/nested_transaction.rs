//! `nested-transaction`: a transaction is begun inside of another.

use crate::rules::prelude::*;

lint! {
    /// A migration runs in a transaction where the database can do that. A COMMIT in the script ends it early: what follows is
    /// not taken back when it fails, and the record of the migration is no longer one with its work.
    ///
    /// Leave BEGIN and COMMIT out; what must not be in a transaction gets a migration of its own.
    ///
    /// ```sql,bad
    /// BEGIN;
    /// BEGIN;
    /// CREATE TABLE a (id int);
    /// COMMIT;
    /// ```
    ///
    /// ```sql,good
    /// BEGIN;
    /// CREATE TABLE a (id int);
    /// COMMIT;
    /// ```
    Error "PX7801" "nested-transaction" = "a transaction is begun inside of another",
    on &[PG, CR, MY, MA, LI], Script(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-begin.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/commit.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/lang_transaction.html"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut open = false;
    for statement in &script.statements {
        match statement.nature {
            Nature::Begin { .. } if open => found.say(
                Some(statement.span),
                "A transaction is open already: this warns, commits, or fails.",
                "End the first one, or leave this out.",
            ),
            Nature::Begin { .. } => open = true,
            Nature::Commit | Nature::Rollback => open = false,
            Nature::Transactional | Nature::Alone | Nature::Session => {}
        }
    }
}
