//! `set-tablespace`: a table moves to another tablespace or access method.

use crate::rules::prelude::*;

lint! {
    /// All files of the table are copied while nobody can read or write it.
    ///
    /// Move it with a tool that copies the table beside its users, or at a time when nobody needs it.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE events SET TABLESPACE slow;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE TABLE old_events (id int) TABLESPACE slow;
    /// ```
    Warning "PX7229" "set-tablespace" = "a table moves to another tablespace or access method",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-TABLESPACE")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        if statement.has(&["SET", "TABLESPACE"]) || statement.has(&["SET", "ACCESS", "METHOD"]) {
            let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("All of {table} is copied, and nobody can read or write it meanwhile."),
                "Move it when nobody needs it, or with a tool that copies beside its users.",
            );
        }
    }
}
