//! `enum-add-value-in-tx-pre12`: a value is added to an enum inside of a transaction before 12.

use crate::rules::prelude::*;

lint! {
    /// Before 12, `ALTER TYPE … ADD VALUE` cannot be part of a transaction at all.
    ///
    /// Give it a migration of its own, without BEGIN.
    ///
    /// ```sql,bad,postgresql@11
    /// BEGIN;
    /// ALTER TYPE role ADD VALUE 'owner';
    /// COMMIT;
    /// ```
    ///
    /// ```sql,good,postgresql@12
    /// BEGIN;
    /// ALTER TYPE role ADD VALUE 'owner';
    /// COMMIT;
    /// ```
    Error "PX7812" "enum-add-value-in-tx-pre12" = "a value is added to an enum inside of a transaction before 12",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "11 and earlier", "https://www.postgresql.org/docs/11/sql-altertype.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.transaction.is_some()) {
        if statement.starts(&["ALTER", "TYPE"]) && statement.has(&["ADD", "VALUE"]) && !script.target.is_at_least(12, 0) {
            found.say(
                Some(statement.span),
                format!("{} adds values only outside of transactions.", script.target),
                "Give it a migration of its own.",
            );
        }
    }
}
