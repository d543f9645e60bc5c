//! `nullable-boolean`: a truth value that may be missing.

use crate::rules::prelude::*;

lint! {
    /// True, false, or nothing: `WHERE NOT done` leaves out the rows with NULL, and few programs think of three cases.
    ///
    /// Make it required, with a default.
    ///
    /// ```prisma,bad
    /// model Task {
    ///   id   Int      @id
    ///   done Boolean?
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Task {
    ///   id   Int     @id
    ///   done Boolean @default(false)
    /// }
    /// ```
    Info "PX7625" "nullable-boolean" = "a truth value that may be missing",
    on &[PG, CR, LI], Schema(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/functions-logical.html"),
        documented(SQLITE, "all", "https://www.sqlite.org/nulls.html"),
    ]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, column) in view.columns().filter(|(_, column)| column.nullable) {
        if matches!(column.ty.as_native(), Some(("Boolean" | "Bool", _))) {
            found.say(
                column.origin.span,
                format!("{} is true, false, or missing.", member(&table.name, column)),
                "Make it required, with @default(false).",
            );
        }
    }
}
