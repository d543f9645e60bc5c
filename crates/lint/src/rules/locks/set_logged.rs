//! `set-logged`: a table becomes logged or unlogged.

use crate::rules::prelude::*;

lint! {
    /// The table is written anew while nobody can read or write it. An unlogged table is empty after a crash and is not
    /// replicated.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE events SET UNLOGGED;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE UNLOGGED TABLE scratch (id int);
    /// ```
    Warning "PX7228" "set-logged" = "a table becomes logged or unlogged",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-LOGGED-UNLOGGED")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        if statement.has(&["SET", "LOGGED"]) || statement.has(&["SET", "UNLOGGED"]) {
            let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("{table} is written anew, and nobody can read or write it meanwhile."),
                "Make a new table and move the rows in batches.",
            );
        }
    }
}
