//! `int-primary-key`: a counting key has 32 bits or fewer.

use crate::rules::prelude::*;

lint! {
    /// A counter of 32 bits ends at 2,147,483,647; then no row can be added any more. To widen it later writes the whole
    /// table anew, and every table that refers to it.
    ///
    /// Take `BigInt` from the start.
    ///
    /// ```prisma,bad
    /// model Event {
    ///   id Int @id @default(autoincrement())
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Event {
    ///   id BigInt @id @default(autoincrement())
    /// }
    /// ```
    Info "PX7607" "int-primary-key" = "a counting key has 32 bits or fewer",
    on &[PG, MY, MA, MS], Schema(check), seen [
        documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/integer-types.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/t-sql/data-types/int-bigint-smallint-and-tinyint-transact-sql"),
    ]
}

const SMALL: &[&str] = &[
    "Integer",
    "SmallInt",
    "Int",
    "MediumInt",
    "TinyInt",
    "UnsignedSmallInt",
    "UnsignedMediumInt",
    "UnsignedTinyInt",
];

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, column) in view.columns().filter(|(_, column)| column.is_auto()) {
        let small = column.ty.as_native().is_some_and(|(name, _)| SMALL.contains(&name));
        if small && table.in_primary_key(&column.name) {
            found.say(
                column.origin.span,
                format!(
                    "{} counts in {}: it can run out.",
                    member(&table.name, column),
                    (view.target.dialect.type_sql)(&column.ty, view.target)
                ),
                "Take BigInt; to change it later rewrites the table and all that refer to it.",
            );
        }
    }
}
