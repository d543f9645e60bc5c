//! `mysql-display-width`: an integer with a display width.

use crate::rules::prelude::*;

lint! {
    /// The number behind an integer type is how wide old clients print it. It limits nothing, is deprecated, and makes two
    /// equal types look different.
    ///
    /// ```sql,bad
    /// CREATE TABLE t (id int(11) PRIMARY KEY);
    /// ```
    ///
    /// ```sql,good
    /// CREATE TABLE t (id int PRIMARY KEY);
    /// ```
    Info "PX7317" "mysql-display-width" = "an integer with a display width",
    on &[MY], Script(check), seen [documented(&[MY], "8.0.17 and later", "https://dev.mysql.com/doc/refman/8.4/en/numeric-type-attributes.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.is_ddl()) {
        let wide = statement.tokens.windows(3).any(|window| {
            matches!(window[0].as_str(), "INT" | "INTEGER" | "BIGINT" | "SMALLINT" | "MEDIUMINT")
                && window[1] == "("
                && window[2].chars().all(|c| c.is_ascii_digit())
        });
        if wide {
            found.say(
                Some(statement.span),
                "The number behind an integer type limits nothing and is deprecated.",
                "Leave it out.",
            );
        }
    }
}
