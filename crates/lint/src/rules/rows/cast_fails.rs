//! `cast-failure`: USING converts values that may not convert.

use crate::rules::prelude::*;

lint! {
    /// Whether each value can be converted is seen only when the statement runs: one row that cannot makes it fail, after all
    /// rows before it were converted under a lock.
    ///
    /// Count the rows that would fail (`pg_input_is_valid` from PostgreSQL 16 on tells).
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE items ALTER COLUMN size TYPE integer USING size::integer;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE items ADD COLUMN size2 integer;
    /// ```
    Info "PX7107" "cast-failure" = "USING converts values that may not convert",
    on &[PG, CR], Script(check), seen [documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        if statement.has(&["TYPE"]) && statement.has(&["USING"]) {
            let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("One row of {table} that does not convert makes the statement fail."),
                "Count such rows first, or convert into a second column in batches.",
            );
        }
    }
}
