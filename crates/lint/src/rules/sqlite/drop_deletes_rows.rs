//! `sqlite-drop-implicit-delete`: to drop a table deletes its rows first.

use crate::rules::prelude::*;

lint! {
    /// With foreign keys on, DROP TABLE deletes all rows first: rows of other tables go by their cascades, or the statement
    /// fails.
    ///
    /// `PRAGMA foreign_keys = OFF` in front, outside of a transaction, and `PRAGMA foreign_key_check` behind.
    ///
    /// ```sql,bad
    /// DROP TABLE users;
    /// ```
    ///
    /// ```sql,good
    /// PRAGMA foreign_keys = OFF;
    /// DROP TABLE users;
    /// PRAGMA foreign_keys = ON;
    /// ```
    Warning "PX7403" "sqlite-drop-implicit-delete" = "to drop a table deletes its rows first",
    on SQLITE, Script(check), seen [documented(SQLITE, "all", "https://www.sqlite.org/foreignkeys.html#fk_schemacommands")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut off = false;
    for statement in &script.statements {
        if statement.starts(&["PRAGMA", "FOREIGN_KEYS"]) {
            off = statement
                .tokens
                .last()
                .is_some_and(|token| matches!(token.as_str(), "OFF" | "0" | "FALSE" | "NO"));
        } else if statement.starts(&["DROP", "TABLE"]) && !off {
            let name = statement.name_after(&["TABLE"]).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("Rows of {name} are deleted first, and rows that refer to them by their cascades."),
                "PRAGMA foreign_keys = OFF in front, PRAGMA foreign_key_check behind.",
            );
        }
    }
}
