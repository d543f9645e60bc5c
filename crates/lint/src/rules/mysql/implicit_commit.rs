//! `mysql-implicit-commit`: a definition is changed inside of a transaction.

use crate::rules::prelude::*;

lint! {
    /// A statement that changes a definition commits what the transaction has done so far, and what follows is no longer part
    /// of it: a ROLLBACK later takes nothing of that back.
    ///
    /// ```sql,bad
    /// START TRANSACTION;
    /// UPDATE users SET a = 1 WHERE id = 1;
    /// ALTER TABLE users ADD COLUMN b int;
    /// UPDATE users SET b = 1 WHERE id = 1;
    /// COMMIT;
    /// ```
    ///
    /// ```sql,good
    /// START TRANSACTION;
    /// UPDATE users SET a = 1 WHERE id = 1;
    /// COMMIT;
    /// ALTER TABLE users ADD COLUMN b int;
    /// ```
    Error "PX7305" "mysql-implicit-commit" = "a definition is changed inside of a transaction",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.transaction.is_some()) {
        if statement.is_ddl() && !statement.has(&["TEMPORARY"]) {
            found.say(
                Some(statement.span),
                "This commits the transaction around it; nothing of that can be taken back.",
                "Change definitions outside of transactions.",
            );
        }
    }
}
