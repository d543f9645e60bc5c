//! `mssql-batch-go`: a statement must be first in its batch.

use crate::rules::prelude::*;

lint! {
    /// CREATE VIEW, PROCEDURE, FUNCTION, TRIGGER and SCHEMA must come first in their batch: behind another statement they are
    /// a mistake of syntax.
    ///
    /// Put GO in front.
    ///
    /// ```sql,bad
    /// ALTER TABLE users ADD code int;
    /// CREATE VIEW codes AS SELECT code FROM users;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE users ADD code int;
    /// GO
    /// CREATE VIEW codes AS SELECT code FROM users;
    /// ```
    Error "PX7506" "mssql-batch-go" = "a statement must be first in its batch",
    on SQLSERVER, Script(check), seen [documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-view-transact-sql")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    const FIRST: [&str; 5] = ["VIEW", "PROCEDURE", "FUNCTION", "TRIGGER", "SCHEMA"];
    for batch in &script.statements {
        let behind = batch.tokens.windows(3).any(|window| {
            window[0] == ";" && window[1] == "CREATE" && FIRST.contains(&window[2].as_str())
        });
        if behind && !batch.starts(&["CREATE"]) {
            found.say(
                Some(batch.span),
                "A statement of this batch must come first in its own.",
                "Put a line with GO in front of it.",
            );
        }
    }
}
