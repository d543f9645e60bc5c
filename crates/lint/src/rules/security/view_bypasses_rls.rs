//! `view-bypasses-rls`: a view goes around row-level security.

use crate::rules::prelude::*;

lint! {
    /// A view reads with the rights of its owner: row-level security of the tables below does not hold for whoever uses it.
    ///
    /// `WITH (security_invoker = true)`, from 15 on.
    ///
    /// ```sql,bad
    /// ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    /// CREATE VIEW all_notes AS SELECT id FROM notes;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
    /// CREATE VIEW all_notes WITH (security_invoker = true) AS SELECT id FROM notes;
    /// ```
    Warning "PX7914" "view-bypasses-rls" = "a view goes around row-level security",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "15 and later", "https://www.postgresql.org/docs/current/sql-createview.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let secured: Vec<String> = script
        .statements
        .iter()
        .filter(|statement| statement.has(&["ENABLE", "ROW", "LEVEL", "SECURITY"]))
        .filter_map(|statement| statement.name_after(&["ALTER", "TABLE"]))
        .collect();
    for statement in script.statements.iter().filter(|statement| statement.starts(&["CREATE"])) {
        let reads = |table: &&String| {
            statement.tokens.iter().any(|token| token.trim_matches('"').eq_ignore_ascii_case(table))
        };
        if statement.has(&["VIEW"])
            && !statement.has(&["SECURITY_INVOKER"])
            && let Some(table) = secured.iter().find(reads)
        {
            found.say(
                Some(statement.span),
                format!("Policies of {table} do not hold for whoever uses this view."),
                "WITH (security_invoker = true).",
            );
        }
    }
}
