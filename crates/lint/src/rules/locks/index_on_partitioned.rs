//! `index-on-partitioned`: an index of a partitioned table cannot be built concurrently.

use crate::rules::prelude::*;

lint! {
    /// The index is built on every partition in one statement, while writes to all of them wait; CONCURRENTLY is not there
    /// for partitioned tables.
    ///
    /// `CREATE INDEX … ON ONLY` the table, build one on each partition concurrently, and `ALTER INDEX … ATTACH PARTITION`.
    ///
    /// ```sql,bad,postgresql
    /// CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
    /// CREATE INDEX CONCURRENTLY events_at ON events (at);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
    /// CREATE INDEX events_at ON ONLY events (at);
    /// ```
    Error "PX7237" "index-on-partitioned" = "an index of a partitioned table cannot be built concurrently",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let mut partitioned: Vec<String> = Vec::new();
    for statement in &script.statements {
        if statement.starts(&["CREATE"]) && statement.has(&["PARTITION", "BY"]) {
            partitioned.extend(statement.name_after(&["TABLE"]));
        }
        let on = statement.name_after(&["ON"]);
        if statement.has(&["INDEX", "CONCURRENTLY"])
            && on.as_ref().is_some_and(|name| partitioned.contains(name))
        {
            found.say(
                Some(statement.span),
                format!("{} is partitioned: the server refuses CONCURRENTLY.", on.unwrap_or_default()),
                "CREATE INDEX … ON ONLY, one CONCURRENTLY on each partition, then ATTACH them.",
            );
        }
    }
}
