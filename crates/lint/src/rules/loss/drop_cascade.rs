//! `drop-cascade`: CASCADE drops what is not named.

use crate::rules::prelude::*;

lint! {
    /// CASCADE drops everything that depends on the object, whatever that is in the database where it runs: views,
    /// foreign keys, defaults, policies. A review sees one name.
    ///
    /// Without CASCADE the statement fails and names what is in the way: drop these by statements of their own.
    ///
    /// ```sql,bad
    /// DROP TABLE users CASCADE;
    /// ```
    ///
    /// ```sql,good
    /// DROP VIEW active_users;
    /// DROP TABLE users;
    /// ```
    Error "PX7015" "drop-cascade" = "CASCADE drops what is not named",
    on &[PG, CR], Script(check), seen [documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/ddl-depend.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        // ON DELETE CASCADE of a foreign key is another thing.
        let drops = statement.starts(&["DROP"]) || (statement.starts(&["ALTER"]) && statement.has(&["DROP"]));
        if drops && statement.tokens.last().is_some_and(|token| token == "CASCADE") {
            found.say(
                Some(statement.span),
                "CASCADE drops everything that depends on this, whatever it is.",
                "Leave CASCADE out; the server then names what is in the way, to be dropped by name.",
            );
        }
    }
}
