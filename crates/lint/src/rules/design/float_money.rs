//! `float-money`: money is kept as a binary fraction.

use crate::rules::prelude::*;

lint! {
    /// Binary fractions cannot hold 0.10: sums of money are wrong by cents before long.
    ///
    /// Use `Decimal`, or whole cents as `Int`.
    ///
    /// ```prisma,bad
    /// model Order {
    ///   id    Int   @id
    ///   price Float
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Order {
    ///   id     Int   @id
    ///   weight Float
    /// }
    /// ```
    Warning "PX7602" "float-money" = "money is kept as a binary fraction",
    on ALL, Schema(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/problems-with-float.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/floatingpoint.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/float-and-real-transact-sql"),
    ],
    options [OptionSpec {
        key: "names",
        default: "\"(?i)(price|amount|balance|total|cost|fee|salary|tax|money|refund|discount)\"",
        doc: "columns that hold money, as a regular expression",
    }]
}

/// Native types of binary fractions.
const FLOATS: &[&str] = &["Real", "DoublePrecision", "Float", "Double", "Float4", "Float8"];

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let Ok(names) = regex::Regex::new(&found.text("names")) else { return };
    for (table, column) in view.columns().filter(|(_, column)| names.is_match(&column.name)) {
        if column.ty.as_native().is_some_and(|(name, _)| FLOATS.contains(&name)) {
            found.say(
                column.origin.span,
                format!(
                    "{} looks like money and is a binary fraction: sums will be wrong.",
                    member(&table.name, column)
                ),
                "Use Decimal, or whole cents as Int.",
            );
        }
    }
}
