//! `missing-lock-timeout`: a table is locked without a limit on waiting.

use crate::rules::prelude::*;

lint! {
    /// A statement that waits for its lock makes everybody wait who comes behind it: one long query on the table, and the
    /// whole application stands. With a `lock_timeout` it gives up instead, and can be tried again.
    ///
    /// Begin the script with `SET lock_timeout = '5s'`.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ADD COLUMN a int;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// SET lock_timeout = '5s';
    /// ALTER TABLE users ADD COLUMN a int;
    /// ```
    Info "PX7223" "missing-lock-timeout" = "a table is locked without a limit on waiting",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut limited = false;
    for statement in &script.statements {
        limited |= statement.starts(&["SET"]) && statement.has(&["LOCK_TIMEOUT"]);
        let table = statement.locked_table();
        if let Some(table) = table.filter(|table| !limited && !script.creates(table)) {
            found.say(
                Some(statement.span),
                format!("This waits for {table} without a limit, and everybody else behind it."),
                "Begin with SET lock_timeout = '5s', and try again where it gives up.",
            );
            found.insert(
                "set lock_timeout",
                script.file,
                statement.span.range.start,
                "SET lock_timeout = '5s';\n\n",
            );
            return;
        }
    }
}
