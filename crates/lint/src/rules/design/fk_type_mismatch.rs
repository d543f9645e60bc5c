//! `fk-type-mismatch`: a foreign key and what it refers to have different types.

use crate::rules::prelude::*;

lint! {
    /// The column and what it refers to have different types: each lookup converts values, indexes may not be used
    /// (PostgreSQL does convert integers of different sizes), and MySQL and SQL Server refuse the key.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id @db.SmallInt
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
    Error "PX7626" "fk-type-mismatch" = "a foreign key and what it refers to have different types",
    on &[PG, MY, MA, MS], Schema(check), seen [
        documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/relational-databases/tables/create-foreign-key-relationships"),
    ]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for table in view.tables() {
        for key in &table.foreign_keys {
            let Some(parent) = view.database.tables.get(&key.references) else { continue };
            for (own, other) in key.columns.iter().zip(&key.referenced_columns) {
                let (Some(own), Some(other)) = (table.column(own), parent.column(other)) else { continue };
                let types = Pair::new(&own.ty, &other.ty);
                if !(view.target.dialect.same_type)(types, view.target) && family(own) != family(other) {
                    let sql = |column: &Column| (view.target.dialect.type_sql)(&column.ty, view.target);
                    found.say(
                        key.origin.span.or(own.origin.span),
                        format!(
                            "{} is {}, and {} is {}.",
                            member(&table.name, own),
                            sql(own),
                            member(&parent.name, other),
                            sql(other)
                        ),
                        "Give both the same type.",
                    );
                }
            }
        }
    }
}

/// Texts with different limits are alike.
fn family(column: &Column) -> String {
    match column.ty.as_native() {
        Some(("Text" | "VarChar" | "Char" | "NVarChar" | "NChar" | "Citext", _)) => "text".to_owned(),
        _ => format!("{:?}", column.ty),
    }
}
