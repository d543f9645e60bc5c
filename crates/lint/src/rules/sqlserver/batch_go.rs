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
    for statement in script.statements.iter().filter(|statement| !statement.is_first) {
        if statement.word(0) == "CREATE" && FIRST.contains(&statement.word(1)) {
            found.say(
                Some(statement.span),
                format!("CREATE {} must be the first statement of its batch.", statement.word(1)),
                "Put a line with GO in front of it.",
            );
        }
    }
}
