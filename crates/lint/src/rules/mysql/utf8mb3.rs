//! `mysql-utf8mb3`: a character set that holds no emoji.

use crate::rules::prelude::*;

lint! {
    /// `utf8` (`utf8mb3`) holds three bytes per letter: emoji and many names do not fit. It is deprecated.
    ///
    /// ```sql,bad
    /// CREATE TABLE notes (id int PRIMARY KEY, text varchar(50)) CHARACTER SET utf8;
    /// ```
    ///
    /// ```sql,good
    /// CREATE TABLE notes (id int PRIMARY KEY, text varchar(50)) CHARACTER SET utf8mb4;
    /// ```
    Warning "PX7311" "mysql-utf8mb3" = "a character set that holds no emoji",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/charset-unicode-utf8mb3.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.is_ddl()) {
        let old = statement.tokens.windows(2).any(|pair| {
            matches!(pair[1].as_str(), "UTF8" | "UTF8MB3")
                && matches!(pair[0].as_str(), "SET" | "CHARSET" | "=")
        });
        if old {
            found.say(
                Some(statement.span),
                "utf8 holds three bytes per letter: emoji do not fit.",
                "Use utf8mb4.",
            );
        }
    }
}
