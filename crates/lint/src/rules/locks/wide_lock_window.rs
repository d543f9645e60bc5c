//! `wide-lock-window`: one transaction locks several tables.

use crate::rules::prelude::*;

lint! {
    /// One transaction locks several tables that are there, one after the other. Programs that use them in another order run
    /// into a deadlock, and each table is locked until the last one is done.
    ///
    /// Change one table per transaction: give each a migration of its own.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ADD COLUMN a int;
    /// ALTER TABLE posts ADD COLUMN b int;
    /// ALTER TABLE likes ADD COLUMN c int;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE users ADD COLUMN a int;
    /// ALTER TABLE users ADD COLUMN b int;
    /// ```
    Info "PX7222" "wide-lock-window" = "one transaction locks several tables",
    on &[PG, CR], Script(check), seen [documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS")],
    options [OptionSpec { key: "limit", default: "2", doc: "how many tables a transaction may lock" }]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let limit = usize::try_from(found.number("limit")).unwrap_or_default();
    let mut locked: Vec<(Option<usize>, String)> = Vec::new();
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
        let entry = (statement.transaction, table.clone());
        if script.creates(&table) || locked.contains(&entry) || (entry.0.is_none() && !script.is_wrapped()) {
            continue;
        }
        locked.push(entry);
        let together: Vec<String> = locked
            .iter()
            .filter(|(at, _)| *at == statement.transaction)
            .map(|(_, name)| name.clone())
            .collect();
        if together.len() == limit + 1 {
            found.say(
                Some(statement.span),
                format!("One transaction locks {} until its end.", list(together)),
                "Change one table per migration.",
            );
        }
    }
}
