//! `mysql-charset-convert`: a table is converted to another character set.

use crate::rules::prelude::*;

lint! {
    /// Every row is written anew while writes wait. Texts can become too long for their index, and to a smaller character
    /// set letters are lost.
    ///
    /// Use a tool that copies beside the users.
    ///
    /// ```sql,bad
    /// ALTER TABLE users CONVERT TO CHARACTER SET utf8mb4;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE users DEFAULT CHARACTER SET utf8mb4;
    /// ```
    Warning "PX7310" "mysql-charset-convert" = "a table is converted to another character set",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-table-operations")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        if statement.has(&["CONVERT", "TO", "CHARACTER", "SET"])
            || statement.has(&["CONVERT", "TO", "CHARSET"])
        {
            let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("{table} is copied while writes wait, and indexed texts may become too long."),
                "Use a tool that copies beside the users; look at key lengths first.",
            );
        }
    }
}
