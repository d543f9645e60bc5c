//! `sqlite-fk-pragma-in-tx`: PRAGMA foreign_keys inside of a transaction does nothing.

use crate::rules::prelude::*;

lint! {
    /// `PRAGMA foreign_keys` does nothing inside of a transaction, and says nothing. Foreign keys stay on, and to drop the old
    /// table deletes its rows first: cascades empty other tables.
    ///
    /// Put it in front of BEGIN.
    ///
    /// ```sql,bad
    /// BEGIN;
    /// PRAGMA foreign_keys = OFF;
    /// DROP TABLE users;
    /// COMMIT;
    /// ```
    ///
    /// ```sql,good
    /// PRAGMA foreign_keys = OFF;
    /// BEGIN;
    /// DROP TABLE users;
    /// COMMIT;
    /// PRAGMA foreign_keys = ON;
    /// ```
    Error "PX7402" "sqlite-fk-pragma-in-tx" = "PRAGMA foreign_keys inside of a transaction does nothing",
    on SQLITE, Script(check), seen [documented(SQLITE, "all", "https://www.sqlite.org/pragma.html#pragma_foreign_keys")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.transaction.is_some()) {
        if statement.starts(&["PRAGMA", "FOREIGN_KEYS"]) {
            found.say(
                Some(statement.span),
                "Inside of a transaction this does nothing: foreign keys stay as they are.",
                "Put it in front of BEGIN.",
            );
        }
    }
}
