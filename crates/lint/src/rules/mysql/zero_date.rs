//! `mysql-zero-date`: a date of zeros.

use crate::rules::prelude::*;

lint! {
    /// A date of zeros is no date: strict servers refuse it, drivers cannot read it, and it does not survive a move elsewhere.
    ///
    /// Use NULL.
    ///
    /// ```sql,bad
    /// ALTER TABLE users ADD COLUMN born date NOT NULL DEFAULT '0000-00-00';
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE users ADD COLUMN born date;
    /// ```
    Warning "PX7316" "mysql-zero-date" = "a date of zeros",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html#sqlmode_no_zero_date")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        if statement.tokens.iter().any(|token| token.starts_with("'0000-00-00")) {
            found.say(
                Some(statement.span),
                "A date of zeros is no date, and strict servers refuse it.",
                "Use NULL.",
            );
        }
    }
}
