//! `timeout-after-ddl`: lock_timeout is set too late.

use crate::rules::prelude::*;

lint! {
    /// The limit is set after a statement that has locked a table already: that one waited without a limit.
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ADD COLUMN a int;
    /// SET lock_timeout = '2s';
    /// ALTER TABLE users ADD COLUMN b int;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// SET lock_timeout = '2s';
    /// ALTER TABLE users ADD COLUMN a int;
    /// ALTER TABLE users ADD COLUMN b int;
    /// ```
    Warning "PX7225" "timeout-after-ddl" = "lock_timeout is set too late",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut waited: Option<String> = None;
    for statement in &script.statements {
        if statement.starts(&["SET"]) && statement.has(&["LOCK_TIMEOUT"]) {
            if let Some(table) = &waited {
                found.say(
                    Some(statement.span),
                    format!("The statement on {table} above waits without this limit."),
                    "Put it at the top of the script.",
                );
            }
            return;
        }
        waited = waited.or(statement.locked_table().filter(|table| !script.creates(table)));
    }
}
