//! `mutable-search-path-function`: a SECURITY DEFINER function without a search_path.

use crate::rules::prelude::*;

lint! {
    /// A SECURITY DEFINER function runs with the rights of its owner. Without a search_path of its own it finds whatever its
    /// caller puts in front: code of the caller with rights of the owner.
    ///
    /// `SET search_path = ''`, and names with their schema.
    ///
    /// ```sql,bad
    /// CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*)::int FROM users';
    /// ```
    ///
    /// ```sql,good
    /// CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT count(*)::int FROM public.users';
    /// ```
    Error "PX7913" "mutable-search-path-function" = "a SECURITY DEFINER function without a search_path",
    on POSTGRES, Objects(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in script.statements.iter().filter(|statement| statement.starts(&["CREATE"])) {
        let routine = statement.has(&["FUNCTION"]) || statement.has(&["PROCEDURE"]);
        if routine && statement.has(&["SECURITY", "DEFINER"]) && !statement.has(&["SET", "SEARCH_PATH"]) {
            found.say(
                Some(statement.span),
                "Callers decide by their search_path which code runs with the rights of the owner.",
                "SET search_path = '', and names with their schema.",
            );
        }
    }
}
