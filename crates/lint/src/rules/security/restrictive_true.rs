//! `policy-restrictive-true`: a restrictive policy that takes nothing away.

use crate::rules::prelude::*;

lint! {
    /// A restrictive policy takes rows away that others let through; one that says `true` takes nothing away.
    ///
    /// ```sql,bad
    /// CREATE POLICY p ON notes AS RESTRICTIVE FOR SELECT TO app USING (true);
    /// ```
    ///
    /// ```sql,good
    /// CREATE POLICY p ON notes AS RESTRICTIVE FOR SELECT TO app USING (tenant = 1);
    /// ```
    Info "PX7915" "policy-restrictive-true" = "a restrictive policy that takes nothing away",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createpolicy.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.has(&["AS", "RESTRICTIVE"])) {
        if statement.has(&["USING", "(", "TRUE", ")"]) {
            found.say(
                Some(statement.span),
                "This policy takes nothing away.",
                "Say which rows stay, or drop it.",
            );
        }
    }
}
