//! `timetz`: a time of day with an offset.

use crate::rules::prelude::*;

lint! {
    /// A time of day with an offset and without a date: whether summer time holds cannot be told. PostgreSQL's manual
    /// advises against it.
    ///
    /// ```prisma,bad
    /// model Shop {
    ///   id    Int      @id
    ///   opens DateTime @db.Timetz
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Shop {
    ///   id    Int      @id
    ///   opens DateTime @db.Time
    /// }
    /// ```
    Info "PX7622" "timetz" = "a time of day with an offset",
    on POSTGRES, Schema(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES")]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, column) in view.columns() {
        if matches!(column.ty.as_native(), Some(("Timetz", _))) {
            found.say(
                column.origin.span,
                format!("{} has an offset but no date.", member(&table.name, column)),
                "Use @db.Time with a column for the zone, or @db.Timestamptz.",
            );
        }
    }
}
