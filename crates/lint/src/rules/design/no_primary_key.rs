//! `no-primary-key`: a table has no primary key.

use crate::rules::prelude::*;

lint! {
    /// Rows that nothing tells apart cannot be replicated by row, nor changed by tools that change tables online, and
    /// duplicates stay.
    ///
    /// Give the table a key: `@id`, or `@@id` over several fields. A unique index alone will not do for replication where
    /// one of its columns may be NULL.
    ///
    /// ```prisma,bad
    /// model Log {
    ///   code Int @unique
    ///   line String
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Log {
    ///   code Int @id
    ///   line String
    /// }
    /// ```
    Warning "PX7601" "no-primary-key" = "a table has no primary key",
    on ALL, Schema(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/logical-replication-publication.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/group-replication-requirements.html"),
        model(ALL),
    ]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    // The join table of an implicit relation has a unique index over both columns; nobody can change that.
    let implicit = |table: &Table| table.origin.logical.is_none();
    for table in view.tables().filter(|table| table.primary_key.is_none() && !implicit(table)) {
        found.say(
            table.origin.span,
            format!("Table {} has no primary key.", table.name),
            "Give it one: @id on a field, or @@id([a, b]).",
        );
    }
}
