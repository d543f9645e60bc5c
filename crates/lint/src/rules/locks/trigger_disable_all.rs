//! `trigger-disable-all`: foreign keys are switched off with all triggers.

use crate::rules::prelude::*;

lint! {
    /// `DISABLE TRIGGER ALL` switches foreign keys off as well: rows that refer to nothing come in and stay. Whoever is not
    /// a superuser gets an error.
    ///
    /// Name the trigger, or `USER`.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users DISABLE TRIGGER ALL;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE users DISABLE TRIGGER audit;
    /// ```
    Error "PX7230" "trigger-disable-all" = "foreign keys are switched off with all triggers",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        let replica = statement.starts(&["SET"]) && statement.has(&["SESSION_REPLICATION_ROLE"]);
        if statement.has(&["DISABLE", "TRIGGER", "ALL"]) || (replica && !statement.has(&["DEFAULT"])) {
            found.say(
                Some(statement.span),
                "Foreign keys are not checked from here on; rows that refer to nothing come in and stay.",
                "Name the trigger, or disable TRIGGER USER.",
            );
        }
    }
}
