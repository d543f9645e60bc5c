//! `policy-without-rls`: a policy on a table without row-level security.

use crate::rules::prelude::*;

lint! {
    /// Policies do nothing until row-level security is switched on for the table: all rows are open.
    ///
    /// ```sql,bad
    /// CREATE TABLE notes (id int, owner text);
    /// CREATE POLICY p ON notes FOR SELECT TO app USING (owner = current_user);
    /// ```
    ///
    /// ```sql,good
    /// CREATE TABLE notes (id int, owner text);
    /// ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    /// CREATE POLICY p ON notes FOR SELECT TO app USING (owner = current_user);
    /// ```
    Error "PX7904" "policy-without-rls" = "a policy on a table without row-level security",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/ddl-rowsecurity.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["CREATE", "POLICY"])) {
        let Some(table) = statement.name_after(&["ON"]) else { continue };
        let enables = |other: &Statement<'_>| {
            other.has(&["ENABLE", "ROW", "LEVEL", "SECURITY"])
                && other.name_after(&["ALTER", "TABLE"]).as_ref() == Some(&table)
        };
        // Of a table that is there it is not known here.
        if script.creates(&table) && !script.statements.iter().any(enables) {
            found.say(
                Some(statement.span),
                format!("Row-level security of {table} is off: the policy does nothing."),
                format!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY."),
            );
        }
    }
}
