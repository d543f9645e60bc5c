//! `nondeterministic-migration`: values differ from database to database.

use crate::rules::prelude::*;

lint! {
    /// Each database gets other values, so that two of them differ after the same migrations, and a mistake cannot be looked at
    /// elsewhere.
    ///
    /// Work values out from what is in the row, or write constants.
    ///
    /// ```sql,bad
    /// UPDATE users SET token = random() WHERE token IS NULL;
    /// ```
    ///
    /// ```sql,good
    /// UPDATE users SET token = id WHERE token IS NULL;
    /// ```
    Info "PX7808" "nondeterministic-migration" = "values differ from database to database",
    on &[PG, CR, LI], Script(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/functions-math.html#FUNCTIONS-MATH-RANDOM-TABLE"),
        documented(SQLITE, "all", "https://www.sqlite.org/deterministic.html"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    const VARYING: &[&str] =
        &["RANDOM", "GEN_RANDOM_UUID", "UUID_GENERATE_V4", "CLOCK_TIMESTAMP", "RANDOMBLOB"];
    for statement in script.statements.iter().filter(|statement| statement.is_dml()) {
        let called =
            statement.tokens.windows(2).find(|pair| VARYING.contains(&pair[0].as_str()) && pair[1] == "(");
        if let Some(called) = called {
            found.say(
                Some(statement.span),
                format!("{} gives other values in each database.", called[0].to_lowercase()),
                "Work the values out from the row, or write constants.",
            );
        }
    }
}
