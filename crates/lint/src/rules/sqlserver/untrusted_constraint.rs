//! `mssql-untrusted-constraint`: a constraint is left unchecked.

use crate::rules::prelude::*;

lint! {
    /// `WITH NOCHECK` leaves the rows that are there unchecked; the constraint stays untrusted, and the optimizer does not use
    /// it.
    ///
    /// `ALTER TABLE t WITH CHECK CHECK CONSTRAINT c` later.
    ///
    /// ```sql,bad
    /// ALTER TABLE posts WITH NOCHECK ADD CONSTRAINT fk FOREIGN KEY (author_id) REFERENCES users (id);
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE posts WITH NOCHECK ADD CONSTRAINT fk FOREIGN KEY (author_id) REFERENCES users (id);
    /// GO
    /// ALTER TABLE posts WITH CHECK CHECK CONSTRAINT fk;
    /// ```
    Warning "PX7503" "mssql-untrusted-constraint" = "a constraint is left unchecked",
    on SQLSERVER, Script(check), seen [documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let checked =
        script.statements.iter().any(|statement| statement.has(&["WITH", "CHECK", "CHECK", "CONSTRAINT"]));
    for statement in script.statements.iter().filter(|statement| statement.has(&["WITH", "NOCHECK"])) {
        if !checked {
            found.say(
                Some(statement.span),
                "Rows that are there are not checked, and the optimizer does not trust the constraint.",
                "ALTER TABLE … WITH CHECK CHECK CONSTRAINT … in a later migration.",
            );
        }
    }
}
