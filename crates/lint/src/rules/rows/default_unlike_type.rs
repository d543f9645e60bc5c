//! `text-type-default-invalid`: a default stands in the way of a new type.

use crate::rules::prelude::*;

lint! {
    /// The default of the column cannot be cast to its new type by itself: PostgreSQL stops with “default cannot be cast
    /// automatically”, even on an empty table.
    ///
    /// Drop the default, change the type, set the default again.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ALTER COLUMN role SET DEFAULT 'user';
    /// ALTER TABLE users ALTER COLUMN role TYPE user_role USING role::user_role;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE users ALTER COLUMN role DROP DEFAULT;
    /// ALTER TABLE users ALTER COLUMN role TYPE user_role USING role::user_role;
    /// ALTER TABLE users ALTER COLUMN role SET DEFAULT 'user';
    /// ```
    Warning "PX7109" "text-type-default-invalid" = "a default stands in the way of a new type",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut with_default: Vec<(String, String)> = Vec::new();
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
        let Some(column) = statement.name_after(&["ALTER", "COLUMN"]) else { continue };
        let entry = (table, column);
        if statement.has(&["SET", "DEFAULT"]) && !statement.has(&["TYPE"]) {
            with_default.push(entry);
        } else if statement.has(&["DROP", "DEFAULT"]) {
            with_default.retain(|other| *other != entry);
        } else if statement.has(&["TYPE"]) && statement.has(&["USING"]) && with_default.contains(&entry) {
            found.say(
                Some(statement.span),
                format!("The default of {}.{} was set above and cannot be cast by itself.", entry.0, entry.1),
                "Drop the default first and set it again afterwards.",
            );
        }
    }
}
