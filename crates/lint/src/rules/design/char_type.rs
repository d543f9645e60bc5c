//! `char-type`: a text of fixed length.

use crate::rules::prelude::*;

lint! {
    /// `char(n)` fills up with spaces, which count when texts are compared with other types, and any change of its length
    /// writes the table anew. It is neither smaller nor faster than `text`.
    ///
    /// ```prisma,bad
    /// model Country {
    ///   code String @id @db.Char(2)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Country {
    ///   code String @id
    /// }
    /// ```
    Info "PX7608" "char-type" = "a text of fixed length",
    on &[PG, CR], Schema(check), seen [documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/datatype-character.html")]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, column) in view.columns() {
        if matches!(column.ty.as_native(), Some(("Char", _))) {
            found.say(
                column.origin.span,
                format!("{} is filled up with spaces.", member(&table.name, column)),
                "Use text; a check keeps lengths.",
            );
        }
    }
}
