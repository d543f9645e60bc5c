//! `mssql-sp-rename`: sp_rename leaves modules with the old name.

use crate::rules::prelude::*;

lint! {
    /// Views, procedures and triggers that name the old one are not rewritten: they fail when they are used next.
    ///
    /// ```sql,bad
    /// EXEC sp_rename 'users', 'accounts';
    /// ```
    ///
    /// ```sql,good
    /// CREATE SYNONYM accounts FOR users;
    /// ```
    Warning "PX7505" "mssql-sp-rename" = "sp_rename leaves modules with the old name",
    on SQLSERVER, Script(check), seen [documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-rename-transact-sql")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.has(&["SP_RENAME"])) {
        found.say(
            Some(statement.span),
            "Views, procedures and triggers go on naming the old one, and fail.",
            "Make them again in the same migration, or keep the old name by a synonym.",
        );
    }
}
