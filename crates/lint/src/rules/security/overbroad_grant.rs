//! `overbroad-grant`: all rights are granted at once.

use crate::rules::prelude::*;

lint! {
    /// `ALL` holds more than anybody means: TRUNCATE goes around row-level security, TRIGGER and REFERENCES let others run
    /// code and block deletes.
    ///
    /// ```sql,bad
    /// GRANT ALL ON users TO app;
    /// ```
    ///
    /// ```sql,good
    /// GRANT SELECT, INSERT, UPDATE ON users TO app;
    /// ```
    Warning "PX7910" "overbroad-grant" = "all rights are granted at once",
    on &[PG, CR, MY, MA, MS], Objects(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/ddl-priv.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/grant.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-object-permissions-transact-sql"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["GRANT", "ALL"])) {
        found.say(
            Some(statement.span),
            "ALL holds TRUNCATE, TRIGGER and REFERENCES as well.",
            "Name the rights: SELECT, INSERT, UPDATE, DELETE.",
        );
    }
}
