//! `many-columns`: a table of very many columns.

use crate::rules::prelude::*;

lint! {
    /// A table of very many columns is read and written as a whole row each time, and mostly holds several things that live
    /// apart. PostgreSQL and MySQL have limits near 1,600 and 1,017 columns.
    ///
    /// ```prisma,bad
    /// model T {
    ///   id Int @id
    ///   c01 Int
    ///   c02 Int
    ///   c03 Int
    ///   c04 Int
    ///   c05 Int
    ///   c06 Int
    ///   c07 Int
    ///   c08 Int
    ///   c09 Int
    ///   c10 Int
    ///   c11 Int
    ///   c12 Int
    ///   c13 Int
    ///   c14 Int
    ///   c15 Int
    ///   c16 Int
    ///   c17 Int
    ///   c18 Int
    ///   c19 Int
    ///   c20 Int
    ///   c21 Int
    ///   c22 Int
    ///   c23 Int
    ///   c24 Int
    ///   c25 Int
    ///   c26 Int
    ///   c27 Int
    ///   c28 Int
    ///   c29 Int
    ///   c30 Int
    ///   c31 Int
    ///   c32 Int
    ///   c33 Int
    ///   c34 Int
    ///   c35 Int
    ///   c36 Int
    ///   c37 Int
    ///   c38 Int
    ///   c39 Int
    ///   c40 Int
    ///   c41 Int
    ///   c42 Int
    ///   c43 Int
    ///   c44 Int
    ///   c45 Int
    ///   c46 Int
    ///   c47 Int
    ///   c48 Int
    ///   c49 Int
    ///   c50 Int
    ///   c51 Int
    ///   c52 Int
    ///   c53 Int
    ///   c54 Int
    ///   c55 Int
    ///   c56 Int
    ///   c57 Int
    ///   c58 Int
    ///   c59 Int
    ///   c60 Int
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model T {
    ///   id  Int @id
    ///   c01 Int
    /// }
    /// ```
    Info "PX7624" "many-columns" = "a table of very many columns",
    on ALL, Schema(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/limits.html"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/limits.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/sql-server/maximum-capacity-specifications-for-sql-server"),
    ],
    options [OptionSpec { key: "limit", default: "60", doc: "how many columns are fine" }]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let limit = usize::try_from(found.number("limit")).unwrap_or(usize::MAX);
    for table in view.tables().filter(|table| table.columns.len() > limit) {
        found.say(
            table.origin.span,
            format!("{} has {} columns.", table.name, table.columns.len()),
            "Move what is rarely used, or belongs together, to a table of its own.",
        );
    }
}
