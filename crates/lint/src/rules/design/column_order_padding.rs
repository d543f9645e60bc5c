//! `alignment-waste`: the order of columns wastes space in every row.

use crate::rules::prelude::*;

lint! {
    /// PostgreSQL puts values at addresses that are multiples of their size: a Boolean in front of a BigInt takes eight bytes.
    /// In a table of many rows a better order of columns saves a tenth of the disk and of the cache. The order cannot be
    /// changed later without writing the table anew.
    ///
    /// Wide ones first: 8 bytes, 4, 2, 1, then texts.
    ///
    /// ```prisma,bad
    /// model Event {
    ///   a  Boolean
    ///   id BigInt  @id
    ///   b  Boolean
    ///   x  BigInt
    ///   c  Boolean
    ///   y  BigInt
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Event {
    ///   id BigInt  @id
    ///   x  BigInt
    ///   y  BigInt
    ///   a  Boolean
    ///   b  Boolean
    ///   c  Boolean
    /// }
    /// ```
    Info "PX7629" "alignment-waste" = "the order of columns wastes space in every row",
    on POSTGRES, Schema(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/storage-page-layout.html")],
    options [OptionSpec { key: "bytes", default: "16", doc: "how many wasted bytes per row are fine" }]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let limit = usize::try_from(found.number("bytes")).unwrap_or(usize::MAX);
    for table in view.tables() {
        let sizes: Vec<usize> = table.columns.iter().map_while(size).collect();
        let mut best = sizes.clone();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let wasted = padding(&sizes).saturating_sub(padding(&best));
        if sizes.len() > 2 && wasted >= limit {
            found.say(
                table.origin.span,
                format!("Each row of {} wastes {wasted} bytes between its columns.", table.name),
                "Put wide columns first, before there are rows.",
            );
        }
    }
}

/// Bytes of a value of a fixed size.
fn size(column: &Column) -> Option<usize> {
    Some(match column.ty.as_native()?.0 {
        "BigInt" | "DoublePrecision" | "Timestamp" | "Timestamptz" | "Time" | "Money" => 8,
        "Integer" | "Real" | "Date" | "Oid" => 4,
        "SmallInt" => 2,
        "Boolean" => 1,
        _ => return None,
    })
}

fn padding(sizes: &[usize]) -> usize {
    let (mut at, mut wasted) = (0_usize, 0);
    for size in sizes {
        let gap = at.next_multiple_of(*size) - at;
        wasted += gap;
        at += gap + size;
    }
    wasted
}
