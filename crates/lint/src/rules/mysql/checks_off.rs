//! `mysql-checks-left-off`: foreign keys are switched off and not on again.

use crate::rules::prelude::*;

lint! {
    /// Foreign keys are not looked at from here on, and rows that refer to nothing are never found afterwards. Where the
    /// script ends early, the session goes on like that.
    ///
    /// Switch them on again in the same script, and count rows that refer to nothing.
    ///
    /// ```sql,bad
    /// SET foreign_key_checks = 0;
    /// DROP TABLE users;
    /// ```
    ///
    /// ```sql,good
    /// SET foreign_key_checks = 0;
    /// DROP TABLE users;
    /// SET foreign_key_checks = 1;
    /// ```
    Warning "PX7318" "mysql-checks-left-off" = "foreign keys are switched off and not on again",
    on MYSQLS, Script(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_foreign_key_checks")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut off: Option<&Statement<'_>> = None;
    for statement in script.statements.iter().filter(|statement| statement.has(&["FOREIGN_KEY_CHECKS"])) {
        let zero = statement.tokens.last().is_some_and(|token| matches!(token.as_str(), "0" | "OFF"));
        off = zero.then_some(statement);
    }
    if let Some(statement) = off {
        found.say(
            Some(statement.span),
            "Foreign keys stay switched off behind the end of the script.",
            "End with SET foreign_key_checks = 1, and count rows that refer to nothing.",
        );
    }
}
