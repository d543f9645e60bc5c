//! `multi-statement-under-lock`: rows are worked on while a table is locked.

use crate::rules::prelude::*;

lint! {
    /// A lock is held until its transaction ends. Statements behind the one that takes it make everybody wait for as long
    /// as they take, too.
    ///
    /// Put what locks a table that is there in a transaction of its own, or last.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ADD COLUMN active boolean;
    /// UPDATE users SET active = true WHERE id > 0;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE users ADD COLUMN active boolean;
    /// ```
    Warning "PX7221" "multi-statement-under-lock" = "rows are worked on while a table is locked",
    on &[PG, CR, MS], Script(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/explicit-locking.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut locked: Option<(String, Option<usize>)> = None;
    for statement in &script.statements {
        if statement.nature == Nature::Commit || statement.nature == Nature::Rollback {
            locked = None;
        }
        if statement.starts(&["ALTER", "TABLE"]) && locked.is_none() {
            let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
            if !script.creates(&table) {
                locked = Some((table, statement.transaction));
            }
        } else if let Some((table, transaction)) = &locked
            && statement.is_dml()
            && (*transaction == statement.transaction)
            && (transaction.is_some() || script.is_wrapped())
            && !statement.starts(&["INSERT"])
        {
            found.say(
                Some(statement.span),
                format!("{table} is locked by a statement above; everybody waits until this is done."),
                "Work on rows in a migration of its own, in batches.",
            );
        }
    }
}
