//! `mysql-enum-values`: an enum of very many values.

use crate::rules::prelude::*;

lint! {
    /// Up to 255 values an ENUM takes one byte; the 256th makes it two, and the table is written anew. So many values are a
    /// table.
    ///
    /// ```prisma,bad
    /// enum E {
    ///   a00
    ///   a01
    ///   a02
    ///   a03
    ///   a04
    ///   a05
    ///   a06
    ///   a07
    ///   a08
    ///   a09
    ///   a10
    ///   a11
    ///   a12
    ///   a13
    ///   a14
    ///   a15
    ///   a16
    ///   a17
    ///   a18
    ///   a19
    ///   a20
    ///   a21
    ///   a22
    ///   a23
    ///   a24
    ///   a25
    ///   a26
    ///   a27
    ///   a28
    ///   a29
    ///   a30
    ///   a31
    ///   a32
    /// }
    ///
    /// model T {
    ///   id Int @id
    ///   e  E
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// enum E {
    ///   a
    /// }
    ///
    /// model T {
    ///   id Int @id
    ///   e  E
    /// }
    /// ```
    Info "PX7320" "mysql-enum-values" = "an enum of very many values",
    on MYSQLS, Schema(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/storage-requirements.html")],
    options [OptionSpec { key: "limit", default: "32", doc: "how many values are fine" }]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let limit = usize::try_from(found.number("limit")).unwrap_or(usize::MAX);
    for (table, column) in view.columns() {
        if let BaseType::InlineEnum(values) = &column.ty.base
            && values.len() > limit
        {
            found.say(
                column.origin.span,
                format!(
                    "{} has {} values; the 256th writes the table anew.",
                    member(&table.name, column),
                    values.len()
                ),
                "Keep them in a table of their own.",
            );
        }
    }
}
