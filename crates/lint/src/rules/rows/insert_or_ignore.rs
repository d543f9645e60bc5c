//! `insert-ignore-copy`: a copy leaves rows out without a word.

use crate::rules::prelude::*;

lint! {
    /// Rows that break a rule of the new table are left out without a word: a copy that loses rows.
    ///
    /// Use plain `INSERT … SELECT`, so that the statement fails, and mend the rows.
    ///
    /// ```sql,bad
    /// INSERT OR IGNORE INTO new_users (id) SELECT id FROM users;
    /// ```
    ///
    /// ```sql,good
    /// INSERT INTO new_users (id) SELECT id FROM users;
    /// ```
    Error "PX7108" "insert-ignore-copy" = "a copy leaves rows out without a word",
    on &[LI, MY, MA], Script(check), seen [
        documented(SQLITE, "all", "https://www.sqlite.org/lang_conflict.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/insert.html"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["INSERT"])) {
        let ignores = statement.starts(&["INSERT", "IGNORE"]) || statement.starts(&["INSERT", "OR"]);
        if ignores && statement.has(&["SELECT"]) {
            found.say(
                Some(statement.span),
                "Rows that the new table refuses are left out without a word.",
                "Use plain INSERT … SELECT, and mend the rows that it stops at.",
            );
        }
    }
}
