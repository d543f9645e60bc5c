//! `missing-idempotency`: a statement cannot be repeated after a failure.

use crate::rules::prelude::*;

lint! {
    /// Where a migration is not one transaction, it may stop half way and has to be run again: a statement that has run then
    /// fails, unless it says `IF EXISTS` or `IF NOT EXISTS`.
    ///
    /// ```sql,bad
    /// DROP INDEX CONCURRENTLY users_email;
    /// ```
    ///
    /// ```sql,good
    /// DROP INDEX CONCURRENTLY IF EXISTS users_email;
    /// ```
    Info "PX7805" "missing-idempotency" = "a statement cannot be repeated after a failure",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-dropindex.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.nature == Nature::Alone) {
        if statement.starts(&["DROP"]) && !statement.has(&["IF", "EXISTS"]) {
            found.say(
                Some(statement.span),
                "Outside of a transaction this may have to be run again, and fails then.",
                "Say IF EXISTS.",
            );
            let at =
                statement.text.to_ascii_uppercase().find("CONCURRENTLY").map(|at| at + "CONCURRENTLY".len());
            if let Some(at) = at {
                let start = statement.span.range.start + at as u32;
                found.insert("say IF EXISTS", script.file, start, " IF EXISTS");
            }
        }
    }
}
