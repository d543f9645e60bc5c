//! `drop-schema`: a namespace or database is dropped.

use crate::rules::prelude::*;

lint! {
    /// A namespace goes, and on MySQL everything in it with it. On PostgreSQL the statement fails while anything is left.
    ///
    /// Drop what is in it step by step, so that a review shows what is lost.
    ///
    /// ```sql,bad,postgresql
    /// DROP SCHEMA audit;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE SCHEMA archive;
    /// ```
    Error "PX7012" "drop-schema" = "a namespace or database is dropped",
    on &[PG, CR, MY, MA, MS], Script(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-dropschema.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/drop-database.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-schema-transact-sql"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        for words in [["DROP", "SCHEMA"], ["DROP", "DATABASE"]] {
            if statement.starts(&words) {
                let name = statement.name_after(&words).unwrap_or_default();
                found.say(
                    Some(statement.span),
                    format!("{name} is dropped, with whatever is in it."),
                    "Drop what is in it by statements of their own first.",
                );
            }
        }
    }
}
