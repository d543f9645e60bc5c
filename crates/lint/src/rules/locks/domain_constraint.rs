//! `domain-constraint-validating`: a constraint of a domain is checked in all tables that use it.

use crate::rules::prelude::*;

lint! {
    /// Every table with a column of the domain is read, and writes to all of them wait.
    ///
    /// Add the constraint `NOT VALID`, and validate it in a later transaction.
    ///
    /// ```sql,bad,postgresql
    /// ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%') NOT VALID;
    /// ALTER DOMAIN email VALIDATE CONSTRAINT has_at;
    /// ```
    Warning "PX7234" "domain-constraint-validating" = "a constraint of a domain is checked in all tables that use it",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-alterdomain.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "DOMAIN"])) {
        let adds = statement.has(&["ADD"]) && !statement.has(&["NOT", "VALID"]);
        if adds || statement.has(&["SET", "NOT", "NULL"]) {
            let name = statement.name_after(&["DOMAIN"]).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("Writes to every table with a column of {name} wait while all of them are read."),
                "Add it NOT VALID, then VALIDATE CONSTRAINT in a later transaction.",
            );
        }
    }
}
