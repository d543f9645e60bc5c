//! `mysql-key-too-long`: an indexed text is longer than an index holds.

use crate::rules::prelude::*;

lint! {
    /// An index of InnoDB holds up to 3072 bytes, four per letter of utf8mb4: a text of more than 768 letters is refused.
    ///
    /// Index the beginning: `length: 191`.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id  Int    @id
    ///   url String @db.VarChar(2000)
    ///
    ///   @@index([url])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id  Int    @id
    ///   url String @db.VarChar(2000)
    ///
    ///   @@index([url(length: 191)])
    /// }
    /// ```
    Error "PX7321" "mysql-key-too-long" = "an indexed text is longer than an index holds",
    on MYSQLS, Schema(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html")]
}

const LIMIT: u32 = 3072;
const BYTES_PER_LETTER: u32 = 4;

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, index) in
        view.indexes().filter(|(_, index)| matches!(index.kind, IndexKind::Normal | IndexKind::Unique))
    {
        let bytes = |part: &parallax_ir::IndexPart| -> Option<u32> {
            let parallax_ir::IndexKey::Column(name) = &part.key else { return None };
            match table.column(name)?.ty.as_native()? {
                ("VarChar" | "Char", [TypeArg::Number(length)]) => {
                    Some(part.length.unwrap_or(*length).saturating_mul(BYTES_PER_LETTER))
                }
                _ => None,
            }
        };
        let total: u32 = index.parts.iter().filter_map(bytes).fold(0, u32::saturating_add);
        if total > LIMIT {
            found.say(
                index.origin.span,
                format!(
                    "Index {} of {} needs up to {total} bytes; InnoDB holds {LIMIT}.",
                    index.name, table.name
                ),
                "Index the beginning only, such as length: 191.",
            );
        }
    }
}
