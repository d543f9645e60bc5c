//! `redundant-if-not-exists`: IF NOT EXISTS hides a table that is another.

use crate::rules::prelude::*;

lint! {
    /// A table of that name may be there with other columns: the statement does nothing then, the migration is recorded as
    /// done, and the difference shows much later.
    ///
    /// In a transaction nothing has to be repeated: leave it out.
    ///
    /// ```sql,bad
    /// CREATE TABLE IF NOT EXISTS users (id int PRIMARY KEY);
    /// ```
    ///
    /// ```sql,good
    /// CREATE TABLE users (id int PRIMARY KEY);
    /// ```
    Info "PX7806" "redundant-if-not-exists" = "IF NOT EXISTS hides a table that is another",
    on &[PG, CR, MY, MA, LI], Script(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-createtable.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/create-table.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/lang_createtable.html"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        if statement.starts(&["CREATE", "TABLE", "IF", "NOT", "EXISTS"]) {
            let table = statement.name_after(&["TABLE"]).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("Where another {table} is there, this does nothing and is recorded as done."),
                "Leave IF NOT EXISTS out.",
            );
        }
    }
}
