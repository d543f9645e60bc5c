//! `mssql-old-types`: a deprecated type.

use crate::rules::prelude::*;

lint! {
    /// `text`, `ntext` and `image` are deprecated and work with few functions; `datetime` rounds to three hundredths of a
    /// second.
    ///
    /// `varchar(max)`, `nvarchar(max)`, `varbinary(max)`, `datetime2`.
    ///
    /// ```prisma,bad
    /// model Note {
    ///   id   Int    @id
    ///   text String @db.Text
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Note {
    ///   id   Int    @id
    ///   text String @db.NVarChar(Max)
    /// }
    /// ```
    Info "PX7507" "mssql-old-types" = "a deprecated type",
    on SQLSERVER, Schema(check), seen [documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/ntext-text-and-image-transact-sql")]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, column) in view.columns() {
        let instead = match column.ty.as_native().map(|(name, _)| name) {
            Some("Text") => "@db.VarChar(Max)",
            Some("NText") => "@db.NVarChar(Max)",
            Some("Image") => "@db.VarBinary(Max)",
            Some("DateTime") => "@db.DateTime2",
            _ => continue,
        };
        found.say(
            column.origin.span,
            format!("{} has a type that is deprecated.", member(&table.name, column)),
            format!("Use {instead}."),
        );
    }
}
