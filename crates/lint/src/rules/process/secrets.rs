//! `secrets-in-migration`: a password in a migration.

use crate::rules::prelude::*;

lint! {
    /// Migrations are kept for ever and read by everybody. A password in one is a password no more.
    ///
    /// Create the role without one, and set it outside of the repository.
    ///
    /// ```sql,bad,postgresql
    /// CREATE ROLE app LOGIN PASSWORD 'hunter2';
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE ROLE app LOGIN;
    /// ```
    Error "PX7807" "secrets-in-migration" = "a password in a migration",
    on &[PG, CR, MY, MA, MS], Script(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-createrole.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/create-user.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-login-transact-sql"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        let role = ["ROLE", "USER", "LOGIN"].contains(&statement.word(1))
            && matches!(statement.word(0), "CREATE" | "ALTER");
        let literal = |words: &[&str]| {
            let behind = statement.find(words).map(|at| at + words.len());
            behind.is_some_and(|at| (at..at + 2).any(|at| statement.word(at).starts_with('\'')))
        };
        if role && (literal(&["PASSWORD"]) || literal(&["IDENTIFIED", "BY"])) {
            found.say(
                Some(statement.span),
                "A password stands in a file that is kept for ever.",
                "Create the role without one, set it elsewhere, and change the one that was here.",
            );
        }
    }
}
