//! `policy-using-true`: a policy lets every row through.

use crate::rules::prelude::*;

lint! {
    /// `USING (true)` lets every row through: the policy is there, and protects nothing.
    ///
    /// ```sql,bad
    /// CREATE POLICY p ON users USING (true);
    /// ```
    ///
    /// ```sql,good
    /// CREATE POLICY p ON users USING (owner = current_user);
    /// ```
    ///
    /// ```prisma,bad
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
    ///   using  = sql`true`
    /// }
    ///
    /// role app {
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
    Warning "PX7901" "policy-using-true" = "a policy lets every row through",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/ddl-rowsecurity.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.has(&["POLICY"])) {
        if statement.has(&["USING", "(", "TRUE", ")"]) && !statement.has(&["RESTRICTIVE"]) {
            found.say(
                Some(statement.span),
                "This policy lets every row through.",
                "Say which rows, or leave row-level security off.",
            );
        }
    }
}
