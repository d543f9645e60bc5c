//! `env-specific-role`: a migration grants to a role that it does not create.

use crate::rules::prelude::*;

lint! {
    /// A role is part of the server, not of the database: on another one it may not be there, and the migration fails.
    ///
    /// Create it in the same script where it is missing, or grant outside of migrations.
    ///
    /// ```sql,bad,postgresql
    /// GRANT SELECT ON users TO reporting;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE ROLE reporting;
    /// GRANT SELECT ON users TO reporting;
    /// ```
    Info "PX7814" "env-specific-role" = "a migration grants to a role that it does not create",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/user-manag.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let creates = |name: &String| {
        script.statements.iter().any(|statement| {
            statement.text.contains(name.as_str()) && statement.text.to_uppercase().contains("CREATE ROLE")
        })
    };
    for statement in script.statements.iter().filter(|statement| statement.starts(&["GRANT"])) {
        let Some(role) = statement.name_after(&["TO"]) else { continue };
        let everywhere = ["public", "current_user", "session_user", "current_role"].contains(&role.as_str());
        if !everywhere && !creates(&role) {
            found.say(
                Some(statement.span),
                format!("Where the role {role} is missing, this fails."),
                "Create it where it is missing, in the same script.",
            );
        }
    }
}
