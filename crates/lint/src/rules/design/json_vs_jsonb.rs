//! `json-vs-jsonb`: a column of type json.

use crate::rules::prelude::*;

lint! {
    /// `json` keeps the text as it came: it has no equality, so that `DISTINCT`, `GROUP BY` and `UNION` over the column
    /// fail, and no index looks into it.
    ///
    /// ```prisma,bad
    /// model Event {
    ///   id   Int  @id
    ///   data Json @db.Json
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Event {
    ///   id   Int  @id
    ///   data Json @db.JsonB
    /// }
    /// ```
    Warning "PX7611" "json-vs-jsonb" = "a column of type json",
    on POSTGRES, Schema(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/datatype-json.html")]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, column) in view.columns() {
        if matches!(column.ty.as_native(), Some(("Json", _))) {
            found.say(
                column.origin.span,
                format!("{} is json: DISTINCT and GROUP BY over it fail.", member(&table.name, column)),
                "Use jsonb, which is also the default.",
            );
            if let Some(span) = column.origin.span
                && let Some(at) = view.sources.slice(span).find("@db.Json")
            {
                let start = span.range.start + at as u32;
                let range = parallax_text::TextRange { start, end: start + "@db.Json".len() as u32 };
                found.edit("make it jsonb", span.file, range, "@db.JsonB");
            }
        }
    }
}
