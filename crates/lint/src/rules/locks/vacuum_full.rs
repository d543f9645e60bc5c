//! `vacuum-full`: a table is written anew by VACUUM FULL or CLUSTER.

use crate::rules::prelude::*;

lint! {
    /// The table is written anew while nobody can read or write it, and the disk must hold it twice.
    ///
    /// Plain `VACUUM` frees the space for new rows without a lock. To give space back to the disk use a tool that copies the
    /// table beside its users, such as pg_repack.
    ///
    /// ```sql,bad,postgresql
    /// VACUUM FULL users;
    /// ```
    ///
    /// ```sql,good,postgresql
    /// VACUUM users;
    /// ```
    Error "PX7226" "vacuum-full" = "a table is written anew by VACUUM FULL or CLUSTER",
    on POSTGRES, Script(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-vacuum.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        if (statement.starts(&["VACUUM"]) && statement.has(&["FULL"])) || statement.starts(&["CLUSTER"]) {
            found.say(
                Some(statement.span),
                format!("Nobody can read or write the table while {} writes it anew.", statement.word(0)),
                "Use plain VACUUM, or a tool that copies the table beside its users.",
            );
        }
    }
}
