//! `add-check-validating`: a check is tested against all rows under a lock.

use crate::rules::prelude::*;

lint! {
    /// A check is tested against all rows when it is added, while nobody can read or write the table.
    ///
    /// Add it `NOT VALID`, which takes a moment, and `VALIDATE CONSTRAINT` in a later transaction.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ADD CONSTRAINT positive CHECK (age > 0);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE users ADD CONSTRAINT positive CHECK (age > 0) NOT VALID;
    /// ALTER TABLE users VALIDATE CONSTRAINT positive;
    /// ```
    Warning "PX7213" "add-check-validating" = "a check is tested against all rows under a lock",
    on POSTGRES, Script(check), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        let adds = statement.has(&["ADD", "CHECK"])
            || (statement.has(&["ADD", "CONSTRAINT"]) && statement.has(&["CHECK"]));
        let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
        if adds && !statement.has(&["NOT", "VALID"]) && !script.creates(&table) {
            found.say(
                Some(statement.span),
                format!("Reads and writes of {table} wait while all rows are checked."),
                "Add it NOT VALID, then VALIDATE CONSTRAINT in a later transaction.",
            );
            found.insert("add it NOT VALID", statement.span.file, statement.span.range.end, " NOT VALID");
        }
    }
}
