//! `unsupported-by-server-version`: a statement needs a newer server.

use crate::rules::prelude::*;

lint! {
    /// The statement needs a newer server than the one that this is for.
    ///
    /// ```sql,bad,postgresql@14
    /// CREATE UNIQUE INDEX members_key ON members (tenant, email) NULLS NOT DISTINCT;
    /// ```
    ///
    /// ```sql,good,postgresql@15
    /// CREATE UNIQUE INDEX members_key ON members (tenant, email) NULLS NOT DISTINCT;
    /// ```
    Error "PX7813" "unsupported-by-server-version" = "a statement needs a newer server",
    on POSTGRES, Script(check), seen [
        documented(POSTGRES, "15", "https://www.postgresql.org/docs/15/release-15.html"),
        documented(POSTGRES, "18", "https://www.postgresql.org/docs/18/release-18.html"),
    ]
}

/// Words, and the first version that knows them.
const SINCE: &[(&[&str], u16)] = &[
    (&["NULLS", "NOT", "DISTINCT"], 15),
    (&["SECURITY_INVOKER"], 15),
    (&["REINDEX", "TABLE", "CONCURRENTLY"], 12),
    (&["REINDEX", "INDEX", "CONCURRENTLY"], 12),
    (&["UUIDV7", "("], 18),
    (&["WITHOUT", "OVERLAPS"], 18),
    (&["NOT", "ENFORCED"], 18),
    (&["MERGE", "INTO"], 15),
];

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        for (words, since) in SINCE {
            if statement.has(words) && !script.target.is_at_least(*since, 0) {
                found.say(
                    Some(statement.span),
                    format!("{} needs PostgreSQL {since}; this is for {}.", words.join(" "), script.target),
                    "Write it in another way, or name the newer server with --target.",
                );
            }
        }
    }
}
