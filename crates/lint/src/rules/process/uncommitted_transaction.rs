//! `uncommitted-transaction`: a transaction is begun and not ended.

use crate::rules::prelude::*;

lint! {
    /// The script ends inside of a transaction: everything is taken back when the connection closes, or stays locked until then.
    ///
    /// ```sql,bad
    /// BEGIN;
    /// CREATE TABLE a (id int);
    /// ```
    ///
    /// ```sql,good
    /// BEGIN;
    /// CREATE TABLE a (id int);
    /// COMMIT;
    /// ```
    Error "PX7802" "uncommitted-transaction" = "a transaction is begun and not ended",
    on &[PG, CR, MY, MA, LI], Script(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-begin.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/commit.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/lang_transaction.html"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let ends = |statement: &&Statement<'_>| {
        matches!(statement.nature, Nature::Begin { .. } | Nature::Commit | Nature::Rollback)
    };
    if let Some(last) = script.statements.iter().rev().find(ends)
        && matches!(last.nature, Nature::Begin { .. })
    {
        found.say(
            Some(last.span),
            "This transaction is never committed.",
            "End the script with COMMIT, or leave BEGIN out.",
        );
    }
}
