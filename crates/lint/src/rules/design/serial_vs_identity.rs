//! `serial-vs-identity`: a counter of the old kind.

use crate::rules::prelude::*;

lint! {
    /// `serial` is a default that calls a sequence beside the table: rights on it are granted apart, and a value that somebody
    /// writes by hand collides later.
    ///
    /// Identity columns (`GENERATED … AS IDENTITY`) belong to the table.
    ///
    /// ```sql,bad,postgresql
    /// CREATE TABLE users (id bigserial PRIMARY KEY);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    /// ```
    Info "PX7620" "serial-vs-identity" = "a counter of the old kind",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "10 and later", "https://www.postgresql.org/docs/current/ddl-identity-columns.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.is_ddl()) {
        let kinds = ["SERIAL", "BIGSERIAL", "SMALLSERIAL"];
        if let Some(word) = statement.tokens.iter().find(|token| kinds.contains(&token.as_str())) {
            found.say(
                Some(statement.span),
                format!("{word} is a default on a sequence beside the table."),
                "Use GENERATED ALWAYS AS IDENTITY.",
            );
        }
    }
}
