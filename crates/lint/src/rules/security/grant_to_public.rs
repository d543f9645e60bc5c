//! `grant-to-public`: a right is granted to everybody.

use crate::rules::prelude::*;

lint! {
    /// PUBLIC is every role, also those that are made later.
    ///
    /// ```sql,bad
    /// GRANT SELECT ON users TO PUBLIC;
    /// ```
    ///
    /// ```sql,good
    /// GRANT SELECT ON users TO app;
    /// ```
    ///
    /// ```prisma,bad,postgresql
    /// model Note {
    ///   id    Int    @id
    ///   owner String
    /// }
    ///
    /// grant read_notes {
    ///   on         = Note
    ///   privileges = [Select]
    ///   to         = [PUBLIC]
    /// }
    /// ```
    ///
    /// ```prisma,good,postgresql
    /// model Note {
    ///   id    Int    @id
    ///   owner String
    /// }
    ///
    /// grant read_notes {
    ///   on         = Note
    ///   privileges = [Select]
    ///   to         = [app]
    /// }
    ///
    /// role app {
    /// }
    /// ```
    Warning "PX7909" "grant-to-public" = "a right is granted to everybody",
    on &[PG, CR, MS], Objects(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/ddl-priv.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/statements/grant-object-permissions-transact-sql"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["GRANT"])) {
        if statement.has(&["TO", "PUBLIC"]) {
            found.say(
                Some(statement.span),
                "This is granted to every role, also to those to come.",
                "Name the roles that need it.",
            );
        }
    }
}
