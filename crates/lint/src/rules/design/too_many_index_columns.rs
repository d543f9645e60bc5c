//! `too-many-index-columns`: an index of many columns.

use crate::rules::prelude::*;

lint! {
    /// Columns far behind in an index are rarely looked for, but each makes the index greater and writes slower.
    ///
    /// ```prisma,bad
    /// model T {
    ///   id Int @id
    ///   a  Int
    ///   b  Int
    ///   c  Int
    ///   d  Int
    ///   e  Int
    ///   f  Int
    ///
    ///   @@index([a, b, c, d, e, f])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model T {
    ///   id Int @id
    ///   a  Int
    ///   b  Int
    ///
    ///   @@index([a, b])
    /// }
    /// ```
    Info "PX7613" "too-many-index-columns" = "an index of many columns",
    on ALL, Schema(check), seen [documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/indexes-multicolumn.html"), model(ALL)],
    options [OptionSpec { key: "limit", default: "5", doc: "how many columns are fine" }]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let limit = usize::try_from(found.number("limit")).unwrap_or(usize::MAX);
    for (table, index) in view.indexes().filter(|(_, index)| index.parts.len() > limit && !index.is_unique())
    {
        found.say(
            index.origin.span,
            format!("Index {} of {} has {} columns.", index.name, table.name, index.parts.len()),
            "Keep those that queries look for; the first ones do nearly all the work.",
        );
    }
}
