//! `text-clustered-key`: rows are kept in the order of a long text.

use crate::rules::prelude::*;

lint! {
    /// InnoDB (and SQL Server, where the key is clustered) keeps rows in the order of the primary key: random values put each
    /// new row on another page, and every secondary index holds the whole key.
    ///
    /// Use a counter, or values that grow with time (`uuid(7)`, `ulid()`), as bytes where possible.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id String @id @default(uuid())
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id BigInt @id @default(autoincrement())
    /// }
    /// ```
    Info "PX7628" "text-clustered-key" = "rows are kept in the order of a long text",
    on &[MY, MA, MS], Schema(check), seen [
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/innodb-index-types.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/relational-databases/indexes/clustered-and-nonclustered-indexes-described"),
    ],
    options [OptionSpec { key: "limit", default: "64", doc: "how many characters are fine" }]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let limit = u32::try_from(found.number("limit")).unwrap_or(u32::MAX);
    for table in view.tables() {
        let Some(first) = table.primary_key.as_ref().and_then(|key| key.columns.first()) else { continue };
        let Some(column) = table.column(&first.name) else { continue };
        if let Some(("VarChar" | "Char" | "NVarChar" | "NChar", [TypeArg::Number(length)])) =
            column.ty.as_native()
            && *length > limit
        {
            found.say(
                column.origin.span,
                format!("Rows of {} are kept in the order of a text of up to {length} characters, which every index repeats.", table.name),
                "Use a counter, or a shorter type (@db.Char(26), @db.Binary(16)) with values that grow.",
            );
        }
    }
}
