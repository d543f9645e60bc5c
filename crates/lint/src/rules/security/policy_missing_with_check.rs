//! `policy-missing-with-check`: a policy does not say which rows may be written.

use crate::rules::prelude::*;

lint! {
    /// A policy for inserts and updates without WITH CHECK: for FOR ALL and UPDATE the USING condition serves in its place,
    /// which is easily overlooked; say what new rows must be like.
    ///
    /// ```sql,bad
    /// CREATE POLICY p ON users FOR UPDATE USING (owner = current_user);
    /// ```
    ///
    /// ```sql,good
    /// CREATE POLICY p ON users FOR UPDATE USING (owner = current_user) WITH CHECK (owner = current_user);
    /// ```
    Info "PX7902" "policy-missing-with-check" = "a policy does not say which rows may be written",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createpolicy.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["CREATE", "POLICY"])) {
        let reads = statement.has(&["FOR", "SELECT"]) || statement.has(&["FOR", "DELETE"]);
        if !reads && !statement.has(&["WITH", "CHECK"]) {
            found.say(
                Some(statement.span),
                "What may be written follows from USING alone.",
                "Add WITH CHECK (…) with what new rows must be like.",
            );
        }
    }
}
