//! `policy-inverted-auth`: a policy opens rows to whoever is not logged in.

use crate::rules::prelude::*;

lint! {
    /// `… IS NULL OR …` around who the user is opens every row to whoever is not logged in.
    ///
    /// ```sql,bad
    /// CREATE POLICY p ON notes FOR SELECT TO app USING (auth.uid() IS NULL OR owner = auth.uid());
    /// ```
    ///
    /// ```sql,good
    /// CREATE POLICY p ON notes FOR SELECT TO app USING (owner = auth.uid());
    /// ```
    Error "PX7906" "policy-inverted-auth" = "a policy opens rows to whoever is not logged in",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/ddl-rowsecurity.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.has(&["POLICY"])) {
        if statement.has(&["(", ")", "IS", "NULL", "OR"])
            || statement.has(&["CURRENT_USER", "IS", "NULL", "OR"])
        {
            found.say(
                Some(statement.span),
                "Whoever is not logged in sees every row.",
                "Leave the part with IS NULL out, or make it IS NOT NULL AND.",
            );
        }
    }
}
