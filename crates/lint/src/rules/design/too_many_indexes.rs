//! `too-many-indexes`: a table with many indexes.

use crate::rules::prelude::*;

lint! {
    /// Every insert writes into every index, and so does nearly every update.
    ///
    /// ```prisma,bad
    /// model T {
    ///   id Int @id
    ///   a  Int @unique
    ///   b  Int @unique
    ///   c  Int @unique
    ///   d  Int @unique
    ///   e  Int @unique
    ///   f  Int @unique
    ///   g  Int @unique
    ///   h  Int @unique
    ///   i  Int @unique
    ///   j  Int @unique
    ///   k  Int @unique
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model T {
    ///   id Int @id
    ///   a  Int @unique
    /// }
    /// ```
    Info "PX7614" "too-many-indexes" = "a table with many indexes",
    on ALL, Schema(check), seen [documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/indexes-intro.html"), model(ALL)],
    options [OptionSpec { key: "limit", default: "10", doc: "how many indexes are fine" }]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let limit = usize::try_from(found.number("limit")).unwrap_or(usize::MAX);
    for table in view.tables().filter(|table| table.indexes.len() > limit) {
        found.say(
            table.origin.span,
            format!("{} has {} indexes, and each write keeps all of them.", table.name, table.indexes.len()),
            "Take those away that no query uses; the statistics of the server tell.",
        );
    }
}
