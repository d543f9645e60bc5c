//! `policy-references-user-metadata`: a policy relies on what users write themselves.

use crate::rules::prelude::*;

lint! {
    /// Users can write their own metadata: a policy that relies on it lets them choose what they may see.
    ///
    /// ```sql,bad
    /// CREATE POLICY p ON notes FOR SELECT TO app USING ((SELECT auth.jwt()) -> 'user_metadata' ->> 'role' = 'admin');
    /// ```
    ///
    /// ```sql,good
    /// CREATE POLICY p ON notes FOR SELECT TO app USING ((SELECT auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin');
    /// ```
    Error "PX7908" "policy-references-user-metadata" = "a policy relies on what users write themselves",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://supabase.com/docs/guides/database/postgres/row-level-security")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.has(&["POLICY"])) {
        if statement.text.contains("user_metadata") {
            found.say(
                Some(statement.span),
                "Users write their own metadata, so they choose what this lets through.",
                "Rely on app_metadata, or on a table that only you write.",
            );
        }
    }
}
