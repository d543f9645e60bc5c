//! `validate-in-same-transaction`: a constraint is validated in the transaction that added it.

use crate::rules::prelude::*;

lint! {
    /// `NOT VALID` keeps the lock short; to validate in the same transaction reads all rows while that lock is still held.
    ///
    /// Validate in a later migration.
    ///
    /// ```sql,bad,postgresql
    /// BEGIN;
    /// ALTER TABLE users ADD CONSTRAINT positive CHECK (age > 0) NOT VALID;
    /// ALTER TABLE users VALIDATE CONSTRAINT positive;
    /// COMMIT;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// BEGIN;
    /// ALTER TABLE users ADD CONSTRAINT positive CHECK (age > 0) NOT VALID;
    /// COMMIT;
    /// BEGIN;
    /// ALTER TABLE users VALIDATE CONSTRAINT positive;
    /// COMMIT;
    /// ```
    Warning "PX7236" "validate-in-same-transaction" = "a constraint is validated in the transaction that added it",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-VALIDATE-CONSTRAINT")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut added: Vec<(Option<usize>, String)> = Vec::new();
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
        let entry = (statement.transaction, table.clone());
        if statement.has(&["NOT", "VALID"]) && statement.transaction.is_some() {
            added.push(entry);
        } else if statement.has(&["VALIDATE", "CONSTRAINT"]) && added.contains(&entry) {
            found.say(
                Some(statement.span),
                format!("All rows of {table} are read while the lock of the statement above is held."),
                "Validate in a transaction, or a migration, of its own.",
            );
        }
    }
}
