//! `sqlite-add-column-limits`: a column that SQLite cannot add.

use crate::rules::prelude::*;

lint! {
    /// A column that is added to a table with rows can be neither a primary key nor unique, must have a constant default where
    /// it is required, and `CURRENT_TIMESTAMP` is none.
    ///
    /// ```sql,bad
    /// ALTER TABLE users ADD COLUMN code int UNIQUE;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE users ADD COLUMN code int;
    /// CREATE UNIQUE INDEX users_code ON users (code);
    /// ```
    Error "PX7406" "sqlite-add-column-limits" = "a column that SQLite cannot add",
    on SQLITE, Script(check), seen [documented(SQLITE, "all", "https://www.sqlite.org/lang_altertable.html#altertabaddcol")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        let reason = match () {
            () if !statement.has(&["ADD"]) => continue,
            () if statement.has(&["UNIQUE"]) => "unique",
            () if statement.has(&["PRIMARY", "KEY"]) => "the primary key",
            () if statement.has(&["DEFAULT", "CURRENT_TIMESTAMP"]) || statement.has(&["DEFAULT", "("]) => {
                "one with a computed default"
            }
            () if statement.has(&["NOT", "NULL"]) && !statement.has(&["DEFAULT"]) => {
                "required without a default"
            }
            () => continue,
        };
        found.say(
            Some(statement.span),
            format!("A column that is added later cannot be {reason}."),
            "Add it plain and an index beside it, or copy into a new table.",
        );
    }
}
