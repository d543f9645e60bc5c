//! `name-case`: capital letters in the name of a table.

use crate::rules::prelude::*;

lint! {
    /// Names with capital letters have to be quoted in every statement that somebody writes by hand: PostgreSQL makes small
    /// letters of what is not quoted.
    ///
    /// Map them: `@@map("user_accounts")`, `@map("created_at")`.
    ///
    /// ```prisma,bad
    /// model UserAccount {
    ///   id        Int      @id
    ///   createdAt DateTime @db.Timestamptz
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model UserAccount {
    ///   id        Int      @id
    ///   createdAt DateTime @map("created_at") @db.Timestamptz
    ///
    ///   @@map("user_accounts")
    /// }
    /// ```
    Info "PX7618" "name-case" = "capital letters in the name of a table",
    on &[PG, CR], Schema(check), seen [documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS")]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for table in view.tables().filter(|table| table.origin.logical.is_some()) {
        if table.name.name.chars().any(char::is_uppercase) {
            let names: Vec<String> = table
                .columns
                .iter()
                .filter(|column| column.name.chars().any(char::is_uppercase))
                .map(|column| column.name.to_string())
                .collect();
            let and = if names.is_empty() { String::new() } else { format!(", and {}", list(names)) };
            found.say(
                table.origin.span,
                format!("The table {}{and} must be quoted in SQL that is written by hand.", table.name),
                "Map it to small letters with @@map and @map.",
            );
        }
    }
}
