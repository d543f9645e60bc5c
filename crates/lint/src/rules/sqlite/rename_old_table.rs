//! `sqlite-rename-old-table`: the old table is renamed out of the way.

use crate::rules::prelude::*;

lint! {
    /// Foreign keys of other tables follow a table that is renamed. Who renames the old one, makes the new one and drops the
    /// old one leaves them pointing at nothing.
    ///
    /// Make the new table under another name, copy, drop the old one, rename the new one.
    ///
    /// ```sql,bad
    /// ALTER TABLE users RENAME TO old_users;
    /// CREATE TABLE users (id integer PRIMARY KEY);
    /// INSERT INTO users SELECT id FROM old_users;
    /// DROP TABLE old_users;
    /// ```
    ///
    /// ```sql,good
    /// PRAGMA foreign_keys = OFF;
    /// CREATE TABLE new_users (id integer PRIMARY KEY);
    /// INSERT INTO new_users SELECT id FROM users;
    /// DROP TABLE users;
    /// ALTER TABLE new_users RENAME TO users;
    /// ```
    Error "PX7404" "sqlite-rename-old-table" = "the old table is renamed out of the way",
    on SQLITE, Script(check), seen [documented(SQLITE, "3.26 and later", "https://www.sqlite.org/lang_altertable.html#otheralter")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for (at, statement) in script.statements.iter().enumerate() {
        let Some(old) = statement.name_after(&["RENAME", "TO"]) else { continue };
        let Some(table) = statement.name_after(&["ALTER", "TABLE"]) else { continue };
        let later = script.statements.get(at..).unwrap_or_default();
        let does = |words: &[&str], name: &String| {
            later
                .iter()
                .any(|other| other.starts(words) && other.name_after(&["TABLE"]).as_ref() == Some(name))
        };
        if does(&["CREATE", "TABLE"], &table) && does(&["DROP", "TABLE"], &old) {
            found.say(
                Some(statement.span),
                format!(
                    "Foreign keys to {table} follow it to {old}, and point at nothing once that is dropped."
                ),
                "Make the new table under another name, copy, drop the old one, then rename the new one.",
            );
        }
    }
}
