//! `matview-refresh`: a materialized view is computed while reads wait.

use crate::rules::prelude::*;

lint! {
    /// Nobody can read the view until it is computed. In a migration that is the time of the whole query, in every
    /// database.
    ///
    /// `REFRESH MATERIALIZED VIEW CONCURRENTLY` lets reads go on; it needs a unique index on the view.
    ///
    /// ```sql,bad,postgresql
    /// REFRESH MATERIALIZED VIEW totals;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
    /// ```
    Warning "PX7227" "matview-refresh" = "a materialized view is computed while reads wait",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        if statement.starts(&["REFRESH", "MATERIALIZED", "VIEW"]) && !statement.has(&["CONCURRENTLY"]) {
            let name = statement.name_after(&["VIEW"]).unwrap_or_default();
            found.say(
                Some(statement.span),
                format!("Nobody can read {name} until it is computed."),
                "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on it.",
            );
        }
    }
}
