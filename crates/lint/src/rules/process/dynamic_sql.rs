//! `dynamic-sql`: a statement is put together from pieces.

use crate::rules::prelude::*;

lint! {
    /// A statement is put together from pieces: nobody can judge what it does, and a name with a quote in it becomes code.
    ///
    /// Write the statement out. Where it must be dynamic, use `format('%I', …)` or `quote_ident`.
    ///
    /// ```sql,bad,postgresql
    /// DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_setting('app.t'); END $$;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// DROP TABLE old_users;
    /// ```
    Warning "PX7809" "dynamic-sql" = "a statement is put together from pieces",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-STATEMENTS-EXECUTING-DYN")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["DO"])) {
        let body = statement.text.to_uppercase();
        let quotes = body.contains("QUOTE_IDENT") || body.contains("%I") || body.contains("QUOTE_LITERAL");
        if body.contains("EXECUTE") && body.contains("||") && !quotes {
            found.say(
                Some(statement.span),
                "A statement is put together from pieces: what it does cannot be judged.",
                "Write it out, or build it with format('%I', …).",
            );
        }
    }
}
