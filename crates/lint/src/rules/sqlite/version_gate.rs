//! `sqlite-version-gate`: a statement needs a newer SQLite.

use crate::rules::prelude::*;

lint! {
    /// SQLite comes with the program, not with the database: RENAME COLUMN needs 3.25, DROP COLUMN 3.35, STRICT 3.37. The
    /// script fails where an older library opens the file.
    ///
    /// Tell which one you have with `--target sqlite@3.34`.
    ///
    /// ```sql,bad,sqlite@3.30
    /// ALTER TABLE users DROP COLUMN age;
    /// ```
    ///
    /// ```sql,good,sqlite@3.45
    /// ALTER TABLE users DROP COLUMN age;
    /// ```
    Error "PX7405" "sqlite-version-gate" = "a statement needs a newer SQLite",
    on SQLITE, Script(check), seen [
        documented(SQLITE, "3.25", "https://www.sqlite.org/lang_altertable.html#altertabrename"),
        documented(SQLITE, "3.35", "https://www.sqlite.org/lang_altertable.html#altertabdropcol"),
        documented(SQLITE, "3.37", "https://www.sqlite.org/stricttables.html"),
    ]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    for statement in &script.statements {
        let alters = statement.starts(&["ALTER", "TABLE"]);
        let strict = statement.starts(&["CREATE", "TABLE"])
            && statement.tokens.last().is_some_and(|token| token == "STRICT");
        let (what, minor) = match () {
            () if alters && statement.has(&["DROP"]) => ("DROP COLUMN", 35),
            () if alters && statement.has(&["RENAME"]) && !statement.has(&["RENAME", "TO"]) => {
                ("RENAME COLUMN", 25)
            }
            () if strict => ("STRICT", 37),
            () => continue,
        };
        if !script.target.is_at_least(3, minor) {
            found.say(
                Some(statement.span),
                format!("{what} needs SQLite 3.{minor}; this is for {}.", script.target),
                "Copy into a new table, or bring the newer library.",
            );
        }
    }
}
