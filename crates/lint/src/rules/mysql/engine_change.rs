//! `mysql-engine-change`: a table gets another engine.

use crate::rules::prelude::*;

lint! {
    /// The whole table is written anew. MyISAM has neither transactions nor foreign keys, and loses rows in a crash.
    ///
    /// ```sql,bad
    /// ALTER TABLE users ENGINE = MyISAM;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE users ADD COLUMN a int;
    /// ```
    Warning "PX7312" "mysql-engine-change" = "a table gets another engine",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/converting-tables-to-innodb.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        if statement.has(&["ENGINE"]) {
            let table = statement.name_after(&["ALTER", "TABLE"]).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("All of {table} is written anew."),
                "Do it when nobody needs the table, or with a tool that copies beside the users.",
            );
        }
    }
}
