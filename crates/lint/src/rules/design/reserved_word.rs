//! `reserved-word`: a word of SQL as a name.

use crate::rules::prelude::*;

lint! {
    /// A word of SQL as a name has to be quoted in every statement that somebody writes by hand; whoever forgets it gets an
    /// error, or worse: `user` without quotes is the name of the session's user on PostgreSQL.
    ///
    /// Give it another name in the database with `@map` or `@@map`.
    ///
    /// ```prisma,bad
    /// model Entry {
    ///   id    Int @id
    ///   order Int
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Entry {
    ///   id    Int @id
    ///   order Int @map("position")
    /// }
    /// ```
    Info "PX7615" "reserved-word" = "a word of SQL as a name",
    on ALL, Schema(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-keywords-appendix.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/keywords.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/lang_keywords.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/language-elements/reserved-keywords-transact-sql"),
    ]
}

/// Reserved in the SQL standard and on every database here; sorted.
const WORDS: &[&str] = &[
    "ALL",
    "ALTER",
    "AND",
    "AS",
    "BETWEEN",
    "BY",
    "CASE",
    "CHECK",
    "COLUMN",
    "CONSTRAINT",
    "CREATE",
    "CROSS",
    "DEFAULT",
    "DELETE",
    "DISTINCT",
    "DROP",
    "ELSE",
    "EXISTS",
    "FOREIGN",
    "FROM",
    "GRANT",
    "GROUP",
    "HAVING",
    "IN",
    "INDEX",
    "INNER",
    "INSERT",
    "INTO",
    "IS",
    "JOIN",
    "LEFT",
    "LIKE",
    "NOT",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "OUTER",
    "PRIMARY",
    "REFERENCES",
    "SELECT",
    "SET",
    "TABLE",
    "THEN",
    "TO",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USER",
    "USING",
    "VALUES",
    "VIEW",
    "WHEN",
    "WHERE",
    "WITH",
];

fn is_word(name: &str) -> bool {
    WORDS.binary_search(&name.to_uppercase().as_str()).is_ok()
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let help = "Give it another name in the database with @map or @@map.";
    for table in view.tables() {
        // A capital letter needs quotes anyhow.
        if is_word(&table.name.name) && table.name.name.to_lowercase() == table.name.name {
            found.say(
                table.origin.span,
                format!("The table {} must be quoted everywhere: it is a word of SQL.", table.name),
                help,
            );
        }
        for column in table.columns.iter().filter(|column| is_word(&column.name)) {
            found.say(
                column.origin.span,
                format!("{} must be quoted everywhere: it is a word of SQL.", member(&table.name, column)),
                help,
            );
        }
    }
}
