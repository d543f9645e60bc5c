//! `write-without-where`: all rows of a table are updated or deleted.

use crate::rules::prelude::*;

lint! {
    /// All rows are changed in one transaction: they stay locked until its end, the table grows by as many dead rows
    /// (PostgreSQL), and replicas fall behind. Where all rows are meant, do it in batches that can be resumed; say
    /// `WHERE true` where the table is small.
    ///
    /// ```sql,bad
    /// UPDATE users SET active = true;
    /// ```
    ///
    /// ```sql,good
    /// UPDATE users SET active = true WHERE id BETWEEN 1 AND 1000;
    /// ```
    Warning "PX7014" "write-without-where" = "all rows of a table are updated or deleted",
    on ALL, Script(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-ROWS"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/innodb-locks-set.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/lockingv3.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        let (words, what): (&[&str], &str) = match statement.word(0) {
            "UPDATE" => (&["UPDATE"], "updated"),
            "DELETE" => (&["DELETE", "FROM"], "deleted"),
            _ => continue,
        };
        if !statement.has(&["WHERE"]) && !statement.has(&["LIMIT"]) {
            let name = statement.name_after(words).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("All rows of {name} are {what} in one transaction."),
                "Work in batches that can be resumed, or write WHERE true where the table is known to be small.",
            );
        }
    }
}
