//! `mysql-no-tx-ddl`: a failure leaves a half-done migration.

use crate::rules::prelude::*;

lint! {
    /// Each statement that changes a definition is committed by itself. If the third one fails, the first two stay, and the
    /// migration can neither be repeated nor taken back.
    ///
    /// One statement per migration; or statements that can be repeated (`IF EXISTS` on MariaDB).
    ///
    /// ```sql,bad
    /// ALTER TABLE users ADD COLUMN a int;
    /// ALTER TABLE posts ADD COLUMN b int;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE users ADD COLUMN a int, ADD COLUMN b int;
    /// ```
    Info "PX7304" "mysql-no-tx-ddl" = "a failure leaves a half-done migration",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let changes: Vec<&Statement<'_>> = script
        .statements
        .iter()
        .filter(|statement| statement.starts(&["ALTER"]) || statement.starts(&["DROP"]))
        .collect();
    if let [_, second, ..] = changes.as_slice() {
        found.say(
            Some(second.span),
            format!(
                "{} statements are committed one by one: if this one fails, what is above stays.",
                changes.len()
            ),
            "Give each a migration of its own, or join those of one table.",
        );
    }
}
