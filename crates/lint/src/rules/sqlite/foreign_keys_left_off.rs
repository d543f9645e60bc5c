//! `sqlite-foreign-keys-left-off`: foreign keys are switched off and not on again.

use crate::rules::prelude::*;

lint! {
    /// Foreign keys are a setting of the connection: a script that ends with them off leaves rows that refer to nothing to
    /// come.
    ///
    /// ```sql,bad
    /// PRAGMA foreign_keys = OFF;
    /// DROP TABLE users;
    /// ```
    ///
    /// ```sql,good
    /// PRAGMA foreign_keys = OFF;
    /// DROP TABLE users;
    /// PRAGMA foreign_keys = ON;
    /// ```
    Warning "PX7407" "sqlite-foreign-keys-left-off" = "foreign keys are switched off and not on again",
    on SQLITE, Script(check), seen [documented(SQLITE, "all", "https://www.sqlite.org/pragma.html#pragma_foreign_keys")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let pragmas: Vec<&Statement<'_>> =
        script.statements.iter().filter(|statement| statement.starts(&["PRAGMA", "FOREIGN_KEYS"])).collect();
    if let Some(last) = pragmas.last()
        && last.tokens.last().is_some_and(|token| matches!(token.as_str(), "OFF" | "0" | "FALSE" | "NO"))
    {
        found.say(
            Some(last.span),
            "Foreign keys stay switched off behind the end of the script.",
            "End with PRAGMA foreign_key_check and PRAGMA foreign_keys = ON.",
        );
    }
}
