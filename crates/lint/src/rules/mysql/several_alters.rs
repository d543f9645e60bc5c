//! `mysql-multiple-alters`: one table is altered several times.

use crate::rules::prelude::*;

lint! {
    /// Each ALTER TABLE is a pass of its own over the table, where it rewrites it; joined into one statement it is one pass.
    /// (Not where one part is instant and another is not: then the whole is as slow as the slowest.)
    ///
    /// ```sql,bad
    /// ALTER TABLE users ADD COLUMN a int;
    /// ALTER TABLE users ADD COLUMN b int;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE users ADD COLUMN a int, ADD COLUMN b int;
    /// ```
    Info "PX7315" "mysql-multiple-alters" = "one table is altered several times",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-performance.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut known: Vec<String> = Vec::new();
    for statement in script.statements.iter().filter(|statement| statement.starts(&["ALTER", "TABLE"])) {
        let Some(table) = statement.name_after(&["ALTER", "TABLE"]) else { continue };
        if known.contains(&table) && !script.creates(&table) {
            found.say(
                Some(statement.span),
                format!("{table} is altered again: each statement may be a pass over all rows."),
                "Join the parts into one ALTER TABLE.",
            );
        }
        known.push(table);
    }
}
