//! `policy-permissive-public`: a policy holds for every role.

use crate::rules::prelude::*;

lint! {
    /// A policy without TO holds for every role, also for those that are made later.
    ///
    /// ```sql,bad
    /// CREATE POLICY p ON users FOR SELECT USING (owner = current_user);
    /// ```
    ///
    /// ```sql,good
    /// CREATE POLICY p ON users FOR SELECT TO app USING (owner = current_user);
    /// ```
    Info "PX7903" "policy-permissive-public" = "a policy holds for every role",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createpolicy.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["CREATE", "POLICY"])) {
        let named = statement.find(&["TO"]).is_some_and(|at| statement.word(at + 1) != "PUBLIC");
        if !named {
            found.say(
                Some(statement.span),
                "This policy holds for every role, also for those to come.",
                "Name the roles: TO app.",
            );
        }
    }
}
