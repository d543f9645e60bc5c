//! `money-type`: a column of type money.

use crate::rules::prelude::*;

lint! {
    /// The type `money` takes its currency and its number of digits from a setting of the server: the same value is another
    /// one after a dump elsewhere.
    ///
    /// ```prisma,bad
    /// model Order {
    ///   id    Int     @id
    ///   total Decimal @db.Money
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Order {
    ///   id    Int     @id
    ///   total Decimal @db.Decimal(12, 2)
    /// }
    /// ```
    Warning "PX7621" "money-type" = "a column of type money",
    on POSTGRES, Schema(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/datatype-money.html")]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, column) in view.columns() {
        if matches!(column.ty.as_native(), Some(("Money", _))) {
            found.say(
                column.origin.span,
                format!("What {} means follows from the setting lc_monetary.", member(&table.name, column)),
                "Use @db.Decimal(p, 2), and a column for the currency.",
            );
        }
    }
}
