//! `rename-in-place`: a table or column is renamed under running programs.

use crate::rules::prelude::*;

lint! {
    /// The rename takes a moment, but it waits for every query on the table, and everybody who comes meanwhile waits
    /// behind it. And programs of the release that is running fail from then on.
    ///
    /// Keep the name in the database with `@map` (or `@@map`): only the schema changes then.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users RENAME COLUMN name TO full_name;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE users ADD COLUMN full_name text;
    /// ```
    Warning "PX7220" "rename-in-place" = "a table or column is renamed under running programs",
    on &[PG, CR, MY, MA, MS], Script(check), seen [
        measured(POSTGRES, "14 to 18", LOCKS),
        documented(&[CR], "all", "https://www.cockroachlabs.com/docs/stable/alter-table"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/rename-table.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-rename-transact-sql"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        let table = statement.name_after(&["TABLE"]).unwrap_or_default();
        let renames = statement.starts(&["ALTER", "TABLE"])
            && (statement.has(&["RENAME", "TO"])
                || statement.has(&["RENAME", "COLUMN"])
                || statement.has(&["RENAME", "AS"]));
        let renames = renames || statement.starts(&["RENAME", "TABLE"]) || statement.has(&["SP_RENAME"]);
        if renames && !script.creates(&table) {
            found.say(
                Some(statement.span),
                format!("Programs that are running fail as soon as this name of {table} is gone.").replace(" of  is", " is"),
                "Keep the old name in the database (@map, @@map), or keep both alive by a view until the next release.",
            );
        }
    }
}
