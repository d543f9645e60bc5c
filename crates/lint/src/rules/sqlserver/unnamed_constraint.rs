//! `mssql-unnamed-default`: a constraint without a name.

use crate::rules::prelude::*;

lint! {
    /// A constraint without a name gets a random one, another in each database: no later script can drop it by name.
    ///
    /// ```sql,bad
    /// ALTER TABLE users ADD DEFAULT 0 FOR code;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE users ADD CONSTRAINT users_code_df DEFAULT 0 FOR code;
    /// ```
    Warning "PX7504" "mssql-unnamed-default" = "a constraint without a name",
    on SQLSERVER, Script(check), seen [documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-table-constraint-transact-sql")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        let kinds: [&[&str]; 5] = [
            &["ADD", "DEFAULT"],
            &["ADD", "PRIMARY"],
            &["ADD", "UNIQUE"],
            &["ADD", "CHECK"],
            &["ADD", "FOREIGN"],
        ];
        if kinds.iter().any(|words| statement.has(words)) {
            found.say(
                Some(statement.span),
                "It gets another name in each database, so that no script can drop it.",
                "ADD CONSTRAINT name …",
            );
        }
    }
}
