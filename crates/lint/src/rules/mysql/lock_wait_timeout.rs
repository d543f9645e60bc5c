//! `mysql-mdl-queue`: a table is locked without a limit on waiting.

use crate::rules::prelude::*;

lint! {
    /// A change of a table waits for every transaction that has touched it, and everybody who comes meanwhile waits behind
    /// it: for a year, which is the usual `lock_wait_timeout`.
    ///
    /// `SET SESSION lock_wait_timeout = 5` first, and try again.
    ///
    /// ```sql,bad
    /// ALTER TABLE users ADD COLUMN a int;
    /// ```
    ///
    /// ```sql,good
    /// SET SESSION lock_wait_timeout = 5;
    /// ALTER TABLE users ADD COLUMN a int;
    /// ```
    Info "PX7306" "mysql-mdl-queue" = "a table is locked without a limit on waiting",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_lock_wait_timeout")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        if statement.starts(&["SET"]) && statement.has(&["LOCK_WAIT_TIMEOUT"]) {
            return;
        }
        if let Some(table) = statement.locked_table().filter(|table| !script.creates(table)) {
            found.say(
                Some(statement.span),
                format!("This waits for {table} for up to a year, and everybody else behind it."),
                "Begin with SET SESSION lock_wait_timeout = 5, and try again where it gives up.",
            );
            let start = statement.span.range.start;
            found.insert(
                "set lock_wait_timeout",
                script.file,
                start,
                "SET SESSION lock_wait_timeout = 5;\n\n",
            );
            return;
        }
    }
}
