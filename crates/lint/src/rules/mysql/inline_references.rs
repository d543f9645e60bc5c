//! `mysql-inline-references`: a foreign key that the server forgets.

use crate::rules::prelude::*;

lint! {
    /// `REFERENCES` behind a column is read and forgotten by MySQL: there is no foreign key. (MariaDB from 10.5 on makes
    /// one.)
    ///
    /// Write `FOREIGN KEY (a) REFERENCES t (id)` as a part of its own.
    ///
    /// ```sql,bad
    /// CREATE TABLE posts (id int PRIMARY KEY, author_id int REFERENCES users (id));
    /// ```
    ///
    /// ```sql,good
    /// CREATE TABLE posts (id int PRIMARY KEY, author_id int, FOREIGN KEY (author_id) REFERENCES users (id));
    /// ```
    Error "PX7307" "mysql-inline-references" = "a foreign key that the server forgets",
    on &[MY], Script(check), seen [documented(&[MY], "before 9.0", "https://dev.mysql.com/doc/refman/8.4/en/ansi-diff-foreign-keys.html")]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    if script.target.is_at_least(9, 0) {
        return;
    }
    for statement in script.statements.iter().filter(|statement| statement.is_ddl()) {
        let count = |word: &str| statement.tokens.iter().filter(|token| *token == word).count();
        let keys =
            statement.tokens.windows(2).filter(|pair| pair[0] == "FOREIGN" && pair[1] == "KEY").count();
        if count("REFERENCES") > keys && !statement.starts(&["GRANT"]) {
            found.say(
                Some(statement.span),
                "REFERENCES behind a column is forgotten: there is no foreign key.",
                "Write FOREIGN KEY (…) REFERENCES … as a part of its own.",
            );
        }
    }
}
