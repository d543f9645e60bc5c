//! `nullable-unique`: NULL in a unique index of several columns.

use crate::rules::prelude::*;

lint! {
    /// NULL is not equal to NULL: any number of rows may leave the column out, and a pair with one NULL is never a
    /// duplicate. That is rarely what is meant of several columns.
    ///
    /// Make the columns required, or say `NULLS NOT DISTINCT` (PostgreSQL from 15 on).
    ///
    /// ```prisma,bad
    /// model Member {
    ///   id     Int  @id
    ///   tenant Int?
    ///   number Int
    ///
    ///   @@unique([tenant, number])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Member {
    ///   id     Int @id
    ///   tenant Int
    ///   number Int
    ///
    ///   @@unique([tenant, number])
    /// }
    /// ```
    Info "PX7612" "nullable-unique" = "NULL in a unique index of several columns",
    on &[PG, CR, MY, MA, LI], Schema(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/indexes-unique.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/create-index.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/nulls.html"),
    ]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, index) in view.indexes().filter(|(_, index)| index.is_unique() && !index.nulls_not_distinct) {
        let nullable = index.columns().find(|name| table.column(name).is_some_and(|column| column.nullable));
        if let Some(name) = nullable.filter(|_| index.parts.len() > 1 && index.predicate.is_none()) {
            found.say(
                index.origin.span,
                format!("Rows of {} with NULL in {name} are never duplicates to {}.", table.name, index.name),
                "Make the column required, or use NULLS NOT DISTINCT where the database has it.",
            );
        }
    }
}
