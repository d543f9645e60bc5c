//! `with-grant-option`: a right that can be passed on.

use crate::rules::prelude::*;

lint! {
    /// Whoever gets it can pass it on, and to take it back later takes everything that hangs on it.
    ///
    /// ```sql,bad
    /// GRANT SELECT ON users TO app WITH GRANT OPTION;
    /// ```
    ///
    /// ```sql,good
    /// GRANT SELECT ON users TO app;
    /// ```
    Info "PX7911" "with-grant-option" = "a right that can be passed on",
    on &[PG, CR, MY, MA, MS], Objects(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-grant.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/grant.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-object-permissions-transact-sql"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.has(&["WITH", "GRANT", "OPTION"]))
    {
        found.say(Some(statement.span), "Whoever gets this can pass it on.", "Leave WITH GRANT OPTION out.");
    }
}
