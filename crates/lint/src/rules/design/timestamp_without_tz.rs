//! `timestamp-without-tz`: a time without a time zone.

use crate::rules::prelude::*;

lint! {
    /// A time without a time zone says nothing about when it was: whoever reads it takes the time zone of the session, and
    /// two servers disagree.
    ///
    /// Use `@db.Timestamptz`, which keeps a point in time (no zone is stored).
    ///
    /// ```prisma,bad
    /// model Event {
    ///   id Int      @id
    ///   at DateTime
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Event {
    ///   id Int      @id
    ///   at DateTime @db.Timestamptz
    /// }
    /// ```
    Info "PX7610" "timestamp-without-tz" = "a time without a time zone",
    on &[PG, CR], Schema(check), seen [documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-TIMEZONES")]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, column) in view.columns() {
        if matches!(column.ty.as_native(), Some(("Timestamp", _))) {
            found.say(
                column.origin.span,
                format!("{} is a time without a time zone.", member(&table.name, column)),
                "Use @db.Timestamptz.",
            );
        }
    }
}
