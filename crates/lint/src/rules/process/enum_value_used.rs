//! `enum-add-then-use-in-tx`: a new value of an enum is used before it is committed.

use crate::rules::prelude::*;

lint! {
    /// A new value of an enum can be used only after the transaction that adds it has been committed: until then the server
    /// says “unsafe use of new value”. (From 17 on it can where the type is new in that transaction as well.)
    ///
    /// Use it in the next migration.
    ///
    /// ```sql,bad,postgresql
    /// BEGIN;
    /// ALTER TYPE role ADD VALUE 'owner';
    /// UPDATE users SET role = 'owner' WHERE id = 1;
    /// COMMIT;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TYPE role ADD VALUE 'owner';
    /// ```
    Error "PX7811" "enum-add-then-use-in-tx" = "a new value of an enum is used before it is committed",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "12 and later", "https://www.postgresql.org/docs/current/sql-altertype.html#SQL-ALTERTYPE-NOTES")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut new: Vec<(Option<usize>, String)> = Vec::new();
    for statement in &script.statements {
        for (transaction, value) in &new {
            let together =
                *transaction == statement.transaction && (transaction.is_some() || script.is_wrapped());
            if together && statement.tokens.contains(value) && !statement.starts(&["ALTER", "TYPE"]) {
                found.say(
                    Some(statement.span),
                    format!("{value} cannot be used in the transaction that adds it."),
                    "Use it in the next migration.",
                );
            }
        }
        let added = (script.target.dialect.live.upkeep.usable_once_committed)(statement.text);
        new.extend(added.map(|value| (statement.transaction, value)));
    }
}
