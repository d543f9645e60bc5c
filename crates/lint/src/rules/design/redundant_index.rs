//! `redundant-index`: an index is the beginning of another.

use crate::rules::prelude::*;

lint! {
    /// An index on `(a, b)` serves queries for `a` alone as well. The shorter one costs every write and the disk, and is
    /// worth its cost only where it is much smaller.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int @id
    ///   a    Int
    ///   b    Int
    ///
    ///   @@index([a])
    ///   @@index([a, b])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int @id
    ///   a    Int
    ///   b    Int
    ///
    ///   @@index([b])
    ///   @@index([a, b])
    /// }
    /// ```
    Info "PX7605" "redundant-index" = "an index is the beginning of another",
    on ALL, Schema(check), seen [model(ALL)]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for table in view.tables() {
        for index in table.indexes.iter().filter(|index| index.kind == IndexKind::Normal) {
            let longer = table.indexes.iter().find(|other| {
                other.parts.len() > index.parts.len()
                    && other.parts.starts_with(&index.parts)
                    && other.method == index.method
                    && other.predicate == index.predicate
                    && other.kind != IndexKind::Fulltext
                    && index.include.is_empty()
            });
            if let Some(longer) = longer {
                found.say(
                    index.origin.span,
                    format!(
                        "Index {} of {} is the beginning of {}, which serves its queries too.",
                        index.name, table.name, longer.name
                    ),
                    "Take the shorter one away, unless it is much smaller.",
                );
            }
        }
    }
}
