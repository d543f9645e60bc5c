//! `mysql-column-position`: a column is put between others.

use crate::rules::prelude::*;

lint! {
    /// Before MySQL 8.0.29 a column can be added at once only at the end; anywhere else the table is written anew.
    ///
    /// Leave FIRST and AFTER out: the order of columns means nothing to programs that name them.
    ///
    /// ```sql,bad,mysql@8.0
    /// ALTER TABLE users ADD COLUMN a int AFTER id;
    /// ```
    ///
    /// ```sql,good,mysql@8.0
    /// ALTER TABLE users ADD COLUMN a int;
    /// ```
    Info "PX7314" "mysql-column-position" = "a column is put between others",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.0/en/innodb-online-ddl-operations.html#online-ddl-column-operations")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        if statement.has(&["AFTER"]) || statement.has(&["FIRST"]) {
            found.say(
                Some(statement.span),
                "Servers before 8.0.29 write the table anew to put a column between others.",
                "Leave FIRST and AFTER out.",
            );
        }
    }
}
