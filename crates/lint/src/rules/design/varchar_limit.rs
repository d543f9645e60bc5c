//! `varchar-limit`: a text with a limit in its type.

use crate::rules::prelude::*;

lint! {
    /// A limit in the type is changed by changing the type: to lower it writes the table anew, and views in the way stop
    /// even a higher one. `text` takes the same space.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int    @id
    ///   name String @db.VarChar(50)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int    @id
    ///   name String
    /// }
    /// ```
    Info "PX7609" "varchar-limit" = "a text with a limit in its type",
    on POSTGRES, Schema(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/datatype-character.html"), measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, column) in view.columns() {
        if matches!(column.ty.as_native(), Some(("VarChar", [TypeArg::Number(_)]))) {
            found.say(
                column.origin.span,
                format!(
                    "The limit of {} can be lowered only by writing the table anew.",
                    member(&table.name, column)
                ),
                "Use text, and a check where a limit is meant.",
            );
        }
    }
}
