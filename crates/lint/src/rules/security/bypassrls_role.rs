//! `bypassrls-role`: a role goes around row-level security.

use crate::rules::prelude::*;

lint! {
    /// A role with BYPASSRLS (or a superuser) sees every row, whatever policies say.
    ///
    /// ```sql,bad
    /// ALTER ROLE app BYPASSRLS;
    /// ```
    ///
    /// ```sql,good
    /// ALTER ROLE app NOBYPASSRLS;
    /// ```
    Warning "PX7912" "bypassrls-role" = "a role goes around row-level security",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createrole.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| matches!(statement.word(1), "ROLE" | "USER"))
    {
        if statement.has(&["BYPASSRLS"]) || statement.has(&["SUPERUSER"]) {
            found.say(
                Some(statement.span),
                "This role sees every row, whatever policies say.",
                "Give it policies instead.",
            );
        }
    }
}
