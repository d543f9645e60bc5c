//! `fk-missing-index`: a foreign key has no index.

use crate::rules::prelude::*;

lint! {
    /// To delete or change a row of the referenced table, the database looks for rows that point at it: without an index
    /// on the foreign key it reads the whole table each time, and locks for as long. Joins over the relation do the same.
    ///
    /// MySQL and MariaDB make the index by themselves.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    ///
    ///   @@index([authorId])
    /// }
    /// ```
    Warning "PX7603" "fk-missing-index" = "a foreign key has no index",
    on &[PG, CR, LI, MS], Schema(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK"),
        documented(SQLITE, "all", "https://www.sqlite.org/foreignkeys.html#fk_indexes"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/relational-databases/tables/primary-and-foreign-key-constraints#indexes-on-foreign-key-constraints"),
    ]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for table in view.tables() {
        for key in table.foreign_keys.iter().filter(|key| !is_led(table, key)) {
            found.say(
                key.origin.span,
                format!(
                    "No index of {} begins with {}, the foreign key to {}.",
                    table.name,
                    columns(&key.columns),
                    key.references
                ),
                "Add an index on the fields of the relation.",
            );
            let fields: Option<Vec<&str>> = key.columns.iter().map(|name| field(table, name)).collect();
            if let (Some(fields), Some((file, at))) = (fields, end_of_block(view, table)) {
                found.insert("add the index", file, at, format!("\n  @@index([{}])\n", fields.join(", ")));
            }
        }
    }
}

/// Whether some index begins with the columns of the key, in any order.
fn is_led(table: &Table, key: &ForeignKey) -> bool {
    let leads = |names: Vec<&str>| {
        names.len() >= key.columns.len()
            && names
                .iter()
                .take(key.columns.len())
                .all(|name| key.columns.iter().any(|column| column == name))
    };
    let primary =
        table.primary_key.iter().map(|key| key.columns.iter().map(|part| part.name.as_str()).collect());
    let whole =
        table.indexes.iter().filter(|index| index.predicate.is_none() && index.kind != IndexKind::Fulltext);
    primary.chain(whole.map(|index| index.columns().map(|name| name.as_str()).collect())).any(leads)
}

/// What the schema calls a column.
fn field<'a>(table: &'a Table, column: &str) -> Option<&'a str> {
    table.column(column)?.origin.logical.as_deref()
}

/// Just in front of the brace that ends the model.
fn end_of_block(view: &SchemaView<'_>, table: &Table) -> Option<(parallax_text::FileId, u32)> {
    let span = table.origin.span?;
    let text = &view.sources.get(span.file).text;
    let end = text.get(span.range.start as usize..)?.find("\n}")?;
    Some((span.file, span.range.start + end as u32 + 1))
}
