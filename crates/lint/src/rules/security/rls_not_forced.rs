//! `rls-not-forced`: the owner goes around row-level security.

use crate::rules::prelude::*;

lint! {
    /// The owner of a table goes around its policies. Where the application logs in as the owner, they protect nothing.
    ///
    /// `FORCE ROW LEVEL SECURITY`, or another owner.
    ///
    /// ```sql,bad
    /// CREATE POLICY p ON notes FOR SELECT TO app USING (owner = current_user);
    /// ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    /// ```
    ///
    /// ```sql,good
    /// CREATE POLICY p ON notes FOR SELECT TO app USING (owner = current_user);
    /// ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    /// ALTER TABLE notes FORCE ROW LEVEL SECURITY;
    /// ```
    Info "PX7916" "rls-not-forced" = "the owner goes around row-level security",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/ddl-rowsecurity.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in
        script.statements.iter().filter(|statement| statement.has(&["ENABLE", "ROW", "LEVEL", "SECURITY"]))
    {
        let table = statement.name_after(&["ALTER", "TABLE"]);
        let forces = |other: &Statement<'_>| {
            other.has(&["FORCE", "ROW", "LEVEL", "SECURITY"])
                && !other.has(&["NO", "FORCE"])
                && other.name_after(&["ALTER", "TABLE"]) == table
        };
        if !script.statements.iter().any(forces) {
            found.say(
                Some(statement.span),
                format!("The owner of {} goes around its policies.", table.unwrap_or_default()),
                "FORCE ROW LEVEL SECURITY, or let another role own the table.",
            );
        }
    }
}
