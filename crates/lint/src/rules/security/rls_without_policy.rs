//! `rls-enabled-no-policy`: row-level security without a policy shows nothing.

use crate::rules::prelude::*;

lint! {
    /// Row-level security is on and no policy lets anything through: everybody but the owner sees an empty table from then on.
    ///
    /// Make the policies first, then switch it on, in one transaction.
    ///
    /// ```sql,bad
    /// ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    /// ```
    ///
    /// ```sql,good
    /// CREATE POLICY p ON notes FOR SELECT TO app USING (owner = current_user);
    /// ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    /// ```
    ///
    /// ```prisma,bad
    /// model Note {
    ///   id    Int    @id
    ///   owner String
    ///
    ///   @@rls
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Note {
    ///   id    Int    @id
    ///   owner String
    ///
    ///   @@rls
    /// }
    ///
    /// policy_select notes_read {
    ///   target = Note
    ///   roles  = [app]
    ///   using  = sql`owner = current_user`
    /// }
    ///
    /// role app {
    /// }
    /// ```
    Warning "PX7905" "rls-enabled-no-policy" = "row-level security without a policy shows nothing",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/ddl-rowsecurity.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in
        script.statements.iter().filter(|statement| statement.has(&["ENABLE", "ROW", "LEVEL", "SECURITY"]))
    {
        let table = statement.name_after(&["ALTER", "TABLE"]);
        let policy =
            |other: &Statement<'_>| other.starts(&["CREATE", "POLICY"]) && other.name_after(&["ON"]) == table;
        if !script.statements.iter().any(policy) {
            found.say(
                Some(statement.span),
                format!(
                    "Unless policies are there already, everybody but the owner sees no row of {}.",
                    table.unwrap_or_default()
                ),
                "Make the policies in the same migration, in front of this.",
            );
        }
    }
}
