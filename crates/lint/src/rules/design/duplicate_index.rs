//! `same-index-twice`: two indexes are the same.

use crate::rules::prelude::*;

lint! {
    /// Every write keeps both up to date, and no query gets anything for it.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int @id
    ///   code  Int
    ///
    ///   @@index([code], map: "a")
    ///   @@index([code], map: "b")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int @id
    ///   code Int
    ///
    ///   @@index([code])
    /// }
    /// ```
    Warning "PX7604" "same-index-twice" = "two indexes are the same",
    on ALL, Schema(check), seen [model(ALL)]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for table in view.tables() {
        for (at, index) in table.indexes.iter().enumerate() {
            let earlier = table.indexes.iter().take(at).find(|other| alike(other, index));
            if let Some(earlier) = earlier {
                found.say(
                    index.origin.span,
                    format!("Index {} of {} is the same as {}.", index.name, table.name, earlier.name),
                    "Take one of them away.",
                );
            }
        }
    }
}

fn alike(a: &Index, b: &Index) -> bool {
    a.parts == b.parts
        && a.kind == b.kind
        && a.method == b.method
        && a.predicate == b.predicate
        && a.include == b.include
        && a.nulls_not_distinct == b.nulls_not_distinct
}
